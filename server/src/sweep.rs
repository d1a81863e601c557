//! Clearing away what nobody needs any more: files that no message took, sessions and failed sign-ins that are over,
//! deleted tickets that cannot be restored any more (DEL-13), and spam of long ago (SPM-06).

use std::time::Duration;

use chrono::TimeDelta;
use sportello_domain::inbox::PurgeConversations;
use sportello_domain::order::{Actor, Order};
use sportello_domain::rejection::Rejection;
use sportello_domain::spam::{self, PurgeSpam};
use sportello_domain::trash::{DAYS_KEPT, PurgeTickets};
use tokio_util::sync::CancellationToken;

use crate::engine::{Engine, Refused};
use crate::http::session::FAILURES_WITHIN;

/// How long a file waits for the message that takes it.
const FILES_WAIT: TimeDelta = TimeDelta::days(1);

/// How many tickets or conversations are removed by one order, so that other orders have their turn.
const PURGED_AT_ONCE: usize = 50;

/// How often is looked.
const PAUSE: Duration = Duration::from_hours(1);

/// Sweeps now and every hour, until it is stopped.
pub async fn run(engine: Engine, stop: CancellationToken) {
    loop {
        if let Err(error) = sweep(&engine).await {
            tracing::error!(%error, "What nobody needs any more could not be cleared away.");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Clears away what is over by the engine's clock. Says how many rows that were.
///
/// # Errors
///
/// When the store fails, or a rule refuses what it found to be over.
pub async fn sweep(engine: &Engine) -> Result<u64, Refused> {
    let (store, now) = (engine.store(), engine.clock().now());
    let files = store.sweep_attachments(now - FILES_WAIT).await?;
    let accounts = store.sweep_accounts(now, now - FAILURES_WITHIN).await?;
    let conversations = purge_spam(engine).await? + purge_trash(engine).await?;
    Ok(files + accounts + purge(engine).await? + conversations)
}

/// Removes the deleted tickets that cannot be restored any more. Says how many.
async fn purge(engine: &Engine) -> Result<u64, Refused> {
    let mut purged = 0;
    loop {
        let at = engine.clock().now();
        let tickets = engine.store().deleted_before(at - TimeDelta::days(DAYS_KEPT), PURGED_AT_ONCE).await?;
        if tickets.is_empty() {
            return Ok(purged);
        }
        let found = tickets.len() as u64;
        let command = PurgeTickets { tickets }.into();
        let order = Order { id: engine.entropy().id(), actor: Actor::System, at, command };
        match engine.execute(order).await {
            Ok(_) => purged += found,
            // Another process sweeps too, and was first.
            Err(Refused::Rejected(Rejection::TicketNotFound { .. })) => return Ok(purged),
            Err(refused) => return Err(refused),
        }
    }
}

/// Removes what has been in Spam for long enough. Says how many conversations.
async fn purge_spam(engine: &Engine) -> Result<u64, Refused> {
    let mut purged = 0;
    loop {
        let at = engine.clock().now();
        let before = at - TimeDelta::days(spam::DAYS_KEPT);
        let conversations = engine.store().spam_before(before, PURGED_AT_ONCE).await?;
        if conversations.is_empty() {
            return Ok(purged);
        }
        let found = conversations.len() as u64;
        let command = PurgeSpam { conversations }.into();
        let order = Order { id: engine.entropy().id(), actor: Actor::System, at, command };
        match engine.execute(order).await {
            Ok(_) => purged += found,
            // Another process sweeps too, and was first.
            Err(Refused::Rejected(Rejection::ConversationNotFound { .. })) => return Ok(purged),
            Err(refused) => return Err(refused),
        }
    }
}

/// Removes the conversations without a ticket that have been in the trash for long enough. Says how many.
async fn purge_trash(engine: &Engine) -> Result<u64, Refused> {
    let mut purged = 0;
    loop {
        let at = engine.clock().now();
        let before = at - TimeDelta::days(DAYS_KEPT);
        let conversations = engine.store().trashed_before(before, PURGED_AT_ONCE).await?;
        if conversations.is_empty() {
            return Ok(purged);
        }
        let found = conversations.len() as u64;
        let command = PurgeConversations { conversations }.into();
        let order = Order { id: engine.entropy().id(), actor: Actor::System, at, command };
        match engine.execute(order).await {
            Ok(_) => purged += found,
            // Another process sweeps too, and was first.
            Err(Refused::Rejected(Rejection::ConversationNotFound { .. })) => return Ok(purged),
            Err(refused) => return Err(refused),
        }
    }
}
