//! What listeners are told, and what they can read again.

use futures_util::future::join_all;
use sportello_domain::desk::Desk;
use sportello_domain::order::Order;
use sportello_domain::testing::{
    by_channel, by_user, closed, mail, minutes, new_ticket, order_id, ticket_id, user_id,
};
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus};
use sportello_server::engine::{Change, Engine};
use sportello_server::store::tickets::WhichTicket;
use tokio::sync::broadcast::Receiver;

use crate::database::{TestDatabase, give, order};

contract! {
    #[test]
    fn listener_is_told_everything_once_and_in_order;

    #[test]
    fn listener_of_another_process_is_told_too;

    #[test]
    fn change_is_told_with_its_tickets_before_and_after;

    #[test]
    fn changes_read_again_are_those_that_were_told;

    #[test]
    fn events_of_a_ticket_replayed_give_the_stored_ticket;
}

async fn listener_is_told_everything_once_and_in_order(database: TestDatabase) {
    let engine = database.engine().await;
    let listener = engine.changes();
    let orders = (1..=50).map(|n| engine.execute(order(&engine, new_ticket(n))));
    join_all(orders).await.into_iter().for_each(|accepted| drop(accepted.unwrap()));

    check_told(&engine, listener, 50).await;
}

async fn listener_of_another_process_is_told_too(database: TestDatabase) {
    let engine = database.engine().await;
    let other = database.engine().await;
    let (own, others) = (engine.changes(), other.changes());
    let orders = (1..=50).map(|n| {
        let node = if n % 2 == 0 { &engine } else { &other };
        node.execute(order(&engine, new_ticket(n)))
    });
    join_all(orders).await.into_iter().for_each(|accepted| drop(accepted.unwrap()));

    check_told(&engine, own, 50).await;
    check_told(&other, others, 50).await;
}

/// A listener was told so many orders, without a gap, none twice, in order.
async fn check_told(engine: &Engine, mut listener: Receiver<std::sync::Arc<Change>>, orders: usize) {
    let mut told = 0;
    for _ in 0..orders {
        let change = listener.recv().await.unwrap();
        assert_eq!(change.first_sequence, told + 1);
        assert!(change.sequence > told);
        told = change.sequence;
    }
    assert_eq!(told, engine.store().head_sequence().await.unwrap());
    assert!(listener.try_recv().is_err());
}

async fn change_is_told_with_its_tickets_before_and_after(database: TestDatabase) {
    let engine = database.engine().await;
    engine.execute(by_channel(1, mail(1))).await.unwrap();
    let mut listener = engine.changes();
    let assign = AssignTicket { ticket: ticket_id(1), to: Assignee::User { user: user_id(2) } };
    give(&engine, assign).await.unwrap();

    let change = listener.recv().await.unwrap();

    assert_eq!(change.before.iter().map(|ticket| ticket.owner).collect::<Vec<_>>(), [None]);
    assert_eq!(change.after.iter().map(|ticket| ticket.owner).collect::<Vec<_>>(), [Some(user_id(2))]);
    let names: Vec<&str> = change.contact_names.values().map(String::as_str).collect();
    assert_eq!(names, ["customer1@example.org"]);
}

async fn changes_read_again_are_those_that_were_told(database: TestDatabase) {
    let engine = database.engine().await;
    let mut listener = engine.changes();
    let close = ChangeStatus::new(ticket_id(1), closed());
    let assign = AssignTicket { ticket: ticket_id(1), to: Assignee::User { user: user_id(2) } };
    let given = [by_channel(1, mail(1)), by_user(1, close), by_user(2, assign), by_channel(1, mail(2))];
    for (n, order) in (1..).zip(given) {
        let at = minutes(i64::from(n));
        engine.execute(Order { id: order_id(n), at, ..order }).await.unwrap();
    }
    let mut told = Vec::new();
    while let Ok(change) = listener.try_recv() {
        told.push((*change).clone());
    }

    assert_eq!(engine.changes_after(0, 1_000).await.unwrap(), told);
    // A page ends with a whole order, and the next one goes on there.
    let first = engine.changes_after(0, 2).await.unwrap();
    assert_eq!(first, told[..1]);
    assert_eq!(engine.changes_after(first[0].sequence, 1_000).await.unwrap(), told[1..]);
    assert_eq!(engine.changes_after(told[3].sequence, 1_000).await.unwrap(), []);
}

async fn events_of_a_ticket_replayed_give_the_stored_ticket(database: TestDatabase) {
    let engine = database.engine().await;
    engine.execute(by_channel(1, mail(1))).await.unwrap();
    give(&engine, ChangeStatus::new(ticket_id(1), closed())).await.unwrap();

    let mut desk = Desk::default();
    for recorded in engine.store().ticket_events(&[ticket_id(1)].into(), u64::MAX).await.unwrap() {
        desk.apply(&recorded.event);
    }

    let view = engine.store().ticket_view(WhichTicket::Id(ticket_id(1)), None).await.unwrap().unwrap();
    assert_eq!(desk.tickets.into_values().collect::<Vec<_>>(), [view.row.ticket]);
    assert_eq!(desk.conversations.into_values().collect::<Vec<_>>(), view.conversations);
}
