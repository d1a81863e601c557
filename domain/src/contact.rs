//! Contacts: the people who write to the desk.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::ContactId;
use crate::identifier::DeliveryIdentifier;

/// A person who is reached by one or more identifiers. No two contacts share one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The person's name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How the person is reached.
    pub identifiers: BTreeSet<DeliveryIdentifier>,
    /// When the contact was created.
    pub created_at: DateTime<Utc>,
    /// How many events shaped it.
    pub version: u64,
}

impl Contact {
    /// The name, or else the first identifier.
    pub fn display_name(&self) -> &str {
        match &self.name {
            Some(name) => name,
            None => self.identifiers.first().map_or("", DeliveryIdentifier::value),
        }
    }
}
