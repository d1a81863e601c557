//! Two transactions side by side, which only PostgreSQL has: no listener may miss what the slower one
//! did.

use sportello_domain::event::{Event, Fact, Source};
use sportello_domain::order::Actor;
use sportello_domain::testing::{minutes, new_ticket, order_id, ticket, ticket_id};
use sqlx::{Connection, PgConnection};

use crate::database::{TestDatabase, give};

mod postgres {
    #[test]
    fn slower_transaction_is_told_before_a_faster_one_with_a_later_number() {
        crate::database::on_postgres(super::slower_transaction_is_told_first);
    }
}

async fn slower_transaction_is_told_first(database: TestDatabase) {
    let engine = database.engine().await;
    let mut listener = engine.changes();
    // By hand what a writer of another node does: it takes a number, and is slow to commit.
    let options = database.address().parse().unwrap();
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    let mut slow = connection.begin().await.unwrap();
    let numbered = "UPDATE head SET sequence = sequence + 1 RETURNING sequence";
    let sequence: i64 = sqlx::query_scalar(numbered).fetch_one(&mut *slow).await.unwrap();
    let fast = tokio::spawn({
        let engine = engine.clone();
        async move { give(&engine, new_ticket(2)).await.unwrap() }
    });
    wait_until_a_transaction_waits(&database).await;
    assert_eq!(engine.store().head_sequence().await.unwrap(), 0);
    assert!(listener.try_recv().is_err(), "the later number is not to be seen yet");

    insert_event(&mut slow, sequence).await;
    slow.commit().await.unwrap();

    assert_eq!(fast.await.unwrap().change.first_sequence, 2);
    let told = [listener.recv().await.unwrap(), listener.recv().await.unwrap()];
    assert_eq!(told.iter().map(|change| change.first_sequence).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(told[0].order, order_id(77));
    assert_eq!(told[0].after.len(), 1);
    assert_eq!(told[0].after[0].id, ticket_id(1));
}

/// Waits until a transaction waits for a row that another one holds.
async fn wait_until_a_transaction_waits(database: &TestDatabase) {
    let waiting = "SELECT 'waits' FROM pg_locks JOIN pg_stat_activity USING (pid) \
                   WHERE NOT granted AND query LIKE '%UPDATE head%' AND pg_stat_activity.datname = current_database()";
    let mut connection = database.connect().await;
    while connection.texts(waiting.to_owned()).await.is_empty() {
        tokio::task::yield_now().await;
    }
}

/// Inserts the creation of ticket 1 as an event of order 77.
async fn insert_event(connection: &mut PgConnection, sequence: i64) {
    let event = Event {
        at: minutes(1),
        source: Source::System,
        fact: Fact::TicketCreated { ticket: Box::new(ticket(1)) },
    };
    let insert = "INSERT INTO events (sequence, order_id, at, actor, source, ticket, kind, fact) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(insert)
        .bind(sequence)
        .bind(order_id(77).uuid())
        .bind(event.at.timestamp_micros())
        .bind(serde_json::to_string(&Actor::System).unwrap())
        .bind(serde_json::to_string(&event.source).unwrap())
        .bind(ticket_id(1).uuid())
        .bind(event.fact.kind())
        .bind(serde_json::to_string(&event.fact).unwrap())
        .execute(&mut *connection)
        .await
        .unwrap();
    let insert =
        "INSERT INTO orders (id, digest, first_sequence, last_sequence, at) VALUES ($1, '', $2, $2, 0)";
    sqlx::query(insert).bind(order_id(77).uuid()).bind(sequence).execute(connection).await.unwrap();
}
