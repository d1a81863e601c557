//! Answers that cross: several colleagues answer one customer at once.

use futures_util::future::join_all;
use sportello_domain::event::Fact;
use sportello_domain::id::ConversationId;
use sportello_domain::message::{MessageKind, SendReply};
use sportello_domain::order::{Actor, Order};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::{
    by_channel, conversation_id, mail, message_id, minutes, order_id, reply, user_id,
};
use sportello_server::engine::{Engine, Refused};

use crate::database::TestDatabase;

contract! {
    #[test]
    fn of_answers_given_at_once_one_goes_out_and_the_others_are_held;

    #[test]
    fn answer_that_is_given_again_after_its_answer_was_lost_is_not_held;
}

/// How many conversations are answered.
const CONVERSATIONS: u8 = 6;

/// The users who answer each of them.
const AUTHORS: [u8; 3] = [1, 2, 9];

async fn of_answers_given_at_once_one_goes_out_and_the_others_are_held(database: TestDatabase) {
    let nodes = [database.engine().await, database.engine().await];
    for n in 1..=CONVERSATIONS {
        let asked = Order { id: order_id(n), ..by_channel(1, mail(n)) };
        nodes[0].execute(asked).await.unwrap();
    }
    let answers = (1..=CONVERSATIONS).flat_map(|n| AUTHORS.map(|author| (n, author)));
    let outcomes =
        join_all(
            answers.enumerate().map(|(at, (n, author))| {
                let (id, message) = (nodes[0].entropy().id(), 100 + u8::try_from(at).unwrap());
                let answer = SendReply { seen: Some(message_id(n)), ..answer(message, conversation_id(n)) };
                let actor = Actor::User { user: user_id(author) };
                let node = &nodes[at % nodes.len()];
                async move {
                    (n, node.execute(Order { id, actor, at: minutes(60), command: answer.into() }).await)
                }
            }),
        )
        .await;

    for n in 1..=CONVERSATIONS {
        let of_this = outcomes.iter().filter(|(of, _)| *of == n).map(|(_, outcome)| outcome);
        let (sent, held): (Vec<_>, Vec<_>) = of_this.partition(|outcome| outcome.is_ok());
        assert_eq!((sent.len(), held.len()), (1, AUTHORS.len() - 1), "conversation {n}");
        let [Ok(sent)] = sent.as_slice() else { panic!("{sent:?}") };
        let answer = sent.change.events.iter().find_map(|event| {
            if let Fact::MessageAdded { message } = &event.fact { Some(message.id) } else { None }
        });
        for held in held {
            let Err(Refused::Rejected(Rejection::AnsweredMeanwhile { message })) = held else {
                panic!("{held:?}")
            };
            assert_eq!(Some(*message), answer, "the others are told which answer went out");
        }
    }
    assert_eq!(answers_that_went_out(&nodes[1]).await, usize::from(CONVERSATIONS));
}

async fn answer_that_is_given_again_after_its_answer_was_lost_is_not_held(database: TestDatabase) {
    let engine = database.engine().await;
    engine.execute(by_channel(1, mail(1))).await.unwrap();
    let by = |n: u8, seen: u8| Order {
        id: order_id(10 + n),
        actor: Actor::User { user: user_id(n) },
        at: minutes(n.into()),
        command: SendReply { seen: Some(message_id(seen)), ..answer(100 + n, conversation_id(1)) }.into(),
    };
    engine.execute(by(1, 1)).await.unwrap();
    engine.execute(by(2, 101)).await.unwrap();

    let again = engine.execute(by(1, 1)).await.unwrap();

    assert!(again.repeated);
    assert_eq!(answers_that_went_out(&engine).await, 2);
}

fn answer(message: u8, conversation: ConversationId) -> SendReply {
    SendReply { conversation, ..reply(message) }
}

async fn answers_that_went_out(engine: &Engine) -> usize {
    let changes = engine.changes_after(0, 10_000).await.unwrap();
    let facts = changes.iter().flat_map(|change| &change.events).map(|event| &event.fact);
    let sent = |fact: &&Fact| matches!(fact, Fact::MessageAdded { message } if message.kind == MessageKind::Outgoing);
    facts.filter(sent).count()
}
