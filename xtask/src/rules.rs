//! `cargo xtask rules`: each rule of the product with the tests that prove it.
//! The rules are the lines of `docs/rules/*.md`; a test proves one by naming it in its doc comment.

mod catalogue;
mod proofs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::report::say;
use crate::workspace::Workspace;
use catalogue::Rule;
use proofs::Proof;

/// What to print, and what to insist on.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RulesParams {
    /// Only the rules that no test names
    #[arg(long)]
    missing: bool,
    /// Only the rules of one area, such as CLD
    #[arg(long)]
    area: Option<String>,
    /// Fail when a rule listed in this file has no test, or a test names a rule that does not exist
    #[arg(long, value_name = "FILE")]
    require: Option<PathBuf>,
}

/// Prints the rules with their tests.
///
/// # Errors
///
/// When the rules or the sources cannot be read, or what `--require` insists on does not hold.
pub fn rules(workspace: &Workspace, params: &RulesParams) -> Result<()> {
    let rules = catalogue::read(&workspace.root.join("docs/rules"))?;
    let found = proofs::find(&workspace.root)?;
    let by_rule = proofs_by_rule(&found.proofs);

    let shown: Vec<&Rule> = rules
        .iter()
        .filter(|rule| params.area.as_deref().is_none_or(|area| rule.area().eq_ignore_ascii_case(area)))
        .collect();
    for rule in &shown {
        let tests = by_rule.get(rule.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        if tests.is_empty() {
            say(&format!("{}  no test   {}", rule.id, rule.text));
        } else if !params.missing {
            say(&format!("{}            {}", rule.id, rule.text));
            for proof in tests {
                say(&format!("         {}: {}", proof.file, proof.test));
            }
        }
    }
    let proved = shown.iter().filter(|rule| by_rule.contains_key(rule.id.as_str())).count();
    say(&format!("{} rules: {proved} named by a test, {} by none.", shown.len(), shown.len() - proved));

    check(workspace, params.require.as_deref())
}

/// Checks that tests name only rules that exist, and that each rule listed in a file is named by one.
///
/// # Errors
///
/// When it is not so; each thing to mend is a line.
pub fn check(workspace: &Workspace, required: Option<&Path>) -> Result<()> {
    let rules = catalogue::read(&workspace.root.join("docs/rules"))?;
    let found = proofs::find(&workspace.root)?;
    let mut wrong = found.mistakes;
    wrong.extend(unknown_rules(&rules, &found.proofs));
    if let Some(file) = required {
        wrong.extend(missing_proofs(file, &rules, &proofs_by_rule(&found.proofs))?);
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

fn proofs_by_rule(proofs: &[Proof]) -> BTreeMap<&str, Vec<&Proof>> {
    let mut by_rule: BTreeMap<&str, Vec<&Proof>> = BTreeMap::new();
    for proof in proofs {
        by_rule.entry(&proof.rule).or_default().push(proof);
    }
    by_rule
}

fn unknown_rules(rules: &[Rule], proofs: &[Proof]) -> Vec<String> {
    let known: BTreeSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    proofs
        .iter()
        .filter(|proof| !known.contains(proof.rule.as_str()))
        .map(|proof| {
            format!("{}: {} names {}, which is no rule in docs/rules", proof.file, proof.test, proof.rule)
        })
        .collect()
}

fn missing_proofs(file: &Path, rules: &[Rule], by_rule: &BTreeMap<&str, Vec<&Proof>>) -> Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(required_rules(&text)
        .filter_map(|required| {
            let Some(rule) = rules.iter().find(|rule| rule.id == required) else {
                return Some(format!("{}: {required} is no rule in docs/rules", file.display()));
            };
            let proved = by_rule.contains_key(required);
            (!proved).then(|| format!("{required} has no test: {}", rule.text))
        })
        .collect())
}

/// The rules in a list: any number a line, separated by blanks; a line that starts with # is a remark.
fn required_rules(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str) -> Rule {
        Rule { id: id.into(), text: format!("WHEN {id} THEN it holds") }
    }

    fn proof(rule: &str) -> Proof {
        Proof { rule: rule.into(), file: "domain/src/close.rs".into(), test: "close_date_is_set".into() }
    }

    #[test]
    fn rule_without_a_test_and_unknown_rule_are_both_told() {
        let rules = [rule("CLD-01"), rule("CLD-02")];
        let proofs = [proof("CLD-01"), proof("CLD-99")];
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "# close date\nCLD-01 CLD-02\nXYZ-01\n").unwrap();

        let missing = missing_proofs(file.path(), &rules, &proofs_by_rule(&proofs)).unwrap();
        assert_eq!(missing.len(), 2, "{missing:?}");
        assert!(missing[0].starts_with("CLD-02 has no test"), "{missing:?}");
        assert!(missing[1].contains("XYZ-01 is no rule"), "{missing:?}");
        let unknown = unknown_rules(&rules, &proofs);
        assert_eq!(
            unknown,
            ["domain/src/close.rs: close_date_is_set names CLD-99, which is no rule in docs/rules"]
        );
    }

    #[test]
    fn list_of_required_rules_may_have_remarks() {
        let listed: Vec<&str> = required_rules("# CLD-09\nCLD-01  CLD-02\n\n  UNR-07\n").collect();
        assert_eq!(listed, ["CLD-01", "CLD-02", "UNR-07"]);
    }
}
