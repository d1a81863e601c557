//! Deleting contacts, and taking them back.
//!
//! Records go on naming a deleted contact, and nobody is shown it; so it comes back with everything that it was
//! associated with. Its identifiers are free at once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Contact;
use crate::decide::Decision;
use crate::event::Fact;
use crate::id::{ContactId, UserId};
use crate::identifier::DeliveryIdentifier;

/// A contact that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletedContact {
    /// The contact as it was.
    pub contact: Contact,
    /// When it was deleted.
    pub at: DateTime<Utc>,
    /// By whom, where it was a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
}

/// Deletes a contact.
pub(crate) fn delete(decision: &mut Decision<'_>, contact: ContactId) {
    let by = decision.actor().user();
    decision.record(Fact::ContactDeleted { contact, by });
}

/// Takes back those of some contacts that are deleted, each without the identifiers that are another's by now.
pub(crate) fn restore(decision: &mut Decision<'_>, contacts: impl IntoIterator<Item = ContactId>) {
    for id in contacts {
        let Some(deleted) = decision.desk().deleted_contacts.get(&id) else { continue };
        let mut contact = deleted.contact.clone();
        let name = contact.display_name().to_owned();
        let others = &decision.desk().contacts;
        let taken = |it: &DeliveryIdentifier| others.values().any(|other| other.identifiers.contains(it));
        contact.identifiers.retain(|identifier| !taken(identifier));
        if contact.identifiers.is_empty() {
            contact.name = Some(name); // Whoever had nothing but an address is still called by it.
        }
        contact.version = contact.version.saturating_add(1);
        decision.record(Fact::ContactRestored { contact });
    }
}
