//! What the events of a change name. It decides who is told of them.

use std::collections::BTreeSet;

use sportello_domain::association::RecordRef;
use sportello_domain::desk::{Desk, Scope};
use sportello_domain::event::{Event, Fact};
use sportello_domain::id::{ConversationId, MessageId, TicketId};

/// The records that some events name, out of a desk on which they were applied: tickets and
/// conversations, messages whose delivery went on, contacts, companies and deals that came to be or changed. Those that the desk does
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
        if let Fact::ContactCreated { contact } | Fact::ContactRestored { contact } = &event.fact {
            named.contacts.insert(contact.id, contact.clone());
        } else if let Fact::CompanyCreated { company } = &event.fact {
            named.companies.insert(company.id, company.clone());
        } else if let Fact::DealCreated { deal } = &event.fact {
            named.deals.insert(deal.id, deal.clone());
        }
    }
    let changed = changed(events);
    let found = changed.contacts.iter().filter_map(|contact| desk.contacts.get(contact));
    named.contacts.extend(found.map(|contact| (contact.id, contact.clone())));
    let found = changed.companies.iter().filter_map(|company| desk.companies.get(company));
    named.companies.extend(found.map(|company| (company.id, company.clone())));
    let found = changed.deals.iter().filter_map(|deal| desk.deals.get(deal));
    named.deals.extend(found.map(|deal| (deal.id, deal.clone())));
    named
}

/// What some events name and a desk does not have.
pub(super) fn missing(desk: &Desk, conversations: &BTreeSet<ConversationId>, events: &[Event]) -> Scope {
    let conversations = conversations.iter().copied();
    let unknown = conversations.filter(|conversation| !desk.conversations.contains_key(conversation));
    let messages = delivered(events).filter(|message| !desk.messages.contains_key(message));
    let mut changed = changed(events);
    changed.contacts.retain(|contact| !desk.contacts.contains_key(contact));
    changed.companies.retain(|company| !desk.companies.contains_key(company));
    changed.deals.retain(|deal| !desk.deals.contains_key(deal));
    Scope { conversations: unknown.collect(), messages: messages.collect(), ..changed }
}

/// The contacts, companies and deals that changed after they came to be.
fn changed(events: &[Event]) -> Scope {
    let mut changed = Scope::default();
    for event in events {
        if let Fact::ContactChanged { contact, .. } = &event.fact {
            changed.contacts.insert(*contact);
        } else if let Fact::CompanyChanged { company, .. } = &event.fact {
            changed.companies.insert(*company);
        } else if let Fact::DealRenamed { deal, .. } = &event.fact {
            changed.deals.insert(*deal);
        } else if let Fact::Associated { pair } | Fact::Dissociated { pair } = &event.fact {
            match pair.records() {
                [RecordRef::Contact(contact), _] => changed.contacts.extend([contact]),
                [RecordRef::Deal(deal), _] => changed.deals.extend([deal]),
                [RecordRef::Ticket(_) | RecordRef::Company(_), _] => {}
            }
        }
    }
    changed
}

/// The messages whose delivery went on.
fn delivered(events: &[Event]) -> impl Iterator<Item = MessageId> {
    events.iter().filter_map(|event| {
        if let Fact::DeliveryChanged { message, .. } = &event.fact { Some(*message) } else { None }
    })
}
