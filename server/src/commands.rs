//! What the program can be told to do. Each command is thin: it opens, calls, reports.

mod demo;
mod import;
mod migrate;
mod serve;
mod user;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::{Arguments, Command, UserCommand};

/// Does what the command line says.
///
/// # Errors
///
/// What went wrong, for whoever typed it.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    // A service tells its log what it does; a command tells who typed it, and its log only what goes wrong.
    let serves = matches!(arguments.command, Command::Serve(_));
    start_log(if serves { LevelFilter::INFO } else { LevelFilter::WARN });
    match arguments.command {
        Command::Serve(serve) => serve::serve(serve).await,
        Command::Migrate(database) => migrate::migrate(&database).await,
        Command::Import(options) => import::run(options).await,
        Command::Demo(options) => demo::demo(options).await,
        Command::User(UserCommand::Add(user)) => user::add(user).await,
    }
}

/// Starts the log, on standard error. `RUST_LOG` says how much of it, where it is set.
fn start_log(usual: LevelFilter) {
    let filter = EnvFilter::builder().with_default_directive(usual.into()).from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Tells whoever typed the command, on standard output: it is not for the log.
#[expect(clippy::print_stdout, reason = "this is for whoever typed the command, not for the log")]
fn tell(line: &str) {
    println!("{line}");
}
