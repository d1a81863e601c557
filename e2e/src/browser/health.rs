//! What every journey ends with: nothing in the console, nothing that axe finds, nothing wider than the window.

use serde::Deserialize;
use serde_json::json;

use super::{Browser, Theme, Window};
use crate::program::named_by;
use crate::trouble::Trouble;

/// Runs axe on the page: WCAG 2.2 AA and what is good practice. Frames are customers' own mails.
const RUN_AXE: &str = r#"
    if (!globalThis.axe) (0, Function)(arguments[0])();
    const { violations } = await axe.run(document, {
        iframes: false,
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations.map(({ id, help, nodes }) => ({
        id, help, where: nodes.map((node) => `${node.html} ${node.failureSummary}`),
    }));
"#;

/// Says of the page and of each open dialog that it scrolls sideways, if it does.
const WIDER_THAN_SEEN: &str = r#"
    const page = document.documentElement;
    const wide = (what, content, seen) => content > seen ? [`${what} is ${content} px wide and shows ${seen}`] : [];
    return [
        ...wide("the page", page.scrollWidth, innerWidth),
        ...[...document.querySelectorAll("dialog[open]")].flatMap((dialog) =>
            wide("the dialog " + dialog.querySelector("h2")?.textContent, dialog.scrollWidth, dialog.clientWidth)),
    ];
"#;

/// What the browser notes where a page that nobody touched yet is left while an order is on its way: it does not ask
/// whether to leave, and the next page sends the order.
const NOT_ASKED: &str = "Blocked attempt to show a 'beforeunload' confirmation panel";

/// Something in the console that the journey itself provoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// The browser notes every answer that is an error, such as a refused password.
    AnswerWithStatus(u16),
    /// The browser notes every request that found no line or no server.
    NoLine,
    /// What loads the parts of the app notes each that did not come.
    MissingPart,
    /// The page allows neither the styles by which the browser tries to keep looks while one edits, nor anything that
    /// comes with what is pasted.
    RefusedByPolicy,
}

#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    help: String,
    r#where: Vec<String>,
}

impl Browser {
    /// Holds the page against what every page must be, in both themes, down to a narrow telephone and at 200 %.
    ///
    /// # Errors
    ///
    /// What is wrong, all of it.
    pub async fn assert_healthy(&self) -> Result<(), Trouble> {
        self.assert_healthy_but_for(&[]).await
    }

    /// The same, for what looks otherwise on a telephone: axe looks at it there too.
    ///
    /// # Errors
    ///
    /// What is wrong, all of it.
    pub async fn assert_healthy_everywhere(&self) -> Result<(), Trouble> {
        for window in [Window::PHONE, Window::DESK] {
            self.resize(window).await?;
            self.assert_healthy().await?;
        }
        Ok(())
    }

    /// The same, where the journey itself provoked something in the console.
    ///
    /// # Errors
    ///
    /// What is wrong, all of it.
    pub async fn assert_healthy_but_for(&self, provoked: &[Complaint]) -> Result<(), Trouble> {
        let mut wrong = Vec::new();
        for theme in [Theme::Dark, Theme::Light] {
            self.prefer(theme).await?;
            wrong.extend(self.found_by_axe(theme).await?);
        }
        for window in [Window::NARROW, Window::PHONE, Window::ZOOMED, Window::DESK] {
            self.resize(window).await?;
            wrong.extend(self.overflow(window).await?);
        }
        wrong.extend(self.console_errors(provoked).await?);
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Trouble::Unexpected(format!("{} is not healthy:\n{}", self.path().await?, wrong.join("\n"))))
    }

    /// Reads what the console says until now, all of which the journey itself provoked.
    ///
    /// # Errors
    ///
    /// What was not provoked.
    pub async fn clear_console(&self, provoked: &[Complaint]) -> Result<(), Trouble> {
        let errors = self.console_errors(provoked).await?;
        if errors.is_empty() { Ok(()) } else { Err(Trouble::Unexpected(errors.join("\n"))) }
    }

    async fn found_by_axe(&self, theme: Theme) -> Result<Vec<String>, Trouble> {
        let axe = std::fs::read_to_string(named_by("SPORTELLO_AXE")?)?;
        let violations: Vec<Violation> = self.run(RUN_AXE, vec![json!(axe)]).await?;
        let line = |found: Violation| {
            format!("axe, {theme:?}: {}: {}\n    {}", found.id, found.help, found.r#where.join("\n    "))
        };
        Ok(violations.into_iter().map(line).collect())
    }

    async fn overflow(&self, window: Window) -> Result<Vec<String>, Trouble> {
        let wider: Vec<String> = self.run(WIDER_THAN_SEEN, Vec::new()).await?;
        Ok(wider.into_iter().map(|what| format!("at {} px {what}", window.width)).collect())
    }

    async fn console_errors(&self, provoked: &[Complaint]) -> Result<Vec<String>, Trouble> {
        let entries = self.driver.browser_log().await?;
        let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE");
        let unprovoked = errors
            .filter(|entry| !entry.message.contains(NOT_ASKED))
            .filter(|entry| !provoked.iter().any(|it| it.is_in(&entry.message)));
        Ok(unprovoked.map(|entry| format!("console: {}", entry.message)).collect())
    }
}

impl Complaint {
    fn is_in(self, message: &str) -> bool {
        match self {
            Self::AnswerWithStatus(status) => {
                message.contains(&format!("responded with a status of {status}"))
            }
            Self::NoLine => [
                "net::ERR_INTERNET_DISCONNECTED",
                "net::ERR_CONNECTION_REFUSED",
                "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
                "net::ERR_CONNECTION_RESET",
            ]
            .iter()
            .any(|code| message.contains(code)),
            Self::MissingPart => message.contains("/parts.js "),
            Self::RefusedByPolicy => {
                message.contains("violates the following Content Security Policy directive")
            }
        }
    }
}
