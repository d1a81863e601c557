//! Merging two tickets with long threads, in one transaction.

use std::time::{Duration, Instant};

use sportello_domain::merge::MergeTickets;
use sportello_domain::order::Actor;
use sportello_server::clock::Clock;
use sportello_server::engine::Engine;
use sportello_server::store::Store;

use crate::Arguments;
use crate::figure::{Figure, percentile};
use crate::mails::connect;
use crate::splitting::{MESSAGES, give, thread};

/// Measures on a new desk.
///
/// # Errors
///
/// When an order is refused.
pub async fn measure(arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let database = arguments.scratch.join("merging.sqlite");
    let store = Store::open(&format!("sqlite:{}", database.display()).parse()?).await?;
    let engine = Engine::start(store, Clock::of_the_machine()).await?;
    let channel = connect(&engine).await?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..if arguments.quick { 3 } else { 10 } {
        let [primary, secondary] = [thread(&engine, channel).await?, thread(&engine, channel).await?];
        let merge = MergeTickets {
            primary: primary.ticket,
            secondary: secondary.ticket,
            ticket: engine.entropy().id(),
        };
        let start = Instant::now();
        give(&engine, Actor::System, merge).await?;
        times.push(start.elapsed());
    }
    engine.store().close().await;
    let what = format!("merging two tickets of {MESSAGES} messages each, the slowest");
    Ok(vec![Figure::new(what, percentile(&mut times, 100), "ms")])
}
