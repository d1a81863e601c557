//! The domain crate stands alone: it may use the few crates named here and what those need, and nothing else.
//! No clock, no randomness, no input or output can reach it through a dependency.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};

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

/// Compares what cargo would build with the list.
///
/// # Errors
///
/// When the domain depends on anything else.
pub fn check(workspace: &Workspace) -> Result<()> {
    let arguments =
        ["tree", "-psportello-domain", "--edges=normal", "--target=all", "--prefix=none", "--format={p}"];
    let tree = workspace
        .program("cargo", &arguments)
        .read()
        .context("cargo tree could not list the dependencies")?;
    let foreign = foreign_packages(&tree);
    ensure!(
        foreign.is_empty(),
        "the domain crate must stand alone, and depends on {}; look with\ncargo tree -p sportello-domain -e normal -i {}",
        foreign.iter().copied().collect::<Vec<_>>().join(", "),
        foreign.first().copied().unwrap_or_default(),
    );
    Ok(())
}

fn foreign_packages(tree: &str) -> BTreeSet<&str> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| !ALLOWED.contains(name)).collect()
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
}
