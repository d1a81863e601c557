//! The outbox: outgoing messages that wait to be handed over. The engine puts them in with the event
//! that makes them wait, and takes them out with the one that ends the delivery; here they are
//! claimed and put off.

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::id::MessageId;

use super::sql::sql;
use super::{Store, StoreError};

/// A message whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The message.
    pub message: MessageId,
    /// How many attempts were made before.
    pub attempts: u64,
}

impl Store {
    /// Claims messages whose time has come, for as long as a lease: when nobody has said by then what
    /// became of them, they are due again. No two workers claim the same.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn claim_outbox(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: u64,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        let mut connection = self.begin().await?;
        let mut due = sql("SELECT message FROM outbox WHERE next_at <= ")
            .bind(now)
            .push(" ORDER BY next_at LIMIT ")
            .bind(limit);
        if connection.shares() {
            due = due.push(" FOR UPDATE SKIP LOCKED");
        }
        let claim = sql("UPDATE outbox SET next_at = ")
            .bind(now + lease)
            .push(" WHERE message IN (")
            .append(due)
            .push(") RETURNING message, attempts");
        let rows = connection.rows(claim).await?;
        connection.commit().await?;
        rows.iter().map(|row| Ok(OutboxEntry { message: row.id(0)?, attempts: row.count(1)? })).collect()
    }

    /// Puts a message off after an attempt that failed. It counts the attempt.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_off(
        &self,
        message: MessageId,
        next_at: DateTime<Utc>,
        error: &str,
    ) -> Result<(), StoreError> {
        let update = sql("UPDATE outbox SET attempts = attempts + 1, next_at = ")
            .bind(next_at)
            .push(", error = ")
            .bind(error)
            .push(" WHERE message = ")
            .bind(message.uuid());
        self.change(update).await.map(drop)
    }

    /// When the next message is due; none where nothing waits.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn outbox_due_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let select = sql("SELECT next_at FROM outbox ORDER BY next_at LIMIT 1");
        self.reader().await?.row(select).await?.map(|row| row.time(0)).transpose()
    }
}
