//! The slice of a desk that an order's scope asks for: what the server would load, from what is here.

use std::collections::BTreeMap;

use sportello_domain::desk::{Desk, Scope};
use sportello_domain::id::{ConversationId, TicketId};

/// Takes what a scope asks for, with what belongs to it. What is not here is left out; the decision says so.
pub fn slice(desk: &Desk, scope: &Scope) -> Desk {
    let mut slice = Desk::default();
    for ticket in &scope.tickets {
        take_ticket(desk, *ticket, &mut slice);
    }
    for conversation in &scope.conversations {
        take_conversation(desk, *conversation, &mut slice);
    }
    for id in &scope.messages {
        if let Some(message) = desk.messages.get(id) {
            take_conversation(desk, message.conversation, &mut slice);
            slice.messages.insert(*id, message.clone());
        }
    }
    let newest = scope.newest_message.iter().filter_map(|conversation| desk.newest_message(*conversation));
    let answers = scope.newest_answer.iter().filter_map(|conversation| desk.newest_answer(*conversation));
    for message in newest.chain(answers) {
        slice.messages.insert(message.id, message.clone());
    }
    for contact in &scope.contacts {
        copy(&desk.contacts, &mut slice.contacts, contact);
    }
    for contact in &scope.count_outside_spam {
        copy(&desk.facts.outside_spam, &mut slice.facts.outside_spam, contact);
    }
    for (id, contact) in &desk.contacts {
        if !contact.identifiers.is_disjoint(&scope.identifiers) {
            slice.contacts.insert(*id, contact.clone());
        }
    }
    for company in &scope.companies {
        copy(&desk.companies, &mut slice.companies, company);
    }
    for deal in &scope.deals {
        copy(&desk.deals, &mut slice.deals, deal);
    }
    for file in &scope.files {
        copy(&desk.facts.files, &mut slice.facts.files, file);
    }
    slice
}

fn take_ticket(desk: &Desk, id: TicketId, slice: &mut Desk) {
    let Some(ticket) = desk.tickets.get(&id) else { return };
    if slice.tickets.insert(id, ticket.clone()).is_some() {
        return;
    }
    copy(&desk.read, &mut slice.read, &id);
    for contact in &ticket.contacts {
        copy(&desk.contacts, &mut slice.contacts, contact);
        copy(&desk.deleted_contacts, &mut slice.deleted_contacts, contact);
    }
    let conversations: Vec<_> = desk.conversations_of(id).map(|conversation| conversation.id).collect();
    for conversation in conversations {
        take_conversation(desk, conversation, slice);
    }
}

fn take_conversation(desk: &Desk, id: ConversationId, slice: &mut Desk) {
    let Some(conversation) = desk.conversations.get(&id) else { return };
    if slice.conversations.insert(id, conversation.clone()).is_some() {
        return;
    }
    for contact in &conversation.contacts {
        copy(&desk.contacts, &mut slice.contacts, contact);
        copy(&desk.deleted_contacts, &mut slice.deleted_contacts, contact);
    }
    if let Some(ticket) = conversation.ticket() {
        take_ticket(desk, ticket, slice);
    }
}

fn copy<K: Ord + Clone, V: Clone>(from: &BTreeMap<K, V>, to: &mut BTreeMap<K, V>, key: &K) {
    if let Some(value) = from.get(key) {
        to.insert(key.clone(), value.clone());
    }
}
