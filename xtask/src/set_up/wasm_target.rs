//! The standard library for `wasm32-unknown-unknown`, for the compiler in use.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Need;
use crate::report::{follow_for, must_succeed, say};
use crate::workspace::Workspace;

/// The target that the browser runs.
const TARGET: &str = "wasm32-unknown-unknown";

/// rustup's server is asked for this long; where it is out of reach, rustup itself can wait for much longer.
const PATIENCE: Duration = Duration::from_mins(2);

pub const WASM_TARGET: Need = Need {
    name: "the wasm32-unknown-unknown target",
    usually: "10 s; 1 min where it is built from source",
    present,
    install,
};

fn present(workspace: &Workspace) -> Result<Option<String>> {
    let Ok(files) = fs::read_dir(library(workspace)?) else {
        return Ok(None);
    };
    let found = files.flatten().map(|file| file.path()).any(|file| {
        let is_library = file.extension().is_some_and(|extension| extension == "rlib");
        is_library && file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libstd-"))
    });
    Ok(found.then(|| compiler_version(workspace)).transpose()?.map(|version| format!("for rustc {version}")))
}

fn install(workspace: &Workspace) -> Result<()> {
    if workspace.lookup_program("rustup").is_some() {
        let add = workspace.program("rustup", &["target", "add", TARGET]);
        if follow_for("rustup target add", &add, PATIENCE)?.success {
            return Ok(());
        }
        say(
            "rustup could not fetch it; building it from Debian's source package of the same compiler version.",
        );
    }
    let script = workspace.root.join("xtask/wasm-std.sh");
    let library = library(workspace)?;
    ensure!(
        workspace.lookup_program("apt-get").is_some(),
        "install it with your Rust toolchain's own installer, for example: rustup target add {TARGET}"
    );
    let build = workspace.program("bash", &[&script.to_string_lossy(), &library.to_string_lossy()]);
    must_succeed("build the standard library for wasm32", &build).map(drop)
}

/// Where the compiler looks for the target's libraries.
fn library(workspace: &Workspace) -> Result<PathBuf> {
    let sysroot = workspace
        .program("rustc", &["--print", "sysroot"])
        .read()
        .context("rustc did not say where its libraries are")?;
    Ok(PathBuf::from(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib"))
}

fn compiler_version(workspace: &Workspace) -> Result<String> {
    let answer = workspace.program_version("rustc").context("rustc did not tell its version")?;
    Ok(answer.split(' ').nth(1).unwrap_or_default().to_owned())
}
