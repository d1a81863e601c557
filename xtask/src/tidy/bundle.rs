//! What a browser downloads on its first visit, in bytes of brotli, against the budget in `web/bundle-budget.txt`, and
//! what it downloads when a part is opened.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;

use crate::app::{brotli_form, is_loaded_later};

/// What a browser downloads, in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Before the first page can be used.
    pub first_visit: usize,
    /// Each file that comes when something is opened, by its name.
    pub later: Vec<(String, usize)>,
}

/// Weighs the built app.
///
/// # Errors
///
/// When there is no built app, or its first visit weighs more than its budget.
pub fn check(root: &Path) -> Result<String> {
    let Weight { first_visit, later } = weigh(&root.join("web/dist"))?;
    let budget = super::read_number(&root.join("web/bundle-budget.txt"))?;
    let parts: Vec<String> = later.iter().map(|(name, bytes)| format!("{name} {bytes}")).collect();
    let line = format!(
        "A first visit downloads {first_visit} bytes of brotli; the budget is {budget}. Loaded when opened: {}.",
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
    );
    ensure!(first_visit <= budget, "{line}");
    Ok(line)
}

/// What a browser downloads of the files of a folder: the brotli form where there is one.
///
/// # Errors
///
/// When the folder cannot be read or holds nothing.
pub fn weigh(folder: &Path) -> Result<Weight> {
    let mut weight = Weight::default();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.context("the app is not built")?;
        let path = entry.path();
        if !entry.file_type().is_file() || path.extension().is_some_and(|extension| extension == "br") {
            continue;
        }
        let compressed = brotli_form(path);
        let sent = if compressed.is_file() { compressed.as_path() } else { path };
        let bytes = usize::try_from(fs::metadata(sent)?.len())?;
        if is_loaded_later(path) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            weight.later.push((name, bytes));
        } else {
            weight.first_visit += bytes;
        }
    }
    ensure!(weight.first_visit > 0, "{} holds nothing", folder.display());
    Ok(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_is_that_of_what_is_sent() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("web/dist");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("app.wasm"), vec![7; 100_000]).unwrap();
        fs::write(folder.join("app.wasm.br"), vec![7; 50]).unwrap();
        fs::write(folder.join("photo.png"), vec![7; 70]).unwrap();
        fs::write(folder.join("split_settings.wasm"), vec![7; 1_000]).unwrap();
        let later = vec![("split_settings".to_owned(), 1_000)];
        assert_eq!(weigh(&folder).unwrap(), Weight { first_visit: 120, later });

        fs::write(root.path().join("web/bundle-budget.txt"), "119\n").unwrap();
        assert!(check(root.path()).unwrap_err().to_string().contains("the budget is 119"));
        fs::write(root.path().join("web/bundle-budget.txt"), "120\n").unwrap();
        assert!(check(root.path()).is_ok());
    }
}
