//! Filters and views: which tickets.

use chrono::TimeDelta;
use sportello_domain::conversation::ConversationTraits;
use sportello_domain::filter::{Filter, FilterFault, NumberTest, TextTest, TimeTest};
use sportello_domain::pipeline::State;
use sportello_domain::property::{BuiltIn, Priority, PropertyName, Value};
use sportello_domain::testing::*;
use sportello_domain::ticket::{Ticket, TicketName, TicketSource};
use sportello_domain::view::BuiltInView;

/// A ticket of which every condition below holds, and one of which none does.
fn two_tickets() -> (Ticket, Ticket) {
    let told = Ticket {
        owner: Some(user_id(1)),
        assigned_teams: [team_id(1)].into(),
        priority: Some(Priority::High),
        category: Some("Ärger".to_owned()),
        description: Some("Le prix est 10% plus haut".to_owned()),
        close_date: Some(T0),
        created_by: Some(user_id(2)),
        contacts: [contact_id(1), contact_id(2)].into(),
        conversations: ConversationTraits {
            channels: [channel_id(2)].into(),
            open: true,
            closed: true,
            owners: [user_id(3)].into(),
            unassigned: true,
        },
        properties: [
            ("serial".into(), Value::Text("AB-12".to_owned())),
            ("order_number".into(), Value::Number(7)),
            ("bought_at".into(), Value::DateTime(minutes(-60))),
            ("shop".into(), Value::Text("Trento".to_owned())),
            ("story".into(), Value::Text("It rained.\nIt broke.".to_owned())),
            ("due_on".into(), Value::Date(T0.date_naive())),
            ("insured".into(), Value::YesNo(false)),
            ("parts".into(), Value::Choices(vec!["Bell".to_owned(), "Lamp".to_owned()])),
            ("checked_by".into(), Value::User(user_id(1))),
        ]
        .into(),
        ..ticket(1)
    };
    let other = Ticket {
        pipeline: pipeline_id(2),
        status: closed(),
        contacts: [contact_id(3)].into(),
        source: TicketSource::Manual,
        name: TicketName::of_message(Some("Opening hours"), "", ""),
        conversations: ConversationTraits {
            channels: [channel_id(1)].into(),
            open: false,
            closed: true,
            owners: [user_id(1)].into(),
            unassigned: false,
        },
        ..ticket(2)
    };
    (told, other)
}

fn text(property: impl Into<PropertyName>, is: TextTest) -> Filter {
    Filter::Text { property: property.into(), is }
}

fn is(text: &str) -> TextTest {
    TextTest::Is { text: text.to_owned() }
}

fn contains(text: &str) -> TextTest {
    TextTest::Contains { text: text.to_owned() }
}

fn number(property: impl Into<PropertyName>, is: NumberTest) -> Filter {
    Filter::Number { property: property.into(), is }
}

fn time(property: impl Into<PropertyName>, is: TimeTest) -> Filter {
    Filter::Time { property: property.into(), is }
}

/// VEW-05: over default, custom and conversation properties. VEW-06: the channel.
#[test]
fn each_condition_holds_for_the_tickets_it_speaks_of() {
    let (told, other) = two_tickets();
    for condition in [
        Filter::State { is: State::Open },
        Filter::Status { any_of: [new(), waiting_on_us()].into() },
        Filter::Pipeline { any_of: [pipeline_id(1)].into() },
        Filter::Owner { any_of: [user_id(1), user_id(2)].into() },
        Filter::Team { any_of: [team_id(1), team_id(2)].into() },
        Filter::Priority { any_of: [Priority::High].into() },
        Filter::Source { any_of: [TicketSource::Email].into() },
        Filter::Contact { any_of: [contact_id(2)].into() },
        Filter::Not { of: Box::new(Filter::Unassigned) },
        Filter::Not { of: Box::new(Filter::NoPriority) },
        Filter::CreatedBy { any_of: [user_id(2)].into() },
        Filter::Channel { any_of: [channel_id(2), channel_id(3)].into() },
        Filter::ConversationState { is: State::Open },
        Filter::ConversationOwner { any_of: [user_id(3), user_id(2)].into() },
        Filter::ConversationUnassigned,
        text(BuiltIn::Name, contains("REFUND")),
        text(BuiltIn::Category, is("äRGER")),
        text(BuiltIn::Description, contains("10% plus")),
        text("serial", is("ab-12")),
        number(BuiltIn::Number, NumberTest::AtMost { number: 1001 }),
        number("order_number", NumberTest::AtLeast { number: 7 }),
        number("order_number", NumberTest::Is { number: 7 }),
        time(BuiltIn::CloseDate, TimeTest::Since { at: T0 }),
        time("bought_at", TimeTest::Before { at: minutes(-59) }),
        Filter::Choice { property: "shop".into(), any_of: ["trento".to_owned()].into() },
        text("story", contains("it BROKE")),
        time("due_on", TimeTest::Before { at: T0 }),
        Filter::Choice { property: "insured".into(), any_of: ["no".to_owned()].into() },
        Filter::Choice { property: "parts".into(), any_of: ["Brake".to_owned(), "lamp".to_owned()].into() },
        Filter::Choice { property: "checked_by".into(), any_of: [user_id(1).to_string()].into() },
        Filter::Known { property: "parts".into() },
        Filter::Known { property: BuiltIn::Owner.into() },
        Filter::Known { property: BuiltIn::AssignedTeams.into() },
        Filter::Known { property: "serial".into() },
    ] {
        assert_eq!(condition.check(&busy_setup()), Ok(()), "{condition:?}");
        assert!(condition.matches(&setup(), &told), "{condition:?}");
        assert!(!condition.matches(&setup(), &other), "{condition:?}");
    }
    for empty in [Filter::everything(), Filter::Not { of: Box::new(Filter::nothing()) }] {
        assert!(empty.matches(&setup(), &told) && empty.matches(&setup(), &other));
    }
}

/// VEW-05: days that are counted from now on are counted from when the view is looked at.
#[test]
fn days_are_counted_from_when_one_looks() {
    let ticket = Ticket { active_at: T0, ..ticket(1) };
    let within = time(BuiltIn::LastActivityDate, TimeTest::WithinDays { days: 2 });
    let over = time(BuiltIn::LastActivityDate, TimeTest::OverDaysAgo { days: 2 });
    let two_days = T0 + TimeDelta::days(2);
    for (now, is_within) in [(T0, true), (two_days, true), (two_days + TimeDelta::microseconds(1), false)] {
        assert_eq!(within.as_of(now).matches(&setup(), &ticket), is_within, "{now}");
        assert_eq!(over.as_of(now).matches(&setup(), &ticket), !is_within, "{now}");
        let nested = Filter::all([Filter::Not { of: Box::new(Filter::any([over.clone()])) }]);
        assert_eq!(nested.as_of(now).matches(&setup(), &ticket), is_within, "{now}");
    }
    for unbound in [&within, &over] {
        assert!(!unbound.matches(&setup(), &ticket), "counted from nowhere, it holds for nothing");
    }
    let ever = time(BuiltIn::LastActivityDate, TimeTest::WithinDays { days: u32::MAX });
    assert!(ever.as_of(T0).matches(&setup(), &ticket));
}

/// VEW-04, and five of the views of VEW-02.
#[test]
fn views_that_are_always_there_show_open_closed_own_and_unassigned_tickets() {
    let of = |owner, status| Ticket { owner, status, ..ticket(1) };
    let tickets = [
        of(None, new()),
        of(Some(user_id(1)), waiting_on_us()),
        of(Some(user_id(2)), new()),
        of(None, closed()),
        of(Some(user_id(1)), closed()),
        Ticket { assigned_teams: [team_id(1)].into(), ..of(None, new()) },
        Ticket { assigned_teams: [team_id(2)].into(), ..of(None, new()) },
        Ticket { assigned_teams: [team_id(1)].into(), ..of(None, closed()) },
    ];
    let shown = |view: BuiltInView| {
        let filter = view.filter(&setup(), user_id(1));
        let shown = tickets.iter().enumerate().filter(|(_, ticket)| filter.matches(&setup(), ticket));
        shown.map(|(at, _)| at).collect::<Vec<_>>()
    };
    assert_eq!(shown(BuiltInView::Unassigned), [0, 5, 6]);
    assert_eq!(shown(BuiltInView::AssignedToMe), [1]);
    assert_eq!(shown(BuiltInView::MyTeamsUnassigned), [5]);
    assert_eq!(shown(BuiltInView::AllOpen), [0, 1, 2, 5, 6]);
    assert_eq!(shown(BuiltInView::Closed), [3, 4, 7]);
    for view in BuiltInView::ALL {
        assert_eq!(BuiltInView::with_slug(view.slug()), Some(view));
        assert_eq!(serde_json::to_value(view).unwrap(), view.slug(), "one name in addresses and JSON");
        assert_eq!(view.filter(&setup(), user_id(1)).check(&setup()), Ok(()));
    }
    assert_eq!(BuiltInView::with_slug("mine"), None);
}

#[test]
fn filter_that_makes_no_sense_is_refused() {
    let fault = |filter: Filter| filter.check(&setup()).unwrap_err();
    let nested =
        |depth: usize| (1..depth).fold(Filter::Unassigned, |inner, _| Filter::Not { of: Box::new(inner) });
    assert_eq!(nested(Filter::MAX_DEPTH).check(&setup()), Ok(()));
    assert_eq!(fault(nested(Filter::MAX_DEPTH + 1)), FilterFault::FilterTooDeep { max: Filter::MAX_DEPTH });

    let wide = |size: usize| Filter::all(vec![Filter::Unassigned; size - 1]);
    assert_eq!(wide(Filter::MAX_SIZE).check(&setup()), Ok(()));
    assert_eq!(fault(wide(Filter::MAX_SIZE + 1)), FilterFault::FilterTooLarge { max: Filter::MAX_SIZE });

    for empty in [
        Filter::Status { any_of: [].into() },
        Filter::Pipeline { any_of: [].into() },
        Filter::Owner { any_of: [].into() },
        Filter::Team { any_of: [].into() },
        Filter::Priority { any_of: [].into() },
        Filter::Source { any_of: [].into() },
        Filter::Contact { any_of: [].into() },
        Filter::CreatedBy { any_of: [].into() },
        Filter::Channel { any_of: [].into() },
        Filter::ConversationOwner { any_of: [].into() },
        text(BuiltIn::Name, contains("")),
    ] {
        assert_eq!(fault(empty), FilterFault::FilterWithoutOptions);
    }

    let unknown = |kind: &str, id: String| FilterFault::FilterNamesUnknown { kind: kind.to_owned(), id };
    let status = status_id(99);
    assert_eq!(
        fault(Filter::Status { any_of: [new(), status].into() }),
        unknown("status", status.to_string())
    );
    let pipeline = pipeline_id(99);
    assert_eq!(
        fault(Filter::Pipeline { any_of: [pipeline].into() }),
        unknown("pipeline", pipeline.to_string())
    );
    let user = user_id(99);
    assert_eq!(fault(Filter::Owner { any_of: [user].into() }), unknown("user", user.to_string()));
    let owner = Filter::ConversationOwner { any_of: [user_id(1), user].into() };
    assert_eq!(fault(owner), unknown("user", user.to_string()));
    let team = team_id(99);
    let channel = channel_id(99);
    assert_eq!(fault(Filter::Channel { any_of: [channel].into() }), unknown("channel", channel.to_string()));
    for nameless in [Filter::Known { property: "colour".into() }, text("colour", is("red"))] {
        assert_eq!(fault(nameless), unknown("property", "colour".to_owned()));
    }
    let long = "x".repeat(Filter::MAX_TEXT + 1);
    assert_eq!(fault(text(BuiltIn::Name, is(&long))), FilterFault::FilterTextTooLong { max: 200 });
    let of_other_kind = |property: PropertyName| FilterFault::FilterOfOtherKind { property };
    assert_eq!(fault(text(BuiltIn::Number, is("7"))), of_other_kind(BuiltIn::Number.into()));
    assert_eq!(
        fault(number(BuiltIn::Name, NumberTest::Is { number: 7 })),
        of_other_kind(BuiltIn::Name.into())
    );
    assert_eq!(fault(time(BuiltIn::Owner, TimeTest::Since { at: T0 })), of_other_kind(BuiltIn::Owner.into()));
    let deep = Filter::any([Filter::Not { of: Box::new(Filter::Team { any_of: [team].into() }) }]);
    assert_eq!(fault(deep), unknown("team", team.to_string()));
}

/// Any condition at all, some nested deeper and some naming more than there is.
pub fn any_filter(dice: &mut Dice, depth: u8) -> Filter {
    let some = |dice: &mut Dice| dice.up_to(4).saturating_sub(1);
    if depth > 0 && dice.once_in(2) {
        let parts: Vec<_> = (0..some(dice)).map(|_| any_filter(dice, depth - 1)).collect();
        let not = Filter::Not { of: Box::new(any_filter(dice, depth - 1)) };
        return dice.one_of(not, &[Filter::All { of: parts.clone() }, Filter::Any { of: parts }]);
    }
    match dice.up_to(18) {
        11 => Filter::CreatedBy { any_of: (0..some(dice)).map(|_| user_id(dice.up_to(10))).collect() },
        12 => Filter::Channel { any_of: (0..some(dice)).map(|_| channel_id(dice.up_to(4))).collect() },
        13 => {
            let property = dice.one_of("serial".into(), &BuiltIn::ALL.map(PropertyName::from));
            text(property, dice.one_of(is("refund"), &[contains("a"), contains("")]))
        }
        14 => {
            let at = TimeTest::Before { at: minutes(i64::from(dice.up_to(9))) };
            let days = TimeTest::WithinDays { days: u32::from(dice.up_to(9)) };
            time(BuiltIn::CreateDate, dice.one_of(at, &[days]))
        }
        15 => number("order_number", NumberTest::AtLeast { number: i64::from(dice.up_to(9)) }),
        16 => Filter::Known { property: dice.one_of("shop".into(), &BuiltIn::ALL.map(PropertyName::from)) },
        17 => Filter::ConversationState { is: dice.one_of(State::Open, &[State::Closed]) },
        18 => {
            let owners = (0..some(dice)).map(|_| user_id(dice.up_to(10))).collect();
            dice.one_of(Filter::ConversationUnassigned, &[Filter::ConversationOwner { any_of: owners }])
        }
        1 => Filter::State { is: dice.one_of(State::Open, &[State::Closed]) },
        2 => Filter::Status { any_of: (0..some(dice)).map(|_| status_id(dice.up_to(8))).collect() },
        3 => Filter::Pipeline { any_of: (0..some(dice)).map(|_| pipeline_id(dice.up_to(3))).collect() },
        4 => Filter::Owner { any_of: (0..some(dice)).map(|_| user_id(dice.up_to(10))).collect() },
        5 => Filter::Unassigned,
        6 => Filter::Team { any_of: (0..some(dice)).map(|_| team_id(dice.up_to(3))).collect() },
        7 => Filter::Priority {
            any_of: (0..some(dice)).map(|_| dice.one_of(Priority::High, &Priority::ALL)).collect(),
        },
        8 => Filter::NoPriority,
        9 => Filter::Source {
            any_of: (0..some(dice))
                .map(|_| dice.one_of(TicketSource::Email, &[TicketSource::Chat, TicketSource::Api]))
                .collect(),
        },
        _ => Filter::Contact { any_of: (0..some(dice)).map(|_| contact_id(dice.up_to(4))).collect() },
    }
}
