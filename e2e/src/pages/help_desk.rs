//! The help desk: views at the left, a table of tickets.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::TicketPage;
use crate::browser::{Browser, Role, beginning, named};
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually};

/// Reads the rows of the table that are in the page: the words of each cell, and how heavy the name is written.
const ROWS: &str = r#"
    const grid = document.querySelector('[role="grid"]');
    if (!grid) return [];
    const tidy = (text) => text.replace(/\s+/g, " ").trim();
    return [...grid.querySelectorAll('[role="row"]')]
        .filter((row) => row.querySelector('[role="gridcell"]'))
        .map((row) => {
            const cells = [...row.querySelectorAll('[role="gridcell"]')];
            const link = row.querySelector("a[href]") ?? row;
            return {
                name: tidy(link.innerText),
                weight: Number(getComputedStyle(link).fontWeight),
                words: cells.map((cell) => tidy(cell.innerText)).join(" | "),
                label: tidy(row.getAttribute("aria-label") ?? row.innerText),
            };
        });
"#;

/// A row as it is seen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenRow {
    /// The ticket's name.
    pub name: String,
    /// How heavy it is written, as CSS counts: 400 is normal.
    pub weight: u16,
    /// What stands in its cells.
    pub words: String,
    /// What is read out for it.
    pub label: String,
}

impl SeenRow {
    /// Whether it is in bold, as an unread ticket is (UNR-01).
    pub fn is_bold(&self) -> bool {
        600 <= self.weight
    }
}

/// The help desk with one of its views.
#[derive(Clone, Copy, Debug)]
pub struct HelpDesk<'a> {
    browser: &'a Browser,
}

impl<'a> HelpDesk<'a> {
    /// Goes to a view, by its word in the address.
    ///
    /// # Errors
    ///
    /// When the list does not come.
    pub async fn open(browser: &'a Browser, view: &str) -> Result<Self, Trouble> {
        browser.visit(&format!("/views/{view}")).await?;
        Self::expect(browser).await
    }

    /// Waits for the list.
    ///
    /// # Errors
    ///
    /// When the list does not come.
    pub async fn expect(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.find(Role::Navigation, named("Views")).await?;
        Ok(Self { browser })
    }

    /// Chooses a view.
    ///
    /// # Errors
    ///
    /// When there is none of that name.
    pub async fn choose(&self, view: &str) -> Result<(), Trouble> {
        let views = self.browser.find(Role::Navigation, named("Views")).await?;
        let link = self.browser.find_in(Some(&views), Role::Link, beginning(view)).await?;
        Ok(link.click().await?)
    }

    /// How many tickets a view says that it has.
    ///
    /// # Errors
    ///
    /// When there is none of that name.
    pub async fn count(&self, view: &str) -> Result<Option<u64>, Trouble> {
        let views = self.browser.find(Role::Navigation, named("Views")).await?;
        let words = self.browser.find_in(Some(&views), Role::Link, beginning(view)).await?.text().await?;
        Ok(words.split_whitespace().last().and_then(|last| last.parse().ok()))
    }

    /// The rows that are in the page now.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn rows(&self) -> Result<Vec<SeenRow>, Trouble> {
        self.browser.run(ROWS, Vec::<Value>::new()).await
    }

    /// Waits for the row of a ticket, by its name.
    ///
    /// # Errors
    ///
    /// When it does not come.
    pub async fn row(&self, ticket: &str) -> Result<SeenRow, Trouble> {
        self.row_that(ticket, "there", PATIENCE, |_| true).await
    }

    /// Waits until the row of a ticket is as it should be.
    ///
    /// # Errors
    ///
    /// When it is not so before the deadline.
    pub async fn row_that(
        &self,
        ticket: &str,
        is: &str,
        deadline: Duration,
        holds: impl Fn(&SeenRow) -> bool,
    ) -> Result<SeenRow, Trouble> {
        let what = format!("the row of {ticket:?} is {is}");
        eventually(&what, deadline, async || {
            let rows = self.rows().await?;
            let Some(row) = rows.iter().find(|row| row.name == ticket) else {
                let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
                return Err(Trouble::Unexpected(format!("there are the rows {names:?}")));
            };
            if holds(row) {
                Ok(Some(row.clone()))
            } else {
                Err(Trouble::Unexpected(format!("it is {row:?}")))
            }
        })
        .await
    }

    /// Waits until no row has that name.
    ///
    /// # Errors
    ///
    /// When it is still there at the deadline.
    pub async fn without_row(&self, ticket: &str, deadline: Duration) -> Result<(), Trouble> {
        let what = format!("there is no row {ticket:?}");
        eventually(&what, deadline, async || {
            Ok(self.rows().await?.iter().all(|row| row.name != ticket).then_some(()))
        })
        .await
    }

    /// Clicks the row of a ticket and waits for its page.
    ///
    /// # Errors
    ///
    /// When the row or the page does not come.
    pub async fn open_ticket(&self, ticket: &str) -> Result<TicketPage<'a>, Trouble> {
        self.row(ticket).await?;
        self.browser.click(Role::Link, named(ticket)).await?;
        TicketPage::expect(self.browser, ticket).await
    }
}
