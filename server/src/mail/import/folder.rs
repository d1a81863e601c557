//! Finding mail in files and folders. What a file is shows in its first lines, not in its name.

use std::fs::{File, read_dir};
use std::io::{BufReader, Error, Read};
use std::path::{Path, PathBuf};

use super::{ImportError, mbox};

/// How much of a file is looked at to see what it is, in bytes.
const LOOKED_AT: u64 = 64 << 10;

/// How much of a file is read at most, in bytes: more than the largest mail, so that one that is too
/// large is seen to be.
const READ: u64 = 64 << 20;

/// Headers of which every mail has some.
const TELLING_HEADERS: [&str; 9] = [
    "from",
    "to",
    "date",
    "subject",
    "received",
    "message-id",
    "return-path",
    "delivered-to",
    "mime-version",
];

/// A file, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// What it is.
    pub kind: SourceKind,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// One mail.
    Mail,
    /// Mails one after the other.
    Mbox,
    /// Something else that lay in a folder.
    NoMail,
}

/// The files at some paths, folders with all that is in them, in the order of their names.
///
/// In a Maildir (a folder with `cur` and `new`) mail is only there, and in its sub-folders.
///
/// # Errors
///
/// When a file or folder cannot be read.
pub fn find_sources(paths: &[PathBuf]) -> Result<Vec<Source>, ImportError> {
    let mut sources = Vec::new();
    for path in paths {
        let about = std::fs::metadata(path).map_err(failed(path))?;
        if about.is_dir() {
            add_folder(path, &mut sources)?;
        } else {
            // What somebody names is meant to be mail: if it cannot be read, that is said of it.
            let kind = match kind_of(path)? {
                SourceKind::NoMail => SourceKind::Mail,
                kind @ (SourceKind::Mail | SourceKind::Mbox) => kind,
            };
            sources.push(Source { path: path.clone(), kind });
        }
    }
    Ok(sources)
}

/// The raw mails of a file, one after the other.
pub type RawMails = Box<dyn Iterator<Item = Result<Vec<u8>, Error>>>;

/// Reads the raw mails of a file.
///
/// # Errors
///
/// When the file cannot be opened.
pub fn mails(source: &Source) -> Result<RawMails, ImportError> {
    let file = File::open(&source.path).map_err(failed(&source.path))?;
    Ok(match source.kind {
        SourceKind::Mbox => Box::new(mbox::mails(BufReader::new(file))),
        SourceKind::Mail => {
            let mut raw = Vec::new();
            let read = file.take(READ).read_to_end(&mut raw).map(|_| raw);
            Box::new(std::iter::once(read))
        }
        SourceKind::NoMail => Box::new(std::iter::empty()),
    })
}

fn add_folder(folder: &Path, sources: &mut Vec<Source>) -> Result<(), ImportError> {
    let mut entries: Vec<PathBuf> = read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(failed(folder))?;
    entries.sort();
    let has_mail_folders = ["cur", "new"].iter().all(|name| folder.join(name).is_dir());
    let is_mail_folder = is_named(folder, &["cur", "new"]);
    for entry in entries {
        let about = std::fs::symlink_metadata(&entry).map_err(failed(&entry))?;
        if about.is_dir() {
            // What is in `tmp` was not delivered.
            if !(has_mail_folders && is_named(&entry, &["tmp"])) {
                add_folder(&entry, sources)?;
            }
        } else if about.is_file() && !has_mail_folders {
            let is_eml = entry.extension().is_some_and(|end| end.eq_ignore_ascii_case("eml"));
            let kind = match kind_of(&entry)? {
                SourceKind::NoMail if is_mail_folder || is_eml => SourceKind::Mail,
                kind @ (SourceKind::Mail | SourceKind::Mbox | SourceKind::NoMail) => kind,
            };
            sources.push(Source { path: entry, kind });
        }
    }
    Ok(())
}

/// What a file is, by its first lines.
fn kind_of(path: &Path) -> Result<SourceKind, ImportError> {
    let mut start = Vec::new();
    let file = File::open(path).map_err(failed(path))?;
    BufReader::new(file.take(LOOKED_AT)).read_to_end(&mut start).map_err(failed(path))?;
    Ok(kind_of_start(&start))
}

fn kind_of_start(start: &[u8]) -> SourceKind {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let first = start.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    if mbox::is_separator(first) {
        return SourceKind::Mbox;
    }
    let mut telling = false;
    for line in start.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return SourceKind::NoMail };
        if !name.trim_end().bytes().all(|byte| byte.is_ascii_graphic()) {
            return SourceKind::NoMail;
        }
        telling |= TELLING_HEADERS.iter().any(|telling| name.trim_end().eq_ignore_ascii_case(telling));
    }
    if telling { SourceKind::Mail } else { SourceKind::NoMail }
}

fn is_named(path: &Path, names: &[&str]) -> bool {
    names.iter().any(|name| path.file_name().is_some_and(|file_name| file_name == *name))
}

fn failed(file: &Path) -> impl FnOnce(Error) -> ImportError {
    let file = file.to_owned();
    move |error| ImportError::File { file, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: &str, expected: SourceKind) {
        assert_eq!(kind_of_start(start.as_bytes()), expected, "{start:?}");
    }

    #[test]
    fn a_file_is_what_its_first_lines_say() {
        check("From: a@b.example\nSubject: x\n\nbody", SourceKind::Mail);
        check("Received: from x\r\n\tby y\r\n\r\n", SourceKind::Mail);
        check("\u{FEFF}Date: today\n\n", SourceKind::Mail);
        check("From a@b.example Mon Mar  2 09:00:00 2026\nFrom: a@b.example\n", SourceKind::Mbox);
        check("From now on\n", SourceKind::NoMail);
        check("# A heading\n\nFrom: nobody\n", SourceKind::NoMail);
        check("name: value\nkind: settings\n", SourceKind::NoMail);
        check("", SourceKind::NoMail);
        check("\0\0\0", SourceKind::NoMail);
    }
}
