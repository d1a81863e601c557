//! The order of effects, all or none, and the one clock.

use chrono::TimeDelta;
use sportello_domain::association::Pair;
use sportello_domain::conversation::{Conversation, ConversationState};
use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, Source};
use sportello_domain::message::{Delivery, ReceiveMessage, SendReply};
use sportello_domain::order::Order;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, Ticket};

use crate::{done, done_by, move_to, traits_changed};

/// XCT-01
#[test]
fn order_happens_whole_or_not_at_all() {
    // The answer itself would be fine. Its status is not, and so nothing of it happens: a refusal
    // carries no events.
    let before =
        records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))]);
    let half = SendReply { then_status: Some(status_id(99)), ..reply(2) };
    assert_eq!(give(&setup(), &before, half), Err(Rejection::StatusNotFound { status: status_id(99) }));

    let half = CreateTicket { properties: vec![("colour".into(), "blue".to_owned())], ..new_ticket(2) };
    assert_eq!(give(&setup(), &before, half), Err(Rejection::PropertyUnknown { property: "colour".into() }));
    let whole = done(&before, SendReply { then_status: Some(closed()), ..reply(2) });
    assert_eq!(whole.events.len(), 10, "{:?}", facts(&whole));
}

/// XCT-02
#[test]
fn two_users_who_set_the_same_property_both_get_their_way_and_the_later_one_stays() {
    let before = desk(ticket(1), 0);
    let first = done(&before, move_to(waiting_on_us())).desk;
    let second = done_by(&first, &by_user(2, move_to(waiting_on_contact())));
    assert_eq!(
        facts(&second),
        [Fact::StatusChanged { ticket: ticket_id(1), from: waiting_on_us(), to: waiting_on_contact() }],
        "decided on what the first has left, so that history has both values"
    );
    // Versions tell a store that its second decision was made on something old.
    assert_eq!(first.tickets[&ticket_id(1)].version, before.tickets[&ticket_id(1)].version + 1);
    assert_eq!(second.desk.tickets[&ticket_id(1)].version, before.tickets[&ticket_id(1)].version + 2);
}

/// XCT-04
#[test]
fn the_time_of_the_order_is_the_only_clock() {
    for at in [T0, T0 - TimeDelta::days(36_500), T0 + TimeDelta::days(36_500)] {
        let order = Order { at, ..order(move_to(closed())) };
        let decided = done_by(&desk(ticket(1), 1), &order);
        assert!(decided.events.iter().all(|event| event.at == at));
        assert_eq!(decided.desk.tickets[&ticket_id(1)].close_date, Some(at));
        let again = done_by(&desk(ticket(1), 1), &order);
        assert_eq!(again, decided, "the same order on the same desk does the same at any time");
    }
}

/// XCT-05
#[test]
fn status_change_sets_the_status_then_the_close_date_then_the_conversations() {
    let decided = done(&desk(ticket(1), 2), move_to(closed()));
    assert_eq!(
        facts(&decided),
        [
            Fact::StatusChanged { ticket: ticket_id(1), from: new(), to: closed() },
            Fact::CloseDateChanged { ticket: ticket_id(1), from: None, to: Some(minutes(1)) },
            Fact::ConversationClosed { conversation: conversation_id(1) },
            Fact::ConversationClosed { conversation: conversation_id(2) },
            traits_changed(&decided.desk),
        ]
    );
}

/// XCT-05
#[test]
fn reopening_has_the_same_order() {
    let ticket = Ticket { status: closed(), close_date: Some(T0), ..ticket(1) };
    let found = Conversation {
        state: ConversationState::Closed { closed_at: T0 },
        ..conversation(1, Some(ticket_id(1)))
    };
    let decided = done(&records([ticket], [found], []), move_to(new()));
    assert_eq!(
        facts(&decided),
        [
            Fact::StatusChanged { ticket: ticket_id(1), from: closed(), to: new() },
            Fact::CloseDateChanged { ticket: ticket_id(1), from: Some(T0), to: None },
            Fact::TicketReopened { ticket: ticket_id(1) },
            Fact::ConversationReopened { conversation: conversation_id(1) },
            traits_changed(&decided.desk),
        ]
    );
}

/// XCT-05
#[test]
fn send_and_close_stores_the_answer_before_the_status_changes() {
    let before =
        records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))]);
    let decided = done(&before, SendReply { then_status: Some(closed()), ..reply(2) });
    let answer = decided.desk.messages[&message_id(2)].clone();
    assert_eq!(answer.delivery, Delivery::Sending);
    assert_eq!(
        facts(&decided),
        [
            Fact::MessageAdded { message: Box::new(answer) },
            Fact::OwnerChanged { ticket: ticket_id(1), from: None, to: Some(user_id(1)) },
            Fact::AssignedTeamsChanged { ticket: ticket_id(1), from: [].into(), to: [team_id(1)].into() },
            Fact::StatusChanged { ticket: ticket_id(1), from: new(), to: closed() },
            Fact::CloseDateChanged { ticket: ticket_id(1), from: None, to: Some(minutes(1)) },
            Fact::ConversationClosed { conversation: conversation_id(1) },
            Fact::Contacted { ticket: ticket_id(1) },
            Fact::EntryAdded { ticket: ticket_id(1), position: 2 },
            Fact::ReadUpTo { ticket: ticket_id(1), user: user_id(1), position: 2 },
            traits_changed(&decided.desk),
        ]
    );
}

/// XCT-05
#[test]
fn nothing_is_validated_after_the_first_effect() {
    let refused = give(&setup(), &desk(ticket(1), 1), move_to(status_id(99)));
    assert_eq!(refused, Err(Rejection::StatusNotFound { status: status_id(99) }));
}

/// XCT-06
#[test]
fn first_message_makes_contact_conversation_message_and_ticket_in_this_order() {
    let decided = done_by(&Desk::default(), &by_channel(1, mail(1)));
    let after = &decided.desk;
    let started =
        Conversation { association: None, started_at: minutes(1), version: 1, ..conversation(1, None) };
    let created = Ticket { version: 1, contacted_at: None, ..after.tickets[&ticket_id(1)].clone() };
    assert_eq!(
        facts(&decided),
        [
            Fact::ContactCreated { contact: after.contacts[&contact_id(1)].clone() },
            Fact::ConversationStarted { conversation: Box::new(started) },
            Fact::MessageAdded { message: Box::new(after.messages[&message_id(1)].clone()) },
            Fact::TicketCreated { ticket: Box::new(created) },
            Fact::ConversationAssociated { conversation: conversation_id(1), ticket: ticket_id(1) },
            Fact::Contacted { ticket: ticket_id(1) },
        ]
    );
}

/// XCT-06
#[test]
fn further_message_is_stored_then_reopens_then_changes_the_status_then_is_unread() {
    let before = records(
        [Ticket { status: closed(), close_date: Some(T0), ..ticket(1) }],
        [Conversation {
            state: ConversationState::Closed { closed_at: T0 },
            ..conversation(1, Some(ticket_id(1)))
        }],
        [incoming(1, conversation_id(1))],
    );
    let further = ReceiveMessage { from: customer(2), ..mail_answering(2, &incoming(1, conversation_id(1))) };
    let decided = done_by(&before, &by_channel(1, further));
    let after = &decided.desk;
    assert_eq!(
        facts(&decided),
        [
            Fact::ContactCreated { contact: after.contacts[&contact_id(2)].clone() },
            Fact::MessageAdded { message: Box::new(after.messages[&message_id(2)].clone()) },
            Fact::ConversationReopened { conversation: conversation_id(1) },
            Fact::ConversationJoined { conversation: conversation_id(1), contact: contact_id(2) },
            Fact::Associated { pair: Pair::TicketContact { ticket: ticket_id(1), contact: contact_id(2) } },
            Fact::StatusChanged { ticket: ticket_id(1), from: closed(), to: new() },
            Fact::CloseDateChanged { ticket: ticket_id(1), from: Some(T0), to: None },
            Fact::TicketReopened { ticket: ticket_id(1) },
            Fact::Contacted { ticket: ticket_id(1) },
            Fact::EntryAdded { ticket: ticket_id(1), position: 2 },
            traits_changed(after),
        ]
    );
    let sources: Vec<_> = decided.events.iter().map(|event| event.source).collect();
    assert_eq!(sources[5..8], [Source::Automation; 3]);
}

/// XCT-06
#[test]
fn message_that_is_here_already_has_no_effect_at_all() {
    let first = done_by(&Desk::default(), &by_channel(1, mail(1))).desk;
    let again = give_order(&setup(), &first, &by_channel(1, mail(1)));
    assert_eq!(again, Err(Rejection::MessageAlreadyReceived { message: message_id(1) }));
}
