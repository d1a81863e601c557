//! One ticket: its properties, its thread, and where one answers.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use thirtyfour::{Key, WebElement};

use crate::browser::{Browser, Role, beginning, named};
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually};

/// Reads the entries that somebody wrote.
const MESSAGES: &str = r#"
    const tidy = (text) => text.replace(/\s+/g, " ").trim();
    return [...document.querySelectorAll("[role=log] article")].map((article) => ({
        words: tidy(article.innerText),
        delivery: tidy(article.querySelector("[role=status]")?.innerText ?? ""),
        sent_html: Boolean(article.querySelector("iframe")),
    }));
"#;

/// Clicks an option and reads, before the next frame is painted, what stands in the property.
const CHOOSE_AND_READ: &str = r"
    const [option, property] = arguments;
    option.click();
    return await new Promise((done) => requestAnimationFrame(() => done(property.innerText)));
";

/// Reads the page that a customer's HTML is, inside its frame.
const FRAME: &str = r#"
    const page = arguments[0].contentDocument;
    if (!page || page.readyState !== "complete" || page.URL === "about:blank") return null;
    const images = [...page.images];
    if (!images.every((image) => image.complete)) return null;
    return {
        words: page.body.innerText,
        markup: page.documentElement.outerHTML,
        images: images.filter((image) => 0 < image.naturalWidth).map((image) => new URL(image.src).pathname),
    };
"#;

/// An entry that somebody wrote, as it is seen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenMessage {
    /// Everything that can be read of it outside of a frame.
    pub words: String,
    /// How its delivery stands, in words; empty where nothing is said.
    pub delivery: String,
    /// Whether it is shown as it was sent, in a frame of its own.
    pub sent_html: bool,
}

/// The page that a customer's HTML is, as it is seen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenFrame {
    /// What can be read.
    pub words: String,
    /// What it is made of.
    pub markup: String,
    /// The paths of the pictures that are shown.
    pub images: Vec<String>,
}

/// The page of a ticket.
#[derive(Clone, Copy, Debug)]
pub struct TicketPage<'a> {
    pub(super) browser: &'a Browser,
}

impl<'a> TicketPage<'a> {
    /// A thread with its ticket that is on the screen already, as beside an inbox.
    pub fn here(browser: &'a Browser) -> Self {
        Self { browser }
    }

    /// Waits for the page of a ticket, by its name.
    ///
    /// # Errors
    ///
    /// When the page does not come.
    pub async fn expect(browser: &'a Browser, ticket: &str) -> Result<Self, Trouble> {
        browser.find(Role::Heading, named(ticket)).await?;
        Ok(Self { browser })
    }

    /// The value of a property, by its label: Status, Owner, Priority.
    ///
    /// # Errors
    ///
    /// When there is no such property.
    pub async fn property(&self, label: &str) -> Result<String, Trouble> {
        let button = self.property_button(label).await?;
        let name = self.browser.name_of(&button, Role::Button).await?;
        Ok(name.strip_prefix(label).unwrap_or(&name).trim().to_owned())
    }

    /// Waits until a property has a value.
    ///
    /// # Errors
    ///
    /// When it has another at the deadline.
    pub async fn property_becomes(
        &self,
        label: &str,
        value: &str,
        deadline: Duration,
    ) -> Result<(), Trouble> {
        let what = format!("{label} is {value:?}");
        eventually(&what, deadline, async || {
            let found = self.property(label).await?;
            if found == value { Ok(Some(())) } else { Err(Trouble::Unexpected(format!("it is {found:?}"))) }
        })
        .await
    }

    /// Chooses another value for a property.
    ///
    /// # Errors
    ///
    /// When it is not offered.
    pub async fn choose(&self, label: &str, value: &str) -> Result<(), Trouble> {
        let (_, option) = self.open_choices(label, value).await?;
        Ok(option.click().await?)
    }

    /// Chooses another value for a property and reads what stands there when the next frame is painted.
    ///
    /// # Errors
    ///
    /// When it is not offered.
    pub async fn choose_and_read_next_frame(&self, label: &str, value: &str) -> Result<String, Trouble> {
        let (button, option) = self.open_choices(label, value).await?;
        let words: String =
            self.browser.run(CHOOSE_AND_READ, vec![option.to_json()?, button.to_json()?]).await?;
        Ok(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Does one of the actions in the menu.
    ///
    /// # Errors
    ///
    /// When it is not offered.
    pub async fn act(&self, action: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Actions")).await?;
        self.browser.click(Role::Menuitem, beginning(action)).await
    }

    /// Waits until one of the actions is offered, and closes the menu again.
    ///
    /// # Errors
    ///
    /// When it is not offered.
    pub async fn offers(&self, action: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Actions")).await?;
        self.browser.find(Role::Menuitem, beginning(action)).await?;
        self.browser.press(Key::Escape).await?;
        self.browser.gone(Role::Menuitem, beginning(action)).await
    }

    /// The entries that somebody wrote, oldest first.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn messages(&self) -> Result<Vec<SeenMessage>, Trouble> {
        self.browser.run(MESSAGES, Vec::<Value>::new()).await
    }

    /// Waits for an entry in which something can be read, and until it is as it should be.
    ///
    /// # Errors
    ///
    /// When it is not so before the deadline.
    pub async fn message_that(
        &self,
        words: &str,
        is: &str,
        holds: impl Fn(&SeenMessage) -> bool,
    ) -> Result<SeenMessage, Trouble> {
        let what = format!("the message {words:?} is {is}");
        eventually(&what, PATIENCE, async || {
            let messages = self.messages().await?;
            match messages.iter().find(|message| message.words.contains(words)) {
                Some(message) if holds(message) => Ok(Some(message.clone())),
                _ => Err(Trouble::Unexpected(format!("there are {messages:?}"))),
            }
        })
        .await
    }

    /// Waits for the page that a customer's HTML is, with all its pictures.
    ///
    /// # Errors
    ///
    /// When it does not come.
    pub async fn frame_of(&self, customer: &str) -> Result<SeenFrame, Trouble> {
        let title = named(&format!("Message from {customer}"));
        let what = format!("the message of {customer} is shown whole");
        eventually(&what, PATIENCE, async || {
            let Some(frame) = self.browser.all(None, Role::Iframe, &title).await?.pop() else {
                return Ok(None);
            };
            self.browser.run(FRAME, vec![frame.to_json()?]).await
        })
        .await
    }

    /// Writes into the editor, without sending.
    ///
    /// # Errors
    ///
    /// When there is no editor.
    pub async fn draft(&self, kind: Writing, text: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Tab, named(kind.tab())).await?;
        let field = self.browser.find(Role::Textbox, named(kind.label())).await?;
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(Key::Delete + text).await.map_err(Trouble::from)
    }

    /// What stands in the editor.
    ///
    /// # Errors
    ///
    /// When there is no editor.
    pub async fn drafted(&self, kind: Writing) -> Result<String, Trouble> {
        self.browser.click(Role::Tab, named(kind.tab())).await?;
        let field = self.browser.find(Role::Textbox, named(kind.label())).await?;
        let words: String = self.browser.run("return arguments[0].innerText", vec![field.to_json()?]).await?;
        // An empty line has a break of its own, and a space that ends a line is one that breaks none.
        Ok(words.trim_end_matches('\n').replace('\u{a0}', " "))
    }

    /// Writes and sends.
    ///
    /// # Errors
    ///
    /// When there is no editor.
    pub async fn write(&self, kind: Writing, text: &str) -> Result<(), Trouble> {
        self.draft(kind, text).await?;
        self.send_written(kind).await
    }

    /// Sends what is written.
    ///
    /// # Errors
    ///
    /// When it cannot be sent.
    pub async fn send_written(&self, kind: Writing) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named(kind.send())).await
    }

    /// Opens the statuses beside Send, and sends what is written with one of them.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn send_and_set(&self, status: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Send and set status")).await?;
        self.browser.click(Role::Menuitem, beginning(status)).await
    }

    /// Tries once more to send the reply that was not sent.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn send_again(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Button, beginning("Send again")).await
    }

    /// Waits until the page says why something was not done.
    ///
    /// # Errors
    ///
    /// When it does not say so before the deadline.
    pub async fn refusal(&self) -> Result<String, Trouble> {
        let what = "the page says why it was not done";
        eventually(what, PATIENCE, async || {
            let script = "return [...document.querySelectorAll('[role=alert]')].map((it) => it.innerText)";
            let alerts: Vec<String> = self.browser.run(script, Vec::new()).await?;
            Ok(alerts.into_iter().find(|alert| alert.contains("Not done")))
        })
        .await
    }

    /// Goes back to the list from which it was opened.
    ///
    /// # Errors
    ///
    /// When there is no way back.
    pub async fn back(self) -> Result<super::HelpDesk<'a>, Trouble> {
        self.browser.click(Role::Link, named("Back to the list")).await?;
        super::HelpDesk::expect(self.browser).await
    }

    async fn property_button(&self, label: &str) -> Result<WebElement, Trouble> {
        self.browser.find(Role::Button, beginning(&format!("{label} "))).await
    }

    /// Opens the list of a property and finds one of its options.
    async fn open_choices(&self, label: &str, value: &str) -> Result<(WebElement, WebElement), Trouble> {
        let button = self.property_button(label).await?;
        button.click().await?;
        let list = self.browser.find(Role::Listbox, named(label)).await?;
        let option = self.browser.find_in(Some(&list), Role::Option, named(value)).await?;
        Ok((button, option))
    }
}

/// For whom something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// For the customer.
    Reply,
    /// For colleagues.
    Comment,
}

impl Writing {
    fn tab(self) -> &'static str {
        match self {
            Self::Reply => "Reply",
            Self::Comment => "Comment",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Reply => "Reply to the customer",
            Self::Comment => "Comment for colleagues",
        }
    }

    fn send(self) -> &'static str {
        match self {
            Self::Reply => "Send",
            Self::Comment => "Add comment",
        }
    }
}
