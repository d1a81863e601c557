//! Finds tickets by conditions that are values: built here or read from JSON, checked, combined with
//! what a user may see, and evaluated in memory.
//!
//! `cargo run --package sportello-domain --example filter_tickets`

#![expect(clippy::print_stdout, reason = "an example says what it does")]

use std::error::Error;

use sportello_domain::filter::Filter;
use sportello_domain::order::Actor;
use sportello_domain::pipeline::State;
use sportello_domain::policy::visible_tickets;
use sportello_domain::property::Priority;
use sportello_domain::setup::Setup;
use sportello_domain::testing::{closed, setup, ticket, user_id};
use sportello_domain::ticket::{Ticket, TicketName};
use sportello_domain::user::Reach;
use sportello_domain::view::BuiltInView;

fn main() -> Result<(), Box<dyn Error>> {
    // The builders of the tests: a desk as it is installed, with the agents Giulia (user 1) and Bruno
    // (user 2). Giulia may see her own tickets and those that nobody owns.
    let mut setup = setup();
    let (giulia, bruno) = (user_id(1), user_id(2));
    if let Some(user) = setup.users.get_mut(&giulia) {
        user.access.view = Reach::OwnAndUnassigned;
    }
    let named = |n, name: &str| -> Result<Ticket, Box<dyn Error>> {
        Ok(Ticket { name: TicketName::try_from(name.to_owned())?, ..ticket(n) })
    };
    let tickets = [
        Ticket { owner: Some(giulia), priority: Some(Priority::Urgent), ..named(1, "Parcel lost")? },
        Ticket { owner: Some(bruno), priority: Some(Priority::Urgent), ..named(2, "Charged twice")? },
        Ticket { priority: Some(Priority::Low), ..named(3, "Opening hours?")? },
        Ticket { status: closed(), owner: Some(giulia), ..named(4, "Wrong size")? },
    ];

    // A condition built here,
    let open = Filter::State { is: State::Open };
    let urgent = Filter::Priority { any_of: [Priority::High, Priority::Urgent].into() };
    show(&setup, "open and urgent", &Filter::all([open, urgent]), &tickets);

    // one that came as JSON from outside, and must make sense before it is used,
    let from_outside = r#"{"type": "not", "of": {"type": "unassigned"}}"#;
    let owned: Filter = serde_json::from_str(from_outside)?;
    owned.check(&setup)?;
    show(&setup, "owned by somebody", &owned, &tickets);

    // one that does not,
    let senseless = Filter::Priority { any_of: [].into() };
    if let Err(fault) = senseless.check(&setup) {
        println!("no priority at all: {fault}\n");
    }

    // and a view as Giulia sees it: every list is combined with what the reader may see.
    let mine = visible_tickets(&setup, &Actor::User { user: giulia });
    let view = Filter::all([BuiltInView::AllOpen.filter(&setup, giulia), mine]);
    show(&setup, "all open tickets, for Giulia", &view, &tickets);
    Ok(())
}

fn show(setup: &Setup, title: &str, filter: &Filter, tickets: &[Ticket]) {
    println!("{title}:");
    for ticket in tickets.iter().filter(|ticket| filter.matches(setup, ticket)) {
        println!("  {} {}", ticket.number, ticket.name);
    }
    println!();
}
