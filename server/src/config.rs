//! Configuration: from the command line or the environment, checked once at the start. The only
//! place that reads the environment; every option says which variable it stands for.

use std::net::SocketAddr;

use crate::store::StoreError;
use crate::store::open::DatabaseAddress;

/// A help desk: tickets, conversations, e-mail.
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "sportello", version, about)]
pub struct Arguments {
    /// What is to be done.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Serve the help desk
    Serve(Serve),
    /// Bring the database up to date; `serve` does so by itself
    Migrate(Database),
    /// Import mail: mbox files, Maildir folders, single mails and folders of them
    Import(Import),
    /// Fill an empty desk with an example
    Demo(FillDemo),
    /// Add and change users
    #[command(subcommand)]
    User(UserCommand),
}

/// Which database.
#[derive(Clone, Debug, clap::Args)]
pub struct Database {
    /// Where everything is kept: sqlite:PATH or postgres:URL
    #[arg(long, env = "SPORTELLO_DATABASE", default_value = "sqlite:sportello.db", value_name = "ADDRESS")]
    pub database: String,
}

/// How to serve.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The address to listen on
    #[arg(long, env = "SPORTELLO_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// The mail server that takes outgoing mail: `smtp://host:25`, `smtps://user:password@host`
    #[arg(long, env = "SPORTELLO_SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// Fill an empty desk with an example on first start
    #[arg(long, env = "SPORTELLO_DEMO")]
    pub demo: bool,
}

/// Which mail is to be imported.
#[derive(Clone, Debug, clap::Args)]
pub struct Import {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The address of the channel that gets the mail; connected if it is new. Not needed where there
    /// is only one
    #[arg(long, value_name = "ADDRESS")]
    pub channel: Option<sportello_domain::identifier::EmailAddress>,
    /// Files and folders
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<std::path::PathBuf>,
}

/// With what to fill an empty desk.
#[derive(Clone, Debug, clap::Args)]
pub struct FillDemo {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// Fill it with so many tickets, for measuring, in place of the example
    #[arg(long)]
    pub tickets: Option<u64>,
    /// The same seed gives the same tickets
    #[arg(long, default_value_t = 1, requires = "tickets")]
    pub seed: u64,
}

/// What can be done to users.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum UserCommand {
    /// Add a user, or give the one with this address a new password
    Add(AddUser),
}

/// A user who is to be added.
#[derive(Clone, Debug, clap::Args)]
pub struct AddUser {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// The address to sign in with
    #[arg(long)]
    pub email: sportello_domain::identifier::EmailAddress,
    /// The person's name
    #[arg(long)]
    pub name: String,
    /// Let the user do everything
    #[arg(long)]
    pub admin: bool,
}

impl Database {
    /// The address, understood.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn address(&self) -> Result<DatabaseAddress, StoreError> {
        self.database.parse()
    }
}
