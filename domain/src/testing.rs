//! Builders and fixed times for everyone's tests.

use chrono::{DateTime, TimeDelta, Utc};

use crate::channel::{Channel, ChannelKind, NewTicketProperties, TicketAutomation};
use crate::contact::Contact;
use crate::conversation::{Association, Conversation, ConversationState, Place};
use crate::decide::{Decided, decide};
use crate::desk::Desk;
use crate::event::Fact;
use crate::id::{
    ChannelId, ContactId, ConversationId, MessageId, OrderId, PipelineId, StatusId, TeamId, TicketId, UserId,
};
use crate::identifier::{DeliveryIdentifier, EmailAddress};
use crate::order::{Actor, Command, Order};
use crate::rejection::Rejection;
use crate::setup::{Setup, SupportPipelineIds};
use crate::ticket::{Ticket, TicketName, TicketNumber, TicketSource};
use crate::user::{Access, Standing, Team, User};

/// The instant at which tests begin: 2026-03-02, 09:00 UTC.
pub const T0: DateTime<Utc> = match DateTime::from_timestamp(1_772_442_000, 0) {
    Some(at) => at,
    None => DateTime::UNIX_EPOCH,
};

/// So many minutes after the beginning.
pub fn minutes(count: i64) -> DateTime<Utc> {
    T0 + TimeDelta::minutes(count)
}

/// Declares functions that make the n-th id of a kind, different from those of every other kind.
macro_rules! numbered_ids {
    ($($(#[$doc:meta])* $function:ident: $id:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        pub fn $function(n: u8) -> $id {
            $id::generate(T0, [$kind, 0, 0, 0, 0, 0, 0, 0, 0, n])
        }
    )*};
}

numbered_ids! {
    /// The n-th ticket.
    ticket_id: TicketId = 1;
    /// The n-th conversation.
    conversation_id: ConversationId = 2;
    /// The n-th contact.
    contact_id: ContactId = 3;
    /// The n-th user.
    user_id: UserId = 4;
    /// The n-th pipeline.
    pipeline_id: PipelineId = 5;
    /// The n-th status.
    status_id: StatusId = 6;
    /// The n-th channel.
    channel_id: ChannelId = 7;
    /// The n-th team.
    team_id: TeamId = 8;
    /// The n-th order.
    order_id: OrderId = 9;
    /// The n-th message.
    message_id: MessageId = 10;
}

/// New in the Support pipeline.
pub fn new() -> StatusId {
    status_id(1)
}

/// Waiting on contact in the Support pipeline.
pub fn waiting_on_contact() -> StatusId {
    status_id(2)
}

/// Waiting on us in the Support pipeline.
pub fn waiting_on_us() -> StatusId {
    status_id(3)
}

/// Closed in the Support pipeline.
pub fn closed() -> StatusId {
    status_id(4)
}

/// An e-mail address.
///
/// # Panics
///
/// When it is none.
#[expect(clippy::panic, reason = "a test with a wrong address is a wrong test")]
pub fn address(text: &str) -> EmailAddress {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// A desk as it is installed, with the Support pipeline, two agents (users 1 and 2) of team 1, an
/// admin (user 9) and the e-mail channel 1, `support@desk.example`.
pub fn setup() -> Setup {
    let statuses = [new(), waiting_on_contact(), waiting_on_us(), closed()];
    let mut setup = Setup::installed(SupportPipelineIds { pipeline: pipeline_id(1), statuses });
    setup.teams.insert(team_id(1), Team { id: team_id(1), name: "First line".to_owned() });
    for (n, name, access) in [
        (1, "Giulia", Access::default()),
        (2, "Bruno", Access::default()),
        (9, "Ines", Access::super_admin()),
    ] {
        let user = User {
            id: user_id(n),
            name: name.to_owned(),
            email: address(&format!("{}@desk.example", name.to_lowercase())),
            standing: Standing::Active,
            access,
            main_team: (n < 9).then(|| team_id(1)),
            extra_teams: std::collections::BTreeSet::new(),
        };
        setup.users.insert(user.id, user);
    }
    let channel = Channel {
        id: channel_id(1),
        name: "Support".to_owned(),
        kind: ChannelKind::Email { address: address("support@desk.example") },
        pipeline: pipeline_id(1),
        tickets: TicketAutomation::CreateTicket,
        new_ticket: NewTicketProperties::default(),
    };
    setup.channels.insert(channel.id, channel);
    setup
}

/// The n-th contact, `customer<n>@example.org`.
pub fn contact(n: u8) -> Contact {
    let identifier = DeliveryIdentifier::Email(address(&format!("customer{n}@example.org")));
    Contact { id: contact_id(n), name: None, identifiers: [identifier].into(), created_at: T0, version: 1 }
}

/// The n-th ticket: open, new, nobody's, about contact 1.
pub fn ticket(n: u8) -> Ticket {
    Ticket {
        id: ticket_id(n),
        number: TicketNumber(1000 + u64::from(n)),
        name: TicketName::of_message(Some("Refund not received"), "", ""),
        description: None,
        pipeline: pipeline_id(1),
        status: new(),
        owner: None,
        assigned_teams: std::collections::BTreeSet::new(),
        priority: None,
        category: None,
        close_date: None,
        contacts: [contact_id(1)].into(),
        properties: std::collections::BTreeMap::new(),
        source: TicketSource::Email,
        created_by: None,
        created_at: T0,
        modified_at: T0,
        active_at: T0,
        position: 1,
        version: 1,
    }
}

/// The n-th conversation: open, with contact 1 on channel 1, associated with a ticket at [`T0`].
pub fn conversation(n: u8, ticket: Option<TicketId>) -> Conversation {
    Conversation {
        id: conversation_id(n),
        channel: channel_id(1),
        subject: Some("Refund not received".to_owned()),
        contacts: [contact_id(1)].into(),
        association: ticket.map(|ticket| Association { ticket, at: T0 }),
        state: ConversationState::Open,
        owner: None,
        place: Place::HelpDesk,
        started_at: T0,
        version: 1,
    }
}

/// A desk with one ticket and so many open conversations of it.
pub fn desk(ticket: Ticket, conversations: u8) -> Desk {
    let mut desk = Desk::default();
    desk.contacts.insert(contact_id(1), contact(1));
    for n in 1..=conversations {
        let conversation = conversation(n, Some(ticket.id));
        desk.conversations.insert(conversation.id, conversation);
    }
    desk.tickets.insert(ticket.id, ticket);
    desk
}

/// An order of user 1, one minute after the beginning.
pub fn order(command: impl Into<Command>) -> Order {
    order_by(Actor::User { user: user_id(1) }, command)
}

/// An order of somebody, one minute after the beginning.
pub fn order_by(actor: Actor, command: impl Into<Command>) -> Order {
    Order { id: order_id(1), actor, at: minutes(1), command: command.into() }
}

/// Decides an order of user 1, and holds that its events, applied to the desk before, give the desk
/// after.
///
/// # Errors
///
/// What [`decide`] refuses.
pub fn give(setup: &Setup, desk: &Desk, command: impl Into<Command>) -> Result<Decided, Rejection> {
    give_order(setup, desk, &order(command))
}

/// Decides an order, and holds that its events, applied to the desk before, give the desk after.
///
/// # Errors
///
/// What [`decide`] refuses.
///
/// # Panics
///
/// When replaying the events gives another desk.
pub fn give_order(setup: &Setup, desk: &Desk, order: &Order) -> Result<Decided, Rejection> {
    let decided = decide(setup, desk.clone(), order)?;
    let mut replayed = desk.clone();
    for event in &decided.events {
        replayed.apply(event);
    }
    assert_eq!(replayed, decided.desk, "events replayed on the desk before must give the desk after");
    Ok(decided)
}

/// What happened, without times and sources.
pub fn facts(decided: &Decided) -> Vec<Fact> {
    decided.events.iter().map(|event| event.fact.clone()).collect()
}
