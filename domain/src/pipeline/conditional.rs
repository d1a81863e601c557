//! Conditional properties: what a status asks for before a ticket comes into it (PIP-11, PIP-12).

use serde::{Deserialize, Serialize};

use super::Status;
use crate::property::PropertyName;
use crate::ticket::Ticket;

/// A property for which a status asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConditionalProperty {
    /// The property.
    pub property: PropertyName,
    /// Whether people move a ticket here only with a value for it.
    pub required: bool,
}

impl Status {
    /// The required properties that a ticket has no value for, in the order in which the status
    /// asks for them.
    pub fn missing(&self, ticket: &Ticket) -> Vec<PropertyName> {
        let required = self.conditional.iter().filter(|asked| asked.required);
        required.map(|asked| &asked.property).filter(|name| ticket.value(name).is_none()).cloned().collect()
    }
}
