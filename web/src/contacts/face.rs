//! How contacts, companies and deals are called and reached, and in which words they are spoken of.

use sportello_domain::association::RecordRef;
use sportello_domain::desk::Desk;
use sportello_domain::id::{CompanyId, TicketId};
use sportello_domain::identifier::{DeliveryIdentifier, DomainName};
use sportello_domain::protocol::RecordKind;

use crate::language::{Language, say};
use crate::replica::HelpDesk;
use crate::replica::topic::{Topic, topic_of_record};

/// What is shown of a record wherever it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// What it is called.
    pub name: String,
    /// How it is reached, where its name does not say so.
    pub reached: String,
    /// The companies to which it belongs.
    pub companies: String,
}

/// What is shown of a contact, a company or a deal; none where it is not here. Tracked.
pub fn face(help_desk: &HelpDesk, record: RecordRef) -> Option<Face> {
    help_desk.track(topic_of_record(record));
    help_desk.desk(|desk| {
        let companies = |ids: &mut dyn Iterator<Item = &CompanyId>| {
            let named = ids.filter_map(|id| {
                help_desk.track(Topic::Company(*id));
                Some(desk.companies.get(id)?.name.as_str())
            });
            named.collect::<Vec<_>>().join(", ")
        };
        match record {
            RecordRef::Ticket(_) => None,
            RecordRef::Contact(id) => {
                let contact = desk.contacts.get(&id)?;
                let name = contact.display_name().to_owned();
                let reached = contact.identifiers.iter().map(DeliveryIdentifier::value);
                let reached = reached.filter(|it| *it != name).collect::<Vec<_>>().join(", ");
                Some(Face { name, reached, companies: companies(&mut contact.companies.iter()) })
            }
            RecordRef::Company(id) => {
                let company = desk.companies.get(&id)?;
                let reached = company.domain.as_ref().map(DomainName::as_str).unwrap_or_default().to_owned();
                Some(Face { name: company.name.clone(), reached, companies: String::new() })
            }
            RecordRef::Deal(id) => {
                let deal = desk.deals.get(&id)?;
                let companies = companies(&mut deal.companies.iter());
                Some(Face { name: deal.name.clone(), reached: String::new(), companies })
            }
        }
    })
}

/// The records of a kind with which one is associated, as far as they are here, by name; tracked. Who was deleted is
/// not.
pub fn associated(help_desk: &HelpDesk, record: RecordRef, kind: RecordKind) -> Vec<RecordRef> {
    help_desk.track(Topic::Associations);
    let with = help_desk.desk(|desk| desk.associated_with(record));
    let mut named: Vec<(String, RecordRef)> = with
        .into_iter()
        .filter(|other| RecordKind::of(*other) == Some(kind))
        .filter_map(|other| Some((face(help_desk, other)?.name.to_lowercase(), other)))
        .collect();
    named.sort();
    named.into_iter().map(|(_, other)| other).collect()
}

/// The tickets of a record, the most recently active first; tracked.
pub fn tickets_of(help_desk: &HelpDesk, record: RecordRef) -> Vec<TicketId> {
    help_desk.track(Topic::Associations);
    help_desk.desk(|desk: &Desk| {
        let mut tickets: Vec<_> = desk
            .tickets_of(record)
            .into_iter()
            .filter_map(|id| Some((desk.tickets.get(&id)?.active_at, id)))
            .collect();
        tickets.sort_by(|one, other| other.cmp(one));
        tickets.into_iter().map(|(_, id)| id).collect()
    })
}

/// The name of a list: Contacts, Companies, Deals.
pub fn say_kind(language: Language, kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Contact => say!(language, contacts.contacts),
        RecordKind::Company => say!(language, contacts.companies),
        RecordKind::Deal => say!(language, contacts.deals),
    }
}

/// What adds a record to the list.
pub fn say_new(language: Language, kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Contact => say!(language, contacts.new_contact),
        RecordKind::Company => say!(language, contacts.new_company),
        RecordKind::Deal => say!(language, contacts.new_deal),
    }
}

/// What associates a record with another.
pub fn say_add(language: Language, kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Contact => say!(language, contacts.add_contact),
        RecordKind::Company => say!(language, contacts.add_company),
        RecordKind::Deal => say!(language, contacts.add_deal),
    }
}

/// That there are none.
pub fn say_none(language: Language, kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Contact => say!(language, contacts.no_contacts),
        RecordKind::Company => say!(language, contacts.no_companies),
        RecordKind::Deal => say!(language, contacts.no_deals),
    }
}
