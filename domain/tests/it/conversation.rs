//! Conversations: their state, their thread, and which of a ticket's is shown.

use chrono::{DateTime, Utc};
use sportello_domain::conversation::{
    Association, CloseConversation, Conversation, ConversationState, Place, ReopenConversation, shown,
};
use sportello_domain::desk::Desk;
use sportello_domain::event::{Event, Fact, Source};
use sportello_domain::history::Happening;
use sportello_domain::identifier::{DeliveryIdentifier, PhoneNumber};
use sportello_domain::message::{AddComment, Delivery, MessageKind};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;

use crate::{conversation_of, done, done_by};

/// CNV-01
#[test]
fn state_is_open_or_closed_and_only_a_closed_one_has_a_closing_time() {
    let json = |state: &ConversationState| serde_json::to_value(state).unwrap();
    let closed_state = ConversationState::Closed { closed_at: T0 };
    assert_eq!(json(&ConversationState::Open), serde_json::json!({"state": "open"}));
    assert_eq!(
        json(&closed_state),
        serde_json::json!({"state": "closed", "closed_at": "2026-03-02T09:00:00Z"})
    );

    let before = desk(ticket(1), 1);
    let close = CloseConversation { conversation: conversation_id(1) };
    let closed = done(&before, close.clone()).desk;
    assert_eq!(conversation_of(&closed, 1).state, ConversationState::Closed { closed_at: minutes(1) });
    assert_eq!(done(&closed, close).events, [], "its closing time stays");
    let reopen = ReopenConversation { conversation: conversation_id(1) };
    let reopened = done(&closed, reopen.clone()).desk;
    assert_eq!(conversation_of(&reopened, 1).state, ConversationState::Open);
    assert_eq!(done(&reopened, reopen).events, []);
}

/// CNV-02
#[test]
fn state_of_a_conversation_in_the_trash_cannot_be_changed() {
    for state in [ConversationState::Open, ConversationState::Closed { closed_at: T0 }] {
        let trashed = Conversation { place: Place::Trash, state, ..conversation(1, Some(ticket_id(1))) };
        let before = records([ticket(1)], [trashed], []);
        let refused = Rejection::ConversationInTrash { conversation: conversation_id(1) };
        let close = CloseConversation { conversation: conversation_id(1) };
        assert_eq!(give(&setup(), &before, close), Err(refused.clone()));
        let reopen = ReopenConversation { conversation: conversation_id(1) };
        assert_eq!(give(&setup(), &before, reopen), Err(refused));
    }
}

/// CNV-03
#[test]
fn thread_has_messages_comments_welcomes_assignments_and_status_changes() {
    let kinds = [MessageKind::Incoming, MessageKind::Outgoing, MessageKind::Comment, MessageKind::Welcome];
    let names: Vec<_> = kinds.iter().map(|kind| serde_json::to_value(kind).unwrap()).collect();
    assert_eq!(names, ["incoming", "outgoing", "comment", "welcome"]);

    let event = |fact| Event { at: T0, source: Source::User, fact };
    let ticket = ticket_id(1);
    let given = event(Fact::OwnerChanged { ticket, from: None, to: Some(user_id(1)) });
    assert_eq!(Happening::of(&given), Some(Happening::Assignment { to: Some(user_id(1)) }));
    let moved = event(Fact::StatusChanged { ticket, from: new(), to: closed() });
    assert_eq!(Happening::of(&moved), Some(Happening::StatusChange { from: new(), to: closed() }));
    // What stands in the thread as a message itself, or says nothing to a reader, is not told twice.
    for quiet in [
        Fact::MessageAdded { message: Box::new(incoming(1, conversation_id(1))) },
        Fact::EntryAdded { ticket, position: 2 },
        Fact::CloseDateChanged { ticket, from: None, to: Some(T0) },
        Fact::ConversationOwnerChanged { conversation: conversation_id(1), from: None, to: Some(user_id(1)) },
    ] {
        assert_eq!(Happening::of(&event(quiet)), None);
    }
}

/// CNV-04
#[test]
fn message_has_a_direction_identifiers_and_a_delivery_status() {
    let first = done_by(&Desk::default(), &by_channel(1, mail(1))).desk;
    let received = &first.messages[&message_id(1)];
    assert_eq!((received.kind, &received.delivery), (MessageKind::Incoming, &Delivery::Received));
    let answered = done(&first, reply(2)).desk;
    let sent = &answered.messages[&message_id(2)];
    assert_eq!((sent.kind, &sent.delivery), (MessageKind::Outgoing, &Delivery::Sending));
    assert_eq!(sent.recipients, [recipient(customer(1))]);

    let status = |delivery: Delivery| serde_json::to_value(delivery).unwrap()["status"].clone();
    assert_eq!(status(Delivery::Sent), "SENT");
    assert_eq!(status(Delivery::Failed { error: "full".to_owned() }), "FAILED");
    assert_eq!(status(Delivery::Read), "READ");
    assert_eq!(status(Delivery::Received), "RECEIVED");

    let kind = |identifier: DeliveryIdentifier| serde_json::to_value(identifier).unwrap()["type"].clone();
    let number = PhoneNumber::try_from("+39 0461 123-456".to_owned()).unwrap();
    assert_eq!(number.as_str(), "+390461123456");
    assert_eq!(kind(DeliveryIdentifier::Phone(number)), "phone");
    assert_eq!(kind(customer(1)), "email");
    assert_eq!(kind(DeliveryIdentifier::ShortCode("4711".to_owned())), "short_code");
    assert_eq!(kind(DeliveryIdentifier::Opaque("U:1".to_owned())), "opaque");
}

/// CNV-04
#[test]
fn identifiers_are_checked_once_at_the_edge() {
    for good in ["ada@example.org", " ADA@Example.ORG ", "o'neil+x@sub.example.org", "a@localhost"] {
        let address = good.parse::<sportello_domain::identifier::EmailAddress>().unwrap();
        assert_eq!(address.as_str(), good.trim().to_lowercase());
    }
    for bad in ["", "ada", "@example.org", "ada@", "a b@example.org", "a@.org", "a@b.", "<a@b.org>", "a@b,c"]
    {
        assert!(bad.parse::<sportello_domain::identifier::EmailAddress>().is_err(), "{bad:?}");
    }
    let long = format!("{}@example.org", "a".repeat(243));
    assert!(long.parse::<sportello_domain::identifier::EmailAddress>().is_err());
    for bad in ["", "0461 123456", "+", "+1", "+1234567890123456", "+39 abc"] {
        assert!(PhoneNumber::try_from(bad.to_owned()).is_err(), "{bad:?}");
    }
}

/// CNV-05
#[test]
fn thread_that_was_associated_last_is_shown_even_if_another_has_newer_messages() {
    let old_thread = incoming(9, conversation_id(2));
    let desk = records(
        [ticket(1)],
        [associated(1, minutes(5)), associated(2, minutes(3)), associated(3, T0)],
        [old_thread],
    );
    assert_eq!(shown(desk.conversations.values()), Some(conversation_id(1)));
    assert_eq!(shown(&[conversation(4, None)]), None, "without a ticket none is shown for it");
}

/// CNV-08
#[test]
fn of_two_threads_associated_at_once_the_one_with_the_higher_id_is_shown() {
    let threads = [associated(2, minutes(3)), associated(3, minutes(3)), associated(1, minutes(3))];
    assert_eq!(shown(&threads), Some(conversation_id(3)));
}

/// A conversation that was associated with ticket 1 at a time.
fn associated(n: u8, at: DateTime<Utc>) -> Conversation {
    Conversation { association: Some(Association { ticket: ticket_id(1), at }), ..conversation(n, None) }
}

/// CNV-13
#[test]
fn customers_message_reopens_a_closed_conversation() {
    let closed = ConversationState::Closed { closed_at: T0 };
    for ticket_of_conversation in [Some(ticket_id(1)), None] {
        let found = Conversation { state: closed, ..conversation(1, ticket_of_conversation) };
        let before = records([ticket(1)], [found], [incoming(1, conversation_id(1))]);
        let answer = mail_answering(2, &incoming(1, conversation_id(1)));
        let after = done_by(&before, &by_channel(1, answer)).desk;
        assert_eq!(conversation_of(&after, 1).state, ConversationState::Open);
    }
}

/// CNV-13
#[test]
fn what_users_write_does_not_reopen_a_closed_conversation() {
    let closed = ConversationState::Closed { closed_at: T0 };
    let found = Conversation { state: closed, ..conversation(1, Some(ticket_id(1))) };
    let before = records([ticket(1)], [found], [incoming(1, conversation_id(1))]);
    let comment = AddComment::new(message_id(2), conversation_id(1), "Done");
    assert_eq!(conversation_of(&done(&before, comment).desk, 1).state, closed);
}
