//! Answering a customer: to which message, to whom, and what follows for the ticket.

use sportello_domain::channel::ChannelKind;
use sportello_domain::conversation::Conversation;
use sportello_domain::desk::Desk;
use sportello_domain::mail::{MailHead, MailId};
use sportello_domain::message::{
    AddComment, Author, Delivery, Message, MessageKind, Recipient, RecipientRole, SendReply, reply_subject,
};
use sportello_domain::order::Command;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;

use crate::{conversation_of, done, done_by, ticket_of};

/// A ticket with one conversation and these messages.
fn thread(messages: impl IntoIterator<Item = Message>) -> Desk {
    records([ticket(1)], [conversation(1, Some(ticket_id(1)))], messages)
}

/// A ticket with one conversation and one message of the customer.
fn asked() -> Desk {
    thread([incoming(1, conversation_id(1))])
}

/// Message 9 after it was sent as an answer.
fn sent(desk: &Desk, reply: SendReply) -> Message {
    done(desk, reply).desk.messages[&message_id(9)].clone()
}

fn refused(desk: &Desk, reply: SendReply) -> Rejection {
    give(&setup(), desk, reply).unwrap_err()
}

/// REP-02
#[test]
fn answer_without_a_chosen_message_goes_to_the_newest_message_of_the_thread() {
    let conversation = conversation_id(1);
    check_newest([incoming(1, conversation), incoming(2, conversation)], 2);
    check_newest([incoming(1, conversation), outgoing(2, conversation)], 2);
    check_newest([outgoing(1, conversation), incoming(2, conversation)], 2);
    check_newest([incoming(3, conversation), outgoing(2, conversation)], 3);
    // Colleagues' comments are no messages, and other threads are other threads.
    check_newest([incoming(1, conversation), comment(2, conversation)], 1);
    check_newest([incoming(1, conversation), incoming(2, conversation_id(2))], 1);
}

fn check_newest(messages: [Message; 2], answered: u8) {
    assert_eq!(sent(&thread(messages), reply(9)).in_reply_to, Some(message_id(answered)));
}

/// REP-03, REP-04
#[test]
fn answer_to_a_chosen_message_names_it_and_goes_to_whoever_wrote_it() {
    let first = Message {
        author: Author::Contact { contact: contact_id(2), identifier: customer(2) },
        ..incoming(1, conversation_id(1))
    };
    let desk = thread([first.clone(), incoming(2, conversation_id(1))]);
    let sent = sent(&desk, SendReply { in_reply_to: Some(message_id(1)), ..reply(9) });
    assert_eq!(sent.in_reply_to, Some(message_id(1)));
    assert_eq!(sent.recipients, [recipient(customer(2))]);
    let expected = MailHead {
        id: MailId::of_message(message_id(9), "desk.example"),
        in_reply_to: Some(customer_mail_id(1)),
        references: vec![customer_mail_id(1)],
    };
    assert_eq!(sent.mail, Some(expected));
}

/// REP-04
#[test]
fn answer_to_an_own_message_goes_to_those_who_got_it() {
    let copied = Recipient { role: RecipientRole::Cc, identifier: customer(2) };
    let recipients = vec![recipient(customer(1)), copied];
    let own = Message { recipients: recipients.clone(), ..outgoing(2, conversation_id(1)) };
    assert_eq!(sent(&thread([own]), reply(9)).recipients, recipients);
}

/// REP-04
#[test]
fn recipients_that_are_named_stand() {
    let named = vec![recipient(customer(7))];
    assert_eq!(sent(&asked(), SendReply { recipients: named.clone(), ..reply(9) }).recipients, named);
}

/// REP-03, REP-27
#[test]
fn message_of_another_thread_or_a_comment_cannot_be_answered() {
    let desk = thread([
        incoming(1, conversation_id(1)),
        incoming(2, conversation_id(2)),
        comment(3, conversation_id(1)),
    ]);
    for n in [2, 3, 4] {
        let refused = refused(&desk, SendReply { in_reply_to: Some(message_id(n)), ..reply(9) });
        assert_eq!(refused, Rejection::MessageNotFound { message: message_id(n) });
    }
}

/// REP-04
#[test]
fn answer_in_a_thread_without_messages_needs_a_recipient() {
    let conversation = conversation_id(1);
    assert_eq!(refused(&thread([]), reply(9)), Rejection::RecipientMissing { conversation });
    let named = SendReply { recipients: vec![recipient(customer(1))], ..reply(9) };
    let sent = sent(&thread([]), named);
    assert_eq!((sent.in_reply_to, sent.subject.as_deref()), (None, Some("Re: Refund not received")));
}

/// REP-04
#[test]
fn subject_is_that_of_the_answered_message_with_one_re() {
    assert_eq!(reply_subject(Some("Refund")).as_deref(), Some("Re: Refund"));
    assert_eq!(reply_subject(Some("RE: Refund")).as_deref(), Some("RE: Refund"));
    assert_eq!(reply_subject(Some("ré: x")).as_deref(), Some("Re: ré: x"));
    assert_eq!(reply_subject(Some("  ")), None);
    assert_eq!(reply_subject(None), None);
}

/// REP-09
#[test]
fn status_beside_send_is_set_with_the_answer_in_one_action() {
    let decided = done(&asked(), SendReply { then_status: Some(closed()), ..reply(9) });
    assert_eq!(decided.desk.messages[&message_id(9)].delivery, Delivery::Sending);
    assert_eq!(ticket_of(&decided.desk).status, closed());
    assert!(!conversation_of(&decided.desk, 1).is_open(), "CLO-03 holds for it too");
}

/// REP-12, XCT-01
#[test]
fn answer_is_not_sent_when_its_status_cannot_be_set() {
    let unknown = SendReply { then_status: Some(status_id(99)), ..reply(9) };
    assert_eq!(refused(&asked(), unknown), Rejection::StatusNotFound { status: status_id(99) });
    let without_ticket = records([], [conversation(1, None)], [incoming(1, conversation_id(1))]);
    let closing = SendReply { then_status: Some(closed()), ..reply(9) };
    let conversation = conversation_id(1);
    assert_eq!(refused(&without_ticket, closing), Rejection::ConversationWithoutTicket { conversation });
    // Without a status the same answer goes out.
    assert_eq!(sent(&without_ticket, reply(9)).kind, MessageKind::Outgoing);
}

/// REP-14
#[test]
fn answer_on_an_unassigned_ticket_makes_it_the_authors() {
    let after = done_by(&asked(), &by_user(2, reply(9))).desk;
    assert_eq!(ticket_of(&after).owner, Some(user_id(2)));
    assert_eq!(conversation_of(&after, 1).owner, None, "OWN-02 holds for it too");
}

/// REP-15
#[test]
fn answer_on_somebody_elses_ticket_leaves_its_owner() {
    let mut before = asked();
    before.tickets.insert(ticket_id(1), Ticket { owner: Some(user_id(1)), ..ticket(1) });
    assert_eq!(ticket_of(&done_by(&before, &by_user(2, reply(9))).desk).owner, Some(user_id(1)));
}

/// REP-26
#[test]
fn answer_needs_a_text_or_a_file() {
    let empty = SendReply { text: " \n".into(), ..reply(9) };
    assert_eq!(refused(&asked(), empty.clone()), Rejection::MessageEmpty);
    let file_only = SendReply { attachments: vec![attachment_id(1)], ..empty };
    let mut before = asked();
    before.facts.files.insert(attachment_id(1), waiting_file(1, user_id(1)));
    assert_eq!(sent(&before, file_only).attachments, [attachment_id(1)]);
}

/// REP-27
#[test]
fn comment_goes_to_nobody_and_changes_neither_owner_nor_status() {
    let comment = AddComment::new(message_id(9), conversation_id(1), "Call the bank?");
    let after = done(&asked(), comment.clone()).desk;
    let stored = &after.messages[&message_id(9)];
    assert_eq!((stored.kind, &stored.delivery), (MessageKind::Comment, &Delivery::Internal));
    assert_eq!((stored.recipients.len(), &stored.mail), (0, &None));
    assert_eq!((ticket_of(&after).owner, ticket_of(&after).status), (None, new()));

    let empty = AddComment { text: "  ".into(), ..comment.clone() };
    assert_eq!(give(&setup(), &asked(), empty), Err(Rejection::MessageEmpty));
    let taken = AddComment { message: message_id(1), ..comment.clone() };
    assert_eq!(give(&setup(), &asked(), taken), Err(Rejection::MessageExists { message: message_id(1) }));
    let by_product = give_order(&setup(), &asked(), &by_product(comment));
    assert_eq!(by_product, Err(Rejection::NeedsUser));
}

/// REP-04
#[test]
fn answer_needs_a_new_id_an_author_and_a_channel_that_can_send() {
    assert_eq!(refused(&asked(), reply(1)), Rejection::MessageExists { message: message_id(1) });
    assert_eq!(give_order(&setup(), &asked(), &by_product(reply(9))), Err(Rejection::NeedsUser));
    let mut setup = setup();
    setup.channels.get_mut(&channel_id(1)).unwrap().kind = ChannelKind::Form;
    let refused = give(&setup, &asked(), reply(9));
    assert_eq!(refused, Err(Rejection::ChannelCannotSend { channel: channel_id(1) }));
    let gone = Conversation { channel: channel_id(7), ..conversation(1, Some(ticket_id(1))) };
    let before = records([ticket(1)], [gone], [incoming(1, conversation_id(1))]);
    assert_eq!(
        give(&sportello_domain::testing::setup(), &before, reply(9)),
        Err(Rejection::ChannelCannotSend { channel: channel_id(7) })
    );
}

/// CNV-10: the customer's program repeats these names, and so its answer comes back to this thread.
#[test]
fn customers_answer_to_an_answer_comes_back_to_the_same_conversation() {
    let first = done_by(&Desk::default(), &by_channel(1, mail(1))).desk;
    let answered = done(&first, reply(2)).desk;
    let back = mail_answering(3, &answered.messages[&message_id(2)]);
    let after = done_by(&answered, &by_channel(1, back)).desk;
    assert_eq!(after.messages[&message_id(3)].conversation, conversation_id(1));
    assert_eq!(after.messages[&message_id(3)].in_reply_to, Some(message_id(2)));
}

/// REP-04: what a message says is stored beside its head, and only for orders that say something.
#[test]
fn body_is_what_the_order_says() {
    let body = |command: Command| command.body().map(|(message, body)| (message, body.text));
    assert_eq!(body(reply(9).into()), Some((message_id(9), "On its way.".to_owned())));
    assert_eq!(body(mail(1).into()), Some((message_id(1), "Where is my money?".to_owned())));
    assert_eq!(body(new_ticket(1).into()), None);
}
