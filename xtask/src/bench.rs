//! `cargo xtask bench`: how fast and how small the product is, in one table, each figure beside its aim and a
//! baseline that was measured in the same run. Machines differ, ratios less so.

mod browser;
mod desks;
mod table;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::app::{Build, build_app, build_server};
use crate::report::{must_succeed, say};
use crate::set_up::{Purpose, TestPrograms, set_up};
use crate::tidy::bundle;
use crate::workspace::Workspace;
use table::{Aim, Figure, print};

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub struct BenchParams {
    /// Smaller desks and shorter runs: a minute, for a look after a change
    #[arg(long)]
    quick: bool,
}

/// The sizes of the two desks that are compared, in tickets.
struct Sizes {
    small: u64,
    large: u64,
}

/// Measures everything and prints the table. It also stands in `target/bench/latest.json`; where one stood there
/// before, the table says what the figure was.
///
/// # Errors
///
/// When something cannot be built or measured. A missed aim is no error: the table says so.
pub fn bench(workspace: &Workspace, params: BenchParams) -> Result<()> {
    set_up(workspace, Purpose::Test)?;
    build_app(workspace)?;
    say(
        "Building the server and what measures it in release (6 min from nothing, seconds when nothing changed).",
    );
    let server = build_server(workspace, Build::Release)?;
    let measure = build_measure(workspace)?;
    let sizes = if params.quick {
        Sizes { small: 1_000, large: 20_000 }
    } else {
        Sizes { small: 10_000, large: 1_000_000 }
    };
    let small = desks::desk(workspace, &server, sizes.small)?;
    let large = desks::desk(workspace, &server, sizes.large)?;

    let scratch = tempfile::tempdir_in(desks::folder(workspace)?)?;
    let mut words = vec!["--server".into(), server.clone().into_os_string()];
    for (name, path) in [("--small", small), ("--large", large), ("--scratch", scratch.path().to_owned())] {
        words.extend([name.into(), path.into_os_string()]);
    }
    words.extend(params.quick.then(|| "--quick".into()));
    let program = duct::cmd(measure, words);
    let mut figures: Vec<Figure> =
        must_succeed("measuring the server", &program.stderr_null()).and_then(|output| {
            let line = output.lines().last().unwrap_or_default();
            serde_json::from_str(line).context("what measured the server did not print figures")
        })?;
    figures.extend(decisions(workspace)?);
    figures.extend(browser::measure(workspace, &server, params.quick)?);
    figures.push(Figure {
        what: "what a first visit downloads, brotli".to_owned(),
        value: bytes_as_kib(bundle::weigh(&workspace.root.join("web/dist"))?.first_visit),
        unit: "KiB".to_owned(),
        aim: Some(Aim::AtMost(450.0)),
        baseline: None,
    });
    report(workspace, &figures)
}

fn build_measure(workspace: &Workspace) -> Result<PathBuf> {
    let arguments = ["build", "--release", "--package=sportello-server", "--example=measure"];
    must_succeed("cargo build of what measures", &workspace.program("cargo", &arguments))?;
    let name = format!("measure{}", std::env::consts::EXE_SUFFIX);
    Ok(workspace.target.join("release/examples").join(name))
}

/// The slowest kind of decision, natively and in a headless browser.
fn decisions(workspace: &Workspace) -> Result<[Figure; 2]> {
    let arguments = ["bench", "--package=sportello-domain", "--bench=decide"];
    let native = must_succeed("deciding natively", &workspace.program("cargo", &arguments))?;
    let in_browser = [arguments.as_slice(), &["--target=wasm32-unknown-unknown"]].concat();
    let driver = TestPrograms::find(workspace)?.chromedriver;
    let program = workspace.program("cargo", &in_browser).env("CHROMEDRIVER", driver);
    let in_browser = must_succeed("deciding in a browser", &program)?;
    let figure = |place: &str, output: &str, aim, baseline| -> Result<Figure> {
        let (name, value) = slowest_decision(output).with_context(|| format!("no decision {place}"))?;
        let what = format!("decide {place}, the slowest of all: {name}");
        Ok(Figure { what, value, unit: "µs".to_owned(), aim: Some(Aim::AtMost(aim)), baseline })
    };
    let native = figure("natively", &native, 20.0, None)?;
    let baseline = Some((native.value, "natively".to_owned()));
    let in_browser = figure("in WebAssembly", &in_browser, 100.0, baseline)?;
    Ok([native, in_browser])
}

/// The slowest in lines like `decide: close a ticket: 1.117`, whatever stands around them.
fn slowest_decision(output: &str) -> Option<(String, f64)> {
    let decisions = output.lines().filter_map(|line| {
        let (name, value) = line.split_once("decide: ")?.1.rsplit_once(": ")?;
        Some((name.to_owned(), value.trim().parse::<f64>().ok()?))
    });
    decisions.max_by(|(_, a), (_, b)| a.total_cmp(b))
}

fn bytes_as_kib(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1024.0
}

/// Prints the table and keeps the figures for the next run.
fn report(workspace: &Workspace, figures: &[Figure]) -> Result<()> {
    let folder = workspace.target.join("bench");
    fs::create_dir_all(&folder)?;
    let latest = folder.join("latest.json");
    let before: Vec<Figure> = match fs::read_to_string(&latest) {
        Ok(text) => serde_json::from_str(&text).unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    print(figures, &before);
    fs::write(&latest, serde_json::to_string_pretty(figures)?)
        .with_context(|| format!("{} cannot be written", latest.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slowest_decision_is_found_among_other_lines() {
        let output = "running 1 test\n  log: decide: mark as read: 0.7\ndecide: send a reply: 3.769\nok\n";
        assert_eq!(slowest_decision(output), Some(("send a reply".to_owned(), 3.769)));
        assert_eq!(slowest_decision("decide nothing\n"), None);
    }
}
