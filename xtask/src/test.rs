//! `cargo xtask test`: all tests of the project, and one line at the end that says how many passed and failed.
//! A part that cannot run counts as failed; no part stops another.

mod postgres;
mod tally;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use duct::Expression;

use crate::app::{Build, build_app, build_server};
use crate::report::{Step, follow, say, step_line, without_progress};
use crate::set_up::{Purpose, TestPrograms, set_up};
use crate::workspace::Workspace;
use postgres::ThrowAwayPostgres;
use tally::count;

pub use tally::Tally;

/// One part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// These commands themselves
    Xtask,
    /// The rules, natively
    Domain,
    /// The rules, in a headless browser
    DomainWasm,
    /// The examples in the documentation, and the domain's example programs
    Doc,
    /// The server on `SQLite`, and what of it needs no database
    ServerSqlite,
    /// The server on `PostgreSQL`
    ServerPostgres,
    /// The app: what is plain Rust natively, its components in a headless browser
    Web,
    /// The whole product: the real program and a real browser
    E2e,
}

impl Part {
    /// In the order in which they run: what is quick and fundamental first.
    pub const ALL: [Self; 8] = [
        Self::Xtask,
        Self::Domain,
        Self::Doc,
        Self::ServerSqlite,
        Self::ServerPostgres,
        Self::DomainWasm,
        Self::Web,
        Self::E2e,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Xtask => "xtask",
            Self::Domain => "domain",
            Self::DomainWasm => "domain, in the browser",
            Self::Doc => "documentation and examples",
            Self::ServerSqlite => "server on SQLite",
            Self::ServerPostgres => "server on PostgreSQL",
            Self::Web => "web",
            Self::E2e => "end to end",
        }
    }
}

/// Installs what the tests need and runs them.
///
/// # Errors
///
/// When a test failed or could not run.
pub fn test(workspace: &Workspace, only: &[Part]) -> Result<()> {
    let chosen = if only.is_empty() { &Part::ALL } else { only };
    let set_up = set_up(workspace, Purpose::Test);
    let prepared =
        set_up.err().map(|reason| Tally::could_not_run(format!("set-up: {reason:#}"))).unwrap_or_default();
    let tally = prepared.and(run_parts(workspace, chosen).1);
    finish(&tally)
}

/// Prints what failed, and as the last line how many tests passed and failed.
///
/// # Errors
///
/// When anything failed.
pub fn finish(tally: &Tally) -> Result<()> {
    say("");
    for name in &tally.failures {
        say(&format!("failed: {name}"));
    }
    say(&tally.summary());
    // The line above is the last one to be printed, so the reason has no words of its own.
    ensure!(tally.failures.is_empty(), "");
    Ok(())
}

/// Runs the parts one after the other.
pub fn run_parts(workspace: &Workspace, parts: &[Part]) -> (Vec<Step>, Tally) {
    let mut steps = Vec::new();
    let mut total = Tally::default();
    for part in parts {
        let start = Instant::now();
        let tally = run_part(workspace, *part)
            .unwrap_or_else(|reason| Tally::could_not_run(format!("{}: {reason:#}", part.name())));
        let name = format!("tests: {} ({})", part.name(), tally.summary());
        let step = Step { name, took: start.elapsed(), success: tally.failures.is_empty() };
        say(&step_line(&step));
        steps.push(step);
        total = total.and(tally);
    }
    (steps, total)
}

fn run_part(workspace: &Workspace, part: Part) -> Result<Tally> {
    match part {
        Part::Xtask => native(workspace, "xtask", &["-pxtask"], &[]),
        Part::Domain => native(workspace, "domain", &["-psportello-domain"], &[]),
        Part::DomainWasm => in_browser(workspace, "domain, in the browser", "sportello-domain"),
        Part::Doc => documentation(workspace),
        Part::ServerSqlite => {
            let environment = TestPrograms::find(workspace)?.environment();
            let server = ["-psportello-server", "--", "--skip", "postgres::"];
            native(workspace, "server on SQLite", &server, &environment)
        }
        Part::ServerPostgres => {
            let programs = TestPrograms::find(workspace)?;
            let postgres = ThrowAwayPostgres::start(workspace, &programs.postgresql)?;
            let mut environment = programs.environment();
            environment.push(("SPORTELLO_TEST_POSTGRES_URL", postgres.url().into()));
            native(
                workspace,
                "server on PostgreSQL",
                &["-psportello-server", "--", "postgres::"],
                &environment,
            )
        }
        Part::Web => {
            let web = native(workspace, "web, natively", &["-psportello-web"], &[])?;
            Ok(web.and(in_browser(workspace, "web, in the browser", "sportello-web")?))
        }
        Part::E2e => run_end_to_end(workspace, part.name(), &[], []),
    }
}

/// Builds the whole product and runs the end-to-end tests on it, with further arguments for the test runner
/// and further variables for the tests.
pub fn run_end_to_end<const N: usize>(
    workspace: &Workspace,
    name: &str,
    arguments: &[&str],
    variables: [(&'static str, PathBuf); N],
) -> Result<Tally> {
    build_app(workspace)?;
    let server = build_server(workspace, Build::Debug)?;
    let mut environment = TestPrograms::find(workspace)?.environment();
    environment.push(("SPORTELLO_SERVER_BIN", server));
    environment.extend(variables);
    native(workspace, name, &[["-psportello-e2e"].as_slice(), arguments].concat(), &environment)
}

/// Runs tests with nextest, where it is installed, else with cargo's own runner, and counts them.
fn native(
    workspace: &Workspace,
    name: &str,
    arguments: &[&str],
    environment: &[(&str, PathBuf)],
) -> Result<Tally> {
    let mut program = if workspace.lookup_program("cargo-nextest").is_some() {
        let words = ["nextest", "run", "--cargo-quiet", "--profile=ci", "--show-progress=none"];
        workspace.program("cargo", &[words.as_slice(), arguments].concat())
    } else {
        workspace.program(
            "cargo",
            &[["test", "--quiet", "--no-fail-fast", "--all-targets"].as_slice(), arguments].concat(),
        )
    };
    for (key, value) in environment {
        program = program.env(key, value);
    }
    run_and_count(name, &program)
}

/// Runs a crate's tests in a headless browser and counts them.
fn in_browser(workspace: &Workspace, name: &str, package: &str) -> Result<Tally> {
    let driver = TestPrograms::find(workspace)?.chromedriver;
    let package = format!("-p{package}");
    let arguments = ["test", &package, "--target=wasm32-unknown-unknown", "--tests", "--no-fail-fast"];
    // Unoptimised, the app's tests are a hundred megabytes, which a busy machine loads in more than the usual 20 s.
    let program = workspace.program("cargo", &arguments).env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    run_and_count(name, &program.env("CHROMEDRIVER", driver))
}

/// Runs the examples that stand in doc comments, and the domain's example programs: each of those is one test.
fn documentation(workspace: &Workspace) -> Result<Tally> {
    let doc = ["test", "--doc", "--no-fail-fast", "-psportello-domain"];
    let mut tally = run_and_count("doc tests", &workspace.program("cargo", &doc))?;
    let folder = workspace.root.join("domain/examples");
    let examples =
        std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for file in examples {
        let path = file?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let example =
            workspace.program("cargo", &["run", "--quiet", "-psportello-domain", "--example", &name]);
        let ended = follow(&name, &example)?;
        if ended.success {
            tally.passed += 1;
        } else {
            say(&without_progress(&ended.output));
            tally.failures.push(format!("domain/examples/{name}"));
        }
    }
    Ok(tally)
}

/// Runs one test program. What it printed is shown when something failed, and tests that were tried twice always.
fn run_and_count(name: &str, program: &Expression) -> Result<Tally> {
    let ended = follow(name, &program.env("CARGO_TERM_COLOR", "never"))?;
    let tally = count(name, &ended);
    if !tally.failures.is_empty() {
        say(&without_progress(&ended.output));
    }
    for line in ended.output.lines().filter(|line| line.trim_start().starts_with("FLAKY")) {
        say(&format!("needed a second try: {}", line.trim()));
    }
    Ok(tally)
}
