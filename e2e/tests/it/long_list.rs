//! A list that is longer than a screen.

use serde_json::Value;
use sportello_e2e::browser::Browser;
use sportello_e2e::journey::journey;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::ANNA;

/// More than any window shows, and more than one page of the API brings.
const TICKETS: u32 = 120;

/// Scrolls the list to its end and says how far that is, in pixels.
const TO_THE_END: &str = r#"
    const grid = document.querySelector('[role="grid"]');
    grid.scrollTop = grid.scrollHeight;
    return grid.scrollTop;
"#;

/// Whether the heading is what one sees at the list's top.
const HEADING_IS_SEEN: &str = r#"
    const grid = document.querySelector('[role="grid"]');
    const { left, top, width } = grid.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + 5);
    return seen?.closest('[role="rowgroup"]')?.querySelector('[role="columnheader"]') != null;
"#;

async fn scroll_until_seen(anna: &Browser, list: &HelpDesk<'_>, name: &str) -> Result<usize, Trouble> {
    let mut rows = 0;
    until("the last row comes", PATIENCE, async || {
        let far: f64 = anna.run(TO_THE_END, Vec::<Value>::new()).await?;
        assert!(far > 0.0, "the list is no longer than the window");
        let seen = list.rows().await?;
        rows = seen.len();
        Ok(seen.iter().any(|row| row.name == name))
    })
    .await?;
    Ok(rows)
}

/// A long list holds as many rows as are seen, however far one scrolls, and its heading stays in sight.
#[tokio::test]
async fn long_list_holds_few_rows_and_its_heading_stays() -> Result<(), Trouble> {
    journey(async |world| {
        let status = world.status("New").await?.id;
        for number in 1..=TICKETS {
            world.arrange(world.ticket_named(format!("Parcel {number}"), status)).await?;
        }
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        list.row(&format!("Parcel {TICKETS}")).await?;
        let first = list.rows().await?.len();
        assert!(anna.run::<bool>(HEADING_IS_SEEN, Vec::<Value>::new()).await?, "no heading at the start");

        let at_the_end = scroll_until_seen(&anna, &list, "Parcel 1").await?;
        assert_eq!(at_the_end, first, "rows in the page at the end, and at the start");
        assert!(anna.run::<bool>(HEADING_IS_SEEN, Vec::<Value>::new()).await?, "the heading scrolled away");
        anna.assert_healthy().await
    })
    .await
}
