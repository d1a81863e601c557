//! Finding things as a person does: by what they are and what they are called. Never by a class.

use serde_json::Value;
use thirtyfour::components::SelectElement;
use thirtyfour::{By, WebElement};

use super::Browser;
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually, until};

const FIND: &str = concat!(include_str!("names.js"), include_str!("find.js"));

const NAME: &str = concat!(include_str!("names.js"), "return nameOf(...arguments);");

/// What something is (WAI-ARIA), whether it says so or is it by its nature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the WAI-ARIA role of the same name")]
pub enum Role {
    Alert,
    Article,
    Button,
    Checkbox,
    Columnheader,
    Combobox,
    Complementary,
    Dialog,
    Grid,
    Group,
    Heading,
    /// A page inside the page. It has no role, and is found by its title.
    Iframe,
    Img,
    Link,
    List,
    Listbox,
    Listitem,
    Main,
    Menu,
    Menuitem,
    Menuitemradio,
    Navigation,
    Option,
    Radio,
    Region,
    Row,
    Searchbox,
    Separator,
    Status,
    Tab,
    Textbox,
}

impl Role {
    fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// What something is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// Anything, or nothing.
    Any,
    /// Exactly this.
    Is(String),
    /// This comes first.
    Begins(String),
    /// This is in it.
    Holds(String),
}

/// Called exactly this.
pub fn named(name: &str) -> Name {
    Name::Is(name.to_owned())
}

/// Called something that begins with this.
pub fn beginning(name: &str) -> Name {
    Name::Begins(name.to_owned())
}

/// Called something that has this in it.
pub fn holding(name: &str) -> Name {
    Name::Holds(name.to_owned())
}

impl Browser {
    /// Everything of a role with a name that is shown now.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn all(
        &self,
        within: Option<&WebElement>,
        role: Role,
        name: &Name,
    ) -> Result<Vec<WebElement>, Trouble> {
        let within = within.map_or(Ok(Value::Null), WebElement::to_json)?;
        let (comparison, wanted) = match name {
            Name::Any => ("any", ""),
            Name::Is(name) => ("is", name.as_str()),
            Name::Begins(name) => ("begins", name.as_str()),
            Name::Holds(name) => ("holds", name.as_str()),
        };
        let arguments = vec![within, role.word().into(), comparison.into(), wanted.into()];
        Ok(self.driver.execute(FIND, arguments).await?.elements()?)
    }

    /// What an element of a role is called.
    ///
    /// # Errors
    ///
    /// When it is not there any more.
    pub async fn name_of(&self, element: &WebElement, role: Role) -> Result<String, Trouble> {
        self.run(NAME, vec![element.to_json()?, role.word().into()]).await
    }

    /// Waits for the one thing of a role with a name, inside another.
    ///
    /// # Errors
    ///
    /// When it is not there before the deadline, or more than one is.
    pub async fn find_in(
        &self,
        within: Option<&WebElement>,
        role: Role,
        name: Name,
    ) -> Result<WebElement, Trouble> {
        let what = format!("there is one {} called {name:?}", role.word());
        eventually(&what, PATIENCE, async || {
            let mut found = self.all(within, role, &name).await?;
            match (found.pop(), found.len()) {
                (Some(only), 0) => Ok(Some(only)),
                (None, _) => Ok(None),
                (Some(_), others) => Err(Trouble::Unexpected(format!("there are {}", others + 1))),
            }
        })
        .await
    }

    /// Waits for the one thing of a role with a name.
    ///
    /// # Errors
    ///
    /// As [`Browser::find_in`].
    pub async fn find(&self, role: Role, name: Name) -> Result<WebElement, Trouble> {
        self.find_in(None, role, name).await
    }

    /// Waits for the one thing of a role with a name and clicks it.
    ///
    /// # Errors
    ///
    /// As [`Browser::find_in`].
    pub async fn click(&self, role: Role, name: Name) -> Result<(), Trouble> {
        let what = format!("the {} called {name:?} can be clicked", role.word());
        // The page may be drawn anew between finding and clicking.
        eventually(&what, PATIENCE, async || {
            self.find(role, name.clone()).await?.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Waits until nothing of a role with a name is shown.
    ///
    /// # Errors
    ///
    /// When it is still there at the deadline.
    pub async fn gone(&self, role: Role, name: Name) -> Result<(), Trouble> {
        let what = format!("no {} called {name:?} is shown", role.word());
        until(&what, PATIENCE, async || Ok(self.all(None, role, &name).await?.is_empty())).await
    }

    /// Picks one of the choices of a field, by what it is called.
    ///
    /// # Errors
    ///
    /// When there is no such field, or no such choice.
    pub async fn pick(&self, label: &str, choice: &str) -> Result<(), Trouble> {
        let field = self.find(Role::Combobox, named(label)).await?;
        Ok(SelectElement::new(&field).await?.select_by_visible_text(choice).await?)
    }

    /// Empties a field and types into it.
    ///
    /// # Errors
    ///
    /// When there is no such field.
    pub async fn fill(&self, label: &str, text: &str) -> Result<(), Trouble> {
        let field = self.find(Role::Textbox, named(label)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Types into something that has no role, such as a field that only holds files.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn type_into(&self, what: By, keys: &str) -> Result<(), Trouble> {
        Ok(self.driver.find(what).await?.send_keys(keys).await?)
    }
}
