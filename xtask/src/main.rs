//! The project's own commands: `cargo xtask <command>`. One function a command; each says what failed and why.

mod app;
mod bench;
mod ci;
mod report;
mod rules;
mod run;
mod screens;
mod set_up;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::bench::BenchParams;
use crate::report::say;
use crate::rules::RulesParams;
use crate::set_up::Purpose;
use crate::test::Part;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's own commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing to build and run the product
    SetUp {
        /// Also what its tests need: a browser, `PostgreSQL`, an SMTP server
        #[arg(long)]
        tests: bool,
    },
    /// Builds what a browser loads, into `web/dist`
    App,
    /// Builds the product as it is given to people, one program, and says where it is
    Build,
    /// Builds the product and starts it with a demo desk; what follows `--` goes to `sportello serve`
    Run {
        /// Further arguments of `sportello serve`, such as `--database postgres:…`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Runs all tests; the last line says how many passed and failed
    Test {
        /// Only these parts
        #[arg(long, value_delimiter = ',')]
        only: Vec<Part>,
    },
    /// Prints each rule of the product with the tests that prove it
    Rules(RulesParams),
    /// Measures speed and size beside their aims, and prints one table
    Bench(BenchParams),
    /// Checks what no compiler does: file length, translations, styles, sizes
    Tidy,
    /// Takes pictures of the product in a real browser
    Screens,
    /// What `ci` does without the tests: formatting, lints, documentation
    Check,
    /// Everything that must be well before a change is taken: formatting, lints, documentation, all tests
    Ci,
}

fn main() -> ExitCode {
    match Workspace::find().and_then(|workspace| carry_out(&workspace, Arguments::parse().command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            let words = format!("{reason:#}");
            if !words.is_empty() {
                say(&words);
            }
            ExitCode::FAILURE
        }
    }
}

fn carry_out(workspace: &Workspace, command: Command) -> Result<()> {
    match command {
        Command::SetUp { tests } => {
            set_up::set_up(workspace, if tests { Purpose::Test } else { Purpose::Run })
        }
        Command::App => app::build_app(workspace),
        Command::Build => run::build(workspace).map(|server| say(&format!("Built {}", server.display()))),
        Command::Run { arguments } => run::run(workspace, &arguments),
        Command::Test { only } => test::test(workspace, &only),
        Command::Rules(params) => rules::rules(workspace, &params),
        Command::Bench(params) => bench::bench(workspace, params),
        Command::Tidy => tidy::tidy(workspace),
        Command::Screens => screens::screens(workspace),
        Command::Check => ci::check(workspace),
        Command::Ci => ci::ci(workspace),
    }
}
