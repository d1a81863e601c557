//! Source files: how long they are, and words that say a thing is not done.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use super::Findings;

/// A file longer than this is probably two ideas.
const LONG: usize = 500;
/// A file longer than this certainly is.
const TOO_LONG: usize = 650;

/// Each written in two halves, so that this file does not find itself.
const UNFINISHED: [&str; 6] = [
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("FIX", "ME"),
    concat!("dbg", "!("),
    concat!("#[ig", "nore"),
    concat!("#[al", "low("),
];

/// Folders that hold nothing written by hand.
const GENERATED: [&str; 3] = ["target", "node_modules", "dist"];

/// Checks every source file of the repository.
pub fn check(root: &Path) -> Result<Findings> {
    let mut findings = Findings::default();
    for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(is_ours) {
        let entry = entry.context("a folder cannot be read")?;
        let path = entry.path();
        let is_source = path
            .extension()
            .is_some_and(|extension| ["rs", "css", "mjs", "sql"].iter().any(|known| extension == *known));
        if !entry.file_type().is_file() || !is_source {
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
        let text = fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))?;
        check_length(&name, &text, &mut findings);
        check_words(&name, &text, &mut findings);
    }
    Ok(findings)
}

fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() == 0 || !(name.starts_with('.') || GENERATED.contains(&name.as_ref()))
}

fn check_length(name: &str, text: &str, findings: &mut Findings) {
    let may_be_long = Path::new(name).components().any(|part| {
        let part = part.as_os_str().to_string_lossy();
        matches!(part.as_ref(), "tests" | "tests.rs" | "migrations")
    });
    let lines = text.lines().count();
    if may_be_long || lines <= LONG {
        return;
    }
    let line = format!("{name} has {lines} lines; {LONG} are enough, {TOO_LONG} the end");
    if lines > TOO_LONG {
        findings.wrong.push(line);
    } else {
        findings.remarks.push(line);
    }
}

fn check_words(name: &str, text: &str, findings: &mut Findings) {
    for (number, line) in text.lines().enumerate() {
        for word in UNFINISHED.iter().filter(|word| line.contains(**word)) {
            findings.wrong.push(format!("{name}:{}: {word} has no place in a finished change", number + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length_of(name: &str, lines: usize) -> (usize, usize) {
        let mut findings = Findings::default();
        check_length(name, &"line\n".repeat(lines), &mut findings);
        (findings.wrong.len(), findings.remarks.len())
    }

    #[test]
    fn long_file_is_told_and_a_very_long_one_refused() {
        assert_eq!(length_of("domain/src/close.rs", 500), (0, 0));
        assert_eq!(length_of("domain/src/close.rs", 501), (0, 1));
        assert_eq!(length_of("domain/src/close.rs", 651), (1, 0));
        assert_eq!(length_of("server/tests/it/api.rs", 651), (0, 0));
        assert_eq!(length_of("domain/src/close/tests.rs", 651), (0, 0));
    }

    #[test]
    fn unfinished_work_is_found_with_its_line() {
        let mut findings = Findings::default();
        let text = format!("fn close() {{\n    {})\n}}\n", UNFINISHED[0]);
        check_words("domain/src/close.rs", &text, &mut findings);
        assert_eq!(findings.wrong.len(), 1);
        assert!(findings.wrong[0].starts_with("domain/src/close.rs:2: "), "{findings:?}");
    }
}
