//! What happened: the events as they were recorded, and the orders that caused them.

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::event::Event;
use sportello_domain::history::Activity;
use sportello_domain::id::{ConversationId, OrderId, TicketId};
use sportello_domain::order::Actor;
use sportello_domain::protocol::{ActivityPage, Sequence};
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

use super::connection::Connection;
use super::sql::{Row, Sql, sql};
use super::{Store, StoreError};

/// One event with what is recorded beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its number.
    pub sequence: Sequence,
    /// The order that caused it.
    pub order: OrderId,
    /// Who gave the order.
    pub actor: Actor,
    /// The ticket to which it happened, if one.
    pub ticket: Option<TicketId>,
    /// The conversation in which it happened, if one.
    pub conversation: Option<ConversationId>,
    /// What happened.
    pub event: Event,
}

/// An accepted order, as far as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct KnownOrder {
    /// What tells it from another order with the same id.
    pub digest: Vec<u8>,
    /// The first event that it caused; greater than `last` when it caused none.
    pub first: Sequence,
    /// The last event that it caused, or the last there was.
    pub last: Sequence,
}

impl Store {
    /// The events after a number, oldest first, up to `limit` of them; the last order among them is
    /// always whole.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn events_after(
        &self,
        sequence: Sequence,
        limit: u64,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        // Numbers have no gaps, so the page would end at this one; the order that it belongs to may go
        // on a little.
        let end = sequence.saturating_add(limit);
        let select = select_events()
            .push(" WHERE sequence > ")
            .bind(sequence)
            .push(
                " AND sequence <= COALESCE((SELECT last_sequence FROM orders WHERE id = \
                   (SELECT order_id FROM events WHERE sequence = ",
            )
            .bind(end)
            .push(")), ")
            .bind(end)
            .push(") ORDER BY sequence");
        recorded(&self.reader().await?.rows(select).await?)
    }

    /// The events of some tickets up to a number, oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ticket_events(
        &self,
        tickets: &BTreeSet<TicketId>,
        up_to: Sequence,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let select = select_events()
            .push(" WHERE ")
            .append(of_tickets(tickets.iter().copied()))
            .push(" AND sequence <= ")
            .bind(up_to)
            .push(" ORDER BY sequence");
        recorded(&self.reader().await?.rows(select).await?)
    }

    /// What happened on a ticket, and on those that were merged into it (MRG-33), before a number, newest first
    /// (LAY-12). One statement.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn activity(
        &self,
        of: &Ticket,
        before: Sequence,
        limit: usize,
    ) -> Result<ActivityPage, StoreError> {
        let select = select_events()
            .push(" WHERE ")
            .append(of_tickets(of.with_merged()))
            .push(" AND sequence < ")
            .bind(before)
            .push(" AND kind IN ")
            .list(Activity::KINDS)
            .push(" ORDER BY sequence DESC LIMIT ")
            .bind(limit as u64 + 1);
        let mut events = recorded(&self.reader().await?.rows(select).await?)?;
        let more = events.len() > limit;
        events.truncate(limit);
        let earlier = events.last().filter(|_| more).map(|last| last.sequence);
        let entry =
            |recorded: &RecordedEvent| Activity::of(recorded.ticket?, &recorded.event, &recorded.actor);
        let entries = events.iter().filter_map(entry);
        Ok(ActivityPage { entries: entries.collect(), earlier })
    }

    /// The events from one number to another, oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) async fn events_between(
        &self,
        first: Sequence,
        last: Sequence,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let select = select_events()
            .push(" WHERE sequence >= ")
            .bind(first)
            .push(" AND sequence <= ")
            .bind(last)
            .push(" ORDER BY sequence");
        recorded(&self.reader().await?.rows(select).await?)
    }
}

/// How things stand when a transaction begins.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Which configuration stands.
    pub setup_version: u64,
    /// Those of some orders that were accepted before.
    pub known: BTreeMap<OrderId, KnownOrder>,
}

/// Which configuration stands, and which of some orders were accepted before.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn standing(
    connection: &mut Connection,
    orders: impl Iterator<Item = OrderId>,
) -> Result<Standing, StoreError> {
    let select = sql("SELECT head.setup_version, orders.id, digest, first_sequence, last_sequence \
                      FROM head LEFT JOIN orders ON orders.id IN ")
    .list(orders.map(OrderId::uuid));
    let mut standing = Standing { setup_version: 0, known: BTreeMap::new() };
    for row in connection.rows(select).await? {
        standing.setup_version = row.count(0)?;
        if let Some(order) = row.read::<Option<Uuid>>(1)? {
            let known = KnownOrder { digest: row.read(2)?, first: row.count(3)?, last: row.count(4)? };
            standing.known.insert(order.into(), known);
        }
    }
    Ok(standing)
}

/// The condition that an event happened to one of some tickets. One alone is compared by `=`, which lets the index give
/// its events in their order.
pub(super) fn of_tickets(tickets: impl IntoIterator<Item = TicketId>) -> Sql {
    let mut tickets: Vec<Uuid> = tickets.into_iter().map(TicketId::uuid).collect();
    match tickets.pop() {
        Some(only) if tickets.is_empty() => sql("ticket = ").bind(only),
        last => sql("ticket IN ").list(tickets.into_iter().chain(last)),
    }
}

pub(super) fn select_events() -> Sql {
    sql("SELECT sequence, order_id, at, actor, source, ticket, conversation, fact FROM events")
}

pub(super) fn recorded(rows: &[Row]) -> Result<Vec<RecordedEvent>, StoreError> {
    rows.iter()
        .map(|row| {
            Ok(RecordedEvent {
                sequence: row.count(0)?,
                order: row.id(1)?,
                actor: row.record(3)?,
                ticket: row.read::<Option<Uuid>>(5)?.map(TicketId::from),
                conversation: row.read::<Option<Uuid>>(6)?.map(ConversationId::from),
                event: Event { at: row.time(2)?, source: row.record(4)?, fact: row.record(7)? },
            })
        })
        .collect()
}
