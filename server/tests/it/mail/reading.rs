//! Reading mails: what real mail brings, and what nobody should send.

use std::panic::catch_unwind;

use proptest::prelude::*;
use sportello_domain::message::{Nature, RecipientRole};
use sportello_domain::testing::address;
use sportello_server::mail::parse::{IncomingMail, MailFault, parse};

use super::corpus;

fn read(name: &str) -> IncomingMail {
    parse(&corpus::raw(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn ids<'a>(ids: impl IntoIterator<Item = &'a sportello_domain::mail::MailId>) -> Vec<&'a str> {
    ids.into_iter().map(sportello_domain::mail::MailId::as_str).collect()
}

#[test]
fn a_plain_mail_is_read_whole() {
    let mail = read("plain");

    assert_eq!(mail.from, address("ada@customer.example"));
    assert_eq!(mail.from_name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(mail.recipients, [(RecipientRole::To, address("support@desk.example"))]);
    assert_eq!(mail.subject.as_deref(), Some("Refund not received"));
    assert_eq!(mail.body.text, "Hello,\n\nmy refund of 3 February has not arrived.\n\nAda");
    assert_eq!(mail.body.html, None);
    assert_eq!(mail.written_at.unwrap().to_rfc3339(), "2026-03-02T08:00:00+00:00");
    assert_eq!(mail.head.id.as_str(), "refund-1@customer.example");
    assert_eq!(mail.nature, Nature::Personal);
    assert!(mail.files.is_empty());
}

/// CNV-10
#[test]
fn an_answer_names_the_mails_before_it() {
    let mail = read("plain-answer-with-a-wrong-clock");
    assert_eq!(mail.head.in_reply_to, None);
    assert_eq!(ids(&mail.head.references), ["refund-1@customer.example", "refund-2@customer.example"]);

    let mail = read("plain-answer");
    assert_eq!(ids(&mail.head.in_reply_to), ["refund-1@customer.example"]);
}

#[test]
fn charsets_and_encoded_words_are_decoded() {
    let mail = read("encoded-headers");
    assert_eq!(mail.from_name.as_deref(), Some("João Simões"));
    assert_eq!(mail.subject.as_deref(), Some("Factura não recebida ✉"));
    assert_eq!(
        mail.body.text,
        "Não recebi a factura de Março. Já enviei três mensagens, e ninguém respondeu."
    );

    let mail = read("japanese");
    assert_eq!(mail.from_name.as_deref(), Some("山田"));
    assert_eq!(mail.subject.as_deref(), Some("ご質問"));
    assert_eq!(mail.body.text, "ご質問があります。");

    let mail = read("eight-bit-headers");
    assert_eq!(mail.from_name.as_deref(), Some("André Dupré"));
    assert_eq!(mail.subject.as_deref(), Some("Problème de facture"));
    assert_eq!(mail.body.text, "Bonjour, j'ai un problème.");
}

#[test]
fn lines_broken_for_the_journey_are_put_together() {
    assert_eq!(
        read("flowed").body.text,
        "This is a paragraph that the mail program broke into lines for the journey.\n\n\
         > And this is what you wrote, which was broken too.\n-- \nAda"
    );
}

#[test]
fn html_alone_gives_text_too_and_stays_as_it_came() {
    let mail = read("html-only");

    assert_eq!(mail.body.text, "Please stop the newsletter.\n\nCafé & more");
    let html = mail.body.html.unwrap();
    assert!(html.contains("<script>alert(1)</script>"), "{html}");
}

#[test]
fn pictures_inside_the_text_are_files_that_know_it() {
    let mail = read("alternative-with-picture");

    assert_eq!(mail.body.text, "See the screenshot.");
    assert!(mail.body.html.unwrap().contains("cid:shot@customer.example"));
    let [picture] = &mail.files[..] else { panic!("{:?}", mail.files) };
    assert_eq!((picture.name.as_str(), picture.media_type.as_str()), ("shot.png", "image/png"));
    assert_eq!(picture.content_id.as_deref(), Some("shot@customer.example"));
    assert!(picture.inline);
    assert!(picture.bytes.starts_with(b"\x89PNG"));
}

#[test]
fn files_are_kept_as_they_came_under_safe_names() {
    let files = read("attachments").files;

    let shown: Vec<(&str, &str, usize)> =
        files.iter().map(|file| (file.name.as_str(), file.media_type.as_str(), file.bytes.len())).collect();
    assert_eq!(
        shown,
        [
            ("Rechnung März.pdf", "application/pdf", 9),
            ("passwd", "application/octet-stream", 4),
            ("prices.csv", "text/csv; charset=iso-8859-1", 18),
            ("empty.bin", "application/octet-stream", 0),
            ("winmail.dat", "application/ms-tnef", 6),
        ]
    );
    assert_eq!(files[2].bytes, b"name;price\r\ncaf\xe9;2");
    assert!(files.iter().all(|file| !file.inline));
}

#[test]
fn forwarded_mails_and_invitations_are_files() {
    let mail = read("forwarded");
    assert_eq!(mail.body.text, "This is what I got from you.");
    let [forwarded] = &mail.files[..] else { panic!("{:?}", mail.files) };
    assert_eq!(
        (forwarded.name.as_str(), forwarded.media_type.as_str()),
        ("Your order 77.eml", "message/rfc822")
    );
    let inner = parse(&forwarded.bytes).unwrap();
    assert_eq!(inner.head.id.as_str(), "order-77@shop.example");
    assert_eq!(inner.body.text, "Thank you for your order.");

    let mail = read("invitation");
    assert_eq!(mail.body.text, "Can we meet on Monday?");
    let [invitation] = &mail.files[..] else { panic!("{:?}", mail.files) };
    assert_eq!(invitation.name, "invitation.ics");
    assert!(invitation.bytes.starts_with(b"BEGIN:VCALENDAR"));
}

#[test]
fn groups_are_opened_and_nobody_stands_twice() {
    use RecipientRole::{Cc, To};

    assert_eq!(
        read("group-addresses").recipients,
        [
            (To, address("support@desk.example")),
            (To, address("carol@customer.example")),
            (To, address("dave@customer.example")),
            (Cc, address("bob2@customer.example")),
        ]
    );
}

#[test]
fn a_mail_without_id_and_date_gets_the_same_id_each_time() {
    let mail = read("no-message-id-no-date");

    assert_eq!(mail.written_at, None);
    assert_eq!(mail.head.id, read("no-message-id-no-date").head.id);
    assert!(mail.head.id.as_str().ends_with("@no-message-id.invalid"));
}

/// EML-22
#[test]
fn what_machines_wrote_is_seen() {
    assert_eq!(read("out-of-office").nature, Nature::Automatic);
    assert_eq!(read("delivery-notice").nature, Nature::Automatic);
    assert_eq!(read("plain").nature, Nature::Personal);
}

#[test]
fn what_cannot_be_stored_is_not_there() {
    let mail = read("nul-bytes");

    assert_eq!(mail.body.text, "one\u{FFFD}two");
    assert_eq!(mail.subject.as_deref(), Some("A B"));
    assert!(!format!("{mail:?}").contains("\\0"), "{mail:?}");
}

#[test]
fn a_mail_cut_off_on_the_way_keeps_what_came() {
    assert_eq!(read("unclosed-multipart").body.text, "The connection broke he");
}

#[test]
fn what_is_no_mail_says_why() {
    assert_eq!(parse(b""), Err(MailFault::Unreadable));
    assert_eq!(parse(&corpus::raw("no-headers")), Err(MailFault::Unreadable));
    assert_eq!(parse(&corpus::raw("without-sender")), Err(MailFault::WithoutSender));
    assert_eq!(MailFault::Unreadable.code(), "mail_unreadable");
    assert_eq!(MailFault::WithoutSender.code(), "mail_without_sender");
}

/// Nesting that would take a reader minutes is read in a moment.
#[test]
fn deep_html_is_read_as_text() {
    let deep = format!("From: a@b.example\nContent-Type: text/html\n\n{}words", "<div>".repeat(200_000));

    assert_eq!(parse(deep.as_bytes()).unwrap().body.text.trim(), "words");
}

/// Mails in mails in mails, plain or encoded, neither fill the stack nor are changed.
#[test]
fn mails_may_be_nested_as_deeply_as_they_like() {
    let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
    let mail = parse(format!("From: a@b.example\n{nested}words").as_bytes()).unwrap();
    let [inner] = &mail.files[..] else { panic!("{}", mail.files.len()) };
    assert!(inner.bytes.starts_with(b"Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n"));
    assert_eq!((inner.media_type.as_str(), inner.name.as_str()), ("message/rfc822", "message.eml"));

    let encoded = data_encoding::BASE64.encode(format!("{nested}words").as_bytes());
    let mail = format!(
        "From: a@b.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{encoded}\n"
    );
    assert_eq!(parse(mail.as_bytes()).unwrap().files[0].bytes.len(), nested.len() + "words".len());

    let digest = "Content-Type: multipart/digest; boundary=b\n\n--b\n\n".repeat(20_000);
    assert!(parse(format!("From: a@b.example\n{digest}words").as_bytes()).is_ok());
}

/// A mail of very many parts is read in a moment, too.
#[test]
fn a_mail_may_have_very_many_parts() {
    let parts = "--b\n\nword\n".repeat(50_000);
    let mail = format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n");

    assert_eq!(
        parse(mail.as_bytes()).unwrap().body.text.lines().filter(|line| *line == "word").count(),
        50_000
    );
}

/// What may be read is without NUL and within bounds, whatever came.
fn check_storable(raw: &[u8]) {
    let Ok(mail) = catch_unwind(|| parse(raw)) else {
        panic!("reading fails on {:?}", raw.escape_ascii().to_string())
    };
    let Ok(mail) = mail else { return };
    let texts =
        [Some(&mail.body.text), mail.body.html.as_ref(), mail.subject.as_ref(), mail.from_name.as_ref()];
    assert!(texts.into_iter().flatten().all(|text| !text.contains('\0')));
    assert!(mail.files.iter().all(|file| !file.name.is_empty() && !file.name.contains(['\0', '/', '\\'])));
    assert!(mail.files.iter().all(|file| !file.media_type.contains(['\0', '\r', '\n'])));
    assert!(mail.head.references.len() <= sportello_domain::mail::MailHead::MAX_REFERENCES);
}

/// One of the project's mails, with some bytes changed, cut out or put in.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..8), 0_usize..8);
    (prop::sample::select(corpus::all()), prop::collection::vec(change, 0..12)).prop_map(
        |(mut raw, changes)| {
            for (place, bytes, cut) in changes {
                let start = place.index(raw.len() + 1);
                let end = (start + cut).min(raw.len());
                raw.splice(start..end, bytes);
            }
            raw
        },
    )
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        check_storable(&raw);
    }

    #[test]
    fn no_mail_breaks_the_reader(raw in mutated()) {
        check_storable(&raw);
    }
}
