//! Measures the server from outside, and what its figures are held against. `cargo xtask bench` builds the desks, runs
//! this and prints the table; alone it prints the figures as one line of JSON.

mod baseline;
mod client;
mod figure;
mod mails;
mod merging;
mod orders;
mod purging;
mod reads;
mod served;
mod splitting;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use figure::Figure;

/// What to measure on.
#[derive(Parser)]
struct Arguments {
    /// The server's program
    #[arg(long)]
    server: PathBuf,
    /// The database of a small desk
    #[arg(long)]
    small: PathBuf,
    /// The database of a large desk
    #[arg(long)]
    large: PathBuf,
    /// A folder for what is written, on the file system that is measured
    #[arg(long)]
    scratch: PathBuf,
    /// Shorter runs
    #[arg(long)]
    quick: bool,
}

impl Arguments {
    /// For how long whatever goes on and on is measured.
    fn length(&self) -> Duration {
        Duration::from_secs(if self.quick { 3 } else { 12 })
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut figures: Vec<Figure> = Vec::new();
    figures.extend(orders::measure(&arguments).await?);
    figures.extend(reads::measure(&arguments).await?);
    figures.extend(mails::measure(&arguments).await?);
    figures.extend(splitting::measure(&arguments).await?);
    figures.extend(merging::measure(&arguments).await?);
    figures.extend(purging::measure(&arguments).await?);
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}
