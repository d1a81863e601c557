//! A real SMTP server that is not ours: Nodemailer's smtp-server, run by node.

use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// The server, while the test runs.
pub struct SmtpServer {
    /// Its port on the loopback address.
    pub port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

/// One delivery that was tried.
#[derive(Debug, Deserialize)]
pub struct Tried {
    /// `accepted`, `failed` or `refused`.
    pub outcome: String,
    /// The sender in the envelope.
    pub from: String,
    /// The recipients in the envelope.
    pub to: Vec<String>,
    /// The mail as it came.
    #[serde(default)]
    pub message: String,
}

impl SmtpServer {
    /// Starts the server. Options as in `e2e/smtp-server.mjs`.
    pub async fn start(options: &[&str]) -> Self {
        let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../e2e/smtp-server.mjs");
        let script = std::env::var_os("SPORTELLO_SMTP_SERVER").map_or_else(own, PathBuf::from);
        let mut process = Command::new("node")
            .arg(&script)
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("node cannot be started ({error}): run `cargo xtask set-up`"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines
            .next_line()
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("{} does not start: run `cargo xtask set-up`", script.display()));
        Self { port: port.parse().unwrap(), lines, _process: process }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next delivery that is tried.
    pub async fn next(&mut self) -> Tried {
        let line = self.lines.next_line().await.unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }
}
