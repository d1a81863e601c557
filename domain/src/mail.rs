//! What is pure about mail: how mails name each other, and which were written by machines.

mod automatic;
mod forward;
mod quote;

pub use automatic::{MailHeader, nature};
pub use forward::is_forwarded;
pub use quote::{Part, fold};

use serde::{Deserialize, Serialize};

use crate::id::MessageId;

/// A Message-ID (RFC 5322, 3.6.4), without its angle brackets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct MailId(String);

impl MailId {
    /// The longest id that is taken as it is, in bytes: a line of a mail (RFC 5322, 2.1.1).
    pub const MAX_LENGTH: usize = 998;

    /// Takes an id as it stands in a header. None when nothing is left without brackets and white
    /// space, or when it is longer than a line of a mail.
    pub fn parse(text: &str) -> Option<Self> {
        let id: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>'))
            .collect();
        (!id.is_empty() && id.len() <= Self::MAX_LENGTH).then_some(Self(id))
    }

    /// The id of an outgoing mail. It cannot be guessed, since a [`MessageId`] has 74 random bits;
    /// so whoever refers to it has seen the mail.
    pub fn of_message(message: MessageId, domain: &str) -> Self {
        Self(format!("{message}@{domain}"))
    }

    /// The id without brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for MailId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "<{}>", self.0)
    }
}

/// The place of a mail among other mails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailHead {
    /// Its own id.
    pub id: MailId,
    /// The mail that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<MailId>,
    /// The mails before it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<MailId>,
}

impl MailHead {
    /// How many references a mail keeps: its thread's first, and the newest.
    pub const MAX_REFERENCES: usize = 50;

    /// The head of a mail that answers another (RFC 5322, 3.6.4).
    pub fn answering(id: MailId, answered: Option<&Self>) -> Self {
        let Some(answered) = answered else {
            return Self { id, in_reply_to: None, references: Vec::new() };
        };
        let mut references = answered.references.clone();
        if references.is_empty() {
            references.extend(answered.in_reply_to.clone());
        }
        references.push(answered.id.clone());
        Self { id, in_reply_to: Some(answered.id.clone()), references: shortened(references) }
    }

    /// The ids that it names, its own among them.
    pub fn all(&self) -> impl Iterator<Item = &MailId> {
        std::iter::once(&self.id).chain(&self.in_reply_to).chain(&self.references)
    }

    /// The mails before it, the one that it answers first, then from the newest to the oldest.
    pub fn nearest_first(&self) -> impl Iterator<Item = &MailId> {
        self.in_reply_to.iter().chain(self.references.iter().rev())
    }

    /// The same head with no more references than are kept.
    #[must_use]
    pub fn bounded(self) -> Self {
        Self { references: shortened(self.references), ..self }
    }
}

/// Keeps the first reference and the newest.
fn shortened(mut references: Vec<MailId>) -> Vec<MailId> {
    let excess = references.len().saturating_sub(MailHead::MAX_REFERENCES);
    if excess > 0 {
        references.drain(1..=excess);
    }
    references
}
