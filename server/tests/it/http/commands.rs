//! Giving orders over HTTP.

use axum::http::StatusCode;
use sportello_domain::event::Fact;
use sportello_domain::id::{OrderId, StatusId, TicketId};
use sportello_domain::order::{Actor, Command};
use sportello_domain::pipeline::{SavePipeline, Skipping};
use sportello_domain::protocol::{OrderAnswer, OrderRequest, TicketPage};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus};
use sportello_domain::unread::MarkRead;

use super::window::{GIULIA, Window};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn each_order_of_a_batch_is_decided_on_its_own;

    #[test]
    fn answer_has_the_rows_as_they_are_for_the_one_who_asks;

    #[test]
    fn repeated_order_gets_its_first_answer;

    #[test]
    fn empty_batch_has_an_empty_answer;

    /// PIP-21
    #[test]
    fn status_that_a_rule_forbids_is_a_conflict_and_changes_nothing;
}

fn status(window: &Window, label: &str) -> StatusId {
    let setup = window.engine.setup();
    let statuses = &setup.pipelines[&setup.default_pipeline].statuses;
    statuses.iter().find(|status| status.label == label).unwrap().id
}

/// XCT-01
async fn each_order_of_a_batch_is_decided_on_its_own(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let ticket = received.ticket;
    let absent: TicketId = window.new_id();
    let commands: Vec<Command> = vec![
        AssignTicket { ticket, to: Assignee::User { user: user_id(GIULIA) } }.into(),
        ChangeStatus::new(ticket, window.new_id()).into(), // No such status.
        ChangeStatus::new(absent, status(&window, "Closed")).into(),
        MarkRead { ticket }.into(),
    ];
    let answers = window.order(&giulia, commands).await;
    let codes: Vec<Option<&str>> = answers
        .iter()
        .map(|answer| match answer {
            OrderAnswer::Accepted { .. } => None,
            OrderAnswer::Refused { problem, .. } => Some(problem.code.as_str()),
        })
        .collect();
    assert_eq!(codes, [None, Some("status_not_found"), Some("ticket_not_found"), None]);
    // The refused ones left nothing; the others are there.
    let page: TicketPage = window.get(&giulia, "/api/v1/tickets?view=assigned-to-me").await.json();
    let [row] = page.rows.as_slice() else { panic!("{page:?}") };
    assert_eq!(row.ticket.status, status(&window, "New"));
    assert_eq!((row.read_up_to, row.ticket.position), (1, 1));
    let changes = window.engine.changes_after(0, 1_000).await.unwrap();
    assert!(
        !changes
            .iter()
            .flat_map(|change| &change.events)
            .any(|event| { matches!(&event.fact, Fact::StatusChanged { .. }) })
    );
}

async fn answer_has_the_rows_as_they_are_for_the_one_who_asks(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let ticket = received.ticket;
    window.order(&giulia, vec![MarkRead { ticket }.into()]).await;
    let close = ChangeStatus::new(ticket, status(&window, "Closed"));
    let answers = window.order(&giulia, vec![close.into()]).await;
    let [OrderAnswer::Accepted { sequence, events, rows, .. }] = answers.as_slice() else {
        panic!("{answers:?}")
    };
    assert_eq!(*sequence, window.engine.store().head_sequence().await.unwrap());
    let facts: Vec<&Fact> = events.iter().map(|event| &event.fact).collect();
    assert!(
        matches!(
            facts.as_slice(),
            [
                Fact::StatusChanged { .. },
                Fact::CloseDateChanged { .. },
                Fact::ConversationClosed { .. },
                Fact::ConversationTraitsChanged { .. },
            ]
        ),
        "{facts:?}"
    );
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.ticket.status, status(&window, "Closed"));
    assert_eq!(row.contact.as_ref().unwrap().name, "Customer 1");
    assert_eq!(row.read_up_to, 1);
}

async fn repeated_order_gets_its_first_answer(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let ticket = received.ticket;
    window.order(&giulia, vec![MarkRead { ticket }.into()]).await;
    let id: OrderId = window.new_id();
    let close = OrderRequest { id, command: ChangeStatus::new(ticket, status(&window, "Closed")).into() };
    let first = window.post(&giulia, "/api/v1/commands", &[&close]).await;
    assert_eq!(first.status, StatusCode::OK);
    let head = window.engine.store().head_sequence().await.unwrap();
    let again = window.post(&giulia, "/api/v1/commands", &[&close, &close]).await;
    let (first, again): (Vec<OrderAnswer>, Vec<OrderAnswer>) = (first.json(), again.json());
    assert_eq!(again, [first[0].clone(), first[0].clone()]);
    assert_eq!(window.engine.store().head_sequence().await.unwrap(), head, "nothing happened again");

    let other = OrderRequest { id, command: MarkRead { ticket }.into() };
    let answers: Vec<OrderAnswer> = window.post(&giulia, "/api/v1/commands", &[other]).await.json();
    let [OrderAnswer::Refused { problem, .. }] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!((problem.status, problem.code.as_str()), (409, "order_id_taken"));
}

async fn status_that_a_rule_forbids_is_a_conflict_and_changes_nothing(database: TestDatabase) {
    let window = Window::open(&database).await;
    let ticket = window.receive(1).await.ticket;
    let setup = window.engine.setup();
    let mut pipeline = setup.pipelines[&setup.default_pipeline].clone();
    pipeline.rules.skipping = Skipping::NextOnly;
    window.give(Actor::System, SavePipeline { pipeline }).await;

    let giulia = window.browser_of(GIULIA).await;
    let skip = ChangeStatus::new(ticket, status(&window, "Closed"));
    let answers = window.order(&giulia, vec![skip.into()]).await;
    let [OrderAnswer::Refused { problem, .. }] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!((problem.status, problem.code.as_str()), (409, "pipeline_rule"));
    let page: TicketPage = window.get(&giulia, "/api/v1/tickets?view=all-open").await.json();
    assert_eq!(page.rows[0].ticket.status, status(&window, "New"));
}

async fn empty_batch_has_an_empty_answer(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    assert_eq!(window.order(&giulia, Vec::new()).await, []);
}
