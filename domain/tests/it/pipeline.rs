//! Pipelines and their statuses.

use sportello_domain::channel::NewTicketProperties;
use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, SetupFact};
use sportello_domain::pipeline::{
    CloseDateRule, DeletePipeline, DeleteStatus, Pipeline, PipelineRules, SavePipeline, State, Status,
    StatusTriggers,
};
use sportello_domain::rejection::{PipelineFault, Rejection};
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;
use sportello_domain::user::Permission;

use crate::{conversation_of, move_to, ticket_of};

fn status(n: u8, label: &str, order: u32, state: State) -> Status {
    Status::new(status_id(n), label, order, state)
}

/// A pipeline of its own: Received, Done.
fn returns() -> Pipeline {
    Pipeline {
        id: pipeline_id(2),
        name: "Returns".to_owned(),
        order: 1,
        statuses: vec![status(11, "Received", 0, State::Open), status(12, "Done", 1, State::Closed)],
        close_date: CloseDateRule::SetWhenClosed,
        triggers: StatusTriggers::default(),
        rules: PipelineRules::default(),
    }
}

/// The installed desk with the second pipeline.
fn two_pipelines() -> Setup {
    let mut setup = setup();
    setup.pipelines.insert(pipeline_id(2), returns());
    setup
}

/// Why a pipeline cannot be saved.
fn fault_of(pipeline: Pipeline) -> PipelineFault {
    let refused = give_order(&setup(), &Desk::default(), &by_user(9, SavePipeline { pipeline }));
    match refused {
        Err(Rejection::PipelineInvalid { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}

/// PIP-01
#[test]
fn ticket_has_a_status_of_its_own_pipeline() {
    let setup = two_pipelines();
    let after = give(&setup, &desk(ticket(1), 0), move_to(waiting_on_contact())).unwrap().desk;
    assert_eq!(ticket_of(&after).status, waiting_on_contact());
    let other = give(&setup, &desk(ticket(1), 0), move_to(status_id(11)));
    let refused = Rejection::StatusOfOtherPipeline { status: status_id(11), pipeline: pipeline_id(1) };
    assert_eq!(other, Err(refused));
    let unknown = give(&setup, &desk(ticket(1), 0), move_to(status_id(99)));
    assert_eq!(unknown, Err(Rejection::StatusNotFound { status: status_id(99) }));
}

/// PIP-02
#[test]
fn support_pipeline_is_there_from_the_beginning() {
    let setup = setup();
    let support = &setup.pipelines[&setup.default_pipeline];
    let statuses: Vec<_> =
        support.ordered().iter().map(|status| (status.label.as_str(), status.state)).collect();
    assert_eq!(support.name, "Support");
    assert_eq!(
        statuses,
        [
            ("New", State::Open),
            ("Waiting on contact", State::Open),
            ("Waiting on us", State::Open),
            ("Closed", State::Closed),
        ]
    );
    assert_eq!(setup.pipelines.len(), 1);
}

/// PIP-03
#[test]
fn statuses_are_in_display_order_and_equal_ones_in_alphabetical_order() {
    let pipeline = Pipeline {
        statuses: vec![
            status(3, "Done", 9, State::Closed),
            status(2, "Repaired", 1, State::Open),
            status(1, "At the workshop", 1, State::Open),
            status(4, "Received", 0, State::Open),
        ],
        ..returns()
    };
    let labels: Vec<_> = pipeline.ordered().iter().map(|status| status.label.as_str()).collect();
    assert_eq!(labels, ["Received", "At the workshop", "Repaired", "Done"]);
}

/// PIP-03
#[test]
fn labels_are_unique_within_their_pipeline() {
    let twice = vec![status(11, "Done", 0, State::Open), status(12, " done ", 1, State::Closed)];
    assert_eq!(
        fault_of(Pipeline { statuses: twice, ..returns() }),
        PipelineFault::LabelTaken { label: "done".to_owned() }
    );
    let blank = vec![status(11, "  ", 0, State::Open), status(12, "Done", 1, State::Closed)];
    assert_eq!(
        fault_of(Pipeline { statuses: blank, ..returns() }),
        PipelineFault::LabelMissing { status: status_id(11) }
    );
    // In another pipeline the same label is another status.
    let like_support = vec![status(11, "New", 0, State::Open), status(12, "Closed", 1, State::Closed)];
    let save = SavePipeline { pipeline: Pipeline { statuses: like_support, ..returns() } };
    give_order(&setup(), &Desk::default(), &by_user(9, save)).unwrap();
}

/// PIP-04
#[test]
fn status_belongs_to_exactly_one_pipeline() {
    let of_support = vec![status(1, "New", 0, State::Open), status(12, "Done", 1, State::Closed)];
    assert_eq!(
        fault_of(Pipeline { statuses: of_support, ..returns() }),
        PipelineFault::StatusTaken { status: status_id(1) }
    );
    let twice = vec![status(11, "Received", 0, State::Open), status(11, "Done", 1, State::Closed)];
    assert_eq!(
        fault_of(Pipeline { statuses: twice, ..returns() }),
        PipelineFault::StatusTaken { status: status_id(11) }
    );
    assert_eq!(two_pipelines().pipeline_of(status_id(11)).map(|pipeline| pipeline.id), Some(pipeline_id(2)));
}

/// PIP-04
#[test]
fn last_pipeline_stays_and_so_does_one_in_use() {
    let delete = |setup: &Setup, desk: &Desk, n: u8| {
        give_order(setup, desk, &by_user(9, DeletePipeline { pipeline: pipeline_id(n) }))
    };
    let last = delete(&setup(), &Desk::default(), 1);
    assert_eq!(last, Err(Rejection::LastPipeline { pipeline: pipeline_id(1) }));

    let setup = two_pipelines();
    let default = delete(&setup, &Desk::default(), 1);
    assert_eq!(default, Err(Rejection::PipelineInUse { pipeline: pipeline_id(1), tickets: 0, channels: 1 }));
    let mut with_tickets = Desk::default();
    with_tickets.facts.tickets_in_pipeline = [(pipeline_id(2), 3)].into();
    let used = delete(&setup, &with_tickets, 2);
    assert_eq!(used, Err(Rejection::PipelineInUse { pipeline: pipeline_id(2), tickets: 3, channels: 0 }));

    let deleted = delete(&setup, &Desk::default(), 2).unwrap();
    assert_eq!(facts(&deleted), [Fact::Setup(SetupFact::PipelineDeleted { pipeline: pipeline_id(2) })]);
}

/// PIP-05
#[test]
fn status_without_a_state_is_open() {
    let json = format!(r#"{{"id": "{}", "label": "Received", "order": 0}}"#, status_id(11));
    let status: Status = serde_json::from_str(&json).unwrap();
    assert_eq!(status.state, State::Open);
    let closed: Vec<_> = [new(), waiting_on_contact(), waiting_on_us(), closed()]
        .into_iter()
        .filter(|status| setup().state_of(*status) == State::Closed)
        .collect();
    assert_eq!(closed, [sportello_domain::testing::closed()]);
}

/// PIP-06
#[test]
fn pipeline_keeps_an_open_and_a_closed_status() {
    for (state, missing) in [(State::Open, State::Closed), (State::Closed, State::Open)] {
        let statuses = vec![status(11, "One", 0, state), status(12, "Another", 1, state)];
        assert_eq!(
            fault_of(Pipeline { statuses, ..returns() }),
            PipelineFault::StateMissing { state: missing }
        );
    }
    assert_eq!(
        fault_of(Pipeline { statuses: Vec::new(), ..returns() }),
        PipelineFault::StateMissing { state: State::Open }
    );
    for status in [status_id(11), status_id(12)] {
        let delete = by_user(9, DeleteStatus { status, replacement: None });
        let refused = give_order(&two_pipelines(), &Desk::default(), &delete);
        assert!(matches!(refused, Err(Rejection::PipelineInvalid { .. })), "{refused:?}");
    }
}

/// PIP-06
#[test]
fn pipeline_needs_a_name() {
    assert_eq!(fault_of(Pipeline { name: "  ".to_owned(), ..returns() }), PipelineFault::NameMissing);
}

/// PIP-07
#[test]
fn status_in_use_is_deleted_only_with_a_replacement() {
    let delete = by_user(9, DeleteStatus { status: waiting_on_us(), replacement: None });
    let unused = give_order(&setup(), &Desk::default(), &delete).unwrap();
    let deleted = Fact::Setup(SetupFact::StatusDeleted { pipeline: pipeline_id(1), status: waiting_on_us() });
    assert_eq!(facts(&unused), [deleted]);

    let mut with_tickets = Desk::default();
    with_tickets.facts.tickets_in_status = [(waiting_on_us(), 2)].into();
    let refused = give_order(&setup(), &with_tickets, &delete);
    assert_eq!(
        refused,
        Err(Rejection::StatusInUse { status: waiting_on_us(), tickets: 2, channels: 0, automations: 0 })
    );

    let mut with_channel = setup();
    with_channel.channels.get_mut(&channel_id(1)).unwrap().new_ticket =
        NewTicketProperties { status: Some(waiting_on_us()), ..NewTicketProperties::default() };
    let refused = give_order(&with_channel, &Desk::default(), &delete);
    assert_eq!(
        refused,
        Err(Rejection::StatusInUse { status: waiting_on_us(), tickets: 0, channels: 1, automations: 0 })
    );
}

/// PIP-07
#[test]
fn what_stands_on_a_deleted_status_goes_to_its_replacement() {
    let mut setup = setup();
    setup.channels.get_mut(&channel_id(1)).unwrap().new_ticket.status = Some(waiting_on_us());
    let waiting = |n| Ticket { status: waiting_on_us(), ..ticket(n) };
    let mut before = desk(waiting(1), 1);
    before.tickets.insert(ticket_id(2), waiting(2));
    before.tickets.insert(ticket_id(3), ticket(3));

    let delete = by_user(9, DeleteStatus { status: waiting_on_us(), replacement: Some(closed()) });
    let decided = give_order(&setup, &before, &delete).unwrap();
    let statuses: Vec<_> = decided.desk.tickets.values().map(|ticket| ticket.status).collect();
    assert_eq!(statuses, [closed(), closed(), new()]);
    assert!(!conversation_of(&decided.desk, 1).is_open(), "CLO-03 holds for such a move as well");

    let mut after = setup.clone();
    for fact in facts(&decided) {
        if let Fact::Setup(fact) = fact {
            after.apply(&fact);
        }
    }
    assert_eq!(after.channels[&channel_id(1)].new_ticket.status, Some(closed()));
    assert_eq!(after.status(waiting_on_us()), None);
}

/// PIP-07
#[test]
fn replacement_is_another_status_of_the_same_pipeline() {
    for replacement in [waiting_on_us(), status_id(11), status_id(99)] {
        let delete = by_user(9, DeleteStatus { status: waiting_on_us(), replacement: Some(replacement) });
        let refused = give_order(&two_pipelines(), &Desk::default(), &delete);
        let expected = Rejection::StatusOfOtherPipeline { status: replacement, pipeline: pipeline_id(1) };
        assert_eq!(refused, Err(expected));
    }
}

/// PIP-07
#[test]
fn saving_a_pipeline_does_not_drop_a_status_on_the_way() {
    let mut pipeline = setup().pipelines[&pipeline_id(1)].clone();
    pipeline.statuses.retain(|status| status.id != waiting_on_us());
    assert_eq!(fault_of(pipeline), PipelineFault::StatusDropped { status: waiting_on_us() });
}

/// PIP-08
#[test]
fn pipelines_are_edited_with_the_permission_for_property_settings() {
    let refused = Rejection::PermissionMissing { permission: Permission::PropertySettings };
    let save = SavePipeline { pipeline: returns() };
    assert_eq!(give(&setup(), &Desk::default(), save.clone()), Err(refused.clone()));
    let delete = DeleteStatus { status: waiting_on_us(), replacement: None };
    assert_eq!(give(&setup(), &Desk::default(), delete), Err(refused.clone()));
    let delete = DeletePipeline { pipeline: pipeline_id(2) };
    assert_eq!(give(&two_pipelines(), &Desk::default(), delete), Err(refused));

    let mut setup = setup();
    let permissions = &mut setup.users.get_mut(&user_id(1)).unwrap().access.permissions;
    permissions.insert(Permission::PropertySettings);
    let saved = give(&setup, &Desk::default(), save).unwrap();
    assert_eq!(facts(&saved), [Fact::Setup(SetupFact::PipelineSaved { pipeline: returns() })]);
}

/// EML-17
#[test]
fn first_open_status_is_the_open_one_with_the_lowest_display_order() {
    let pipeline = Pipeline {
        statuses: vec![
            status(1, "Second", 2, State::Open),
            status(2, "Archived", 0, State::Closed),
            status(3, "First", 1, State::Open),
        ],
        ..returns()
    };
    assert_eq!(pipeline.first_open().map(|status| status.id), Some(status_id(3)));
}
