//! Opening a database and bringing its tables up to date.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::connection::Statements;
use super::{Pools, Store, StoreError, single_writes};

/// How many connections read side by side.
const READERS: u32 = 8;

/// How many connections one node holds to PostgreSQL: its writers and its readers.
const POSTGRES_CONNECTIONS: u32 = 20;

/// How many prepared statements a connection keeps. Statements for groups of records differ in their
/// number of rows, so there are more than usual.
const PREPARED: usize = 1_000;

/// How many rows of an index SQLite looks at to learn what is in it, when it is closed. Without a limit it reads all:
/// a minute and a half at a million tickets.
const ROWS_ANALYSED: u32 = 400;

/// How long a connection waits for another process's lock on a SQLite file.
const BUSY: Duration = Duration::from_secs(10);

/// How the tables came to be what they are: for each step its number, its name and its statements.
/// A step that was released is never changed.
type Migrations = [(i64, &'static str, &'static str)];

const SQLITE: &Migrations = &[(1, "desk", include_str!("../../migrations/sqlite/0001_desk.sql"))];

const POSTGRES: &Migrations = &[(1, "desk", include_str!("../../migrations/postgres/0001_desk.sql"))];

/// Which database: `sqlite:PATH` or `postgres:URL`.
#[derive(Clone, Debug)]
pub enum DatabaseAddress {
    /// A file, made when it is not there.
    Sqlite(Box<SqliteConnectOptions>),
    /// A server.
    Postgres(Box<PgConnectOptions>),
}

impl FromStr for DatabaseAddress {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let not_a_database = || StoreError::NotADatabase { text: text.to_owned() };
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(":memory:") {
                return Err(not_a_database());
            }
            return Ok(Self::Sqlite(Box::new(SqliteConnectOptions::new().filename(path))));
        }
        let is_postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        let text =
            if is_postgres { text } else { text.strip_prefix("postgres:").ok_or_else(not_a_database)? };
        let options = PgConnectOptions::from_str(text).map_err(|_| not_a_database())?;
        Ok(Self::Postgres(Box::new(options)))
    }
}

impl Store {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// When it cannot be reached, or was made by a newer version of the product.
    pub async fn open(address: &DatabaseAddress) -> Result<Self, StoreError> {
        let statements = Arc::new(Statements::default());
        let pools = match address {
            DatabaseAddress::Sqlite(options) => open_sqlite(options, &statements).await?,
            DatabaseAddress::Postgres(options) => open_postgres(options).await?,
        };
        Ok(Self { pools, statements })
    }

    /// How many writers may work at once: SQLite has one.
    pub(crate) fn writers(&self) -> usize {
        match &self.pools {
            Pools::Sqlite { .. } => 1,
            Pools::Postgres(_) => 8,
        }
    }

    /// A listener for the changes of other nodes; none where there are no other nodes.
    pub(crate) async fn listener(&self) -> Result<Option<PgListener>, StoreError> {
        match &self.pools {
            Pools::Sqlite { .. } => Ok(None),
            Pools::Postgres(pool) => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.ignore_pool_close_event(false);
                listener.listen(super::changes::NOTICE).await?;
                Ok(Some(listener))
            }
        }
    }
}

fn migrator(migrations: &Migrations) -> Migrator {
    let migrations = migrations.iter().map(|(version, name, statements)| {
        let statements = (*statements).into_sql_str();
        Migration::new(*version, (*name).into(), MigrationType::Simple, statements, false)
    });
    Migrator::with_migrations(migrations.collect())
}

async fn open_sqlite(
    options: &SqliteConnectOptions,
    statements: &Arc<Statements>,
) -> Result<Pools, StoreError> {
    let options = options
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An answered order survives the loss of power, not only of the process.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(PREPARED)
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "memory")
        .optimize_on_close(true, ROWS_ANALYSED);
    let writer = pool_of(1).connect_with(options.clone()).await?;
    migrator(SQLITE).run(&writer).await?;
    let readers = pool_of(READERS).connect_with(options.read_only(true)).await?;
    let single_writes = single_writes::start(writer.clone(), Arc::clone(statements));
    Ok(Pools::Sqlite { writer, readers, single_writes })
}

/// So many connections to a file, for as long as the store is open. A pool would replace them from time to time, as
/// it should with a server that is far away; a file is not, and everybody would wait while a connection is closed.
fn pool_of(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).max_lifetime(None).idle_timeout(None)
}

async fn open_postgres(options: &PgConnectOptions) -> Result<Pools, StoreError> {
    let options = options.clone().application_name("sportello").statement_cache_capacity(PREPARED);
    let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).connect_with(options).await?;
    migrator(POSTGRES).run(&pool).await?;
    Ok(Pools::Postgres(pool))
}
