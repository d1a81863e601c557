//! Taking mail in: stored first, read once, in one place with a reason.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use sportello_domain::conversation::{ConversationState, Place};
use sportello_domain::message::{Author, Delivery, MessageKind};
use sportello_domain::pipeline::State;
use sportello_domain::protocol::{MailFate, MailReceipt};
use sportello_domain::testing::{T0, address, channel_id, minutes};
use sportello_server::mail::intake::{self, NotTakenIn, hand_in, take_up, take_up_waiting};
use sportello_server::mail::reply_address::ReplyKey;
use sportello_server::store::mail_ledger::PutMail;

use super::desk::{Desk, accepted};
use crate::database::TestDatabase;

contract! {
    #[test] fn a_mail_becomes_a_ticket;
    #[test] fn a_ticket_without_subject_has_a_name;
    #[test] fn an_answer_joins_its_conversation;
    #[test] fn a_mail_is_taken_in_once;
    #[test] fn a_crash_before_the_ledger_knows_gives_one_message;
    #[test] fn a_stored_mail_is_read_later;
    #[test] fn what_cannot_be_read_is_held;
    #[test] fn a_held_mail_can_be_run_again;
    #[test] fn our_own_mail_is_spam;
    #[test] fn what_is_not_taken_is_not_stored;
    #[test] fn a_reply_address_finds_its_conversation;
    #[test] fn an_answer_reopens_a_closed_ticket;
    #[test] fn a_machines_answer_reopens_nothing;
    #[test] fn files_are_stored_with_the_message;
    #[test] fn odd_mails_are_stored;
    #[test] fn two_readers_make_one_message;
}

/// CRE-01, CRE-17, CRE-18, PRP-22: a new mail becomes contact, conversation, message and ticket.
async fn a_mail_becomes_a_ticket(database: TestDatabase) {
    let desk = Desk::on(&database).await;

    let mail = desk.accept("plain").await;

    let (message, body, ticket) = desk.message(mail.message).await;
    let ticket = ticket.unwrap();
    assert_eq!(Some(ticket.id), mail.ticket);
    assert_eq!(ticket.name.as_str(), "Refund not received");
    assert_eq!(ticket.status, desk.first_status(State::Open));
    assert_eq!(message.kind, MessageKind::Incoming);
    assert_eq!(message.delivery, Delivery::Received);
    assert_eq!(message.conversation, mail.conversation);
    assert_eq!(body.text, "Hello,\n\nmy refund of 3 February has not arrived.\n\nAda");
    let Author::Contact { contact, identifier } = message.author else { panic!("{:?}", message.author) };
    assert_eq!(identifier.value(), "ada@customer.example");
    assert!(ticket.contacts.contains(&contact));
}

/// PRP-22: a mail without a subject gives the ticket its first words, an empty one the writer's name.
async fn a_ticket_without_subject_has_a_name(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut names = Vec::new();
    for mail in ["no-subject", "nothing-at-all"] {
        let mail = desk.accept(mail).await;
        names.push(desk.message(mail.message).await.2.unwrap().name.to_string());
    }

    assert_eq!(
        names,
        [
            "The printer on the second floor does not print anything since this mor",
            "New ticket from Ada Lovelace"
        ]
    );
}

/// CRE-06, CNV-10: an answer joins the conversation, and no further ticket is created.
async fn an_answer_joins_its_conversation(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;

    let answer = desk.accept("plain-answer").await;
    let third = desk.accept("plain-answer-with-a-wrong-clock").await;

    assert_eq!((answer.conversation, answer.ticket), (first.conversation, first.ticket));
    assert_eq!((third.conversation, third.ticket), (first.conversation, first.ticket));
    assert_eq!(desk.thread(first.conversation).await.len(), 3);
}

/// The same bytes are the same mail, and so is the same Message-ID in other bytes.
async fn a_mail_is_taken_in_once(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;

    let again = desk.hand_in(&super::corpus::raw("plain")).await;
    let copy = desk.receive("same-id-other-text").await;

    assert!(again.known);
    assert_eq!(accepted(&again.receipt.fate), first);
    assert_eq!(copy.fate, MailFate::Duplicate { message: Some(first.message) });
    assert_eq!(desk.thread(first.conversation).await, [first.message]);
}

/// A crash after the message was stored and before that was noted in the ledger is made good.
async fn a_crash_before_the_ledger_knows_gives_one_message(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;
    desk.engine.store().settle_mail(first.message, &MailFate::Waiting).await.unwrap();
    desk.at(minutes(5));

    assert_eq!(take_up_waiting(&desk.engine).await.unwrap(), 1);

    let receipt = take_up(&desk.engine, first.message).await.unwrap().unwrap();
    assert_eq!(accepted(&receipt.fate), first);
    assert_eq!(desk.thread(first.conversation).await, [first.message]);
}

/// A mail that was stored when the server stopped is read at the next start.
async fn a_stored_mail_is_read_later(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    intake::store(&desk.engine, desk.channel(), super::corpus::raw("plain")).await.unwrap();

    assert_eq!(take_up_waiting(&desk.engine).await.unwrap(), 0, "whoever handed it in is still at it");
    desk.at(minutes(1));
    assert_eq!(take_up_waiting(&desk.engine).await.unwrap(), 1);

    let page = desk.engine.store().mail_page(None, None, 10).await.unwrap();
    assert_eq!(page.counts, BTreeMap::from([("accepted".to_owned(), 1)]));
}

/// What cannot become a message is kept with its reason, and can be run again.
async fn what_cannot_be_read_is_held(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let held = |fate: &MailFate| {
        let MailFate::Held { code, .. } = fate else { panic!("{fate:?}") };
        code.clone()
    };

    let nobody = desk.receive("without-sender").await;
    let nothing = desk.receive("no-headers").await;

    assert_eq!(held(&nobody.fate), "mail_without_sender");
    assert_eq!(held(&nothing.fate), "mail_unreadable");
    let again = take_up(&desk.engine, nobody.id).await.unwrap().unwrap();
    assert_eq!(again, nobody);
    let page = desk.engine.store().mail_page(Some("held"), None, 10).await.unwrap();
    assert_eq!(page.mails.len(), 2);
}

/// A held mail that can be read after all, as by a later version, becomes a message when it is run again.
async fn a_held_mail_can_be_run_again(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let stored = intake::store(&desk.engine, desk.channel(), super::corpus::raw("plain")).await.unwrap();
    let (PutMail::New(MailReceipt { id: held, .. }) | PutMail::Known(MailReceipt { id: held, .. })) = stored;
    let fate = MailFate::Held { code: "mail_unreadable".to_owned(), reason: "It cannot be read.".to_owned() };
    desk.engine.store().settle_mail(held, &fate).await.unwrap();

    let receipt = take_up(&desk.engine, held).await.unwrap().unwrap();
    assert_eq!(accepted(&receipt.fate).message, held);
}

/// SPM-23: a desk does not write to itself, not by its reply addresses either.
async fn our_own_mail_is_spam(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;
    let reply_to = ReplyKey::of_secret(desk.engine.secret().bytes())
        .address(&address("support@desk.example"), first.conversation);
    let raw = format!("From: {reply_to}\nTo: support@desk.example\nMessage-ID: <own@x>\n\nHello");

    let own = accepted(&desk.hand_in(raw.as_bytes()).await.receipt.fate);

    let (conversation, ticket) = desk.engine.store().conversation(own.conversation).await.unwrap().unwrap();
    assert_eq!((conversation.place, conversation.contacts.len(), ticket), (Place::Spam, 0, None));
    assert_eq!(desk.thread(first.conversation).await, [first.message]);
}

/// What is refused at the door leaves nothing behind.
async fn what_is_not_taken_is_not_stored(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let large = vec![b'x'; intake::MAX_SIZE + 1];

    let too_large = hand_in(&desk.engine, desk.channel(), large).await.unwrap_err();
    let nowhere = hand_in(&desk.engine, channel_id(99), b"From: a@b.example\n\n".to_vec()).await.unwrap_err();

    assert!(matches!(too_large, NotTakenIn::TooLarge { .. }), "{too_large:?}");
    assert_eq!(too_large.code(), "mail_too_large");
    assert_eq!(nowhere.code(), "channel_not_found");
    assert!(desk.engine.store().mail_page(None, None, 10).await.unwrap().mails.is_empty());
}

/// CNV-10: an answer without references finds its conversation by its reply address; a forged address
/// finds nothing.
async fn a_reply_address_finds_its_conversation(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;
    let channel = address("support@desk.example");
    let genuine = ReplyKey::of_secret(desk.engine.secret().bytes()).address(&channel, first.conversation);
    let forged = ReplyKey::of_secret(b"somebody else's").address(&channel, first.conversation);
    let to = |address: &sportello_domain::identifier::EmailAddress, n: u8| {
        format!("From: bob@customer.example\nTo: {address}\nMessage-ID: <{n}@customer.example>\n\nHello")
    };

    let found = accepted(&desk.hand_in(to(&genuine, 1).as_bytes()).await.receipt.fate);
    let lost = accepted(&desk.hand_in(to(&forged, 2).as_bytes()).await.receipt.fate);

    assert_eq!((found.conversation, found.ticket), (first.conversation, first.ticket));
    assert_ne!(lost.conversation, first.conversation);
    let (message, ..) = desk.message(found.message).await;
    assert_eq!(
        message.recipients[0].identifier.value(),
        "support@desk.example",
        "the token is nobody's business"
    );
}

/// EML-12, EML-17, EML-19, CNV-13: a customer's answer reopens the closed ticket in the first open
/// status, and its close date goes.
async fn an_answer_reopens_a_closed_ticket(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;
    desk.move_to(first.ticket.unwrap(), State::Closed).await;
    assert!(desk.message(first.message).await.2.unwrap().close_date.is_some());

    let answer = desk.accept("plain-answer").await;

    let ticket = desk.message(answer.message).await.2.unwrap();
    assert_eq!((ticket.status, ticket.close_date), (desk.first_status(State::Open), None));
    let (conversation, _) = desk.engine.store().conversation(first.conversation).await.unwrap().unwrap();
    assert_eq!(conversation.state, ConversationState::Open);
}

/// EML-22: a machine's answer is in the thread and reopens nothing.
async fn a_machines_answer_reopens_nothing(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;
    desk.move_to(first.ticket.unwrap(), State::Closed).await;

    let answer = desk.accept("out-of-office").await;

    assert_eq!(answer.conversation, first.conversation);
    let ticket = desk.message(answer.message).await.2.unwrap();
    assert_eq!(ticket.status, desk.first_status(State::Closed));
    assert!(ticket.close_date.is_some());
}

/// CNV-04: files are stored and belong to their message; those that its HTML shows say so.
async fn files_are_stored_with_the_message(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let documents = desk.accept("attachments").await;
    let picture = desk.accept("alternative-with-picture").await;

    let (message, ..) = desk.message(documents.message).await;
    let files = desk.engine.store().attachment_bytes(message.id, &message.attachments).await.unwrap();
    let shown = desk.engine.store().attachments_of_message(picture.message).await.unwrap();

    let mut sizes: Vec<(String, usize)> =
        files.into_iter().map(|(file, bytes)| (file.name, bytes.len())).collect();
    sizes.sort();
    let expected =
        [("Rechnung März.pdf", 9), ("empty.bin", 0), ("passwd", 4), ("prices.csv", 18), ("winmail.dat", 6)];
    assert_eq!(sizes, expected.map(|(name, size)| (name.to_owned(), size)));
    assert!(shown[0].attachment.inline);
    assert_eq!(shown[0].content_id.as_deref(), Some("shot@customer.example"));
}

/// Bytes that a database cannot store in a text do no harm, and a date in the future is not believed.
async fn odd_mails_are_stored(database: TestDatabase) {
    let desk = Desk::on(&database).await;

    let nul = desk.accept("nul-bytes").await;
    let future = desk.accept("from-the-future").await;

    assert_eq!(desk.message(nul.message).await.1.text, "one\u{FFFD}two");
    assert_eq!(desk.message(future.message).await.0.written_at, T0);
}

/// Two servers that take up the same mail at once make one message of it.
async fn two_readers_make_one_message(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    intake::store(&desk.engine, desk.channel(), super::corpus::raw("plain")).await.unwrap();
    desk.at(T0 + TimeDelta::minutes(1));

    let (one, other) = tokio::join!(take_up_waiting(&desk.engine), take_up_waiting(&desk.engine));

    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    let page = desk.engine.store().mail_page(None, None, 10).await.unwrap();
    let mail = accepted(&page.mails[0].fate);
    assert_eq!(desk.thread(mail.conversation).await, [mail.message]);
}
