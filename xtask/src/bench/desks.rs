//! The desks on which is measured: made once, and kept in the user's cache until what they are made by changes.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::WalkDir;

use crate::report::{elapsed, must_succeed, say};
use crate::workspace::Workspace;

/// What a desk is made by: a change of it makes the kept ones useless.
const MADE_BY: [&str; 2] = ["server/migrations/sqlite", "server/src/demo"];

/// The folder in which desks are kept.
///
/// # Errors
///
/// When it cannot be made.
pub fn folder(workspace: &Workspace) -> Result<PathBuf> {
    let cache = workspace.tools.parent().unwrap_or(&workspace.tools);
    let folder = cache.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// The database of a desk with so many tickets. Makes it where there is none.
///
/// # Errors
///
/// When it cannot be made.
pub fn desk(workspace: &Workspace, server: &Path, tickets: u64) -> Result<PathBuf> {
    let folder = folder(workspace)?;
    let name = format!("desk-{tickets}-{:016x}.sqlite", fingerprint(&workspace.root)?);
    let path = folder.join(&name);
    if path.is_file() {
        return Ok(path);
    }
    remove_older(&folder, &format!("desk-{tickets}-"))?;
    say(&format!("Making a desk with {tickets} tickets; it is kept in {}.", folder.display()));
    let start = std::time::Instant::now();
    // Under another name until it is whole, so that one that was cut off is never taken for a desk.
    let unfinished = folder.join(format!("unfinished-{name}"));
    remove_older(&folder, &format!("unfinished-{name}"))?;
    let database = format!("sqlite:{}", unfinished.display());
    let count = tickets.to_string();
    let program = duct::cmd!(server, "demo", "--tickets", count, "--database", database);
    must_succeed("making a desk", &program)?;
    fs::rename(&unfinished, &path)?;
    say(&format!("It took {}.", elapsed(start.elapsed())));
    Ok(path)
}

/// Removes the files whose names begin like this, with the journals beside them.
fn remove_older(folder: &Path, start: &str) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(start) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn fingerprint(root: &Path) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for folder in MADE_BY {
        for entry in WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry.context("what makes desks cannot be read")?;
            if entry.file_type().is_file() {
                fs::read(entry.path())?.hash(&mut hasher);
            }
        }
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn desk_is_made_again_only_when_what_makes_it_changed() {
        let root = tempfile::tempdir().unwrap();
        for folder in MADE_BY {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let migration = root.path().join("server/migrations/sqlite/0001_desk.sql");
        fs::write(&migration, "CREATE TABLE tickets").unwrap();
        let before = fingerprint(root.path()).unwrap();
        fs::write(root.path().join("server/other.rs"), "").unwrap();
        assert_eq!(fingerprint(root.path()).unwrap(), before);
        fs::write(&migration, "CREATE TABLE ticket").unwrap();
        assert_ne!(fingerprint(root.path()).unwrap(), before);
    }
}
