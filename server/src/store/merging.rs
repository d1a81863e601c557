//! Finding the tickets with which one can be merged.

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::filter::Filter;
use sportello_domain::id::{TicketId, UserId};
use sportello_domain::merge::{likely_duplicates, likeness};
use sportello_domain::protocol::{MergeCandidate, SearchIn, TicketRow};
use sportello_domain::ticket::Ticket;
use sportello_domain::view::Sort;

use super::counts::Counting;
use super::place::Ordered;
use super::search::SearchParams;
use super::{Store, StoreError};
use crate::search::Search;

/// How many tickets are looked at, or found by a search.
const LOOKED_AT: usize = 40;

impl Store {
    /// The tickets that are likely about the same as one: of the same contacts, or with a similar name.
    ///
    /// `among` says which ones the reader may merge.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn likely_duplicates(
        &self,
        ticket: &Ticket,
        among: &Filter,
        reader: UserId,
    ) -> Result<Vec<MergeCandidate>, StoreError> {
        let mut rows: BTreeMap<TicketId, TicketRow> = BTreeMap::new();
        if !ticket.contacts.is_empty() {
            let same_contact = Filter::Contact { any_of: ticket.contacts.clone() };
            let filter = Filter::all([same_contact, among.clone()]);
            let ordered = Ordered { sort: Sort::default(), after: None };
            let page = self.ticket_page(&filter, Some(reader), ordered, LOOKED_AT, Counting::UpTo(1)).await?;
            rows.extend(page.rows.into_iter().map(|row| (row.ticket.id, row)));
        }
        if let Some(search) = Search::parse(ticket.name.as_str()) {
            let found = self.found_tickets(&search, among, reader).await?;
            rows.extend(found.into_iter().map(|row| (row.ticket.id, row)));
        }
        let likely = likely_duplicates(ticket, rows.values().map(|row| &row.ticket));
        let candidate = |(id, like)| Some(candidate(rows.get(&id)?.clone(), like));
        Ok(likely.into_iter().filter_map(candidate).collect())
    }

    /// The tickets other than one that are found by a number, or by words of their name or of their contacts.
    ///
    /// `among` says which ones the reader may merge.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn merge_candidates(
        &self,
        ticket: &Ticket,
        search: &Search,
        among: &Filter,
        reader: UserId,
    ) -> Result<Vec<MergeCandidate>, StoreError> {
        let found = self.found_tickets(search, among, reader).await?;
        let others = found.into_iter().filter(|row| row.ticket.id != ticket.id);
        Ok(others
            .map(|row| (likeness(ticket, &row.ticket), row))
            .map(|(like, row)| candidate(row, like))
            .collect())
    }

    async fn found_tickets(
        &self,
        search: &Search,
        among: &Filter,
        reader: UserId,
    ) -> Result<Vec<TicketRow>, StoreError> {
        let only_in = Some(SearchIn::Tickets);
        // Tickets are in no inbox.
        let inboxes = &BTreeSet::new();
        let params =
            SearchParams { among, inboxes, only_in, reader: Some(reader), after: None, limit: LOOKED_AT };
        let mut rows: Vec<TicketRow> = Vec::new();
        for hit in self.search(search, &params).await?.hits {
            if rows.iter().all(|row| row.ticket.id != hit.row.ticket.id) {
                rows.push(hit.row);
            }
        }
        Ok(rows)
    }
}

fn candidate(row: TicketRow, like: sportello_domain::merge::Likeness) -> MergeCandidate {
    MergeCandidate { row, same_contact: like.same_contact, similar_name: like.similar_name }
}
