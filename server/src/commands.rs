//! What the program can be told to do. Each command is thin: it opens, calls, reports.

mod demo;
mod import;
mod migrate;
mod serve;
mod user;

use crate::config::{Arguments, Command, UserCommand};

/// Does what the command line says.
///
/// # Errors
///
/// What went wrong, for whoever typed it.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    start_log();
    match arguments.command {
        Command::Serve(serve) => serve::serve(serve).await,
        Command::Migrate(database) => migrate::migrate(&database).await,
        Command::Import(options) => import::run(options).await,
        Command::Demo(options) => demo::demo(options).await,
        Command::User(UserCommand::Add(user)) => user::add(user).await,
    }
}

/// Starts the log, on standard error. `RUST_LOG` says how much of it.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    use tracing_subscriber::filter::LevelFilter;

    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
