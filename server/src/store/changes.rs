//! Writing what was decided: changed records, events, orders, outbox. Called by the engine only,
//! always inside one transaction.

mod histories;
mod merged;
mod people;
mod purged;
mod records;
pub(crate) mod search_entries;
mod ticket_values;

pub(crate) use histories::Histories;
pub(crate) use records::save_records;

use std::collections::BTreeSet;

use sportello_domain::conversation::Place;
use sportello_domain::desk::Desk;
use sportello_domain::event::{Event, Fact};
use sportello_domain::id::{ContactId, ConversationId, TicketId};
use sportello_domain::order::Order;
use sportello_domain::protocol::Sequence;
use sportello_domain::setup::Setup;

use super::connection::{Connection, only};
use super::setup::save_setup;
use super::sql::{Value, json, sql};
use super::{Store, StoreError};

/// The name under which PostgreSQL tells the other nodes that something happened.
pub(crate) const NOTICE: &str = "sportello";

/// An order that was decided, about to be saved.
#[derive(Debug)]
pub(crate) struct DecidedOrder {
    /// The order.
    pub order: Order,
    /// What tells it from another order with the same id.
    pub digest: Vec<u8>,
    /// The slice on which it was decided.
    pub before: Desk,
    /// The slice with the events applied.
    pub after: Desk,
    /// What happened.
    pub events: Vec<Event>,
}

impl DecidedOrder {
    /// The conversation and the ticket to which something happened, as far as there are any.
    pub(crate) fn places(&self, fact: &Fact) -> (Option<ConversationId>, Option<TicketId>) {
        let conversation = if let Fact::DeliveryChanged { message, .. } = fact {
            self.after.messages.get(message).map(|message| message.conversation)
        } else {
            fact.conversation()
        };
        let holding = || {
            let conversation = self.after.conversations.get(&conversation?)?;
            conversation.ticket()
        };
        (conversation, fact.ticket().or_else(holding))
    }

    /// The contacts of whom a conversation may be outside of Spam since something happened, and was not before.
    pub(crate) fn brought_out_of_spam(&self, fact: &Fact) -> BTreeSet<ContactId> {
        let (Fact::ConversationStarted { .. }
        | Fact::ConversationJoined { .. }
        | Fact::ConversationPlaced { .. }) = fact
        else {
            return BTreeSet::new();
        };
        let conversation = fact.conversation().and_then(|id| self.after.conversations.get(&id));
        let outside = conversation.filter(|it| it.place != Place::Spam);
        outside.map(|it| it.contacts.clone()).unwrap_or_default()
    }
}

/// How far the events have come, after an order or a group of them took its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The last event that there is.
    pub sequence: Sequence,
    /// The configuration that stands.
    pub setup_version: u64,
}

/// Numbers some events, and says how far the events have come with them.
///
/// The row is held until the transaction ends. So a later number never becomes visible before an
/// earlier one, and numbers have no gaps.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn number_events(
    connection: &mut Connection,
    events: u64,
    setup_changes: u64,
) -> Result<Head, StoreError> {
    let update = sql("UPDATE head SET sequence = sequence + ")
        .bind(events)
        .push(", setup_version = setup_version + ")
        .bind(setup_changes)
        .push(" RETURNING sequence, setup_version");
    let row = connection.only_row(update).await?;
    Ok(Head { sequence: row.count(0)?, setup_version: row.count(1)? })
}

/// Writes the configuration, the counts, the events and the orders: what belongs to the numbers that
/// were just taken. `first` is the number of the first event.
///
/// # Errors
///
/// When the database fails, and [`StoreError::Conflict`] where an order is there already.
pub(crate) async fn save_events(
    connection: &mut Connection,
    orders: &[DecidedOrder],
    setup: (&Setup, &Setup),
    first: Sequence,
) -> Result<(), StoreError> {
    let (setup_before, setup_after) = setup;
    if setup_before.version != setup_after.version {
        save_setup(connection, setup_before, setup_after).await?;
    }
    records::save_counts(connection, orders, setup_after).await?;
    let mut event_rows = Vec::new();
    let mut order_rows = Vec::new();
    let mut next = first;
    for decided in orders {
        let order = &decided.order;
        let first_of_order = next;
        let actor = json(&order.actor)?;
        for event in &decided.events {
            event_rows.push(event_row(next, &actor, decided, event)?);
            next += 1;
        }
        order_rows.push(vec![
            order.id.uuid().into(),
            decided.digest.clone().into(),
            first_of_order.into(),
            (next - 1).into(),
            order.at.into(),
        ]);
    }
    let some_happened = !event_rows.is_empty();
    for rows in records::chunks(event_rows) {
        let insert = sql(
            "INSERT INTO events (sequence, order_id, at, actor, source, ticket, conversation, contact, kind, fact) VALUES ",
        );
        connection.change(insert.rows(rows)).await?;
    }
    for rows in records::chunks(order_rows) {
        let insert = sql("INSERT INTO orders (id, digest, first_sequence, last_sequence, at) VALUES ");
        connection.change(insert.rows(rows)).await?;
    }
    if some_happened && connection.shares() {
        connection.rows(sql("SELECT pg_notify(").bind(NOTICE).push(", '')")).await?;
    }
    Ok(())
}

fn event_row(
    sequence: Sequence,
    actor: &str,
    decided: &DecidedOrder,
    event: &Event,
) -> Result<Vec<Value>, StoreError> {
    let (conversation, ticket) = decided.places(&event.fact);
    Ok(vec![
        sequence.into(),
        decided.order.id.uuid().into(),
        event.at.into(),
        actor.into(),
        json(&event.source)?.into(),
        ticket.map(TicketId::uuid).into(),
        conversation.map(ConversationId::uuid).into(),
        contact_of(&event.fact).map(ContactId::uuid).into(),
        event.fact.kind().into(),
        json(&event.fact)?.into(),
    ])
}

/// The contact that came or went: what the histories of its tickets tell as well.
fn contact_of(fact: &Fact) -> Option<ContactId> {
    if let Fact::ContactDeleted { contact, .. } = fact {
        Some(*contact)
    } else if let Fact::ContactRestored { contact } = fact {
        Some(contact.id)
    } else {
        None
    }
}

impl Store {
    /// Draws so many ticket numbers and gives the last of them. Each is drawn once, whatever becomes
    /// of it: it stands outside of every transaction, so that nobody waits for it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn draw_ticket_numbers(&self, count: u64) -> Result<u64, StoreError> {
        let update = sql("UPDATE ticket_number SET drawn = drawn + ").bind(count).push(" RETURNING drawn");
        only(self.changed_row(update).await?)?.count(0)
    }
}
