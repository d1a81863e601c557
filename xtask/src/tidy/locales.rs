//! Translations: every language has the same keys.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Findings;

/// The plural forms of a key; languages differ in which of them they need.
const PLURAL_FORMS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

/// Compares the catalogues in a folder; a project without one has nothing to compare.
pub fn check(folder: &Path) -> Result<Findings> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Findings::default());
    };
    let mut catalogues = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path)?;
            let value =
                serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
            let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            catalogues.push((language, keys(&value)));
        }
    }
    catalogues.sort();
    Ok(Findings::wrong(differences(&catalogues)))
}

fn differences(catalogues: &[(String, BTreeSet<String>)]) -> Vec<String> {
    let all: BTreeSet<&String> = catalogues.iter().flat_map(|(_, keys)| keys).collect();
    let mut lines = Vec::new();
    for (language, keys) in catalogues {
        let missing = all.iter().filter(|key| !keys.contains(**key));
        lines.extend(
            missing
                .map(|key| format!("web/locales/{language}.json has no {key}, which another language has")),
        );
    }
    lines
}

/// All keys, nested ones with dots, the plural forms of one key as that key.
fn keys(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect("", value, &mut found);
    found
}

fn collect(prefix: &str, value: &Value, found: &mut BTreeSet<String>) {
    let Some(entries) = value.as_object() else {
        found.insert(prefix.trim_end_matches('.').to_owned());
        return;
    };
    for (key, value) in entries {
        let plural = PLURAL_FORMS.iter().find_map(|form| key.strip_suffix(form));
        let base = plural.filter(|base| entries.contains_key(&format!("{base}_other"))).unwrap_or(key);
        collect(&format!("{prefix}{base}."), value, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(language: &str, text: &str) -> (String, BTreeSet<String>) {
        (language.to_owned(), keys(&serde_json::from_str(text).unwrap()))
    }

    #[test]
    fn key_that_one_language_lacks_is_told() {
        let catalogues = [
            catalogue("en", r#"{"ticket": {"close": "Close", "reopen": "Reopen"}}"#),
            catalogue("it", r#"{"ticket": {"close": "Chiudi"}}"#),
        ];
        assert_eq!(
            differences(&catalogues),
            ["web/locales/it.json has no ticket.reopen, which another language has"]
        );
    }

    #[test]
    fn languages_may_have_different_plural_forms() {
        let catalogues = [
            catalogue(
                "en",
                r#"{"tickets_one": "{{ count }} ticket", "tickets_other": "{{ count }} tickets"}"#,
            ),
            catalogue("pt", r#"{"tickets_one": "1", "tickets_many": "2", "tickets_other": "3"}"#),
        ];
        assert_eq!(differences(&catalogues), Vec::<String>::new());
        assert_ne!(keys(&serde_json::json!({"step_one": "1"})), keys(&serde_json::json!({"step": "1"})));
    }
}
