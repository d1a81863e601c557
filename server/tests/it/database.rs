//! Databases for tests: a new and empty one for each, gone when it ends.
//!
//! PostgreSQL's server is the one that `SPORTELLO_TEST_POSTGRES_URL` names; each test has a schema of
//! its own there. Where the variable is missing the tests fail, so that none is skipped unseen.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;

use futures_util::FutureExt;
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::setup::Setup;
use sportello_domain::testing::{T0, minutes, user_id};
use sportello_server::clock::Clock;
use sportello_server::engine::{Accepted, Engine, Refused};
use sportello_server::store::Store;
use sportello_server::store::open::DatabaseAddress;
use sportello_server::store::setup::Secret;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// Declares tests that run on both databases. The functions stand beside it and take a
/// [`TestDatabase`].
macro_rules! contract {
    ($($(#[$attribute:meta])* fn $name:ident;)*) => {
        mod sqlite {
            $($(#[$attribute])* fn $name() { $crate::database::on_sqlite(super::$name); })*
        }
        mod postgres {
            $($(#[$attribute])* fn $name() { $crate::database::on_postgres(super::$name); })*
        }
    };
}

/// An empty database.
#[derive(Clone, Debug)]
pub struct TestDatabase {
    address: String,
}

impl TestDatabase {
    /// Its address, as `--database` takes it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Opens it.
    pub async fn store(&self) -> Store {
        Store::open(&self.address.parse().unwrap()).await.unwrap()
    }

    /// Connects to it past the store.
    pub async fn connect(&self) -> Past {
        match self.address.parse().unwrap() {
            DatabaseAddress::Sqlite(options) => {
                Past::Sqlite(SqliteConnection::connect_with(&options).await.unwrap())
            }
            DatabaseAddress::Postgres(options) => {
                Past::Postgres(PgConnection::connect_with(&options).await.unwrap())
            }
        }
    }

    /// Starts an engine on it, with the desk of [`sportello_domain::testing::setup`] and a clock
    /// that stands.
    pub async fn engine(&self) -> Engine {
        self.engine_with(sportello_domain::testing::setup()).await
    }

    /// Starts an engine on it, with a desk of its own.
    pub async fn engine_with(&self, setup: Setup) -> Engine {
        let store = self.store().await;
        store.install(&setup, &Secret::new([7; 32])).await.unwrap();
        Engine::start(store, Clock::standing_at(T0)).await.unwrap()
    }
}

/// A connection past the store.
pub enum Past {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Past {
    /// All rows of all tables, as text, by the table's name. What was drawn of the ticket numbers is
    /// left out: they may have gaps.
    pub async fn dump(&mut self) -> BTreeMap<String, Vec<String>> {
        let (tables, columns) = match self {
            Self::Sqlite(_) => (
                "SELECT name FROM sqlite_schema WHERE type = 'table'",
                "SELECT 'quote(' || name || ')' FROM pragma_table_info(",
            ),
            Self::Postgres(_) => (
                "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()",
                "SELECT 'coalesce(' || column_name || '::text, ''NULL'')' FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND table_name = (",
            ),
        };
        let mut dump = BTreeMap::new();
        for table in self.texts(tables.to_owned()).await {
            if table == "ticket_number" || table.starts_with('_') {
                continue;
            }
            let columns = self.texts(format!("{columns}'{table}')")).await.join(" || ' | ' || ");
            let rows = self.texts(format!("SELECT {columns} FROM {table} ORDER BY 1")).await;
            dump.insert(table, rows);
        }
        dump
    }

    /// The first column of what a query gives.
    pub async fn texts(&mut self, query: String) -> Vec<String> {
        let query = AssertSqlSafe(query);
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(query).fetch_all(connection).await.unwrap(),
            Self::Postgres(connection) => sqlx::query_scalar(query).fetch_all(connection).await.unwrap(),
        }
    }
}

/// An order of user 1, with an id of its own.
pub fn order(engine: &Engine, command: impl Into<Command>) -> Order {
    order_by(engine, Actor::User { user: user_id(1) }, command)
}

/// An order of somebody, with an id of its own, a minute after the beginning.
pub fn order_by(engine: &Engine, actor: Actor, command: impl Into<Command>) -> Order {
    Order { id: engine.entropy().id(), actor, at: minutes(1), command: command.into() }
}

/// Carries out an order of user 1.
pub async fn give(engine: &Engine, command: impl Into<Command>) -> Result<Accepted, Refused> {
    engine.execute(order(engine, command)).await
}

/// Runs a test on a new SQLite file.
pub fn on_sqlite(test: impl AsyncFnOnce(TestDatabase)) {
    let folder = std::env::temp_dir().join(format!("sportello-test-{}", unique()));
    std::fs::create_dir(&folder).unwrap();
    let address = format!("sqlite:{}", folder.join("desk.db").display());
    run(test, TestDatabase { address }, async || remove(folder));
}

/// Runs a test in a new schema of PostgreSQL.
pub fn on_postgres(test: impl AsyncFnOnce(TestDatabase)) {
    let server = postgres_url();
    let schema = format!("test_{}", unique());
    let address = format!("{server}?options=-c%20search_path%3D{schema}");
    let create = format!("CREATE SCHEMA {schema}");
    runtime().block_on(run_on_server(&server, create));
    let drop_schema = async || run_on_server(&server, format!("DROP SCHEMA {schema} CASCADE")).await;
    run(test, TestDatabase { address }, drop_schema);
}

/// The server on which tests make their schemas.
#[expect(clippy::disallowed_methods, reason = "the address comes from whoever runs the tests")]
fn postgres_url() -> String {
    std::env::var("SPORTELLO_TEST_POSTGRES_URL").expect(
        "SPORTELLO_TEST_POSTGRES_URL is not set: it names the PostgreSQL server for tests; \
         `cargo xtask test` starts one",
    )
}

fn run(test: impl AsyncFnOnce(TestDatabase), database: TestDatabase, clean_up: impl AsyncFnOnce()) {
    runtime().block_on(async {
        let outcome = AssertUnwindSafe(test(database)).catch_unwind().await;
        clean_up().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

async fn run_on_server(server: &str, statement: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn remove(folder: PathBuf) {
    std::fs::remove_dir_all(folder).unwrap();
}

fn unique() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNTER: AtomicU32 = AtomicU32::new(0);

    format!("{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}
