//! Reads the rules from `docs/rules/*.md`: one line a rule, `- **CLD-01** [must] WHEN … THEN …`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use regex::Regex;

/// One rule of the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its identifier, such as `CLD-01`.
    pub id: String,
    /// What it says, from `WHEN` on.
    pub text: String,
}

impl Rule {
    /// The letters before the number: the group of rules it belongs to.
    pub fn area(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }
}

/// Reads all rules, in the order of the files' names and of their lines.
///
/// # Errors
///
/// When a file cannot be read, a line looks like a rule and is not one, or an identifier is used twice.
pub fn read(folder: &Path) -> Result<Vec<Rule>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    let mut rules = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        rules.extend(rules_in(&text).with_context(|| format!("{}", file.display()))?);
    }
    let mut seen = BTreeSet::new();
    for rule in &rules {
        ensure!(seen.insert(&rule.id), "{} stands twice in {}", rule.id, folder.display());
    }
    Ok(rules)
}

fn rules_in(text: &str) -> Result<Vec<Rule>> {
    let rule = Regex::new(r"^- \*\*([A-Z]{3}-\d{2,3})\*\* \[(?:must|should|ours)\] (WHEN .+)$")?;
    let mut rules = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("- **")) {
        let parts =
            rule.captures(line).with_context(|| format!("this line is not written as a rule is: {line}"))?;
        let (_, [id, text]) = parts.extract();
        rules.push(Rule { id: id.to_owned(), text: text.to_owned() });
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_is_a_line_with_an_identifier_and_a_mark() {
        let text = "# Close date\n\nProse with CLD-01 in it.\n- **CLD-01** [must] WHEN a ticket closes THEN it has a date.\n";
        let rules = rules_in(text).unwrap();
        assert_eq!(
            rules,
            [Rule { id: "CLD-01".into(), text: "WHEN a ticket closes THEN it has a date.".into() }]
        );
        assert_eq!(rules[0].area(), "CLD");
    }

    #[test]
    fn line_that_is_nearly_a_rule_is_refused() {
        assert!(rules_in("- **CLD-01** WHEN the mark is missing THEN nobody knows its weight.").is_err());
        assert!(rules_in("- **CLD-1** [must] WHEN the number is short THEN it does not sort.").is_err());
    }

    #[test]
    fn the_projects_rules_can_be_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules");
        assert!(read(&folder).unwrap().len() > 500);
    }
}
