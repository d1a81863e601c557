//! Finding the other ticket when two are merged.

use serde::{Deserialize, Serialize};

use super::TicketRow;

/// A ticket with which another can be merged (MRG-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeCandidate {
    /// The ticket.
    pub row: TicketRow,
    /// Whether the two are about the same contact.
    pub same_contact: bool,
    /// Whether their names are alike.
    pub similar_name: bool,
}
