//! What goes with an answer: files, and the message that is answered.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use thirtyfour::By;

use super::TicketPage;
use crate::browser::{Role, holding, named};
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually};

/// Hands a file to the editor's field as the browser does when one is pasted or dropped.
const HAND_IN: &str = r#"
    const [how, name, type, text] = arguments;
    const field = document.querySelector("[contenteditable][aria-label]");
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type }));
    const init = { bubbles: true, cancelable: true };
    if (how === "paste") field.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }));
    else {
        field.dispatchEvent(new DragEvent("dragover", { ...init, dataTransfer: data }));
        field.dispatchEvent(new DragEvent("drop", { ...init, dataTransfer: data }));
    }
"#;

/// Reads the files that are attached to what is written.
const ATTACHED: &str = r#"
    const list = document.querySelector("ul[aria-label='Attached files']");
    return [...(list?.children ?? [])].map((item) => ({
        words: item.innerText.replace(/\s+/g, " ").trim(),
        loading: Boolean(item.querySelector("progress")),
    }));
"#;

/// Moves the focus into the message in which something can be read.
const FOCUS_MESSAGE: &str = r#"
    const holds = (article) => article.innerText.includes(arguments[0]);
    [...document.querySelectorAll("[role=log] article")].find(holds).querySelector("button").focus();
"#;

/// Clicks the reply icon of the message in which something can be read.
const ANSWER_MESSAGE: &str = r#"
    const holds = (article) => article.innerText.includes(arguments[0]);
    const article = [...document.querySelectorAll("[role=log] article")].find(holds);
    article.querySelector("button[aria-label='Reply to this message']").click();
"#;

/// A file of what is written, as it is seen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SeenFile {
    /// Everything that can be read of it.
    pub words: String,
    /// Whether it is on its way to the server.
    pub loading: bool,
}

/// How a file comes into the editor without the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is pasted.
    Paste,
    /// It is dropped there.
    Drop,
}

impl TicketPage<'_> {
    /// Chooses a file to attach.
    ///
    /// # Errors
    ///
    /// When files cannot be attached.
    pub async fn attach(&self, file: &Path) -> Result<(), Trouble> {
        let chooser = By::Css("input[type=file][aria-label='Attach files']");
        self.browser.type_into(chooser, &file.display().to_string()).await
    }

    /// Lets a file come into the editor without the button.
    ///
    /// # Errors
    ///
    /// When there is no editor.
    pub async fn hand_in(&self, how: Way, name: &str, media_type: &str, text: &str) -> Result<(), Trouble> {
        let how = match how {
            Way::Paste => "paste",
            Way::Drop => "drop",
        };
        let arguments = [how, name, media_type, text].map(Value::from).to_vec();
        let _: Value = self.browser.run(HAND_IN, arguments).await?;
        Ok(())
    }

    /// The files that are attached to what is written.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn attached(&self) -> Result<Vec<SeenFile>, Trouble> {
        self.browser.run(ATTACHED, Vec::new()).await
    }

    /// Waits until these files are attached and have reached the server, by their names.
    ///
    /// # Errors
    ///
    /// When it is not so before the deadline.
    pub async fn attached_are(&self, names: &[&str]) -> Result<(), Trouble> {
        let what = format!("{names:?} are attached");
        eventually(&what, PATIENCE, async || {
            let files = self.attached().await?;
            let there = files.len() == names.len()
                && files.iter().zip(names).all(|(file, name)| file.words.contains(name) && !file.loading);
            if there { Ok(Some(())) } else { Err(Trouble::Unexpected(format!("there are {files:?}"))) }
        })
        .await
    }

    /// Tries once more to attach a file.
    ///
    /// # Errors
    ///
    /// When that is not offered.
    pub async fn retry(&self, name: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named(&format!("Try {name} again"))).await
    }

    /// Takes an attached file away.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn detach(&self, name: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named(&format!("Remove {name}"))).await
    }

    /// Clicks the reply icon of the message in which something can be read.
    ///
    /// # Errors
    ///
    /// When it has none.
    pub async fn answer_message(&self, words: &str) -> Result<(), Trouble> {
        let _: Value = self.browser.run(ANSWER_MESSAGE, vec![words.into()]).await?;
        Ok(())
    }

    /// Moves the focus into the message in which something can be read.
    ///
    /// # Errors
    ///
    /// When nothing in it takes the focus.
    pub async fn focus_message(&self, words: &str) -> Result<(), Trouble> {
        let _: Value = self.browser.run(FOCUS_MESSAGE, vec![words.into()]).await?;
        Ok(())
    }

    /// Answers the newest message again, and not the one that was chosen.
    ///
    /// # Errors
    ///
    /// When none was chosen.
    pub async fn answer_newest(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Button, holding("Answer the newest")).await
    }

    /// Sends what is written.
    ///
    /// # Errors
    ///
    /// When it cannot be sent.
    pub async fn send(&self) -> Result<(), Trouble> {
        self.browser.click(Role::Button, named("Send")).await
    }

    /// Whether what is written can be sent.
    ///
    /// # Errors
    ///
    /// When there is no editor.
    pub async fn can_send(&self) -> Result<bool, Trouble> {
        Ok(self.browser.find(Role::Button, named("Send")).await?.is_enabled().await?)
    }
}
