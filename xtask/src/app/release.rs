//! Makes of `web/` the folder that the server carries: the page, and beside it one folder with all that the page loads,
//! named by its content.
//!
//! What is shown rarely is cut off the app into parts that are loaded when they are opened (`web/src/parts.rs`). Cargo
//! compiles the app, the splitter cuts it, wasm-bindgen makes the first part loadable.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use regex::Regex;
use sha2::{Digest, Sha256};
use wasm_split_cli_support as splitter;

use super::sections::without_notes;
use crate::report::must_succeed;
use crate::workspace::Workspace;

/// The page that starts the app.
pub const PAGE: &str = "index.html";

/// The name of the app's own files: wasm-bindgen writes `app.js` and `app_bg.wasm`.
const APP: &str = "app";

/// What loads the parts.
const PARTS: &str = "parts.js";

/// How the folder is called in `web/index.html` as long as its content has no name.
const UNNAMED: &str = "release";

/// How components are compiled (docs/decisions/0024), that the app is cut into parts, and that the linker leaves what the
/// splitter reads (0054).
const FLAGS: &str = "target.wasm32-unknown-unknown.rustflags=\
    ['--cfg', 'erase_components', '--cfg', 'parts', '-Clink-args=--emit-relocs']";

/// Whether a browser loads a file only when the part is opened to which it belongs.
pub fn is_loaded_later(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // As the splitter names them: what one part needs, and what several do.
    name.starts_with("split_") || name.starts_with("chunk_")
}

/// Builds the app in release into an empty folder.
///
/// # Errors
///
/// When cargo, the splitter or wasm-bindgen fails; the error carries what was printed. When a file cannot be read or
/// written.
pub fn assemble(workspace: &Workspace, folder: &Path) -> Result<()> {
    let release = folder.join(UNNAMED);
    fs::create_dir_all(&release)?;
    let compiled = compile(workspace)?;
    split(workspace, &compiled, &release)?;
    let web = workspace.root.join("web");
    for file in ["icon.svg", "start.js"] {
        fs::copy(web.join(file), release.join(file)).with_context(|| format!("web/{file} is missing"))?;
    }
    let (page, styles) = join_styles(&fs::read_to_string(web.join(PAGE))?);
    let mut joined = String::new();
    for style in styles {
        joined += &fs::read_to_string(web.join(&style)).with_context(|| format!("web/{style} is missing"))?;
    }
    fs::write(release.join("styles.css"), lean(&joined)?)?;

    let name = name_of_content(&release)?;
    fs::rename(&release, folder.join(&name))?;
    fs::write(folder.join(PAGE), page.replace(&format!("/{UNNAMED}/"), &format!("/{name}/")))?;
    Ok(())
}

fn compile(workspace: &Workspace) -> Result<PathBuf> {
    let target = "wasm32-unknown-unknown";
    let arguments =
        ["build", "--package=sportello-web", "--target", target, "--profile=wasm-release", "--config", FLAGS];
    must_succeed("cargo build of the app", &workspace.program("cargo", &arguments))?;
    Ok(workspace.target.join(target).join("wasm-release/sportello-web.wasm"))
}

/// Cuts the compiled app into parts, and makes the first one loadable.
fn split(workspace: &Workspace, compiled: &Path, release: &Path) -> Result<()> {
    let input = fs::read(compiled).with_context(|| format!("{} is missing", compiled.display()))?;
    let scratch = tempfile::tempdir()?;
    let first = scratch.path().join("first.wasm");
    let (app, parts) = (format!("./{APP}.js"), format!("./{PARTS}"));
    let mut options = splitter::Options::new(&input);
    options.output_dir = release;
    options.main_out_path = &first;
    options.main_module = &app;
    options.link_name = &parts;
    let split = splitter::transform(options).map_err(|reason| anyhow!("{reason:#}"));
    for part in split.context("the app could not be cut into parts")?.split_modules {
        fs::write(&part, without_notes(&fs::read(&part)?)?)?;
    }
    let (first, folder) = (first.to_string_lossy(), release.to_string_lossy());
    let arguments = [
        &first,
        "--target=web",
        "--no-typescript",
        "--remove-name-section",
        "--remove-producers-section",
        // The table of functions, through which the parts call each other.
        "--keep-lld-exports",
        "--out-name",
        APP,
        "--out-dir",
        &folder,
    ];
    must_succeed("wasm-bindgen", &workspace.program("wasm-bindgen", &arguments)).map(drop)
}

/// Styles without comments, indentation and empty lines: a tenth less to download. No more than that: what takes white
/// space out of rules too is `lightningcss`, which takes minutes to compile, or breaks container queries, as `minifier` does.
fn lean(styles: &str) -> Result<String> {
    let without_comments = Regex::new(r"(?s)/\*.*?\*/")?.replace_all(styles, "");
    let lines = without_comments.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// Puts one link in the place of the page's links to styles, and says which files they named, in their order.
fn join_styles(page: &str) -> (String, Vec<String>) {
    let mut styles = Vec::new();
    let mut joined = String::new();
    for line in page.split_inclusive('\n') {
        let style = line.trim().strip_prefix("<link rel=\"stylesheet\" href=\"");
        let Some(style) = style.and_then(|rest| rest.strip_suffix("\">")) else {
            joined += line;
            continue;
        };
        if styles.is_empty() {
            joined += &["    <link rel=\"stylesheet\" href=\"/", UNNAMED, "/styles.css\">\n"].concat();
        }
        styles.push(style.to_owned());
    }
    (joined, styles)
}

/// A name that is another one as soon as a byte in the folder is.
fn name_of_content(folder: &Path) -> Result<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.file_name().unwrap_or_default().as_encoded_bytes());
        let content = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    let mut name = format!("{:x}", hash.finalize());
    name.truncate(16);
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_lose_what_no_browser_reads() {
        let styles =
            "/* A tab,\n   or two. */\n@layer components {\n  .hd-tab { color: red; } /* loud */\n\n}\n";
        assert_eq!(lean(styles).unwrap(), "@layer components {\n.hd-tab { color: red; }\n}");
    }

    #[test]
    fn styles_become_one_file_in_the_order_of_the_page() {
        let page = "<head>\n    <link rel=\"stylesheet\" href=\"styles/b.css\">\n    \
                    <link rel=\"stylesheet\" href=\"styles/a.css\">\n</head>\n";
        let (joined, styles) = join_styles(page);
        assert_eq!(joined, "<head>\n    <link rel=\"stylesheet\" href=\"/release/styles.css\">\n</head>\n");
        assert_eq!(styles, ["styles/b.css", "styles/a.css"]);
    }

    #[test]
    fn the_name_is_that_of_the_content() {
        let name_with = |app: &str, start: &str| {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("app.js"), app).unwrap();
            fs::write(folder.path().join("start.js"), start).unwrap();
            name_of_content(folder.path()).unwrap()
        };
        assert_eq!(name_with("one", "two"), name_with("one", "two"));
        assert_ne!(name_with("one", "two"), name_with("one", "three"));
        assert_ne!(name_with("one", "two"), name_with("onet", "wo"));
        assert_eq!(name_with("", "").len(), 16);
    }

    #[test]
    fn what_the_splitter_cuts_off_is_loaded_later() {
        for (file, expected) in [
            ("0123456789abcdef/split_settings.wasm", true),
            ("0123456789abcdef/chunk_3.wasm", true),
            ("0123456789abcdef/app_bg.wasm", false),
            ("0123456789abcdef/parts.js", false),
        ] {
            assert_eq!(is_loaded_later(Path::new(file)), expected, "{file}");
        }
    }
}
