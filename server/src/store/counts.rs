//! How many tickets there are: kept by status and owner, so that the count of a view costs nothing.

use std::collections::BTreeMap;

use sportello_domain::filter::Filter;
use sportello_domain::id::{PipelineId, StatusId};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

use super::connection::Connection;
use super::filter::{condition, counted_condition, is_counted};
use super::record::user_column;
use super::sql::{Row, Sql, sql};
use super::{Store, StoreError};

/// How far tickets are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// All of them.
    Whole,
    /// So many at most. For a filter whose count is not kept, nothing beyond is looked at.
    UpTo(u64),
}

/// How many filters one statement counts: what they bind stays below what a statement can bind.
const COUNTED_AT_ONCE: usize = 16;

/// How many tickets each status and owner wins or loses by a change.
#[derive(Debug, Default)]
pub(super) struct CountChanges(BTreeMap<(StatusId, Uuid), (PipelineId, i64)>);

impl CountChanges {
    /// Takes a ticket into account as it was and as it is.
    pub(super) fn note(&mut self, before: Option<&Ticket>, after: &Ticket) {
        if let Some(before) = before {
            self.add(before, -1);
        }
        self.add(after, 1);
    }

    /// Takes a ticket into account that is gone.
    pub(super) fn note_gone(&mut self, before: &Ticket) {
        self.add(before, -1);
    }

    /// Neither archives nor what was deleted are counted.
    fn add(&mut self, ticket: &Ticket, change: i64) {
        if !ticket.is_at_work() {
            return;
        }
        let key = (ticket.status, user_column(ticket.owner));
        self.0.entry(key).or_insert((ticket.pipeline, 0)).1 += change;
    }

    /// Writes the changes.
    pub(super) async fn save(self, connection: &mut Connection, setup: &Setup) -> Result<(), StoreError> {
        let changed = self.0.into_iter().filter(|(_, (_, change))| *change != 0);
        let rows: Vec<_> = changed
            .map(|((status, owner), (pipeline, change))| {
                let state = setup.state_of(status).name();
                vec![status.uuid().into(), owner.into(), pipeline.uuid().into(), state.into(), change.into()]
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let statement = sql("INSERT INTO ticket_counts (status, owner, pipeline, state, tickets) VALUES ")
            .rows(rows)
            .push(" ON CONFLICT (status, owner) DO UPDATE SET tickets = ticket_counts.tickets + excluded.tickets");
        connection.change(statement).await.map(drop)
    }
}

impl Counting {
    /// The count of the tickets for which a filter holds, as a value within a statement;
    /// [`Counting::read`] reads it.
    pub(super) fn count_of(self, filter: &Filter) -> Sql {
        if is_counted(filter) {
            return sql("(SELECT CAST(COALESCE(SUM(tickets), 0) AS BIGINT) FROM ticket_counts WHERE ")
                .append(counted_condition(filter))
                .push(")");
        }
        match self {
            Self::Whole => sql("(SELECT COUNT(*) FROM tickets WHERE ").append(condition(filter)).push(")"),
            Self::UpTo(most) => sql("(SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE ")
                .append(condition(filter))
                .push(" LIMIT ")
                .bind(most)
                .push(") AS found)"),
        }
    }

    /// A count from its column.
    pub(super) fn read(self, row: &Row, column: usize) -> Result<u64, StoreError> {
        let count = row.count(column)?;
        Ok(match self {
            Self::Whole => count,
            Self::UpTo(most) => count.min(most),
        })
    }
}

impl Store {
    /// How many tickets there are for each of some filters, in their order. One statement for every
    /// sixteen.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ticket_counts(
        &self,
        filters: &[Filter],
        counting: Counting,
    ) -> Result<Vec<u64>, StoreError> {
        let mut counts = Vec::with_capacity(filters.len());
        let mut connection = self.reader().await?;
        for filters in filters.chunks(COUNTED_AT_ONCE) {
            let mut statement = sql("SELECT 0");
            for filter in filters {
                statement = statement.push(", ").append(counting.count_of(filter));
            }
            let row = connection.only_row(statement).await?;
            for column in 1..=filters.len() {
                counts.push(counting.read(&row, column)?);
            }
        }
        Ok(counts)
    }
}
