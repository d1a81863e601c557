//! Owners: the ticket's follows the conversation's, never the other way.

use sportello_domain::conversation::{AssignConversation, Conversation};
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::id::UserId;
use sportello_domain::property::BuiltIn;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::ticket::{AssignTicket, Assignee, SetProperty, Ticket};
use sportello_domain::user::{Access, Standing};

use crate::{conversation_of, done, done_by, ticket_of};

/// Gives conversation n to somebody.
fn give_conversation(n: u8, owner: Option<UserId>) -> AssignConversation {
    AssignConversation { conversation: conversation_id(n), owner }
}

/// Gives ticket 1 to somebody.
fn give_ticket(to: Assignee) -> AssignTicket {
    AssignTicket { ticket: ticket_id(1), to }
}

/// A ticket of user 1 whose two conversations are user 1's as well.
fn owned() -> Desk {
    let ticket = Ticket { owner: Some(user_id(1)), ..ticket(1) };
    let mine = |n| Conversation { owner: Some(user_id(1)), ..conversation(n, Some(ticket_id(1))) };
    records([ticket], [mine(1), mine(2)], [])
}

/// OWN-01
#[test]
fn ticket_follows_the_owner_of_its_conversation() {
    let after = done(&owned(), give_conversation(1, Some(user_id(2)))).desk;
    assert_eq!(conversation_of(&after, 1).owner, Some(user_id(2)));
    assert_eq!(ticket_of(&after).owner, Some(user_id(2)));
}

/// OWN-01
#[test]
fn conversation_without_ticket_changes_owner_alone() {
    let before = records([], [conversation(1, None)], []);
    let decided = done(&before, give_conversation(1, Some(user_id(2))));
    let conversation = conversation_id(1);
    let changed = Fact::ConversationOwnerChanged { conversation, from: None, to: Some(user_id(2)) };
    assert_eq!(facts(&decided), [changed]);
}

/// OWN-02
#[test]
fn conversations_do_not_follow_the_owner_of_their_ticket() {
    for to in [Assignee::User { user: user_id(2) }, Assignee::Nobody, Assignee::Team { team: team_id(1) }] {
        let after = done(&owned(), give_ticket(to)).desk;
        assert_ne!(ticket_of(&after).owner, Some(user_id(1)));
        assert_eq!(conversation_of(&after, 1).owner, Some(user_id(1)));
        assert_eq!(conversation_of(&after, 2).owner, Some(user_id(1)));
    }
}

/// OWN-03
#[test]
fn other_conversations_keep_their_owners() {
    let after = done(&owned(), give_conversation(1, Some(user_id(2)))).desk;
    assert_eq!(ticket_of(&after).owner, Some(user_id(2)));
    assert_eq!(conversation_of(&after, 2).owner, Some(user_id(1)));
}

/// OWN-04
#[test]
fn removing_the_owner_of_a_conversation_removes_the_tickets() {
    let after = done(&owned(), give_conversation(1, None)).desk;
    assert_eq!(conversation_of(&after, 1).owner, None);
    assert_eq!(ticket_of(&after).owner, None);
}

/// OWN-05
#[test]
fn choosing_another_user_reassigns_the_ticket() {
    let by_dropdown = done(&owned(), give_ticket(Assignee::User { user: user_id(2) }));
    assert_eq!(ticket_of(&by_dropdown.desk).owner, Some(user_id(2)));
    let by_property =
        SetProperty { ticket: ticket_id(1), property: BuiltIn::Owner.into(), value: user_id(2).to_string() };
    assert_eq!(done(&owned(), by_property).events, by_dropdown.events);
}

/// OWN-06
#[test]
fn ticket_can_be_given_to_a_team_and_then_waits_unassigned() {
    let after = done(&owned(), give_ticket(Assignee::Team { team: team_id(1) })).desk;
    assert_eq!(ticket_of(&after).owner, None);
    assert_eq!(ticket_of(&after).assigned_teams, [team_id(1)].into());
    let unknown = give(&setup(), &owned(), give_ticket(Assignee::Team { team: team_id(7) }));
    assert_eq!(unknown, Err(Rejection::TeamNotFound { team: team_id(7) }));
}

/// OWN-07
#[test]
fn programs_and_routing_set_owners_by_the_same_rules() {
    let conversation = give_conversation(1, Some(user_id(2)));
    let ticket = give_ticket(Assignee::User { user: user_id(2) });
    for order in [by_program(1, conversation.clone()), by_product(conversation)] {
        let after = done_by(&owned(), &order).desk;
        assert_eq!(ticket_of(&after).owner, Some(user_id(2)), "OWN-01 for {:?}", order.actor);
    }
    for order in [by_program(1, ticket.clone()), by_product(ticket)] {
        let after = done_by(&owned(), &order).desk;
        assert_eq!(ticket_of(&after).owner, Some(user_id(2)));
        assert_eq!(conversation_of(&after, 1).owner, Some(user_id(1)), "OWN-02 for {:?}", order.actor);
    }
}

/// PRP-15
#[test]
fn assigned_team_is_the_owners_main_team_and_stays_when_the_owner_is_removed() {
    let given = done(&desk(ticket(1), 1), give_ticket(Assignee::User { user: user_id(2) })).desk;
    assert_eq!(ticket_of(&given).assigned_teams, [team_id(1)].into());
    let removed = done(&given, give_ticket(Assignee::Nobody)).desk;
    assert_eq!(ticket_of(&removed).owner, None);
    assert_eq!(ticket_of(&removed).assigned_teams, [team_id(1)].into());
}

/// RTE-04
#[test]
fn nothing_is_given_to_a_user_who_cannot_work_on_tickets() {
    let mut setup = setup();
    setup.users.get_mut(&user_id(2)).unwrap().standing = Standing::Deactivated;
    let mut outsider = setup.users[&user_id(1)].clone();
    outsider.id = user_id(3);
    outsider.access = Access { permissions: [].into(), ..Access::default() };
    setup.users.insert(outsider.id, outsider);

    for (user, refused) in [
        (user_id(2), Rejection::UserDeactivated { user: user_id(2) }),
        (user_id(3), Rejection::UserWithoutAccess { user: user_id(3) }),
        (user_id(4), Rejection::UserNotFound { user: user_id(4) }),
    ] {
        let ticket = give(&setup, &owned(), give_ticket(Assignee::User { user }));
        assert_eq!(ticket, Err(refused.clone()));
        let conversation = give(&setup, &owned(), give_conversation(1, Some(user)));
        assert_eq!(conversation, Err(refused));
    }
}
