//! The mail server that is not ours: it takes what the desk sends, or refuses it.

use mail_parser::{Message, MessageParser};
use serde::Deserialize;
use tokio::process::Command;

use crate::program::{Program, named_by};
use crate::trouble::Trouble;
use crate::waiting::{PATIENCE, eventually};

/// What the mail server does with what it is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Post {
    /// It takes everything.
    #[default]
    TakesEverything,
    /// It refuses the first mail for good (550) and takes every other.
    RefusesTheFirst,
}

/// A mail server on a port of its own.
#[derive(Debug)]
pub struct SmtpServer {
    program: Program,
    /// Where the desk reaches it.
    pub url: String,
}

/// How one try to hand over a mail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was taken.
    Accepted,
    /// It may be tried again (451).
    Failed,
    /// It may not be tried again (550).
    Refused,
}

/// One try to hand over a mail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Delivery {
    /// How it ended.
    pub outcome: Outcome,
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The mail as it came, headers and all.
    #[serde(default)]
    pub message: String,
}

impl Delivery {
    /// The mail, read by a parser.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn mail(&self) -> Result<Message<'_>, Trouble> {
        let parsed = MessageParser::default().parse(self.message.as_bytes());
        parsed.ok_or_else(|| Trouble::unexpected("what was delivered is no mail"))
    }
}

impl SmtpServer {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// When Node or the script is not there.
    pub async fn start(post: Post) -> Result<Self, Trouble> {
        let mut command = Command::new("node");
        command.arg(named_by("SPORTELLO_SMTP_SERVER")?);
        match post {
            Post::TakesEverything => {}
            Post::RefusesTheFirst => {
                command.args(["--refuse-first", "1"]);
            }
        }
        let mut program = Program::start("the mail server", command)?;
        let listens_on = program.line_with("its port", |line| line.parse::<u16>().ok()).await?;
        Ok(Self { program, url: format!("smtp://127.0.0.1:{listens_on}") })
    }

    /// Every try to hand over a mail until now.
    ///
    /// # Errors
    ///
    /// When the server prints something else than JSON.
    pub fn deliveries(&self) -> Result<Vec<Delivery>, Trouble> {
        let printed = self.program.printed();
        let told = printed.iter().filter(|line| line.starts_with('{'));
        Ok(told.map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?)
    }

    /// Waits for the next mail after the first `seen`.
    ///
    /// # Errors
    ///
    /// When the deadline passes.
    pub async fn delivery_after(&self, seen: usize) -> Result<Delivery, Trouble> {
        let what = format!("the desk hands over {} mails", seen + 1);
        eventually(&what, PATIENCE, async || Ok(self.deliveries()?.into_iter().nth(seen))).await
    }
}
