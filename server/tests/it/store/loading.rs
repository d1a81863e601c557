//! What is loaded for an order is what its scope names, with what belongs to it.

use std::collections::BTreeSet;

use sportello_domain::channel::{SaveChannel, TicketAutomation};
use sportello_domain::conversation::AssociateConversation;
use sportello_domain::decide::Decide;
use sportello_domain::desk::Scope;
use sportello_domain::id::UserId;
use sportello_domain::order::{Command, Order};
use sportello_domain::testing::{
    by_channel, by_user, channel_id, chat, closed, contact_id, conversation_id, customer, incoming, mail,
    mail_answering, message_id, minutes, new, new_ticket, order_id, reply, ticket_id, user_id,
};
use sportello_domain::ticket::ChangeStatus;
use sportello_domain::unread::MarkRead;
use sportello_server::engine::Engine;

use crate::database::TestDatabase;

contract! {
    #[test]
    fn scope_is_loaded_with_what_belongs_to_it;

    #[test]
    fn a_mail_is_decided_with_all_threads_of_its_ticket;

    #[test]
    fn unknown_things_are_left_out;
}

/// A desk with two tickets, three threads and four messages.
async fn desk_with_threads(database: &TestDatabase) -> Engine {
    let engine = database.engine().await;
    let mut from_another = mail(2);
    from_another.from = customer(2);
    let given = [
        by_channel(1, mail(1)),
        by_channel(1, from_another),
        by_channel(1, mail_answering(3, &incoming(1, conversation_id(1)))),
        by_channel(1, chat(4, channel_id(1), Some(conversation_id(2)))),
        by_user(1, reply(5)),
        by_user(1, new_ticket(9)),
        by_user(2, MarkRead { ticket: ticket_id(1) }),
    ];
    for (n, order) in (1..).zip(given) {
        engine.execute(Order { id: order_id(n), at: minutes(i64::from(n)), ..order }).await.unwrap();
    }
    engine
}

async fn scope_is_loaded_with_what_belongs_to_it(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    let readers: BTreeSet<UserId> = [user_id(1)].into();
    let load = async |scope: &Scope| engine.store().load(scope, &readers).await.unwrap();

    let desk = load(&Command::from(ChangeStatus::new(ticket_id(1), closed())).scope()).await;
    assert_eq!(desk.tickets.keys().collect::<Vec<_>>(), [&ticket_id(1)]);
    assert_eq!(desk.conversations.keys().collect::<Vec<_>>(), [&conversation_id(1)]);
    assert_eq!(desk.contacts.keys().collect::<Vec<_>>(), [&contact_id(1)]);
    assert!(desk.messages.is_empty());
    assert_eq!(desk.read_by(ticket_id(1), user_id(1)), desk.tickets[&ticket_id(1)].position);
    assert_eq!(desk.read_by(ticket_id(1), user_id(2)), 0, "another reader's mark is not asked for");

    let mut answer = reply(6);
    answer.conversation = conversation_id(2);
    let desk = load(&Command::from(answer).scope()).await;
    assert_eq!(desk.messages.keys().collect::<Vec<_>>(), [&message_id(4)], "the newest of the thread");
    assert_eq!(desk.tickets.keys().collect::<Vec<_>>(), [&ticket_id(2)]);
    assert_eq!(desk.contacts.keys().collect::<Vec<_>>(), [&contact_id(1), &contact_id(2)]);

    let answer = mail_answering(7, &incoming(3, conversation_id(1)));
    let desk = load(&Command::from(answer).scope()).await;
    assert_eq!(desk.messages.keys().collect::<Vec<_>>(), [&message_id(3)], "the one it answers");
    assert_eq!(desk.contacts.keys().collect::<Vec<_>>(), [&contact_id(1)], "by the sender's address");

    let in_status = Scope { tickets_in_status: [new()].into(), ..Scope::default() };
    assert_eq!(load(&in_status).await.tickets.len(), 3);
    let counted = Scope { use_of_status: [new(), closed()].into(), ..Scope::default() };
    let facts = load(&counted).await.facts;
    assert_eq!(facts.tickets_in_status, [(new(), 3)].into());
}

/// Which thread is the first decides whether the status follows the mail.
async fn a_mail_is_decided_with_all_threads_of_its_ticket(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    let mut channel = engine.setup().channels[&channel_id(1)].clone();
    channel.tickets = TicketAutomation::Off;
    let mut from_another = mail(8);
    from_another.from = customer(2);
    let given = [
        by_user(9, SaveChannel { channel }),
        by_channel(1, from_another),
        by_user(1, AssociateConversation { conversation: conversation_id(8), ticket: ticket_id(1) }),
    ];
    for (n, order) in (20..).zip(given) {
        engine.execute(Order { id: order_id(n), at: minutes(i64::from(n)), ..order }).await.unwrap();
    }

    let answer = mail_answering(9, &incoming(8, conversation_id(8)));
    let desk = engine.store().load(&Command::from(answer).scope(), &BTreeSet::new()).await.unwrap();

    assert_eq!(desk.tickets.keys().collect::<Vec<_>>(), [&ticket_id(1)]);
    assert_eq!(desk.conversations.keys().collect::<Vec<_>>(), [&conversation_id(1), &conversation_id(8)]);
}

async fn unknown_things_are_left_out(database: TestDatabase) {
    let engine = desk_with_threads(&database).await;
    let scope = Scope {
        tickets: [ticket_id(99)].into(),
        conversations: [conversation_id(99)].into(),
        messages: [message_id(99)].into(),
        newest_message: [conversation_id(99)].into(),
        contacts: [contact_id(99)].into(),
        identifiers: [customer(99)].into(),
        ..Scope::default()
    };

    let desk = engine.store().load(&scope, &[user_id(1)].into()).await.unwrap();

    assert_eq!(desk, sportello_domain::desk::Desk::default());
}
