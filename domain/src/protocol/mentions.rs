//! Mentions as they are listed for whoever was mentioned.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Sequence;
use crate::id::{MessageId, TicketId, UserId};
use crate::ticket::{TicketName, TicketNumber};

/// A comment that mentions the one who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MentionView {
    /// The comment.
    pub message: MessageId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The ticket's number.
    pub number: TicketNumber,
    /// The ticket's name.
    pub name: TicketName,
    /// Who wrote it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// The beginning of what it says.
    pub text: String,
    /// Whether the ticket was not read since.
    pub unread: bool,
}

/// A page of the comments that mention the one who asks, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MentionPage {
    /// The mentions.
    pub mentions: Vec<MentionView>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many of the newest [`MentionPage::LOOKED_AT`] are unread.
    pub unread: u64,
    /// The last event that the page takes into account.
    pub sequence: Sequence,
}

impl MentionPage {
    /// Among how many of the newest mentions the unread ones are counted.
    pub const LOOKED_AT: u64 = 200;
}
