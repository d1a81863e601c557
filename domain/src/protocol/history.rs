//! What happened on a ticket, on the wire.

use serde::{Deserialize, Serialize};

use super::Sequence;
use crate::history::{Activity, AssociationChange};

/// What happened on a ticket, newest first (LAY-12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActivityPage {
    /// The lines.
    pub entries: Vec<Activity>,
    /// Where the page of what happened before begins; none where the ticket does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Sequence>,
}

/// Which records and activities came to a ticket and which left it, newest first (ASH-08).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssociationPage {
    /// The changes.
    pub entries: Vec<AssociationEntry>,
    /// Where the page of the changes before begins; none where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<u64>,
}

/// A change of what a ticket is associated with, and what that is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssociationEntry {
    /// The name of the record; the subject of a conversation or message, or the first words of one without.
    pub name: String,
    /// What changed.
    pub change: AssociationChange,
}
