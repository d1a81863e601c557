//! The program that makes compiled Rust loadable in a browser: wasm-bindgen.
//! It is installed into the user's cache, where nothing else sees it.

use anyhow::{Context, Result};

use super::Need;
use crate::report::{must_succeed, say};
use crate::workspace::Workspace;

/// How a tool is compiled: it is used for seconds, so its compile time counts more than its speed.
const QUICKLY: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

pub const WASM_BINDGEN: Need = Need {
    name: "wasm-bindgen",
    usually: "4 min",
    present: |workspace| {
        let version = workspace.locked_version("wasm-bindgen")?;
        let tests = exactly(workspace, "wasm-bindgen-test-runner", &version);
        Ok(exactly(workspace, "wasm-bindgen", &version).and(tests))
    },
    install: |workspace| {
        let package = format!("wasm-bindgen-cli@{}", workspace.locked_version("wasm-bindgen")?);
        // Without --locked: the lock file it was published with names crates that some mirrors do not have.
        install_crate(workspace, &[&package])
    },
};

/// The version, when the program is there and has exactly this one.
fn exactly(workspace: &Workspace, program: &str, version: &str) -> Option<String> {
    let answer = workspace.program_version(program)?;
    answer.split_whitespace().any(|word| word == version).then(|| version.to_owned())
}

fn install_crate(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let root = workspace.tools.to_string_lossy();
    say(&format!("compiling into {root}"));
    let mut all = vec!["install", "--force", "--root", &root];
    all.extend(arguments);
    // A target folder of its own: what is compiled here fits nothing else.
    let mut install = workspace.program("cargo", &all).env_remove("CARGO_TARGET_DIR");
    for (name, value) in QUICKLY {
        install = install.env(name, value);
    }
    must_succeed("cargo install", &install).context("the crates registry must be reachable").map(drop)
}
