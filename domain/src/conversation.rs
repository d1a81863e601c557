//! Conversations: ordered threads of messages, each with at most one ticket (ONE-01).

mod assign;
mod associate;
mod close;
mod shown;
mod traits;

pub use assign::AssignConversation;
pub use associate::AssociateConversation;
pub use close::{CloseConversation, ReopenConversation};
pub use shown::shown;
pub use traits::ConversationTraits;

pub(crate) use assign::assign;
pub(crate) use associate::{associate, without_ticket};
pub(crate) use close::{close_all, reopen, reopen_the_only_one};
pub(crate) use shown::first_associated;
pub(crate) use traits::tell_tickets;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{ChannelId, ContactId, ConversationId, InboxId, TicketId, UserId};
use crate::pipeline::State;
use crate::tagged::tagged;

/// An ordered thread of messages on one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The channel it came by.
    pub channel: ChannelId,
    /// What it is about, where the channel has subjects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The customers who wrote in it.
    pub contacts: BTreeSet<ContactId>,
    /// Its ticket, and since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub association: Option<Association>,
    /// The tickets that it had until they were merged, the first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_tickets: Vec<TicketId>,
    /// Whether it is open.
    pub state: ConversationState,
    /// Its own owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// The inbox in which it is; the help desk where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<InboxId>,
    /// Whether it is where the team works, or was put aside.
    #[serde(default)]
    pub place: Place,
    /// Since when it has been put aside; none where the team works with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed_at: Option<DateTime<Utc>>,
    /// Who put it into the trash by itself, where it was a user. One that went there with its ticket has it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trashed_by: Option<UserId>,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// How many events shaped it.
    pub version: u64,
}

/// The ticket of a conversation. It can be replaced by a merge, and never taken away (ONE-02, ONE-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Association {
    /// The ticket.
    pub ticket: TicketId,
    /// When the two were associated.
    pub at: DateTime<Utc>,
}

tagged! {
    "state", "snake_case",
    /// Whether a conversation is open. Only a closed one has a closing time (CNV-01).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ConversationState {
        /// It waits for somebody.
        Open,
        /// It is done, until the customer writes again (CNV-13).
        Closed {
            /// When it was closed.
            closed_at: DateTime<Utc>,
        },
    }
}

/// Whether a conversation is where the team works, or was put aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the help desk, or in its inbox.
    #[default]
    HelpDesk,
    /// Marked as spam.
    Spam,
    /// In the trash: its state cannot be changed until it is restored (CNV-02).
    Trash,
}

impl ConversationState {
    /// Which of the two it is.
    pub fn state(self) -> State {
        match self {
            Self::Open => State::Open,
            Self::Closed { .. } => State::Closed,
        }
    }
}

impl Conversation {
    /// Its ticket, where it has one.
    pub fn ticket(&self) -> Option<TicketId> {
        self.association.map(|association| association.ticket)
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.state == ConversationState::Open
    }
}
