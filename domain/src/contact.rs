//! Contacts: the people who write to the desk.

mod delete;

pub use delete::DeletedContact;

pub(crate) use delete::{delete, restore};

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{CompanyId, ContactId};
use crate::identifier::DeliveryIdentifier;
use crate::policy;
use crate::property::record_name;
use crate::rejection::Rejection;

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
    /// The companies of the person.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub companies: BTreeSet<CompanyId>,
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

/// Adds a contact, or changes the one with the same id. It has a name, or an identifier to call it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveContact {
    /// The contact.
    pub contact: ContactId,
    /// The person's name; empty where none is known.
    pub name: String,
    /// How the person is reached.
    pub identifiers: BTreeSet<DeliveryIdentifier>,
}

impl Decide for SaveContact {
    fn scope(&self) -> Scope {
        Scope { contacts: [self.contact].into(), identifiers: self.identifiers.clone(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_records(decision.setup(), decision.actor())?;
        let nameless = self.name.trim().is_empty() && !self.identifiers.is_empty();
        let name = if nameless { None } else { Some(record_name(&self.name)?) };
        self.check_identifiers(decision)?;
        let (contact, identifiers, created_at) = (self.contact, self.identifiers.clone(), decision.at());
        match decision.desk().contacts.get(&contact) {
            None => {
                let companies = BTreeSet::new();
                let contact = Contact { id: contact, name, identifiers, companies, created_at, version: 1 };
                decision.record(Fact::ContactCreated { contact });
            }
            Some(before) if before.name == name && before.identifiers == identifiers => {}
            Some(_) => decision.record(Fact::ContactChanged { contact, name, identifiers }),
        }
        Ok(())
    }
}

impl SaveContact {
    /// No two contacts share an identifier: a message would not know whose it is.
    fn check_identifiers(&self, decision: &Decision<'_>) -> Result<(), Rejection> {
        let mut others = decision.desk().contacts.values().filter(|other| other.id != self.contact);
        let taken =
            others.find_map(|other| Some((other, other.identifiers.intersection(&self.identifiers).next()?)));
        match taken {
            None => Ok(()),
            Some((other, identifier)) => Err(Rejection::IdentifierTaken {
                identifier: identifier.clone(),
                contact: other.id,
                name: other.display_name().to_owned(),
            }),
        }
    }
}
