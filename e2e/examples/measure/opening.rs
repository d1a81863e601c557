//! From navigation to a list that can be used, beside a page of a few words.

use sportello_e2e::browser::Browser;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually};

use crate::percentile;

/// How often it is measured.
const TIMES: usize = 9;

/// Notes when the first ticket stands in the page and can be clicked.
const NOTE_THE_LIST: &str = r#"
    new MutationObserver((_, observer) => {
        if (document.querySelector('[role="row"] a[href*="/tickets/"]')) {
            window.listIsThere = performance.now();
            observer.disconnect();
        }
    }).observe(document, { childList: true, subtree: true });
"#;

/// Measures the list at an address, and an empty page beside it.
///
/// # Errors
///
/// When the list does not come.
pub async fn measure(browser: &Browser, path: &str) -> Result<(f64, f64), Trouble> {
    browser.run_in_every_page(NOTE_THE_LIST).await?;
    let (mut lists, mut empty_pages) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        browser.visit("/api/v1/nothing").await?;
        let loaded = "return performance.getEntriesByType('navigation')[0].duration";
        empty_pages.push(
            eventually("an empty page", PATIENCE, async || {
                let duration: f64 = browser.run(loaded, Vec::new()).await?;
                Ok((duration > 0.0).then_some(duration))
            })
            .await?,
        );
        browser.leave().await?;
        browser.forget_files().await?;
        browser.visit(path).await?;
        lists.push(
            eventually("the list", PATIENCE, async || {
                browser.run::<Option<f64>>("return window.listIsThere ?? null", Vec::new()).await
            })
            .await?,
        );
    }
    Ok((percentile(lists, 50), percentile(empty_pages, 50)))
}
