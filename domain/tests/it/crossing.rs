//! Answers that cross: what a colleague wrote while somebody was writing.

use sportello_domain::desk::Desk;
use sportello_domain::message::{Author, Message, SendReply};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;

/// A ticket with one conversation and these messages. Whoever gives the orders is user 1.
fn thread(messages: impl IntoIterator<Item = Message>) -> Desk {
    records([ticket(1)], [conversation(1, Some(ticket_id(1)))], messages)
}

/// An answer of a colleague.
fn answer_of(user: u8, n: u8) -> Message {
    Message { author: Author::User { user: user_id(user) }, ..outgoing(n, conversation_id(1)) }
}

fn asked(n: u8) -> Message {
    incoming(n, conversation_id(1))
}

/// What is held of an answer whose author had seen a message.
fn held(desk: &Desk, seen: Option<u8>) -> Option<Rejection> {
    give(&setup(), desk, SendReply { seen: seen.map(message_id), ..reply(9) }).err()
}

fn by(n: u8) -> Rejection {
    Rejection::AnsweredMeanwhile { message: message_id(n) }
}

#[test]
fn answer_is_held_where_a_colleague_answered_after_what_its_author_had_seen() {
    assert_eq!(held(&thread([asked(1), answer_of(2, 2)]), Some(1)), Some(by(2)));
    // The customer came back since: the colleague's answer is still not known.
    assert_eq!(held(&thread([asked(1), answer_of(2, 2), asked(3)]), Some(1)), Some(by(2)));
    // What was seen is not in any thread any more.
    assert_eq!(held(&thread([asked(1), answer_of(2, 2)]), Some(8)), Some(by(2)));
}

#[test]
fn answer_goes_out_where_its_author_had_seen_all_answers() {
    assert_eq!(held(&thread([asked(1)]), Some(1)), None);
    assert_eq!(held(&thread([asked(1), answer_of(2, 2)]), Some(2)), None);
    assert_eq!(held(&thread([asked(1), answer_of(2, 2), asked(3)]), Some(3)), None);
    // A customer's mail says when it was written, which may be before an answer that was here when it came.
    assert_eq!(held(&thread([answer_of(2, 2), asked(1)]), Some(2)), None);
}

#[test]
fn answer_is_not_held_by_its_authors_own_or_by_anything_but_an_answer() {
    assert_eq!(held(&thread([asked(1), answer_of(1, 2)]), Some(1)), None);
    assert_eq!(held(&thread([asked(1), asked(2), comment(3, conversation_id(1))]), Some(1)), None);
    let elsewhere = Message { conversation: conversation_id(2), ..answer_of(2, 2) };
    assert_eq!(held(&thread([asked(1), elsewhere]), Some(1)), None);
}

#[test]
fn answer_that_does_not_say_what_was_seen_is_not_held() {
    assert_eq!(held(&thread([asked(1), answer_of(2, 2)]), None), None);
}

/// REP-15
#[test]
fn answer_that_is_held_changes_nothing_and_goes_out_once_the_other_was_seen() {
    let mut desk = thread([asked(1)]);
    desk = give_order(&setup(), &desk, &by_user(2, reply(2))).unwrap().desk;
    let mine = SendReply { seen: Some(message_id(1)), then_status: Some(closed()), ..reply(9) };
    assert_eq!(give(&setup(), &desk, mine.clone()).err(), Some(by(2)));

    let seen = SendReply { seen: Some(message_id(2)), ..mine };
    let after = give(&setup(), &desk, seen).unwrap().desk;
    assert_eq!(after.tickets[&ticket_id(1)].status, closed());
    assert_eq!(after.tickets[&ticket_id(1)].owner, Some(user_id(2)));
}
