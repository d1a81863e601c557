//! What a browser downloads on its first visit, in bytes of brotli, against the budget in `web/bundle-budget.txt`.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;

/// Files that are made from others and never downloaded beside them.
const COMPRESSED: [&str; 2] = ["br", "gz"];

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

/// What the files of a folder weigh as brotli, in bytes.
///
/// # Errors
///
/// When the folder cannot be read or holds nothing.
pub fn brotli_bytes(folder: &Path) -> Result<usize> {
    let mut bytes = 0;
    for entry in WalkDir::new(folder) {
        let entry = entry.context("the app is not built")?;
        let is_copy = entry
            .path()
            .extension()
            .is_some_and(|extension| COMPRESSED.iter().any(|known| extension == *known));
        if entry.file_type().is_file() && !is_copy {
            bytes += compressed_size(&fs::read(entry.path())?)?;
        }
    }
    ensure!(bytes > 0, "{} holds nothing", folder.display());
    Ok(bytes)
}

fn compressed_size(content: &[u8]) -> Result<usize> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, 11, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_is_that_of_the_compressed_files() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("web/dist");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("app.wasm"), vec![7; 100_000]).unwrap();
        fs::write(folder.join("app.wasm.br"), vec![7; 5]).unwrap();
        let bytes = brotli_bytes(&folder).unwrap();
        assert!((1..200).contains(&bytes), "{bytes}");

        fs::write(root.path().join("web/bundle-budget.txt"), "1\n").unwrap();
        assert!(check(root.path()).unwrap_err().to_string().contains("the budget is 1"));
        fs::write(root.path().join("web/bundle-budget.txt"), "500\n").unwrap();
        assert!(check(root.path()).is_ok());
    }
}
