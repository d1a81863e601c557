//! The editor of custom views: a name, and conditions in groups.

use thirtyfour::WebElement;
use thirtyfour::components::SelectElement;

use crate::browser::{Browser, Role, beginning, named};
use crate::trouble::Trouble;

/// The editor of a custom view, open.
#[derive(Clone, Copy, Debug)]
pub struct ViewEditor<'a> {
    browser: &'a Browser,
}

impl<'a> ViewEditor<'a> {
    /// Begins a new view.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn begin(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.click(Role::Button, named("New view")).await?;
        browser.find(Role::Dialog, named("New view")).await?;
        Ok(Self { browser })
    }

    /// Edits the view that is open.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn edit(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.click(Role::Button, named("View actions")).await?;
        browser.click(Role::Menuitem, named("Edit view")).await?;
        browser.find(Role::Dialog, named("Edit view")).await?;
        Ok(Self { browser })
    }

    /// Names the view.
    ///
    /// # Errors
    ///
    /// When there is no such field.
    pub async fn name(&self, name: &str) -> Result<(), Trouble> {
        self.browser.fill("Name of the view", name).await
    }

    /// Adds a condition to a group, counted from 1.
    ///
    /// # Errors
    ///
    /// When there is no such group.
    pub async fn add_to(&self, group: u8) -> Result<(), Trouble> {
        let group = self.browser.find(Role::Group, named(&format!("Group {group}"))).await?;
        Ok(self.browser.find_in(Some(&group), Role::Button, named("Add condition")).await?.click().await?)
    }

    /// Adds a group with a condition.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn add_group(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Add group")).await
    }

    async fn condition(&self, number: u8) -> Result<WebElement, Trouble> {
        self.browser.find(Role::Group, named(&format!("Condition {number}"))).await
    }

    /// Says what a condition, counted from 1 over all groups, asks of which property.
    ///
    /// # Errors
    ///
    /// When it cannot be asked.
    pub async fn ask(&self, number: u8, property: &str, operator: &str) -> Result<(), Trouble> {
        for (field, choice) in [("Property", property), ("Comparison", operator)] {
            let condition = self.condition(number).await?;
            let field = self.browser.find_in(Some(&condition), Role::Combobox, named(field)).await?;
            SelectElement::new(&field).await?.select_by_visible_text(choice).await?;
        }
        Ok(())
    }

    /// Ticks values of a condition.
    ///
    /// # Errors
    ///
    /// When there are none of these names.
    pub async fn tick(&self, number: u8, values: &[&str]) -> Result<(), Trouble> {
        let condition = self.condition(number).await?;
        self.browser.find_in(Some(&condition), Role::Button, beginning("Value")).await?.click().await?;
        for value in values {
            self.browser.find_in(Some(&condition), Role::Checkbox, named(value)).await?.click().await?;
        }
        self.browser.press(thirtyfour::Key::Escape).await
    }

    /// Types the value of a condition.
    ///
    /// # Errors
    ///
    /// When it has none that is typed.
    pub async fn type_value(&self, number: u8, value: &str) -> Result<(), Trouble> {
        let condition = self.condition(number).await?;
        let field = self.browser.find_in(Some(&condition), Role::Textbox, named("Value")).await?;
        Ok(field.send_keys(value).await?)
    }

    /// Takes a condition away.
    ///
    /// # Errors
    ///
    /// When there is none of this number.
    pub async fn remove(&self, number: u8) -> Result<(), Trouble> {
        let condition = self.condition(number).await?;
        let remove = self.browser.find_in(Some(&condition), Role::Button, named("Remove condition")).await?;
        Ok(remove.click().await?)
    }

    /// Saves the view.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn save(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Save")).await
    }

    /// Deletes the view, and says that it is meant.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn delete(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Delete view")).await?;
        self.browser.read("It goes for everyone who sees it.").await?;
        self.browser.click(Role::Button, named("Delete")).await
    }
}
