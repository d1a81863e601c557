//! Which records belong together: tickets, contacts, companies and deals.
//!
//! An association is one [`Pair`], kept once and read from both sides (ASH-09): in the record that the
//! pair names first, so that what a record's own events say gives the record.

mod primary;

use std::collections::BTreeSet;

pub use primary::SetPrimaryCompany;
pub(crate) use primary::set_primary_company;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::decide::{Decide, Decision};
use crate::desk::{Desk, Scope};
use crate::event::Fact;
use crate::id::{CompanyId, ContactId, DealId, TicketId};
use crate::policy;
use crate::rejection::Rejection;
use crate::tagged::tagged;
use crate::ticket::Ticket;

/// A record that can be associated with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum RecordRef {
    /// A ticket.
    Ticket(TicketId),
    /// A contact.
    Contact(ContactId),
    /// A company.
    Company(CompanyId),
    /// A deal.
    Deal(DealId),
}

impl RecordRef {
    /// The bare id.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Ticket(ticket) => ticket.uuid(),
            Self::Contact(contact) => contact.uuid(),
            Self::Company(company) => company.uuid(),
            Self::Deal(deal) => deal.uuid(),
        }
    }
}

tagged! {
    "type", "snake_case",
    /// Two records that can be associated. There is one way to say each pair.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Pair {
        /// A ticket and somebody it is about.
        TicketContact {
            /// The ticket.
            ticket: TicketId,
            /// The contact.
            contact: ContactId,
        },
        /// A ticket and a company it is about.
        TicketCompany {
            /// The ticket.
            ticket: TicketId,
            /// The company.
            company: CompanyId,
        },
        /// A ticket and a deal it is about.
        TicketDeal {
            /// The ticket.
            ticket: TicketId,
            /// The deal.
            deal: DealId,
        },
        /// Somebody and their company.
        ContactCompany {
            /// The contact.
            contact: ContactId,
            /// The company.
            company: CompanyId,
        },
        /// A deal and somebody it is made with.
        DealContact {
            /// The deal.
            deal: DealId,
            /// The contact.
            contact: ContactId,
        },
        /// A deal and a company it is made with.
        DealCompany {
            /// The deal.
            deal: DealId,
            /// The company.
            company: CompanyId,
        },
    }
}

impl Pair {
    /// The pair of two records, in whatever order they are named; none where such records are not
    /// associated.
    pub fn of(one: RecordRef, other: RecordRef) -> Option<Self> {
        use RecordRef::{Company, Contact, Deal, Ticket};
        match (one, other) {
            (Ticket(ticket), Contact(contact)) | (Contact(contact), Ticket(ticket)) => {
                Some(Self::TicketContact { ticket, contact })
            }
            (Ticket(ticket), Company(company)) | (Company(company), Ticket(ticket)) => {
                Some(Self::TicketCompany { ticket, company })
            }
            (Ticket(ticket), Deal(deal)) | (Deal(deal), Ticket(ticket)) => {
                Some(Self::TicketDeal { ticket, deal })
            }
            (Contact(contact), Company(company)) | (Company(company), Contact(contact)) => {
                Some(Self::ContactCompany { contact, company })
            }
            (Deal(deal), Contact(contact)) | (Contact(contact), Deal(deal)) => {
                Some(Self::DealContact { deal, contact })
            }
            (Deal(deal), Company(company)) | (Company(company), Deal(deal)) => {
                Some(Self::DealCompany { deal, company })
            }
            (Ticket(_), Ticket(_))
            | (Contact(_), Contact(_))
            | (Company(_), Company(_))
            | (Deal(_), Deal(_)) => None,
        }
    }

    /// Both records; the first is the one that keeps the association.
    pub fn records(self) -> [RecordRef; 2] {
        use RecordRef::{Company, Contact, Deal, Ticket};
        match self {
            Self::TicketContact { ticket, contact } => [Ticket(ticket), Contact(contact)],
            Self::TicketCompany { ticket, company } => [Ticket(ticket), Company(company)],
            Self::TicketDeal { ticket, deal } => [Ticket(ticket), Deal(deal)],
            Self::ContactCompany { contact, company } => [Contact(contact), Company(company)],
            Self::DealContact { deal, contact } => [Deal(deal), Contact(contact)],
            Self::DealCompany { deal, company } => [Deal(deal), Company(company)],
        }
    }

    /// The ticket, if one of them is one.
    pub fn ticket(self) -> Option<TicketId> {
        match self {
            Self::TicketContact { ticket, .. }
            | Self::TicketCompany { ticket, .. }
            | Self::TicketDeal { ticket, .. } => Some(ticket),
            Self::ContactCompany { .. } | Self::DealContact { .. } | Self::DealCompany { .. } => None,
        }
    }

    /// The record with which this one is associated by it; none where it is not in the pair.
    pub fn other(self, record: RecordRef) -> Option<RecordRef> {
        let [one, other] = self.records();
        if record == one {
            Some(other)
        } else if record == other {
            Some(one)
        } else {
            None
        }
    }

    fn scope(self) -> Scope {
        let mut scope = Scope::default();
        for record in self.records() {
            match record {
                RecordRef::Ticket(ticket) => scope.tickets.extend([ticket]),
                RecordRef::Contact(contact) => scope.contacts.extend([contact]),
                RecordRef::Company(company) => scope.companies.extend([company]),
                RecordRef::Deal(deal) => scope.deals.extend([deal]),
            }
        }
        scope
    }
}

/// Associates two records (PRP-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Associate {
    /// The records.
    pub pair: Pair,
}

/// Takes the association of two records away (PRP-09). Conversations keep the people who wrote in
/// them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dissociate {
    /// The records.
    pub pair: Pair,
}

impl Decide for Associate {
    fn scope(&self) -> Scope {
        self.pair.scope()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        may_change(decision, self.pair)?;
        for record in self.pair.records() {
            must_be_there(decision.desk(), record)?;
        }
        associate(decision, self.pair);
        Ok(())
    }
}

impl Decide for Dissociate {
    fn scope(&self) -> Scope {
        self.pair.scope()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        may_change(decision, self.pair)?;
        let [holder, _] = self.pair.records();
        must_be_there(decision.desk(), holder)?;
        if decision.desk().are_associated(self.pair) {
            decision.record(Fact::Dissociated { pair: self.pair });
        }
        Ok(())
    }
}

/// Associates two records that are not associated yet.
pub(crate) fn associate(decision: &mut Decision<'_>, pair: Pair) {
    if !decision.desk().are_associated(pair) {
        decision.record(Fact::Associated { pair });
    }
}

/// A ticket's associations are changed by whoever may change the ticket.
fn may_change(decision: &Decision<'_>, pair: Pair) -> Result<(), Rejection> {
    let (setup, actor) = (decision.setup(), decision.actor());
    match pair.ticket() {
        Some(ticket) => policy::editable(setup, actor, decision.ticket(ticket)?).map(|_| ()),
        None => policy::may_edit_records(setup, actor),
    }
}

fn must_be_there(desk: &Desk, record: RecordRef) -> Result<(), Rejection> {
    let (there, rejection) = match record {
        RecordRef::Ticket(ticket) => {
            (desk.tickets.contains_key(&ticket), Rejection::TicketNotFound { ticket })
        }
        RecordRef::Contact(contact) => {
            (desk.contacts.contains_key(&contact), Rejection::ContactNotFound { contact })
        }
        RecordRef::Company(company) => {
            (desk.companies.contains_key(&company), Rejection::CompanyNotFound { company })
        }
        RecordRef::Deal(deal) => (desk.deals.contains_key(&deal), Rejection::DealNotFound { deal }),
    };
    if there { Ok(()) } else { Err(rejection) }
}

impl Desk {
    /// Whether one of two records is deleted: then nobody is shown that they belong together.
    fn names_deleted(&self, pair: Pair) -> bool {
        match pair {
            Pair::TicketContact { contact, .. } | Pair::DealContact { contact, .. } => {
                self.deleted_contacts.contains_key(&contact)
            }
            Pair::TicketCompany { .. }
            | Pair::TicketDeal { .. }
            | Pair::ContactCompany { .. }
            | Pair::DealCompany { .. } => false,
        }
    }

    /// The associations of these records, as far as this slice has the records that keep them.
    pub fn pairs(&self) -> impl Iterator<Item = Pair> {
        let tickets = self.tickets.values().flat_map(|found| {
            let ticket = found.id;
            let contacts =
                found.contacts.iter().map(move |contact| Pair::TicketContact { ticket, contact: *contact });
            let companies =
                found.companies.iter().map(move |company| Pair::TicketCompany { ticket, company: *company });
            let deals = found.deals.iter().map(move |deal| Pair::TicketDeal { ticket, deal: *deal });
            contacts.chain(companies).chain(deals)
        });
        let contacts = self.contacts.values().flat_map(|found| {
            let contact = found.id;
            found.companies.iter().map(move |company| Pair::ContactCompany { contact, company: *company })
        });
        let deals = self.deals.values().flat_map(|found| {
            let deal = found.id;
            let contacts =
                found.contacts.iter().map(move |contact| Pair::DealContact { deal, contact: *contact });
            let companies =
                found.companies.iter().map(move |company| Pair::DealCompany { deal, company: *company });
            contacts.chain(companies)
        });
        tickets.chain(contacts).chain(deals).filter(|pair| !self.names_deleted(*pair))
    }

    /// The records with which one is associated, from whichever side (ASH-09).
    pub fn associated_with(&self, record: RecordRef) -> BTreeSet<RecordRef> {
        self.pairs().filter_map(|pair| pair.other(record)).collect()
    }

    /// The tickets of a record: those with which it is associated; for a company, those of its contacts
    /// and deals too.
    pub fn tickets_of(&self, record: RecordRef) -> BTreeSet<TicketId> {
        let mut about: BTreeSet<RecordRef> = match record {
            RecordRef::Company(_) => self.associated_with(record),
            RecordRef::Ticket(_) | RecordRef::Contact(_) | RecordRef::Deal(_) => BTreeSet::new(),
        };
        about.insert(record);
        let of_pair = |pair: Pair| pair.ticket().filter(|_| about.contains(&pair.records()[1]));
        let at_work = |ticket: &TicketId| self.tickets.get(ticket).is_some_and(Ticket::is_at_work);
        self.pairs().filter_map(of_pair).filter(at_work).collect()
    }

    /// Whether two records are associated.
    pub fn are_associated(&self, pair: Pair) -> bool {
        if self.names_deleted(pair) {
            return false;
        }
        match pair {
            Pair::TicketContact { ticket, contact } => {
                self.tickets.get(&ticket).is_some_and(|ticket| ticket.contacts.contains(&contact))
            }
            Pair::TicketCompany { ticket, company } => {
                self.tickets.get(&ticket).is_some_and(|ticket| ticket.companies.contains(&company))
            }
            Pair::TicketDeal { ticket, deal } => {
                self.tickets.get(&ticket).is_some_and(|ticket| ticket.deals.contains(&deal))
            }
            Pair::ContactCompany { contact, company } => {
                self.contacts.get(&contact).is_some_and(|contact| contact.companies.contains(&company))
            }
            Pair::DealContact { deal, contact } => {
                self.deals.get(&deal).is_some_and(|deal| deal.contacts.contains(&contact))
            }
            Pair::DealCompany { deal, company } => {
                self.deals.get(&deal).is_some_and(|deal| deal.companies.contains(&company))
            }
        }
    }
}
