//! The recycle bin: the tickets that were deleted and can be restored.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sportello_domain::id::{TicketId, UserId};
use sportello_domain::protocol::TicketPage;
use sportello_domain::ticket::Ticket;

use super::place::Place;
use super::sql::sql;
use super::tickets::{contact_names, select_with_mark, ticket_row};
use super::{Store, StoreError};

impl Store {
    /// A page of the deleted tickets, the last deleted first, with how many there are. Four statements.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn deleted_tickets(
        &self,
        reader: UserId,
        after: Option<Place>,
        limit: usize,
    ) -> Result<TicketPage, StoreError> {
        let mut connection = self.reader().await?;
        // The sequence comes first: what happens from here on, the live stream brings.
        let sequence = connection.only_row(sql("SELECT sequence FROM head")).await?.count(0)?;
        let count = sql("SELECT COUNT(*) FROM tickets WHERE deleted_at IS NOT NULL");
        let count = connection.only_row(count).await?.count(0)?;
        let mut conditions = vec![sql("deleted_at IS NOT NULL")];
        conditions.extend(after.map(|place| sql("(deleted_at, id) < ").append(place.pair())));
        let select = select_with_mark(Some(reader))
            .push(" WHERE ")
            .all(conditions)
            .push(" ORDER BY deleted_at DESC, id DESC LIMIT ")
            .bind(limit as u64 + 1);
        let mut found: Vec<(Ticket, u64)> = Vec::new();
        for row in connection.rows(select).await? {
            found.push((row.record(0)?, row.count(1)?));
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let place = |ticket: &Ticket| Some(Place { at: ticket.deleted.as_ref()?.at, id: ticket.id.uuid() });
        let next = found.last().filter(|_| more).and_then(|(ticket, _)| place(ticket));
        let names = contact_names(&mut connection, found.iter().map(|(ticket, _)| ticket)).await?;
        let rows = found.into_iter().map(|(ticket, mark)| ticket_row(ticket, mark, &names)).collect();
        Ok(TicketPage { rows, next: next.map(|place| place.to_string()), count, sequence })
    }

    /// Some of the tickets that were deleted before a time, the first deleted first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn deleted_before(
        &self,
        before: DateTime<Utc>,
        limit: usize,
    ) -> Result<BTreeSet<TicketId>, StoreError> {
        let select = sql("SELECT id FROM tickets WHERE deleted_at < ")
            .bind(before)
            .push(" ORDER BY deleted_at, id LIMIT ")
            .bind(limit as u64);
        self.reader().await?.rows(select).await?.iter().map(|row| row.id(0)).collect()
    }
}
