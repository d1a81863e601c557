//! Styles: each class `hd-…` that the app names is defined, each that is defined is named, and the page links each file.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use regex::Regex;
use walkdir::WalkDir;

use super::Findings;

/// Compares `web/src` and `web/index.html` with `web/styles`.
pub fn check(root: &Path) -> Result<Findings> {
    let named = Regex::new(r"\bhd-[a-z0-9_-]+")?;
    let defined = Regex::new(r"\.(hd-[a-z0-9_-]+)")?;
    let mut used = BTreeSet::new();
    let page = root.join("web/index.html");
    for path in files(&root.join("web/src"), "rs")?.into_iter().chain([page.clone()]) {
        if let Ok(text) = fs::read_to_string(&path) {
            used.extend(named.find_iter(&text).map(|class| class.as_str().to_owned()));
        }
    }
    let mut styled = BTreeSet::new();
    let page = fs::read_to_string(&page).unwrap_or_default();
    let mut lines = Vec::new();
    for path in files(&root.join("web/styles"), "css")? {
        lines.extend(unlinked(&page, &path));
        let text = fs::read_to_string(&path)?;
        styled.extend(defined.captures_iter(&text).map(|class| class.extract::<1>().1[0].to_owned()));
    }
    lines.extend(differences(&used, &styled));
    Ok(Findings::wrong(lines))
}

/// Says of a file that the page does not link that nobody will see it.
fn unlinked(page: &str, file: &Path) -> Option<String> {
    let name = file.file_name()?.to_string_lossy();
    let link = format!("href=\"styles/{name}\"");
    (!page.contains(&link)).then(|| format!("web/styles/{name} is not linked in web/index.html"))
}

/// A name that ends with a dash is the start of a class that is put together while running.
fn differences(used: &BTreeSet<String>, styled: &BTreeSet<String>) -> Vec<String> {
    let is_start = |name: &str| name.ends_with('-') || name.ends_with('_');
    let mut lines = Vec::new();
    for class in used {
        let known = if is_start(class) {
            styled.iter().any(|style| style.starts_with(class.as_str()))
        } else {
            styled.contains(class)
        };
        if !known {
            lines.push(format!("the class {class} is named in web/src and defined in no file of web/styles"));
        }
    }
    for style in styled {
        let known = used.contains(style)
            || used.iter().any(|class| is_start(class) && style.starts_with(class.as_str()));
        if !known {
            lines.push(format!("the class {style} is defined in web/styles and named nowhere in web/src"));
        }
    }
    lines
}

fn files(folder: &Path, extension: &str) -> Result<Vec<std::path::PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let path = entry.context("a folder cannot be read")?.into_path();
        if path.extension().is_some_and(|known| known == extension) {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn class_on_one_side_only_is_told() {
        let lines = differences(&set(&["hd-button", "hd-gone"]), &set(&["hd-button", "hd-unused"]));
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("hd-gone") && lines[1].contains("hd-unused"), "{lines:?}");
    }

    #[test]
    fn file_that_the_page_does_not_link_is_told() {
        let page = "<link rel=\"stylesheet\" href=\"styles/tab.css\">";
        assert_eq!(unlinked(page, Path::new("web/styles/tab.css")), None);
        assert!(unlinked(page, Path::new("web/styles/a-tab.css")).is_some());
    }

    #[test]
    fn class_put_together_while_running_counts_by_its_start() {
        let styled = set(&["hd-badge--open", "hd-badge--closed"]);
        assert_eq!(differences(&set(&["hd-badge--"]), &styled), Vec::<String>::new());
        assert_eq!(differences(&set(&["hd-label--"]), &styled).len(), 3);
    }
}
