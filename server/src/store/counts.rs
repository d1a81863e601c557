//! How many tickets there are: kept by status and owner, so that the count of a view costs nothing.

use std::collections::BTreeMap;

use sportello_domain::filter::Filter;
use sportello_domain::id::{PipelineId, StatusId};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

use super::connection::Connection;
use super::filter::{condition, is_counted};
use super::record::{owner_column, state_name};
use super::sql::{Sql, sql};
use super::{Store, StoreError};

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

    fn add(&mut self, ticket: &Ticket, change: i64) {
        let key = (ticket.status, owner_column(ticket));
        self.0.entry(key).or_insert((ticket.pipeline, 0)).1 += change;
    }

    /// Writes the changes.
    pub(super) async fn save(self, connection: &mut Connection, setup: &Setup) -> Result<(), StoreError> {
        let changed = self.0.into_iter().filter(|(_, (_, change))| *change != 0);
        let rows: Vec<_> = changed
            .map(|((status, owner), (pipeline, change))| {
                let state = state_name(setup.state_of(status));
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

/// The count of the tickets for which a filter holds, as a value within a statement.
pub(super) fn count_of(filter: &Filter) -> Sql {
    let select = if is_counted(filter) {
        sql("(SELECT CAST(COALESCE(SUM(tickets), 0) AS BIGINT) FROM ticket_counts WHERE ")
    } else {
        sql("(SELECT COUNT(*) FROM tickets WHERE ")
    };
    select.append(condition(filter)).push(")")
}

impl Store {
    /// How many tickets there are for each of some filters, in their order. One statement.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ticket_counts(&self, filters: &[Filter]) -> Result<Vec<u64>, StoreError> {
        let mut statement = sql("SELECT 0");
        for filter in filters {
            statement = statement.push(", ").append(count_of(filter));
        }
        let row = self.reader().await?.only_row(statement).await?;
        (1..=filters.len()).map(|column| row.count(column)).collect()
    }
}
