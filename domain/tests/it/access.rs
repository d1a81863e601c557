//! Who may see, change and comment on what.

use sportello_domain::conversation::{
    AssignConversation, AssociateConversation, CloseConversation, ReopenConversation,
};
use sportello_domain::decide::Decide;
use sportello_domain::desk::Desk;
use sportello_domain::id::UserId;
use sportello_domain::message::{AddComment, SendReply};
use sportello_domain::order::{Actor, Command};
use sportello_domain::policy::{AccessLevel, RecordAccess, editable, visible, visible_tickets};
use sportello_domain::property::{BuiltIn, PropertyDefinition, PropertyKind, PropertyName, Value};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{AssignTicket, Assignee, CreateTicket, SetProperty, Ticket};
use sportello_domain::unread::{MarkRead, MarkUnread};
use sportello_domain::user::{Access, Permission, Reach, Standing, Team, User};

use crate::move_to;

/// The installed desk, where user 1 has this access. User 2 is of the same team, user 3 of another.
fn with_access(access: Access) -> Setup {
    let mut setup = setup();
    setup.teams.insert(team_id(2), Team { id: team_id(2), name: "Second line".to_owned() });
    let other = User {
        id: user_id(3),
        main_team: Some(team_id(2)),
        email: address("rui@desk.example"),
        ..setup.users[&user_id(2)].clone()
    };
    setup.users.insert(other.id, other);
    setup.users.get_mut(&user_id(1)).unwrap().access = access;
    setup
}

/// The desk with ticket 1 of this owner, and one conversation of it with a message.
fn owned_by(owner: Option<UserId>) -> Desk {
    let ticket = Ticket { owner, ..ticket(1) };
    records([ticket], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))])
}

fn view(view: Reach) -> Access {
    Access { view, ..Access::default() }
}

/// Orders that change ticket 1 or its conversation.
fn changes() -> Vec<Command> {
    let conversation = conversation_id(1);
    vec![
        move_to(waiting_on_us()).into(),
        AssignTicket { ticket: ticket_id(1), to: Assignee::Nobody }.into(),
        SetProperty { ticket: ticket_id(1), property: BuiltIn::Name.into(), value: "New".to_owned() }.into(),
        CloseConversation { conversation }.into(),
        ReopenConversation { conversation }.into(),
        AssignConversation { conversation, owner: None }.into(),
        reply(9).into(),
    ]
}

/// Orders for which seeing ticket 1 is enough.
fn looks() -> Vec<Command> {
    vec![
        MarkRead { ticket: ticket_id(1) }.into(),
        MarkUnread { ticket: ticket_id(1) }.into(),
        AddComment::new(message_id(9), conversation_id(1), "Who knows more?").into(),
    ]
}

/// What is answered for something that may not be seen.
fn not_found(command: &Command) -> Rejection {
    if command.scope().tickets.is_empty() {
        Rejection::ConversationNotFound { conversation: conversation_id(1) }
    } else {
        Rejection::TicketNotFound { ticket: ticket_id(1) }
    }
}

/// PER-01
#[test]
fn without_service_and_sales_access_nothing_can_be_seen_done_or_created() {
    let setup = with_access(Access { permissions: [Permission::Seat].into(), ..Access::default() });
    for command in changes().into_iter().chain(looks()) {
        let refused = give(&setup, &owned_by(Some(user_id(1))), command.clone());
        assert_eq!(refused, Err(not_found(&command)));
    }
    let create = give(&setup, &Desk::default(), new_ticket(2));
    assert_eq!(create, Err(Rejection::PermissionMissing { permission: Permission::Service }));
}

/// PER-01
#[test]
fn either_service_or_sales_access_is_enough() {
    for permission in [Permission::Service, Permission::Sales] {
        let setup = with_access(Access { permissions: [permission].into(), ..Access::default() });
        give(&setup, &owned_by(None), move_to(closed())).unwrap();
        give(&setup, &Desk::default(), new_ticket(2)).unwrap();
    }
}

/// PER-03
#[test]
fn ticket_outside_a_users_access_is_not_there_for_that_user() {
    let setup = with_access(view(Reach::Own));
    let of_another = owned_by(Some(user_id(2)));
    let ticket = &of_another.tickets[&ticket_id(1)];
    assert!(!visible_tickets(&setup, &user(1)).matches(&setup, ticket), "not in lists, counts and search");
    assert_eq!(
        visible(&setup, &user(1), ticket).map(|_| ()),
        Err(Rejection::TicketNotFound { ticket: ticket_id(1) })
    );
    for command in changes().into_iter().chain(looks()) {
        assert_eq!(give(&setup, &of_another, command.clone()), Err(not_found(&command)));
    }
}

/// PER-03
#[test]
fn conversation_of_a_hidden_ticket_cannot_be_drawn_into_another() {
    let setup = with_access(view(Reach::Own));
    let mut desk = owned_by(Some(user_id(2)));
    desk.tickets.insert(ticket_id(2), Ticket { owner: Some(user_id(1)), ..ticket(2) });
    let hidden = Rejection::ConversationNotFound { conversation: conversation_id(1) };
    let associate = AssociateConversation { conversation: conversation_id(1), ticket: ticket_id(2) };
    assert_eq!(give(&setup, &desk, associate), Err(hidden.clone()));
    let create = CreateTicket { conversation: Some(conversation_id(1)), ..new_ticket(3) };
    assert_eq!(give(&setup, &desk, create), Err(hidden), "and its ticket is not given away");
}

/// PER-03
#[test]
fn conversation_without_ticket_is_for_those_whose_access_includes_what_nobody_owns() {
    let desk = records([], [conversation(1, None)], [incoming(1, conversation_id(1))]);
    let close = CloseConversation { conversation: conversation_id(1) };
    let create = CreateTicket { conversation: Some(conversation_id(1)), ..new_ticket(1) };
    for reach in [Reach::All, Reach::TeamAndUnassigned, Reach::OwnAndUnassigned] {
        give(&with_access(view(reach)), &desk, close.clone()).unwrap();
        give(&with_access(view(reach)), &desk, create.clone()).unwrap();
    }
    for reach in [Reach::Team, Reach::Own, Reach::Nothing] {
        let hidden = Rejection::ConversationNotFound { conversation: conversation_id(1) };
        assert_eq!(give(&with_access(view(reach)), &desk, close.clone()), Err(hidden.clone()));
        assert_eq!(give(&with_access(view(reach)), &desk, create.clone()), Err(hidden));
    }
    let may_look = Access { edit: Reach::Nothing, ..Access::default() };
    let refused = give(&with_access(may_look), &desk, close);
    assert_eq!(refused, Err(Rejection::PermissionMissing { permission: Permission::Service }));
}

/// PER-07, ACC-10
#[test]
fn access_reaches_all_the_teams_or_ones_own_tickets_with_or_without_unassigned_ones() {
    //                                own,  mate's, other's, nobody's, nobody's but the team's
    check_reach(Reach::All, [true, true, true, true, true]);
    check_reach(Reach::Team, [true, true, false, false, true]);
    check_reach(Reach::TeamAndUnassigned, [true, true, false, true, true]);
    check_reach(Reach::Own, [true, false, false, false, false]);
    check_reach(Reach::OwnAndUnassigned, [true, false, false, true, true]);
    check_reach(Reach::Nothing, [false, false, false, false, false]);
}

fn check_reach(reach: Reach, expected: [bool; 5]) {
    let of = |owner: Option<UserId>| Ticket { owner, ..ticket(1) };
    let tickets = [
        of(Some(user_id(1))),
        of(Some(user_id(2))),
        of(Some(user_id(3))),
        of(None),
        Ticket { assigned_teams: [team_id(1)].into(), ..of(None) },
    ];
    let to_view = with_access(view(reach));
    let seen = tickets.clone().map(|ticket| visible(&to_view, &user(1), ticket).is_ok());
    assert_eq!(seen, expected, "view: {reach:?}");
    let to_edit = with_access(Access { edit: reach, ..Access::default() });
    let changed = tickets.map(|ticket| editable(&to_edit, &user(1), ticket).is_ok());
    assert_eq!(changed, expected, "edit: {reach:?}");
}

/// ACC-10, OWN-06
#[test]
fn further_teams_count_as_ones_own() {
    let mut setup = with_access(view(Reach::Team));
    setup.users.get_mut(&user_id(1)).unwrap().extra_teams = [team_id(2)].into();
    let of_other_team = Ticket { owner: Some(user_id(3)), ..ticket(1) };
    assert!(visible(&setup, &user(1), of_other_team).is_ok());
    let given_to_it = Ticket { assigned_teams: [team_id(2)].into(), ..ticket(1) };
    assert!(visible(&setup, &user(1), given_to_it).is_ok());
}

/// ACC-10
#[test]
fn whom_a_defined_property_names_has_the_ticket_as_ones_own() {
    let name = PropertyName::from("checked_by");
    let defined = |archived| {
        let mut setup = with_access(Access { edit: Reach::OwnAndUnassigned, ..view(Reach::Own) });
        let (name, label, kind) = (name.clone(), "Checked by".to_owned(), PropertyKind::User);
        setup.properties.insert(name.clone(), PropertyDefinition { name, label, kind, archived });
        setup
    };
    let named = |user: u8| Ticket {
        owner: Some(user_id(2)),
        properties: [(name.clone(), Value::User(user_id(user)))].into(),
        ..ticket(1)
    };
    assert!(editable(&defined(false), &user(1), named(1)).is_ok());
    assert!(visible(&defined(false), &user(1), named(3)).is_err(), "somebody else is named");
    assert!(visible(&defined(true), &user(1), named(1)).is_err(), "the property is archived");
}

/// ACC-02, ACC-08
#[test]
fn everybody_who_may_see_a_ticket_is_listed_with_what_they_may_do() {
    let mut setup = with_access(Access { edit: Reach::Own, ..view(Reach::Team) });
    let of_mate = Ticket { owner: Some(user_id(2)), ..ticket(1) };
    let access = |setup: &Setup, ticket: &Ticket| {
        let told = RecordAccess::of(setup, &visible(setup, &user(2), ticket).unwrap());
        told.users.into_iter().map(|it| (it.user, it.level)).collect::<Vec<_>>()
    };
    let (view, edit) = (AccessLevel::View, AccessLevel::Edit);
    let admin = (user_id(9), edit);
    let mut expected = vec![(user_id(1), view), (user_id(2), edit), (user_id(3), edit), admin];
    expected.sort_by_key(|(user, _)| setup.users[user].name.to_lowercase());
    assert_eq!(access(&setup, &of_mate), expected);

    let own = Ticket { owner: Some(user_id(1)), ..ticket(1) };
    assert!(access(&setup, &own).contains(&(user_id(1), edit)));
    let of_other = Ticket { owner: Some(user_id(3)), ..ticket(1) };
    assert!(access(&setup, &of_other).iter().all(|(user, _)| *user != user_id(1)), "out of reach");
    setup.users.get_mut(&user_id(3)).unwrap().standing = Standing::Deactivated;
    assert!(access(&setup, &of_mate).iter().all(|(user, _)| *user != user_id(3)), "signs in no more");
}

/// PER-07
#[test]
fn what_cannot_be_seen_cannot_be_changed() {
    let access = Access { view: Reach::Own, edit: Reach::All, ..Access::default() };
    let refused = editable(&with_access(access), &user(1), ticket(1)).map(|_| ());
    assert_eq!(refused, Err(Rejection::TicketNotFound { ticket: ticket_id(1) }));
}

/// ACC-12
#[test]
fn super_admin_sees_and_changes_every_ticket() {
    let access = Access {
        permissions: [Permission::SuperAdmin].into(),
        view: Reach::Nothing,
        edit: Reach::Nothing,
        delete: Reach::Nothing,
    };
    let setup = with_access(access);
    for owner in [None, Some(user_id(2)), Some(user_id(3))] {
        for command in changes().into_iter().chain(looks()) {
            give(&setup, &owned_by(owner), command).unwrap();
        }
    }
}

/// PER-09, PER-11
#[test]
fn who_may_only_see_a_ticket_reads_marks_and_comments_and_nothing_else() {
    let setup = with_access(Access { edit: Reach::Own, ..Access::default() });
    let of_another = owned_by(Some(user_id(2)));
    for command in looks() {
        give(&setup, &of_another, command).unwrap();
    }
    for command in changes() {
        let refused = give(&setup, &of_another, command.clone());
        assert_eq!(refused, Err(Rejection::MayNotEdit { ticket: ticket_id(1) }), "{}", command.name());
    }
}

/// PER-09
#[test]
fn refusals_say_whether_something_is_hidden_or_forbidden() {
    use sportello_domain::rejection::RejectionKind;
    assert_eq!(Rejection::TicketNotFound { ticket: ticket_id(1) }.kind(), RejectionKind::NotFound);
    assert_eq!(Rejection::MayNotEdit { ticket: ticket_id(1) }.kind(), RejectionKind::Forbidden);
    assert_eq!(Rejection::MayNotEdit { ticket: ticket_id(1) }.code(), "may_not_edit");
}

/// PER-09
#[test]
fn ticket_that_does_not_exist_is_answered_like_one_that_is_hidden() {
    let hidden = give(&with_access(view(Reach::Nothing)), &owned_by(None), move_to(closed()));
    let missing = give(&setup(), &Desk::default(), move_to(closed()));
    assert_eq!(hidden, missing);
}

/// PER-01
#[test]
fn deactivated_user_can_do_nothing_more_and_neither_can_their_programs() {
    let mut setup = with_access(Access::super_admin());
    setup.users.get_mut(&user_id(1)).unwrap().standing = Standing::Deactivated;
    for actor in [user(1), program(1), user(77)] {
        for command in changes() {
            let refused = give_order(&setup, &owned_by(None), &order_by(actor.clone(), command.clone()));
            assert_eq!(refused, Err(not_found(&command)));
        }
    }
}

/// PER-07
#[test]
fn programs_reach_as_far_as_the_user_who_let_them_in() {
    let setup = with_access(view(Reach::Own));
    let refused = give_order(&setup, &owned_by(None), &by_program(1, move_to(closed())));
    assert_eq!(refused, Err(Rejection::TicketNotFound { ticket: ticket_id(1) }));
}

/// Deliveries and incoming messages have no user whose access could stop them.
#[test]
fn product_and_channels_are_not_bound_by_any_users_access() {
    for actor in [Actor::System, Actor::Channel { channel: channel_id(1) }] {
        assert!(editable(&setup(), &actor, ticket(1)).is_ok());
    }
}

/// REP-09, PER-11
#[test]
fn answer_with_a_status_needs_the_same_access_as_the_answer() {
    let setup = with_access(Access { edit: Reach::Nothing, ..Access::default() });
    let refused = give(&setup, &owned_by(None), SendReply { then_status: Some(closed()), ..reply(9) });
    assert_eq!(refused, Err(Rejection::MayNotEdit { ticket: ticket_id(1) }));
}
