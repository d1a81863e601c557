//! Many orders at once: each happens as if it were alone.

use futures_util::future::{join, join_all, join3};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sportello_domain::conversation::{AssociateConversation, CloseConversation, ReopenConversation};
use sportello_domain::conversation::{Conversation, Place};
use sportello_domain::decide::{Decide, decide};
use sportello_domain::desk::{Desk, Facts, Scope};
use sportello_domain::event::Fact;
use sportello_domain::filter::Filter;
use sportello_domain::id::{ContactId, ConversationId};
use sportello_domain::inbox::{Inbox, Members, MoveConversation, SaveInbox};
use sportello_domain::merge::MergeTickets;
use sportello_domain::message::{
    AddComment, DeliveryOutcome, Message, ReceiveMessage, RecordDelivery, SendReply,
};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::pipeline::DeleteStatus;
use sportello_domain::property::BuiltIn;
use sportello_domain::rejection::{Rejection, RejectionKind};
use sportello_domain::spam::block::{BlockSender, UnblockSender};
use sportello_domain::spam::{MarkAsSpam, NotSpam};
use sportello_domain::split::{SplitTicket, may_move};
use sportello_domain::testing::{
    address, channel_id, chat, closed, contact_id, conversation_id, customer, first_message, inbox_id,
    incoming, mail, mail_answering, message_id, minutes, new, new_ticket, order_id, reply, setup, ticket_id,
    user_id, waiting_on_contact, waiting_on_us,
};
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus, SetProperty};
use sportello_domain::trash::DeleteTickets;
use sportello_domain::unread::{MarkRead, MarkUnread};
use sportello_server::engine::{Accepted, Engine, Refused};
use sportello_server::store::counts::Counting;

use crate::database::TestDatabase;

contract! {
    /// XCT-02
    #[test]
    fn orders_given_at_once_happen_one_after_the_other;

    #[test]
    fn orders_on_one_ticket_at_once_lose_nothing;

    /// XCT-02
    #[test]
    fn of_two_who_split_the_same_message_off_one_does_and_the_other_is_told;

    /// MRG-51, MRG-55, XCT-02
    #[test]
    fn of_two_who_merge_the_same_tickets_one_does_and_the_other_is_told;

    /// MRG-55, XCT-02
    #[test]
    fn change_and_merge_at_once_are_both_there_or_the_change_is_told;

    /// PRP-20, XCT-02
    #[test]
    fn any_two_great_operations_at_once_happen_one_after_the_other;

    /// BLK-13, XCT-02
    #[test]
    fn contact_who_is_written_to_at_once_is_not_deleted;

    #[test]
    fn answer_that_comes_after_the_mail_that_it_answers_joins_it_however_close;
}

/// How many random sequences of orders are tried.
const SEQUENCES: usize = 6;

/// How many orders are given at once.
const ORDERS: usize = 60;

async fn orders_given_at_once_happen_one_after_the_other(database: TestDatabase) {
    let engine = database.engine().await;
    let mut runner = TestRunner::deterministic();
    let mut number = 0;
    let mut history = Vec::new();
    for _ in 0..SEQUENCES {
        let wanted = prop::collection::vec(any_order(), ORDERS).new_tree(&mut runner).unwrap().current();
        let orders: Vec<Order> = wanted
            .into_iter()
            .map(|(actor, command)| {
                number += 1;
                Order { id: engine.entropy().id(), actor, at: minutes(number), command }
            })
            .collect();
        let outcomes = join_all(orders.iter().map(|order| engine.execute(order.clone()))).await;
        for (order, outcome) in orders.into_iter().zip(outcomes) {
            if let Ok(accepted) = outcome {
                history.push((order, accepted.change));
            }
        }
    }
    assert!(history.len() > SEQUENCES * ORDERS / 4, "most orders make sense: {}", history.len());

    // Decided again one by one, in the order of their numbers, each has the events that it had.
    history.sort_by_key(|(_, change)| (change.first_sequence, change.sequence));
    let (mut setup, mut desk) = (setup(), Desk::default());
    for (order, change) in history.iter().filter(|(_, change)| !change.events.is_empty()) {
        let created = change.events.iter().find_map(|event| {
            if let Fact::TicketCreated { ticket } = &event.fact { Some(ticket.number) } else { None }
        });
        desk.facts = facts(&desk, &order.command.scope());
        desk.facts.ticket_number = created;
        let decided = decide(&setup, desk.clone(), order).unwrap();
        assert_eq!(decided.events, change.events, "{order:?}");
        for event in &decided.events {
            if let Fact::Setup(fact) = &event.fact {
                setup.apply(fact);
            }
        }
        desk = decided.desk;
    }
    assert_eq!(*engine.setup(), setup);
    desk.facts = Facts::default();
    assert_eq!(stored(&engine).await, desk);
    check_counts(&engine, &desk).await;
}

async fn orders_on_one_ticket_at_once_lose_nothing(database: TestDatabase) {
    let engine = database.engine().await;
    let other_node = database.engine().await;
    let create = Order { id: order_id(1), ..sportello_domain::testing::order(new_ticket(1)) };
    engine.execute(create).await.unwrap();
    let orders = (0..40).map(|n| {
        let value = format!("category {n}");
        let set = SetProperty { ticket: ticket_id(1), property: BuiltIn::Category.into(), value };
        let node = if n % 2 == 0 { &engine } else { &other_node };
        let actor = Actor::User { user: user_id(1) };
        node.execute(Order { id: engine.entropy().id(), actor, at: minutes(n), command: set.into() })
    });

    for outcome in join_all(orders).await {
        outcome.unwrap();
    }

    let history = engine.store().history(&[ticket_id(1)].into()).await.unwrap();
    assert_eq!(history.len(), 40);
    for (earlier, later) in history.iter().zip(history.iter().skip(1)) {
        assert_eq!(later.old, earlier.new, "each change begins where the one before ended");
    }
}

async fn of_two_who_split_the_same_message_off_one_does_and_the_other_is_told(database: TestDatabase) {
    let nodes = [database.engine().await, database.engine().await];
    for n in 1..10_u8 {
        let channel = Actor::Channel { channel: channel_id(1) };
        let answer = mail_answering(n + 10, &incoming(n, conversation_id(n)));
        for command in [mail(n), answer] {
            let (id, actor) = (nodes[0].entropy().id(), channel.clone());
            let order = Order { id, actor, at: minutes(1), command: command.into() };
            nodes[0].execute(order).await.unwrap();
        }
        let outcomes = join_all([(0, 1_u8), (1, 2)].map(|(node, user)| {
            let fresh = 20 + 2 * n + user;
            let split = SplitTicket {
                conversation: conversation_id(n),
                messages: [message_id(n + 10)].into(),
                new_conversation: conversation_id(fresh),
                new_ticket: new_ticket(fresh),
            };
            let (id, actor) = (nodes[0].entropy().id(), Actor::User { user: user_id(user) });
            let node: &Engine = &nodes[node];
            async move { node.execute(Order { id, actor, at: minutes(2), command: split.into() }).await }
        }))
        .await;
        let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(done.len(), 1, "{refused:?}");
        let Some(Err(Refused::Rejected(rejection))) = refused.into_iter().next() else {
            panic!("split twice")
        };
        assert_eq!(rejection, Rejection::MessageCannotMove { message: message_id(n + 10) });
        assert_eq!(rejection.kind(), RejectionKind::Conflict);
    }
}

/// Two tickets of the n-th round, and orders on them given at once on two nodes.
async fn at_once_on_two_tickets(
    nodes: &[Engine; 2],
    n: u8,
    orders: [(Actor, Command); 2],
) -> [Result<Accepted, Refused>; 2] {
    for k in [n, n + 100] {
        let (id, actor) = (nodes[0].entropy().id(), Actor::Channel { channel: channel_id(1) });
        let order = Order { id, actor, at: minutes(1), command: mail(k).into() };
        nodes[0].execute(order).await.unwrap();
    }
    together(nodes, orders).await
}

/// Two orders given at once on two nodes.
async fn together(nodes: &[Engine; 2], orders: [(Actor, Command); 2]) -> [Result<Accepted, Refused>; 2] {
    let [one, other] =
        orders.map(|(actor, command)| Order { id: nodes[0].entropy().id(), actor, at: minutes(2), command });
    join(nodes[0].execute(one), nodes[1].execute(other)).await.into()
}

fn merge(n: u8, primary: u8, secondary: u8) -> Command {
    let [primary, secondary] = [primary, secondary].map(ticket_id);
    MergeTickets { primary, secondary, ticket: ticket_id(n) }.into()
}

async fn of_two_who_merge_the_same_tickets_one_does_and_the_other_is_told(database: TestDatabase) {
    let nodes = [database.engine().await, database.engine().await];
    for n in 1..10_u8 {
        let orders = [(1, merge(n + 200, n, n + 100)), (2, merge(n + 220, n + 100, n))];
        let orders = orders.map(|(user, merge)| (Actor::User { user: user_id(user) }, merge));
        let outcomes = at_once_on_two_tickets(&nodes, n, orders).await;
        let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        let [Ok(done)] = done.as_slice() else { panic!("{refused:?}") };
        let Some(Err(Refused::Rejected(Rejection::TicketMerged { into, .. }))) = refused.into_iter().next()
        else {
            panic!("merged twice")
        };
        let merged = done.change.after.iter().find(|ticket| ticket.is_at_work()).unwrap();
        assert_eq!(
            (into.ticket, into.number),
            (merged.id, merged.number),
            "the other is told where they are"
        );
    }
}

async fn change_and_merge_at_once_are_both_there_or_the_change_is_told(database: TestDatabase) {
    let nodes = [database.engine().await, database.engine().await];
    for n in 1..10_u8 {
        let category = |ticket| SetProperty {
            ticket: ticket_id(ticket),
            property: BuiltIn::Category.into(),
            value: "Shop".to_owned(),
        };
        let user = |n| Actor::User { user: user_id(n) };
        let orders = [(user(1), merge(n + 200, n, n + 100)), (user(2), category(n + 100).into())];
        let [merged, changed] = at_once_on_two_tickets(&nodes, n, orders).await;
        let merged = merged.unwrap().change;
        let merged = merged.after.iter().find(|ticket| ticket.is_at_work()).unwrap();
        match changed {
            Ok(_) => {
                assert_eq!(merged.category.as_deref(), Some("Shop"), "the merge has what came before it");
            }
            Err(Refused::Rejected(rejection)) => {
                assert_eq!(merged.category, None);
                assert!(matches!(rejection, Rejection::TicketMerged { .. }), "{rejection}");
                assert_eq!(rejection.kind(), RejectionKind::Conflict);
            }
            Err(refused) => panic!("{refused}"),
        }
    }
}

/// Split, merge, delete, mark as spam, block, move to an inbox: both of two orders, or one of them while the other is told what stands in its way; and the log gives what is stored.
async fn any_two_great_operations_at_once_happen_one_after_the_other(database: TestDatabase) {
    let nodes = [database.engine().await, database.engine().await];
    let operation = |kind: usize, n: u8, fresh: u8| -> Command {
        match kind {
            0 => SplitTicket {
                conversation: conversation_id(n),
                messages: [message_id(n + 50)].into(),
                new_conversation: conversation_id(fresh),
                new_ticket: new_ticket(fresh),
            }
            .into(),
            1 => merge(fresh, n, n + 100),
            2 => DeleteTickets { tickets: [ticket_id(n)].into(), typed: 1 }.into(),
            3 => MarkAsSpam { ticket: ticket_id(n), conversations: [conversation_id(n)].into() }.into(),
            4 => BlockSender { ticket: ticket_id(n), contact: contact_id(1) }.into(),
            _ => MoveConversation {
                conversation: conversation_id(n),
                to: Some(inbox_id(1)),
                owner: Some(user_id(9)),
                comment: None,
                status: Some(closed()),
                properties: Vec::new(),
                new_ticket: ticket_id(fresh),
            }
            .into(),
        }
    };
    let admin = || Actor::User { user: user_id(9) };
    let inbox = Inbox { id: inbox_id(1), name: "Bookkeeping".to_owned(), members: Members::Everyone };
    let order = Order {
        id: nodes[0].entropy().id(),
        actor: admin(),
        at: minutes(1),
        command: SaveInbox { inbox }.into(),
    };
    nodes[0].execute(order).await.unwrap();
    for n in 1..37_u8 {
        let kinds = [usize::from(n % 6), usize::from(n / 6 % 6)];
        // A block of the round before is lifted, or the mails of this one would be spam.
        let lift = UnblockSender { addresses: [address("customer1@example.org")].into() };
        let lift =
            Order { id: nodes[0].entropy().id(), actor: admin(), at: minutes(1), command: lift.into() };
        nodes[0].execute(lift).await.unwrap();
        let answer = mail_answering(n + 50, &incoming(n, conversation_id(n)));
        let orders = [(0, 150 + 2 * n), (1, 151 + 2 * n)];
        let orders = orders.map(|(of, fresh)| (admin(), operation(kinds[of], n, fresh)));
        for command in [mail(n), mail(n + 100), answer] {
            let (id, actor) = (nodes[0].entropy().id(), Actor::Channel { channel: channel_id(1) });
            nodes[0].execute(Order { id, actor, at: minutes(1), command: command.into() }).await.unwrap();
        }
        let outcomes = together(&nodes, orders).await;
        let refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert!(refused.clone().count() < 2, "{kinds:?}: {outcomes:?}");
        for refused in refused {
            let Refused::Rejected(rejection) = refused else { panic!("{refused}") };
            assert_eq!(rejection.kind(), RejectionKind::Conflict, "{kinds:?}: {rejection}");
        }
    }
    let mut replayed = Desk::default();
    for recorded in nodes[0].store().events_after(0, 10_000).await.unwrap() {
        replayed.apply(&recorded.event);
    }
    let stored = stored(&nodes[0]).await;
    assert_eq!(stored.tickets, replayed.tickets);
    assert_eq!(stored.conversations, replayed.conversations);
    assert_eq!(stored.contacts, replayed.contacts);
    assert_eq!(stored.deleted_contacts, replayed.deleted_contacts);
    for message in replayed.messages.values() {
        let holding = stored.conversations[&message.conversation].ticket().unwrap();
        assert!(stored.tickets[&holding].merged_into.is_none(), "no message is left behind");
    }
}

/// Whoever blocks, and whoever writes to the same contact first: whichever comes first, nobody is deleted who has something
/// outside of Spam.
async fn contact_who_is_written_to_at_once_is_not_deleted(database: TestDatabase) {
    let nodes = [database.engine().await, database.engine().await];
    let admin = || Actor::User { user: user_id(9) };
    let give = async |actor: Actor, command: Command| {
        let order = Order { id: nodes[0].entropy().id(), actor, at: minutes(1), command };
        nodes[0].execute(order).await.unwrap();
    };
    for n in 2..22_u8 {
        let channel = Actor::Channel { channel: channel_id(1) };
        give(channel, ReceiveMessage { from: customer(n), ..mail(n) }.into()).await;
        let block = BlockSender { ticket: ticket_id(n), contact: contact_id(n) };
        // The address is blocked already, so that the configuration does not change any more.
        give(admin(), block.clone().into()).await;
        let (new_contact, new_ticket) = (contact_id(0), ticket_id(0));
        let recover =
            NotSpam { conversation: conversation_id(n), sender: customer(n), new_contact, new_ticket };
        give(admin(), recover.into()).await;
        let orders = [(admin(), block.into()), (admin(), first_message(n + 100, n).into())];
        let [blocked, written] = together(&nodes, orders).await;
        blocked.unwrap();
        let stored = stored(&nodes[0]).await;
        let is_deleted = stored.deleted_contacts.contains_key(&contact_id(n));
        assert_ne!(is_deleted, stored.contacts.contains_key(&contact_id(n)));
        assert_eq!(is_deleted, outside_spam(&stored, contact_id(n)) == 0, "contact {n}: {written:?}");
        if let Err(refused) = written {
            let Refused::Rejected(rejection) = refused else { panic!("{refused}") };
            assert_eq!(rejection, Rejection::ContactNotFound { contact: contact_id(n) });
            assert!(is_deleted);
        }
    }
}

async fn answer_that_comes_after_the_mail_that_it_answers_joins_it_however_close(database: TestDatabase) {
    let engine = database.engine().await;
    let other_node = database.engine().await;
    let channel = Actor::Channel { channel: channel_id(1) };
    let give = async |node: &Engine, actor: &Actor, command: Command, n: u8| {
        let order =
            Order { id: engine.entropy().id(), actor: actor.clone(), at: minutes(i64::from(n)), command };
        node.execute(order).await.unwrap().change
    };
    give(&engine, &channel, mail(1).into(), 1).await; // Who writes is known.
    for n in 2..80 {
        let answer = mail_answering(n + 80, &incoming(n, conversation_id(n)));
        let agents = SendReply { conversation: conversation_id(1), ..reply(n + 160) };
        let (asked, _, answered) = join3(
            give(&engine, &channel, ReceiveMessage { from: customer(1), ..mail(n) }.into(), n),
            // With the answer in one group where it can be: it asks for the newest message of its thread, which is
            // looked up twice.
            give(&other_node, &Actor::User { user: user_id(1) }, agents.into(), n),
            give(&other_node, &channel, answer.into(), n),
        )
        .await;
        if asked.sequence < answered.first_sequence {
            let conversation = answered.events.iter().find_map(|event| {
                if let Fact::MessageAdded { message } = &event.fact {
                    Some(message.conversation)
                } else {
                    None
                }
            });
            assert_eq!(conversation, Some(conversation_id(n)), "mail {n}");
        }
    }
}

/// The answers that a store gives beside the records.
fn facts(desk: &Desk, scope: &Scope) -> Facts {
    let in_status = |status| {
        desk.tickets.values().filter(|ticket| ticket.is_at_work() && ticket.status == status).count() as u64
    };
    Facts {
        tickets_in_status: scope.use_of_status.iter().map(|status| (*status, in_status(*status))).collect(),
        messages_in: scope
            .count_of_messages
            .iter()
            .filter_map(|of| Some((*of, messages_in(desk, *of)?)))
            .collect(),
        outside_spam: scope.count_outside_spam.iter().map(|of| (*of, outside_spam(desk, *of))).collect(),
        ..Facts::default()
    }
}

/// How many messages to and from the customer a conversation has, if any.
fn messages_in(desk: &Desk, conversation: ConversationId) -> Option<u64> {
    let of = |message: &&Message| message.conversation == conversation && may_move(message.kind);
    Some(desk.messages.values().filter(of).count() as u64).filter(|count| *count != 0)
}

/// How many conversations of a contact are not in Spam.
fn outside_spam(desk: &Desk, contact: ContactId) -> u64 {
    let of = |it: &&Conversation| it.contacts.contains(&contact) && it.place != Place::Spam;
    desk.conversations.values().filter(of).count() as u64
}

/// Everything that is stored of the records that these tests make.
async fn stored(engine: &Engine) -> Desk {
    let scope = Scope {
        tickets: (0..=255).map(ticket_id).collect(),
        conversations: (0..=255).map(conversation_id).collect(),
        messages: (0..=255).map(message_id).collect(),
        contacts: (0..=255).map(contact_id).collect(),
        ..Scope::default()
    };
    let readers = engine.setup().users.keys().copied().collect();
    engine.store().load(&scope, &readers).await.unwrap()
}

/// The counts that are kept are those of the stored tickets.
async fn check_counts(engine: &Engine, desk: &Desk) {
    let setup = engine.setup();
    let statuses = [new(), waiting_on_contact(), waiting_on_us(), closed()];
    let filters: Vec<Filter> = statuses
        .into_iter()
        .map(|status| Filter::Status { any_of: [status].into() })
        .chain([Filter::Unassigned, Filter::Owner { any_of: [user_id(1)].into() }, Filter::everything()])
        .collect();
    let counts = engine.store().ticket_counts(&filters, Counting::Whole).await.unwrap();
    let expected: Vec<u64> = filters
        .iter()
        .map(|filter| desk.tickets.values().filter(|ticket| filter.matches(&setup, ticket)).count() as u64)
        .collect();
    assert_eq!(counts, expected);
}

/// An order on one of a few tickets, and who gives it. Most make sense.
fn any_order() -> impl Strategy<Value = (Actor, Command)> {
    // Tickets 1 to 4 are made by hand, 5 to 8 by mails, which bring the conversations of that number.
    let (by_hand, by_mail, any) = (1..5_u8, 5..9_u8, 1..9_u8);
    let by_user = prop_oneof![Just(1_u8), Just(2), Just(9)].prop_map(|n| Actor::User { user: user_id(n) });
    let by_channel = Just(Actor::Channel { channel: channel_id(1) });
    let status = prop::sample::select(vec![new(), waiting_on_contact(), waiting_on_us(), closed()]);
    let user_command = prop_oneof![
        2 => by_hand.prop_map(|n| Command::from(new_ticket(n))),
        6 => (any.clone(), status).prop_map(|(n, status)| ChangeStatus::new(ticket_id(n), status).into()),
        3 => (any.clone(), 1..3_u8).prop_map(|(n, user)| {
            AssignTicket { ticket: ticket_id(n), to: Assignee::User { user: user_id(user) } }.into()
        }),
        2 => any.clone().prop_map(|n| MarkRead { ticket: ticket_id(n) }.into()),
        1 => any.clone().prop_map(|n| MarkUnread { ticket: ticket_id(n) }.into()),
        3 => (by_mail.clone(), 60..120_u8).prop_map(|(n, message)| {
            let mut reply = reply(message);
            reply.conversation = conversation_id(n);
            reply.into()
        }),
        2 => (by_mail.clone(), 120..150_u8).prop_map(|(n, message)| {
            let comment = AddComment::new(message_id(message), conversation_id(n), "Look at this.");
            AddComment { mentions: [user_id(2)].into(), ..comment }.into()
        }),
        2 => by_mail.clone().prop_map(|n| CloseConversation { conversation: conversation_id(n) }.into()),
        2 => by_mail.clone().prop_map(|n| ReopenConversation { conversation: conversation_id(n) }.into()),
        1 => (by_mail.clone(), any.clone()).prop_map(|(n, ticket)| AssociateConversation {
            conversation: conversation_id(n),
            ticket: ticket_id(ticket),
        }.into()),
        2 => (by_mail.clone(), 10..50_u8, 150..250_u8).prop_map(|(n, message, fresh)| SplitTicket {
            conversation: conversation_id(n),
            messages: [message_id(message)].into(),
            new_conversation: conversation_id(fresh),
            new_ticket: new_ticket(fresh),
        }.into()),
        2 => (any.clone(), any.clone(), 150..250_u8).prop_map(|(primary, secondary, fresh)| MergeTickets {
            primary: ticket_id(primary),
            secondary: ticket_id(secondary),
            ticket: ticket_id(fresh),
        }.into()),
        1 => Just(DeleteStatus { status: waiting_on_us(), replacement: Some(new()) }.into()),
        1 => Just(DeleteStatus { status: waiting_on_contact(), replacement: None }.into()),
    ];
    let channel_command = prop_oneof![
        3 => (by_mail.clone(), 1..4_u8).prop_map(|(n, from)| {
            Command::from(sportello_domain::message::ReceiveMessage { from: customer(from), ..mail(n) })
        }),
        3 => (10..50_u8, by_mail.clone(), 1..4_u8).prop_map(|(n, answered, from)| {
            let answered = incoming(answered, conversation_id(answered));
            let answer = mail_answering(n, &answered);
            sportello_domain::message::ReceiveMessage { from: customer(from), ..answer }.into()
        }),
        1 => (50..60_u8, by_mail).prop_map(|(n, conversation)| {
            chat(n, channel_id(1), Some(conversation_id(conversation))).into()
        }),
    ];
    let product_command = (60..120_u8).prop_map(|n| {
        Command::from(RecordDelivery { message: message_id(n), outcome: DeliveryOutcome::Sent })
    });
    prop_oneof![
        8 => (by_user, user_command),
        4 => (by_channel, channel_command),
        1 => (Just(Actor::System), product_command),
    ]
}
