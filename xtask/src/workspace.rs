//! Where things are: the repository, what cargo builds, the tools that set-up installs.
//! Also the one way to start a program, so that each finds those tools first.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use duct::Expression;

/// The repository this command was started in, and the folders around it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The repository's root folder.
    pub root: PathBuf,
    /// Where cargo puts what it builds (`CARGO_TARGET_DIR` and cargo's configuration honoured).
    pub target: PathBuf,
    /// Where set-up installs wasm-bindgen: the user's cache, not the system.
    pub tools: PathBuf,
}

impl Workspace {
    /// Asks cargo where the workspace and its target folder are.
    ///
    /// # Errors
    ///
    /// When cargo cannot read the workspace, or the user has no home folder.
    pub fn find() -> Result<Self> {
        // Cargo says where it runs this program from. Where it was compiled may be another checkout that shares the
        // target folder.
        let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = Path::new(&folder).join("Cargo.toml");
        let metadata =
            duct::cmd!(cargo(), "metadata", "--format-version=1", "--no-deps", "--manifest-path", manifest)
                .read()
                .context("cargo metadata could not read the workspace")?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        let folder = |key: &str| {
            metadata
                .get(key)
                .and_then(serde_json::Value::as_str)
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata has no {key}"))
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
            tools: cache()?.join("tools"),
        })
    }

    /// A program, started in the repository's root with set-up's tools first on its `PATH` and nothing to read.
    pub fn program(&self, name: &str, arguments: &[&str]) -> Expression {
        self.program_in(&self.root, name, arguments)
    }

    /// A program, started in another folder. A folder set on an expression afterwards would not count: of two,
    /// the first wins.
    pub fn program_in(&self, folder: &Path, name: &str, arguments: &[&str]) -> Expression {
        let name = if name == "cargo" { cargo() } else { OsString::from(name) };
        duct::cmd(name, arguments).env("PATH", self.search_path()).dir(folder).stdin_null()
    }

    /// The folders in which programs are looked for, set-up's tools first.
    pub fn search_path(&self) -> OsString {
        let own = self.tools.join("bin");
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(own).chain(env::split_paths(&inherited));
        env::join_paths(folders).unwrap_or(inherited)
    }

    /// The full path of a program, when it is installed.
    pub fn lookup_program(&self, name: &str) -> Option<PathBuf> {
        env::split_paths(&self.search_path()).map(|folder| folder.join(name)).find(|path| path.is_file())
    }

    /// What a program answers to `--version`; nothing when it is not there or does not start.
    pub fn program_version(&self, name: &str) -> Option<String> {
        self.program(name, &["--version"]).stderr_null().read().ok().map(|answer| answer.trim().to_owned())
    }

    /// The version of a crate in Cargo.lock.
    ///
    /// # Errors
    ///
    /// When Cargo.lock cannot be read or does not have the crate exactly once.
    pub fn locked_version(&self, name: &str) -> Result<String> {
        let packages = self.locked_packages()?;
        let mut versions = packages.iter().filter(|(package, _)| package == name).map(|(_, version)| version);
        match (versions.next(), versions.next()) {
            (Some(version), None) => Ok(version.clone()),
            (None, _) => bail!("Cargo.lock has no {name}"),
            (Some(_), Some(_)) => bail!("Cargo.lock has {name} more than once"),
        }
    }

    /// Name and version of each package in Cargo.lock, those of the workspace included.
    ///
    /// # Errors
    ///
    /// When Cargo.lock cannot be read.
    pub fn locked_packages(&self) -> Result<Vec<(String, String)>> {
        let path = self.root.join("Cargo.lock");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        packages_in_lock_file(&text)
    }
}

/// The cargo that started this command, so that the same toolchain does everything.
fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The project's folder in the user's cache.
fn cache() -> Result<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir().context("the user has no home folder; set XDG_CACHE_HOME")?.join(".cache"),
    };
    Ok(base.join("sportello"))
}

fn packages_in_lock_file(text: &str) -> Result<Vec<(String, String)>> {
    let lock: toml::Table = text.parse().context("Cargo.lock is not TOML")?;
    let packages =
        lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock lists no package")?;
    packages
        .iter()
        .map(|package| {
            let field = |key: &str| package.get(key).and_then(toml::Value::as_str).map(ToOwned::to_owned);
            field("name").zip(field("version")).context("a package in Cargo.lock has no name or version")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_file_gives_names_and_versions() {
        let text = "version = 4\n\n[[package]]\nname = \"anyhow\"\nversion = \"1.0.104\"\nchecksum = \"00\"\n\n\
                    [[package]]\nname = \"xtask\"\nversion = \"0.1.0\"\ndependencies = [\"anyhow\"]\n";
        let packages = packages_in_lock_file(text).unwrap();
        assert_eq!(packages, [("anyhow".into(), "1.0.104".into()), ("xtask".into(), "0.1.0".into())]);
    }

    #[test]
    fn lock_file_without_packages_is_refused() {
        assert!(packages_in_lock_file("version = 4\n").is_err());
        assert!(packages_in_lock_file("[[package]]\nname = \"anyhow\"\n").is_err());
    }
}
