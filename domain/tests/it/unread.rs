//! Unread: per user, by positions.

use sportello_domain::desk::Desk;
use sportello_domain::id::UserId;
use sportello_domain::message::AddComment;
use sportello_domain::testing::*;
use sportello_domain::unread::{MarkRead, MarkUnread, is_unread};

use crate::{done, done_by, ticket_of};

/// Whether ticket 1 is in bold for a user.
fn unread_for(desk: &Desk, user: UserId) -> bool {
    is_unread(ticket_of(desk).position, desk.read_by(ticket_id(1), user))
}

/// A ticket with one message that users 1 and 2 have read.
fn read_by_both() -> Desk {
    let mut desk =
        records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))]);
    desk.read.insert(ticket_id(1), [(user_id(1), 1), (user_id(2), 1)].into());
    desk
}

/// UNR-01
#[test]
fn ticket_is_unread_until_the_user_has_seen_its_newest_entry() {
    for (position, read_up_to, unread) in [(1, 0, true), (1, 1, false), (5, 4, true), (5, 5, false)] {
        assert_eq!(is_unread(position, read_up_to), unread, "entry {position}, read up to {read_up_to}");
    }
    assert!(unread_for(&desk(ticket(1), 1), user_id(1)), "nobody has read a ticket that came in");
}

/// UNR-02
#[test]
fn opening_a_ticket_makes_it_read() {
    let after = done(&desk(ticket(1), 1), MarkRead { ticket: ticket_id(1) }).desk;
    assert!(!unread_for(&after, user_id(1)));
    assert_eq!(done(&after, MarkRead { ticket: ticket_id(1) }).events, [], "once is enough");
}

/// UNR-03
#[test]
fn ticket_that_one_user_read_stays_unread_for_the_others() {
    let after = done(&desk(ticket(1), 1), MarkRead { ticket: ticket_id(1) }).desk;
    assert!(!unread_for(&after, user_id(1)));
    assert!(unread_for(&after, user_id(2)));
}

/// UNR-04
#[test]
fn marked_as_unread_a_ticket_is_unread_again() {
    let after = done(&read_by_both(), MarkUnread { ticket: ticket_id(1) }).desk;
    assert!(unread_for(&after, user_id(1)));
    let opened = done(&after, MarkRead { ticket: ticket_id(1) }).desk;
    assert!(!unread_for(&opened, user_id(1)), "until it is opened again");
}

/// UNR-05
#[test]
fn marked_as_unread_a_ticket_is_unread_for_that_user_only() {
    let after = done(&read_by_both(), MarkUnread { ticket: ticket_id(1) }).desk;
    assert!(unread_for(&after, user_id(1)));
    assert!(!unread_for(&after, user_id(2)));
}

/// UNR-06
#[test]
fn customers_message_makes_the_ticket_unread_for_everybody() {
    let answer = mail_answering(2, &incoming(1, conversation_id(1)));
    let after = done_by(&read_by_both(), &by_channel(1, answer)).desk;
    assert!(unread_for(&after, user_id(1)));
    assert!(unread_for(&after, user_id(2)));
}

/// UNR-06
#[test]
fn users_own_entry_stays_read_for_that_user_and_is_unread_for_the_others() {
    let comment = AddComment::new(message_id(2), conversation_id(1), "Let us look into it.");
    for after in [done(&read_by_both(), reply(2)).desk, done(&read_by_both(), comment).desk] {
        assert!(!unread_for(&after, user_id(1)));
        assert!(unread_for(&after, user_id(2)));
    }
}

/// UNR-07
#[test]
fn ticket_made_by_hand_is_read_for_its_creator_and_unread_for_the_others() {
    let after = done(&Desk::default(), new_ticket(1)).desk;
    assert!(!unread_for(&after, user_id(1)));
    assert!(unread_for(&after, user_id(2)));
}
