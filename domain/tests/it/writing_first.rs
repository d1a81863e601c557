//! Writing to a customer first: one order makes ticket, conversation and message.

use sportello_domain::channel::{ChannelKind, NewTicketProperties};
use sportello_domain::desk::Desk;
use sportello_domain::id::MessageId;
use sportello_domain::mail::MailId;
use sportello_domain::message::{Delivery, MessageKind, WriteFirst};
use sportello_domain::property::Priority;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::ticket::TicketSource;
use sportello_domain::user::Permission;

use crate::{conversation_of, done, done_by, ticket_of};

/// A desk with contact 1 and nothing else.
fn before() -> Desk {
    records([], [], [])
}

fn refused(command: WriteFirst) -> Rejection {
    give(&setup(), &before(), command).unwrap_err()
}

/// CRE-08
#[test]
fn mail_that_the_desk_writes_first_makes_a_ticket_with_its_thread() {
    let after = done(&before(), first_message(1, 1)).desk;

    let ticket = ticket_of(&after);
    assert_eq!((ticket.name.as_str(), ticket.source), ("Your order", TicketSource::Email));
    assert_eq!((ticket.status, ticket.owner), (new(), Some(user_id(1))), "it is its author's");
    assert_eq!(
        (&ticket.contacts, &ticket.conversations.channels),
        (&[contact_id(1)].into(), &[channel_id(1)].into())
    );
    let conversation = conversation_of(&after, 1);
    assert_eq!((conversation.ticket(), conversation.is_open()), (Some(ticket.id), true));
    let message = &after.messages[&message_id(1)];
    assert_eq!((message.kind, &message.delivery), (MessageKind::Outgoing, &Delivery::Sending));
    assert_eq!(message.recipients, [recipient(customer(1))]);
    assert_eq!((message.subject.as_deref(), message.in_reply_to), (Some("Your order"), None::<MessageId>));
    let mail = message.mail.as_ref().unwrap();
    assert_eq!(mail.id, MailId::of_message(message_id(1), "desk.example"));
    assert_eq!((&mail.in_reply_to, mail.references.len()), (&None, 0));
    assert_eq!(after.read_by(ticket.id, user_id(1)), ticket.position, "its author has read it");
}

/// CRE-08, CRE-16
#[test]
fn ticket_of_a_first_mail_gets_what_its_channel_gives() {
    let mut setup = setup();
    setup.channels.get_mut(&channel_id(1)).unwrap().new_ticket = NewTicketProperties {
        status: Some(waiting_on_us()),
        priority: Some(Priority::High),
        owner: Some(user_id(2)),
        ..NewTicketProperties::default()
    };
    let after = give(&setup, &before(), first_message(1, 1)).unwrap().desk;
    let ticket = ticket_of(&after);
    assert_eq!((ticket.status, ticket.priority), (waiting_on_us(), Some(Priority::High)));
    assert_eq!(ticket.owner, Some(user_id(1)), "the author before the channel's owner");
}

/// CRE-09, CRE-06: the customer's answer comes to the same thread, and makes no second ticket.
#[test]
fn answer_to_a_first_mail_comes_back_to_its_ticket() {
    let written = done(&before(), first_message(1, 1)).desk;
    let answer = mail_answering(2, &written.messages[&message_id(1)]);
    let after = done_by(&written, &by_channel(1, answer)).desk;
    assert_eq!(after.tickets.len(), 1);
    assert_eq!(after.messages[&message_id(2)].conversation, conversation_id(1));
}

#[test]
fn first_mail_needs_a_subject_and_something_to_say() {
    let empty = |text: &str| text.to_owned();
    assert_eq!(refused(WriteFirst { subject: empty(" "), ..first_message(1, 1) }), Rejection::SubjectMissing);
    assert_eq!(refused(WriteFirst { text: "\n".into(), ..first_message(1, 1) }), Rejection::MessageEmpty);
    let two_lines = WriteFirst { subject: "Your\r\n order".to_owned(), ..first_message(1, 1) };
    let sent = done(&before(), two_lines).desk.messages[&message_id(1)].clone();
    assert_eq!(sent.subject.as_deref(), Some("Your order"));
}

#[test]
fn first_mail_goes_to_an_address_of_its_contact_by_a_channel_of_mail() {
    let unknown = Rejection::ContactNotFound { contact: contact_id(2) };
    assert_eq!(refused(first_message(1, 2)), unknown);
    let identifier = customer(2);
    let other = WriteFirst { to: address("customer2@example.org"), ..first_message(1, 1) };
    assert_eq!(refused(other), Rejection::IdentifierUnknown { identifier, contact: contact_id(1) });
    let gone = WriteFirst { channel: channel_id(7), ..first_message(1, 1) };
    assert_eq!(refused(gone), Rejection::ChannelNotFound { channel: channel_id(7) });
    let mut setup = setup();
    setup.channels.get_mut(&channel_id(1)).unwrap().kind = ChannelKind::Form;
    let refused = give(&setup, &before(), first_message(1, 1));
    assert_eq!(refused, Err(Rejection::ChannelCannotSend { channel: channel_id(1) }));
}

#[test]
fn first_mail_takes_its_files() {
    let mut before = before();
    before.facts.files.insert(attachment_id(1), waiting_file(1, user_id(1)));
    let files = vec![attachment_id(1)];
    let silent = WriteFirst { text: "".into(), attachments: files.clone(), ..first_message(1, 1) };
    assert_eq!(done(&before, silent.clone()).desk.messages[&message_id(1)].attachments, files);
    let foreign = give_order(&setup(), &before, &by_user(2, silent));
    assert_eq!(foreign, Err(Rejection::FileNotFound { file: attachment_id(1) }));
}

/// PER-01
#[test]
fn first_mail_is_written_by_whoever_may_create_tickets() {
    assert_eq!(give_order(&setup(), &before(), &by_product(first_message(1, 1))), Err(Rejection::NeedsUser));
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access.permissions.clear();
    let refused = give(&setup, &before(), first_message(1, 1));
    assert_eq!(refused, Err(Rejection::PermissionMissing { permission: Permission::Service }));
}

#[test]
fn ids_of_a_first_mail_must_be_new() {
    let taken = records([ticket(2)], [conversation(3, None)], [incoming(4, conversation_id(3))]);
    let refused = |command| give(&setup(), &taken, command).unwrap_err();
    let first = || first_message(1, 1);
    assert_eq!(
        refused(WriteFirst { ticket: ticket_id(2), ..first() }),
        Rejection::TicketExists { ticket: ticket_id(2) }
    );
    assert_eq!(
        refused(WriteFirst { conversation: conversation_id(3), ..first() }),
        Rejection::ConversationExists { conversation: conversation_id(3) }
    );
    assert_eq!(
        refused(WriteFirst { message: message_id(4), ..first() }),
        Rejection::MessageExists { message: message_id(4) }
    );
}
