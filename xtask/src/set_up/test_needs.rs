//! What only the tests need: a browser and its driver, `PostgreSQL`, Node, and the npm packages under `e2e/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::Need;
use crate::report::must_succeed;
use crate::workspace::Workspace;

/// The outside programs that tests are given, each by its full path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPrograms {
    /// `chromedriver`, which finds its browser by itself.
    pub chromedriver: PathBuf,
    /// The folder with `initdb`, `postgres` and `pg_ctl`.
    pub postgresql: PathBuf,
    /// The SMTP server that is not ours, a script for `node`.
    pub smtp_server: PathBuf,
    /// axe-core, to be run in a page: it finds what people with a handicap would stumble over.
    pub axe: PathBuf,
}

impl TestPrograms {
    /// Finds what set-up has installed for the tests.
    ///
    /// # Errors
    ///
    /// When one of them is not there.
    pub fn find(workspace: &Workspace) -> Result<Self> {
        let file = |path: &str| {
            let path = workspace.root.join(path);
            ensure!(path.is_file(), "{} is not there", path.display());
            Ok(path)
        };
        Ok(Self {
            chromedriver: workspace.lookup_program("chromedriver").context("chromedriver is not there")?,
            postgresql: lookup_postgresql(workspace).context("PostgreSQL's server programs are not there")?,
            smtp_server: file("e2e/smtp-server.mjs")?,
            axe: file("e2e/node_modules/axe-core/axe.min.js")?,
        })
    }

    /// How tests find them.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("CHROMEDRIVER", self.chromedriver.clone()),
            ("SPORTELLO_SMTP_SERVER", self.smtp_server.clone()),
            ("SPORTELLO_AXE", self.axe.clone()),
        ]
    }
}

pub const BROWSER: Need = Need {
    name: "Chromium and its driver",
    usually: "1 min",
    present: |workspace| {
        let browsers = ["chromium", "chromium-browser", "google-chrome"];
        let browser = browsers.iter().any(|name| workspace.lookup_program(name).is_some());
        let driver = workspace.program_version("chromedriver").filter(|_| browser);
        Ok(driver.map(|answer| name_and_version(&answer)))
    },
    install: |workspace| install_packages(workspace, &["chromium", "chromium-driver"]),
};

pub const POSTGRESQL: Need = Need {
    name: "PostgreSQL's server programs",
    usually: "30 s",
    present: |workspace| {
        let Some(folder) = lookup_postgresql(workspace) else {
            return Ok(None);
        };
        Ok(workspace
            .program_version(&folder.join("postgres").to_string_lossy())
            .map(|answer| name_and_version(&answer)))
    },
    install: |workspace| install_packages(workspace, &["postgresql"]),
};

pub const NODE: Need = Need {
    name: "Node and npm",
    usually: "1 min",
    present: |workspace| {
        let npm = workspace.lookup_program("npm");
        Ok(npm.and_then(|_| workspace.program_version("node")).map(|version| format!("Node {version}")))
    },
    install: |workspace| install_packages(workspace, &["nodejs", "npm"]),
};

pub const NPM_PACKAGES: Need = Need {
    name: "smtp-server and axe-core from npm",
    usually: "10 s",
    present: |workspace| {
        let folder = workspace.root.join("e2e");
        let locked = locked_npm_packages(&folder)?;
        let all = locked
            .iter()
            .all(|(path, version)| installed_npm_version(&folder.join(path)).as_ref() == Some(version));
        Ok(all.then(|| "as locked in e2e/package-lock.json".to_owned()))
    },
    install: |workspace| {
        let folder = workspace.root.join("e2e");
        let install = workspace
            .program("npm", &["ci", "--no-audit", "--no-fund", "--prefix", &folder.to_string_lossy()]);
        must_succeed("npm ci", &install).map(drop)
    },
};

/// `PostgreSQL` keeps its server programs off the `PATH` on Debian; the newest version counts.
fn lookup_postgresql(workspace: &Workspace) -> Option<PathBuf> {
    if let Some(folder) = workspace.lookup_program("initdb").as_deref().and_then(Path::parent) {
        return Some(folder.to_owned());
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let newest = versions
        .filter_map(|entry| {
            entry.file_name().to_str()?.parse::<u32>().ok().map(|version| (version, entry.path()))
        })
        .max_by_key(|(version, _)| *version)?;
    Some(newest.1.join("bin")).filter(|folder| folder.join("initdb").is_file())
}

/// Installs packages with the system's package manager, when this user may.
fn install_packages(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let command = format!("apt-get install {}", packages.join(" "));
    if workspace.lookup_program("apt-get").is_none() {
        bail!("install these with your system's package manager (Debian's names): {}", packages.join(" "));
    }
    let apt_get = |arguments: &[&str]| {
        let options = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"];
        let words = [options.as_slice(), arguments].concat();
        if is_root(workspace) {
            workspace.program("env", &words)
        } else {
            workspace.program("sudo", &[["-n", "env"].as_slice(), &words].concat())
        }
    };
    if !is_root(workspace) && workspace.program("sudo", &["-n", "true"]).stderr_null().run().is_err() {
        bail!("install these as root: {command}");
    }
    // Lists that are out of date name versions that the mirror no longer has; that is no reason to stop when it fails.
    let _lists_as_they_are = must_succeed("apt-get update", &apt_get(&["update"]));
    let install = apt_get(&[["install", "--no-install-recommends"].as_slice(), packages].concat());
    must_succeed(&command, &install).map(drop)
}

fn is_root(workspace: &Workspace) -> bool {
    workspace.program("id", &["-u"]).read().is_ok_and(|id| id.trim() == "0")
}

/// Folder and version of each package in `package-lock.json`.
fn locked_npm_packages(folder: &Path) -> Result<Vec<(String, String)>> {
    let path = folder.join("package-lock.json");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let lock: serde_json::Value = serde_json::from_str(&text)?;
    let packages = lock
        .get("packages")
        .and_then(serde_json::Value::as_object)
        .context("package-lock.json lists none")?;
    Ok(packages
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .filter_map(|(path, package)| Some((path.clone(), package.get("version")?.as_str()?.to_owned())))
        .collect())
}

fn installed_npm_version(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join("package.json")).ok()?;
    let package: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(package.get("version")?.as_str()?.to_owned())
}

/// A program's name and version, without the build details that follow.
fn name_and_version(answer: &str) -> String {
    let is_version = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
    let words: Vec<&str> = answer.split_whitespace().collect();
    let end = words.iter().position(is_version).map_or(words.len(), |version| version + 1);
    words.into_iter().take(end).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_told_without_build_details() {
        assert_eq!(
            name_and_version("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"),
            "postgres (PostgreSQL) 15.14"
        );
        assert_eq!(name_and_version("ChromeDriver 156.0.8078.79 (8a1b2c)\n"), "ChromeDriver 156.0.8078.79");
        assert_eq!(name_and_version("something else"), "something else");
    }

    #[test]
    fn lock_file_names_folder_and_version_of_each_package() {
        let folder = tempfile::tempdir().unwrap();
        let lock = r#"{"packages": {"": {"name": "e2e"}, "node_modules/axe-core": {"version": "4.14.1"}}}"#;
        fs::write(folder.path().join("package-lock.json"), lock).unwrap();
        let locked = locked_npm_packages(folder.path()).unwrap();
        assert_eq!(locked, [("node_modules/axe-core".into(), "4.14.1".into())]);

        let installed = folder.path().join("node_modules/axe-core");
        assert_eq!(installed_npm_version(&installed), None);
        fs::create_dir_all(&installed).unwrap();
        fs::write(installed.join("package.json"), r#"{"version": "4.14.1"}"#).unwrap();
        assert_eq!(installed_npm_version(&installed).as_deref(), Some("4.14.1"));
    }
}
