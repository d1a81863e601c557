//! What stands beside the text of a draft: its files, and the message that it answers.

use std::cell::RefCell;
use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use sportello_domain::id::{AttachmentId, ConversationId, MessageId, UserId};
use sportello_domain::message::{Attachment, MOST_BYTES};

use super::Kind;
use crate::env;
use crate::server::{ServerError, Upload};
use crate::ui::focus::next_number;

/// What stands beside the text of a draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// The message that is answered; the newest of the thread when none was chosen (REP-02).
    pub answers: Option<MessageId>,
    /// Its files, in the order in which they were added.
    pub files: Vec<DraftFile>,
}

/// A file of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftFile {
    /// What tells it from the others.
    pub key: u32,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// How far it is.
    pub state: FileState,
}

/// How far a file is on its way to the server.
#[derive(Clone, Debug, PartialEq)]
pub enum FileState {
    /// It is being sent; so much of it is there.
    Loading {
        /// Of a hundred.
        percent: u8,
    },
    /// It is there, and waits for its message.
    Stored(Attachment),
    /// It is larger than a message carries.
    TooLarge,
    /// It was there once, and nobody sent it for too long.
    Gone,
    /// It did not get there.
    Failed(ServerError),
}

impl Beside {
    /// The files that are stored.
    pub fn stored(&self) -> impl Iterator<Item = &Attachment> {
        self.files.iter().filter_map(|file| match &file.state {
            FileState::Stored(stored) => Some(stored),
            FileState::Loading { .. } | FileState::TooLarge | FileState::Gone | FileState::Failed(_) => None,
        })
    }
}

/// What is kept over a reload: files that are not stored yet are lost with the page.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    answers: Option<MessageId>,
    files: Vec<Attachment>,
}

/// A draft: for which conversation, and for whom.
type Draft = (ConversationId, Kind);

/// What stands beside each draft.
#[derive(Clone)]
pub struct Besides(UserId, ArcStoredValue<BTreeMap<Draft, ArcRwSignal<Beside>>>);

thread_local! {
    /// The files that are not stored yet, with what brings them to the server.
    static CHOSEN: RefCell<BTreeMap<u32, (web_sys::File, Option<Upload>)>> = const { RefCell::new(BTreeMap::new()) };
}

impl Besides {
    /// What stands beside the drafts of a user.
    pub fn of_user(user: UserId) -> Self {
        Self(user, ArcStoredValue::new(BTreeMap::new()))
    }

    /// What stands beside a draft.
    pub fn of(&self, draft: Draft) -> ArcRwSignal<Beside> {
        let known = self.1.with_value(|besides| besides.get(&draft).cloned());
        known.unwrap_or_else(|| {
            let kept =
                env::kept(&name(self.0, draft)).and_then(|kept| serde_json::from_str::<Kept>(&kept).ok());
            let Kept { answers, files } = kept.unwrap_or_default();
            let beside = Beside { answers, files: files.into_iter().map(stored).collect() };
            let beside = ArcRwSignal::new(beside);
            self.1.update_value(|besides| {
                besides.insert(draft, beside.clone());
            });
            beside
        })
    }

    /// Chooses the message that a draft answers, or the newest again.
    pub fn answer(&self, draft: Draft, message: Option<MessageId>) {
        self.change(draft, |beside| beside.answers = message);
    }

    /// Empties it: its files went with the message.
    pub fn clear(&self, draft: Draft) {
        self.change(draft, |beside| *beside = Beside::default());
    }

    /// Puts back what could not be sent; a file that is `gone` says so.
    pub fn put_back(
        &self,
        draft: Draft,
        answers: Option<MessageId>,
        files: Vec<Attachment>,
        gone: Option<AttachmentId>,
    ) {
        self.change(draft, |beside| {
            beside.answers = beside.answers.or(answers);
            let back = files.into_iter().map(|file| {
                let is_gone = Some(file.id) == gone;
                let file = stored(file);
                if is_gone { DraftFile { state: FileState::Gone, ..file } } else { file }
            });
            beside.files.splice(0..0, back);
        });
    }

    /// Adds a file, and sends it to the server.
    pub fn add(&self, draft: Draft, file: web_sys::File) {
        let key = next_number();
        // Whole bytes, far below 2^53.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in whole bytes")]
        let size = file.size() as u64;
        let too_large = size > MOST_BYTES;
        let state = if too_large { FileState::TooLarge } else { FileState::Loading { percent: 0 } };
        self.change(draft, |beside| beside.files.push(DraftFile { key, name: file.name(), size, state }));
        if !too_large {
            CHOSEN.with_borrow_mut(|chosen| chosen.insert(key, (file, None)));
            self.send(draft, key);
        }
    }

    /// Takes a file away. One that is on its way is stopped.
    pub fn remove(&self, draft: Draft, key: u32) {
        self.change(draft, |beside| beside.files.retain(|file| file.key != key));
        let chosen = CHOSEN.with_borrow_mut(|chosen| chosen.remove(&key));
        if let Some((_, Some(upload))) = chosen {
            upload.stop();
        }
    }

    /// Sends a file to the server, also once more after that failed.
    pub fn send(&self, draft: Draft, key: u32) {
        let Some(file) = CHOSEN.with_borrow(|chosen| chosen.get(&key).map(|(file, _)| file.clone())) else {
            return;
        };
        self.set_state(draft, key, FileState::Loading { percent: 0 });
        let besides = self.clone();
        spawn_local(async move {
            let following = besides.clone();
            let progress = move |percent| following.set_state(draft, key, FileState::Loading { percent });
            let outcome = match Upload::start(&file, progress) {
                Ok(upload) => {
                    CHOSEN.with_borrow_mut(|chosen| chosen.insert(key, (file, Some(upload.clone()))));
                    upload.outcome().await
                }
                Err(error) => Err(error),
            };
            let state = match outcome {
                Ok(attachment) => {
                    CHOSEN.with_borrow_mut(|chosen| chosen.remove(&key));
                    FileState::Stored(attachment)
                }
                Err(error) => FileState::Failed(error),
            };
            besides.set_state(draft, key, state);
        });
    }

    /// Says how far a file is, unless it was taken away.
    fn set_state(&self, draft: Draft, key: u32, state: FileState) {
        self.change(draft, |beside| {
            if let Some(file) = beside.files.iter_mut().find(|file| file.key == key) {
                if let FileState::Stored(stored) = &state {
                    file.name.clone_from(&stored.name);
                }
                file.state = state;
            }
        });
    }

    fn change(&self, draft: Draft, change: impl FnOnce(&mut Beside)) {
        let beside = self.of(draft);
        beside.update(change);
        let beside = beside.read_untracked();
        let kept = Kept { answers: beside.answers, files: beside.stored().cloned().collect() };
        let empty = kept.answers.is_none() && kept.files.is_empty();
        let text = if empty { String::new() } else { serde_json::to_string(&kept).unwrap_or_default() };
        env::keep(&name(self.0, draft), &text);
    }
}

fn stored(file: Attachment) -> DraftFile {
    DraftFile { key: next_number(), name: file.name.clone(), size: file.size, state: FileState::Stored(file) }
}

fn name(user: UserId, (conversation, kind): Draft) -> String {
    format!("sportello.beside.{user}.{}.{conversation}", kind.word())
}
