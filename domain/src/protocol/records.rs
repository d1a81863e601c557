//! Contacts, companies and deals on the wire.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Sequence, TicketRow};
use crate::association::RecordRef;
use crate::company::Company;
use crate::contact::Contact;
use crate::deal::Deal;

/// A kind of record that has a list and pages of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// Contacts.
    Contact,
    /// Companies.
    Company,
    /// Deals.
    Deal,
}

impl RecordKind {
    /// All of them, in the order in which they are shown (LAY-17).
    pub const ALL: [Self; 3] = [Self::Contact, Self::Company, Self::Deal];

    /// The word in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Company => "companies",
            Self::Deal => "deals",
        }
    }

    /// The record of this kind with an id.
    pub fn record(self, id: Uuid) -> RecordRef {
        match self {
            Self::Contact => RecordRef::Contact(id.into()),
            Self::Company => RecordRef::Company(id.into()),
            Self::Deal => RecordRef::Deal(id.into()),
        }
    }

    /// The kind of a record; none for a ticket.
    pub fn of(record: RecordRef) -> Option<Self> {
        match record {
            RecordRef::Ticket(_) => None,
            RecordRef::Contact(_) => Some(Self::Contact),
            RecordRef::Company(_) => Some(Self::Company),
            RecordRef::Deal(_) => Some(Self::Deal),
        }
    }
}

/// Contacts, companies or deals, in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordPage {
    /// The records that are listed.
    pub ids: Vec<RecordRef>,
    /// They, and the companies with which they are associated.
    pub records: Records,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The last event that the page takes into account.
    pub sequence: Sequence,
}

/// One contact, company or deal with what it is associated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordView {
    /// The record, and the contacts, companies and deals with which it is associated.
    pub records: Records,
    /// Its tickets, the most recently active first, as far as one may see them: those with which it is
    /// associated; for a company, those of its contacts and deals too.
    pub tickets: Vec<TicketRow>,
    /// Where the next page of its tickets begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The last event that it takes into account.
    pub sequence: Sequence,
}

/// Contacts, companies and deals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Records {
    /// The contacts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// The companies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companies: Vec<Company>,
    /// The deals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deals: Vec<Deal>,
}
