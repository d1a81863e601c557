//! Connections to either database. Every statement of the product goes through [`Connection::run`].

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::TryStreamExt;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Database, Either, Executor, Postgres, Sqlite, Transaction};

use super::StoreError;
use super::sql::{Placeholders, Row, Sql, arguments};

/// A connection, in a transaction or without one. A transaction that is dropped is rolled back.
pub struct Connection {
    link: Link,
    statements: Arc<Statements>,
}

enum Link {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTransaction(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTransaction(Transaction<'static, Postgres>),
}

/// Counts the statements that were run, and in tests makes one of them fail.
#[derive(Debug, Default)]
pub struct Statements {
    run: AtomicU64,
    #[cfg(feature = "fault-injection")]
    until_failure: AtomicU64,
}

/// What a statement gave.
pub(super) struct Outcome {
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// How many rows it changed.
    pub(super) affected: u64,
}

impl Connection {
    pub(super) fn sqlite(link: PoolConnection<Sqlite>, statements: Arc<Statements>) -> Self {
        Self { link: Link::Sqlite(link), statements }
    }

    pub(super) fn sqlite_transaction(
        link: Transaction<'static, Sqlite>,
        statements: Arc<Statements>,
    ) -> Self {
        Self { link: Link::SqliteTransaction(link), statements }
    }

    pub(super) fn postgres(link: PoolConnection<Postgres>, statements: Arc<Statements>) -> Self {
        Self { link: Link::Postgres(link), statements }
    }

    pub(super) fn postgres_transaction(
        link: Transaction<'static, Postgres>,
        statements: Arc<Statements>,
    ) -> Self {
        Self { link: Link::PostgresTransaction(link), statements }
    }

    /// Whether several transactions go on side by side, so that what is read for a change must be
    /// locked.
    pub(super) fn shares(&self) -> bool {
        match self.link {
            Link::Sqlite(_) | Link::SqliteTransaction(_) => false,
            Link::Postgres(_) | Link::PostgresTransaction(_) => true,
        }
    }

    /// Runs a statement and gives its rows.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] where another transaction was first, else what the database says.
    pub(super) async fn rows(&mut self, statement: Sql) -> Result<Vec<Row>, StoreError> {
        Ok(self.run(statement).await?.rows)
    }

    /// Runs a statement and gives its only row, if there is one.
    ///
    /// # Errors
    ///
    /// As [`Connection::rows`].
    pub(super) async fn row(&mut self, statement: Sql) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(statement).await?.into_iter().next())
    }

    /// Runs a statement and gives its only row.
    ///
    /// # Errors
    ///
    /// As [`Connection::rows`], and [`StoreError::Unreadable`] where there is no row.
    pub(super) async fn only_row(&mut self, statement: Sql) -> Result<Row, StoreError> {
        only(self.row(statement).await?)
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    ///
    /// As [`Connection::rows`].
    pub(super) async fn change(&mut self, statement: Sql) -> Result<u64, StoreError> {
        Ok(self.run(statement).await?.affected)
    }

    /// Makes everything of the transaction durable.
    ///
    /// # Errors
    ///
    /// As [`Connection::rows`]; then nothing was changed.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.next_statement()?;
        match self.link {
            Link::SqliteTransaction(transaction) => transaction.commit().await?,
            Link::PostgresTransaction(transaction) => transaction.commit().await?,
            Link::Sqlite(_) | Link::Postgres(_) => {}
        }
        Ok(())
    }

    /// Runs a statement.
    ///
    /// # Errors
    ///
    /// As [`Connection::rows`].
    pub(super) async fn run(&mut self, statement: Sql) -> Result<Outcome, StoreError> {
        self.next_statement()?;
        match &mut self.link {
            Link::Sqlite(link) => run_on_sqlite(link, statement).await,
            Link::SqliteTransaction(link) => run_on_sqlite(link, statement).await,
            Link::Postgres(link) => run_on_postgres(link, statement).await,
            Link::PostgresTransaction(link) => run_on_postgres(link, statement).await,
        }
    }

    /// Counts one more statement.
    #[cfg_attr(
        not(feature = "fault-injection"),
        expect(clippy::unnecessary_wraps, reason = "fails only where tests let it")
    )]
    fn next_statement(&self) -> Result<(), StoreError> {
        self.statements.run.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "fault-injection")]
        if matches!(self.link, Link::SqliteTransaction(_) | Link::PostgresTransaction(_)) {
            self.statements.fail_if_due()?;
        }
        Ok(())
    }
}

/// The row that is always there.
///
/// # Errors
///
/// [`StoreError::Unreadable`] where it is not.
pub(super) fn only(row: Option<Row>) -> Result<Row, StoreError> {
    row.ok_or_else(|| StoreError::Unreadable { what: "no row where there is always one".to_owned() })
}

/// Runs a statement on a connection of either kind: the two functions differ in their types only.
macro_rules! run_on {
    ($name:ident, $database:ident, $placeholders:expr) => {
        async fn $name(
            link: &mut <$database as Database>::Connection,
            statement: Sql,
        ) -> Result<Outcome, StoreError> {
            let (text, values) = statement.finish($placeholders);
            let arguments = arguments::<<$database as Database>::Arguments>(values)?;
            // The text is made of literals and placeholders only: see `Sql`.
            let query = sqlx::query_with::<$database, _>(AssertSqlSafe(text), arguments);
            let mut outcome = Outcome { rows: Vec::new(), affected: 0 };
            let mut answers = link.fetch_many(query);
            while let Some(answer) = answers.try_next().await? {
                match answer {
                    Either::Left(done) => outcome.affected += done.rows_affected(),
                    Either::Right(row) => outcome.rows.push(Row::$database(row)),
                }
            }
            Ok(outcome)
        }
    };
}

run_on!(run_on_sqlite, Sqlite, Placeholders::Plain);
run_on!(run_on_postgres, Postgres, Placeholders::Numbered);

impl Statements {
    /// How many statements were run since the store was opened.
    pub fn run(&self) -> u64 {
        self.run.load(Ordering::Relaxed)
    }

    /// Lets the n-th statement of a transaction from now on fail, and none after it; 0 for none. Reads
    /// outside a transaction, such as those of a listener, take no part: the failure is the writer's.
    #[cfg(feature = "fault-injection")]
    pub fn fail_at(&self, n: u64) {
        self.until_failure.store(n, Ordering::SeqCst);
    }

    #[cfg(feature = "fault-injection")]
    fn fail_if_due(&self) -> Result<(), StoreError> {
        if self.until_failure.load(Ordering::SeqCst) > 0
            && self.until_failure.fetch_sub(1, Ordering::SeqCst) == 1
        {
            return Err(StoreError::Injected);
        }
        Ok(())
    }
}
