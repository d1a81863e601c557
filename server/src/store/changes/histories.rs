//! Writing many orders that were decided in memory from nothing on: for desks to measure on. Each record is written once,
//! as the last order left it; events and orders are written as ever.

use sportello_domain::desk::Desk;
use sportello_domain::setup::Setup;

use super::records::save_records_with_bodies;
use super::{DecidedOrder, number_events, save_events};
use crate::store::{Store, StoreError};

/// Orders in the order in which they were decided, and the records that they made. No two histories share a record.
#[derive(Debug, Default)]
pub(crate) struct Histories {
    orders: Vec<DecidedOrder>,
    /// Each history as if one order had done it all.
    wholes: Vec<DecidedOrder>,
}

impl Histories {
    /// Adds a history: its orders, and all that there is after the last.
    pub(crate) fn add(&mut self, orders: Vec<DecidedOrder>, after: Desk) {
        let Some(last) = orders.last() else { return };
        self.wholes.push(DecidedOrder {
            order: last.order.clone(),
            digest: last.digest.clone(),
            before: Desk::default(),
            after,
            events: orders.iter().flat_map(|decided| decided.events.iter().cloned()).collect(),
        });
        self.orders.extend(orders);
    }

    /// How many tickets they make.
    pub(crate) fn tickets(&self) -> u64 {
        self.wholes.iter().map(|whole| whole.after.tickets.len() as u64).sum()
    }
}

impl Store {
    /// Writes histories in one transaction.
    ///
    /// # Errors
    ///
    /// When the database fails, and [`StoreError::Conflict`] where something of them is there already or the
    /// configuration is another.
    pub(crate) async fn save_histories(
        &self,
        histories: &Histories,
        setup: &Setup,
    ) -> Result<(), StoreError> {
        let mut connection = self.begin().await?;
        save_records_with_bodies(&mut connection, &histories.wholes, &histories.orders, setup).await?;
        let events = histories.orders.iter().map(|decided| decided.events.len() as u64).sum();
        let head = number_events(&mut connection, events, 0).await?;
        if head.setup_version != setup.version {
            return Err(StoreError::Conflict);
        }
        save_events(&mut connection, &histories.orders, (setup, setup), head.sequence + 1 - events).await?;
        connection.commit().await
    }
}
