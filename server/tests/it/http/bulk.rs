//! Many tickets are changed in one go.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sportello_domain::bulk::{BulkAction, Selection, SelectionSummary};
use sportello_domain::filter::Filter;
use sportello_domain::id::{BulkChangeId, PipelineId, StatusId, TicketId};
use sportello_domain::order::Actor;
use sportello_domain::pipeline::{ConditionalProperty, Pipeline, SavePipeline, State, StatusTriggers};
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{BulkChange, BulkRequest, BulkState, Problem, RefusedTicket};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{Assignee, ChangePipeline, SetProperty, Ticket};
use sportello_domain::user::{Access, Reach, SaveUser};
use sportello_domain::view::BuiltInView;
use sportello_server::http;

use super::window::{BRUNO, GIULIA, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// BLU-03
    #[test]
    fn each_ticket_is_changed_or_refused_alone;

    #[test]
    fn view_means_what_one_may_see_of_it_when_the_change_begins;

    #[test]
    fn repeated_change_is_the_same_change;

    #[test]
    fn change_belongs_to_whoever_asked_for_it;

    #[test]
    fn change_that_was_interrupted_does_nothing_twice_when_it_is_asked_for_again;

    /// BLU-04
    #[test]
    fn status_of_tickets_in_several_pipelines_is_refused;

    /// DEL-12, DEL-18
    #[test]
    fn only_what_may_be_deleted_is_counted_and_deleted;

    #[test]
    fn nothing_selected_is_nothing_to_change;

    #[test]
    fn order_of_somebody_else_does_not_wait_for_the_end_of_a_change;
}

fn request(window: &Window, action: BulkAction, selection: Selection) -> BulkRequest {
    BulkRequest { id: window.new_id(), action, selection }
}

fn listed(tickets: impl IntoIterator<Item = TicketId>) -> Selection {
    Selection::Tickets { tickets: tickets.into_iter().collect() }
}

fn open() -> Selection {
    Selection::View { view: BuiltInView::AllOpen.into() }
}

fn billing() -> BulkAction {
    BulkAction::SetProperty { property: BuiltIn::Category.into(), value: "Billing".to_owned() }
}

fn set_category(ticket: TicketId, value: &str) -> SetProperty {
    SetProperty { ticket, property: BuiltIn::Category.into(), value: value.to_owned() }
}

/// Begins a change and waits until it is over.
async fn change(window: &Window, sender: &Sender, request: &BulkRequest) -> BulkChange {
    let answer = window.post(sender, "/api/v1/bulk-changes", request).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
    let mut change: BulkChange = answer.json();
    while change.state == BulkState::Running {
        tokio::task::yield_now().await;
        change = progress(window, sender, request.id).await;
    }
    change
}

async fn progress(window: &Window, sender: &Sender, id: BulkChangeId) -> BulkChange {
    window.get(sender, &format!("/api/v1/bulk-changes/{id}")).await.json()
}

async fn refused(window: &Window, sender: &Sender, request: &BulkRequest) -> (u16, String) {
    let head = window.engine.store().head_sequence().await.unwrap();
    let answer = window.post(sender, "/api/v1/bulk-changes", request).await.problem();
    assert_eq!(window.engine.store().head_sequence().await.unwrap(), head, "nothing happened");
    answer
}

async fn summary(window: &Window, sender: &Sender, selection: &Selection) -> SelectionSummary {
    window.post(sender, "/api/v1/selections", selection).await.json()
}

/// Those of the tickets that people work on, in their order.
async fn at_work(window: &Window, tickets: &[Received]) -> Vec<Ticket> {
    let ids: BTreeSet<TicketId> = tickets.iter().map(|received| received.ticket).collect();
    let rows = window.engine.store().ticket_rows(&ids, None).await.unwrap();
    let found = tickets.iter().filter_map(|it| rows.iter().find(|row| row.ticket.id == it.ticket));
    found.map(|row| row.ticket.clone()).filter(Ticket::is_at_work).collect()
}

async fn categories(window: &Window, tickets: &[Received]) -> Vec<Option<String>> {
    at_work(window, tickets).await.into_iter().map(|ticket| ticket.category).collect()
}

fn counts(change: &BulkChange) -> [u64; 4] {
    [change.total, change.changed, change.unchanged, change.refused]
}

/// The closed status of the default pipeline, which asks for a category.
async fn closed_asks_for_category(window: &Window) -> StatusId {
    let setup = window.engine.setup();
    let mut pipeline = setup.pipelines[&setup.default_pipeline].clone();
    let status = pipeline.statuses.last_mut().unwrap();
    status.conditional = vec![ConditionalProperty { property: BuiltIn::Category.into(), required: true }];
    let closed = status.id;
    window.give(Actor::System, SavePipeline { pipeline }).await;
    closed
}

/// A second pipeline, and its first open status.
async fn second_pipeline(window: &Window) -> (PipelineId, StatusId) {
    let setup = window.engine.setup();
    let first = &setup.pipelines[&setup.default_pipeline];
    let mut pipeline = Pipeline {
        id: window.new_id(),
        name: "Repairs".to_owned(),
        triggers: StatusTriggers::default(),
        ..first.clone()
    };
    for status in &mut pipeline.statuses {
        status.id = window.new_id();
    }
    let open = pipeline.statuses.iter().find(|status| status.state == State::Open).unwrap().id;
    let id = pipeline.id;
    window.give(Actor::System, SavePipeline { pipeline }).await;
    (id, open)
}

async fn give_access(window: &Window, n: u8, access: Access) {
    let user = window.engine.setup().users[&user_id(n)].clone();
    window.give(Actor::System, SaveUser { user: sportello_domain::user::User { access, ..user } }).await;
}

async fn each_ticket_is_changed_or_refused_alone(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let status = closed_asks_for_category(&window).await;
    let [ready, closed, lacking, other] =
        [window.receive(1).await, window.receive(2).await, window.receive(3).await, window.receive(4).await];
    for received in [ready, closed] {
        window.give(Actor::System, set_category(received.ticket, "Billing")).await;
    }
    let close = BulkAction::ChangeStatus { status };
    change(&window, &giulia, &request(&window, close.clone(), listed([closed.ticket]))).await;
    let absent: TicketId = window.new_id();
    let all = [ready, closed, lacking, other].map(|received| received.ticket);
    let asked = request(&window, close, listed(all.into_iter().chain([absent])));

    let done = change(&window, &giulia, &asked).await;

    assert_eq!(counts(&done), [5, 1, 1, 3]);
    let named = |ticket, number| RefusedTicket { ticket, number };
    let found = at_work(&window, &[lacking, other]).await.into_iter();
    let mut lacking_both: Vec<_> = found.map(|ticket| named(ticket.id, Some(ticket.number))).collect();
    lacking_both.sort_by_key(|it| it.ticket);
    let mut reasons: Vec<_> = done
        .reasons
        .iter()
        .map(|reason| (reason.problem.code.as_str(), reason.count, reason.tickets.clone()))
        .collect();
    reasons.sort_by_key(|(code, ..)| *code);
    assert_eq!(
        reasons,
        [("properties_required", 2, lacking_both), ("ticket_not_found", 1, vec![named(absent, None)]),]
    );
    let statuses =
        at_work(&window, &[ready, lacking]).await.into_iter().map(|ticket| ticket.status == status);
    assert_eq!(statuses.collect::<Vec<_>>(), [true, false]);
}

async fn view_means_what_one_may_see_of_it_when_the_change_begins(database: TestDatabase) {
    let window = Window::open(&database).await;
    let bruno = window.browser_of(BRUNO).await;
    let tickets =
        [window.receive_for_bruno(1).await, window.receive(2).await, window.receive_for_bruno(3).await];
    assert_eq!(summary(&window, &bruno, &open()).await.tickets, 2);
    let done = change(&window, &bruno, &request(&window, billing(), open())).await;
    assert_eq!(counts(&done), [2, 2, 0, 0]);
    let changed = Some("Billing".to_owned());
    assert_eq!(categories(&window, &tickets).await, [changed.clone(), None, changed]);
    let unassigned = Selection::Filter { filter: Filter::Unassigned };
    assert_eq!(summary(&window, &bruno, &unassigned).await.tickets, 0);
    // What leaves the view by the change itself is changed all the same.
    let away = BulkAction::Assign { to: Assignee::User { user: user_id(GIULIA) } };
    let mine = Selection::View { view: BuiltInView::AssignedToMe.into() };
    assert_eq!(counts(&change(&window, &bruno, &request(&window, away, mine)).await), [2, 2, 0, 0]);
}

async fn repeated_change_is_the_same_change(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    window.receive(1).await;
    let asked = request(&window, billing(), open());
    let done = change(&window, &giulia, &asked).await;
    assert_eq!(counts(&done), [1, 1, 0, 0]);
    let later = window.receive(2).await;
    let head = window.engine.store().head_sequence().await.unwrap();
    assert_eq!(change(&window, &giulia, &asked).await, BulkChange { reasons: Vec::new(), ..done });
    assert_eq!(window.engine.store().head_sequence().await.unwrap(), head);
    assert_eq!(categories(&window, &[later]).await, [None]);
    let other = BulkRequest { action: BulkAction::MarkRead, ..asked };
    assert_eq!(refused(&window, &giulia, &other).await, (409, "bulk_change_id_taken".to_owned()));
}

async fn change_belongs_to_whoever_asked_for_it(database: TestDatabase) {
    let window = Window::open(&database).await;
    let (giulia, bruno) = (window.browser_of(GIULIA).await, window.browser_of(BRUNO).await);
    window.receive(1).await;
    let asked = request(&window, billing(), open());
    change(&window, &giulia, &asked).await;
    let path = format!("/api/v1/bulk-changes/{}", asked.id);
    assert_eq!(window.get(&giulia, &path).await.status, StatusCode::OK);
    assert_eq!(window.get(&bruno, &path).await.problem(), (404, "bulk_change_unknown".to_owned()));
    assert_eq!(refused(&window, &bruno, &asked).await, (409, "bulk_change_id_taken".to_owned()));
    let nobody = window.post(&Sender::Nobody, "/api/v1/bulk-changes", &asked).await;
    assert_eq!(nobody.problem(), (401, "not_signed_in".to_owned()));
}

/// Another process knows nothing of a change, but its orders have the same ids.
async fn change_that_was_interrupted_does_nothing_twice_when_it_is_asked_for_again(database: TestDatabase) {
    let mut window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let tickets = [window.receive(1).await, window.receive(2).await];
    let asked = request(&window, billing(), listed(tickets.map(|received| received.ticket)));
    change(&window, &giulia, &asked).await;
    window.give(Actor::System, set_category(tickets[0].ticket, "Shop")).await;

    window.router = http::router(window.engine.clone(), window.shutdown.clone());

    let path = format!("/api/v1/bulk-changes/{}", asked.id);
    assert_eq!(window.get(&giulia, &path).await.problem(), (404, "bulk_change_unknown".to_owned()));
    let head = window.engine.store().head_sequence().await.unwrap();
    assert_eq!(counts(&change(&window, &giulia, &asked).await), [2, 2, 0, 0]);
    assert_eq!(window.engine.store().head_sequence().await.unwrap(), head, "nothing happened");
    let kept = [Some("Shop".to_owned()), Some("Billing".to_owned())];
    assert_eq!(categories(&window, &tickets).await, kept);
}

async fn status_of_tickets_in_several_pipelines_is_refused(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let tickets = [window.receive(1).await, window.receive(2).await];
    let (pipeline, status) = second_pipeline(&window).await;
    let ticket = tickets[1].ticket;
    window.give(Actor::System, ChangePipeline { ticket, pipeline, status, properties: Vec::new() }).await;
    let first = window.engine.setup().default_pipeline;
    for selection in [open(), listed(tickets.map(|received| received.ticket))] {
        let expected = SelectionSummary { tickets: 2, deletable: 0, pipelines: [first, pipeline].into() };
        assert_eq!(summary(&window, &giulia, &selection).await, expected);
        let asked = request(&window, BulkAction::ChangeStatus { status }, selection);
        assert_eq!(refused(&window, &giulia, &asked).await, (422, "several_pipelines".to_owned()));
    }
    let only = listed([ticket]);
    assert_eq!(summary(&window, &giulia, &only).await.only_pipeline(), Some(pipeline));
}

async fn only_what_may_be_deleted_is_counted_and_deleted(database: TestDatabase) {
    let window = Window::open(&database).await;
    give_access(&window, BRUNO, Access { delete: Reach::Own, ..Access::default() }).await;
    let bruno = window.browser_of(BRUNO).await;
    let tickets =
        [window.receive_for_bruno(1).await, window.receive(2).await, window.receive_for_bruno(3).await];
    let ids = tickets.map(|received| received.ticket);
    for selection in [open(), listed(ids)] {
        let found = summary(&window, &bruno, &selection).await;
        assert_eq!((found.tickets, found.deletable, found.kept()), (3, 2, 1));
        for typed in [0, 1, 3] {
            let asked = request(&window, BulkAction::Delete { typed }, selection.clone());
            let answer = window.post(&bruno, "/api/v1/bulk-changes", &asked).await;
            assert_eq!(answer.problem(), (422, "delete_count_wrong".to_owned()), "{typed}");
            let problem: Problem = answer.json();
            let expected = sportello_domain::rejection::Rejection::DeleteCountWrong { tickets: 2 };
            assert_eq!(problem.rejection, Some(expected));
        }
    }
    assert_eq!(at_work(&window, &tickets).await.len(), 3, "nothing was deleted");
    let delete = BulkAction::Delete { typed: 1 };
    let one = change(&window, &bruno, &request(&window, delete, listed([ids[0], ids[1]]))).await;
    assert_eq!(counts(&one), [1, 1, 0, 0]);
    let rest = change(&window, &bruno, &request(&window, BulkAction::Delete { typed: 1 }, open())).await;
    assert_eq!(counts(&rest), [1, 1, 0, 0]);
    let left: Vec<TicketId> = at_work(&window, &tickets).await.into_iter().map(|ticket| ticket.id).collect();
    assert_eq!(left, [ids[1]]);
}

async fn nothing_selected_is_nothing_to_change(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    for selection in [open(), listed([])] {
        let asked = request(&window, billing(), selection);
        assert_eq!(refused(&window, &giulia, &asked).await, (422, "nothing_selected".to_owned()));
    }
    let unknown = Selection::View { view: sportello_domain::view::View::Custom(window.new_id()) };
    let asked = request(&window, billing(), unknown);
    assert_eq!(refused(&window, &giulia, &asked).await, (404, "view_not_found".to_owned()));
}

/// Were all of its orders given at once, the other order would be the last.
async fn order_of_somebody_else_does_not_wait_for_the_end_of_a_change(database: TestDatabase) {
    const MOST_BEFORE: u64 = 48;
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    for n in 1..=200 {
        window.receive(n).await;
    }
    let other = window.receive(201).await;
    let store = window.engine.store();
    let before = store.head_sequence().await.unwrap();
    let asked = request(&window, billing(), open());
    window.post(&giulia, "/api/v1/bulk-changes", &asked).await;
    let mut head = before;
    while head == before {
        tokio::task::yield_now().await;
        head = store.head_sequence().await.unwrap();
    }
    let given = window.give(Actor::System, set_category(other.ticket, "Shop")).await;
    assert!(given - head <= MOST_BEFORE, "{} orders were carried out before", given - head);
    assert_eq!(counts(&change(&window, &giulia, &asked).await), [201, 201, 0, 0]);
}
