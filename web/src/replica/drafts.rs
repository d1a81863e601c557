//! What is being written, kept per conversation in this browser until it is sent. It is its author's alone: whoever
//! else signs in here has drafts of their own (REP-20).

pub mod beside;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use sportello_domain::formatted::FormattedText;
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
    texts: ArcStoredValue<BTreeMap<(ConversationId, Kind), ArcRwSignal<FormattedText>>>,
    beside: Besides,
    typed: ArcStoredValue<Option<(ConversationId, DateTime<Utc>)>>,
}

impl Drafts {
    /// The drafts of a user.
    pub fn of_user(user: UserId) -> Self {
        Self {
            user,
            texts: ArcStoredValue::new(BTreeMap::new()),
            beside: Besides::of_user(user),
            typed: ArcStoredValue::new(None),
        }
    }

    /// What stands beside the drafts: their files, and what they answer.
    pub fn beside(&self) -> &Besides {
        &self.beside
    }

    /// The draft for a conversation.
    pub fn of(&self, conversation: ConversationId, kind: Kind) -> ArcRwSignal<FormattedText> {
        let known = self.texts.with_value(|drafts| drafts.get(&(conversation, kind)).cloned());
        known.unwrap_or_else(|| {
            let kept = env::kept(&self.name(conversation, kind)).unwrap_or_default();
            // What is no JSON is a text that an older version kept.
            let draft = serde_json::from_str(&kept).unwrap_or_else(|_| FormattedText::from(kept));
            let draft = ArcRwSignal::new(draft);
            self.texts.update_value(|drafts| {
                drafts.insert((conversation, kind), draft.clone());
            });
            draft
        })
    }

    /// When something was typed last for a conversation that still stands there. None where that was elsewhere since.
    pub fn typed(&self, conversation: ConversationId) -> Option<DateTime<Utc>> {
        self.typed.get_value().filter(|(typed, _)| *typed == conversation).map(|(_, at)| at)
    }

    /// Takes what was typed.
    pub fn write(&self, conversation: ConversationId, kind: Kind, text: FormattedText) {
        let is_empty = text == FormattedText::default();
        self.typed.set_value((!is_empty).then(|| (conversation, env::now())));
        self.keep(conversation, kind, text);
    }

    fn keep(&self, conversation: ConversationId, kind: Kind, text: FormattedText) {
        let is_empty = text == FormattedText::default();
        let kept = if is_empty { String::new() } else { serde_json::to_string(&text).unwrap_or_default() };
        env::keep(&self.name(conversation, kind), &kept);
        self.of(conversation, kind).set(text);
    }

    /// Puts a text back that could not be sent, before what was written since.
    pub fn put_back(&self, conversation: ConversationId, kind: Kind, text: FormattedText) {
        let since = self.of(conversation, kind).get_untracked();
        let whole = if since.is_blank() || since == text { text } else { text.followed_by(since) };
        self.keep(conversation, kind, whole);
    }

    fn name(&self, conversation: ConversationId, kind: Kind) -> String {
        format!("sportello.draft.{}.{}.{conversation}", self.user, kind.word())
    }
}
