//! Language and theme.

use crate::browser::{Browser, Role, named};
use crate::trouble::Trouble;

/// The page of settings.
#[derive(Clone, Copy, Debug)]
pub struct SettingsPage<'a> {
    browser: &'a Browser,
}

impl<'a> SettingsPage<'a> {
    /// Goes there.
    ///
    /// # Errors
    ///
    /// When the page does not come.
    pub async fn open(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.visit("/settings").await?;
        Ok(Self { browser })
    }

    /// Chooses a language or a theme, by what its button says.
    ///
    /// # Errors
    ///
    /// When there is no such button.
    pub async fn choose(&self, choice: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named(choice)).await
    }
}
