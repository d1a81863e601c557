//! How the delivery of an answer goes on.

use sportello_domain::desk::Desk;
use sportello_domain::message::{Delivery, DeliveryOutcome, Message, RecordDelivery, RetryDelivery};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::user::{Access, Reach};

use crate::{done, done_by, ticket_of};

/// A ticket with an answer whose delivery stands like this.
fn answered(delivery: Delivery) -> Desk {
    let answer = Message { delivery, ..outgoing(2, conversation_id(1)) };
    records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1)), answer])
}

fn failed() -> Delivery {
    Delivery::Failed { error: "550 no such user".to_owned() }
}

fn ended(outcome: DeliveryOutcome) -> RecordDelivery {
    RecordDelivery { message: message_id(2), outcome }
}

fn retry() -> RetryDelivery {
    RetryDelivery { message: message_id(2) }
}

/// REP-25
#[test]
fn answer_that_was_handed_over_is_sent_and_one_that_was_refused_has_failed() {
    let error = "550 no such user".to_owned();
    for (outcome, expected) in
        [(DeliveryOutcome::Sent, Delivery::Sent), (DeliveryOutcome::Failed { error }, failed())]
    {
        let after = done_by(&answered(Delivery::Sending), &by_product(ended(outcome))).desk;
        assert_eq!(after.messages[&message_id(2)].delivery, expected, "it stays in the thread");
        assert_eq!(ticket_of(&after).status, new());
    }
}

/// REP-25
#[test]
fn answer_that_failed_can_be_sent_again() {
    let after = done(&answered(failed()), retry()).desk;
    assert_eq!(after.messages[&message_id(2)].delivery, Delivery::Sending);
    for over in [Delivery::Sending, Delivery::Sent, Delivery::Read] {
        let refused = give(&setup(), &answered(over), retry());
        assert_eq!(refused, Err(Rejection::DeliveryOver { message: message_id(2) }));
    }
    let received = RetryDelivery { message: message_id(1) };
    let refused = give(&setup(), &answered(failed()), received);
    assert_eq!(refused, Err(Rejection::DeliveryOver { message: message_id(1) }));
}

/// REP-25
#[test]
fn outcome_counts_once() {
    for over in [Delivery::Sent, failed(), Delivery::Read, Delivery::Received, Delivery::Internal] {
        let refused = give_order(&setup(), &answered(over), &by_product(ended(DeliveryOutcome::Sent)));
        assert_eq!(refused, Err(Rejection::DeliveryOver { message: message_id(2) }));
    }
    let unknown = by_product(RecordDelivery { message: message_id(7), outcome: DeliveryOutcome::Sent });
    let refused = give_order(&setup(), &Desk::default(), &unknown);
    assert_eq!(refused, Err(Rejection::MessageNotFound { message: message_id(7) }));
}

/// REP-25
#[test]
fn only_the_product_itself_records_how_a_delivery_ended() {
    for order in [by_user(9, ended(DeliveryOutcome::Sent)), by_channel(1, ended(DeliveryOutcome::Sent))] {
        let refused = give_order(&setup(), &answered(Delivery::Sending), &order);
        assert_eq!(refused, Err(Rejection::OnlyBySystem));
    }
}

/// REP-25, PER-09
#[test]
fn sending_again_needs_a_ticket_that_one_may_change() {
    let with = |view, edit| {
        let mut setup = setup();
        setup.users.get_mut(&user_id(1)).unwrap().access = Access { view, edit, ..Access::default() };
        give(&setup, &answered(failed()), retry()).unwrap_err()
    };
    assert_eq!(with(Reach::Nothing, Reach::Nothing), Rejection::MessageNotFound { message: message_id(2) });
    assert_eq!(with(Reach::All, Reach::Nothing), Rejection::MayNotEdit { ticket: ticket_id(1) });
}
