//! The mail ledger, files, and the outbox.

use chrono::TimeDelta;
use sportello_domain::id::AttachmentId;
use sportello_domain::message::{Delivery, DeliveryOutcome, RecordDelivery, RetryDelivery};
use sportello_domain::order::Order;
use sportello_domain::protocol::MailFate;
use sportello_domain::testing::{
    T0, by_channel, by_product, by_user, channel_id, conversation_id, mail, message_id, minutes, reply,
    ticket_id,
};
use sportello_server::engine::Engine;
use sportello_server::store::StoreError;
use sportello_server::store::attachment::NewAttachment;
use sportello_server::store::mail_ledger::{NewMail, PutMail};

use crate::database::TestDatabase;

contract! {
    #[test]
    fn same_bytes_on_the_same_channel_are_the_same_mail;

    /// XCT-01
    #[test]
    fn mail_that_cannot_be_stored_takes_none_that_came_with_it_along;

    #[test]
    fn ledger_lists_every_mail_with_its_fate_in_pages;

    #[test]
    fn file_is_served_once_its_message_was_accepted;

    #[test]
    fn file_without_a_message_is_swept;

    /// REP-25
    #[test]
    fn outgoing_message_waits_in_the_outbox_until_its_delivery_is_over;

    #[test]
    fn due_message_is_claimed_by_one_worker_only;
}

fn new_mail(n: u8) -> NewMail {
    NewMail {
        id: message_id(n),
        channel: channel_id(1),
        digest: vec![n; 32],
        received_at: minutes(i64::from(n)),
        raw: vec![b'F', b'r', b'o', b'm', 0, n],
    }
}

/// Single statements that wait at the same time share a commit.
async fn mail_that_cannot_be_stored_takes_none_that_came_with_it_along(database: TestDatabase) {
    let engine = database.engine().await;
    let store = engine.store();
    // The id of the tenth is taken by another mail.
    let impostor = NewMail { digest: vec![99; 32], ..new_mail(10) };
    let mails = (1..=10).map(new_mail).chain([impostor]).chain((11..=20).map(new_mail));
    let stored = futures_util::future::join_all(mails.map(|mail| store.put_mail(mail))).await;
    assert_eq!(stored.iter().filter(|outcome| matches!(outcome, Ok(PutMail::New(_)))).count(), 20);
    let refused: Vec<_> = stored.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert!(matches!(refused.as_slice(), [StoreError::Conflict]), "{refused:?}");
    let page = store.mail_page(None, None, 50).await.unwrap();
    assert_eq!(page.mails.len(), 20, "what was answered is stored, and nothing else");
}

async fn same_bytes_on_the_same_channel_are_the_same_mail(database: TestDatabase) {
    let engine = database.engine().await;
    let store = engine.store();
    assert!(matches!(store.put_mail(new_mail(1)).await.unwrap(), PutMail::New(_)));
    let fate = MailFate::Held { code: "mail_without_sender".to_owned(), reason: "nobody".to_owned() };
    store.settle_mail(message_id(1), &fate).await.unwrap().unwrap();

    let again = NewMail { id: message_id(2), received_at: minutes(9), ..new_mail(1) };
    let PutMail::Known(known) = store.put_mail(again).await.unwrap() else { panic!("it is not new") };

    assert_eq!((known.id, known.received_at, known.fate), (message_id(1), minutes(1), fate));
    let elsewhere = NewMail { id: message_id(3), channel: channel_id(2), ..new_mail(1) };
    assert!(matches!(store.put_mail(elsewhere).await.unwrap(), PutMail::New(_)));
    assert_eq!(store.raw_mail(message_id(1)).await.unwrap().unwrap().raw, new_mail(1).raw);
}

async fn ledger_lists_every_mail_with_its_fate_in_pages(database: TestDatabase) {
    let engine = database.engine().await;
    let store = engine.store();
    for n in 1..=5 {
        store.put_mail(new_mail(n)).await.unwrap();
    }
    store.settle_mail(message_id(2), &MailFate::Duplicate { message: None }).await.unwrap().unwrap();
    assert_eq!(store.settle_mail(message_id(99), &MailFate::Waiting).await.unwrap(), None);

    let waiting: Vec<_> = store.waiting_mails(None, 3).await.unwrap();
    assert_eq!(waiting.iter().map(|mail| mail.id).collect::<Vec<_>>(), [1, 3, 4].map(message_id));
    let last = &waiting[2];
    let place = sportello_server::store::place::Place { at: last.received_at, id: last.id.uuid() };
    let rest = store.waiting_mails(Some(place), 3).await.unwrap();
    assert_eq!(rest.iter().map(|mail| mail.id).collect::<Vec<_>>(), [message_id(5)]);

    let first = store.mail_page(None, None, 3).await.unwrap();
    assert_eq!(first.counts, [("duplicate".to_owned(), 1), ("waiting".to_owned(), 4)].into());
    assert_eq!(first.mails.iter().map(|mail| mail.id).collect::<Vec<_>>(), [5, 4, 3].map(message_id));
    let second = store.mail_page(None, Some(first.next.unwrap().parse().unwrap()), 3).await.unwrap();
    assert_eq!(second.mails.iter().map(|mail| mail.id).collect::<Vec<_>>(), [2, 1].map(message_id));
    assert_eq!(second.next, None);
    let duplicates = store.mail_page(Some("duplicate"), None, 3).await.unwrap();
    assert_eq!(duplicates.mails.iter().map(|mail| mail.id).collect::<Vec<_>>(), [message_id(2)]);
}

fn file(engine: &Engine) -> NewAttachment {
    NewAttachment {
        id: engine.entropy().id(),
        stored_by: None,
        name: "Rechnung \0.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        inline: false,
        content_id: Some("part1@example.org".to_owned()),
        bytes: vec![0, 1, 2, 255],
    }
}

async fn file_is_served_once_its_message_was_accepted(database: TestDatabase) {
    let engine = database.engine().await;
    let store = engine.store();
    let file = file(&engine);
    store.put_attachments(vec![file.clone()], T0).await.unwrap();
    store.put_attachments(vec![file.clone()], T0).await.unwrap();
    assert_eq!(store.attachment(file.id).await.unwrap().unwrap().conversation, None);
    let mut mail = mail(1);
    mail.attachments = vec![file.id];
    engine.execute(by_channel(1, mail)).await.unwrap();

    let found = store.attachment(file.id).await.unwrap().unwrap();

    assert_eq!(found.bytes, file.bytes);
    assert_eq!(found.attachment.size, 4);
    assert_eq!(found.attachment.name, "Rechnung \u{fffd}.pdf");
    assert_eq!(found.conversation.unwrap().id, conversation_id(1));
    assert_eq!(found.ticket.unwrap().id, ticket_id(1));
    let of_message = store.attachments_of_message(message_id(1)).await.unwrap();
    assert_eq!(of_message[0].content_id, file.content_id);
    assert_eq!(store.attachment_bytes(message_id(1), &[file.id]).await.unwrap()[0].1, file.bytes);
    assert!(store.attachment_bytes(message_id(2), &[file.id]).await.unwrap().is_empty(), "another's file");
    let thread = store.thread(conversation_id(1), None, 10).await.unwrap();
    let sportello_domain::protocol::ThreadEntry::Message(view) = &thread.entries[0] else { panic!() };
    assert_eq!(view.attachments, [found.attachment]);
}

async fn file_without_a_message_is_swept(database: TestDatabase) {
    let engine = database.engine().await;
    let store = engine.store();
    let kept: AttachmentId = engine.entropy().id();
    store
        .put_attachments(vec![file(&engine), NewAttachment { id: kept, ..file(&engine) }], T0)
        .await
        .unwrap();
    let mut mail = mail(1);
    mail.attachments = vec![kept];
    engine.execute(by_channel(1, mail)).await.unwrap();

    assert_eq!(store.sweep_attachments(T0).await.unwrap(), 0, "they are not old enough");
    assert_eq!(store.sweep_attachments(minutes(1)).await.unwrap(), 1);
    assert!(store.attachment(kept).await.unwrap().is_some());
}

async fn give(engine: &Engine, order: Order) {
    engine.execute(Order { id: engine.entropy().id(), ..order }).await.unwrap();
}

async fn outgoing_message_waits_in_the_outbox_until_its_delivery_is_over(database: TestDatabase) {
    let engine = database.engine().await;
    let store = engine.store();
    give(&engine, by_channel(1, mail(1))).await;
    give(&engine, by_user(1, reply(2))).await;
    let claim = async |now| store.claim_outbox(now, TimeDelta::minutes(5), 10).await.unwrap();

    assert_eq!(claim(T0).await, [], "it is not due before it was written");
    assert_eq!(claim(minutes(1)).await[0].message, message_id(2));
    store.put_off(message_id(2), minutes(10), "connection refused").await.unwrap();
    assert_eq!(store.outbox_due_at().await.unwrap(), Some(minutes(10)));
    assert_eq!(claim(minutes(10)).await[0].attempts, 1);

    let record = |outcome| by_product(RecordDelivery { message: message_id(2), outcome });
    give(&engine, record(DeliveryOutcome::Failed { error: "550 no such user".to_owned() })).await;
    assert_eq!(store.outbox_due_at().await.unwrap(), None);
    let found = store.message(message_id(2)).await.unwrap().unwrap();
    assert_eq!(found.message.delivery, Delivery::Failed { error: "550 no such user".to_owned() });

    give(&engine, by_user(1, RetryDelivery { message: message_id(2) })).await;
    assert_eq!(claim(minutes(10)).await[0].attempts, 0);
    give(&engine, record(DeliveryOutcome::Sent)).await;
    assert_eq!(store.outbox_due_at().await.unwrap(), None);
}

async fn due_message_is_claimed_by_one_worker_only(database: TestDatabase) {
    let engine = database.engine().await;
    give(&engine, by_channel(1, mail(1))).await;
    for n in 2..=9 {
        give(&engine, by_user(1, reply(n))).await;
    }
    let claims = (0..4).map(|_| engine.store().claim_outbox(minutes(5), TimeDelta::minutes(5), 3));

    let claimed = futures_util::future::join_all(claims).await;

    let mut messages: Vec<_> =
        claimed.into_iter().flat_map(|claim| claim.unwrap()).map(|entry| entry.message).collect();
    messages.sort_unstable();
    assert_eq!(messages, (2..=9).map(message_id).collect::<Vec<_>>());
    // Where nobody says what became of them, they are due again when the lease is over.
    let again = engine.store().claim_outbox(minutes(10), TimeDelta::minutes(5), 20).await.unwrap();
    assert_eq!(again.len(), 8);
}
