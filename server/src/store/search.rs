//! Searching messages, comments and tickets.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sportello_domain::filter::Filter;
use sportello_domain::id::{InboxId, MessageId, TicketId, UserId};
use sportello_domain::protocol::{FoundIn, SearchHit, SearchIn, SearchPage, TicketRow};
use uuid::Uuid;

use super::changes::search_entries::{COMMENT, MESSAGE, TICKET};
use super::connection::Connection;
use super::conversations::in_seen_inbox;
use super::filter::condition;
use super::sql::{Sql, sql};
use super::{Store, StoreError};
use crate::search::Search;

/// Which part of what is found is wanted.
#[derive(Clone, Debug)]
pub struct SearchParams<'a> {
    /// The tickets among which is searched; it must say already what the reader may see.
    pub among: &'a Filter,
    /// The inboxes whose conversations the reader sees.
    pub inboxes: &'a BTreeSet<InboxId>,
    /// In what; none for everything.
    pub only_in: Option<SearchIn>,
    /// Who reads.
    pub reader: Option<UserId>,
    /// Where the page begins: `next` of the page before it.
    pub after: Option<i64>,
    /// How many hits a page has.
    pub limit: usize,
}

/// An entry in which all words stand.
struct Entry {
    id: i64,
    ticket: TicketId,
    found_in: FoundIn,
    at: DateTime<Utc>,
}

impl Store {
    /// Searches. The ticket whose number was typed comes first, then what was written last (VEW-11). Six statements
    /// at most.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn search(&self, search: &Search, wanted: &SearchParams<'_>) -> Result<SearchPage, StoreError> {
        let mut connection = self.reader().await?;
        let mut entries = Vec::new();
        if let Some(number) = search.number()
            && wanted.after.is_none()
        {
            // The number of a merged ticket leads to the one that it is in (MRG-40).
            let select = sql("SELECT id, active_at FROM tickets WHERE id = COALESCE(\
                              (SELECT merged_into FROM merged_tickets WHERE number = ")
            .bind(number.0)
            .push("), (SELECT id FROM tickets WHERE number = ")
            .bind(number.0)
            .push(")) AND ")
            .append(condition(wanted.among));
            for row in connection.rows(select).await? {
                let ticket = row.id(0)?;
                entries.push(Entry { id: i64::MAX, ticket, found_in: FoundIn::Number, at: row.time(1)? });
            }
        }
        let numbered = entries.len();
        for row in connection.rows(select_entries(search, wanted, connection.shares())).await? {
            let (kind, source): (String, Uuid) = (row.read(1)?, row.read(2)?);
            let found_in = match kind.as_str() {
                TICKET => FoundIn::Ticket,
                COMMENT => FoundIn::Comment { message: source.into() },
                _ => FoundIn::Message { message: source.into() },
            };
            entries.push(Entry { id: row.read(0)?, ticket: row.id(3)?, found_in, at: row.time(4)? });
        }
        let more = entries.len() - numbered > wanted.limit;
        entries.truncate(numbered + wanted.limit);
        let next = entries.last().filter(|_| more).map(|last| last.id.to_string());
        let texts = texts_of(&mut connection, &entries).await?;
        drop(connection);
        let tickets: BTreeSet<TicketId> = entries.iter().map(|entry| entry.ticket).collect();
        let rows = self.ticket_rows(&tickets, wanted.reader).await?;
        let rows: BTreeMap<TicketId, TicketRow> = rows.into_iter().map(|row| (row.ticket.id, row)).collect();
        let hits = entries.into_iter().filter_map(|entry| {
            let row = rows.get(&entry.ticket)?.clone();
            let snippet = match entry.found_in {
                FoundIn::Number => Vec::new(),
                FoundIn::Ticket => {
                    row.ticket.description.as_deref().map(|text| search.snippet(text)).unwrap_or_default()
                }
                FoundIn::Message { message } | FoundIn::Comment { message } => {
                    let texts = texts.get(&message).into_iter().flatten();
                    texts
                        .map(|text| search.snippet(text))
                        .find(|snippet| !snippet.is_empty())
                        .unwrap_or_default()
                }
            };
            Some(SearchHit { row, found_in: entry.found_in, at: entry.at, snippet })
        });
        Ok(SearchPage { hits: hits.collect(), next })
    }
}

fn select_entries(search: &Search, wanted: &SearchParams<'_>, postgres: bool) -> Sql {
    const COLUMNS: &str = "SELECT search_entries.id, search_entries.kind, search_entries.source, tickets.id, \
                           COALESCE(messages.written_at, tickets.active_at) FROM ";
    const JOINS: &str = " LEFT JOIN messages ON messages.id = search_entries.source \
                         LEFT JOIN conversations ON conversations.id = messages.conversation \
                         JOIN tickets ON tickets.id = COALESCE(conversations.ticket, search_entries.source) \
                         AND COALESCE(conversations.place, 'help_desk') = 'help_desk' WHERE ";
    // A condition speaks of the columns of `tickets` alone.
    let among = sql("EXISTS (SELECT 1 FROM tickets AS among WHERE among.id = tickets.id AND ")
        .append(condition(wanted.among))
        .push(")");
    let mut conditions = vec![among, in_seen_inbox(wanted.inboxes)];
    conditions.extend(wanted.only_in.map(|only| {
        sql("search_entries.kind = ").bind(match only {
            SearchIn::Tickets => TICKET,
            SearchIn::Messages => MESSAGE,
            SearchIn::Comments => COMMENT,
        })
    }));
    let (from, matches, id, order) = if postgres {
        let matches = sql("search_entries.lexemes @@ CAST(").bind(search.tsquery()).push(" AS tsquery)");
        ("search_entries", matches, "search_entries.id < ", " ORDER BY search_entries.id DESC LIMIT ")
    } else {
        let from = "search_index JOIN search_entries ON search_entries.id = search_index.rowid";
        let matches = sql("search_index MATCH ").bind(search.fts5());
        (from, matches, "search_index.rowid < ", " ORDER BY search_index.rowid DESC LIMIT ")
    };
    conditions.push(matches);
    conditions.extend(wanted.after.map(|after| sql(id).bind(after)));
    sql(COLUMNS).push(from).push(JOINS).all(conditions).push(order).bind(wanted.limit as u64 + 1)
}

/// What the messages among some entries say, and the names of their files.
async fn texts_of(
    connection: &mut Connection,
    entries: &[Entry],
) -> Result<BTreeMap<MessageId, Vec<String>>, StoreError> {
    let messages: Vec<Uuid> = entries
        .iter()
        .filter_map(|entry| match entry.found_in {
            FoundIn::Message { message } | FoundIn::Comment { message } => Some(message.uuid()),
            FoundIn::Number | FoundIn::Ticket => None,
        })
        .collect();
    let mut texts: BTreeMap<MessageId, Vec<String>> = BTreeMap::new();
    if messages.is_empty() {
        return Ok(texts);
    }
    for select in [
        sql("SELECT message, text FROM message_bodies WHERE message IN ").list(messages.clone()),
        sql("SELECT message, name FROM attachments WHERE message IN ").list(messages).push(" ORDER BY id"),
    ] {
        for row in connection.rows(select).await? {
            texts.entry(row.id(0)?).or_default().push(row.read(1)?);
        }
    }
    Ok(texts)
}
