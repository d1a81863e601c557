//! What the events of a change name. It decides who is told of them.

use std::collections::BTreeSet;

use sportello_domain::desk::{Desk, Scope};
use sportello_domain::event::{Event, Fact};
use sportello_domain::id::{ConversationId, MessageId, TicketId};

/// The records that some events name, out of a desk on which they were applied: tickets and
/// conversations, messages whose delivery went on, contacts that came to be. Those that the desk does
/// not have are left out.
pub(super) fn named(
    desk: &Desk,
    tickets: &BTreeSet<TicketId>,
    conversations: &BTreeSet<ConversationId>,
    events: &[Event],
) -> Desk {
    let mut named = Desk::default();
    let found = tickets.iter().filter_map(|ticket| desk.tickets.get(ticket));
    named.tickets.extend(found.map(|ticket| (ticket.id, ticket.clone())));
    let found = conversations.iter().filter_map(|conversation| desk.conversations.get(conversation));
    named.conversations.extend(found.map(|conversation| (conversation.id, conversation.clone())));
    let found = delivered(events).filter_map(|message| desk.messages.get(&message));
    named.messages.extend(found.map(|message| (message.id, message.clone())));
    for event in events {
        if let Fact::ContactCreated { contact } = &event.fact {
            named.contacts.insert(contact.id, contact.clone());
        }
    }
    named
}

/// What some events name and a desk does not have.
pub(super) fn missing(desk: &Desk, conversations: &BTreeSet<ConversationId>, events: &[Event]) -> Scope {
    let conversations = conversations.iter().copied();
    let unknown = conversations.filter(|conversation| !desk.conversations.contains_key(conversation));
    let messages = delivered(events).filter(|message| !desk.messages.contains_key(message));
    Scope { conversations: unknown.collect(), messages: messages.collect(), ..Scope::default() }
}

/// The messages whose delivery went on.
fn delivered(events: &[Event]) -> impl Iterator<Item = MessageId> {
    events.iter().filter_map(|event| {
        if let Fact::DeliveryChanged { message, .. } = &event.fact { Some(*message) } else { None }
    })
}
