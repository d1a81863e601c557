//! The demo desk, and the desk for measuring.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use chrono::{DateTime, TimeZone as _, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use sportello_domain::filter::Filter;
use sportello_domain::property::Priority;
use sportello_server::account::verify_password;
use sportello_server::clock::Clock;
use sportello_server::demo::bulk::{self, BulkError, BulkParams};
use sportello_server::demo::play::{self, Demo};
use sportello_server::engine::Engine;
use sportello_server::store::Store;
use sportello_server::store::counts::Counting;
use tempfile::TempDir;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
}

async fn open(path: &Path) -> Store {
    Store::open(&format!("sqlite:{}", path.display()).parse().unwrap()).await.unwrap()
}

async fn count(store: &Store, filter: Filter) -> u64 {
    store.ticket_counts(&[filter], Counting::Whole).await.unwrap()[0]
}

#[tokio::test]
async fn demo_desk_is_filled_once() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder.path().join("desk.sqlite")).await;
    let Demo::Filled(sign_in) = play::fill(&store, now(), |_, _| {}).await.unwrap() else {
        panic!("an empty desk is filled");
    };
    let filled = store.head_sequence().await.unwrap();
    assert_eq!(play::fill(&store, now(), |_, _| {}).await.unwrap(), Demo::InUse);
    assert_eq!(store.head_sequence().await.unwrap(), filled, "a second start changes nothing");

    let (setup, _) = store.setup().await.unwrap();
    assert_eq!(sign_in.addresses.len(), 7);
    for address in &sign_in.addresses {
        let user = setup.users.values().find(|user| user.email == *address).unwrap();
        let hash = store.password_hash(user.id).await.unwrap().unwrap();
        assert!(verify_password(&sign_in.password, &hash), "{address}");
    }
}

#[tokio::test]
async fn demo_desk_shows_what_a_desk_has() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("desk.sqlite");
    let store = open(&path).await;
    play::fill(&store, now(), |_, _| {}).await.unwrap();
    let (setup, _) = store.setup().await.unwrap();
    assert!(count(&store, Filter::everything()).await >= 55);
    for pipeline in setup.pipelines.values() {
        for status in pipeline.ordered().into_iter().take(4) {
            let standing = Filter::Status { any_of: [status.id].into() };
            assert!(count(&store, standing).await > 0, "{} {}", pipeline.name, status.label);
        }
    }
    for priority in Priority::ALL {
        assert!(count(&store, Filter::Priority { any_of: [priority].into() }).await > 0, "{priority:?}");
    }
    for agent in setup.users.values().filter(|user| user.main_team.is_some()) {
        assert!(count(&store, Filter::Owner { any_of: [agent.id].into() }).await > 0, "{}", agent.name);
    }
    assert!(count(&store, Filter::Unassigned).await > 0);
    let of = |query: &str| number(&path, query);
    let two_threads =
        "SELECT COUNT(*) FROM (SELECT 1 FROM conversations GROUP BY ticket HAVING COUNT(*) = 2)";
    assert!(of(two_threads) >= 3);
    assert_eq!(of("SELECT COUNT(*) FROM conversations WHERE ticket IS NULL AND inbox IS NULL"), 0);
    assert!(of("SELECT COUNT(*) FROM conversations WHERE ticket IS NULL AND inbox IS NOT NULL") >= 3);
    assert!(of("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM messages GROUP BY conversation)") >= 10);
    assert!(of("SELECT COUNT(*) FROM attachments WHERE inline = 1") >= 3);
    assert!(of("SELECT COUNT(*) FROM message_bodies WHERE html IS NOT NULL") >= 5);
    assert_eq!(of("SELECT COUNT(*) FROM messages WHERE record LIKE '%\"FAILED\"%'"), 1);
    assert_eq!(of("SELECT COUNT(*) FROM outbox"), 0, "nothing of a demo desk is sent");
    assert_eq!(of("SELECT COUNT(*) FROM mails WHERE state <> 'accepted'"), 0);
    let read = "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM read_marks GROUP BY user_id)";
    assert!(of(read) < of("SELECT COUNT(*) FROM tickets"), "everybody finds something unread");
}

#[tokio::test]
async fn filling_that_was_cut_off_goes_on_where_it_ended() {
    let folder = TempDir::new().unwrap();
    let whole = folder.path().join("whole.sqlite");
    play::fill(&open(&whole).await, now(), |_, _| {}).await.unwrap();

    let path = folder.path().join("cut-off.sqlite");
    let store = open(&path).await;
    let far_enough = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&far_enough);
    let filling = play::fill(&store, now(), |done, _| seen.store(done == 150, Ordering::Relaxed));
    let cut = std::future::poll_fn(|context| {
        context.waker().wake_by_ref();
        if far_enough.load(Ordering::Relaxed) { Poll::Ready(()) } else { Poll::Pending }
    });
    tokio::select! {
        filled = filling => panic!("it was over before it could be cut off: {filled:?}"),
        () = cut => {}
    }
    assert_eq!(number(&path, "SELECT COUNT(*) FROM passwords"), 0);
    // Another day: the stories still end when they were to end.
    let later = now() + chrono::TimeDelta::days(1);
    assert!(matches!(play::fill(&store, later, |_, _| {}).await.unwrap(), Demo::Filled(_)));
    for table in ["tickets", "conversations", "messages", "events", "contacts", "attachments", "orders"] {
        let query = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(number(&path, &query), number(&whole, &query), "{table}");
    }
}

/// What is written at once is what the engine writes order by order.
#[tokio::test]
async fn bulk_writes_what_the_engine_would_have_written() {
    let folder = TempDir::new().unwrap();
    let [at_once, one_by_one] = two_alike(folder.path()).await;
    let params = BulkParams { tickets: 60, seed: 3, until: now() };

    let store = open(&at_once).await;
    bulk::fill(&store, params, |_| {}).await.unwrap();
    store.close().await;

    let store = open(&one_by_one).await;
    let engine = Engine::start(store.clone(), Clock::standing_at(now())).await.unwrap();
    let plan = bulk::prepare(&engine, params, 1).await.unwrap();
    for customer in 0..plan.customers() {
        for order in plan.history(customer).unwrap().0 {
            engine.execute(order).await.unwrap();
        }
    }
    store.close().await;

    let (at_once, one_by_one) = (dump(&at_once), dump(&one_by_one));
    assert_eq!(at_once["tickets"].len(), 60);
    for (table, rows) in &one_by_one {
        assert_eq!(at_once[table], *rows, "{table}");
    }
}

#[tokio::test]
async fn desk_for_measuring_needs_an_empty_database() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder.path().join("desk.sqlite")).await;
    let params = BulkParams { tickets: 5, seed: 3, until: now() };
    bulk::fill(&store, params, |_| {}).await.unwrap();
    let again = bulk::fill(&store, params, |_| {}).await;
    assert!(matches!(again, Err(BulkError::NotEmpty)), "{again:?}");
}

/// Two databases of one new instance: what is random in it is the same in both.
async fn two_alike(folder: &Path) -> [PathBuf; 2] {
    let first = folder.join("first.sqlite");
    let store = open(&first).await;
    drop(Engine::start(store.clone(), Clock::standing_at(now())).await.unwrap());
    store.close().await;
    let second = folder.join("second.sqlite");
    std::fs::copy(&first, &second).unwrap();
    [first, second]
}

fn read_only(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn number(path: &Path, query: &str) -> i64 {
    read_only(path).query_row(query, [], |row| row.get(0)).unwrap()
}

/// All rows of all tables, sorted. Counts that came to zero may stand or not; what is searched may be numbered otherwise,
/// and its index follows it.
fn dump(path: &Path) -> BTreeMap<String, Vec<String>> {
    let connection = read_only(path);
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx%' \
                  AND name NOT LIKE 'search_index%'")
        .unwrap();
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let dumped = names.into_iter().map(|table| {
        let filter = if table == "ticket_counts" { " WHERE tickets <> 0" } else { "" };
        let columns = if table == "search_entries" { "source, kind, words" } else { "*" };
        let mut select = connection.prepare(&format!("SELECT {columns} FROM {table}{filter}")).unwrap();
        let columns = select.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            let values: Vec<Value> = (0..columns).map(|column| row.get(column).unwrap()).collect();
            Ok(format!("{values:?}"))
        };
        let mut rows: Vec<String> = select.query_map([], row).unwrap().map(Result::unwrap).collect();
        rows.sort();
        (table, rows)
    });
    dumped.collect()
}
