//! `cargo xtask set-up`: installs what the other commands need, and says so.
//! Compilers' tools go to the user's cache; what only a system's package manager has is installed
//! by it where this user may do that, and named exactly where not.

mod test_needs;
mod tools;
mod wasm_target;

use anyhow::Result;

use crate::report::{Step, say, take_step};
use crate::workspace::Workspace;

pub use test_needs::TestPrograms;

/// What the set-up is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Building and running the product.
    Run,
    /// Running its tests as well.
    Test,
}

/// One thing that the project needs from outside.
struct Need {
    /// What it is, as people know it.
    name: &'static str,
    /// How long it usually takes to install, on two cores.
    usually: &'static str,
    /// What is there already, with its version; nothing when it has to be installed.
    present: fn(&Workspace) -> Result<Option<String>>,
    /// Installs it.
    install: fn(&Workspace) -> Result<()>,
}

/// Installs what is missing. Says nothing of what is there, except by one line when nothing was missing.
///
/// # Errors
///
/// When something is missing and could not be installed: all of it is named, with what to do.
pub fn set_up(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    let for_run = [wasm_target::WASM_TARGET, tools::WASM_BINDGEN];
    let for_test = [test_needs::BROWSER, test_needs::POSTGRESQL, test_needs::NODE, test_needs::NPM_PACKAGES];
    let mut needs = Vec::from(for_run);
    if purpose == Purpose::Test {
        needs.extend(for_test);
    }

    let mut missing = Vec::new();
    let mut present = Vec::new();
    for need in needs {
        match (need.present)(workspace)? {
            Some(version) => present.push(format!("{} ({version})", need.name)),
            None => missing.push(need),
        }
    }
    if missing.is_empty() {
        say(&format!("Set up: {}.", present.join(", ")));
        return Ok(());
    }
    let names: Vec<String> =
        missing.iter().map(|need| format!("{} (usually {})", need.name, need.usually)).collect();
    say(&format!("To be installed: {}.", names.join(", ")));
    let failed: Vec<Step> = missing
        .iter()
        .map(|need| take_step(&format!("install {}", need.name), || install(workspace, need)))
        .filter(|step| !step.success)
        .collect();
    anyhow::ensure!(
        failed.is_empty(),
        "{} of what is needed could not be installed; see above",
        failed.len()
    );
    Ok(())
}

fn install(workspace: &Workspace, need: &Need) -> Result<()> {
    (need.install)(workspace)?;
    anyhow::ensure!((need.present)(workspace)?.is_some(), "{} was installed but is not found", need.name);
    Ok(())
}
