//! Formatted text: how it looks in the editor and in the thread, and what is pasted.

use serde_json::Value;

use super::{TicketPage, Writing};
use crate::browser::{Role, named};
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually};

/// Reads what is set apart in an element.
const SET_APART: &str = r#"
    const [place] = arguments;
    const found = [...place.querySelectorAll("b, i, code, a[href], li, blockquote, pre, section, img")];
    const words = (it) => it.innerText.replace(/[\s\uFEFF]+/g, " ").trim();
    return found.map((it) => `${it.localName} ${it.getAttribute("href") ?? ""} ${words(it)}`.replace(/\s+/g, " ").trim());
"#;

/// Finds the message in which something can be read.
const MESSAGE: &str = r#"
    const holds = (article) => article.innerText.includes(arguments[0]);
    return [...document.querySelectorAll("[role=log] article")].find(holds)?.querySelector(".hd-message__body") ?? null;
"#;

/// Hands what is copied elsewhere to the editor, as the browser does when it is pasted.
const PASTE: &str = r#"
    const [field, ...kinds] = arguments;
    const data = new DataTransfer();
    for (let at = 0; at < kinds.length; at += 2) data.setData(kinds[at], kinds[at + 1]);
    field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
"#;

impl TicketPage<'_> {
    /// What is set apart in what is written, each piece with its element, its address and its words.
    ///
    /// # Errors
    ///
    /// When there is no editor.
    pub async fn formatting_drafted(&self, kind: Writing) -> Result<Vec<String>, Trouble> {
        let field = self.browser.find(Role::Textbox, named(kind.label())).await?;
        self.browser.run(SET_APART, vec![field.to_json()?]).await
    }

    /// Waits for the message in which something can be read, and says what is set apart in it.
    ///
    /// # Errors
    ///
    /// When there is no such message.
    pub async fn formatting_of(&self, words: &str) -> Result<Vec<String>, Trouble> {
        eventually("the message is there", PATIENCE, async || {
            let message: Value = self.browser.run(MESSAGE, vec![words.into()]).await?;
            if message.is_null() {
                return Ok(None);
            }
            Ok(Some(self.browser.run(SET_APART, vec![message]).await?))
        })
        .await
    }

    /// Pastes what is copied elsewhere: its kinds, each with what it holds.
    ///
    /// # Errors
    ///
    /// When there is no editor.
    pub async fn paste(&self, kind: Writing, copied: &[(&str, &str)]) -> Result<(), Trouble> {
        let field = self.browser.find(Role::Textbox, named(kind.label())).await?;
        let kinds = copied.iter().flat_map(|(kind, held)| [Value::from(*kind), Value::from(*held)]);
        let arguments = [field.to_json()?].into_iter().chain(kinds).collect();
        let _: Value = self.browser.run(PASTE, arguments).await?;
        Ok(())
    }
}
