//! The help desk with one of its views as a board.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::TicketPage;
use crate::browser::{Browser, Role, named};
use crate::trouble::Trouble;
use crate::waiting::eventually;

/// Reads the columns that are in the page, from the first to the last.
const COLUMNS: &str = r#"
    const tidy = (text) => text.replace(/\s+/g, " ").trim();
    return [...document.querySelectorAll("main section")].map((column) => ({
        label: column.getAttribute("aria-label") ?? "",
        count: tidy(column.querySelector("h2 > :last-child")?.innerText ?? ""),
        cards: [...column.querySelectorAll('[role="row"] a[href]')].map((link) => tidy(link.innerText)),
    }));
"#;

/// A column as it is seen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenColumn {
    /// Its status.
    pub label: String,
    /// How many tickets it says that it has.
    pub count: String,
    /// The names of the tickets whose cards are in the page.
    pub cards: Vec<String>,
}

/// A view as a board.
#[derive(Clone, Copy, Debug)]
pub struct Board<'a> {
    browser: &'a Browser,
}

impl<'a> Board<'a> {
    /// Goes to the board of a view, by its word in the address.
    ///
    /// # Errors
    ///
    /// When the board does not come.
    pub async fn open(browser: &'a Browser, view: &str) -> Result<Self, Trouble> {
        browser.visit(&format!("/views/{view}?layout=board")).await?;
        Self::expect(browser).await
    }

    /// Waits for the board.
    ///
    /// # Errors
    ///
    /// When it does not come.
    pub async fn expect(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.find(Role::Region, named("New")).await?;
        Ok(Self { browser })
    }

    /// The columns.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn columns(&self) -> Result<Vec<SeenColumn>, Trouble> {
        self.browser.run(COLUMNS, Vec::<Value>::new()).await
    }

    /// Waits until the card of a ticket is in a column, and in no other.
    ///
    /// # Errors
    ///
    /// When it is not there at the deadline.
    pub async fn card_is_in(&self, ticket: &str, column: &str, deadline: Duration) -> Result<(), Trouble> {
        let what = format!("the card {ticket:?} is in {column:?} alone");
        eventually(&what, deadline, async || {
            let columns = self.columns().await?;
            let holding = columns.iter().filter(|it| it.cards.iter().any(|card| card == ticket));
            let labels: Vec<&str> = holding.map(|it| it.label.as_str()).collect();
            if labels == [column] {
                return Ok(Some(()));
            }
            Err(Trouble::Unexpected(format!("it is in {labels:?} of {columns:?}")))
        })
        .await
    }

    /// Carries the card of a ticket to a column with the mouse.
    ///
    /// # Errors
    ///
    /// When either is not there.
    pub async fn carry(&self, ticket: &str, column: &str) -> Result<(), Trouble> {
        let card = self.browser.find(Role::Link, named(ticket)).await?;
        let column = self.browser.find(Role::Region, named(column)).await?;
        self.browser.carry(&card, &column).await
    }

    /// Clicks the card of a ticket and waits for its page.
    ///
    /// # Errors
    ///
    /// When the card or the page does not come.
    pub async fn open_ticket(&self, ticket: &str) -> Result<TicketPage<'a>, Trouble> {
        self.browser.click(Role::Link, named(ticket)).await?;
        TicketPage::expect(self.browser, ticket).await
    }
}
