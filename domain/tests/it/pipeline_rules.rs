//! What a pipeline forbids people, and what its statuses ask them for.

use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, SetupFact, Source};
use sportello_domain::id::StatusId;
use sportello_domain::message::SendReply;
use sportello_domain::order::{Command, Order};
use sportello_domain::pipeline::{
    ConditionalProperty, CreationStatuses, DeleteStatus, Pipeline, PipelineRule, PipelineRules, SavePipeline,
    Skipping, State, Status, StatusTriggers,
};
use sportello_domain::property::{BuiltIn, Priority, PropertyName, Value, ValueFault};
use sportello_domain::rejection::{PipelineFault, Rejection, RejectionKind};
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{ChangePipeline, ChangeStatus, CreateTicket, SetProperty, Ticket, status};
use sportello_domain::user::Permission;

use crate::{move_to, ticket_of};

/// The installed desk whose Support pipeline has these rules.
fn with_rules(rules: PipelineRules) -> Setup {
    let mut setup = setup();
    setup.pipelines.get_mut(&pipeline_id(1)).unwrap().rules = rules;
    setup
}

fn no_way_back() -> Setup {
    with_rules(PipelineRules { no_moving_back: true, ..PipelineRules::default() })
}

fn skipping(skipping: Skipping) -> Setup {
    with_rules(PipelineRules { skipping, ..PipelineRules::default() })
}

fn creation(any_of: &[StatusId], first: Option<StatusId>) -> Setup {
    let creation = Some(CreationStatuses { any_of: any_of.iter().copied().collect(), first });
    with_rules(PipelineRules { creation, ..PipelineRules::default() })
}

/// The installed desk where closing a ticket asks for a category and for a priority, and offers a
/// description.
fn closing_asks() -> Setup {
    let mut setup = setup();
    let support = setup.pipelines.get_mut(&pipeline_id(1)).unwrap();
    let closed = support.statuses.iter_mut().find(|status| status.id == closed()).unwrap();
    let asked = |property: BuiltIn, required| ConditionalProperty { property: property.into(), required };
    closed.conditional = vec![
        asked(BuiltIn::Category, true),
        asked(BuiltIn::Priority, true),
        asked(BuiltIn::Description, false),
    ];
    setup
}

/// Ticket 1 in a status.
fn standing_in(status: StatusId) -> Desk {
    desk(Ticket { status, ..ticket(1) }, 1)
}

fn given(values: &[(BuiltIn, &str)]) -> Vec<(PropertyName, String)> {
    values.iter().map(|(property, value)| (PropertyName::from(*property), (*value).to_owned())).collect()
}

fn names(properties: &[BuiltIn]) -> Vec<PropertyName> {
    properties.iter().map(|property| PropertyName::from(*property)).collect()
}

/// The statuses of the Support pipeline into which user 1 may move a ticket.
fn open_ways(setup: &Setup, from: StatusId) -> Vec<StatusId> {
    let desk = standing_in(from);
    let statuses = [new(), waiting_on_contact(), waiting_on_us(), closed()];
    let ways = statuses.into_iter().filter(|to| *to != from);
    ways.filter(|to| {
        let refused = give(setup, &desk, move_to(*to)).err();
        assert_eq!(
            refused,
            status::refusal(setup, &user(1), ticket_of(&desk), *to),
            "what is shown is decided"
        );
        refused.is_none()
    })
    .collect()
}

/// PIP-14, PIP-15
#[test]
fn ticket_is_kept_from_moving_back() {
    let setup = no_way_back();
    assert_eq!(open_ways(&setup, waiting_on_contact()), [waiting_on_us(), closed()]);
    assert_eq!(open_ways(&setup, new()), [waiting_on_contact(), waiting_on_us(), closed()]);
    assert_eq!(open_ways(&setup, closed()), []);
    // The order is the one people see, whatever the list in the record.
    let mut turned = no_way_back();
    turned.pipelines.get_mut(&pipeline_id(1)).unwrap().statuses.reverse();
    assert_eq!(open_ways(&turned, closed()), []);
}

/// PIP-16
#[test]
fn ticket_moves_on_by_one_status_or_not_across_the_protected_ones() {
    let by_one = skipping(Skipping::NextOnly);
    assert_eq!(open_ways(&by_one, new()), [waiting_on_contact()]);
    assert_eq!(open_ways(&by_one, waiting_on_us()), [new(), waiting_on_contact(), closed()]);

    let protected = skipping(Skipping::NotAcross { statuses: [waiting_on_us()].into() });
    assert_eq!(open_ways(&protected, new()), [waiting_on_contact(), waiting_on_us()]);
    assert_eq!(open_ways(&protected, waiting_on_us()), [new(), waiting_on_contact(), closed()]);
    assert_eq!(open_ways(&protected, closed()), [new(), waiting_on_contact(), waiting_on_us()]);
}

/// PIP-17
#[test]
fn tickets_are_created_in_some_statuses_only() {
    let setup = creation(&[waiting_on_us(), closed()], None);
    let starting = |status| CreateTicket { status: Some(status), ..new_ticket(1) };
    let create = |order: &Order| give_order(&setup, &Desk::default(), order);
    let refused = Rejection::PipelineRule { status: new(), rule: PipelineRule::Creation };

    assert_eq!(create(&by_user(1, starting(new()))), Err(refused.clone()));
    assert_eq!(create(&by_program(1, starting(new()))), Err(refused));
    create(&by_user(1, starting(waiting_on_us()))).unwrap();
    // Where a program names none, it is the first open one of them, or the one that was named.
    let unnamed = CreateTicket { status: None, ..new_ticket(1) };
    let made = create(&by_program(1, unnamed.clone())).unwrap();
    assert_eq!(ticket_of(&made.desk).status, waiting_on_us());
    let named = creation(&[waiting_on_us(), closed()], Some(closed()));
    let made = give_order(&named, &Desk::default(), &by_program(1, unnamed)).unwrap();
    assert_eq!(ticket_of(&made.desk).status, closed());
}

/// PIP-18
#[test]
fn rules_bind_people_and_their_programs_but_not_who_could_change_the_pipeline() {
    let mut setup = no_way_back();
    let back = ChangeStatus::new(ticket_id(1), new());
    let desk = standing_in(waiting_on_us());
    let refused = Rejection::PipelineRule { status: new(), rule: PipelineRule::MovingBack };
    assert_eq!(give_order(&setup, &desk, &by_user(1, back.clone())), Err(refused.clone()));
    assert_eq!(give_order(&setup, &desk, &by_program(1, back.clone())), Err(refused.clone()));

    give_order(&setup, &desk, &by_user(9, back.clone())).unwrap(); // Super admin.
    give_order(&setup, &desk, &by_product(back.clone())).unwrap(); // No user.
    setup.users.get_mut(&user_id(1)).unwrap().access.permissions.insert(Permission::PropertySettings);
    give_order(&setup, &desk, &by_user(1, back.clone())).unwrap();
    give_order(&setup, &desk, &by_program(1, back)).unwrap();
}

/// PIP-18: what acts by itself is free of the rules, also when a user's order sets it off.
#[test]
fn deleting_a_status_moves_its_tickets_back() {
    let mut setup = no_way_back();
    setup.users.get_mut(&user_id(1)).unwrap().access.permissions.insert(Permission::PropertySettings);
    let delete = DeleteStatus { status: waiting_on_us(), replacement: Some(new()) };
    let after = give(&setup, &standing_in(waiting_on_us()), delete).unwrap().desk;
    assert_eq!(ticket_of(&after).status, new());
}

/// PIP-19
#[test]
fn only_a_super_admin_sets_the_rules_of_a_pipeline() {
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access.permissions.insert(Permission::PropertySettings);
    let support = setup.pipelines[&pipeline_id(1)].clone();
    let renamed = SavePipeline { pipeline: Pipeline { name: "Help".to_owned(), ..support.clone() } };
    let ruled = SavePipeline {
        pipeline: Pipeline {
            rules: PipelineRules { no_moving_back: true, ..PipelineRules::default() },
            ..support
        },
    };
    let save = |setup: &Setup, n, save: &SavePipeline| {
        give_order(setup, &Desk::default(), &by_user(n, save.clone())).map(|_| ())
    };
    let refused = Err(Rejection::PermissionMissing { permission: Permission::SuperAdmin });

    assert_eq!(save(&setup, 1, &renamed), Ok(()));
    assert_eq!(save(&setup, 1, &ruled), refused);
    assert_eq!(save(&setup, 9, &ruled), Ok(()));
    // Whoever may not set the rules may not lift them either, and keeps them by saving the rest.
    setup.apply(&SetupFact::PipelineSaved { pipeline: ruled.pipeline.clone() });
    assert_eq!(save(&setup, 1, &renamed), refused);
    let renamed = Pipeline { name: "Help".to_owned(), ..ruled.pipeline };
    assert_eq!(save(&setup, 1, &SavePipeline { pipeline: renamed }), Ok(()));
}

/// PIP-21: the code and the kind that become the server's answer.
#[test]
fn refusal_of_a_rule_has_its_code() {
    let refused = give(&no_way_back(), &standing_in(closed()), move_to(new())).unwrap_err();
    assert_eq!((refused.code().as_str(), refused.kind()), ("pipeline_rule", RejectionKind::Conflict));
}

/// PIP-14, PIP-15, PIP-16 through every door by which a person chooses a status.
#[test]
fn every_door_goes_by_the_rules() {
    let setup = no_way_back();
    let desk = records(
        [Ticket { status: waiting_on_us(), ..ticket(1) }],
        [conversation(1, Some(ticket_id(1)))],
        [incoming(1, conversation_id(1))],
    );
    let doors: [Command; 3] = [
        move_to(new()).into(),
        SetProperty { ticket: ticket_id(1), property: BuiltIn::Status.into(), value: new().to_string() }
            .into(),
        SendReply { then_status: Some(new()), ..reply(9) }.into(),
    ];
    for door in doors {
        let refused = Rejection::PipelineRule { status: new(), rule: PipelineRule::MovingBack };
        assert_eq!(give(&setup, &desk, door), Err(refused));
    }
}

/// PIP-11, PIP-12
#[test]
fn move_is_saved_only_with_the_required_properties() {
    let setup = closing_asks();
    let close =
        |properties: &[(BuiltIn, &str)]| ChangeStatus { properties: given(properties), ..move_to(closed()) };
    let missing = |properties: &[BuiltIn]| {
        Err(Rejection::PropertiesRequired { status: closed(), properties: names(properties) })
    };
    let desk = standing_in(new());

    let refused = give(&setup, &desk, close(&[])).map(|_| ());
    assert_eq!(refused, missing(&[BuiltIn::Category, BuiltIn::Priority]));
    let half = give(&setup, &desk, close(&[(BuiltIn::Category, "Delivery")])).map(|_| ());
    assert_eq!(half, missing(&[BuiltIn::Priority]));
    let empty =
        give(&setup, &desk, close(&[(BuiltIn::Category, ""), (BuiltIn::Priority, "high")])).map(|_| ());
    assert_eq!(empty, missing(&[BuiltIn::Category]));
    let unknown = give(&setup, &desk, close(&[(BuiltIn::Category, "Delivery"), (BuiltIn::Priority, "huge")]));
    let fault = ValueFault::NotAnOption { text: "huge".to_owned() };
    assert_eq!(unknown, Err(Rejection::PropertyInvalid { property: BuiltIn::Priority.into(), fault }));

    let whole = give(&setup, &desk, close(&[(BuiltIn::Category, "Delivery"), (BuiltIn::Priority, "high")]));
    let after = whole.unwrap().desk;
    let closed_ticket = ticket_of(&after);
    assert_eq!((closed_ticket.status, closed_ticket.priority), (closed(), Some(Priority::High)));
    assert_eq!(closed_ticket.value(&BuiltIn::Category.into()), Some(Value::Text("Delivery".to_owned())));
}

/// PIP-12
#[test]
fn values_that_are_there_suffice() {
    let filled = Ticket { category: Some("Delivery".to_owned()), priority: Some(Priority::Low), ..ticket(1) };
    let after = give(&closing_asks(), &desk(filled, 1), move_to(closed())).unwrap().desk;
    assert_eq!(ticket_of(&after).status, closed());
}

/// PIP-12: in the create form too.
#[test]
fn ticket_created_in_a_status_has_what_it_asks_for() {
    let setup = closing_asks();
    let create = CreateTicket { status: Some(closed()), category: None, priority: None, ..new_ticket(1) };
    let properties = names(&[BuiltIn::Category, BuiltIn::Priority]);
    let refused = give(&setup, &Desk::default(), create.clone());
    assert_eq!(refused, Err(Rejection::PropertiesRequired { status: closed(), properties }));

    let whole = CreateTicket {
        category: Some("Delivery".to_owned()),
        properties: given(&[(BuiltIn::Priority, "high")]),
        ..create
    };
    give(&setup, &Desk::default(), whole).unwrap();
}

/// PIP-13
#[test]
fn who_is_no_person_is_not_asked() {
    let setup = closing_asks();
    give_order(&setup, &standing_in(new()), &by_product(move_to(closed()))).unwrap();
    let asked = give_order(&setup, &standing_in(new()), &by_program(1, move_to(closed())));
    assert!(
        matches!(asked, Err(Rejection::PropertiesRequired { .. })),
        "a program acts for a user: {asked:?}"
    );
}

/// REP-10, REP-11, REP-12
#[test]
fn answer_goes_out_with_its_status_and_what_that_asks_for_or_not_at_all() {
    let setup = closing_asks();
    let desk = records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))]);
    let answer = SendReply { then_status: Some(closed()), ..reply(9) };
    let properties = names(&[BuiltIn::Category, BuiltIn::Priority]);
    let refused = give(&setup, &desk, answer.clone());
    assert_eq!(refused, Err(Rejection::PropertiesRequired { status: closed(), properties }));

    let values = given(&[(BuiltIn::Category, "Delivery"), (BuiltIn::Priority, "low")]);
    let after = give(&setup, &desk, SendReply { properties: values, ..answer }).unwrap().desk;
    assert!(after.messages.contains_key(&message_id(9)));
    assert_eq!(ticket_of(&after).status, closed());
    assert_eq!(ticket_of(&after).priority, Some(Priority::Low));
}

/// A pipeline of its own, in which nothing moves back and where *Done* asks for a priority.
fn with_returns(setup: &mut Setup) {
    let priority = ConditionalProperty { property: BuiltIn::Priority.into(), required: true };
    let done = Status::new(status_id(12), "Done", 1, State::Closed);
    let returns = Pipeline {
        id: pipeline_id(2),
        name: "Returns".to_owned(),
        order: 1,
        statuses: vec![
            Status::new(status_id(11), "Received", 0, State::Open),
            Status { conditional: vec![priority], ..done },
        ],
        close_date: sportello_domain::pipeline::CloseDateRule::SetWhenClosed,
        triggers: StatusTriggers::default(),
        rules: PipelineRules { no_moving_back: true, skipping: Skipping::NextOnly, creation: None },
    };
    setup.pipelines.insert(returns.id, returns);
}

fn to_returns(n: u8) -> ChangePipeline {
    ChangePipeline {
        ticket: ticket_id(1),
        pipeline: pipeline_id(2),
        status: status_id(n),
        properties: Vec::new(),
    }
}

/// PIP-22
#[test]
fn ticket_moves_to_a_status_of_another_pipeline() {
    let mut setup = no_way_back();
    with_returns(&mut setup);

    // From the last status of one pipeline to the first of another: no rule speaks of that.
    let closed_ticket = Ticket { status: closed(), close_date: Some(T0), ..ticket(1) };
    let decided = give(&setup, &desk(closed_ticket, 1), to_returns(11)).unwrap();
    let moved = ticket_of(&decided.desk);
    assert_eq!((moved.pipeline, moved.status), (pipeline_id(2), status_id(11)));
    assert_eq!(moved.close_date, None, "closed before, open now (CLD-02)");
    assert!(decided.events.iter().all(|event| event.source == Source::User), "{:?}", decided.events);

    // To a closed status: the close date is set, and what the status asks for is asked.
    let asked = give(&setup, &standing_in(new()), to_returns(12));
    let properties = names(&[BuiltIn::Priority]);
    assert_eq!(asked, Err(Rejection::PropertiesRequired { status: status_id(12), properties }));
    let filled = ChangePipeline { properties: given(&[(BuiltIn::Priority, "low")]), ..to_returns(12) };
    let after = give(&setup, &standing_in(new()), filled).unwrap().desk;
    assert!(ticket_of(&after).close_date.is_some());

    // A status of the old pipeline is none of the new one, the ticket's own neither.
    for stray in [closed(), new()] {
        let refused = Rejection::StatusOfOtherPipeline { status: stray, pipeline: pipeline_id(2) };
        let stray = ChangePipeline { status: stray, ..to_returns(11) };
        assert_eq!(give(&setup, &standing_in(new()), stray), Err(refused));
    }
}

/// PRP-20: the history names both pipelines.
#[test]
fn moving_to_another_pipeline_is_in_the_history() {
    let mut setup = setup();
    with_returns(&mut setup);
    let decided = give(&setup, &standing_in(new()), to_returns(11)).unwrap();
    let moved = Fact::PipelineChanged { ticket: ticket_id(1), from: pipeline_id(1), to: pipeline_id(2) };
    assert!(facts(&decided).contains(&moved), "{:?}", decided.events);
    let changes = decided.events.iter().filter_map(|event| {
        sportello_domain::history::property_change(event, &user(1)).map(|change| change.property)
    });
    let changes: Vec<PropertyName> = changes.collect();
    assert_eq!(changes, names(&[BuiltIn::Pipeline, BuiltIn::Status]));
}

/// What is wrong with the Support pipeline changed like this.
fn fault_of(change: impl FnOnce(&mut Pipeline)) -> Option<PipelineFault> {
    let setup = setup();
    let mut pipeline = setup.pipelines[&pipeline_id(1)].clone();
    change(&mut pipeline);
    match give_order(&setup, &Desk::default(), &by_user(9, SavePipeline { pipeline })) {
        Ok(_) => None,
        Err(Rejection::PipelineInvalid { fault, .. }) => Some(fault),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn rules_speak_of_the_pipelines_own_statuses() {
    let stray = status_id(99);
    let unknown = Some(PipelineFault::RuleNamesUnknown { status: stray });
    let creation = |any_of: &[StatusId], first| {
        Some(CreationStatuses { any_of: any_of.iter().copied().collect(), first })
    };
    let with = |creation| fault_of(|pipeline| pipeline.rules.creation = creation);
    assert_eq!(
        fault_of(|pipeline| pipeline.rules.skipping = Skipping::NotAcross { statuses: [stray].into() }),
        unknown
    );
    assert_eq!(with(creation(&[stray], None)), unknown);
    assert_eq!(with(creation(&[], None)), Some(PipelineFault::CreationWithoutStatus));
    let not_allowed = with(creation(&[new()], Some(closed())));
    assert_eq!(not_allowed, Some(PipelineFault::RuleNamesUnknown { status: closed() }));
    assert_eq!(with(creation(&[new()], Some(new()))), None);
}

#[test]
fn status_asks_for_what_people_can_fill_in_and_once() {
    let asking = |properties: &[&str]| {
        fault_of(|pipeline| {
            let asked = |name: &&str| ConditionalProperty { property: (*name).into(), required: true };
            pipeline.statuses[0].conditional = properties.iter().map(asked).collect();
        })
    };
    let unfit = |name: &str| Some(PipelineFault::ConditionalUnfit { property: name.into() });
    assert_eq!(asking(&["category", "owner"]), None);
    assert_eq!(asking(&["category", "category"]), unfit("category"));
    assert_eq!(asking(&["number"]), unfit("number"));
    assert_eq!(asking(&["shoe_size"]), unfit("shoe_size"));
}

#[test]
fn deleted_status_is_forgotten_by_the_rules() {
    let mut setup = creation(&[new(), waiting_on_us()], Some(new()));
    let delete = |status| by_user(9, DeleteStatus { status, replacement: None });
    for event in give_order(&setup, &Desk::default(), &delete(new())).unwrap().events {
        if let Fact::Setup(fact) = event.fact {
            setup.apply(&fact);
        }
    }
    let left = Some(CreationStatuses { any_of: [waiting_on_us()].into(), first: None });
    assert_eq!(setup.pipelines[&pipeline_id(1)].rules.creation, left);
    // The last one in which tickets are created stays.
    let refused = give_order(&setup, &Desk::default(), &delete(waiting_on_us()));
    let fault = PipelineFault::CreationWithoutStatus;
    assert_eq!(refused, Err(Rejection::PipelineInvalid { pipeline: pipeline_id(1), fault }));
}
