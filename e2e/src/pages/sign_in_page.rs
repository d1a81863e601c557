//! Where one signs in.

use super::HelpDesk;
use crate::browser::{Browser, Role, named};
use crate::trouble::Trouble;
use crate::world::Person;

/// The page on which one signs in.
#[derive(Clone, Copy, Debug)]
pub struct SignInPage<'a> {
    browser: &'a Browser,
}

impl<'a> SignInPage<'a> {
    /// Goes there.
    ///
    /// # Errors
    ///
    /// When the page does not come.
    pub async fn open(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.visit("/").await?;
        Self::expect(browser).await
    }

    /// Waits for it.
    ///
    /// # Errors
    ///
    /// When the page does not come.
    pub async fn expect(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.find(Role::Heading, named("Sign in")).await?;
        Ok(Self { browser })
    }

    /// Fills the form in and sends it.
    ///
    /// # Errors
    ///
    /// When a field is missing.
    pub async fn send(&self, email: &str, password: &str) -> Result<(), Trouble> {
        self.browser.fill("E-mail address", email).await?;
        self.browser.fill("Password", password).await?;
        self.browser.click(Role::Button, named("Sign in")).await
    }

    /// Signs somebody in and waits for the list.
    ///
    /// # Errors
    ///
    /// When the list does not come.
    pub async fn sign_in(self, person: Person) -> Result<HelpDesk<'a>, Trouble> {
        self.send(person.email, person.password).await?;
        HelpDesk::expect(self.browser).await
    }
}
