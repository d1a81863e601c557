//! Typed ids. A ticket's id never stands where a conversation's is wanted.
//!
//! Ids are UUIDv7 (RFC 9562), made by whoever gives the order from a time and randomness of its
//! own. So an order that is repeated is recognised, and what the browser shows before the server
//! has answered keeps its id.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares ids that are alike but never interchangeable.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Builds a time-ordered id from a time and ten random bytes that the caller brings.
            pub fn generate(at: DateTime<Utc>, random: [u8; 10]) -> Self {
                let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
            }

            /// The bare UUID, for storage.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// One order. The server answers a repeated id with its first answer.
    OrderId;
    /// One ticket, for the machine. People say its [`TicketNumber`](crate::ticket::TicketNumber).
    TicketId;
    /// One conversation.
    ConversationId;
    /// One message or comment.
    MessageId;
    /// One contact.
    ContactId;
    /// One company.
    CompanyId;
    /// One deal.
    DealId;
    /// One user: an agent or an admin.
    UserId;
    /// One team.
    TeamId;
    /// One pipeline.
    PipelineId;
    /// One status. It belongs to exactly one pipeline (PIP-04).
    StatusId;
    /// One inbox.
    InboxId;
    /// One channel account, such as one e-mail address.
    ChannelId;
    /// One file of a message.
    AttachmentId;
    /// One API token.
    TokenId;
    /// One view that a user made.
    ViewId;
    /// One change of many tickets in one go. A repeated id is the same change.
    BulkChangeId;
    /// One tab of a browser, for as long as it is open.
    TabId;
}
