//! `cargo xtask tidy`: what no compiler checks. Each check gives lines to mend; remarks stop nothing.

pub mod bundle;
mod locales;
mod numbering;
mod sources;
mod styles;

use anyhow::{Result, bail};

use crate::report::say;
use crate::workspace::Workspace;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Findings {
    /// Lines that must be mended.
    wrong: Vec<String>,
    /// Lines worth a look.
    remarks: Vec<String>,
}

impl Findings {
    fn wrong(lines: Vec<String>) -> Self {
        Self { wrong: lines, remarks: Vec::new() }
    }
}

/// Runs all checks.
///
/// # Errors
///
/// When a file cannot be read or something must be mended.
pub fn tidy(workspace: &Workspace) -> Result<()> {
    let root = &workspace.root;
    let checks = [
        sources::check(root)?,
        locales::check(&root.join("web/locales"))?,
        styles::check(root)?,
        numbering::check_migrations(root)?,
        numbering::check_decisions(root)?,
        check_lock_file(workspace)?,
    ];
    let remarks = checks.iter().flat_map(|findings| &findings.remarks);
    remarks.for_each(|line| say(&format!("worth a look: {line}")));
    if root.join("web/dist").is_dir() {
        say(&bundle::check(root)?);
    }
    let wrong: Vec<&str> = checks.iter().flat_map(|findings| &findings.wrong).map(String::as_str).collect();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// The number of packages that are compiled from elsewhere may grow only on purpose.
fn check_lock_file(workspace: &Workspace) -> Result<Findings> {
    let packages = workspace.locked_packages()?.len();
    let budget = read_number(&workspace.root.join("Cargo.lock.budget"))?;
    let too_many = packages > budget;
    let line = format!("Cargo.lock has {packages} packages; Cargo.lock.budget allows {budget}");
    Ok(Findings::wrong(too_many.then_some(line).into_iter().collect()))
}

/// A file that holds one number.
fn read_number(path: &std::path::Path) -> Result<usize> {
    use anyhow::Context;
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    text.trim().parse().with_context(|| format!("{} must hold one number", path.display()))
}
