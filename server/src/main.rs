//! The program `sportello`.

use clap::Parser;
use sportello_server::commands;
use sportello_server::config::Arguments;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    commands::run(Arguments::parse()).await
}
