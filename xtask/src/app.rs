//! Builds the two halves of the product: the app, which Trunk turns into `web/dist`, and the server, which
//! carries that folder inside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use walkdir::WalkDir;

use crate::report::{must_succeed, say};
use crate::workspace::Workspace;

/// How the server is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// As it is given to people.
    Release,
    /// As the tests use it: the same code, ready sooner.
    Debug,
}

/// What the app is made of.
const INPUTS: [&str; 5] = ["web", "domain", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"];

/// Builds the app in release, unless nothing it is made of has changed since.
///
/// # Errors
///
/// When Trunk fails; the error carries what it printed.
pub fn build_app(workspace: &Workspace) -> Result<()> {
    let built = workspace.root.join("web/dist/index.html");
    if is_newer_than_all(&built, &workspace.root)? {
        return Ok(());
    }
    say("Building the app (3 min from nothing, 30 s after a change).");
    // Trunk takes NO_COLOR for a yes or no and refuses the 1 that it usually is.
    let trunk = workspace
        .program_in(&workspace.root.join("web"), "trunk", &["build", "--release", "--offline"])
        .env_remove("NO_COLOR");
    must_succeed("trunk build", &trunk).map(drop)
}

/// Builds the server and gives the path of its program.
///
/// # Errors
///
/// When cargo fails; the error carries what it printed.
pub fn build_server(workspace: &Workspace, build: Build) -> Result<PathBuf> {
    let (arguments, folder): (&[&str], _) = match build {
        Build::Release => (&["build", "--package=sportello-server", "--release"], "release"),
        Build::Debug => (&["build", "--package=sportello-server"], "debug"),
    };
    must_succeed("cargo build of the server", &workspace.program("cargo", arguments))?;
    let name = format!("sportello{}", std::env::consts::EXE_SUFFIX);
    Ok(workspace.target.join(folder).join(name))
}

/// Whether the file is there and nothing that it is made of was changed after it.
fn is_newer_than_all(file: &Path, root: &Path) -> Result<bool> {
    let Ok(built) = fs::metadata(file).and_then(|metadata| metadata.modified()) else {
        return Ok(false);
    };
    for input in INPUTS.map(|name| root.join(name)) {
        let entries = WalkDir::new(&input).into_iter();
        for entry in entries.filter_entry(|entry| entry.file_name() != "dist" && entry.file_name() != "tests")
        {
            let metadata = entry.context("an input of the app cannot be read")?.metadata()?;
            let changed: SystemTime = metadata.modified()?;
            if metadata.is_file() && changed > built {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::Duration;

    fn written_at(root: &Path, file: &str, seconds: u64) {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        File::create(path)
            .unwrap()
            .set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .unwrap();
    }

    #[test]
    fn app_is_built_again_only_after_a_change() {
        let root = tempfile::tempdir().unwrap();
        let built = root.path().join("web/dist/index.html");
        for input in
            ["web/src/main.rs", "domain/src/lib.rs", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"]
        {
            written_at(root.path(), input, 100);
        }
        assert!(!is_newer_than_all(&built, root.path()).unwrap(), "it was never built");
        written_at(root.path(), "web/dist/index.html", 200);
        assert!(is_newer_than_all(&built, root.path()).unwrap(), "nothing has changed");
        written_at(root.path(), "domain/src/lib.rs", 300);
        assert!(!is_newer_than_all(&built, root.path()).unwrap(), "a rule has changed");
    }
}
