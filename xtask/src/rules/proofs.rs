//! Finds the tests that name rules. A doc comment line of a test that starts with an identifier proves that rule:
//! `/// CLD-02`, `/// CLD-01, CLD-02`, `/// CLD-02: the date is kept.` Each rule is written out; a range is refused.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;
use walkdir::WalkDir;

/// A test that names a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// The rule's identifier.
    pub rule: String,
    /// The file the test stands in, from the repository's root.
    pub file: String,
    /// The test's name.
    pub test: String,
}

/// What the sources say of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The tests that name a rule, by file and line.
    pub proofs: Vec<Proof>,
    /// Lines that name rules in a way that cannot be counted, each with its reason.
    pub mistakes: Vec<String>,
}

/// The folders with tests; this crate's own hold examples that are no proofs.
const CRATES: [&str; 4] = ["domain", "server", "web", "e2e"];

/// Reads the tests of all crates.
///
/// # Errors
///
/// When a source file cannot be read.
pub fn find(root: &Path) -> Result<Found> {
    let mut found = Found::default();
    for folder in CRATES.map(|name| root.join(name)) {
        let entries = WalkDir::new(&folder).sort_by_file_name().into_iter();
        let sources =
            entries.filter_entry(|entry| entry.file_name() != "node_modules" && entry.file_name() != "dist");
        for entry in sources {
            let entry = entry.context("a source folder cannot be read")?;
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(entry.path())?;
                let file =
                    entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
                collect(&file, &text, &mut found);
            }
        }
    }
    Ok(found)
}

static IDENTIFIERS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[A-Z]{3}-\d{2,3}(?:\s*,\s*[A-Z]{3}-\d{2,3})*"));
static IDENTIFIER: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Z]{3}-\d{2,3}"));
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:to|\.\.=?|-|–|—|…|and|&|/)\s*(?:[A-Z]{3}-)?\d{2,3}\b"));
static TEST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^#\[(?:\w+::)*(?:\w*_)?test\b"));
static FUNCTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:pub(?:\([a-z]+\))? )?(?:async )?fn (\w+)"));

/// Goes through a file line by line: what stands directly above a function belongs to it.
fn collect(file: &str, text: &str, found: &mut Found) {
    let mut documentation: Vec<(usize, &str)> = Vec::new();
    let mut is_test = false;
    let mut open_brackets = 0;
    for (number, line) in text.lines().map(str::trim).enumerate() {
        if open_brackets > 0 || line.starts_with("#[") {
            is_test |= TEST.is_match(line);
            open_brackets += unclosed_brackets(line);
        } else if let Some(comment) = line.strip_prefix("///") {
            documentation.push((number + 1, comment.trim()));
        } else if !line.starts_with("//") {
            if let (true, Some(function)) = (is_test, FUNCTION.captures(line)) {
                let (_, [name]) = function.extract();
                for (number, comment) in &documentation {
                    read_comment(file, *number, name, comment, found);
                }
            }
            documentation.clear();
            is_test = false;
        }
    }
}

/// How many brackets a line opens more than it closes: an attribute may go over several lines.
fn unclosed_brackets(line: &str) -> i32 {
    line.chars()
        .map(|character| match character {
            '[' | '(' => 1,
            ']' | ')' => -1,
            _ => 0,
        })
        .sum()
}

fn read_comment(file: &str, number: usize, test: &str, comment: &str, found: &mut Found) {
    let Some(list) = IDENTIFIERS.find(comment) else {
        return;
    };
    if RANGE.is_match(comment.get(list.end()..).unwrap_or_default()) {
        found.mistakes.push(format!("{file}:{number}: name each rule, separated by commas: {comment}"));
        return;
    }
    for rule in IDENTIFIER.find_iter(list.as_str()) {
        found.proofs.push(Proof {
            rule: rule.as_str().to_owned(),
            file: file.to_owned(),
            test: test.to_owned(),
        });
    }
}

#[expect(clippy::expect_used, reason = "the patterns are constants of this file, and its tests use each")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules_and_tests(text: &str) -> Vec<(String, String)> {
        let mut found = Found::default();
        collect("it.rs", text, &mut found);
        assert_eq!(found.mistakes, Vec::<String>::new());
        found.proofs.into_iter().map(|proof| (proof.rule, proof.test)).collect()
    }

    fn pair(rule: &str, test: &str) -> (String, String) {
        (rule.into(), test.into())
    }

    #[test]
    fn every_kind_of_test_proves_the_rules_it_names() {
        let text = "/// CLD-02\n#[test]\nfn one() {}\n\
                    /// CLD-01, CLD-02\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn two() {}\n\
                    #[wasm_bindgen_test]\n/// UNR-07: the mark goes away.\nasync fn three() {}\n\
                    proptest! {\n    /// XCT-02\n    #[test]\n    fn four(x in 0..9) {}\n}\n\
                    /// OWN-01\n/// OWN-02\n#[sqlx::test]\npub(crate) async fn five() {}\n";
        let expected = [
            pair("CLD-02", "one"),
            pair("CLD-01", "two"),
            pair("CLD-02", "two"),
            pair("UNR-07", "three"),
            pair("XCT-02", "four"),
            pair("OWN-01", "five"),
            pair("OWN-02", "five"),
        ];
        assert_eq!(rules_and_tests(text), expected);
    }

    #[test]
    fn what_is_no_test_proves_nothing() {
        assert_eq!(rules_and_tests("/// CLD-02\npub fn close() {}\n"), []);
        assert_eq!(rules_and_tests("#[test]\nfn one() {\n    // CLD-02\n}\n"), []);
        assert_eq!(rules_and_tests("/// Unlike CLD-02, this is prose.\n#[test]\nfn one() {}\n"), []);
        assert_eq!(rules_and_tests("/// CLD-02\nstruct Ticket;\n#[test]\nfn one() {}\n"), []);
        assert_eq!(rules_and_tests("/// CLD-02\n#[cfg(test)]\nfn builder() {}\n"), []);
    }

    #[test]
    fn attribute_over_several_lines_does_not_hide_the_test() {
        let text = "/// CLD-02\n#[tokio::test(\n    flavor = \"multi_thread\",\n    worker_threads = 2\n)]\nasync fn one() {}\n";
        assert_eq!(rules_and_tests(text), [pair("CLD-02", "one")]);
    }

    #[test]
    fn range_is_refused() {
        for range in
            ["CLD-01 to CLD-04", "CLD-01..CLD-04", "CLD-01 – CLD-04", "CLD-01-04", "CLD-01 and CLD-02"]
        {
            let mut found = Found::default();
            collect("it.rs", &format!("/// {range}\n#[test]\nfn one() {{}}\n"), &mut found);
            assert_eq!(found.proofs, [], "{range}");
            assert_eq!(found.mistakes, [format!("it.rs:1: name each rule, separated by commas: {range}")]);
        }
    }
}
