//! Where a pipeline, its statuses and its rules are changed.

use crate::browser::{Browser, Name, Role, beginning, named};
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, until};

/// The page of a pipeline in the settings.
#[derive(Clone, Copy, Debug)]
pub struct PipelineSettings<'a> {
    browser: &'a Browser,
}

impl<'a> PipelineSettings<'a> {
    /// Goes to the default pipeline.
    ///
    /// # Errors
    ///
    /// When the page does not come.
    pub async fn open(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.visit("/settings/pipelines").await?;
        browser.find(Role::Combobox, named("Select a pipeline")).await?;
        Ok(Self { browser })
    }

    /// Goes to what the pipeline does by itself.
    ///
    /// # Errors
    ///
    /// When it does not come.
    pub async fn open_automations(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Link, named("Automations")).await?;
        self.browser.read("Template automations").await
    }

    /// Chooses the status to which a trigger moves tickets.
    ///
    /// # Errors
    ///
    /// When there is no such trigger or status.
    pub async fn set_trigger(&self, trigger: &str, status: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named(&format!("Edit action: {trigger}"))).await?;
        let dialog = self.browser.find(Role::Dialog, named(trigger)).await?;
        self.browser.pick("Select status", status).await?;
        self.browser.find_in(Some(&dialog), Role::Button, named("Save")).await?.click().await?;
        self.browser.gone(Role::Dialog, named(trigger)).await
    }

    /// Waits until a rule is ticked, or is not.
    ///
    /// # Errors
    ///
    /// When the deadline passes.
    pub async fn is_ticked(&self, rule: &str, ticked: bool) -> Result<(), Trouble> {
        until(rule, PATIENCE, async || {
            let found = self.browser.find(Role::Checkbox, named(rule)).await?;
            Ok(found.is_selected().await? == ticked)
        })
        .await
    }

    /// Ticks or unticks a rule.
    ///
    /// # Errors
    ///
    /// When there is no such rule.
    pub async fn tick(&self, rule: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Checkbox, named(rule)).await
    }

    /// Makes a status, by its place from 0, ask for a property.
    ///
    /// # Errors
    ///
    /// When either is not there.
    pub async fn ask(&self, place: usize, property: &str, level: &str) -> Result<(), Trouble> {
        let statuses = self.browser.find(Role::Region, named("Statuses")).await?;
        let rows = self.browser.all(Some(&statuses), Role::Listitem, &Name::Any).await?;
        let row = rows.get(place).ok_or_else(|| Trouble::unexpected("there is no such status"))?;
        self.browser
            .find_in(Some(row), Role::Button, beginning("Properties asked for"))
            .await?
            .click()
            .await?;
        self.browser.pick(property, level).await
    }

    /// Saves, and waits until it is said that it is saved.
    ///
    /// # Errors
    ///
    /// When it is not.
    pub async fn save(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Save")).await?;
        self.browser.read("The pipeline is saved.").await
    }
}
