//! Reading contacts, companies and deals: pages of them by name, and one with what belongs to it.

use sportello_domain::association::RecordRef;
use sportello_domain::company::Company;
use sportello_domain::contact::Contact;
use sportello_domain::deal::Deal;
use sportello_domain::filter::Filter;
use sportello_domain::id::{ContactId, UserId};
use sportello_domain::protocol::{RecordKind, RecordPage, RecordView, Records};
use uuid::Uuid;

use super::changes::search_entries::{COMPANY, CONTACT, DEAL};
use super::connection::Connection;
use super::filter::condition;
use super::place::{NamePlace, Ordered};
use super::sql::{Sql, sql};
use super::tickets::page_of;
use super::{Store, StoreError};
use crate::search::{Search, sort_name};

/// How many contacts, companies and deals of one record are shown.
const MOST_SHOWN: u64 = 100;

impl Store {
    /// A page of contacts, companies or deals in the order of their names; only those in which all words
    /// of a search stand, if there is one. Three statements, whatever the page.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_page(
        &self,
        kind: RecordKind,
        search: Option<&Search>,
        after: Option<NamePlace>,
        limit: usize,
    ) -> Result<RecordPage, StoreError> {
        let mut connection = self.reader().await?;
        // The sequence comes first: what happens from here on, the live stream brings.
        let sequence = connection.only_row(sql("SELECT sequence FROM head")).await?.count(0)?;
        let mut conditions: Vec<Sql> = Vec::new();
        conditions.extend(search.map(|search| found(kind, search, connection.shares())));
        conditions.extend(after.map(|place| sql("(sort_name, id) > ").append(place.pair())));
        let select = sql(match kind {
            RecordKind::Contact => "SELECT record, id, sort_name FROM contacts WHERE ",
            RecordKind::Company => "SELECT record, id, sort_name FROM companies WHERE ",
            RecordKind::Deal => "SELECT record, id, sort_name FROM deals WHERE ",
        })
        .all(conditions)
        .push(" ORDER BY sort_name, id LIMIT ")
        .bind(limit as u64 + 1);
        let mut rows = connection.rows(select).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let mut records = Records::default();
        let mut ids: Vec<Uuid> = Vec::new();
        for row in &rows {
            ids.push(row.read(1)?);
            match kind {
                RecordKind::Contact => records.contacts.push(row.record(0)?),
                RecordKind::Company => records.companies.push(row.record(0)?),
                RecordKind::Deal => records.deals.push(row.record(0)?),
            }
        }
        let next = match rows.last().filter(|_| more) {
            Some(last) => Some(NamePlace { name: last.read(2)?, id: last.read(1)? }.to_string()),
            None => None,
        };
        if kind != RecordKind::Company && !ids.is_empty() {
            let select = sql(
                "SELECT record FROM companies WHERE id IN (SELECT other FROM associations WHERE holder IN ",
            )
            .list(ids.iter().copied())
            .push(")");
            for row in connection.rows(select).await? {
                records.companies.push(row.record(0)?);
            }
        }
        let ids = ids.into_iter().map(|id| kind.record(id)).collect();
        Ok(RecordPage { ids, records, next, sequence })
    }

    /// One contact, company or deal with what it is associated with, and a page of its tickets; none
    /// where there is no such record. Four statements.
    ///
    /// The filter must say already which tickets the reader may see.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_view(
        &self,
        record: RecordRef,
        among: &Filter,
        reader: Option<UserId>,
        ordered: Ordered,
        limit: usize,
    ) -> Result<Option<RecordView>, StoreError> {
        let mut connection = self.reader().await?;
        let sequence = connection.only_row(sql("SELECT sequence FROM head")).await?.count(0)?;
        let id = record.uuid();
        let shown = || sql("(id = ").bind(id).push(" OR id IN (").append(partners(id)).push("))");
        let records = read_records(&mut connection, [shown(), shown(), shown()]).await?;
        if !has(&records, record) {
            return Ok(None);
        }
        let mut about = vec![sql("id IN (").append(partners(id)).push(")")];
        if let RecordRef::Company(_) = record {
            // What its people wrote, and what is about its deals.
            let of_people = sql("id IN (SELECT holder FROM associations WHERE other IN (")
                .append(partners(id))
                .push("))");
            about.push(of_people);
        }
        let conditions = vec![condition(among), Sql::default().any(about)];
        let (tickets, next) = page_of(&mut connection, conditions, reader, ordered, limit).await?;
        Ok(Some(RecordView { records, tickets, next, sequence }))
    }
}

/// The records with which one is associated, from whichever side (ASH-09).
fn partners(id: Uuid) -> Sql {
    sql("SELECT other FROM associations WHERE holder = ")
        .bind(id)
        .push(" UNION SELECT holder FROM associations WHERE other = ")
        .bind(id)
}

fn has(records: &Records, record: RecordRef) -> bool {
    match record {
        RecordRef::Ticket(_) => false,
        RecordRef::Contact(id) => records.contacts.iter().any(|contact| contact.id == id),
        RecordRef::Company(id) => records.companies.iter().any(|company| company.id == id),
        RecordRef::Deal(id) => records.deals.iter().any(|deal| deal.id == id),
    }
}

/// The condition that all words of a search stand in a record.
fn found(kind: RecordKind, search: &Search, postgres: bool) -> Sql {
    let kind = match kind {
        RecordKind::Contact => CONTACT,
        RecordKind::Company => COMPANY,
        RecordKind::Deal => DEAL,
    };
    let among = if postgres {
        sql("id IN (SELECT source FROM search_entries WHERE lexemes @@ CAST(")
            .bind(search.tsquery())
            .push(" AS tsquery)")
    } else {
        sql("id IN (SELECT source FROM search_index JOIN search_entries ON search_entries.id = search_index.rowid \
             WHERE search_index MATCH ")
        .bind(search.fts5())
    };
    among.push(" AND kind = ").bind(kind).push(")")
}

/// What is shown beside a ticket: these contacts, the companies and deals that the ticket names, and the
/// companies of the contacts.
pub(super) async fn beside_ticket(
    connection: &mut Connection,
    ticket: &sportello_domain::ticket::Ticket,
    contacts: impl Iterator<Item = ContactId>,
) -> Result<Records, StoreError> {
    let contacts: Vec<Uuid> = contacts.map(ContactId::uuid).collect();
    let companies = sql("(id IN ")
        .list(ticket.companies.iter().map(|company| company.uuid()))
        .push(" OR id IN (SELECT other FROM associations WHERE holder IN ")
        .list(contacts.iter().copied())
        .push("))");
    let deals = sql("id IN ").list(ticket.deals.iter().map(|deal| deal.uuid()));
    read_records(connection, [sql("id IN ").list(contacts), companies, deals]).await
}

/// The contacts, companies and deals for which conditions hold, in the order of their names. One
/// statement.
async fn read_records(connection: &mut Connection, conditions: [Sql; 3]) -> Result<Records, StoreError> {
    let [contacts, companies, deals] = conditions;
    let part = |statement: Sql, condition: Sql| {
        statement.append(condition).push(" ORDER BY sort_name, id LIMIT ").bind(MOST_SHOWN).push(")")
    };
    let select =
        sql("SELECT kind, record FROM (SELECT CAST(1 AS BIGINT) AS kind, record FROM contacts WHERE ");
    let select = part(select, contacts).push(
        " AS contact UNION ALL SELECT kind, record FROM (SELECT CAST(2 AS BIGINT) AS kind, record FROM companies WHERE ",
    );
    let select = part(select, companies)
        .push(" AS company UNION ALL SELECT kind, record FROM (SELECT CAST(3 AS BIGINT) AS kind, record FROM deals WHERE ");
    let select = part(select, deals).push(" AS deal");
    let mut records = Records::default();
    for row in connection.rows(select).await? {
        match row.count(0)? {
            1 => records.contacts.push(row.record::<Contact>(1)?),
            2 => records.companies.push(row.record::<Company>(1)?),
            _ => records.deals.push(row.record::<Deal>(1)?),
        }
    }
    records.contacts.sort_by_cached_key(|contact| sort_name(contact.display_name()));
    records.companies.sort_by_cached_key(|company| sort_name(&company.name));
    records.deals.sort_by_cached_key(|deal| sort_name(&deal.name));
    Ok(records)
}
