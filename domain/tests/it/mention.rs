//! Mentions: whom a comment tells, and in which view its ticket stands.

use std::collections::BTreeSet;

use sportello_domain::decide::Decided;
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::id::UserId;
use sportello_domain::mention::named;
use sportello_domain::message::{AddComment, Delivery};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::user::{Reach, Standing};
use sportello_domain::view::BuiltInView;

use crate::{done, ticket_of};

/// A ticket with one conversation and one message of the customer.
fn asked() -> Desk {
    records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))])
}

/// A comment that mentions these users.
fn mentioning(users: &[u8]) -> AddComment {
    AddComment {
        message: message_id(9),
        conversation: conversation_id(1),
        text: "@Bruno, can you look?".into(),
        mentions: users.iter().map(|user| user_id(*user)).collect(),
        attachments: Vec::new(),
    }
}

/// Who is told, and of which entry of the ticket.
fn told(decided: &Decided) -> Vec<(u64, BTreeSet<UserId>)> {
    let facts = facts(decided).into_iter();
    facts
        .filter_map(|fact| {
            let Fact::Mentioned { position, users, .. } = fact else { return None };
            Some((position, users))
        })
        .collect()
}

fn refused(setup: &Setup, desk: &Desk, users: &[u8]) -> Rejection {
    give(setup, desk, mentioning(users)).unwrap_err()
}

/// REP-16
#[test]
fn comment_keeps_whom_it_mentions_and_tells_them() {
    let decided = done(&asked(), mentioning(&[2, 9]));
    let everybody: BTreeSet<UserId> = [user_id(2), user_id(9)].into();
    assert_eq!(decided.desk.messages[&message_id(9)].mentions, everybody);
    assert_eq!(ticket_of(&decided.desk).mentioned, everybody);
    assert_eq!(told(&decided), [(ticket_of(&decided.desk).position, everybody)]);
}

/// REP-17
#[test]
fn whoever_mentions_themself_is_not_told() {
    let decided = done(&asked(), mentioning(&[1, 2]));
    assert_eq!(told(&decided), [(2, [user_id(2)].into())]);
    assert_eq!(told(&done(&asked(), mentioning(&[1]))), []);
}

/// REP-27
#[test]
fn comment_that_mentions_somebody_is_delivered_to_nobody() {
    let decided = done(&asked(), mentioning(&[2]));
    let comment = &decided.desk.messages[&message_id(9)];
    assert_eq!((&comment.delivery, comment.recipients.as_slice()), (&Delivery::Internal, [].as_slice()));
}

/// REP-16: whoever may not see the ticket cannot be called to it.
#[test]
fn users_are_mentioned_who_may_see_the_ticket_only() {
    let mut setup = setup();
    let bruno = setup.users.get_mut(&user_id(2)).unwrap();
    bruno.access.view = Reach::Own;
    assert_eq!(refused(&setup, &asked(), &[9, 2]), Rejection::MentionWithoutAccess { user: user_id(2) });
    let mut own = asked();
    own.tickets.get_mut(&ticket_id(1)).unwrap().owner = Some(user_id(2));
    assert!(give(&setup, &own, mentioning(&[2])).is_ok());

    setup.users.get_mut(&user_id(2)).unwrap().standing = Standing::Deactivated;
    assert_eq!(refused(&setup, &own, &[2]), Rejection::UserDeactivated { user: user_id(2) });
    assert_eq!(refused(&setup, &own, &[77]), Rejection::UserNotFound { user: user_id(77) });
}

#[test]
fn nobody_is_mentioned_where_there_is_no_ticket_to_see() {
    let desk = records([], [conversation(1, None)], [incoming(1, conversation_id(1))]);
    let conversation = conversation_id(1);
    assert_eq!(refused(&setup(), &desk, &[2]), Rejection::ConversationWithoutTicket { conversation });
}

#[test]
fn my_mentions_has_the_open_tickets_in_which_the_user_was_mentioned() {
    let setup = setup();
    let lists = |desk: &Desk, user: u8| {
        BuiltInView::MyMentions.filter(&setup, user_id(user)).matches(&setup, ticket_of(desk))
    };
    let mentioned = done(&asked(), mentioning(&[1, 2])).desk;
    assert_eq!([lists(&asked(), 2), lists(&mentioned, 2)], [false, true]);
    assert!(!lists(&mentioned, 1), "who mentions themself is not mentioned");
    let closed = done(&mentioned, crate::move_to(closed())).desk;
    assert!(!lists(&closed, 2));
}

/// REP-16
#[test]
fn text_calls_colleagues_by_their_whole_name() {
    check_called("@Anna Rossi, look", &[("Anna Rossi", 2)]);
    check_called("(@Anna) and @Bruno.", &[("Anna", 1), ("Bruno", 3), ("Bruno", 4)]);
    // An address, a longer name, another case: nobody is meant.
    check_called("anna@Bruno.example, @Annabel, @bruno, @", &[]);
    check_called("\u{1f600}@Anna\n@Anna", &[("Anna", 1), ("Anna", 1)]);
}

fn check_called(text: &str, expected: &[(&str, u8)]) {
    let names = [(1, "Anna"), (2, "Anna Rossi"), (3, "Bruno"), (4, "Bruno"), (5, "")];
    let found = named(text, names.map(|(user, name)| (user_id(user), name)));
    let found: Vec<_> = found.iter().map(|it| (&text[it.at.start + 1..it.at.end], it.user)).collect();
    assert_eq!(
        found,
        expected.iter().map(|(name, user)| (*name, user_id(*user))).collect::<Vec<_>>(),
        "{text}"
    );
}
