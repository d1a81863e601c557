//! Properties: setting, clearing, validation and history.

use sportello_domain::desk::Desk;
use sportello_domain::event::{Event, Fact, Source};
use sportello_domain::history::{PropertyChange, property_change};
use sportello_domain::order::{Actor, Order};
use sportello_domain::property::{BuiltIn, Priority, PropertyKind, PropertyName, Value, ValueFault};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{AssignTicket, Assignee, SetProperty, ShowNumberInName, Ticket, TicketName};

use crate::{done, done_by, move_to, ticket_of};

fn set(property: impl Into<PropertyName>, value: &str) -> SetProperty {
    SetProperty { ticket: ticket_id(1), property: property.into(), value: value.to_owned() }
}

/// The installed desk with a property of each kind that an admin can define.
fn with_definitions() -> Setup {
    let properties = definitions().into_iter().map(|definition| (definition.name.clone(), definition));
    Setup { properties: properties.collect(), ..setup() }
}

/// A ticket of which every property that can be cleared has a value.
fn full_ticket() -> Ticket {
    Ticket {
        description: Some("Since Monday".to_owned()),
        category: Some("Billing".to_owned()),
        priority: Some(Priority::High),
        owner: Some(user_id(1)),
        close_date: Some(T0),
        properties: [("serial".into(), Value::Text("X1".to_owned()))].into(),
        ..ticket(1)
    }
}

/// PRP-14
#[test]
fn empty_text_clears_a_property() {
    let names = [
        BuiltIn::Description.into(),
        BuiltIn::Category.into(),
        BuiltIn::Priority.into(),
        BuiltIn::Owner.into(),
        BuiltIn::CloseDate.into(),
        PropertyName::from("serial"),
    ];
    for name in names {
        let before = desk(full_ticket(), 0);
        assert!(ticket_of(&before).value(&name).is_some());
        let after = give(&with_definitions(), &before, set(name.clone(), "")).unwrap().desk;
        assert_eq!(ticket_of(&after).value(&name), None, "{name}");
    }
}

/// PRP-14
#[test]
fn name_and_status_cannot_be_cleared() {
    for property in [BuiltIn::Name, BuiltIn::Status] {
        let refused = give(&setup(), &desk(ticket(1), 0), set(property, ""));
        let fault = ValueFault::Empty;
        assert_eq!(refused, Err(Rejection::PropertyInvalid { property: property.into(), fault }));
    }
}

/// PRP-14
#[test]
fn read_only_and_unknown_properties_cannot_be_written() {
    for property in [
        BuiltIn::Pipeline,
        BuiltIn::AssignedTeams,
        BuiltIn::Source,
        BuiltIn::CreatedBy,
        BuiltIn::CreateDate,
        BuiltIn::LastModifiedDate,
        BuiltIn::LastActivityDate,
        BuiltIn::LastContactedDate,
        BuiltIn::Number,
    ] {
        for value in ["", "anything"] {
            let refused = give(&setup(), &desk(ticket(1), 0), set(property, value));
            assert_eq!(refused, Err(Rejection::PropertyReadOnly { property: property.into() }));
        }
    }
    let refused = give(&with_definitions(), &desk(ticket(1), 0), set("colour", "blue"));
    assert_eq!(refused, Err(Rejection::PropertyUnknown { property: "colour".into() }));
}

/// PRP-14
#[test]
fn values_are_parsed_by_the_kind_of_their_property() {
    check_value("order_number", "-42", Ok(Value::Number(-42)));
    check_value("order_number", "4.2", Err(ValueFault::NotANumber { text: "4.2".to_owned() }));
    check_value("serial", " X 1 ", Ok(Value::Text(" X 1 ".to_owned())));
    let long = "x".repeat(PropertyKind::MAX_TEXT + 1);
    let too_long = ValueFault::TooLong { max: PropertyKind::MAX_TEXT, actual: PropertyKind::MAX_TEXT + 1 };
    check_value("serial", &long, Err(too_long));
    check_value("bought_at", "2026-03-02T10:00:00+01:00", Ok(Value::DateTime(T0)));
    check_value("bought_at", "yesterday", Err(ValueFault::NotADateTime { text: "yesterday".to_owned() }));
    check_value("shop", "Verona", Ok(Value::Text("Verona".to_owned())));
    check_value("shop", "Milano", Err(ValueFault::NotAnOption { text: "Milano".to_owned() }));
    check_value("story", "Since\nMonday", Ok(Value::Text("Since\nMonday".to_owned())));
    let day = "2026-03-02".parse().unwrap();
    check_value("due_on", "2026-03-02", Ok(Value::Date(day)));
    check_value("due_on", "2026-02-30", Err(ValueFault::NotADate { text: "2026-02-30".to_owned() }));
    check_value("insured", "no", Ok(Value::YesNo(false)));
    check_value("insured", "maybe", Err(ValueFault::NotAnOption { text: "maybe".to_owned() }));
    let parts = |names: &[&str]| Ok(Value::Choices(names.iter().map(|&name| name.to_owned()).collect()));
    check_value("parts", "Lamp", parts(&["Lamp"]));
    check_value("parts", " Lamp; Bell;;Lamp", parts(&["Bell", "Lamp"]));
    check_value("parts", "Lamp;Wheel", Err(ValueFault::NotAnOption { text: "Wheel".to_owned() }));
    check_value("checked_by", &user_id(1).to_string(), Ok(Value::User(user_id(1))));
    let stranger = user_id(77).to_string();
    check_value("checked_by", &stranger, Err(ValueFault::NotAnOption { text: stranger.clone() }));
    check_value("checked_by", "somebody", Err(ValueFault::NotAnId { text: "somebody".to_owned() }));
    check_value("priority", "urgent", Ok(Value::Priority(Priority::Urgent)));
    check_value("priority", "soon", Err(ValueFault::NotAnOption { text: "soon".to_owned() }));
    check_value("owner", "somebody", Err(ValueFault::NotAnId { text: "somebody".to_owned() }));
    check_value("status", "somewhere", Err(ValueFault::NotAnId { text: "somewhere".to_owned() }));
    check_value("close_date", "2026-02-30", Err(ValueFault::NotADateTime { text: "2026-02-30".to_owned() }));
}

fn check_value(name: &str, text: &str, expected: Result<Value, ValueFault>) {
    let decided = give(&with_definitions(), &desk(ticket(1), 0), set(name, text));
    let value = decided.map(|decided| ticket_of(&decided.desk).value(&name.into()).unwrap());
    let property = PropertyName::from(name);
    assert_eq!(value, expected.map_err(|fault| Rejection::PropertyInvalid { property, fault }));
}

/// PRP-14: the text of a value sets the property to the same value again.
#[test]
fn value_is_set_again_from_its_text() {
    let texts = [
        ("serial", "X 1"),
        ("story", "Since\nMonday"),
        ("order_number", "-42"),
        ("due_on", "2026-03-02"),
        ("bought_at", "2026-03-02T09:00:00Z"),
        ("insured", "yes"),
        ("shop", "Verona"),
        ("parts", "Bell;Lamp"),
    ];
    for (name, text) in texts {
        let decided = give(&with_definitions(), &desk(ticket(1), 0), set(name, text)).unwrap();
        let value = ticket_of(&decided.desk).value(&name.into());
        assert_eq!(value.map(|value| value.to_text()).as_deref(), Some(text), "{name}");
    }
}

/// PRP-14: several options of which none is named are no value.
#[test]
fn no_option_clears_a_property_of_several() {
    let chosen = give(&with_definitions(), &desk(ticket(1), 0), set("parts", "Bell")).unwrap().desk;
    let after = give(&with_definitions(), &chosen, set("parts", " ; ")).unwrap().desk;
    assert_eq!(ticket_of(&after).value(&"parts".into()), None);
}

/// PRP-17
#[test]
fn any_change_of_a_property_becomes_the_last_modified_date() {
    let modified = |order: Order| ticket_of(&done_by(&desk(full_ticket(), 1), &order).desk).modified_at;
    for change in [
        set(BuiltIn::Name, "Refund"),
        set(BuiltIn::Priority, "low"),
        set(BuiltIn::Description, ""),
        set(BuiltIn::CloseDate, ""),
        set(BuiltIn::Owner, ""),
    ] {
        assert_eq!(modified(order(change.clone())), minutes(1), "{change:?}");
    }
    assert_eq!(modified(order(move_to(closed()))), minutes(1));
    let team = Assignee::Team { team: team_id(1) };
    assert_eq!(modified(order(AssignTicket { ticket: ticket_id(1), to: team })), minutes(1));
    assert_eq!(modified(order(set(BuiltIn::Priority, "high"))), T0, "it is high already");
}

/// PRP-19
#[test]
fn creator_is_set_by_the_system_and_cannot_be_modified() {
    let create = |order| ticket_of(&done_by(&Desk::default(), &order).desk).created_by;
    assert_eq!(create(by_user(2, new_ticket(1))), Some(user_id(2)));
    assert_eq!(create(by_program(2, new_ticket(1))), Some(user_id(2)));
    assert_eq!(create(by_channel(1, mail(1))), None, "nobody, when a message did");
    let refused = give(&setup(), &desk(ticket(1), 0), set(BuiltIn::CreatedBy, &user_id(2).to_string()));
    assert_eq!(refused, Err(Rejection::PropertyReadOnly { property: BuiltIn::CreatedBy.into() }));
}

/// PRP-20
#[test]
fn each_change_has_one_history_entry_with_old_new_time_source_and_actor() {
    let priority = |n| PropertyChange {
        ticket: ticket_id(1),
        property: BuiltIn::Priority.into(),
        old: Some(Value::Priority(Priority::High)),
        new: None,
        at: minutes(1),
        source: n,
        actor: user(1),
    };
    check_history(user(1), set(BuiltIn::Priority, ""), &[priority(Source::User)]);
    let by_program = PropertyChange { actor: program(1), ..priority(Source::Api) };
    check_history(program(1), set(BuiltIn::Priority, ""), &[by_program]);
    check_history(user(1), set(BuiltIn::Priority, "high"), &[]);

    let name = PropertyChange {
        property: BuiltIn::Name.into(),
        old: Some(Value::Text("Refund not received".to_owned())),
        new: Some(Value::Text("Refund".to_owned())),
        ..priority(Source::User)
    };
    check_history(user(1), set(BuiltIn::Name, " Refund "), &[name]);

    let status = PropertyChange {
        property: BuiltIn::Status.into(),
        old: Some(Value::Status(new())),
        new: Some(Value::Status(closed())),
        ..priority(Source::User)
    };
    let close_date = PropertyChange {
        property: BuiltIn::CloseDate.into(),
        old: Some(Value::DateTime(T0)),
        new: Some(Value::DateTime(minutes(1))),
        ..priority(Source::User)
    };
    check_history(user(1), move_to(closed()), &[status, close_date]);

    let owner = PropertyChange {
        property: BuiltIn::Owner.into(),
        old: Some(Value::User(user_id(1))),
        new: Some(Value::User(user_id(2))),
        ..priority(Source::User)
    };
    let teams = PropertyChange {
        property: BuiltIn::AssignedTeams.into(),
        old: None,
        new: Some(Value::Teams(vec![team_id(1)])),
        ..priority(Source::User)
    };
    let to = Assignee::User { user: user_id(2) };
    check_history(user(1), AssignTicket { ticket: ticket_id(1), to }, &[owner, teams]);
}

fn check_history(
    actor: Actor,
    command: impl Into<sportello_domain::order::Command>,
    expected: &[PropertyChange],
) {
    let order = order_by(actor, command);
    let events: Vec<Event> = done_by(&desk(full_ticket(), 1), &order).events;
    let history: Vec<_> = events.iter().filter_map(|event| property_change(event, &order.actor)).collect();
    assert_eq!(history, expected);
}

/// PRP-20, EML-12
#[test]
fn what_a_rule_does_by_itself_has_automation_as_its_source() {
    let mut before = records(
        [Ticket { status: closed(), close_date: Some(T0), ..ticket(1) }],
        [conversation(1, Some(ticket_id(1)))],
        [incoming(1, conversation_id(1))],
    );
    before.tickets.get_mut(&ticket_id(1)).unwrap().position = 1;
    let decided = done_by(&before, &by_channel(1, mail_answering(2, &incoming(1, conversation_id(1)))));
    let sources: Vec<_> = decided
        .events
        .iter()
        .map(|event| {
            let by_rule = matches!(
                event.fact,
                Fact::StatusChanged { .. } | Fact::CloseDateChanged { .. } | Fact::TicketReopened { .. }
            );
            (by_rule, event.source)
        })
        .collect();
    assert!(
        sources
            .iter()
            .all(|(by_rule, source)| *source == if *by_rule { Source::Automation } else { Source::Channel })
    );
    assert_eq!(sources.iter().filter(|(by_rule, _)| *by_rule).count(), 3);
}

/// PRP-21
#[test]
fn priorities_are_low_medium_high_urgent_or_none() {
    assert_eq!(Priority::ALL.map(Priority::name), ["low", "medium", "high", "urgent"]);
    assert_eq!(ticket(1).priority, None);
    for priority in Priority::ALL {
        let after = done(&desk(ticket(1), 0), set(BuiltIn::Priority, priority.name())).desk;
        assert_eq!(ticket_of(&after).priority, Some(priority));
    }
}

/// PRP-22
#[test]
fn name_is_trimmed_and_must_not_be_empty() {
    let renamed = |text: &str| {
        let decided = give(&setup(), &desk(ticket(1), 0), set(BuiltIn::Name, text));
        decided.map(|decided| ticket_of(&decided.desk).name.as_str().to_owned())
    };
    assert_eq!(renamed("  Refund  "), Ok("Refund".to_owned()));
    let property = BuiltIn::Name.into();
    assert_eq!(renamed(" \t\n "), Err(Rejection::PropertyInvalid { property, fault: ValueFault::Empty }));
    let too_long = "n".repeat(TicketName::MAX_LENGTH + 1);
    let fault = ValueFault::TooLong { max: TicketName::MAX_LENGTH, actual: TicketName::MAX_LENGTH + 1 };
    assert_eq!(renamed(&too_long), Err(Rejection::PropertyInvalid { property: BuiltIn::Name.into(), fault }));
}

/// PRP-22
#[test]
fn ticket_of_a_message_is_named_by_its_subject_else_its_text_else_its_sender() {
    let name = |subject: Option<&str>, text: &str, sender: &str| {
        TicketName::of_message(subject, text, sender).as_str().to_owned()
    };
    assert_eq!(name(Some(" Re:\r\n Refund "), "Hello", "Ada"), "Re: Refund");
    assert_eq!(name(None, "Hello,\n\nwhere is it?", "Ada"), "Hello, where is it?");
    assert_eq!(name(Some(" "), "Hello", "Ada"), "Hello");
    assert_eq!(
        name(None, &"abcdefghi ".repeat(9), "Ada").chars().count(),
        69,
        "70 less the space at the end"
    );
    assert_eq!(name(None, &"ß".repeat(90), "Ada"), "ß".repeat(TicketName::FROM_MESSAGE));
    assert_eq!(name(None, " \n ", "ada@example.org"), "New ticket from ada@example.org");
}

/// PRP-20, XCT-02
#[test]
fn of_two_changes_from_the_same_version_the_later_wins_and_history_has_both() {
    let mut desk = Rehearsal::on(setup(), desk(full_ticket(), 1));
    let seen_by_both = ticket_of(&desk.desk).version;
    desk.give(&user(1), set(BuiltIn::Priority, "low")).unwrap();
    desk.give(&user(2), set(BuiltIn::Priority, "urgent")).unwrap();
    assert_eq!(ticket_of(&desk.desk).priority, Some(Priority::Urgent));
    assert_eq!(ticket_of(&desk.desk).version, seen_by_both + 2);
    let history: Vec<_> = desk.events.iter().filter_map(|event| property_change(event, &user(1))).collect();
    let values: Vec<_> = history.into_iter().map(|change| (change.old, change.new)).collect();
    let priority = |priority| Some(Value::Priority(priority));
    assert_eq!(
        values,
        [
            (priority(Priority::High), priority(Priority::Low)),
            (priority(Priority::Low), priority(Priority::Urgent)),
        ]
    );
}

/// PRP-03, PRP-04
#[test]
fn number_stands_beside_the_name_as_long_as_that_is_wanted() {
    let mut desk = Rehearsal::on(setup(), records([ticket(1)], [], []));
    let shown_name = |desk: &Rehearsal| desk.desk.tickets[&ticket_id(1)].shown_name();
    let show = |shown| ShowNumberInName { ticket: ticket_id(1), shown };
    let (name, number) = (ticket(1).name.to_string(), ticket(1).number);
    assert_eq!(shown_name(&desk), name);

    desk.give(&user(1), show(true)).unwrap();
    assert_eq!(shown_name(&desk), format!("{name} [{number}]"));
    assert_eq!(desk.desk.tickets[&ticket_id(1)].name.as_str(), name, "what is stored is the name alone");
    assert_eq!(desk.give(&user(1), show(true)).unwrap(), []);

    desk.give(&user(1), show(false)).unwrap();
    assert_eq!(shown_name(&desk), name);
}
