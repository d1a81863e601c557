//! Importing mail from files: mbox, Maildir folders, single mails.
//!
//! First all raw bytes go into the ledger, so that nothing is lost when the import is interrupted;
//! then the mails are read. A mail comes after those that it answers, whatever the order of the files
//! is, so that a thread is not torn apart; threads go side by side. Doing it again changes nothing.

mod folder;
mod mbox;
mod order;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, TryStreamExt};
use sportello_domain::id::{ChannelId, MessageId};
use sportello_domain::protocol::{MailFate, MailReceipt};

use super::intake::{self, NotTakenIn};
use super::parse;
use crate::engine::Engine;
use crate::store::StoreError;
use crate::store::mail_ledger::PutMail;

pub use folder::{Source, SourceKind, find_sources};

/// How many threads are read side by side.
const AT_ONCE: usize = 16;

/// What became of an import. Every mail that was found is in exactly one of its counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// How many files held mail.
    pub files: usize,
    /// The files in the given folders that hold no mail.
    pub passed_over: Vec<PathBuf>,
    /// How many mails are now in a conversation that were not before.
    pub accepted: usize,
    /// How many were here already.
    pub duplicate: usize,
    /// The mails that are kept and in no conversation, each with its reason.
    pub held: Vec<HeldMail>,
}

/// A mail that is in no conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldMail {
    /// The file it came from.
    pub file: PathBuf,
    /// Which of the file's mails it is, counted from 1.
    pub number: usize,
    /// The stable code of the reason.
    pub code: String,
    /// The reason, in English.
    pub reason: String,
}

impl ImportSummary {
    /// How many mails were found.
    pub fn mails(&self) -> usize {
        self.accepted + self.duplicate + self.held.len()
    }
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportStep<'a> {
    /// The mails of a file are in the ledger.
    FileStored {
        /// The file.
        file: &'a Path,
        /// How many mails it held.
        mails: usize,
    },
    /// So many mails are now to be read.
    Reading {
        /// How many.
        mails: usize,
    },
    /// One more mail was read.
    MailRead,
}

/// Why an import stopped. What it did until then stays, and is recognised when it is run again.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error("{}: {error}", file.display())]
    File {
        /// The file or folder.
        file: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The channel takes no mail, or the ledger cannot be written.
    #[error(transparent)]
    NotTakenIn(#[from] NotTakenIn),
    /// The store failed.
    #[error("the store: {0}")]
    Store(#[from] StoreError),
}

/// The mails that an import put into the ledger and that still have to be read.
#[derive(Clone, Debug, Default)]
struct StoredMails {
    mails: Vec<StoredMail>,
    ids: BTreeSet<MessageId>,
}

/// A mail in the ledger that still has to be read.
#[derive(Clone, Debug)]
struct StoredMail {
    id: MessageId,
    file: PathBuf,
    number: usize,
    place: Option<parse::MailPlace>,
}

/// Imports the mails of files and folders into a channel.
///
/// # Errors
///
/// When a file cannot be read or the store fails.
pub async fn import(
    engine: &Engine,
    channel: ChannelId,
    paths: &[PathBuf],
    mut tell: impl FnMut(ImportStep<'_>),
) -> Result<ImportSummary, ImportError> {
    let mut summary = ImportSummary::default();
    let mut stored = StoredMails::default();
    for source in find_sources(paths)? {
        let mails = match source.kind {
            SourceKind::NoMail => {
                summary.passed_over.push(source.path);
                continue;
            }
            SourceKind::Mail | SourceKind::Mbox => {
                store_file(engine, channel, &source, &mut stored, &mut summary).await?
            }
        };
        summary.files += 1;
        tell(ImportStep::FileStored { file: &source.path, mails });
    }
    tell(ImportStep::Reading { mails: stored.mails.len() });
    let threads = order::into_threads(stored.mails, |mail| mail.place.as_ref());
    let mut read = futures_util::stream::iter(threads)
        .map(|thread| read_thread(engine, thread))
        .buffer_unordered(AT_ONCE)
        .map_ok(|outcomes| futures_util::stream::iter(outcomes).map(Ok::<_, StoreError>))
        .try_flatten();
    while let Some((mail, fate)) = read.try_next().await? {
        count(&mut summary, mail.file, mail.number, fate);
        tell(ImportStep::MailRead);
    }
    summary.held.sort_by(|one, other| (&one.file, one.number).cmp(&(&other.file, other.number)));
    Ok(summary)
}

/// Puts the mails of a file into the ledger. Gives how many there are.
async fn store_file(
    engine: &Engine,
    channel: ChannelId,
    source: &Source,
    stored: &mut StoredMails,
    summary: &mut ImportSummary,
) -> Result<usize, ImportError> {
    let file = source.path.clone();
    let mut number = 0;
    for raw in folder::mails(source)? {
        let raw = raw.map_err(|error| ImportError::File { file: file.clone(), error })?;
        number += 1;
        let place = parse::place(&raw);
        let receipt = match intake::store(engine, channel, raw).await {
            Ok(PutMail::New(receipt) | PutMail::Known(receipt)) => receipt,
            Err(fault @ NotTakenIn::TooLarge { .. }) => {
                let held = MailFate::Held { code: fault.code().to_owned(), reason: fault.to_string() };
                count(summary, file.clone(), number, held);
                continue;
            }
            Err(fault) => return Err(fault.into()),
        };
        match receipt.fate {
            // The same bytes in two files of this import.
            MailFate::Waiting if !stored.ids.insert(receipt.id) => {
                count(summary, file.clone(), number, MailFate::Duplicate { message: None });
            }
            MailFate::Waiting => {
                stored.mails.push(StoredMail { id: receipt.id, file: file.clone(), number, place });
            }
            // What an earlier import accepted is here already.
            MailFate::Accepted { message, .. } => {
                count(summary, file.clone(), number, MailFate::Duplicate { message: Some(message) });
            }
            settled @ (MailFate::Duplicate { .. } | MailFate::Held { .. }) => {
                count(summary, file.clone(), number, settled);
            }
        }
    }
    Ok(number)
}

/// Reads the mails of one thread, one after the other.
async fn read_thread(
    engine: &Engine,
    thread: Vec<StoredMail>,
) -> Result<Vec<(StoredMail, MailFate)>, StoreError> {
    let mut outcomes = Vec::with_capacity(thread.len());
    for mail in thread {
        let receipt: Option<MailReceipt> = intake::take_up(engine, mail.id).await?;
        outcomes.push((mail, receipt.map_or(MailFate::Waiting, |receipt| receipt.fate)));
    }
    Ok(outcomes)
}

fn count(summary: &mut ImportSummary, file: PathBuf, number: usize, fate: MailFate) {
    match fate {
        MailFate::Accepted { .. } => summary.accepted += 1,
        MailFate::Duplicate { .. } => summary.duplicate += 1,
        MailFate::Held { code, reason } => summary.held.push(HeldMail { file, number, code, reason }),
        MailFate::Waiting => {
            let reason = "it is stored, and was not read yet".to_owned();
            summary.held.push(HeldMail { file, number, code: "mail_waiting".to_owned(), reason });
        }
    }
}
