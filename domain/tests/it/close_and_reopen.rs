//! Closing and reopening: the ticket against its conversations.

use sportello_domain::channel::{Channel, ChannelKind};
use sportello_domain::conversation::{
    CloseConversation, Conversation, ConversationState, Place, ReopenConversation,
};
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::pipeline::{State, Status};
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;

use crate::{conversation_of, done, done_by, move_to, ticket_of, traits_changed};

const CLOSED_AT_T0: ConversationState = ConversationState::Closed { closed_at: T0 };

/// A closed ticket with these closed conversations, by their places.
fn closed_desk(places: &[Place]) -> Desk {
    let conversations = (1..).zip(places).map(|(n, place)| Conversation {
        state: CLOSED_AT_T0,
        place: *place,
        ..conversation(n, Some(ticket_id(1)))
    });
    let ticket = Ticket { status: closed(), close_date: Some(T0), ..ticket(1) };
    records([ticket], conversations, [])
}

/// Which of the conversations 1, 2, … are open.
fn open(desk: &Desk) -> Vec<bool> {
    desk.conversations.values().map(Conversation::is_open).collect()
}

/// CLO-01
#[test]
fn ticket_conversation_or_both_can_be_closed() {
    let before = desk(ticket(1), 1);
    let conversation_only = done(&before, CloseConversation { conversation: conversation_id(1) }).desk;
    assert_eq!((ticket_of(&conversation_only).status, open(&conversation_only)), (new(), vec![false]));
    let both = done(&before, move_to(closed())).desk;
    assert_eq!((ticket_of(&both).status, open(&both)), (closed(), vec![false]));
    // The ticket alone: its conversation is opened again afterwards.
    let ticket_only = done(&both, ReopenConversation { conversation: conversation_id(1) }).desk;
    assert_eq!((ticket_of(&ticket_only).status, open(&ticket_only)), (closed(), vec![true]));
}

/// CLO-02
#[test]
fn choosing_closed_closes_the_ticket() {
    let after = done(&desk(ticket(1), 0), move_to(closed())).desk;
    assert_eq!(ticket_of(&after).status, closed());
    assert_eq!(setup().state_of(closed()), State::Closed);
}

/// CLO-03
#[test]
fn closing_a_ticket_closes_all_its_conversations() {
    let mut before = desk(ticket(1), 3);
    before.conversations.insert(conversation_id(4), conversation(4, Some(ticket_id(2))));
    let after = done(&before, move_to(closed())).desk;
    assert_eq!(open(&after), [false, false, false, true], "another ticket's conversation stays open");
    assert_eq!(conversation_of(&after, 1).state, ConversationState::Closed { closed_at: minutes(1) });
}

/// CLO-03, CNV-02
#[test]
fn closing_a_ticket_closes_spam_and_leaves_the_trash_as_it_is() {
    let mut before = desk(ticket(1), 2);
    for (n, place) in [(1, Place::Spam), (2, Place::Trash)] {
        before.conversations.get_mut(&conversation_id(n)).unwrap().place = place;
    }
    assert_eq!(open(&done(&before, move_to(closed())).desk), [false, true]);
}

/// CLO-04
#[test]
fn choosing_another_status_reopens_a_closed_ticket() {
    for status in [new(), waiting_on_contact(), waiting_on_us()] {
        let after = done(&closed_desk(&[]), move_to(status)).desk;
        assert_eq!(ticket_of(&after).status, status);
        assert_eq!(setup().state_of(status), State::Open);
    }
}

/// CLO-05
#[test]
fn reopening_a_ticket_reopens_its_only_conversation() {
    assert_eq!(open(&done(&closed_desk(&[Place::HelpDesk]), move_to(new())).desk), [true]);
}

/// CLO-06
#[test]
fn reopening_a_ticket_with_several_conversations_reopens_none() {
    let before = closed_desk(&[Place::HelpDesk, Place::HelpDesk]);
    assert_eq!(open(&done(&before, move_to(new())).desk), [false, false]);
}

/// CLO-07, CLO-08
#[test]
fn closing_a_conversation_closes_only_that_one() {
    let decided = done(&desk(ticket(1), 3), CloseConversation { conversation: conversation_id(2) });
    assert_eq!(
        facts(&decided),
        [Fact::ConversationClosed { conversation: conversation_id(2) }, traits_changed(&decided.desk)]
    );
    assert_eq!(open(&decided.desk), [true, false, true]);
    assert_eq!(ticket_of(&decided.desk).status, new());
}

/// CLO-09
#[test]
fn every_closed_status_counts_and_a_move_between_two_is_neither_close_nor_reopen() {
    let mut setup = setup();
    let statuses = &mut setup.pipelines.get_mut(&pipeline_id(1)).unwrap().statuses;
    statuses.push(Status::new(status_id(5), "Rejected", 4, State::Closed));
    let rejected = status_id(5);

    let closing = give(&setup, &desk(ticket(1), 1), move_to(rejected)).unwrap().desk;
    assert_eq!(open(&closing), [false]);

    let reopened_by_hand =
        give(&setup, &closing, ReopenConversation { conversation: conversation_id(1) }).unwrap().desk;
    let moved = give(&setup, &reopened_by_hand, move_to(closed())).unwrap().desk;
    assert_eq!(open(&moved), [true], "from closed to closed is no close");
    let between_open = give(&setup, &closed_desk_of_open_ticket(), move_to(waiting_on_us())).unwrap().desk;
    assert_eq!(open(&between_open), [false], "from open to open is no reopen");
}

/// An open ticket with one closed conversation.
fn closed_desk_of_open_ticket() -> Desk {
    let mut desk = closed_desk(&[Place::HelpDesk]);
    desk.tickets.insert(ticket_id(1), ticket(1));
    desk
}

/// CLO-10
#[test]
fn closing_the_last_open_conversation_leaves_the_ticket_open() {
    let after = done(&desk(ticket(1), 1), CloseConversation { conversation: conversation_id(1) }).desk;
    assert_eq!(ticket_of(&after).status, new());
    assert_eq!(ticket_of(&after).close_date, None);
}

/// CLO-11
#[test]
fn customers_answer_reopens_its_own_conversation_and_leaves_the_others_as_they_are() {
    for other in [Place::HelpDesk, Place::Spam, Place::Trash] {
        let mut before = closed_desk(&[Place::HelpDesk, other]);
        before.messages.insert(message_id(1), incoming(1, conversation_id(1)));
        let answer = mail_answering(2, &incoming(1, conversation_id(1)));
        let after = done_by(&before, &by_channel(1, answer)).desk;
        assert_eq!(ticket_of(&after).status, new());
        assert_eq!(open(&after), [true, false], "{other:?} was not answered");
    }
}

/// CLO-12
#[test]
fn spam_and_trash_are_not_counted_as_further_conversations() {
    let before = closed_desk(&[Place::Spam, Place::HelpDesk, Place::Trash]);
    assert_eq!(open(&done(&before, move_to(new())).desk), [false, true, false]);
}

/// CLO-13
#[test]
fn reopening_a_conversation_by_hand_leaves_the_ticket_closed() {
    let before = closed_desk(&[Place::HelpDesk]);
    let decided = done(&before, ReopenConversation { conversation: conversation_id(1) });
    assert_eq!(
        facts(&decided),
        [Fact::ConversationReopened { conversation: conversation_id(1) }, traits_changed(&decided.desk)]
    );
    assert_eq!(ticket_of(&decided.desk).status, closed());
}

/// CLO-14
#[test]
fn chat_closed_with_its_ticket_is_reopened_by_the_visitors_next_message() {
    let mut setup = setup();
    let widget =
        Channel { id: channel_id(2), kind: ChannelKind::Chat, ..setup.channels[&channel_id(1)].clone() };
    setup.channels.insert(widget.id, widget);
    let chat_of_ticket = Conversation { channel: channel_id(2), ..conversation(1, Some(ticket_id(1))) };
    let before = records([ticket(1)], [chat_of_ticket], []);

    let after_closing = give(&setup, &before, move_to(closed())).unwrap().desk;
    assert_eq!(open(&after_closing), [false]);
    let next = by_channel(2, chat(2, channel_id(2), Some(conversation_id(1))));
    let decided = give_order(&setup, &after_closing, &next).unwrap();
    assert_eq!(open(&decided.desk), [true], "it was closed, not ended");
    assert_eq!(decided.desk.conversations.len(), 1, "no new conversation is started");
}
