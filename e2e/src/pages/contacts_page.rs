//! Contacts, companies and deals: their lists, and the page of one.

use super::TicketPage;
use crate::browser::{Browser, Role, beginning, named};
use crate::trouble::Trouble;

/// A list of contacts, companies or deals.
#[derive(Clone, Copy, Debug)]
pub struct RecordList<'a> {
    browser: &'a Browser,
}

impl<'a> RecordList<'a> {
    /// Goes to a list by what leads there from every page, and by its tab.
    ///
    /// # Errors
    ///
    /// When the list does not come.
    pub async fn go(browser: &'a Browser, list: &str) -> Result<Self, Trouble> {
        let main = browser.find(Role::Navigation, named("Main")).await?;
        browser.find_in(Some(&main), Role::Link, named("Contacts")).await?.click().await?;
        let tabs = browser.find(Role::Navigation, named("Lists")).await?;
        browser.find_in(Some(&tabs), Role::Link, named(list)).await?.click().await?;
        browser.find(Role::Heading, named(list)).await?;
        Ok(Self { browser })
    }

    /// Opens the page of a record.
    ///
    /// # Errors
    ///
    /// When it is not listed.
    pub async fn open(self, name: &str) -> Result<RecordPage<'a>, Trouble> {
        self.browser.click(Role::Link, named(name)).await?;
        RecordPage::expect(self.browser, name).await
    }

    /// Fills the fields of a new record in and saves it.
    ///
    /// # Errors
    ///
    /// When there is no such button or field.
    pub async fn fill_in(&self, new: &str, fields: &[(&str, &str)]) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named(new)).await?;
        for (label, text) in fields {
            self.browser.fill(label, text).await?;
        }
        self.browser.click(Role::Button, named("Save")).await
    }
}

/// The page of a contact, a company or a deal.
#[derive(Clone, Copy, Debug)]
pub struct RecordPage<'a> {
    browser: &'a Browser,
}

impl<'a> RecordPage<'a> {
    /// Waits for the page of a record, by its name.
    ///
    /// # Errors
    ///
    /// When it does not come.
    pub async fn expect(browser: &'a Browser, name: &str) -> Result<Self, Trouble> {
        browser.find(Role::Heading, named(name)).await?;
        Ok(Self { browser })
    }

    /// Opens one of its tickets.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn open_ticket(self, number: u64, name: &str) -> Result<TicketPage<'a>, Trouble> {
        self.browser.click(Role::Link, beginning(&format!("#{number} {name}"))).await?;
        TicketPage::expect(self.browser, name).await
    }
}

impl Browser {
    /// Associates the record that is open with another: opens the card's field, types, and takes the first that is
    /// offered so.
    ///
    /// # Errors
    ///
    /// When it is not offered.
    pub async fn associate(&self, button: &str, typed: &str, offered: &str) -> Result<(), Trouble> {
        self.click(Role::Button, named(button)).await?;
        self.find(Role::Listbox, named(button)).await?;
        self.press(typed).await?;
        self.click(Role::Option, beginning(offered)).await
    }
}
