//! `sportello demo`: fills an empty desk with an example, or with so many tickets for measuring.

use indicatif::{ProgressBar, ProgressStyle};

use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::tell;
use crate::clock::Clock;
use crate::config::FillDemo;
use crate::demo::bulk::{self, BulkParams};
use crate::demo::play::{self, Demo};
use crate::store::Store;

/// Fills the desk and says how to sign in.
///
/// # Errors
///
/// When the database cannot be opened or filled.
pub(super) async fn demo(options: FillDemo) -> anyhow::Result<()> {
    let store = Store::open(&options.database.address()?).await?;
    let outcome = match options.tickets {
        Some(tickets) => crowd(&store, tickets, options.seed).await,
        None => stories(&store).await.map(|demo| {
            if demo == Demo::InUse {
                tell("Somebody works at this desk already; nothing was changed.");
            }
        }),
    };
    store.close().await;
    outcome
}

/// Fills an empty desk with the demo's stories, and says how to sign in. Leaves any other desk alone.
///
/// # Errors
///
/// When it cannot be filled.
pub(super) async fn stories(store: &Store) -> anyhow::Result<Demo> {
    let bar = progress_bar("Filling the demo desk");
    let demo = play::fill(store, Clock::of_the_machine().now(), |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    })
    // The bar says it all; a line of log for each mail of the story would bury how to sign in.
    .with_subscriber(NoSubscriber::default())
    .await?;
    bar.finish_and_clear();
    if let Demo::Filled(sign_in) = &demo {
        tell("The demo desk is ready. Sign in as one of these; the first may do everything.");
        for address in &sign_in.addresses {
            tell(&format!("    {address}"));
        }
        tell(&format!("Each has the password {}", sign_in.password));
        tell("It is shown this once; `sportello user add` with the same address sets another.");
    }
    Ok(demo)
}

async fn crowd(store: &Store, tickets: u64, seed: u64) -> anyhow::Result<()> {
    let bar = progress_bar("Filling the desk");
    bar.set_length(tickets);
    let params = BulkParams { tickets, seed, until: Clock::of_the_machine().now() };
    bulk::fill(store, params, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    tell(&format!("There are {tickets} tickets. `sportello user add` gives somebody a password."));
    Ok(())
}

/// Shown in a terminal only.
fn progress_bar(name: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {wide_bar} {human_pos} of {human_len}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style).with_prefix(name)
}
