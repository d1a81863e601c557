//! Decides a few orders on a desk with one ticket, and prints what each does.
//!
//! `cargo run --package sportello-domain --example decide_an_order`

#![expect(clippy::print_stdout, reason = "an example says what it does")]

use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::to_string;
use sportello_domain::decide::{Decide, decide};
use sportello_domain::desk::Desk;
use sportello_domain::id::{OrderId, PipelineId, StatusId, TicketId, UserId};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::setup::{Setup, SupportPipelineIds};
use sportello_domain::ticket::{ChangeStatus, CreateTicket, TicketNumber};
use sportello_domain::user::{Access, Standing, User};

fn main() -> Result<(), Box<dyn Error>> {
    // The crate has no clock and no randomness: times come from you, and so do ids. These are made
    // from a time and the numbers 1, 2, 3 so that every run prints the same; yours are random.
    let start: DateTime<Utc> = "2026-03-02T09:00:00Z".parse()?;
    let giulia = UserId::generate(start, [1; 10]);
    let ticket = TicketId::generate(start, [2; 10]);
    let statuses = [3, 4, 5, 6].map(|n| StatusId::generate(start, [n; 10]));
    let [new, _, _, closed] = statuses;

    // The configuration: the Support pipeline that every desk starts with, and one agent.
    let pipeline = PipelineId::generate(start, [7; 10]);
    let mut setup = Setup::installed(SupportPipelineIds { pipeline, statuses });
    setup.users.insert(
        giulia,
        User {
            id: giulia,
            name: "Giulia".to_owned(),
            email: "giulia@desk.example".parse()?,
            standing: Standing::Active,
            access: Access::default(),
            main_team: None,
            extra_teams: [].into(),
        },
    );

    let create = CreateTicket {
        ticket,
        name: "Parcel lost between Trento and Verona".to_owned(),
        pipeline: Some(pipeline),
        status: Some(new),
        owner: Some(giulia),
        priority: None,
        category: None,
        description: None,
        contacts: [].into(),
        conversation: None,
        properties: Vec::new(),
    };
    let commands: [Command; 4] = [
        create.into(),
        ChangeStatus::new(ticket, closed).into(),
        ChangeStatus::new(ticket, closed).into(), // Once more: nothing is left to do.
        ChangeStatus::new(ticket, StatusId::generate(start, [9; 10])).into(),
    ];

    // The records. A server loads what `scope` asks for; here everything is in one desk. The number
    // that people will say for a new ticket is drawn by whoever keeps the records.
    let mut desk = Desk::default();
    desk.facts.ticket_number = Some(TicketNumber(1001));
    for (n, command) in (1..).zip(commands) {
        let at = start + TimeDelta::minutes(n.into());
        println!("\n{} at {at}", command.name());
        println!("  needs    tickets {}", to_string(&command.scope().tickets)?);
        let order =
            Order { id: OrderId::generate(at, [n; 10]), actor: Actor::User { user: giulia }, at, command };
        match decide(&setup, desk.clone(), &order) {
            Ok(decided) => {
                for event in &decided.events {
                    println!("  happened {}", to_string(&event.fact)?);
                    desk.apply(event);
                }
                println!("  {} events in all", decided.events.len());
            }
            Err(rejection) => println!("  refused  {}: {rejection}", rejection.code()),
        }
    }
    Ok(())
}
