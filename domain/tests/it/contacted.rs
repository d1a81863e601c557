//! When something last happened on a ticket, and when the desk and its customers last wrote to each other.

use chrono::{DateTime, Utc};
use sportello_domain::channel::{Channel, ChannelKind};
use sportello_domain::conversation::AssociateConversation;
use sportello_domain::desk::Desk;
use sportello_domain::message::AddComment;
use sportello_domain::order::Order;
use sportello_domain::property::BuiltIn;
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;

use crate::ticket_of;

/// The ticket's last activity and last contact.
fn dates(ticket: &Ticket) -> [Option<DateTime<Utc>>; 2] {
    [BuiltIn::LastActivityDate, BuiltIn::LastContactedDate]
        .map(|property| ticket.value(&property.into()).and_then(|value| value.point_in_time()))
}

/// A ticket with one conversation and one message of the customer, about which nothing was logged yet.
fn asked() -> Desk {
    records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))])
}

fn after(desk: &Desk, order: Order) -> [Option<DateTime<Utc>>; 2] {
    let order = Order { at: minutes(30), ..order };
    dates(ticket_of(&give_order(&setup(), desk, &order).unwrap().desk))
}

/// PRP-18
#[test]
fn note_is_activity_and_a_mail_is_contact_too() {
    assert_eq!(dates(ticket_of(&asked())), [Some(T0), None]);
    let note = AddComment::new(message_id(2), conversation_id(1), "She called.");
    assert_eq!(after(&asked(), order(note)), [Some(minutes(30)), None]);
    let written = by_channel(1, mail_answering(2, &incoming(1, conversation_id(1))));
    for order in [order(reply(2)), written] {
        assert_eq!(after(&asked(), order), [Some(minutes(30)), Some(minutes(30))]);
    }
}

/// PRP-18
#[test]
fn what_is_no_entry_is_neither() {
    let status = crate::move_to(waiting_on_us());
    assert_eq!(after(&asked(), order(status)), [Some(T0), None]);
}

/// PRP-18
#[test]
fn ticket_that_begins_with_a_mail_was_contacted_then() {
    let began = give_order(&setup(), &Desk::default(), &by_channel(1, mail(1))).unwrap().desk;
    assert_eq!(dates(ticket_of(&began)), [Some(minutes(1)), Some(minutes(1))]);
    let by_hand = give(&setup(), &Desk::default(), new_ticket(1)).unwrap().desk;
    assert_eq!(dates(ticket_of(&by_hand)), [Some(minutes(1)), None]);
    // A conversation brings its mails.
    let waiting = records([ticket(1)], [conversation(1, None)], [incoming(1, conversation_id(1))]);
    let associate = AssociateConversation { ticket: ticket_id(1), conversation: conversation_id(1) };
    assert_eq!(after(&waiting, order(associate)), [Some(T0), Some(minutes(30))]);
}

/// PRP-18
#[test]
fn call_is_contact_and_a_chat_is_not() {
    for (kind, contacted) in [(ChannelKind::Calling, Some(minutes(1))), (ChannelKind::Chat, None)] {
        let mut setup = setup();
        let channel = Channel { id: channel_id(2), kind, ..setup.channels[&channel_id(1)].clone() };
        setup.channels.insert(channel.id, channel);
        let first = by_channel(2, chat(1, channel_id(2), None));
        let began = give_order(&setup, &Desk::default(), &first).unwrap().desk;
        assert_eq!(dates(ticket_of(&began)), [Some(minutes(1)), contacted]);
    }
}
