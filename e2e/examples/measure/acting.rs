//! From a click to the changed screen.

use sportello_e2e::browser::Browser;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};

use crate::percentile;

/// How often it is measured.
const TIMES: usize = 60;

/// Chooses another priority of the ticket in the first row and returns how long script ran until the screen showed it.
const CHOOSE_ANOTHER: &str = r#"return (async () => {
    const settled = () => new Promise((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
    });
    const frame = () => new Promise(requestAnimationFrame);
    const button = [...document.querySelectorAll('.hd-properties button')]
        .find((button) => button.textContent.includes('Priority'));
    const before = button.textContent;
    button.click();
    await frame();
    const list = document.getElementById(button.getAttribute('popovertarget'));
    const options = [...list.querySelectorAll('[role="option"]')];
    const other = options.find((option) => option.getAttribute('aria-selected') === 'false');
    const start = performance.now();
    other.click();
    await settled();
    const took = performance.now() - start;
    if (button.textContent === before) {
        throw new Error('the screen does not show the new priority');
    }
    // Let the frame be drawn and the order go before the next.
    await frame();
    await frame();
    return took;
})()"#;

/// Measures an action on the first ticket of the list that is open.
///
/// # Errors
///
/// When the screen does not follow.
pub async fn measure(browser: &Browser) -> Result<f64, Trouble> {
    let first: String = browser
        .run(
            r#"return document.querySelector('[role="row"] a[href*="/tickets/"]').getAttribute('href')"#,
            Vec::new(),
        )
        .await?;
    browser.visit(&first).await?;
    until("the ticket", PATIENCE, async || {
        browser.run("return document.querySelector('.hd-properties button') !== null", Vec::new()).await
    })
    .await?;
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        times.push(browser.run(CHOOSE_ANOTHER, Vec::new()).await?);
    }
    Ok(percentile(times, 95))
}
