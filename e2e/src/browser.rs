//! A real browser: one session, with a profile of its own that is empty at the start.

mod find;
mod health;
mod line;
mod print;

pub use find::{Name, Role, beginning, holding, named};
pub use health::Complaint;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::cdp::domains::emulation::{MediaFeature, SetEmulatedMedia};
use thirtyfour::cdp::domains::network::ClearBrowserCache;
use thirtyfour::cdp::domains::page::AddScriptToEvaluateOnNewDocument;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, Key, TypingData, WebDriver, WebElement};
use tokio::process::Command;

use crate::program::{Program, named_by};
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually, until};

/// How a browser is started: without what would reach outside or show a window.
const ARGUMENTS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-search-engine-choice-screen",
    "--hide-scrollbars",
];

/// The language that a browser asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// English.
    English,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
}

/// The size of a window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

impl Window {
    /// A desk's screen.
    pub const DESK: Self = Self { width: 1440, height: 900 };
    /// A telephone's.
    pub const PHONE: Self = Self { width: 390, height: 844 };
    /// A desk's screen on which everything is twice as large (WCAG 1.4.4).
    pub const ZOOMED: Self = Self { width: 720, height: 450 };
    /// The narrowest telephone that is thought of.
    pub const NARROW: Self = Self { width: 360, height: 780 };
}

/// Which colours the system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A browser with one person in front of it.
#[derive(Clone, Debug)]
pub struct Browser {
    driver: WebDriver,
    /// Where the product is.
    pub origin: String,
    kept: Arc<Kept>,
}

/// What must live as long as the browser: its driver, and its profile.
#[derive(Debug)]
struct Kept {
    driver: Program,
    _profile: TempDir,
}

/// What a browser showed when a journey failed.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Address, text and console.
    pub words: String,
    /// What is seen, a PNG.
    pub picture: Vec<u8>,
}

impl Browser {
    /// Starts a browser. It shows nothing yet.
    ///
    /// # Errors
    ///
    /// When the browser or its driver does not start.
    pub async fn open(origin: &str, speaks: Speaks) -> Result<Self, Trouble> {
        let profile = TempDir::with_prefix("sportello-browser-")?;
        let mut command = Command::new(named_by("CHROMEDRIVER")?);
        command.arg("--port=0");
        let mut program = Program::start("chromedriver", command)?;
        let port = program.line_with("its port", port_in).await?;

        let mut wanted = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            wanted.add_arg(argument)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wanted.add_arg(&format!("--window-size={},{}", Window::DESK.width, Window::DESK.height))?;
        wanted.add_arg(&format!("--accept-lang={}", speaks.codes()))?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        let browser = Self {
            driver,
            origin: origin.to_owned(),
            kept: Arc::new(Kept { driver: program, _profile: profile }),
        };
        browser.resize(Window::DESK).await?;
        Ok(browser)
    }

    /// Goes to an address of the product.
    ///
    /// # Errors
    ///
    /// When the page does not load.
    pub async fn visit(&self, path: &str) -> Result<(), Trouble> {
        Ok(self.driver.goto(format!("{}{path}", self.origin)).await?)
    }

    /// Leaves the product.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn leave(&self) -> Result<(), Trouble> {
        Ok(self.driver.goto("about:blank").await?)
    }

    /// Sets how many seconds a reply can be taken back in this browser, as its settings do.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn keep_replies(&self, seconds: u32) -> Result<(), Trouble> {
        let script = "localStorage.setItem('sportello.undo', arguments[0]); return true";
        self.run::<bool>(script, vec![seconds.to_string().into()]).await.map(drop)
    }

    /// Loads the page anew.
    ///
    /// # Errors
    ///
    /// When the page does not load.
    pub async fn reload(&self) -> Result<(), Trouble> {
        Ok(self.driver.refresh().await?)
    }

    /// The address that is shown, without the origin.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn path(&self) -> Result<String, Trouble> {
        let url = self.driver.current_url().await?;
        Ok(url.as_str().trim_start_matches(&self.origin).to_owned())
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<(), Trouble> {
        let keys: TypingData = keys.into();
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Presses a key while Ctrl is held down.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn press_with_control(&self, key: impl Into<TypingData>) -> Result<(), Trouble> {
        let keys = self.driver.action_chain().key_down(Key::Control).send_keys(key).key_up(Key::Control);
        Ok(keys.perform().await?)
    }

    /// Presses a key while Ctrl and Shift are held down.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn press_with_control_and_shift(&self, key: impl Into<TypingData>) -> Result<(), Trouble> {
        let held = self.driver.action_chain().key_down(Key::Control).key_down(Key::Shift);
        Ok(held.send_keys(key).key_up(Key::Shift).key_up(Key::Control).perform().await?)
    }

    /// Clicks something while Shift is held down.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn click_with_shift(&self, what: &WebElement) -> Result<(), Trouble> {
        let clicked = self.driver.action_chain().key_down(Key::Shift).click_element(what);
        Ok(clicked.key_up(Key::Shift).perform().await?)
    }

    /// Carries something with the mouse: presses on it, moves to something else and lets go there.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn carry(&self, what: &WebElement, to: &WebElement) -> Result<(), Trouble> {
        let pressed = self.driver.action_chain().click_and_hold_element(what);
        // In steps, as a hand moves.
        let moved = pressed.move_by_offset(12, 4).move_to_element_center(to).move_by_offset(2, 2);
        Ok(moved.release().perform().await?)
    }

    /// What has the focus, by its name or its words.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn focused(&self) -> Result<String, Trouble> {
        let script = "const it = document.activeElement; return it.ariaLabel || it.innerText || it.tagName";
        self.run(script, Vec::new()).await
    }

    /// Opens a further tab of the same browser at an address of the product, and looks at it.
    ///
    /// # Errors
    ///
    /// When the page does not load.
    pub async fn visit_in_new_tab(&self, path: &str) -> Result<(), Trouble> {
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.visit(path).await
    }

    /// Makes the window as large as is wanted.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn resize(&self, window: Window) -> Result<(), Trouble> {
        let emulation = self.driver.cdp();
        let emulation = emulation.emulation();
        Ok(emulation.set_device_metrics_override(window.width, window.height, 1.0, false).await?)
    }

    /// Asks for light or dark colours, as the system would.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn prefer(&self, theme: Theme) -> Result<(), Trouble> {
        let value = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let feature =
            |name: &str, value: &str| MediaFeature { name: name.to_owned(), value: value.to_owned() };
        let features = vec![
            feature("prefers-color-scheme", value),
            // What is in the middle of a motion has colours that nobody chose.
            feature("prefers-reduced-motion", "reduce"),
        ];
        self.driver.cdp().send(SetEmulatedMedia { media: None, features: Some(features) }).await?;
        Ok(())
    }

    /// Runs a script in the page and reads what it returns, or what its promise becomes.
    ///
    /// # Errors
    ///
    /// When the script throws, or returns something else.
    pub async fn run<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T, Trouble> {
        Ok(self.driver.execute(script, arguments).await?.convert()?)
    }

    /// Runs a script in every page from now on, before anything of the page runs.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn run_in_every_page(&self, script: &str) -> Result<(), Trouble> {
        let add = AddScriptToEvaluateOnNewDocument {
            source: script.to_owned(),
            world_name: None,
            include_command_line_api: None,
        };
        self.driver.cdp().send(add).await?;
        Ok(())
    }

    /// Forgets every file that was downloaded.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn forget_files(&self) -> Result<(), Trouble> {
        self.driver.cdp().send(ClearBrowserCache).await?;
        Ok(())
    }

    /// Everything that can be read on the page.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn words(&self) -> Result<String, Trouble> {
        self.run("return document.body.innerText", Vec::new()).await
    }

    /// Waits until something can be read on the page.
    ///
    /// # Errors
    ///
    /// When the deadline passes.
    pub async fn read(&self, words: &str) -> Result<(), Trouble> {
        let what = format!("{words:?} can be read");
        eventually(&what, PATIENCE, async || Ok(self.words().await?.contains(words).then_some(()))).await
    }

    /// Waits until nothing is being loaded: no skeleton, and every frame and every picture in sight complete.
    ///
    /// # Errors
    ///
    /// When it still loads at the deadline.
    pub async fn settled(&self) -> Result<(), Trouble> {
        let script = r"
            const seen = (it) => it.getBoundingClientRect().top < innerHeight && 0 < it.getBoundingClientRect().bottom;
            return ![...document.querySelectorAll('[role=status]')].some((it) => it.innerText.startsWith('Loading'))
                && [...document.images].filter(seen).every((it) => it.complete)
                && [...document.querySelectorAll('iframe')].every((it) => it.contentDocument?.readyState === 'complete');
        ";
        until("everything is loaded", PATIENCE, async || self.run(script, Vec::new()).await).await
    }

    /// A picture of what is seen, a PNG.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn picture(&self) -> Result<Vec<u8>, Trouble> {
        Ok(self.driver.screenshot_as_png().await?)
    }

    /// Puts a picture of what is seen into a file.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub async fn photograph(&self, file: &Path) -> Result<(), Trouble> {
        Ok(std::fs::write(file, self.picture().await?)?)
    }

    /// What it shows now.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn evidence(&self) -> Result<Evidence, Trouble> {
        let mut words = format!("{}\n\n{}\n\nConsole:\n", self.path().await?, self.words().await?);
        for entry in self.driver.browser_log().await? {
            // Writing into a String does not fail.
            let _ = writeln!(words, "{} {}", entry.level, entry.message);
        }
        let _ = write!(words, "\nDriver:\n{}\n", self.kept.driver.printed().join("\n"));
        Ok(Evidence { words, picture: self.picture().await? })
    }

    /// Ends the browser.
    ///
    /// # Errors
    ///
    /// When it does not end.
    pub async fn close(self) -> Result<(), Trouble> {
        Ok(self.driver.quit().await?)
    }
}

impl Speaks {
    fn codes(self) -> &'static str {
        match self {
            Self::English => "en-GB,en",
            Self::Italian => "it-IT,it",
            Self::Portuguese => "pt-PT,pt",
        }
    }
}

/// The port in what chromedriver prints when it is ready.
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim_end_matches('.').parse().ok()
}
