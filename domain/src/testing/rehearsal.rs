//! Orders one after the other, as a server carries them out, without a server.

use std::collections::{BTreeMap, BTreeSet};

use crate::conversation::{Conversation, Place};
use crate::decide::{Decide, decide};
use crate::desk::{Desk, Facts, Scope};
use crate::event::{Event, Fact};
use crate::id::{ContactId, ConversationId, MessageId, TicketId, UserId};
use crate::order::{Actor, Command, Order};
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::testing::{minutes, order_id};
use crate::ticket::TicketNumber;

/// A desk on which orders are given, one a minute, each decided on what its scope asks for.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// The configuration.
    pub setup: Setup,
    /// All records.
    pub desk: Desk,
    /// All that happened.
    pub events: Vec<Event>,
    /// How many orders were given.
    pub given: u32,
}

impl Rehearsal {
    /// Begins on a desk that is there already.
    pub fn on(setup: Setup, desk: Desk) -> Self {
        Self { setup, desk, events: Vec::new(), given: 0 }
    }

    /// Gives an order in the next minute, and carries it out.
    ///
    /// # Errors
    ///
    /// What [`decide`] refuses; then nothing has changed.
    ///
    /// # Panics
    ///
    /// When the order's scope leaves something out: decided on the slice that the scope asks for and
    /// on all records, an order must have the same outcome. And when the events, applied to the
    /// slice before, do not give the slice after.
    pub fn give(&mut self, actor: &Actor, command: impl Into<Command>) -> Result<Vec<Event>, Rejection> {
        self.given += 1;
        let order = Order {
            id: order_id(u8::try_from(self.given % 256).unwrap_or(0)),
            actor: actor.clone(),
            at: minutes(self.given.into()),
            command: command.into(),
        };
        let scope = order.command.scope();
        let slice = loaded(&self.desk, &scope, actor, self.given);
        let whole = Desk { facts: slice.facts.clone(), ..self.desk.clone() };
        let on_whole = decide(&self.setup, whole, &order).map(|decided| decided.events);
        let mut replayed = slice.clone();
        let decided = decide(&self.setup, slice, &order);
        let on_slice = decided.as_ref().map(|decided| decided.events.clone()).map_err(Clone::clone);
        assert_eq!(on_slice, on_whole, "the scope of {} leaves something out", order.command.name());
        let decided = decided?;
        for event in &decided.events {
            replayed.apply(event);
            self.desk.apply(event);
            if let Fact::Setup(fact) = &event.fact {
                self.setup.apply(fact);
            }
        }
        assert_eq!(replayed, decided.desk, "events replayed on the desk before must give the desk after");
        self.events.extend(decided.events.iter().cloned());
        Ok(decided.events)
    }

    /// The records as the events alone give them.
    pub fn replayed(&self) -> Desk {
        let mut desk = Desk::default();
        for event in &self.events {
            desk.apply(event);
        }
        desk
    }
}

/// What a store loads for a scope, as the documentation of [`Scope`] says. The ticket number is the
/// one that the store would draw.
pub fn loaded(records: &Desk, scope: &Scope, actor: &Actor, ticket_number: u32) -> Desk {
    let in_status = |ticket: &TicketId| {
        records
            .tickets
            .get(ticket)
            .is_some_and(|found| found.is_at_work() && scope.tickets_in_status.contains(&found.status))
    };
    let mut tickets: BTreeSet<TicketId> = scope.tickets.clone();
    tickets.extend(records.tickets.keys().copied().filter(in_status));

    let messages: BTreeSet<MessageId> = records
        .messages
        .values()
        .filter(|message| {
            scope.messages.contains(&message.id)
                || message.mail.as_ref().is_some_and(|mail| scope.mail_ids.contains(&mail.id))
        })
        .map(|message| message.id)
        .chain(
            scope
                .newest_message
                .iter()
                .filter_map(|conversation| records.newest_message(*conversation))
                .chain(
                    scope
                        .newest_answer
                        .iter()
                        .filter_map(|conversation| records.newest_answer(*conversation)),
                )
                .map(|message| message.id),
        )
        .collect();

    let mut conversations: BTreeSet<ConversationId> = scope.conversations.clone();
    let in_inbox =
        |it: &&Conversation| it.inbox.is_some() && scope.conversations_in_inbox.contains(&it.channel);
    conversations.extend(records.conversations.values().filter(in_inbox).map(|it| it.id));
    conversations.extend(
        messages.iter().filter_map(|id| records.messages.get(id)).map(|message| message.conversation),
    );
    tickets.extend(
        conversations.iter().filter_map(|id| records.conversations.get(id)).filter_map(Conversation::ticket),
    );
    conversations.extend(
        records
            .conversations
            .values()
            .filter(|found| found.ticket().is_some_and(|ticket| tickets.contains(&ticket)))
            .map(|found| found.id),
    );

    let mut desk = Desk::default();
    for (id, ticket) in records.tickets.iter().filter(|(id, _)| tickets.contains(id)) {
        desk.tickets.insert(*id, ticket.clone());
        let told = |user: &UserId| actor.user() == Some(*user) || scope.readers_of.contains(id);
        let marks = records.read.get(id).into_iter().flatten().filter(|(user, _)| told(user));
        let marks: BTreeMap<UserId, u64> = marks.map(|(user, mark)| (*user, *mark)).collect();
        if !marks.is_empty() {
            desk.read.insert(*id, marks);
        }
    }
    for (id, conversation) in records.conversations.iter().filter(|(id, _)| conversations.contains(id)) {
        desk.conversations.insert(*id, conversation.clone());
    }
    for (id, message) in records.messages.iter().filter(|(id, _)| messages.contains(id)) {
        desk.messages.insert(*id, message.clone());
    }
    load_contacts(records, scope, &mut desk);
    for (id, company) in records.companies.iter().filter(|(id, _)| scope.companies.contains(id)) {
        desk.companies.insert(*id, company.clone());
    }
    for (id, deal) in records.deals.iter().filter(|(id, _)| scope.deals.contains(id)) {
        desk.deals.insert(*id, deal.clone());
    }
    desk.facts = facts(records, scope, ticket_number);
    desk
}

fn load_contacts(records: &Desk, scope: &Scope, desk: &mut Desk) {
    let mut people = scope.contacts.clone();
    people.extend(desk.tickets.values().flat_map(|ticket| &ticket.contacts));
    people.extend(desk.conversations.values().flat_map(|conversation| &conversation.contacts));
    let mut identifiers = scope.identifiers.clone();
    for (id, deleted) in records.deleted_contacts.iter().filter(|(id, _)| people.contains(id)) {
        identifiers.extend(deleted.contact.identifiers.iter().cloned());
        desk.deleted_contacts.insert(*id, deleted.clone());
    }
    for (id, contact) in &records.contacts {
        if people.contains(id) || !contact.identifiers.is_disjoint(&identifiers) {
            desk.contacts.insert(*id, contact.clone());
        }
    }
}

/// The answers to what no bounded slice can say.
fn facts(records: &Desk, scope: &Scope, ticket_number: u32) -> Facts {
    let count = |matching: &dyn Fn(&crate::ticket::Ticket) -> bool| {
        records.tickets.values().filter(|ticket| ticket.is_at_work() && matching(ticket)).count() as u64
    };
    Facts {
        ticket_number: scope.ticket_number.then(|| TicketNumber(u64::from(ticket_number))),
        tickets_in_status: scope
            .use_of_status
            .iter()
            .map(|status| (*status, count(&|ticket| ticket.status == *status)))
            .collect(),
        tickets_in_pipeline: scope
            .use_of_pipeline
            .iter()
            .map(|pipeline| (*pipeline, count(&|ticket| ticket.pipeline == *pipeline)))
            .collect(),
        messages_in: scope
            .count_of_messages
            .iter()
            .map(|conversation| (*conversation, messages_in(records, *conversation)))
            .collect(),
        outside_spam: scope
            .count_outside_spam
            .iter()
            .map(|contact| (*contact, outside_spam(records, *contact)))
            .collect(),
        files: records
            .facts
            .files
            .iter()
            .filter(|(id, _)| scope.files.contains(id))
            .map(|(id, waiting)| (*id, waiting.clone()))
            .collect(),
    }
}

/// How many conversations of a contact are not in Spam.
fn outside_spam(records: &Desk, contact: ContactId) -> u64 {
    let of = |it: &&Conversation| it.place != Place::Spam && it.contacts.contains(&contact);
    records.conversations.values().filter(of).count() as u64
}

/// How many messages to and from the customer a conversation has.
fn messages_in(records: &Desk, conversation: ConversationId) -> u64 {
    let of = |message: &&crate::message::Message| {
        message.conversation == conversation && crate::split::may_move(message.kind)
    };
    records.messages.values().filter(of).count() as u64
}
