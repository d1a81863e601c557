//! Filters and views: which tickets.

use sportello_domain::filter::{Filter, FilterFault};
use sportello_domain::pipeline::State;
use sportello_domain::property::Priority;
use sportello_domain::testing::*;
use sportello_domain::ticket::{Ticket, TicketSource};
use sportello_domain::view::BuiltInView;

/// A ticket of which every condition below holds, and one of which none does.
fn two_tickets() -> (Ticket, Ticket) {
    let told = Ticket {
        owner: Some(user_id(1)),
        assigned_teams: [team_id(1)].into(),
        priority: Some(Priority::High),
        contacts: [contact_id(1), contact_id(2)].into(),
        ..ticket(1)
    };
    let other = Ticket {
        pipeline: pipeline_id(2),
        status: closed(),
        contacts: [contact_id(3)].into(),
        source: TicketSource::Manual,
        ..ticket(2)
    };
    (told, other)
}

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
    ] {
        assert!(condition.matches(&setup(), &told), "{condition:?}");
        assert!(!condition.matches(&setup(), &other), "{condition:?}");
    }
    for empty in [Filter::everything(), Filter::Not { of: Box::new(Filter::nothing()) }] {
        assert!(empty.matches(&setup(), &told) && empty.matches(&setup(), &other));
    }
}

/// Four of the views of VEW-02.
#[test]
fn views_that_are_always_there_show_open_closed_own_and_unassigned_tickets() {
    let of = |owner, status| Ticket { owner, status, ..ticket(1) };
    let tickets = [
        of(None, new()),
        of(Some(user_id(1)), waiting_on_us()),
        of(Some(user_id(2)), new()),
        of(None, closed()),
        of(Some(user_id(1)), closed()),
    ];
    let shown = |view: BuiltInView| {
        let filter = view.filter(user_id(1));
        tickets.iter().map(|ticket| filter.matches(&setup(), ticket)).collect::<Vec<_>>()
    };
    assert_eq!(shown(BuiltInView::Unassigned), [true, false, false, false, false]);
    assert_eq!(shown(BuiltInView::AssignedToMe), [false, true, false, false, false]);
    assert_eq!(shown(BuiltInView::AllOpen), [true, true, true, false, false]);
    assert_eq!(shown(BuiltInView::Closed), [false, false, false, true, true]);
    for view in BuiltInView::ALL {
        assert_eq!(BuiltInView::with_slug(view.slug()), Some(view));
        assert_eq!(serde_json::to_value(view).unwrap(), view.slug(), "one name in addresses and JSON");
        assert_eq!(view.filter(user_id(1)).check(&setup()), Ok(()));
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
    let team = team_id(99);
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
    match dice.up_to(10) {
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
