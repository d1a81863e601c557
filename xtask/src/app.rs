//! Builds the two halves of the product: the app, in `web/dist`, and the server, which carries that folder inside it.

mod release;
mod sections;

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use walkdir::WalkDir;

pub use self::release::is_loaded_later;
use self::release::{PAGE, assemble};
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

/// The kinds of file that brotli makes smaller.
const TEXTS: [&str; 5] = ["html", "js", "css", "wasm", "svg"];

/// Builds the app in release, each text with its brotli form beside it, unless nothing it is made of has
/// changed since.
///
/// # Errors
///
/// When a program fails that it takes; the error carries what it printed. When a file cannot be read or written.
pub fn build_app(workspace: &Workspace) -> Result<()> {
    let dist = workspace.root.join("web/dist");
    // Written last: a build that was cut off is not taken for one.
    if is_newer_than_all(&brotli_form(&dist.join(PAGE)), &workspace.root)? {
        return Ok(());
    }
    say("Building the app (3 min from nothing, 30 s after a change).");
    fs::create_dir_all(&dist)?;
    let stage = tempfile::tempdir_in(&dist)?;
    assemble(workspace, stage.path())?;
    compress_texts(stage.path())?;
    take_place(stage.path(), &dist)
}

/// Moves what was built to where it is served from. What stood there before goes.
fn take_place(stage: &Path, dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist)? {
        let path = entry?.path();
        if path == stage {
            continue;
        }
        if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
    }
    let mut built: Vec<PathBuf> =
        fs::read_dir(stage)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    // The page after what it names.
    built.sort_by_key(|path| path.is_file());
    for path in built {
        fs::rename(&path, dist.join(path.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// Where the brotli form of a file stands.
pub fn brotli_form(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".br");
    path.into()
}

/// Writes the brotli form of each text in a folder, the page's last.
fn compress_texts(folder: &Path) -> Result<()> {
    let mut texts = Vec::new();
    for entry in WalkDir::new(folder) {
        let path = entry.context("the built app cannot be read")?.into_path();
        if path.extension().is_some_and(|extension| TEXTS.iter().any(|text| extension == *text)) {
            texts.push(path);
        }
    }
    texts.sort_by_key(|path| path.file_name() == Some(OsStr::new(PAGE)));
    for path in texts {
        // As small as brotli can: it takes some seconds, once a build.
        let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, 11, 22);
        writer.write_all(&fs::read(&path)?)?;
        let compressed = brotli_form(&path);
        fs::write(&compressed, writer.into_inner())
            .with_context(|| format!("{} cannot be written", compressed.display()))?;
    }
    Ok(())
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
    fn texts_get_a_smaller_form_beside_them() {
        let root = tempfile::tempdir().unwrap();
        let content = "a page that says the same thing again and again. ".repeat(500);
        for name in ["index.html", "app.wasm", "photo.png"] {
            fs::write(root.path().join(name), &content).unwrap();
        }
        compress_texts(root.path()).unwrap();
        for name in ["index.html.br", "app.wasm.br"] {
            let small = fs::read(root.path().join(name)).unwrap();
            assert!(small.len() < content.len() / 10, "{name}");
            let mut back = Vec::new();
            brotli::BrotliDecompress(&mut small.as_slice(), &mut back).unwrap();
            assert_eq!(back, content.as_bytes(), "{name}");
        }
        assert!(!root.path().join("photo.png.br").exists());
    }

    #[test]
    fn app_is_built_again_only_after_a_change() {
        let root = tempfile::tempdir().unwrap();
        let built = root.path().join("web/dist/index.html.br");
        for input in
            ["web/src/main.rs", "domain/src/lib.rs", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"]
        {
            written_at(root.path(), input, 100);
        }
        assert!(!is_newer_than_all(&built, root.path()).unwrap(), "it was never built");
        written_at(root.path(), "web/dist/index.html.br", 200);
        assert!(is_newer_than_all(&built, root.path()).unwrap(), "nothing has changed");
        written_at(root.path(), "domain/src/lib.rs", 300);
        assert!(!is_newer_than_all(&built, root.path()).unwrap(), "a rule has changed");
    }
}
