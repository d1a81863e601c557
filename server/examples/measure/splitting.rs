//! Splitting a long thread: half of its messages become a ticket of their own, in one transaction.

use std::time::{Duration, Instant};

use sportello_domain::id::{ChannelId, ConversationId, MessageId, TicketId};
use sportello_domain::message::{Arrival, Body, ReceiveMessage};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::split::SplitTicket;
use sportello_domain::ticket::CreateTicket;
use sportello_server::clock::Clock;
use sportello_server::engine::Engine;
use sportello_server::store::Store;

use crate::Arguments;
use crate::figure::{Figure, percentile};
use crate::mails::connect;

/// How many messages a thread has.
pub const MESSAGES: usize = 1_000;

/// How many of them are split off.
const PICKED: usize = 500;

/// Measures on a new desk.
///
/// # Errors
///
/// When an order is refused.
pub async fn measure(arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let database = arguments.scratch.join("splitting.sqlite");
    let store = Store::open(&format!("sqlite:{}", database.display()).parse()?).await?;
    let engine = Engine::start(store, Clock::of_the_machine()).await?;
    let channel = connect(&engine).await?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..if arguments.quick { 3 } else { 10 } {
        let Thread { conversation, messages, .. } = thread(&engine, channel).await?;
        let new_ticket = CreateTicket {
            ticket: engine.entropy().id(),
            name: "Something else".to_owned(),
            pipeline: None,
            status: None,
            owner: None,
            priority: None,
            category: None,
            description: None,
            contacts: [].into(),
            conversation: None,
            properties: Vec::new(),
        };
        let split = SplitTicket {
            conversation,
            messages: messages.into_iter().take(PICKED).collect(),
            new_conversation: engine.entropy().id(),
            new_ticket,
        };
        let start = Instant::now();
        give(&engine, Actor::System, split).await?;
        times.push(start.elapsed());
    }
    engine.store().close().await;
    let what = format!("splitting {PICKED} of a thread's {MESSAGES} messages off, the slowest");
    Ok(vec![Figure::new(what, percentile(&mut times, 100), "ms")])
}

/// A thread that a customer wrote alone.
pub struct Thread {
    /// Its ticket.
    pub ticket: TicketId,
    conversation: ConversationId,
    messages: Vec<MessageId>,
}

/// Lets a customer write a thread.
///
/// # Errors
///
/// When a message is refused.
pub async fn thread(engine: &Engine, channel: ChannelId) -> anyhow::Result<Thread> {
    let (ticket, conversation): (TicketId, ConversationId) = (engine.entropy().id(), engine.entropy().id());
    let mut messages = Vec::new();
    for n in 0..MESSAGES {
        let message: MessageId = engine.entropy().id();
        let received = ReceiveMessage {
            message,
            channel,
            from: sportello_domain::identifier::DeliveryIdentifier::Email("ada@customer.example".parse()?),
            from_name: None,
            reply_to: None,
            recipients: Vec::new(),
            subject: Some("A long story".to_owned()),
            body: Body { text: format!("Part {n} of it."), ..Body::default() },
            attachments: Vec::new(),
            written_at: None,
            arrival: Arrival::Thread { conversation: (n > 0).then_some(conversation) },
            new_contact: engine.entropy().id(),
            new_conversation: conversation,
            new_ticket: ticket,
        };
        give(engine, Actor::Channel { channel }, received).await?;
        messages.push(message);
    }
    Ok(Thread { ticket, conversation, messages })
}

/// Gives an order now.
///
/// # Errors
///
/// When it is refused.
pub async fn give(engine: &Engine, actor: Actor, command: impl Into<Command>) -> anyhow::Result<()> {
    let (id, at) = (engine.entropy().id(), engine.clock().now());
    engine.execute(Order { id, actor, at, command: command.into() }).await?;
    Ok(())
}
