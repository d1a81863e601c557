//! The status of a ticket follows real mails, out and in.

use sportello_domain::event::Source;
use sportello_domain::id::{MessageId, StatusId, TicketId};
use sportello_domain::message::{Delivery, RetryDelivery};
use sportello_domain::order::Actor;
use sportello_domain::pipeline::{Pipeline, SavePipeline, StatusTrigger, StatusTriggers};
use sportello_domain::property::{BuiltIn, Value};
use sportello_server::mail::outbox::Outbox;
use sportello_server::mail::parse;
use sportello_server::mail::relay::Relay;

use super::desk::{Desk, accepted};
use super::smtp::SmtpServer;
use crate::database::TestDatabase;

contract! {
    /// EML-04, EML-06, EML-12, EML-18, EML-22
    #[test]
    fn status_follows_an_answer_and_the_answer_to_it;

    /// REP-25
    #[test]
    fn answer_that_is_refused_moves_nothing_until_it_is_sent_again;
}

/// Mails to customers move tickets to the second status, their answers to the third.
async fn automate(desk: &Desk) -> [StatusId; 3] {
    let setup = desk.engine.setup();
    let pipeline = setup.pipelines[&setup.default_pipeline].clone();
    let [new, second, third] = [0, 1, 2].map(|place| pipeline.ordered()[place].id);
    let moving_to = |status| Some(StatusTrigger { on: true, status });
    let triggers = StatusTriggers { email_sent: moving_to(second), customer_replied: moving_to(third) };
    let save = SavePipeline { pipeline: Pipeline { triggers, ..pipeline } };
    desk.order(Actor::System, save).await.unwrap();
    [new, second, third]
}

async fn status(desk: &Desk, message: MessageId) -> StatusId {
    desk.message(message).await.2.unwrap().status
}

/// What moved a ticket, oldest first.
async fn moves(desk: &Desk, ticket: TicketId) -> Vec<(Option<Value>, Source)> {
    let history = desk.engine.store().history(&[ticket].into()).await.unwrap();
    let moves = history.into_iter().filter(|change| change.property == BuiltIn::Status.into());
    moves.map(|change| (change.new, change.source)).collect()
}

async fn status_follows_an_answer_and_the_answer_to_it(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let [new, second, third] = automate(&desk).await;
    let mut server = SmtpServer::start(&[]).await;
    let outbox = Outbox::new(desk.engine.clone(), Relay::at(&server.url()).unwrap());
    let first = desk.accept("plain").await;
    let reply = desk.reply(first.conversation, "It is on its way.").await;
    assert_eq!(status(&desk, reply).await, new, "it is not out yet");

    outbox.deliver_due().await.unwrap();
    assert_eq!(status(&desk, reply).await, second);

    let sent = parse::parse(server.next().await.message.as_bytes()).unwrap();
    let answer = |id: &str, headers: &str| {
        format!(
            "From: ada@customer.example\nTo: support@desk.example\nMessage-ID: <{id}@customer.example>\n\
             In-Reply-To: {}\n{headers}\nThank you",
            sent.head.id
        )
    };
    let automatic = desk.hand_in(answer("away", "Auto-Submitted: auto-replied\n").as_bytes()).await;
    assert_eq!(status(&desk, accepted(&automatic.receipt.fate).message).await, second);
    let personal = accepted(&desk.hand_in(answer("thanks", "").as_bytes()).await.receipt.fate);
    assert_eq!(status(&desk, personal.message).await, third);

    let ticket = first.ticket.unwrap();
    desk.move_to(ticket, sportello_domain::pipeline::State::Closed).await;
    let again = accepted(&desk.hand_in(answer("more", "").as_bytes()).await.receipt.fate);
    assert_eq!(status(&desk, again.message).await, new, "the first open status, and not the trigger's");
    let moves = moves(&desk, ticket).await;
    let by_itself: Vec<bool> = moves.iter().map(|(_, source)| *source == Source::Automation).collect();
    assert_eq!(by_itself, [true, true, false, true], "{moves:?}");
}

async fn answer_that_is_refused_moves_nothing_until_it_is_sent_again(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let [new, second, _] = automate(&desk).await;
    let server = SmtpServer::start(&["--refuse-first", "1"]).await;
    let outbox = Outbox::new(desk.engine.clone(), Relay::at(&server.url()).unwrap());
    let first = desk.accept("plain").await;
    let reply = desk.reply(first.conversation, "Hello").await;

    outbox.deliver_due().await.unwrap();
    assert!(matches!(desk.message(reply).await.0.delivery, Delivery::Failed { .. }));
    assert_eq!(status(&desk, reply).await, new);

    desk.order(Actor::User { user: desk.agent() }, RetryDelivery { message: reply }).await.unwrap();
    outbox.deliver_due().await.unwrap();
    assert_eq!(status(&desk, reply).await, second);
}
