//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

use crate::trouble::Trouble;

/// Within this an open workspace shows a change that was made elsewhere (XCT-03).
pub const TWO_SECONDS: Duration = Duration::from_secs(2);

/// Within this anything else happens, also on a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks again and again until there is something to return.
///
/// What goes wrong while looking counts as not there yet: a page changes while it is read.
///
/// # Errors
///
/// When the deadline passes: what was awaited, and what went wrong last.
pub async fn eventually<T>(
    what: &str,
    deadline: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>, Trouble>,
) -> Result<T, Trouble> {
    let start = Instant::now();
    let mut last = None;
    loop {
        // One last look after the deadline: a slow look must not count against the product.
        let over = deadline <= start.elapsed();
        match look().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {}
            Err(trouble) => last = Some(trouble),
        }
        if over {
            let because = last.map_or_else(String::new, |trouble| format!(" (last: {trouble})"));
            return Err(Trouble::Unexpected(format!("not within {deadline:?}: {what}{because}")));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Looks again and again until a condition holds.
///
/// # Errors
///
/// As [`eventually`].
pub async fn until(
    what: &str,
    deadline: Duration,
    mut holds: impl AsyncFnMut() -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    eventually(what, deadline, async || Ok(holds().await?.then_some(()))).await
}
