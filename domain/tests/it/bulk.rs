//! Changing many tickets in one go.

use sportello_domain::bulk::{BulkAction, BulkFault, SelectionSummary, same_reason};
use sportello_domain::decide::Decide;
use sportello_domain::order::{Actor, Command};
use sportello_domain::policy::{deletable_tickets, known_number};
use sportello_domain::property::BuiltIn;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{Assignee, Ticket};
use sportello_domain::user::{Access, Reach};

const USER: fn() -> Actor = || Actor::User { user: user_id(1) };

fn actions() -> Vec<BulkAction> {
    vec![
        BulkAction::Assign { to: Assignee::User { user: user_id(2) } },
        BulkAction::SetProperty { property: BuiltIn::Category.into(), value: "Billing".to_owned() },
        BulkAction::ChangeStatus { status: closed() },
        BulkAction::Follow,
        BulkAction::MarkRead,
        BulkAction::MarkUnread,
        BulkAction::Delete { typed: 2 },
    ]
}

fn summary(tickets: u64, deletable: u64, pipelines: &[u8]) -> SelectionSummary {
    let pipelines = pipelines.iter().map(|n| pipeline_id(*n)).collect();
    SelectionSummary { tickets, deletable, pipelines }
}

/// User 1 has this access.
fn with_access(access: Access) -> Setup {
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access = access;
    setup
}

#[test]
fn each_ticket_gets_an_order_that_names_it_alone() {
    for action in actions() {
        let scope = action.command(ticket_id(1)).scope();
        assert_eq!(scope.tickets, [ticket_id(1)].into(), "{action:?}");
    }
}

#[test]
fn each_ticket_is_checked_alone() {
    let setup = with_access(Access { edit: Reach::Own, delete: Reach::Own, ..Access::default() });
    let mine = Ticket { owner: Some(user_id(1)), ..ticket(1) };
    let desk = records([mine, ticket(2)], [], []);
    for action in actions() {
        let given = |n: u8| -> Result<(), Rejection> {
            let command: Command = action.command(ticket_id(n));
            give(&setup, &desk, command).map(drop)
        };
        given(1).unwrap();
        let refused = match action {
            // Seeing is enough.
            BulkAction::Follow | BulkAction::MarkRead | BulkAction::MarkUnread => Ok(()),
            BulkAction::Delete { .. } => Err(Rejection::MayNotDelete { ticket: ticket_id(2) }),
            BulkAction::Assign { .. } | BulkAction::SetProperty { .. } | BulkAction::ChangeStatus { .. } => {
                Err(Rejection::MayNotEdit { ticket: ticket_id(2) })
            }
        };
        assert_eq!(given(2), refused, "{action:?}");
    }
}

#[test]
fn statuses_are_those_of_one_pipeline() {
    let several = summary(3, 0, &[1, 2]);
    assert_eq!(several.only_pipeline(), None);
    assert_eq!(summary(3, 0, &[2]).only_pipeline(), Some(pipeline_id(2)));
    let fault = Err(BulkFault::SeveralPipelines { pipelines: 2 });
    assert_eq!(BulkAction::ChangeStatus { status: closed() }.check(&several), fault);
    let by_property =
        BulkAction::SetProperty { property: BuiltIn::Status.into(), value: closed().to_string() };
    assert_eq!(by_property.check(&several), fault, "by whichever door");
    for action in actions().iter().filter(|action| !action.changes_status()) {
        assert_eq!(action.check(&summary(3, 2, &[1, 2])), Ok(()), "{action:?}");
    }
}

/// DEL-12, DEL-18
#[test]
fn tickets_that_may_not_be_deleted_do_not_count() {
    let setup = with_access(Access { delete: Reach::Own, ..Access::default() });
    let mine = |n| Ticket { owner: Some(user_id(1)), ..ticket(n) };
    let tickets = [mine(1), mine(2), ticket(3)];
    let selected = SelectionSummary::of(&setup, &USER(), &tickets);
    assert_eq!(selected, summary(3, 2, &[1]));
    assert_eq!(selected.kept(), 1);
    let among = deletable_tickets(&setup, &USER());
    assert_eq!(tickets.map(|ticket| among.matches(&setup, &ticket)), [true, true, false]);
    for (typed, expected) in [(2, Ok(())), (3, Err(2)), (0, Err(2))] {
        let expected = expected.map_err(|tickets| Rejection::DeleteCountWrong { tickets }.into());
        assert_eq!(BulkAction::Delete { typed }.check(&selected), expected, "{typed}");
    }
    let none = BulkAction::Delete { typed: 0 }.check(&summary(1, 0, &[1]));
    assert_eq!(none, Err(Rejection::DeleteCountWrong { tickets: 0 }.into()));
}

#[test]
fn something_must_be_selected() {
    for action in actions().iter().filter(|action| !action.leaves_out_undeletable()) {
        assert_eq!(action.check(&summary(0, 0, &[])), Err(BulkFault::NothingSelected));
    }
}

#[test]
fn reason_is_told_once_for_all_the_tickets_that_it_holds_for() {
    let may_not_edit = |n| Rejection::MayNotEdit { ticket: ticket_id(n) };
    assert!(same_reason(&may_not_edit(1), &may_not_edit(2)));
    assert!(!same_reason(&may_not_edit(1), &Rejection::TicketNotFound { ticket: ticket_id(1) }));
    let required = |property: BuiltIn| Rejection::PropertiesRequired {
        status: closed(),
        properties: vec![property.into()],
    };
    assert!(same_reason(&required(BuiltIn::Category), &required(BuiltIn::Category)));
    assert!(!same_reason(&required(BuiltIn::Category), &required(BuiltIn::Priority)));
}

/// PER-09
#[test]
fn number_is_told_to_whoever_may_see_the_ticket() {
    let own = with_access(Access { view: Reach::Own, ..Access::default() });
    let mine = Ticket { owner: Some(user_id(1)), ..ticket(1) };
    assert_eq!(known_number(&own, &USER(), &mine), Some(mine.number));
    assert_eq!(known_number(&own, &USER(), &ticket(2)), None);
}
