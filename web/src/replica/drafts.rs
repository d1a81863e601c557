//! What is being written, kept per conversation in this browser until it is sent. It is its author's alone: whoever
//! else signs in here has drafts of their own (REP-20).

pub mod beside;

use std::collections::BTreeMap;

use leptos::prelude::*;
use sportello_domain::id::{ConversationId, UserId};

use self::beside::Besides;
use crate::env;

/// For whom something is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// For the customer.
    #[default]
    Reply,
    /// For colleagues.
    Comment,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Comment => "comment",
        }
    }
}

/// The drafts of a user in this browser, each with a signal that outlives the page that shows it.
#[derive(Clone)]
pub struct Drafts {
    user: UserId,
    texts: ArcStoredValue<BTreeMap<(ConversationId, Kind), ArcRwSignal<String>>>,
    beside: Besides,
}

impl Drafts {
    /// The drafts of a user.
    pub fn of_user(user: UserId) -> Self {
        Self { user, texts: ArcStoredValue::new(BTreeMap::new()), beside: Besides::of_user(user) }
    }

    /// What stands beside the drafts: their files, and what they answer.
    pub fn beside(&self) -> &Besides {
        &self.beside
    }

    /// The draft for a conversation.
    pub fn of(&self, conversation: ConversationId, kind: Kind) -> ArcRwSignal<String> {
        let known = self.texts.with_value(|drafts| drafts.get(&(conversation, kind)).cloned());
        known.unwrap_or_else(|| {
            let draft = ArcRwSignal::new(env::kept(&self.name(conversation, kind)).unwrap_or_default());
            self.texts.update_value(|drafts| {
                drafts.insert((conversation, kind), draft.clone());
            });
            draft
        })
    }

    /// Takes what was typed.
    pub fn write(&self, conversation: ConversationId, kind: Kind, text: String) {
        env::keep(&self.name(conversation, kind), &text);
        self.of(conversation, kind).set(text);
    }

    /// Puts a text back that could not be sent, before what was written since.
    pub fn put_back(&self, conversation: ConversationId, kind: Kind, text: &str) {
        let since = self.of(conversation, kind).get_untracked();
        let whole = if since.trim().is_empty() || since == text {
            text.to_owned()
        } else {
            format!("{text}\n\n{since}")
        };
        self.write(conversation, kind, whole);
    }

    fn name(&self, conversation: ConversationId, kind: Kind) -> String {
        format!("sportello.draft.{}.{}.{conversation}", self.user, kind.word())
    }
}
