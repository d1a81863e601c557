//! Files that users store, for the message that takes them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::decide::Decision;
use crate::id::{AttachmentId, UserId};
use crate::rejection::Rejection;

/// How many bytes the files of one message may have together. A mail of 25 MB is what most mail servers
/// take at most, and files grow by a third on their way.
pub const MOST_BYTES: u64 = 18_000_000;

/// How many files one message takes at most.
pub const MOST_FILES: usize = 50;

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Its name, as the sender gave it.
    pub name: String,
    /// Its media type, as the sender gave it.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether the message shows it inside its text.
    pub inline: bool,
}

/// A file that waits for the message that takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingFile {
    /// What it is.
    pub file: Attachment,
    /// Who stored it: nobody else can send it.
    pub stored_by: UserId,
}

/// Refuses files that the one who acts did not store, that a message has taken already, or that are more
/// than a message carries.
pub(super) fn check_files(decision: &Decision<'_>, files: &[AttachmentId]) -> Result<(), Rejection> {
    if files.len() > MOST_FILES {
        return Err(Rejection::TooManyFiles { max: MOST_FILES, actual: files.len() });
    }
    let user = decision.actor().user();
    let mut named = BTreeSet::new();
    let mut size = 0_u64;
    for file in files {
        // Who did not store it is not told that it exists (PER-09).
        let waiting = decision.desk().facts.files.get(file).filter(|waiting| Some(waiting.stored_by) == user);
        let Some(waiting) = waiting.filter(|_| named.insert(*file)) else {
            return Err(Rejection::FileNotFound { file: *file });
        };
        size = size.saturating_add(waiting.file.size);
    }
    if size > MOST_BYTES {
        return Err(Rejection::FilesTooLarge { max: MOST_BYTES, actual: size });
    }
    Ok(())
}
