//! Scrolling a long view in a layout.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sportello_e2e::browser::Browser;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually, until};

/// How long the list is scrolled, in milliseconds.
const LENGTH: u32 = 30_000;

/// What scrolling showed.
#[derive(Debug, Deserialize, Serialize)]
pub struct Scrolled {
    #[serde(default)]
    layout: String,
    /// The longest time between two frames, in milliseconds.
    worst_frame: f64,
    /// How many frames there were.
    frames: u32,
    /// How many of them took longer than 50 ms.
    long_frames: u32,
    /// The fewest nodes that were in the list.
    fewest_nodes: u32,
    /// The most.
    most_nodes: u32,
    /// How many rows were passed.
    rows: u32,
}

/// Scrolls the longest list on the page, a screen and more in each frame, and notes how long frames take.
const SCROLL: &str = r#"
    const length = arguments[0];
    const list = [...document.querySelectorAll('[role="grid"]')]
        .sort((a, b) => b.scrollHeight - a.scrollHeight)[0];
    const row = list.querySelector('[role="row"] [role="gridcell"]').closest('[role="row"]').offsetHeight;
    const seen = { worst_frame: 0, frames: 0, long_frames: 0, fewest_nodes: Infinity, most_nodes: 0 };
    window.scrolled = null;
    let start = null;
    let last = null;
    const step = (now) => {
        start ??= now;
        if (last !== null) {
            // Times are told in tenths: three refreshes of a screen, 50 ms, are read as 50.1 now and then.
            const took = Math.round(now - last);
            seen.frames += 1;
            seen.worst_frame = Math.max(seen.worst_frame, took);
            seen.long_frames += took > 50 ? 1 : 0;
            const nodes = list.querySelectorAll('*').length;
            seen.fewest_nodes = Math.min(seen.fewest_nodes, nodes);
            seen.most_nodes = Math.max(seen.most_nodes, nodes);
        }
        last = now;
        list.scrollTop += 1200;
        if (now - start < length) {
            requestAnimationFrame(step);
        } else {
            window.scrolled = { ...seen, rows: Math.round(list.scrollTop / row) };
        }
    };
    // Once it has been scrolled, it is as long as it stays.
    list.scrollTop = 2400;
    setTimeout(() => requestAnimationFrame(step), 1000);
"#;

/// Measures a layout of a view.
///
/// # Errors
///
/// When there is no list.
pub async fn measure(browser: &Browser, view: &str, layout: &str) -> Result<Scrolled, Trouble> {
    browser.visit(&format!("/views/{view}?layout={layout}")).await?;
    until("the list", PATIENCE, async || {
        browser.run(r#"return document.querySelector('[role="gridcell"]') !== null"#, Vec::new()).await
    })
    .await?;
    browser.run::<()>(SCROLL, vec![LENGTH.into()]).await?;
    let deadline = PATIENCE + 2 * Duration::from_millis(LENGTH.into());
    let scrolled: Scrolled = eventually("it is scrolled", deadline, async || {
        browser.run("return window.scrolled", Vec::new()).await
    })
    .await?;
    Ok(Scrolled { layout: layout.to_owned(), ..scrolled })
}
