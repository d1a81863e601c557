//! What is edited is what was kept, and what is kept is what is read.

use sportello_domain::testing::{busy_setup, channel_id, contact_id, new, team_id, user_id};

use super::*;

fn text(property: &str, text: &str) -> Filter {
    Filter::Text { property: property.into(), is: TextTest::Contains { text: text.to_owned() } }
}

fn not(filter: Filter) -> Filter {
    Filter::Not { of: Box::new(filter) }
}

/// As the table has them; what they are called does not matter.
fn properties() -> Vec<Property> {
    let kinds = [
        (STATE, Kind::State),
        ("status", Kind::Options(Options::Status)),
        ("owner", Kind::Options(Options::Owner)),
        ("assigned_teams", Kind::Options(Options::Team)),
        ("created_by", Kind::Options(Options::CreatedBy)),
        (CHANNEL, Kind::Options(Options::Channel)),
        (A_CONVERSATION, Kind::State),
        (NO_CONVERSATION, Kind::State),
        (CONVERSATION_OWNER, Kind::Options(Options::ConversationOwner)),
        ("priority", Kind::Options(Options::Priority)),
        ("source", Kind::Options(Options::Source)),
        ("shop", Kind::Options(Options::Choice)),
        ("name", Kind::Text),
        ("number", Kind::Number),
        ("create_date", Kind::Time),
        ("due_on", Kind::Day),
        ("insured", Kind::Options(Options::YesNo)),
        ("parts", Kind::Options(Options::Choice)),
        ("checked_by", Kind::Options(Options::User)),
    ];
    let property = |(key, kind): (&str, Kind)| Property {
        key: key.to_owned(),
        label: String::new(),
        kind,
        optional: true,
    };
    kinds.map(property).into()
}

fn conditions() -> Vec<Filter> {
    vec![
        Filter::State { is: State::Open },
        Filter::Status { any_of: [new()].into() },
        not(Filter::Owner { any_of: [user_id(1), user_id(2)].into() }),
        Filter::Unassigned,
        Filter::Team { any_of: [team_id(1)].into() },
        Filter::CreatedBy { any_of: [user_id(9)].into() },
        Filter::Channel { any_of: [channel_id(1)].into() },
        Filter::ConversationState { is: State::Open },
        not(Filter::ConversationState { is: State::Closed }),
        not(Filter::ConversationOwner { any_of: [user_id(1)].into() }),
        Filter::ConversationUnassigned,
        Filter::Priority { any_of: [Priority::Low, Priority::Urgent].into() },
        Filter::NoPriority,
        not(Filter::Source { any_of: [TicketSource::Api].into() }),
        Filter::Choice { property: "shop".into(), any_of: ["Trento".to_owned()].into() },
        Filter::Known { property: "shop".into() },
        not(Filter::Known { property: "shop".into() }),
        not(text("name", "refund")),
        Filter::Number { property: "number".into(), is: NumberTest::AtLeast { number: 7 } },
        Filter::Time { property: "create_date".into(), is: TimeTest::OverDaysAgo { days: 3 } },
        Filter::Time { property: "due_on".into(), is: TimeTest::WithinDays { days: 3 } },
        Filter::Time {
            property: "due_on".into(),
            is: TimeTest::Since { at: "2026-03-02T00:00:00Z".parse().expect("a time") },
        },
        Filter::Choice { property: "insured".into(), any_of: ["no".to_owned()].into() },
        Filter::Choice { property: "parts".into(), any_of: ["Bell".to_owned(), "Lamp".to_owned()].into() },
        Filter::Choice { property: "checked_by".into(), any_of: [user_id(1).to_string()].into() },
    ]
}

/// VEW-05: each condition is shown in words, and the same words make the same condition again.
#[test]
fn every_condition_is_edited_and_comes_back_as_it_was() {
    for condition in conditions() {
        assert_eq!(condition.check(&busy_setup()), Ok(()), "{condition:?}");
        let mut draft = Draft::of(&condition, &properties());
        let number = draft.groups[0].rows[0].number;
        assert!(!draft.groups[0].rows[0].is_closed(), "{condition:?} has no words");
        draft.change_row(number, |_| {});
        assert_eq!(draft.filter(&properties()), Some(condition));
    }
}

/// VEW-05: groups joined by AND and OR keep their order and their joins.
#[test]
fn groups_come_back_as_they_were() {
    let [first, second, third] = ["a", "b", "c"].map(|it| text("name", it));
    let both = Filter::all([first.clone(), second.clone()]);
    for filter in [
        Filter::any([both.clone(), third.clone()]),
        Filter::all([third.clone(), Filter::any([first.clone(), second.clone()])]),
        both,
        Filter::everything(),
        third,
    ] {
        assert_eq!(Draft::of(&filter, &properties()).filter(&properties()), Some(filter));
    }
    let alone = Filter::any([first, second]);
    let draft = Draft::of(&alone, &properties());
    assert_eq!(draft.groups.iter().map(|group| group.join).collect::<Vec<_>>(), [Join::Any]);
    assert_eq!(draft.filter(&properties()), Some(alone));
}

/// What a program made and cannot be shown in words stays as it is, and can be taken away.
#[test]
fn what_has_no_words_is_kept() {
    let deep = Filter::any([Filter::all([Filter::any([text("name", "a")]), text("name", "b")])]);
    let contact = Filter::Contact { any_of: [contact_id(1)].into() };
    let filter = Filter::all([deep, contact, text("name", "c")]);
    let mut draft = Draft::of(&filter, &properties());
    assert_eq!(draft.filter(&properties()), Some(filter));
    let closed: Vec<u32> =
        draft.groups[0].rows.iter().filter(|row| row.is_closed()).map(|row| row.number).collect();
    assert_eq!(closed.len(), 2);
    for row in closed {
        draft.remove_row(row);
    }
    assert_eq!(draft.filter(&properties()), Some(text("name", "c")));
}

#[test]
fn incomplete_condition_makes_no_filter() {
    let mut draft = Draft::of_new_view();
    draft.add_group(&properties());
    assert_eq!(draft.groups.len(), 2);
    assert_eq!(draft.filter(&properties()), None);
    let added = draft.groups[1].rows[0].number;
    draft.change_row(added, |row| row.values = vec![new().to_string()]);
    assert!(draft.filter(&properties()).is_some());
    draft.remove_row(added);
    assert_eq!(draft.filter(&properties()), Some(Filter::State { is: State::Open }));
    assert_eq!(draft.groups.len(), 1, "a group goes with its last condition");
}
