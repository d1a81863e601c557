//! `cargo xtask ci`: everything that must be well before a change is taken.
//! Goes on after a failed step, so that one run tells all there is to mend.

mod domain_dependencies;

use anyhow::Result;
use duct::Expression;

use crate::report::{Step, must_succeed, say, step_line, take_step};
use crate::set_up::{Purpose, set_up};
use crate::test::{Part, Tally, finish, run_parts};
use crate::workspace::Workspace;
use crate::{rules, tidy};

/// Takes all steps.
///
/// # Errors
///
/// When a step or a test failed; the end names each.
pub fn ci(workspace: &Workspace) -> Result<()> {
    let mut steps = vec![take_step("set-up", || set_up(workspace, Purpose::Test))];
    steps.extend(checks(workspace));
    let (parts, tested) = run_parts(workspace, &Part::ALL);
    // The end-to-end tests have built the app.
    steps.push(take_step("size of what a browser downloads", || {
        tidy::bundle::check(&workspace.root).map(|line| say(&line))
    }));
    let failed = steps
        .iter()
        .filter(|step| !step.success)
        .map(|step| step.name.clone());
    let checked = Tally {
        passed: 0,
        failures: failed.collect(),
    };
    steps.extend(parts);
    say("");
    for step in &steps {
        say(&step_line(step));
    }
    finish(&checked.and(tested))
}

/// The steps that need no test to run, the quick ones first.
fn checks(workspace: &Workspace) -> Vec<Step> {
    let wasm = "--target=wasm32-unknown-unknown";
    let clippy_native = [
        "clippy",
        "--workspace",
        "--exclude=sportello-web",
        "--all-targets",
        "--",
        "-Dwarnings",
    ];
    let clippy_wasm = [
        "clippy",
        "-psportello-web",
        "-psportello-domain",
        wasm,
        "--all-targets",
        "--",
        "-Dwarnings",
    ];
    let doc = [
        "doc",
        "--no-deps",
        "--workspace",
        "--document-private-items",
    ];
    vec![
        step(
            workspace,
            "Cargo.lock is up to date",
            &["metadata", "--locked", "--format-version=1"],
        ),
        step(workspace, "formatting", &["fmt", "--all", "--check"]),
        take_step("tidy", || tidy::tidy(workspace)),
        take_step("rules", || rules::check(workspace, None)),
        take_step("the domain's dependencies", || {
            domain_dependencies::check(workspace)
        }),
        // Alone, because together with other crates it would be given their features and hide a leak.
        step(
            workspace,
            "the domain alone, for the browser",
            &["check", "-psportello-domain", wasm],
        ),
        step(workspace, "clippy, native", &clippy_native),
        step(workspace, "clippy, for the browser", &clippy_wasm),
        program_step(
            "documentation",
            &workspace
                .program("cargo", &doc)
                .env("RUSTDOCFLAGS", "-Dwarnings"),
        ),
    ]
}

fn step(workspace: &Workspace, name: &str, cargo_arguments: &[&str]) -> Step {
    program_step(name, &workspace.program("cargo", cargo_arguments))
}

fn program_step(name: &str, program: &Expression) -> Step {
    take_step(name, || must_succeed(name, program).map(drop))
}
