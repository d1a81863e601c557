//! The close date follows the status, by the rule of the ticket's pipeline.

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::id::StatusId;
use sportello_domain::message::SendReply;
use sportello_domain::order::{Command, Order};
use sportello_domain::pipeline::{CloseDateRule, DeleteStatus, SavePipeline, State, Status};
use sportello_domain::property::BuiltIn;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, SetProperty, Ticket};

use crate::{done, done_by, move_to, ticket_of};

/// A second closed status of the Support pipeline.
fn solved_elsewhere() -> StatusId {
    status_id(5)
}

/// The Support pipeline with two closed statuses and this rule for the close date.
fn setup_with(rule: CloseDateRule) -> Setup {
    let mut setup = setup();
    let pipeline = setup.pipelines.get_mut(&pipeline_id(1)).unwrap();
    pipeline.close_date = rule;
    pipeline.statuses.push(Status::new(solved_elsewhere(), "Solved elsewhere", 4, State::Closed));
    setup
}

/// A ticket that was closed at the beginning.
fn closed_ticket() -> Ticket {
    Ticket { status: closed(), close_date: Some(T0), ..ticket(1) }
}

/// Moves the ticket one minute after the beginning, and looks at its close date.
fn check(rule: CloseDateRule, before: Ticket, to: StatusId, close_date: Option<DateTime<Utc>>) {
    let after = give(&setup_with(rule), &desk(before, 1), move_to(to)).unwrap().desk;
    assert_eq!(ticket_of(&after).close_date, close_date);
}

/// CLD-01
#[test]
fn closing_sets_the_close_date_to_today_by_default() {
    assert_eq!(CloseDateRule::default(), CloseDateRule::SetWhenClosed);
    check(CloseDateRule::default(), ticket(1), closed(), Some(minutes(1)));
}

/// CLD-02
#[test]
fn reopening_clears_the_close_date() {
    check(CloseDateRule::SetWhenClosed, closed_ticket(), waiting_on_us(), None);
}

/// CLD-03
#[test]
fn closing_leaves_the_close_date_alone_where_the_pipeline_says_so() {
    check(CloseDateRule::LeaveAlone, ticket(1), closed(), None);
    let dated_by_hand = Ticket { close_date: Some(T0), ..ticket(1) };
    check(CloseDateRule::LeaveAlone, dated_by_hand, closed(), Some(T0));
}

/// CLD-04
#[test]
fn closing_sets_the_close_date_again_once_the_row_is_switched_on_again() {
    let mut desk = Rehearsal::on(setup(), desk(ticket(1), 1));
    let mut row = |rule: CloseDateRule| {
        let pipeline = setup().pipelines[&pipeline_id(1)].clone();
        desk.give(&user(9), SavePipeline { pipeline: pipeline.clone_with(rule) }).unwrap();
        desk.give(&user(1), move_to(closed())).unwrap();
        let close_date = ticket_of(&desk.desk).close_date;
        desk.give(&user(1), move_to(new())).unwrap();
        close_date
    };
    assert_eq!(row(CloseDateRule::LeaveAlone), None);
    assert_eq!(row(CloseDateRule::SetWhenClosed), Some(minutes(5)));
}

/// CLD-05
#[test]
fn reopening_clears_the_close_date_whatever_the_pipeline_says() {
    check(CloseDateRule::LeaveAlone, closed_ticket(), new(), None);
}

/// CLD-06
#[test]
fn switching_the_row_changes_no_close_date() {
    let before = desk(closed_ticket(), 1);
    for rule in [CloseDateRule::LeaveAlone, CloseDateRule::SetWhenClosed] {
        let pipeline = setup().pipelines[&pipeline_id(1)].clone_with(rule);
        let after = done_by(&before, &by_user(9, SavePipeline { pipeline })).desk;
        assert_eq!(after, before);
    }
}

/// CLD-07
#[test]
fn moving_between_closed_statuses_sets_the_close_date_to_today() {
    check(CloseDateRule::SetWhenClosed, closed_ticket(), solved_elsewhere(), Some(minutes(1)));
    check(CloseDateRule::LeaveAlone, closed_ticket(), solved_elsewhere(), Some(T0));
}

/// CLD-08
#[test]
fn status_that_the_ticket_has_already_changes_nothing() {
    for (before, same) in [(closed_ticket(), closed()), (ticket(1), new())] {
        assert_eq!(done(&desk(before, 1), move_to(same)).events, []);
    }
}

/// CLD-09
#[test]
fn close_date_is_the_full_time_of_the_order() {
    let at = T0 + TimeDelta::milliseconds(12_345_678);
    let order = Order { at, ..order(move_to(closed())) };
    let after = done_by(&desk(ticket(1), 1), &order).desk;
    assert_eq!(ticket_of(&after).close_date, Some(at));
    // The zone in which it is shown as a day is the account's.
    assert_eq!(setup().settings.time_zone, "UTC");
}

/// CLD-10
#[test]
fn ticket_created_in_a_closed_status_counts_as_moved_there() {
    for (rule, status, close_date) in [
        (CloseDateRule::SetWhenClosed, closed(), Some(minutes(1))),
        (CloseDateRule::LeaveAlone, closed(), None),
        (CloseDateRule::SetWhenClosed, new(), None),
    ] {
        let create = CreateTicket { status: Some(status), ..new_ticket(1) };
        let after = give(&setup_with(rule), &Desk::default(), create).unwrap().desk;
        assert_eq!(ticket_of(&after).close_date, close_date);
    }
}

/// CLD-11
#[test]
fn close_date_set_by_hand_is_kept_until_a_status_move_governs_it() {
    let mut desk = Rehearsal::on(setup(), desk(ticket(1), 1));
    let by_hand = SetProperty {
        ticket: ticket_id(1),
        property: BuiltIn::CloseDate.into(),
        value: "2026-01-31T10:00:00+01:00".to_owned(),
    };
    desk.give(&user(1), by_hand).unwrap();
    let given = "2026-01-31T09:00:00Z".parse().ok();
    assert_eq!(ticket_of(&desk.desk).close_date, given);
    // From open to open governs nothing.
    desk.give(&user(1), move_to(waiting_on_us())).unwrap();
    assert_eq!(ticket_of(&desk.desk).close_date, given);
    desk.give(&user(1), move_to(closed())).unwrap();
    assert_eq!(ticket_of(&desk.desk).close_date, Some(minutes(3)));
}

/// CLD-12
#[test]
fn close_date_follows_the_status_whatever_moves_it() {
    let conversation = conversation_id(1);
    let open = records(
        [ticket(1)],
        [sportello_domain::testing::conversation(1, Some(ticket_id(1)))],
        [incoming(1, conversation)],
    );
    let status_property = |status: StatusId| SetProperty {
        ticket: ticket_id(1),
        property: BuiltIn::Status.into(),
        value: status.to_string(),
    };
    let send_and_close = SendReply { then_status: Some(closed()), ..reply(9) };
    for closing in [
        by_user(1, move_to(closed())),
        by_user(1, status_property(closed())),
        by_user(1, send_and_close),
        by_program(1, move_to(closed())),
        by_product(move_to(closed())),
        by_user(9, DeleteStatus { status: new(), replacement: Some(closed()) }),
    ] {
        assert_eq!(ticket_of(&done_by(&open, &closing).desk).close_date, Some(minutes(1)), "{closing:?}");
    }

    let mut done_with = open.clone();
    done_with.tickets.insert(ticket_id(1), closed_ticket());
    let answer: Command = mail_answering(2, &incoming(1, conversation)).into();
    for reopening in
        [by_user(1, status_property(new())), by_program(1, move_to(new())), by_channel(1, answer)]
    {
        let done = done_by(&done_with, &reopening);
        assert_eq!(ticket_of(&done.desk).close_date, None, "{reopening:?}");
        let cleared = Fact::CloseDateChanged { ticket: ticket_id(1), from: Some(T0), to: None };
        assert!(facts(&done).contains(&cleared));
    }
}

/// The same pipeline with another rule.
trait WithRule {
    fn clone_with(&self, rule: CloseDateRule) -> Self;
}

impl WithRule for sportello_domain::pipeline::Pipeline {
    fn clone_with(&self, close_date: CloseDateRule) -> Self {
        Self { close_date, ..self.clone() }
    }
}
