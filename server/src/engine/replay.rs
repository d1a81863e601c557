//! Changes read again from the log: for listeners that missed some, and for what other nodes did.
//!
//! The tickets before and after a change are made by replaying their events: history is the truth.

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::desk::{Desk, Scope};
use sportello_domain::event::Event;
use sportello_domain::id::TicketId;
use sportello_domain::ticket::Ticket;

use super::Change;
use super::named::{missing, named};
use super::slice::union;
use crate::store::events::RecordedEvent;
use crate::store::tickets::named_contact;
use crate::store::{Store, StoreError};

/// The changes that some events were, oldest first. The events are those of whole orders, in the
/// order of their numbers. Two statements, however many they are.
///
/// # Errors
///
/// When the store fails.
pub(super) async fn changes(store: &Store, events: Vec<RecordedEvent>) -> Result<Vec<Change>, StoreError> {
    let Some(last) = events.last().map(|recorded| recorded.sequence) else {
        return Ok(Vec::new());
    };
    let touched: BTreeSet<TicketId> = events.iter().filter_map(|recorded| recorded.ticket).collect();
    let log = if touched.is_empty() { Vec::new() } else { store.ticket_events(&touched, last).await? };
    let mut log = log.into_iter().peekable();
    let mut desk = Desk::default();
    let mut changes = Vec::new();
    for of_order in events.chunk_by(|a, b| a.order == b.order) {
        let (Some(first), Some(last)) = (of_order.first(), of_order.last()) else { continue };
        let tickets: BTreeSet<TicketId> = of_order.iter().filter_map(|recorded| recorded.ticket).collect();
        while let Some(earlier) = log.next_if(|recorded| recorded.sequence < first.sequence) {
            desk.apply(&earlier.event);
        }
        let before = pick(&desk, &tickets);
        while let Some(own) = log.next_if(|recorded| recorded.sequence <= last.sequence) {
            desk.apply(&own.event);
        }
        let events: Vec<Event> = of_order.iter().map(|recorded| recorded.event.clone()).collect();
        let conversations = of_order.iter().filter_map(|recorded| recorded.conversation).collect();
        changes.push(Change {
            sequence: last.sequence,
            first_sequence: first.sequence,
            order: first.order,
            actor: first.actor.clone(),
            at: first.event.at,
            before,
            after: pick(&desk, &tickets),
            named: named(&desk, &tickets, &conversations, &events),
            contact_names: BTreeMap::new(),
            events,
        });
    }
    name_the_rest(store, &events, &mut changes).await?;
    let shown: Vec<Ticket> = changes.iter().flat_map(|change| &change.after).cloned().collect();
    let names = store.contact_names(&shown).await?;
    for change in &mut changes {
        let contacts = change.after.iter().filter_map(named_contact);
        change.contact_names =
            contacts.filter_map(|id| names.get(&id).map(|name| (id, name.clone()))).collect();
    }
    Ok(changes)
}

/// Adds what events name and no ticket's log has, as it is now: conversations that had no ticket, and
/// contacts, companies and deals.
async fn name_the_rest(
    store: &Store,
    events: &[RecordedEvent],
    changes: &mut [Change],
) -> Result<(), StoreError> {
    let of_orders = || events.chunk_by(|a, b| a.order == b.order);
    let mut scopes = Vec::new();
    for (change, of_order) in changes.iter().zip(of_orders()) {
        let conversations = of_order.iter().filter_map(|recorded| recorded.conversation).collect();
        scopes.push(missing(&change.named, &conversations, &change.events));
    }
    let scope = union(&scopes);
    if scope == Scope::default() {
        return Ok(());
    }
    let now = store.load(&scope, &BTreeSet::new()).await?;
    for (change, scope) in changes.iter_mut().zip(scopes) {
        let rest = named(&now, &BTreeSet::new(), &scope.conversations, &change.events);
        change.named.conversations.extend(rest.conversations);
        change.named.messages.extend(rest.messages);
        change.named.contacts.extend(rest.contacts);
        change.named.companies.extend(rest.companies);
        change.named.deals.extend(rest.deals);
    }
    Ok(())
}

fn pick(desk: &Desk, tickets: &BTreeSet<TicketId>) -> Vec<Ticket> {
    tickets.iter().filter_map(|ticket| desk.tickets.get(ticket).cloned()).collect()
}
