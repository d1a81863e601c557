//! What a browser downloads on its first visit, in bytes of brotli, against the budget in `web/bundle-budget.txt`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;

use crate::app::brotli_form;

/// Weighs the built app.
///
/// # Errors
///
/// When there is no built app, or it weighs more than its budget.
pub fn check(root: &Path) -> Result<String> {
    let bytes = brotli_bytes(&root.join("web/dist"))?;
    let budget = super::read_number(&root.join("web/bundle-budget.txt"))?;
    let line = format!("A first visit downloads {bytes} bytes of brotli; the budget is {budget}.");
    ensure!(bytes <= budget, "{line}");
    Ok(line)
}

/// What a browser downloads of the files of a folder, in bytes: the brotli form where there is one.
///
/// # Errors
///
/// When the folder cannot be read or holds nothing.
pub fn brotli_bytes(folder: &Path) -> Result<usize> {
    let mut bytes = 0;
    for entry in WalkDir::new(folder) {
        let entry = entry.context("the app is not built")?;
        if !entry.file_type().is_file() || entry.path().extension().is_some_and(|extension| extension == "br")
        {
            continue;
        }
        let compressed = brotli_form(entry.path());
        let sent = if compressed.is_file() { compressed.as_path() } else { entry.path() };
        bytes += usize::try_from(fs::metadata(sent)?.len())?;
    }
    ensure!(bytes > 0, "{} holds nothing", folder.display());
    Ok(bytes)
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
        assert_eq!(brotli_bytes(&folder).unwrap(), 120);

        fs::write(root.path().join("web/bundle-budget.txt"), "119\n").unwrap();
        assert!(check(root.path()).unwrap_err().to_string().contains("the budget is 119"));
        fs::write(root.path().join("web/bundle-budget.txt"), "120\n").unwrap();
        assert!(check(root.path()).is_ok());
    }
}
