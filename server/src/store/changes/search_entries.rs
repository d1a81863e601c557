//! Keeping what is searched in step with the records, in the transaction that changes them (VEW-11).

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::contact::Contact;
use sportello_domain::id::{ContactId, MessageId};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::message::{Body, Message, MessageKind};
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

use super::records::{Difference, NewRow, write_rows};
use crate::search::indexed;
use crate::store::StoreError;
use crate::store::connection::Connection;
use crate::store::sql::sql;

/// What stands in the column `kind`.
pub(crate) const TICKET: &str = "ticket";
/// What stands in the column `kind`.
pub(crate) const MESSAGE: &str = "message";
/// What stands in the column `kind`.
pub(crate) const COMMENT: &str = "comment";

const INSERT: &str = "INSERT INTO search_entries (source, kind, words) VALUES ";
const REPLACE: &str = " ON CONFLICT (source) DO UPDATE SET words = excluded.words";

/// Writes the words of the tickets of which something that is searched has changed. Their contacts are saved already.
pub(super) async fn save_tickets(
    connection: &mut Connection,
    changed: &[Difference<'_, Ticket>],
) -> Result<(), StoreError> {
    let tickets: Vec<&Ticket> = changed
        .iter()
        .filter(|(before, after)| before.is_none_or(|before| searched(before) != searched(after)))
        .map(|(_, after)| *after)
        .collect();
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
    let rows = tickets.into_iter().map(|ticket| -> NewRow {
        let people: Vec<&Contact> = ticket.contacts.iter().filter_map(|id| contacts.get(id)).collect();
        let names = people.iter().filter_map(|contact| contact.name.as_deref());
        let addresses = people.iter().flat_map(|contact| &contact.identifiers).map(DeliveryIdentifier::value);
        let own = std::iter::once(ticket.name.as_str()).chain(ticket.description.as_deref());
        let words = indexed(own.chain(names).chain(addresses));
        vec![ticket.id.uuid().into(), TICKET.into(), words.into()]
    });
    write_rows(connection, rows.collect(), INSERT, REPLACE).await
}

/// What of a ticket is searched.
fn searched(ticket: &Ticket) -> (&str, Option<&str>, &BTreeSet<ContactId>) {
    (ticket.name.as_str(), ticket.description.as_deref(), &ticket.contacts)
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
