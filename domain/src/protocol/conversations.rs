//! Conversations as they are listed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ContactName, Records, Sequence, TicketRow};
use crate::conversation::Conversation;
use crate::id::TicketId;
use crate::identifier::DeliveryIdentifier;

/// A page of conversations, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationPage {
    /// The conversations.
    pub conversations: Vec<ConversationRow>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many conversations wait for a ticket, as far as the reader may see them; no more are counted
    /// than one over [`View::MOST_COUNTED`](crate::view::View::MOST_COUNTED).
    pub without_ticket: u64,
    /// The last event that the page takes into account.
    pub sequence: Sequence,
    /// The tickets of conversations in Spam, also those that are in the recycle bin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<TicketRow>,
}

/// One conversation with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationView {
    /// The conversation.
    pub conversation: Conversation,
    /// Its ticket, where it has one that the reader may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketRow>,
    /// The customers who wrote in it.
    pub records: Records,
    /// The last event that it takes into account.
    pub sequence: Sequence,
}

/// One conversation with all that a row of a list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationRow {
    /// The conversation.
    pub conversation: Conversation,
    /// What it is associated with, where that was asked for and there is something (ONE-05).
    #[serde(rename = "threadAssociations", default, skip_serializing_if = "Option::is_none")]
    pub thread_associations: Option<ThreadAssociations>,
    /// Who wrote in it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactName>,
    /// How the customer who wrote its newest message is reached, where a customer wrote that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<DeliveryIdentifier>,
    /// The beginning of its newest message.
    pub text: String,
    /// When that was written; when the conversation started where it has none.
    pub at: DateTime<Utc>,
}

/// What a conversation is associated with (ONE-05).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ThreadAssociations {
    /// Its ticket.
    pub associated_ticket_id: TicketId,
}
