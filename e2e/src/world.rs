//! A world of its own for each journey: the real program on an empty database, people, an address, a mail server.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};

use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::id::{ChannelId, PipelineId, StatusId, TicketId};
use sportello_domain::order::Command as Wish;
use sportello_domain::pipeline::Status;
use sportello_domain::protocol::MailFate;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::CreateTicket;
use sportello_domain::user::{Access, SaveUser, User};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::api::Api;
use crate::browser::{Browser, Complaint, Speaks};
use crate::ids::Ids;
use crate::mail::{CustomerMail, SUPPORT, address};
use crate::pages::SignInPage;
use crate::program::{Program, named_by};
use crate::smtp::{Post, SmtpServer};
use crate::trouble::Trouble;

/// Somebody who works at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name that colleagues see.
    pub name: &'static str,
    /// The address to sign in with.
    pub email: &'static str,
    /// The password.
    pub password: &'static str,
}

/// A Super admin.
pub const GRETA: Person =
    Person { name: "Greta Neri", email: "greta@desk.example", password: "quiet lamps at noon" };
/// An agent.
pub const ANNA: Person =
    Person { name: "Anna Rossi", email: "anna@desk.example", password: "nine green bicycles" };
/// Another agent.
pub const BRUNO: Person =
    Person { name: "Bruno Costa", email: "bruno@desk.example", password: "a river under bridges" };

/// An agent of the demo desk.
pub const GIULIA: Person =
    Person { name: "Giulia Ferraris", email: "giulia@lucerna.example", password: "copper and paper boats" };

/// The product in its world. Dropping it ends every program of it and removes its files.
#[derive(Debug)]
pub struct World {
    /// Where the product is reached, such as `http://127.0.0.1:40123`.
    pub origin: String,
    /// The Super admin's access to the API.
    pub greta: Api,
    /// The mail server to which the desk hands its mails.
    pub smtp: SmtpServer,
    /// Ids for this world's orders.
    pub ids: Ids,
    /// The channel of the address that customers write to, at a desk that opens empty.
    pub channel: ChannelId,
    /// The pipeline that every desk has.
    pub pipeline: PipelineId,
    server: tokio::sync::Mutex<Program>,
    browsers: Mutex<Vec<Browser>>,
    folder: TempDir,
}

/// What there is at the desk when it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Three people and one address.
    Empty,
    /// The example that newcomers see.
    Demo,
    /// So many tickets, for measuring.
    Crowd(u32),
}

impl World {
    /// Starts the product on a new database.
    ///
    /// # Errors
    ///
    /// When one of the programs does not start.
    pub async fn start(opening: Opening, post: Post) -> Result<Self, Trouble> {
        let folder = TempDir::with_prefix("sportello-")?;
        let smtp = SmtpServer::start(post).await?;
        let people = match opening {
            Opening::Empty => [ANNA, BRUNO].as_slice(),
            Opening::Demo => {
                must_end_well(sportello()?.args(["demo", "--database", &database(&folder)]), "").await?;
                [GIULIA].as_slice()
            }
            Opening::Crowd(tickets) => {
                let (database, tickets) = (database(&folder), tickets.to_string());
                let arguments = ["demo", "--tickets", &tickets, "--database", &database];
                must_end_well(sportello()?.args(arguments), "").await?;
                &[]
            }
        };
        add_person(&folder, GRETA, Rank::SuperAdmin).await?;
        for person in people {
            add_person(&folder, *person, Rank::Agent).await?;
        }
        let (server, origin) = serve(&folder, &smtp, "127.0.0.1:0").await?;
        let greta = Api::sign_in(&origin, GRETA).await?;
        let setup = greta.setup().await?;
        let ids = Ids::default();
        let world = Self {
            origin,
            greta,
            smtp,
            channel: ids.next(),
            pipeline: setup.default_pipeline,
            ids,
            server: tokio::sync::Mutex::new(server),
            browsers: Mutex::default(),
            folder,
        };
        match opening {
            Opening::Empty => world.connect_address().await?,
            Opening::Demo | Opening::Crowd(_) => {}
        }
        Ok(world)
    }

    /// Gives an order as the Super admin; it must be accepted.
    ///
    /// # Errors
    ///
    /// When it is refused.
    pub async fn arrange(&self, command: impl Into<Wish>) -> Result<(), Trouble> {
        self.greta.accepted(self.ids.next(), command).await.map(drop)
    }

    /// The order that creates a ticket by hand, with a new id.
    pub fn ticket_named(&self, name: String, status: StatusId) -> CreateTicket {
        CreateTicket {
            ticket: self.ids.next(),
            name,
            pipeline: Some(self.pipeline),
            status: Some(status),
            owner: None,
            priority: None,
            category: None,
            description: None,
            contacts: [].into(),
            conversation: None,
            properties: Vec::new(),
        }
    }

    /// Hands in a customer's mail and tells which ticket it belongs to.
    ///
    /// # Errors
    ///
    /// When the mail is not taken, or belongs to no ticket.
    pub async fn receive(&self, mail: &CustomerMail) -> Result<TicketId, Trouble> {
        let fate = self.greta.hand_in(self.channel, mail.raw()?).await?.fate;
        let MailFate::Accepted { ticket: Some(ticket), .. } = fate else {
            return Err(Trouble::Unexpected(format!("{:?} belongs to no ticket: {fate:?}", mail.subject)));
        };
        Ok(ticket)
    }

    /// Hands in a customer's mail, whatever becomes of it.
    ///
    /// # Errors
    ///
    /// When the mail is not taken.
    pub async fn hand_in(&self, mail: &CustomerMail) -> Result<(), Trouble> {
        let fate = self.greta.hand_in(self.channel, mail.raw()?).await?.fate;
        if matches!(fate, MailFate::Accepted { .. }) {
            return Ok(());
        }
        Err(Trouble::Unexpected(format!("{:?} was not taken: {fate:?}", mail.subject)))
    }

    /// Opens a browser at the sign-in page.
    ///
    /// # Errors
    ///
    /// When the browser does not start.
    pub async fn stranger(&self, speaks: Speaks) -> Result<Browser, Trouble> {
        let browser = Browser::open(&self.origin, speaks).await?;
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner).push(browser.clone());
        Ok(browser)
    }

    /// Opens a browser and signs somebody in.
    ///
    /// # Errors
    ///
    /// When the list does not come.
    pub async fn browser_of(&self, person: Person) -> Result<Browser, Trouble> {
        let browser = self.stranger(Speaks::English).await?;
        let page = SignInPage::open(&browser).await?;
        // A journey is about something else, unless it says so.
        browser.keep_replies(0).await?;
        page.sign_in(person).await?;
        // Before anybody had signed in, the app asked who is signed in.
        browser.clear_console(&[Complaint::AnswerWithStatus(401)]).await?;
        Ok(browser)
    }

    /// The browsers that were opened.
    pub fn browsers(&self) -> Vec<Browser> {
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the product has printed since it was last started.
    pub async fn log(&self) -> Vec<String> {
        self.server.lock().await.printed()
    }

    /// Ends the product as a crash would.
    ///
    /// # Errors
    ///
    /// When it cannot be waited for.
    pub async fn kill(&self) -> Result<(), Trouble> {
        self.server.lock().await.kill().await
    }

    /// Ends the product as an operator would, if it runs, and starts it again on the same files at the same address.
    ///
    /// # Errors
    ///
    /// When it does not end, or does not start again.
    pub async fn restart(&self) -> Result<(), Trouble> {
        let mut server = self.server.lock().await;
        server.stop().await?;
        let address = self.origin.trim_start_matches("http://");
        let (started, _) = serve(&self.folder, &self.smtp, address).await?;
        *server = started;
        Ok(())
    }

    /// The configuration as it stands.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn setup(&self) -> Result<Setup, Trouble> {
        self.greta.setup().await
    }

    /// A user, by who it is.
    ///
    /// # Errors
    ///
    /// When there is no such user.
    pub async fn user(&self, person: Person) -> Result<User, Trouble> {
        let users = self.setup().await?.users.into_values();
        let found = users.into_iter().find(|user| user.email.as_str() == person.email);
        found.ok_or_else(|| Trouble::Unexpected(format!("{} is no user", person.name)))
    }

    /// A status of the first pipeline, by its label.
    ///
    /// # Errors
    ///
    /// When there is no such status.
    pub async fn status(&self, label: &str) -> Result<Status, Trouble> {
        let pipelines = self.setup().await?.pipelines.into_values();
        let found = pipelines.flat_map(|pipeline| pipeline.statuses).find(|status| status.label == label);
        found.ok_or_else(|| Trouble::Unexpected(format!("there is no status {label:?}")))
    }

    /// Sets how far somebody's access reaches.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn grant(&self, person: Person, access: Access) -> Result<(), Trouble> {
        let user = User { access, ..self.user(person).await? };
        self.arrange(SaveUser { user }).await
    }

    async fn connect_address(&self) -> Result<(), Trouble> {
        let address = address(SUPPORT)?;
        let channel = Channel {
            id: self.channel,
            name: "Support".to_owned(),
            kind: ChannelKind::Email { address },
            pipeline: self.pipeline,
            tickets: TicketAutomation::CreateTicket,
            new_ticket: NewTicketProperties::default(),
            inbox: None,
        };
        self.arrange(SaveChannel { channel }).await
    }
}

/// What somebody is at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    SuperAdmin,
    Agent,
}

fn database(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("desk.sqlite").display())
}

/// The product's program, with none of the tester's own settings.
fn sportello() -> Result<Command, Trouble> {
    let program: PathBuf = named_by("SPORTELLO_SERVER_BIN")?;
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("SPORTELLO_")) {
            command.env_remove(name);
        }
    }
    Ok(command)
}

async fn serve(folder: &TempDir, smtp: &SmtpServer, address: &str) -> Result<(Program, String), Trouble> {
    let mut command = sportello()?;
    command.args(["serve", "--database", &database(folder), "--listen", address]);
    command.env("SPORTELLO_SMTP_URL", &smtp.url).env("NO_COLOR", "1");
    let mut server = Program::start("the product", command)?;
    let origin = server.line_with("its address", origin_in).await?;
    Ok((server, origin))
}

/// The address in what the product prints when it is ready.
fn origin_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("127.0.0.1:")?;
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!port.is_empty()).then(|| format!("http://127.0.0.1:{port}"))
}

/// Adds somebody as an operator would, on the command line.
async fn add_person(folder: &TempDir, person: Person, rank: Rank) -> Result<(), Trouble> {
    let mut command = sportello()?;
    command.args(["user", "add", "--database", &database(folder), "--email", person.email]);
    command.args(["--name", person.name]);
    match rank {
        Rank::SuperAdmin => {
            command.arg("--admin");
        }
        Rank::Agent => {}
    }
    must_end_well(&mut command, &format!("{}\n", person.password)).await
}

/// Runs the product's program until it ends, with something to read.
async fn must_end_well(command: &mut Command, input: &str) -> Result<(), Trouble> {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.kill_on_drop(true).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).await?;
    }
    let ended = child.wait_with_output().await?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    Err(Trouble::Unexpected(format!("the product's program failed: {said}")))
}
