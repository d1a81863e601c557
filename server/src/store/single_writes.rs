//! Changes of a single statement, which need no transaction of their own.
//!
//! On SQLite each would be a commit, and a commit waits for the disk. So those that wait at the same time
//! share one, as orders do. PostgreSQL does that by itself.

use std::sync::Arc;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::connection::{Connection, Outcome, Statements};
use super::sql::{Row, Sql};
use super::{Pools, Store, StoreError};

/// The most statements that one commit makes durable.
const LARGEST_GROUP: usize = 64;

/// How many statements may wait before whoever brings one more has to wait.
const WAITING_STATEMENTS: usize = 256;

/// The way to the one who writes single statements.
pub(super) type SingleWrites = mpsc::Sender<WaitingStatement>;

/// A statement on its way.
pub(super) struct WaitingStatement {
    statement: Sql,
    answer: oneshot::Sender<Result<Outcome, StoreError>>,
}

impl Store {
    /// Runs a statement that changes something by itself, and says how many rows it changed. It is durable
    /// when this returns.
    ///
    /// # Errors
    ///
    /// When the database fails; then nothing was changed.
    pub(super) async fn change(&self, statement: Sql) -> Result<u64, StoreError> {
        Ok(self.write(statement).await?.affected)
    }

    /// Runs a statement that changes something by itself, and gives its only row, if there is one. It is
    /// durable when this returns.
    ///
    /// # Errors
    ///
    /// As [`Store::change`].
    pub(super) async fn changed_row(&self, statement: Sql) -> Result<Option<Row>, StoreError> {
        Ok(self.write(statement).await?.rows.into_iter().next())
    }

    async fn write(&self, statement: Sql) -> Result<Outcome, StoreError> {
        match &self.pools {
            Pools::Sqlite { single_writes, .. } => {
                let (answer, answered) = oneshot::channel();
                let stopped = || StoreError::Database(sqlx::Error::PoolClosed);
                single_writes.send(WaitingStatement { statement, answer }).await.map_err(|_| stopped())?;
                answered.await.map_err(|_| stopped())?
            }
            Pools::Postgres(_) => self.reader().await?.run(statement).await,
        }
    }
}

/// Starts who writes single statements. It ends when nobody can bring one any more.
pub(super) fn start(writer: SqlitePool, statements: Arc<Statements>) -> SingleWrites {
    let (sender, mut waiting) = mpsc::channel(WAITING_STATEMENTS);
    tokio::spawn(async move {
        let mut group = Vec::new();
        while waiting.recv_many(&mut group, LARGEST_GROUP).await > 0 {
            write_together(&writer, &statements, std::mem::take(&mut group)).await;
        }
    });
    sender
}

/// Runs some statements and makes them durable by one commit. One that fails takes no other with it.
async fn write_together(writer: &SqlitePool, statements: &Arc<Statements>, group: Vec<WaitingStatement>) {
    let connection = if group.len() > 1 {
        let transaction = writer.begin_with("BEGIN IMMEDIATE").await;
        transaction.map(|link| Connection::sqlite_transaction(link, Arc::clone(statements)))
    } else {
        writer.acquire().await.map(|link| Connection::sqlite(link, Arc::clone(statements)))
    };
    let mut connection = match connection {
        Ok(connection) => connection,
        Err(error) => return answer_all(group, &StoreError::from(error)),
    };
    let mut done = Vec::with_capacity(group.len());
    for WaitingStatement { statement, answer } in group {
        done.push((answer, connection.run(statement).await));
    }
    let committed = connection.commit().await;
    for (answer, outcome) in done {
        let outcome = match &committed {
            Ok(()) => outcome,
            Err(error) => outcome.and(Err(not_written(error))),
        };
        // Whoever asked may be gone; what was asked is done all the same.
        let _nobody_waits = answer.send(outcome);
    }
}

fn answer_all(group: Vec<WaitingStatement>, error: &StoreError) {
    for waiting in group {
        let _nobody_waits = waiting.answer.send(Err(not_written(error)));
    }
}

/// What one failure is to each of those that it befell.
fn not_written(error: &StoreError) -> StoreError {
    StoreError::Database(sqlx::Error::Protocol(error.to_string()))
}
