//! `cargo xtask build` and `cargo xtask run`: from a fresh checkout to the program, and to a desk in the browser.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::app::{Build, build_app, build_server};
use crate::report::say;
use crate::set_up::{Purpose, set_up};
use crate::workspace::Workspace;

/// Installs what is missing and builds the product in release. Gives the path of its program, which carries the app
/// inside it.
///
/// # Errors
///
/// When something cannot be installed or built.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    set_up(workspace, Purpose::Run)?;
    build_app(workspace)?;
    say("Building the server (6 min from nothing, seconds when nothing changed).");
    build_server(workspace, Build::Release)
}

/// Installs what is missing, builds the product in release, and starts it with a demo desk.
/// Ends when the server does.
///
/// # Errors
///
/// When something cannot be installed or built, or the server ends with a failure.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let server = build(workspace)?;
    let fixed = ["serve", "--demo"].map(ToOwned::to_owned);
    // Started in the folder of whoever asked, with the terminal's own input and output: what it prints is for them.
    let ended = duct::cmd(&server, fixed.iter().chain(arguments))
        .unchecked()
        .run()
        .with_context(|| format!("{} did not start", server.display()))?;
    ensure!(ended.status.success(), "sportello ended with {}", ended.status);
    Ok(())
}
