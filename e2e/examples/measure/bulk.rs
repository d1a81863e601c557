//! Many tickets changed in one go, and how the list of somebody else stays meanwhile.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sportello_domain::bulk::{BulkAction, Selection};
use sportello_domain::filter::{Filter, NumberTest};
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{BulkRequest, BulkState};
use sportello_e2e::browser::Browser;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually, until};
use sportello_e2e::world::World;

/// How many tickets are changed, where there are so many.
const MOST: i64 = 10_000;

/// How long such a change may take.
const DEADLINE: Duration = Duration::from_mins(5);

/// What was seen.
#[derive(Debug, Deserialize, Serialize)]
pub struct Bulk {
    /// How many tickets were changed.
    #[serde(default)]
    changed: u64,
    /// How long that took, in seconds.
    #[serde(default)]
    seconds: f64,
    /// The longest time between two frames of the other's list meanwhile, in milliseconds.
    worst_frame: f64,
    /// How many frames there were.
    frames: u32,
    /// How many of them took longer than 50 ms.
    long_frames: u32,
}

/// Notes how long frames take, until it is told to stop.
const WATCH: &str = r"
    const seen = { worst_frame: 0, frames: 0, long_frames: 0 };
    window.seen = seen;
    window.watching = true;
    let last = null;
    const step = (now) => {
        if (last !== null) {
            const took = Math.round(now - last);
            seen.frames += 1;
            seen.worst_frame = Math.max(seen.worst_frame, took);
            seen.long_frames += took > 50 ? 1 : 0;
        }
        last = now;
        if (window.watching) {
            requestAnimationFrame(step);
        }
    };
    requestAnimationFrame(step);
";

/// Measures a change of the first tickets while a browser shows a view.
///
/// # Errors
///
/// When the change does not end.
pub async fn measure(world: &World, browser: &Browser, view: &str) -> Result<Bulk, Trouble> {
    browser.visit(&format!("/views/{view}?layout=table")).await?;
    until("the list", PATIENCE, async || {
        browser.run(r#"return document.querySelector('[role="gridcell"]') !== null"#, Vec::new()).await
    })
    .await?;
    browser.run::<()>(WATCH, Vec::new()).await?;
    let filter = Filter::Number { property: BuiltIn::Number.into(), is: NumberTest::AtMost { number: MOST } };
    let action = BulkAction::SetProperty { property: BuiltIn::Category.into(), value: "Measured".to_owned() };
    let request = BulkRequest { id: world.ids.next(), action, selection: Selection::Filter { filter } };
    let begun = Instant::now();
    world.greta.begin_bulk_change(&request).await?;
    let change = eventually("the change is over", DEADLINE, async || {
        let change = world.greta.bulk_change(request.id).await?;
        Ok((change.state == BulkState::Done).then_some(change))
    })
    .await?;
    let seconds = begun.elapsed().as_secs_f64();
    let seen: Bulk = browser.run("window.watching = false; return window.seen", Vec::new()).await?;
    Ok(Bulk { changed: change.changed, seconds, ..seen })
}
