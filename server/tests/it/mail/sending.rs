//! Sending: answers leave by SMTP and the customer's answer comes back.

use chrono::TimeDelta;
use sportello_domain::formatted::{FormattedText, Line, LineKind, Span};
use sportello_domain::id::{AttachmentId, MessageId};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::message::{
    Delivery, DeliveryOutcome, Recipient, RecipientRole, RecordDelivery, RetryDelivery, SendReply,
};
use sportello_domain::order::Actor;
use sportello_domain::pipeline::State;
use sportello_domain::protocol::ThreadEntry;
use sportello_domain::testing::{T0, address, minutes};
use sportello_server::mail::budget::MAILS;
use sportello_server::mail::outbox::Outbox;
use sportello_server::mail::parse;
use sportello_server::mail::relay::Relay;
use sportello_server::store::attachment::NewAttachment;

use super::desk::{Desk, accepted};
use super::smtp::SmtpServer;
use crate::database::TestDatabase;

contract! {
    #[test] fn an_answer_leaves_and_its_answer_comes_back;
    #[test] fn a_message_is_tried_again_while_the_server_is_away;
    #[test] fn a_message_fails_after_a_day;
    #[test] fn a_refused_message_fails_and_can_be_tried_again;
    #[test] fn mails_to_one_address_are_limited;
    #[test] fn files_and_hidden_recipients_are_sent;
    #[test] fn a_formatted_answer_leaves_as_text_and_as_html;
    #[test] fn a_crash_after_sending_records_once;
}

fn outbox(desk: &Desk, url: &str) -> Outbox {
    Outbox::new(desk.engine.clone(), Relay::at(url).unwrap())
}

async fn delivery(desk: &Desk, message: MessageId) -> Delivery {
    desk.message(message).await.0.delivery
}

/// A port on which nobody listens.
async fn silent_port() -> u16 {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// REP-25, CNV-10, EML-12: an answer leaves with what is needed to come back; the customer's answer
/// to it, written by their own mail program, lands in the same conversation and reopens the ticket.
async fn an_answer_leaves_and_its_answer_comes_back(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut server = SmtpServer::start(&[]).await;
    let first = desk.accept("plain").await;
    let reply = desk.reply(first.conversation, "It is on its way — sorry!\n\nGrace").await;
    assert_eq!(delivery(&desk, reply).await, Delivery::Sending);

    assert_eq!(outbox(&desk, &server.url()).deliver_due().await.unwrap(), 1);

    let tried = server.next().await;
    assert_eq!((tried.outcome.as_str(), tried.from.as_str()), ("accepted", "support@desk.example"));
    assert_eq!(tried.to, ["ada@customer.example"]);
    assert_eq!(delivery(&desk, reply).await, Delivery::Sent);
    let sent = parse::parse(tried.message.as_bytes()).unwrap();
    let (stored, ..) = desk.message(reply).await;
    assert_eq!(sent.head, stored.mail.unwrap());
    assert_eq!(sent.head.in_reply_to.unwrap().as_str(), "refund-1@customer.example");
    assert_eq!(sent.from, address("support@desk.example"));
    assert_eq!(sent.from_name.as_deref(), Some("Desk Ünited"));
    assert_eq!(sent.subject.as_deref(), Some("Re: Refund not received"));
    assert_eq!(sent.body.text, "It is on its way — sorry!\n\nGrace");
    assert_eq!(sent.written_at, Some(T0));

    desk.move_to(first.ticket.unwrap(), State::Closed).await;
    let reply_to = sent.reply_to.unwrap();
    let by_reference = format!(
        "From: ada@customer.example\nTo: support@desk.example\nMessage-ID: <thanks-1@customer.example>\n\
         In-Reply-To: {}\n\nThank you",
        sent.head.id
    );
    let by_address = format!(
        "From: ada@customer.example\nTo: {reply_to}\nMessage-ID: <thanks-2@customer.example>\n\nThank you again"
    );
    for answer in [by_reference, by_address] {
        let answer = accepted(&desk.hand_in(answer.as_bytes()).await.receipt.fate);
        assert_eq!((answer.conversation, answer.ticket), (first.conversation, first.ticket));
        assert_eq!(desk.message(answer.message).await.2.unwrap().status, desk.first_status(State::Open));
    }
}

/// REP-25: while the server is away or says "later" a message stays Sending and is tried again, with
/// pauses that grow.
async fn a_message_is_tried_again_while_the_server_is_away(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;
    let reply = desk.reply(first.conversation, "Hello").await;
    let away = outbox(&desk, &format!("smtp://127.0.0.1:{}", silent_port().await));

    assert_eq!(away.deliver_due().await.unwrap(), 1);
    assert_eq!(away.deliver_due().await.unwrap(), 0, "not again at once");
    assert_eq!(delivery(&desk, reply).await, Delivery::Sending);

    let mut server = SmtpServer::start(&["--fail-first", "1"]).await;
    let back = outbox(&desk, &server.url());
    desk.at(minutes(2));
    assert_eq!(back.deliver_due().await.unwrap(), 1);
    assert_eq!(server.next().await.outcome, "failed");
    assert_eq!(delivery(&desk, reply).await, Delivery::Sending);
    desk.at(minutes(3));
    assert_eq!(back.deliver_due().await.unwrap(), 0, "the second pause is longer");
    desk.at(minutes(5));
    assert_eq!(back.deliver_due().await.unwrap(), 1);
    assert_eq!(server.next().await.outcome, "accepted");
    assert_eq!(delivery(&desk, reply).await, Delivery::Sent);
}

/// REP-25: a server that never comes back makes the message FAILED after about a day.
async fn a_message_fails_after_a_day(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let first = desk.accept("plain").await;
    let reply = desk.reply(first.conversation, "Hello").await;
    let away = outbox(&desk, &format!("smtp://127.0.0.1:{}", silent_port().await));
    let mut attempts = 0;
    let mut hours = 0;
    while delivery(&desk, reply).await == Delivery::Sending {
        attempts += away.deliver_due().await.unwrap();
        hours += 1;
        desk.at(T0 + TimeDelta::hours(hours) + TimeDelta::minutes(10 * hours));
        assert!(hours < 48, "it never ends");
    }

    assert_eq!(attempts, 30);
    assert!(matches!(delivery(&desk, reply).await, Delivery::Failed { .. }));
}

/// REP-25: what the server refuses for good is FAILED with its words, stays in the thread, and can be
/// sent again by hand.
async fn a_refused_message_fails_and_can_be_tried_again(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut server = SmtpServer::start(&["--refuse-first", "1"]).await;
    let first = desk.accept("plain").await;
    let reply = desk.reply(first.conversation, "Hello").await;
    let outbox = outbox(&desk, &server.url());

    outbox.deliver_due().await.unwrap();

    assert_eq!(server.next().await.outcome, "refused");
    let Delivery::Failed { error } = delivery(&desk, reply).await else { panic!("it was not refused") };
    assert!(error.contains("550") && error.contains("not wanted"), "{error}");
    assert_eq!(desk.thread(first.conversation).await, [first.message, reply]);
    desk.at(minutes(60));
    assert_eq!(outbox.deliver_due().await.unwrap(), 0, "not by itself");

    let again = RetryDelivery { message: reply };
    desk.order(Actor::User { user: desk.agent() }, again).await.unwrap();
    assert_eq!(delivery(&desk, reply).await, Delivery::Sending);
    outbox.deliver_due().await.unwrap();
    assert_eq!(server.next().await.outcome, "accepted");
    assert_eq!(delivery(&desk, reply).await, Delivery::Sent);
}

/// Two desks that answer each other stop: one address gets so many mails an hour.
async fn mails_to_one_address_are_limited(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut server = SmtpServer::start(&[]).await;
    let first = desk.accept("plain").await;
    let mut replies = Vec::new();
    for n in 0..=MAILS {
        replies.push(desk.reply(first.conversation, format!("Automatic answer {n}")).await);
    }

    outbox(&desk, &server.url()).deliver_due().await.unwrap();

    let mut failed = Vec::new();
    for reply in replies {
        if let Delivery::Failed { error } = delivery(&desk, reply).await {
            failed.push(error);
        }
    }
    assert_eq!(failed.len(), 1);
    assert!(failed[0].starts_with("recipient_budget"), "{failed:?}");
    for _ in 0..MAILS {
        assert_eq!(server.next().await.outcome, "accepted");
    }
}

/// Files travel with the message, and who stands in Bcc is named in the envelope only.
async fn files_and_hidden_recipients_are_sent(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut server = SmtpServer::start(&[]).await;
    let first = desk.accept("plain").await;
    let message: MessageId = desk.engine.entropy().id();
    let file: AttachmentId = desk.engine.entropy().id();
    let attachment = NewAttachment {
        id: file,
        stored_by: Some(desk.agent()),
        name: "Rückgabe.bin".to_owned(),
        media_type: "not a type".to_owned(),
        inline: false,
        content_id: None,
        bytes: vec![0, 1, 2, 255],
    };
    desk.engine.store().put_attachments(vec![attachment], T0).await.unwrap();
    let to = |role, email: &str| Recipient { role, identifier: DeliveryIdentifier::Email(address(email)) };
    let reply = SendReply {
        message,
        conversation: first.conversation,
        in_reply_to: None,
        recipients: vec![
            to(RecipientRole::To, "ada@customer.example"),
            to(RecipientRole::Cc, "bob@customer.example"),
            to(RecipientRole::Bcc, "secret@customer.example"),
        ],
        text: "See the file.".into(),
        attachments: vec![file],
        then_status: None,
        properties: Vec::new(),
        seen: None,
    };
    desk.order(Actor::User { user: desk.agent() }, reply).await.unwrap();

    outbox(&desk, &server.url()).deliver_due().await.unwrap();

    let tried = server.next().await;
    assert_eq!(tried.to, ["ada@customer.example", "bob@customer.example", "secret@customer.example"]);
    assert!(!tried.message.contains("secret@"), "{}", tried.message);
    let sent = parse::parse(tried.message.as_bytes()).unwrap();
    assert_eq!(sent.body.text, "See the file.");
    assert_eq!(sent.files[0].name, "Rückgabe.bin");
    assert_eq!(sent.files[0].bytes, [0, 1, 2, 255]);
}

/// REP-08: a mail program that shows HTML shows what is formatted, every other the same words. The thread keeps both.
async fn a_formatted_answer_leaves_as_text_and_as_html(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut server = SmtpServer::start(&[]).await;
    let first = desk.accept("plain").await;
    let bold = Span { bold: true, ..Span::plain("today — <sorry>") };
    let text = FormattedText::of_lines([
        Line { kind: LineKind::Paragraph, spans: vec![Span::plain("It leaves "), bold] },
        Line { kind: LineKind::Bullet, spans: vec![Span::plain("two lamps")] },
    ]);
    let reply = desk.reply(first.conversation, text.clone()).await;

    outbox(&desk, &server.url()).deliver_due().await.unwrap();

    let raw = server.next().await.message;
    let (plain_at, html_at) = (raw.find("text/plain"), raw.find("text/html"));
    assert!(raw.contains("multipart/alternative") && plain_at.is_some() && plain_at < html_at, "{raw}");
    let sent = parse::parse(raw.as_bytes()).unwrap().body;
    assert_eq!(sent.text, "It leaves today — <sorry>\n- two lamps");
    let html = "<div>It leaves <b>today — &lt;sorry&gt;</b></div><ul><li>two lamps</li></ul>";
    assert!(sent.html.as_deref().is_some_and(|sent| sent.contains(html)), "{sent:?}");

    let page = desk.engine.store().thread(first.conversation, None, 10).await.unwrap();
    let written = page.entries.into_iter().find_map(|entry| match entry {
        ThreadEntry::Message(view) if view.message.id == reply => Some((view.text, view.formatted)),
        ThreadEntry::Message(_) | ThreadEntry::Happening { .. } => None,
    });
    assert_eq!(written, Some((text.to_text(), Some(text))));
}

/// A crash after the server took the mail and before that was recorded sends the same mail again, with
/// the same id, and records it once.
async fn a_crash_after_sending_records_once(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut server = SmtpServer::start(&[]).await;
    let first = desk.accept("plain").await;
    let reply = desk.reply(first.conversation, "Hello").await;
    // Another worker claimed the message, sent it and was gone before it could say so.
    let claimed = desk.engine.store().claim_outbox(T0, TimeDelta::minutes(10), 10).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let outbox = outbox(&desk, &server.url());
    assert_eq!(outbox.deliver_due().await.unwrap(), 0, "it is somebody else's");

    desk.at(minutes(11));
    assert_eq!(outbox.deliver_due().await.unwrap(), 1);

    let sent = parse::parse(server.next().await.message.as_bytes()).unwrap();
    assert_eq!(sent.head, desk.message(reply).await.0.mail.unwrap());
    assert_eq!(delivery(&desk, reply).await, Delivery::Sent);
    let late = RecordDelivery { message: reply, outcome: DeliveryOutcome::Sent };
    assert!(desk.order(Actor::System, late).await.is_err(), "it is recorded");
}
