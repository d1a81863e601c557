//! Emptying the recycle bin: many tickets are removed for good, while agents go on working.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures_util::{StreamExt, TryStreamExt, stream};
use sportello_domain::id::{ChannelId, TicketId};
use sportello_domain::message::{Arrival, Body, ReceiveMessage};
use sportello_domain::order::Actor;
use sportello_domain::property::BuiltIn;
use sportello_domain::ticket::SetProperty;
use sportello_domain::trash::{DAYS_KEPT, DeleteTickets};
use sportello_server::clock::Clock;
use sportello_server::engine::Engine;
use sportello_server::store::Store;
use sportello_server::sweep::sweep;

use crate::Arguments;
use crate::figure::{Figure, percentile};
use crate::mails::connect;
use crate::splitting::give;

/// How many customers write side by side while the desk is made.
const AT_ONCE: usize = 64;

/// Measures on a new desk.
///
/// # Errors
///
/// When an order is refused.
pub async fn measure(arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let tickets: usize = if arguments.quick { 1_000 } else { 10_000 };
    let database = arguments.scratch.join("purging.sqlite");
    let store = Store::open(&format!("sqlite:{}", database.display()).parse()?).await?;
    let clock = Clock::standing_at(Clock::of_the_machine().now());
    let engine = Engine::start(store, clock.clone()).await?;
    let channel = connect(&engine).await?;
    let received = stream::iter(0..=tickets).map(|_| receive(&engine, channel)).buffer_unordered(AT_ONCE);
    let mut received: Vec<TicketId> = received.try_collect().await?;
    let kept = received.pop().unwrap_or_else(|| engine.entropy().id());
    for of in received.chunks(100) {
        let delete = DeleteTickets { tickets: of.iter().copied().collect(), typed: of.len() as u64 };
        give(&engine, Actor::System, delete).await?;
    }
    clock.set(clock.now() + TimeDelta::days(DAYS_KEPT + 1));

    let start = Instant::now();
    let sweeping = tokio::spawn({
        let engine = engine.clone();
        async move { sweep(&engine).await }
    });
    let mut times: Vec<Duration> = Vec::new();
    while !sweeping.is_finished() {
        let given = Instant::now();
        let value = format!("category {}", times.len());
        give(&engine, Actor::System, SetProperty { ticket: kept, property: BuiltIn::Category.into(), value })
            .await?;
        times.push(given.elapsed());
    }
    sweeping.await??;
    let took = start.elapsed();
    engine.store().close().await;
    let slowest = percentile(&mut times, 99);
    Ok(vec![
        Figure::new(format!("purging {tickets} deleted tickets"), took.as_secs_f64(), "s"),
        Figure::new("a change meanwhile, 99 of 100 within", slowest, "ms"),
    ])
}

/// Lets a customer write a mail that becomes a ticket.
async fn receive(engine: &Engine, channel: ChannelId) -> anyhow::Result<TicketId> {
    let ticket: TicketId = engine.entropy().id();
    let received = ReceiveMessage {
        message: engine.entropy().id(),
        channel,
        from: sportello_domain::identifier::DeliveryIdentifier::Email("ada@customer.example".parse()?),
        from_name: None,
        reply_to: None,
        recipients: Vec::new(),
        subject: Some("A short story".to_owned()),
        body: Body { text: "It ends here.".to_owned(), ..Body::default() },
        attachments: Vec::new(),
        written_at: None,
        arrival: Arrival::Thread { conversation: None },
        new_contact: engine.entropy().id(),
        new_conversation: engine.entropy().id(),
        new_ticket: ticket,
    };
    give(engine, Actor::Channel { channel }, received).await?;
    Ok(ticket)
}
