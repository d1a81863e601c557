//! Whatever fails, and when: an order happens whole or not at all.

use chrono::TimeDelta;
use sportello_domain::channel::{Channel, ChannelKind, SaveChannel};
use sportello_domain::conversation::AssociateConversation;
use sportello_domain::inbox::{
    Explanation, Inbox, Members, MoveChannel, MoveConversation, SaveInbox, TrashConversation,
};
use sportello_domain::merge::MergeTickets;
use sportello_domain::message::AddComment;
use sportello_domain::order::{Actor, Order};
use sportello_domain::pipeline::DeleteStatus;
use sportello_domain::spam::block::BlockSender;
use sportello_domain::spam::{MarkAsSpam, NotSpam};
use sportello_domain::split::SplitTicket;
use sportello_domain::testing::{
    by_channel, by_user, channel_id, chat, closed, contact_id, conversation_id, customer, inbox_id, incoming,
    mail, mail_answering, message_id, new, new_ticket, order_id, reply, ticket_id, user_id, waiting_on_us,
};
use sportello_domain::ticket::ChangeStatus;
use sportello_domain::trash::{DAYS_KEPT, DeleteTickets, PurgeTickets, RestoreTicket};
use sportello_server::engine::{Engine, Refused};
use sportello_server::store::StoreError;

use crate::database::TestDatabase;

contract! {
    /// XCT-01
    #[test]
    fn status_change_that_fails_anywhere_changes_nothing;

    /// XCT-01
    #[test]
    fn message_that_fails_anywhere_changes_nothing;

    /// XCT-01
    #[test]
    fn reply_that_fails_anywhere_changes_nothing;

    /// SPL-14, XCT-01
    #[test]
    fn split_that_fails_anywhere_changes_nothing;

    /// MRG-55, XCT-01
    #[test]
    fn merge_that_fails_anywhere_changes_nothing;

    /// SPM-04, XCT-01
    #[test]
    fn marking_as_spam_that_fails_anywhere_changes_nothing;

    /// SPM-12, XCT-01
    #[test]
    fn recovery_from_spam_that_fails_anywhere_changes_nothing;

    /// BLK-04, BLK-05, XCT-01
    #[test]
    fn block_that_fails_anywhere_changes_nothing;

    /// MOV-13, XCT-01
    #[test]
    fn move_that_fails_anywhere_changes_nothing;

    /// MCH-04, XCT-01
    #[test]
    fn moved_channel_that_fails_anywhere_changes_nothing;

    /// DEL-06, XCT-01
    #[test]
    fn trashing_that_fails_anywhere_changes_nothing;

    /// BLK-10, SPM-12, XCT-01
    #[test]
    fn contact_coming_back_that_fails_anywhere_changes_nothing;

    /// DEL-05, XCT-01
    #[test]
    fn deletion_that_fails_anywhere_changes_nothing;

    /// DEL-10, XCT-01
    #[test]
    fn restoring_that_fails_anywhere_changes_nothing;

    /// DEL-13, XCT-01
    #[test]
    fn purge_that_fails_anywhere_changes_nothing;

    /// XCT-01
    #[test]
    fn deleted_status_that_fails_anywhere_changes_nothing;
}

async fn status_change_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let close = ChangeStatus::new(ticket_id(1), closed());
    let engine = desk_with_threads(&database).await;
    fails_everywhere(&database, &engine, by_user(1, close)).await;
}

async fn message_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let mut from_somebody_new = mail(9);
    from_somebody_new.from = sportello_domain::testing::customer(9);
    let engine = desk_with_threads(&database).await;
    fails_everywhere(&database, &engine, by_channel(1, from_somebody_new)).await;
}

async fn reply_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let mut answer = reply(20);
    answer.then_status = Some(closed());
    let engine = desk_with_threads(&database).await;
    fails_everywhere(&database, &engine, by_user(1, answer)).await;
}

async fn split_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    let answer = mail_answering(9, &incoming(1, conversation_id(1)));
    engine.execute(Order { id: order_id(200), ..by_channel(1, answer) }).await.unwrap();
    let split = SplitTicket {
        conversation: conversation_id(1),
        messages: [message_id(9)].into(),
        new_conversation: conversation_id(9),
        new_ticket: new_ticket(9),
    };
    fails_everywhere(&database, &engine, by_user(1, split)).await;
}

async fn merge_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    let from_another = mail(9);
    engine.execute(Order { id: order_id(200), ..by_channel(1, from_another) }).await.unwrap();
    let mentioning = AddComment {
        mentions: [user_id(2)].into(),
        ..AddComment::new(message_id(10), conversation_id(9), "Look at this.")
    };
    engine.execute(Order { id: order_id(201), ..by_user(1, mentioning) }).await.unwrap();
    let merge = MergeTickets { primary: ticket_id(1), secondary: ticket_id(9), ticket: ticket_id(11) };
    fails_everywhere(&database, &engine, by_user(1, merge)).await;
}

async fn marking_as_spam_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    fails_everywhere(&database, &engine, by_user(9, all_is_spam())).await;
}

async fn recovery_from_spam_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    engine.execute(Order { id: order_id(200), ..by_user(9, all_is_spam()) }).await.unwrap();
    fails_everywhere(&database, &engine, by_user(9, recover())).await;
}

async fn block_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    fails_everywhere(&database, &engine, by_user(9, block())).await;
    assert_eq!(rows(&database, "deleted_contacts").await, 1);
    assert_eq!(rows(&database, "contact_identifiers").await, 0);
}

async fn contact_coming_back_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    engine.execute(Order { id: order_id(200), ..by_user(9, block()) }).await.unwrap();
    fails_everywhere(&database, &engine, by_user(9, recover())).await;
    assert_eq!(rows(&database, "deleted_contacts").await, 0);
    assert_eq!(rows(&database, "contact_identifiers").await, 1);
}

fn block() -> BlockSender {
    BlockSender { ticket: ticket_id(1), contact: contact_id(1) }
}

fn recover() -> NotSpam {
    NotSpam {
        conversation: conversation_id(1),
        sender: customer(1),
        new_contact: contact_id(30),
        new_ticket: ticket_id(30),
    }
}

async fn rows(database: &TestDatabase, table: &str) -> usize {
    database.connect().await.dump().await[table].len()
}

async fn move_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    give_inbox(&engine).await;
    let comment = Explanation { message: message_id(30), text: "About an invoice.".into() };
    let order = MoveConversation {
        owner: Some(user_id(2)),
        comment: Some(comment),
        status: Some(closed()),
        ..to_inbox(2)
    };
    fails_everywhere(&database, &engine, by_user(9, order)).await;
}

async fn moved_channel_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    give_inbox(&engine).await;
    let of_inbox = Channel {
        id: channel_id(2),
        kind: ChannelKind::Chat,
        inbox: Some(inbox_id(1)),
        ..engine.setup().channels[&channel_id(1)].clone()
    };
    let save = SaveChannel { channel: of_inbox };
    engine.execute(Order { id: order_id(201), ..by_user(9, save) }).await.unwrap();
    for n in [40, 41] {
        let message = Order { id: order_id(n), ..by_channel(2, chat(n, channel_id(2), None)) };
        engine.execute(message).await.unwrap();
    }
    fails_everywhere(&database, &engine, by_user(9, MoveChannel { channel: channel_id(2), history: true }))
        .await;
}

async fn trashing_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    give_inbox(&engine).await;
    engine.execute(Order { id: order_id(201), ..by_user(9, to_inbox(2)) }).await.unwrap();
    let with = [1, 3].map(conversation_id).into();
    let trash = TrashConversation { conversation: conversation_id(2), with };
    fails_everywhere(&database, &engine, by_user(9, trash)).await;
}

/// An inbox for everybody.
async fn give_inbox(engine: &Engine) {
    let inbox = Inbox { id: inbox_id(1), name: "Bookkeeping".to_owned(), members: Members::Everyone };
    engine.execute(Order { id: order_id(200), ..by_user(9, SaveInbox { inbox }) }).await.unwrap();
}

fn to_inbox(n: u8) -> MoveConversation {
    MoveConversation {
        conversation: conversation_id(n),
        to: Some(inbox_id(1)),
        owner: None,
        comment: None,
        status: None,
        properties: Vec::new(),
        new_ticket: ticket_id(30),
    }
}

fn all_is_spam() -> MarkAsSpam {
    MarkAsSpam { ticket: ticket_id(1), conversations: [1, 2, 3].map(conversation_id).into() }
}

async fn deletion_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    fails_everywhere(&database, &engine, by_user(9, delete())).await;
}

async fn restoring_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    engine.execute(Order { id: order_id(200), ..by_user(9, delete()) }).await.unwrap();
    fails_everywhere(&database, &engine, by_user(9, RestoreTicket { ticket: ticket_id(1) })).await;
}

async fn purge_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    let deletion = Order { id: order_id(200), ..by_user(9, delete()) };
    let at = deletion.at + TimeDelta::days(DAYS_KEPT + 1);
    engine.execute(deletion).await.unwrap();
    let purge = by_user(9, PurgeTickets { tickets: [ticket_id(1)].into() });
    fails_everywhere(&database, &engine, Order { at, actor: Actor::System, ..purge }).await;
}

fn delete() -> DeleteTickets {
    DeleteTickets { tickets: [ticket_id(1)].into(), typed: 1 }
}

async fn deleted_status_that_fails_anywhere_changes_nothing(database: TestDatabase) {
    let delete = DeleteStatus { status: new(), replacement: Some(waiting_on_us()) };
    let engine = desk_with_threads(&database).await;
    fails_everywhere(&database, &engine, by_user(9, delete)).await;
}

/// A desk with a ticket that has three threads.
async fn desk_with_threads(database: &TestDatabase) -> Engine {
    let engine = database.engine().await;
    let give = async |number: u8, order: Order| {
        let id = sportello_domain::testing::order_id(100 + number);
        engine.execute(Order { id, ..order }).await.unwrap();
    };
    let mut setup_channel = engine.setup().channels[&channel_id(1)].clone();
    give(0, by_channel(1, mail(1))).await;
    setup_channel.tickets = sportello_domain::channel::TicketAutomation::Off;
    give(1, by_user(9, sportello_domain::channel::SaveChannel { channel: setup_channel })).await;
    for n in [2, 3] {
        give(n, by_channel(1, chat(n, channel_id(1), None))).await;
        let associate = AssociateConversation { conversation: conversation_id(n), ticket: ticket_id(1) };
        give(10 + n, by_user(1, associate)).await;
    }
    let mut setup_channel = engine.setup().channels[&channel_id(1)].clone();
    setup_channel.tickets = sportello_domain::channel::TicketAutomation::CreateTicket;
    give(20, by_user(9, sportello_domain::channel::SaveChannel { channel: setup_channel })).await;
    engine
}

/// Lets every statement of an order fail in turn, and holds that nothing has changed each time. Then
/// the order is carried out.
async fn fails_everywhere(database: &TestDatabase, engine: &Engine, order: Order) {
    let mut listener = engine.changes();
    let mut past = database.connect().await;
    let before = past.dump().await;
    let setup = engine.setup();
    let mut failures = 0;
    loop {
        engine.store().statements().fail_at(failures + 1);
        let outcome = engine.execute(order.clone()).await;
        engine.store().statements().fail_at(0);
        match outcome {
            Err(Refused::Unavailable(error)) => {
                assert!(matches!(*error, StoreError::Injected), "{error}");
                assert_eq!(past.dump().await, before, "statement {} failed", failures + 1);
                assert_eq!(engine.setup(), setup);
                assert!(listener.try_recv().is_err(), "nothing happened, so nobody is told");
                failures += 1;
            }
            Err(refused) => panic!("{refused}"),
            Ok(accepted) => {
                assert!(!accepted.repeated);
                break;
            }
        }
    }
    assert!(failures > 5, "an order takes more than {failures} statements");
    assert_ne!(past.dump().await, before);
    assert_eq!(listener.recv().await.unwrap().order, order.id);
}
