//! Keeping what is searched in step with the records, in the transaction that changes them (VEW-11).

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::company::Company;
use sportello_domain::contact::Contact;
use sportello_domain::deal::Deal;
use sportello_domain::id::{ContactId, MessageId};
use sportello_domain::identifier::{DeliveryIdentifier, DomainName};
use sportello_domain::message::{Body, Message, MessageKind};
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

use super::records::{Difference, NewRow, write_rows};
use crate::search::indexed;
use crate::store::StoreError;
use crate::store::connection::Connection;
use crate::store::record::AT_WORK;
use crate::store::sql::sql;

/// What stands in the column `kind`.
pub(crate) const TICKET: &str = "ticket";
/// What stands in the column `kind`.
pub(crate) const MESSAGE: &str = "message";
/// What stands in the column `kind`.
pub(crate) const COMMENT: &str = "comment";

/// What stands in the column `kind`.
pub(crate) const CONTACT: &str = "contact";
/// What stands in the column `kind`.
pub(crate) const COMPANY: &str = "company";
/// What stands in the column `kind`.
pub(crate) const DEAL: &str = "deal";

const INSERT: &str = "INSERT INTO search_entries (source, kind, words) VALUES ";
const REPLACE: &str = " ON CONFLICT (source) DO UPDATE SET words = excluded.words";

/// Writes the words of the tickets of which something that is searched has changed. Their contacts are saved already.
pub(super) async fn save_tickets(
    connection: &mut Connection,
    changed: &[Difference<'_, Ticket>],
) -> Result<(), StoreError> {
    let (tickets, archives): (Vec<&Ticket>, Vec<&Ticket>) = changed
        .iter()
        .filter(|(before, after)| before.is_none_or(|before| searched(before) != searched(after)))
        .map(|(_, after)| *after)
        .partition(|ticket| ticket.is_at_work());
    if !archives.is_empty() {
        let archives = archives.iter().map(|ticket| ticket.id.uuid());
        connection.change(sql("DELETE FROM search_entries WHERE source IN ").list(archives)).await?;
    }
    save_words(connection, &tickets).await
}

/// Writes the words of some tickets.
async fn save_words(connection: &mut Connection, tickets: &[&Ticket]) -> Result<(), StoreError> {
    let people: BTreeSet<ContactId> = tickets.iter().flat_map(|ticket| &ticket.contacts).copied().collect();
    let mut contacts: BTreeMap<ContactId, Contact> = BTreeMap::new();
    if !people.is_empty() {
        let select =
            sql("SELECT record FROM contacts WHERE id IN ").list(people.into_iter().map(ContactId::uuid));
        for row in connection.rows(select).await? {
            let contact: Contact = row.record(0)?;
            contacts.insert(contact.id, contact);
        }
    }
    let rows = tickets.iter().map(|ticket| -> NewRow {
        let people: Vec<&Contact> = ticket.contacts.iter().filter_map(|id| contacts.get(id)).collect();
        let names = people.iter().filter_map(|contact| contact.name.as_deref());
        let addresses = people.iter().flat_map(|contact| &contact.identifiers).map(DeliveryIdentifier::value);
        let own = std::iter::once(ticket.name.as_str()).chain(ticket.description.as_deref());
        let words = indexed(own.chain(names).chain(addresses));
        vec![ticket.id.uuid().into(), TICKET.into(), words.into()]
    });
    write_rows(connection, rows.collect(), INSERT, REPLACE).await
}

/// Writes the words of the contacts that are called or reached otherwise now, and of the tickets that
/// are found by them.
pub(super) async fn save_contacts(
    connection: &mut Connection,
    changed: &[Difference<'_, Contact>],
) -> Result<(), StoreError> {
    let searched = |contact: &Contact| (contact.name.clone(), contact.identifiers.clone());
    let contacts: Vec<&Difference<'_, Contact>> = changed
        .iter()
        .filter(|(before, after)| before.is_none_or(|before| searched(before) != searched(after)))
        .collect();
    let rows = contacts.iter().map(|(_, contact)| -> NewRow {
        let addresses = contact.identifiers.iter().map(DeliveryIdentifier::value);
        let words = indexed(contact.name.as_deref().into_iter().chain(addresses));
        vec![contact.id.uuid().into(), CONTACT.into(), words.into()]
    });
    write_rows(connection, rows.collect(), INSERT, REPLACE).await?;
    // One that is new has no tickets yet, unless it was deleted and is back.
    let known = contacts.iter().filter(|(before, contact)| before.is_some() || contact.version > 1);
    save_tickets_of(connection, known.map(|(_, contact)| contact.id.uuid()).collect()).await
}

/// Writes the words of the tickets of some contacts anew.
pub(super) async fn save_tickets_of(
    connection: &mut Connection,
    contacts: Vec<Uuid>,
) -> Result<(), StoreError> {
    if contacts.is_empty() {
        return Ok(());
    }
    let select =
        sql("SELECT record FROM tickets WHERE id IN (SELECT holder FROM associations WHERE other IN ")
            .list(contacts)
            .push(") AND ")
            .push(AT_WORK);
    let mut tickets: Vec<Ticket> = Vec::new();
    for row in connection.rows(select).await? {
        tickets.push(row.record(0)?);
    }
    save_words(connection, &tickets.iter().collect::<Vec<_>>()).await
}

/// Writes the words of the companies that changed.
pub(super) async fn save_companies(
    connection: &mut Connection,
    changed: &[Difference<'_, Company>],
) -> Result<(), StoreError> {
    let rows = changed.iter().map(|(_, company)| -> NewRow {
        let domain = company.domain.as_ref().map(DomainName::as_str);
        let words = indexed(std::iter::once(company.name.as_str()).chain(domain));
        vec![company.id.uuid().into(), COMPANY.into(), words.into()]
    });
    write_rows(connection, rows.collect(), INSERT, REPLACE).await
}

/// Writes the words of the deals that changed.
pub(super) async fn save_deals(
    connection: &mut Connection,
    changed: &[Difference<'_, Deal>],
) -> Result<(), StoreError> {
    let rows = changed.iter().map(|(_, deal)| -> NewRow {
        vec![deal.id.uuid().into(), DEAL.into(), indexed([deal.name.as_str()]).into()]
    });
    write_rows(connection, rows.collect(), INSERT, REPLACE).await
}

/// What of a ticket is searched.
fn searched(ticket: &Ticket) -> (bool, &str, Option<&str>, &BTreeSet<ContactId>) {
    (ticket.is_at_work(), ticket.name.as_str(), ticket.description.as_deref(), &ticket.contacts)
}

/// Writes the words of new messages: of what they say, and of the names of their files.
pub(super) async fn save_messages(
    connection: &mut Connection,
    new: &[(&Message, Body)],
) -> Result<(), StoreError> {
    let with_files = new.iter().filter(|(message, _)| !message.attachments.is_empty());
    let with_files: Vec<Uuid> = with_files.map(|(message, _)| message.id.uuid()).collect();
    let mut files: BTreeMap<MessageId, Vec<String>> = BTreeMap::new();
    if !with_files.is_empty() {
        let select = sql("SELECT message, name FROM attachments WHERE message IN ").list(with_files);
        for row in connection.rows(select).await? {
            files.entry(row.id(0)?).or_default().push(row.read(1)?);
        }
    }
    let rows = new.iter().map(|(message, body)| -> NewRow {
        let names = files.get(&message.id).into_iter().flatten().map(String::as_str);
        let kind = match message.kind {
            MessageKind::Comment => COMMENT,
            MessageKind::Incoming | MessageKind::Outgoing | MessageKind::Welcome => MESSAGE,
        };
        let words = indexed(std::iter::once(body.text.as_str()).chain(names));
        vec![message.id.uuid().into(), kind.into(), words.into()]
    });
    write_rows(connection, rows.collect(), INSERT, REPLACE).await
}
