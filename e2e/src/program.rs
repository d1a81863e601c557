//! Programs that a journey starts: each ends with it, and what it prints can be read.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually, until};

/// A program that runs beside the test. Dropping it kills it.
#[derive(Debug)]
pub struct Program {
    name: &'static str,
    child: Child,
    printed: Arc<Mutex<Vec<String>>>,
}

impl Program {
    /// Starts a program and reads along with what it prints.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start(name: &'static str, mut command: Command) -> Result<Self, Trouble> {
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped
            .kill_on_drop(true)
            .spawn()
            .map_err(|reason| Trouble::Unexpected(format!("{name} does not start: {reason}")))?;
        let printed = Arc::default();
        if let Some(stdout) = child.stdout.take() {
            read_along(stdout, Arc::clone(&printed));
        }
        if let Some(stderr) = child.stderr.take() {
            read_along(stderr, Arc::clone(&printed));
        }
        Ok(Self { name, child, printed })
    }

    /// Everything that it has printed, line by line, on both outputs.
    pub fn printed(&self) -> Vec<String> {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for a line in which something can be found.
    ///
    /// # Errors
    ///
    /// When the program ends first, or the deadline passes.
    pub async fn line_with<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> Result<T, Trouble> {
        let awaited = format!("{} prints {what}", self.name);
        let found = eventually(&awaited, PATIENCE, async || {
            let lines = self.printed();
            if let Some(found) = lines.iter().find_map(|line| find(line)) {
                return Ok(Some(Ok(found)));
            }
            let ended = self.child.try_wait()?;
            Ok(ended.map(|status| {
                let said = lines.join("\n");
                Err(Trouble::Unexpected(format!("{} ended ({status}) and said:\n{said}", self.name)))
            }))
        });
        found.await?
    }

    /// Ends it at once, as a crash would (SIGKILL).
    ///
    /// # Errors
    ///
    /// When it cannot be waited for.
    pub async fn kill(&mut self) -> Result<(), Trouble> {
        Ok(self.child.kill().await?)
    }

    /// Asks it to end, as an operator would (SIGTERM), and waits until it has.
    ///
    /// # Errors
    ///
    /// When it does not end.
    pub async fn stop(&mut self) -> Result<(), Trouble> {
        if let Some(id) = self.child.id() {
            Command::new("kill").arg(id.to_string()).status().await?;
        }
        let what = format!("{} ends when it is asked to", self.name);
        until(&what, PATIENCE, async || Ok(self.child.try_wait()?.is_some())).await
    }
}

fn read_along(output: impl AsyncRead + Unpin + Send + 'static, printed: Arc<Mutex<Vec<String>>>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(output).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            printed.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}

/// Where something is that `cargo xtask test` has installed or built.
///
/// # Errors
///
/// When the variable is not set: nothing is looked for elsewhere, and no test passes without it.
pub fn named_by(variable: &str) -> Result<PathBuf, Trouble> {
    let value = setting(variable);
    let missing =
        || Trouble::Unexpected(format!("{variable} is not set; `cargo xtask test --only e2e` sets it"));
    value.map(PathBuf::from).ok_or_else(missing)
}

/// A variable of the environment, if it is set.
pub fn setting(variable: &str) -> Option<OsString> {
    std::env::var_os(variable)
}
