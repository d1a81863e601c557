//! Reading tickets: pages of a view, and one ticket with what belongs to it.

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::contact::Contact;
use sportello_domain::conversation::{Conversation, shown};
use sportello_domain::filter::Filter;
use sportello_domain::history::{PropertyChange, property_change};
use sportello_domain::id::{ContactId, TicketId, UserId};
use sportello_domain::protocol::{ContactName, Sequence, TicketPage, TicketRow, TicketView};
use sportello_domain::ticket::{Ticket, TicketNumber};
use sportello_domain::view::SortKey;

use super::connection::Connection;
use super::counts::Counting;
use super::filter::condition;
use super::place::{Ordered, TicketPlace};
use super::records::beside_ticket;
use super::sql::{Sql, sql};
use super::{Store, StoreError};

/// Which ticket: people say the number, programs the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichTicket {
    /// The id.
    Id(TicketId),
    /// The number.
    Number(TicketNumber),
}

impl Store {
    /// A page of the tickets for which a filter holds, with what a row shows to the reader, and how
    /// many there are. Three statements, whatever the page.
    ///
    /// The filter must say already what the reader may see.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ticket_page(
        &self,
        filter: &Filter,
        reader: Option<UserId>,
        ordered: Ordered,
        limit: usize,
        counting: Counting,
    ) -> Result<TicketPage, StoreError> {
        let mut connection = self.reader().await?;
        // The sequence comes first: what happens from here on, the live stream brings.
        let head = sql("SELECT sequence, ").append(counting.count_of(filter)).push(" FROM head");
        let head = connection.only_row(head).await?;
        let (rows, next) = page_of(&mut connection, vec![condition(filter)], reader, ordered, limit).await?;
        Ok(TicketPage { rows, next, count: counting.read(&head, 1)?, sequence: head.count(0)? })
    }

    /// One ticket with what belongs to it; none where there is no such ticket. Three statements.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ticket_view(
        &self,
        name: WhichTicket,
        reader: Option<UserId>,
    ) -> Result<Option<TicketView>, StoreError> {
        let mut connection = self.reader().await?;
        let select = match name {
            WhichTicket::Id(ticket) => select_with_mark(reader).push(" WHERE id = ").bind(ticket.uuid()),
            WhichTicket::Number(number) => select_with_mark(reader).push(" WHERE number = ").bind(number.0),
        };
        let Some(row) = connection.row(select).await? else {
            return Ok(None);
        };
        let (ticket, mark, sequence) = (row.record::<Ticket>(0)?, row.count(1)?, row.count(2)?);
        let select = sql("SELECT record FROM conversations WHERE ticket = ")
            .bind(ticket.id.uuid())
            .push(" ORDER BY id");
        let mut conversations: Vec<Conversation> = Vec::new();
        for row in connection.rows(select).await? {
            conversations.push(row.record(0)?);
        }
        let people = conversations.iter().flat_map(|conversation| &conversation.contacts);
        let people: BTreeSet<ContactId> = ticket.contacts.iter().chain(people).copied().collect();
        let records = beside_ticket(&mut connection, &ticket, people.into_iter()).await?;
        let names =
            records.contacts.iter().map(|contact| (contact.id, contact.display_name().to_owned())).collect();
        Ok(Some(TicketView {
            shown: shown(&conversations),
            row: ticket_row(ticket, mark, &names),
            conversations,
            records,
            sequence,
        }))
    }

    /// Tickets as rows of a list, for one reader: what a live change shows. In the order of their
    /// ids; those that do not exist are left out.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ticket_rows(
        &self,
        tickets: &BTreeSet<TicketId>,
        reader: Option<UserId>,
    ) -> Result<Vec<TicketRow>, StoreError> {
        let mut connection = self.reader().await?;
        let select = select_with_mark(reader)
            .push(" WHERE id IN ")
            .list(tickets.iter().map(|ticket| ticket.uuid()))
            .push(" ORDER BY id");
        let mut found = Vec::new();
        for row in connection.rows(select).await? {
            found.push((row.record::<Ticket>(0)?, row.count(1)?));
        }
        let names = contact_names(&mut connection, found.iter().map(|(ticket, _)| ticket)).await?;
        Ok(found.into_iter().map(|(ticket, mark)| ticket_row(ticket, mark, &names)).collect())
    }

    /// The tickets for which a filter holds, in the order of their ids: so many of those after one. What is changed
    /// between two pages moves none from one to the other. One statement.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ticket_ids(
        &self,
        filter: &Filter,
        after: Option<TicketId>,
        limit: usize,
    ) -> Result<Vec<TicketId>, StoreError> {
        let mut conditions = vec![condition(filter)];
        conditions.extend(after.map(|after| sql("id > ").bind(after.uuid())));
        let select = sql("SELECT id FROM tickets WHERE ")
            .all(conditions)
            .push(" ORDER BY id LIMIT ")
            .bind(limit as u64);
        self.reader().await?.rows(select).await?.iter().map(|row| row.id(0)).collect()
    }

    /// Up to which position some readers have read each of some tickets; no entry means nothing yet
    /// (UNR-03). One statement.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn read_marks(
        &self,
        readers: &BTreeSet<UserId>,
        tickets: &BTreeSet<TicketId>,
    ) -> Result<BTreeMap<TicketId, BTreeMap<UserId, u64>>, StoreError> {
        let mut marks: BTreeMap<TicketId, BTreeMap<UserId, u64>> = BTreeMap::new();
        if readers.is_empty() || tickets.is_empty() {
            return Ok(marks);
        }
        let select = sql("SELECT ticket, user_id, read_up_to FROM read_marks WHERE user_id IN ")
            .list(readers.iter().map(|reader| reader.uuid()))
            .push(" AND ticket IN ")
            .list(tickets.iter().map(|ticket| ticket.uuid()));
        for row in self.reader().await?.rows(select).await? {
            marks.entry(row.id(0)?).or_default().insert(row.id(1)?, row.count(2)?);
        }
        Ok(marks)
    }

    /// How the properties of some tickets changed, oldest first (PRP-20): of one, and of those that were merged into it
    /// (MRG-14).
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn history(&self, of: &BTreeSet<TicketId>) -> Result<Vec<PropertyChange>, StoreError> {
        let events = self.ticket_events(of, Sequence::MAX).await?;
        Ok(events.iter().filter_map(|recorded| property_change(&recorded.event, &recorded.actor)).collect())
    }

    /// The ticket that one is in now that was merged, however often (MRG-40); none where it was not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn merged_into(&self, ticket: TicketId) -> Result<Option<TicketId>, StoreError> {
        let select = sql("SELECT merged_into FROM merged_tickets WHERE ticket = ").bind(ticket.uuid());
        self.reader().await?.row(select).await?.map(|row| row.id(0)).transpose()
    }
}

impl Store {
    /// The names of the contacts that the rows of some tickets name.
    pub(crate) async fn contact_names(
        &self,
        tickets: &[Ticket],
    ) -> Result<BTreeMap<ContactId, String>, StoreError> {
        contact_names(&mut self.reader().await?, tickets.iter()).await
    }
}

/// A page of the tickets for which some conditions hold, in an order, and where the next one begins. Two
/// statements.
pub(super) async fn page_of(
    connection: &mut Connection,
    mut conditions: Vec<Sql>,
    reader: Option<UserId>,
    Ordered { sort, after }: Ordered,
    limit: usize,
) -> Result<(Vec<TicketRow>, Option<String>), StoreError> {
    let (column, direction) = (sort_column(sort.by), if sort.descending { " DESC" } else { "" });
    let beyond = if sort.descending { ", id) < " } else { ", id) > " };
    conditions.extend(after.map(|place| sql("(").push(column).push(beyond).append(place.pair())));
    let select = select_with_mark(reader)
        .push(" WHERE ")
        .all(conditions)
        .push(" ORDER BY ")
        .push(column)
        .push(direction)
        .push(", id")
        .push(direction)
        .push(" LIMIT ")
        .bind(limit as u64 + 1);
    let mut tickets = Vec::new();
    for row in connection.rows(select).await? {
        tickets.push((row.record::<Ticket>(0)?, row.count(1)?));
    }
    let more = tickets.len() > limit;
    tickets.truncate(limit);
    let last = tickets.last().filter(|_| more);
    let next = last.map(|(ticket, _)| TicketPlace::of(ticket, sort.by).to_string());
    let names = contact_names(connection, tickets.iter().map(|(ticket, _)| ticket)).await?;
    let rows = tickets.into_iter().map(|(ticket, mark)| ticket_row(ticket, mark, &names)).collect();
    Ok((rows, next))
}

/// The column that holds what a list is ordered by: what [`SortKey::value`] says.
fn sort_column(by: SortKey) -> &'static str {
    match by {
        SortKey::LastActivityDate => "active_at",
        SortKey::CreateDate => "created_at",
        SortKey::CloseDate => "COALESCE(close_date, 0)",
        SortKey::Number => "number",
        SortKey::Name => "folded_name",
        SortKey::Priority => "priority",
    }
}

/// Tickets with the reader's mark. Columns: the record, the mark, the last event that there is.
pub(super) fn select_with_mark(reader: Option<UserId>) -> Sql {
    let mark = match reader {
        Some(reader) => sql("COALESCE((SELECT read_up_to FROM read_marks \
                             WHERE read_marks.ticket = tickets.id AND user_id = ")
        .bind(reader.uuid())
        .push("), 0)"),
        None => sql("CAST(0 AS BIGINT)"),
    };
    sql("SELECT record, ").append(mark).push(", (SELECT sequence FROM head) FROM tickets")
}

/// A ticket with what a row shows. The contact that is named is the first by id: whoever wrote first.
pub(crate) fn ticket_row(ticket: Ticket, read_up_to: u64, names: &BTreeMap<ContactId, String>) -> TicketRow {
    let contact = named_contact(&ticket)
        .and_then(|id| names.get(&id).map(|name| ContactName { id, name: name.clone() }));
    TicketRow { ticket, contact, read_up_to }
}

/// The contact that is named in a ticket's row.
pub(crate) fn named_contact(ticket: &Ticket) -> Option<ContactId> {
    ticket.contacts.first().copied()
}

/// The names of the contacts that the rows of some tickets name.
pub(super) async fn contact_names<'t>(
    connection: &mut Connection,
    tickets: impl Iterator<Item = &'t Ticket>,
) -> Result<BTreeMap<ContactId, String>, StoreError> {
    let named: BTreeSet<ContactId> = tickets.filter_map(named_contact).collect();
    let contacts = contacts(connection, &named).await?;
    Ok(contacts.into_iter().map(|contact| (contact.id, contact.display_name().to_owned())).collect())
}

/// Some contacts, in the order of their ids.
pub(super) async fn contacts(
    connection: &mut Connection,
    ids: &BTreeSet<ContactId>,
) -> Result<Vec<Contact>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = sql("SELECT record FROM contacts WHERE id IN ")
        .list(ids.iter().map(|contact| contact.uuid()))
        .push(" ORDER BY id");
    connection.rows(select).await?.iter().map(|row| row.record(0)).collect()
}
