//! Who has a ticket open, and who is writing: said by browsers, told live, never stored.

use serde::{Deserialize, Serialize};

use crate::id::{ConversationId, TabId, TicketId, UserId};

/// What somebody does at a ticket that they have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Doing {
    /// They look at it.
    Viewing,
    /// They write in one of its conversations.
    Writing {
        /// The conversation.
        conversation: ConversationId,
    },
}

/// Says what somebody does at a ticket. Said again every few seconds, or it is taken that they have gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SayPresence {
    /// The tab in which the ticket is open; whoever says it makes the id.
    pub tab: TabId,
    /// What they do there; nothing when they leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doing: Option<Doing>,
}

/// Somebody who has a ticket open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Present {
    /// Who.
    pub user: UserId,
    /// What they do there.
    pub doing: Doing,
}

/// The colleagues who have a ticket open: server-sent event `presence`, told to those who have it open too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketPresence {
    /// The ticket.
    pub ticket: TicketId,
    /// The colleagues, without the one who is told.
    pub present: Vec<Present>,
}
