//! The engine: one order, one transaction, one answer.

mod all_or_nothing;
mod at_once;
mod changes;
mod crossing;
mod numbering;

use sportello_domain::event::Fact;
use sportello_domain::filter::Filter;
use sportello_domain::id::TicketId;
use sportello_domain::order::Actor;
use sportello_domain::property::{BuiltIn, Value};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::{
    by_channel, channel_id, closed, mail, minutes, new, new_ticket, ticket_id, user_id,
};
use sportello_domain::ticket::{ChangeStatus, SetProperty};
use sportello_domain::unread::{MarkRead, is_unread};
use sportello_server::engine::{Engine, Refused};
use sportello_server::store::counts::Counting;
use sportello_server::store::tickets::WhichTicket;

use crate::database::{TestDatabase, give, order, order_by};

contract! {
    #[test]
    fn repeated_order_gets_its_first_answer_and_happens_once;

    #[test]
    fn repeated_id_with_another_command_is_refused;

    #[test]
    fn repeated_id_of_somebody_else_is_refused;

    #[test]
    fn refused_order_leaves_nothing;

    /// XCT-02: both values stand in the history.
    #[test]
    fn later_of_two_changes_wins;

    /// PRP-20
    #[test]
    fn history_says_old_and_new_value_time_source_and_user;

    /// PRP-19
    #[test]
    fn creator_is_the_user_and_nobody_where_a_channel_created_the_ticket;

    /// UNR-03
    #[test]
    fn user_who_is_added_later_has_everything_unread;

    #[test]
    fn everything_is_found_after_a_restart;

    #[test]
    fn changed_setup_decides_the_next_order_of_any_process;

    #[test]
    fn ticket_numbers_are_drawn_once_and_leave_no_gap_for_a_refused_order;
}

fn change_status(status: sportello_domain::id::StatusId) -> ChangeStatus {
    ChangeStatus::new(ticket_id(1), status)
}

fn set_category(text: &str) -> SetProperty {
    SetProperty { ticket: ticket_id(1), property: BuiltIn::Category.into(), value: text.to_owned() }
}

async fn repeated_order_gets_its_first_answer_and_happens_once(database: TestDatabase) {
    let engine = database.engine().await;
    give(&engine, new_ticket(1)).await.unwrap();
    let order = order(&engine, change_status(closed()));
    let first = engine.execute(order.clone()).await.unwrap();
    assert!(!first.repeated);
    give(&engine, change_status(new())).await.unwrap();

    let again = engine.execute(order).await.unwrap();

    assert!(again.repeated);
    assert_eq!(again.change.events, first.change.events);
    assert_eq!(again.change.sequence, first.change.sequence);
    assert_eq!(ticket(&engine, ticket_id(1)).await.status, new());
}

async fn repeated_id_with_another_command_is_refused(database: TestDatabase) {
    let engine = database.engine().await;
    let mut order = order(&engine, new_ticket(1));
    engine.execute(order.clone()).await.unwrap();
    order.command = new_ticket(2).into();

    let refused = engine.execute(order).await.unwrap_err();

    assert!(matches!(refused, Refused::OrderIdTaken), "{refused:?}");
    assert_eq!(engine.store().ticket_counts(&[Filter::everything()], Counting::Whole).await.unwrap(), [1]);
}

async fn repeated_id_of_somebody_else_is_refused(database: TestDatabase) {
    let engine = database.engine().await;
    let mut order = order(&engine, new_ticket(1));
    engine.execute(order.clone()).await.unwrap();
    order.actor = Actor::User { user: user_id(2) };

    let refused = engine.execute(order).await.unwrap_err();

    assert!(matches!(refused, Refused::OrderIdTaken), "{refused:?}");
}

async fn refused_order_leaves_nothing(database: TestDatabase) {
    let engine = database.engine().await;
    let order = order(&engine, change_status(closed()));

    let refused = engine.execute(order.clone()).await.unwrap_err();

    let not_found = Rejection::TicketNotFound { ticket: ticket_id(1) };
    assert!(matches!(refused, Refused::Rejected(rejection) if rejection == not_found));
    assert_eq!(engine.store().head_sequence().await.unwrap(), 0);
    // Its id is free: once it makes sense, it is carried out.
    give(&engine, new_ticket(1)).await.unwrap();
    assert!(!engine.execute(order).await.unwrap().repeated);
}

async fn later_of_two_changes_wins(database: TestDatabase) {
    let engine = database.engine().await;
    give(&engine, new_ticket(1)).await.unwrap();
    let by = |n| Actor::User { user: user_id(n) };
    let first = order_by(&engine, by(1), set_category("billing"));
    let second = order_by(&engine, by(2), set_category("refunds"));

    // Both saw the ticket without a category.
    let (first, second) = tokio::join!(engine.execute(first), engine.execute(second));

    let (first, second) = (first.unwrap(), second.unwrap());
    let last = if first.change.sequence < second.change.sequence { &second } else { &first };
    let won = last.change.after[0].category.clone();
    assert_eq!(ticket(&engine, ticket_id(1)).await.category, won);
    let history = engine.store().history(&[ticket_id(1)].into()).await.unwrap();
    let values: Vec<_> = history.iter().map(|change| (change.old.clone(), change.new.clone())).collect();
    let text = |text: Option<&str>| text.map(|text| Value::Text(text.to_owned()));
    let won = won.as_deref();
    let other = if won == Some("billing") { Some("refunds") } else { Some("billing") };
    assert_eq!(values, [(None, text(other)), (text(other), text(won))]);
}

async fn history_says_old_and_new_value_time_source_and_user(database: TestDatabase) {
    let engine = database.engine().await;
    give(&engine, new_ticket(1)).await.unwrap();
    give(&engine, change_status(closed())).await.unwrap();

    let history = engine.store().history(&[ticket_id(1)].into()).await.unwrap();

    let change = history.iter().find(|change| change.property == BuiltIn::Status.into()).unwrap();
    assert_eq!(change.old, Some(Value::Status(new())));
    assert_eq!(change.new, Some(Value::Status(closed())));
    assert_eq!(change.at, minutes(1));
    assert_eq!(change.source, sportello_domain::event::Source::User);
    assert_eq!(change.actor, Actor::User { user: user_id(1) });
}

async fn creator_is_the_user_and_nobody_where_a_channel_created_the_ticket(database: TestDatabase) {
    let engine = database.engine().await;
    give(&engine, new_ticket(1)).await.unwrap();
    engine.execute(by_channel(1, mail(2))).await.unwrap();

    assert_eq!(ticket(&engine, ticket_id(1)).await.created_by, Some(user_id(1)));
    assert_eq!(ticket(&engine, ticket_id(2)).await.created_by, None);
}

async fn user_who_is_added_later_has_everything_unread(database: TestDatabase) {
    let engine = database.engine().await;
    give(&engine, new_ticket(1)).await.unwrap();
    give(&engine, MarkRead { ticket: ticket_id(1) }).await.unwrap();

    let unread = async |user| {
        let view = engine.store().ticket_view(WhichTicket::Id(ticket_id(1)), Some(user)).await;
        let row = view.unwrap().unwrap().row;
        is_unread(row.ticket.position, row.read_up_to)
    };

    assert!(!unread(user_id(1)).await, "who created it has read it");
    assert!(unread(user_id(77)).await, "who comes later has read nothing");
}

async fn everything_is_found_after_a_restart(database: TestDatabase) {
    let engine = database.engine().await;
    let accepted = engine.execute(by_channel(1, mail(1))).await.unwrap();
    let before = engine.store().ticket_view(WhichTicket::Id(ticket_id(1)), None).await.unwrap();
    let setup = engine.setup();
    engine.store().close().await;
    drop(engine);

    let engine = database.engine_with(sportello_domain::testing::setup()).await;

    let after = engine.store().ticket_view(WhichTicket::Id(ticket_id(1)), None).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(engine.setup(), setup);
    let again = engine.execute(by_channel(1, mail(1))).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.change.events, accepted.change.events);
    assert_eq!(again.change.after, accepted.change.after);
}

async fn changed_setup_decides_the_next_order_of_any_process(database: TestDatabase) {
    let engine = database.engine().await;
    let other = database.engine().await;
    give(&engine, new_ticket(1)).await.unwrap();
    let mut giulia = engine.setup().users[&user_id(1)].clone();
    giulia.standing = sportello_domain::user::Standing::Deactivated;
    let save = sportello_domain::user::SaveUser { user: giulia };
    other.execute(order_by(&other, Actor::System, save)).await.unwrap();

    let refused = give(&engine, change_status(closed())).await.unwrap_err();

    assert!(matches!(refused, Refused::Rejected(Rejection::TicketNotFound { .. })), "{refused:?}");
    assert_eq!(engine.setup(), other.setup());
}

async fn ticket_numbers_are_drawn_once_and_leave_no_gap_for_a_refused_order(database: TestDatabase) {
    let engine = database.engine().await;
    let mut nameless = new_ticket(1);
    nameless.name = String::new();
    give(&engine, nameless).await.unwrap_err();

    let orders = (1..=40).map(|n| engine.execute(order(&engine, new_ticket(n))));
    let accepted = futures_util::future::join_all(orders).await;

    let numbers: std::collections::BTreeSet<u64> = accepted
        .into_iter()
        .flat_map(|accepted| accepted.unwrap().change.events.clone())
        .filter_map(|event| {
            if let Fact::TicketCreated { ticket } = event.fact { Some(ticket.number.0) } else { None }
        })
        .collect();
    assert_eq!(numbers, (1..=40).collect());
    // A mail in a known thread needs no number, so the next ticket gets it.
    engine.execute(by_channel(1, mail(50))).await.unwrap();
    assert_eq!(ticket(&engine, ticket_id(50)).await.number.0, 41);
    assert_eq!(engine.setup().channels[&channel_id(1)].name, "Support");
}

/// A ticket as it is stored.
async fn ticket(engine: &Engine, ticket: TicketId) -> sportello_domain::ticket::Ticket {
    let view = engine.store().ticket_view(WhichTicket::Id(ticket), None).await.unwrap();
    view.unwrap().row.ticket
}
