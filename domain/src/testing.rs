//! Builders and fixed times for everyone's tests.
//!
//! Everything is numbered: ticket 1, conversation 1, user 1, with ids that never change. A record is
//! as plain as it can be; a test says what is special about it: `Ticket { status: closed(), ..ticket(1) }`.

mod busy;
mod generated;
mod rehearsal;

pub use busy::{busy_desk, busy_setup, definitions};
pub use generated::{Dice, any_order};
pub use rehearsal::{Rehearsal, loaded};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::channel::{Channel, ChannelKind, NewTicketProperties, TicketAutomation};
use crate::company::Company;
use crate::contact::Contact;
use crate::conversation::{Association, Conversation, ConversationState, ConversationTraits, Place};
use crate::deal::Deal;
use crate::decide::{Decided, decide};
use crate::desk::Desk;
use crate::event::Fact;
use crate::id::{
    AttachmentId, ChannelId, CompanyId, ContactId, ConversationId, DealId, InboxId, MessageId, OrderId,
    PipelineId, StatusId, TeamId, TicketId, TokenId, UserId, ViewId,
};
use crate::identifier::{DeliveryIdentifier, EmailAddress};
use crate::mail::{MailHead, MailId};
use crate::message::{
    Arrival, Attachment, Author, Body, Delivery, Message, MessageKind, Nature, ReceiveMessage, Recipient,
    RecipientRole, SendReply, WaitingFile, WriteFirst,
};
use crate::order::{Actor, Command, Order};
use crate::rejection::Rejection;
use crate::setup::{Setup, SupportPipelineIds};
use crate::ticket::{CreateTicket, Ticket, TicketName, TicketNumber, TicketSource};
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
    /// The n-th attachment.
    attachment_id: AttachmentId = 11;
    /// The n-th API token.
    token_id: TokenId = 12;
    /// The n-th view.
    view_id: ViewId = 13;
    /// The n-th company.
    company_id: CompanyId = 14;
    /// The n-th deal.
    deal_id: DealId = 15;
    /// The n-th inbox.
    inbox_id: InboxId = 16;
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
            extra_teams: BTreeSet::new(),
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
        inbox: None,
    };
    setup.channels.insert(channel.id, channel);
    setup
}

/// How the n-th contact is reached: `customer<n>@example.org`.
pub fn customer(n: u8) -> DeliveryIdentifier {
    DeliveryIdentifier::Email(address(&format!("customer{n}@example.org")))
}

/// The n-th contact, reached as [`customer`] n.
pub fn contact(n: u8) -> Contact {
    Contact {
        id: contact_id(n),
        name: None,
        identifiers: [customer(n)].into(),
        companies: BTreeSet::new(),
        created_at: T0,
        version: 1,
    }
}

/// The n-th company: `Company <n>`.
pub fn company(n: u8) -> Company {
    Company { id: company_id(n), name: format!("Company {n}"), domain: None, created_at: T0, version: 1 }
}

/// The n-th deal: `Deal <n>`, with nobody yet.
pub fn deal(n: u8) -> Deal {
    Deal {
        id: deal_id(n),
        name: format!("Deal {n}"),
        contacts: BTreeSet::new(),
        companies: BTreeSet::new(),
        created_at: T0,
        version: 1,
    }
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
        assigned_teams: BTreeSet::new(),
        priority: None,
        category: None,
        close_date: None,
        reopened: false,
        number_in_name: false,
        contacts: [contact_id(1)].into(),
        conversations: ConversationTraits::default(),
        followers: BTreeSet::new(),
        mentioned: BTreeSet::new(),
        companies: BTreeSet::new(),
        primary_company: None,
        deals: BTreeSet::new(),
        properties: BTreeMap::new(),
        source: TicketSource::Email,
        created_by: None,
        created_at: T0,
        modified_at: T0,
        active_at: T0,
        contacted_at: None,
        position: 1,
        merged: Vec::new(),
        merged_into: None,
        deleted: None,
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
        former_tickets: Vec::new(),
        state: ConversationState::Open,
        owner: None,
        inbox: None,
        place: Place::HelpDesk,
        placed_at: None,
        trashed_by: None,
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

/// Creates the n-th ticket by hand: New in the Support pipeline, with nothing that is not required.
pub fn new_ticket(n: u8) -> CreateTicket {
    CreateTicket {
        ticket: ticket_id(n),
        name: "Refund not received".to_owned(),
        pipeline: Some(pipeline_id(1)),
        status: Some(new()),
        owner: None,
        priority: None,
        category: None,
        description: None,
        contacts: BTreeSet::new(),
        conversation: None,
        properties: Vec::new(),
    }
}

/// Answers in conversation 1 with the n-th message: "On its way."
pub fn reply(n: u8) -> SendReply {
    SendReply {
        message: message_id(n),
        conversation: conversation_id(1),
        in_reply_to: None,
        recipients: Vec::new(),
        text: "On its way.".into(),
        attachments: Vec::new(),
        then_status: None,
        properties: Vec::new(),
        seen: None,
    }
}

/// The n-th file, stored by a user: n kilobytes of a picture.
pub fn waiting_file(n: u8, stored_by: UserId) -> WaitingFile {
    let file = Attachment {
        id: attachment_id(n),
        name: format!("picture-{n}.png"),
        media_type: "image/png".to_owned(),
        size: u64::from(n) * 1_000,
        inline: false,
    };
    WaitingFile { file, stored_by }
}

/// A first mail to the n-th contact from channel 1; what it creates has the number `fresh`.
pub fn first_message(fresh: u8, n: u8) -> WriteFirst {
    WriteFirst {
        message: message_id(fresh),
        conversation: conversation_id(fresh),
        ticket: ticket_id(fresh),
        channel: channel_id(1),
        contact: contact_id(n),
        to: address(&format!("customer{n}@example.org")),
        subject: "Your order".to_owned(),
        text: "It left today.".into(),
        attachments: Vec::new(),
    }
}

/// A desk with these records, and contact 1.
pub fn records(
    tickets: impl IntoIterator<Item = Ticket>,
    conversations: impl IntoIterator<Item = Conversation>,
    messages: impl IntoIterator<Item = Message>,
) -> Desk {
    let mut desk = Desk {
        conversations: conversations.into_iter().map(|found| (found.id, found)).collect(),
        messages: messages.into_iter().map(|message| (message.id, message)).collect(),
        contacts: [(contact_id(1), contact(1))].into(),
        ..Desk::default()
    };
    for mut ticket in tickets {
        ticket.conversations = ConversationTraits::of(desk.conversations_of(ticket.id));
        desk.tickets.insert(ticket.id, ticket);
    }
    desk
}

/// The n-th message: a mail from contact 1 to channel 1, written n minutes after the beginning.
pub fn incoming(n: u8, conversation: ConversationId) -> Message {
    let written_at = minutes(n.into());
    Message {
        id: message_id(n),
        conversation,
        kind: MessageKind::Incoming,
        author: Author::Contact { contact: contact_id(1), identifier: customer(1) },
        recipients: vec![recipient(DeliveryIdentifier::Email(address("support@desk.example")))],
        reply_to: None,
        subject: Some("Refund not received".to_owned()),
        in_reply_to: None,
        mail: Some(MailHead::answering(customer_mail_id(n), None)),
        attachments: Vec::new(),
        mentions: BTreeSet::new(),
        moves_from: None,
        delivery: Delivery::Received,
        written_at,
        added_at: written_at,
        version: 1,
    }
}

/// The n-th message: an answer of user 1 to contact 1, sent n minutes after the beginning.
pub fn outgoing(n: u8, conversation: ConversationId) -> Message {
    Message {
        kind: MessageKind::Outgoing,
        author: Author::User { user: user_id(1) },
        recipients: vec![recipient(customer(1))],
        mail: Some(MailHead::answering(MailId::of_message(message_id(n), "desk.example"), None)),
        delivery: Delivery::Sent,
        ..incoming(n, conversation)
    }
}

/// The n-th message: a comment of user 1, written n minutes after the beginning.
pub fn comment(n: u8, conversation: ConversationId) -> Message {
    Message {
        kind: MessageKind::Comment,
        author: Author::User { user: user_id(1) },
        recipients: Vec::new(),
        subject: None,
        mail: None,
        delivery: Delivery::Internal,
        ..incoming(n, conversation)
    }
}

/// Somebody in the field To.
pub fn recipient(identifier: DeliveryIdentifier) -> Recipient {
    Recipient { role: RecipientRole::To, identifier }
}

/// The Message-ID that a customer's program gave to the n-th message: `<mail-n@example.org>`.
///
/// # Panics
///
/// Never: it is a Message-ID.
#[expect(clippy::panic, reason = "the text is one")]
pub fn customer_mail_id(n: u8) -> MailId {
    MailId::parse(&format!("mail-{n}@example.org")).unwrap_or_else(|| panic!("a Message-ID"))
}

/// The n-th message as channel 1 brings it: a mail from contact 1 that answers none. Should it need
/// a contact, a conversation or a ticket, they are the n-th too.
pub fn mail(n: u8) -> ReceiveMessage {
    ReceiveMessage {
        message: message_id(n),
        channel: channel_id(1),
        from: customer(1),
        from_name: None,
        reply_to: None,
        recipients: vec![recipient(DeliveryIdentifier::Email(address("support@desk.example")))],
        subject: Some("Refund not received".to_owned()),
        body: Body { text: "Where is my money?".to_owned(), ..Body::default() },
        attachments: Vec::new(),
        written_at: None,
        arrival: Arrival::Mail {
            head: MailHead::answering(customer_mail_id(n), None),
            reply_token: None,
            nature: Nature::Personal,
        },
        new_contact: contact_id(n),
        new_conversation: conversation_id(n),
        new_ticket: ticket_id(n),
    }
}

/// The n-th message as in [`mail`], an answer to another.
pub fn mail_answering(n: u8, answered: &Message) -> ReceiveMessage {
    let arrival = Arrival::Mail {
        head: MailHead::answering(customer_mail_id(n), answered.mail.as_ref()),
        reply_token: None,
        nature: Nature::Personal,
    };
    ReceiveMessage { arrival, ..mail(n) }
}

/// The n-th message as a chat or another thread of a channel brings it, from contact 1.
pub fn chat(n: u8, channel: ChannelId, conversation: Option<ConversationId>) -> ReceiveMessage {
    ReceiveMessage { channel, subject: None, arrival: Arrival::Thread { conversation }, ..mail(n) }
}

/// The n-th user as somebody who gives orders.
pub fn user(n: u8) -> Actor {
    Actor::User { user: user_id(n) }
}

/// A program that the n-th user let in.
pub fn program(n: u8) -> Actor {
    Actor::Api { token: token_id(n), user: user_id(n) }
}

/// An order of user 1, one minute after the beginning.
pub fn order(command: impl Into<Command>) -> Order {
    order_by(user(1), command)
}

/// An order of somebody, one minute after the beginning.
pub fn order_by(actor: Actor, command: impl Into<Command>) -> Order {
    Order { id: order_id(1), actor, at: minutes(1), command: command.into() }
}

/// An order of the n-th user.
pub fn by_user(n: u8, command: impl Into<Command>) -> Order {
    order_by(user(n), command)
}

/// An order of a program that the n-th user let in.
pub fn by_program(n: u8, command: impl Into<Command>) -> Order {
    order_by(program(n), command)
}

/// An order of the n-th channel.
pub fn by_channel(n: u8, command: impl Into<Command>) -> Order {
    order_by(Actor::Channel { channel: channel_id(n) }, command)
}

/// An order of the product itself.
pub fn by_product(command: impl Into<Command>) -> Order {
    order_by(Actor::System, command)
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
