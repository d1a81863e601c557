//! Clearing away what nobody needs any more: files that no message took, sessions and failed sign-ins that
//! are over.

use std::time::Duration;

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;
use crate::http::session::FAILURES_WITHIN;
use crate::store::StoreError;

/// How long a file waits for the message that takes it.
const FILES_WAIT: TimeDelta = TimeDelta::days(1);

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
/// When the store fails.
pub async fn sweep(engine: &Engine) -> Result<u64, StoreError> {
    let (store, now) = (engine.store(), engine.clock().now());
    let files = store.sweep_attachments(now - FILES_WAIT).await?;
    Ok(files + store.sweep_accounts(now, now - FAILURES_WITHIN).await?)
}
