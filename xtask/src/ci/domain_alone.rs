//! The domain crate stands alone: it may use the few crates named here and what those need, and nothing else;
//! and it names nothing of the standard library that reaches outside. So no clock, no randomness, no input or
//! output can come into a rule.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use regex::Regex;
use walkdir::WalkDir;

use crate::workspace::Workspace;

/// The domain's own dependencies, and what they bring. A further one needs a decision record.
const ALLOWED: [&str; 14] = [
    "sportello-domain",
    "serde",
    "serde_core",
    "serde_derive",
    "chrono",
    "num-traits",
    "autocfg",
    "uuid",
    "thiserror",
    "thiserror-impl",
    // What the derive macros are made of; they run in the compiler only.
    "proc-macro2",
    "quote",
    "syn",
    "unicode-ident",
];

/// What of the standard library reaches outside: its modules, and names that are used without them.
const OUTSIDE: &str = r"(?x)
    \bstd::(?:fs|net|env|process|thread|io|os)\b
    | \bstd::\{[^}]*\b(?:fs|net|env|process|thread|io|os)\b
    | \b(?:SystemTime|Instant|RandomState|println!|eprintln!)";

/// Checks both.
///
/// # Errors
///
/// When the domain depends on anything else, or a line of it reaches outside.
pub fn check(workspace: &Workspace) -> Result<()> {
    let arguments =
        ["tree", "-psportello-domain", "--edges=normal", "--target=all", "--prefix=none", "--format={p}"];
    let tree = workspace
        .program("cargo", &arguments)
        .read()
        .context("cargo tree could not list the dependencies")?;
    let mut wrong: Vec<String> = foreign_packages(&tree)
        .into_iter()
        .map(|name| format!("it depends on {name}; see cargo tree -p sportello-domain -e normal -i {name}"))
        .collect();
    wrong.extend(lines_that_reach_outside(&workspace.root.join("domain/src"))?);
    ensure!(wrong.is_empty(), "The domain crate must stand alone, but\n{}", wrong.join("\n"));
    Ok(())
}

fn foreign_packages(tree: &str) -> BTreeSet<&str> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| !ALLOWED.contains(name)).collect()
}

fn lines_that_reach_outside(folder: &Path) -> Result<Vec<String>> {
    let outside = Regex::new(OUTSIDE)?;
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.context("the domain's sources cannot be read")?;
        if entry.file_type().is_file() {
            let text = fs::read_to_string(entry.path())?;
            let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
            let lines = code.filter(|(_, line)| outside.is_match(line));
            let name = entry.path().display();
            found.extend(
                lines.map(|(number, line)| format!("{name}:{} reaches outside: {}", number + 1, line.trim())),
            );
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crate_that_is_not_on_the_list_is_found() {
        let tree = "sportello-domain v0.1.0 (/home/me/sportello/domain)\nserde v1.0.229\nserde_derive v1.0.229 (proc-macro)\n\
                    uuid v1.18.0\ngetrandom v0.3.4\nserde v1.0.229 (*)\n";
        assert_eq!(foreign_packages(tree), BTreeSet::from(["getrandom"]));
    }

    #[test]
    fn line_that_reaches_outside_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let text = "// std::fs is not for us\nuse std::{collections::BTreeMap, fs};\nuse chrono::{DateTime, Utc};\n\
                    fn now() { std::time::SystemTime::now(); }\nlet iso = \"no IO in here\";\n";
        fs::write(folder.path().join("close.rs"), text).unwrap();
        let lines = lines_that_reach_outside(folder.path()).unwrap();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[0].ends_with("close.rs:2 reaches outside: use std::{collections::BTreeMap, fs};"),
            "{lines:?}"
        );
        assert!(lines[1].contains("close.rs:4 "), "{lines:?}");
    }
}
