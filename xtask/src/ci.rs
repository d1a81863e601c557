//! `cargo xtask ci`: everything that must be well before a change is taken.
//! Goes on after a failed step, so that one run tells all there is to mend.

mod domain_alone;

use anyhow::{Result, ensure};
use duct::Expression;

use crate::report::{Step, must_succeed, say, step_line, take_step};
use crate::set_up::{Purpose, set_up};
use crate::test::{Part, Tally, finish, run_parts};
use crate::workspace::Workspace;
use crate::{rules, tidy};

/// Takes all steps, the tests among them.
///
/// # Errors
///
/// When a step or a test failed; the end names each.
pub fn ci(workspace: &Workspace) -> Result<()> {
    let mut steps = vec![take_step("set-up", || set_up(workspace, Purpose::Test))];
    steps.extend(checks(workspace));
    let (parts, tested) = run_parts(workspace, &Part::ALL);
    // The end-to-end tests have built the app.
    let weight = take_step("size of what a browser downloads", || {
        tidy::bundle::check(&workspace.root).map(|line| say(&line))
    });
    let checked = failed_steps(steps.iter().chain([&weight]));
    steps.extend(parts);
    steps.push(weight);
    say_steps(&steps);
    finish(&checked.and(tested))
}

/// Takes the steps that run no test: formatting, lints, documentation.
///
/// # Errors
///
/// When a step failed; the end names each.
pub fn check(workspace: &Workspace) -> Result<()> {
    set_up(workspace, Purpose::Run)?;
    let steps = checks(workspace);
    say_steps(&steps);
    let failed = failed_steps(steps.iter());
    ensure!(failed.failures.is_empty(), "failed: {}", failed.failures.join(", "));
    Ok(())
}

fn failed_steps<'a>(steps: impl Iterator<Item = &'a Step>) -> Tally {
    let failed = steps.filter(|step| !step.success);
    Tally { passed: 0, failures: failed.map(|step| step.name.clone()).collect() }
}

fn say_steps(steps: &[Step]) {
    say("");
    for step in steps {
        say(&step_line(step));
    }
}

/// The steps that need no test to run, the quick ones first.
fn checks(workspace: &Workspace) -> Vec<Step> {
    let wasm = "--target=wasm32-unknown-unknown";
    let clippy_native =
        ["clippy", "--workspace", "--exclude=sportello-web", "--all-targets", "--", "-Dwarnings"];
    let clippy_wasm =
        ["clippy", "-psportello-web", "-psportello-domain", wasm, "--all-targets", "--", "-Dwarnings"];
    let doc = ["doc", "--no-deps", "--workspace", "--document-private-items"];
    vec![
        step(workspace, "Cargo.lock is up to date", &["metadata", "--locked", "--format-version=1"]),
        step(workspace, "formatting", &["fmt", "--all", "--check"]),
        take_step("tidy", || tidy::tidy(workspace)),
        take_step("rules", || rules::check(workspace, Some(&workspace.root.join("docs/rules/held.txt")))),
        take_step("the domain stands alone", || domain_alone::check(workspace)),
        // Alone, because together with other crates it would be given their features and hide a leak.
        step(workspace, "the domain alone, for the browser", &["check", "-psportello-domain", wasm]),
        step(workspace, "clippy, native", &clippy_native),
        step(workspace, "clippy, for the browser", &clippy_wasm),
        program_step("documentation", &workspace.program("cargo", &doc).env("RUSTDOCFLAGS", "-Dwarnings")),
    ]
}

fn step(workspace: &Workspace, name: &str, cargo_arguments: &[&str]) -> Step {
    program_step(name, &workspace.program("cargo", cargo_arguments))
}

fn program_step(name: &str, program: &Expression) -> Step {
    take_step(name, || must_succeed(name, program).map(drop))
}
