//! The store: everything that is durable, in SQLite or PostgreSQL, by one set of queries.
//!
//! Here is all of the product's SQL, and no rule. What was decided is written by the engine only
//! ([`changes`]); what is beside the records (raw mails, files, outbox, accounts) has its own file.
//! Both databases run the same statements; what differs is how a database is opened, which
//! rows are locked, and how other nodes are told.

pub mod account;
mod associations;
pub mod attachment;
pub(crate) mod changes;
pub mod connection;
pub mod conversations;
pub mod counts;
pub mod events;
pub mod filter;
pub mod load;
pub mod mail_ledger;
mod mentions;
mod merging;
pub mod open;
pub mod outbox;
pub mod place;
mod record;
pub mod records;
mod recycle_bin;
pub mod search;
pub mod setup;
mod single_writes;
pub(crate) mod spam;
pub mod sql;
pub mod thread;
pub mod tickets;

use std::sync::Arc;

use sqlx::{PgPool, SqlitePool};

use connection::{Connection, Statements};
use single_writes::SingleWrites;

/// A handle on the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    statements: Arc<Statements>,
}

#[derive(Clone, Debug)]
enum Pools {
    /// SQLite has one writer; readers never wait for it.
    Sqlite { writer: SqlitePool, readers: SqlitePool, single_writes: SingleWrites },
    /// PostgreSQL's transactions go on side by side.
    Postgres(PgPool),
}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another transaction changed the same first. Worth another try.
    #[error("another change of the same came first")]
    Conflict,
    /// A stored value is not what it should be.
    #[error("a stored value cannot be read: {what}")]
    Unreadable {
        /// What could not be read as what.
        what: String,
    },
    /// The name of a database that is none.
    #[error("{text:?} is neither sqlite:PATH nor postgres:URL")]
    NotADatabase {
        /// What was given.
        text: String,
    },
    /// The database refused or could not be reached.
    #[error("the database: {0}")]
    Database(#[source] sqlx::Error),
    /// The database could not be brought up to date.
    #[error("the migrations: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A test let this statement fail.
    #[cfg(feature = "fault-injection")]
    #[error("a test let this statement fail")]
    Injected,
}

impl From<sqlx::Error> for StoreError {
    /// Tells what another transaction caused from what is broken.
    fn from(error: sqlx::Error) -> Self {
        // serialization_failure, deadlock_detected
        const CROSSED: [&str; 2] = ["40001", "40P01"];
        let crossed = error.as_database_error().is_some_and(|said| {
            said.is_unique_violation() || said.code().is_some_and(|code| CROSSED.contains(&code.as_ref()))
        });
        if crossed { Self::Conflict } else { Self::Database(error) }
    }
}

impl Store {
    /// A connection for reading.
    async fn reader(&self) -> Result<Connection, StoreError> {
        let statements = Arc::clone(&self.statements);
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => Connection::sqlite(readers.acquire().await?, statements),
            Pools::Postgres(pool) => Connection::postgres(pool.acquire().await?, statements),
        })
    }

    /// Begins a transaction that changes something.
    ///
    /// On SQLite it takes the lock at once: otherwise two processes could both read before either
    /// writes.
    pub(crate) async fn begin(&self) -> Result<Connection, StoreError> {
        let statements = Arc::clone(&self.statements);
        Ok(match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Connection::sqlite_transaction(writer.begin_with("BEGIN IMMEDIATE").await?, statements)
            }
            Pools::Postgres(pool) => Connection::postgres_transaction(pool.begin().await?, statements),
        })
    }

    /// The count of statements, for tests that hold how few a page takes.
    pub fn statements(&self) -> &Statements {
        &self.statements
    }

    /// Gives every connection back. Statements after it fail.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}
