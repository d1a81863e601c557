//! What was loaded: it replaces what is known, unless that is newer.

use std::collections::BTreeMap;

use sportello_domain::conversation::Conversation;
use sportello_domain::id::{ContactId, ConversationId};
use sportello_domain::protocol::{
    CurrentSetup, RecordView, Records, Sequence, StatusCount, ThreadEntry, ThreadPage, TicketPage, TicketRow,
    TicketView, ViewCount,
};
use sportello_domain::view::View;

use super::Replica;
use crate::replica::lists::{List, Listing};
use crate::replica::topic::{Changed, Topic};

/// Which page of a list was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePlace {
    /// The first: what was listed before is replaced.
    First,
    /// One that follows the pages that are here.
    Following,
}

impl Replica {
    /// Takes the configuration as it is now.
    pub fn learn_setup(&mut self, current: CurrentSetup) -> Changed {
        self.said_setup = None;
        self.setup = current.setup;
        self.known.insert(Topic::Setup, current.sequence);
        self.follow([Topic::Setup, Topic::Counts].into())
    }

    /// Takes the first page of a list, which replaces what was listed, or a following one.
    pub fn learn_page(&mut self, listing: impl Into<Listing>, page: TicketPage, place: PagePlace) -> Changed {
        let listing = listing.into();
        let TicketPage { rows, next, count, sequence } = page;
        let ids: Vec<_> = rows.iter().map(|row| row.ticket.id).collect();
        let mut changed = self.take_rows(rows, sequence);
        let sort = self.sort(listing);
        let list = self.lists.entry(listing).or_insert_with(|| List::ordered(sort));
        if place == PagePlace::First {
            *list = List::ordered(sort);
        }
        list.extend_to(ids.last().and_then(|last| self.said.tickets.get(last)), next);
        self.counts.insert(listing, signed(count));
        changed.extend(ids.into_iter().map(Topic::Ticket));
        changed.extend([Topic::List(listing), Topic::Counts]);
        self.follow(changed)
    }

    /// Takes tickets that were deleted. They are in no list.
    pub fn learn_deleted(&mut self, page: TicketPage) -> Changed {
        let changed = self.take_rows(page.rows, page.sequence);
        self.follow(changed)
    }

    /// Takes how many tickets the views have.
    pub fn learn_counts(&mut self, counts: Vec<ViewCount>) -> Changed {
        self.counts.extend(counts.into_iter().map(|it| (Listing::View(it.view), signed(it.count))));
        [Topic::Counts].into()
    }

    /// Takes how many tickets of a view each status has.
    pub fn learn_status_counts(&mut self, view: View, counts: Vec<StatusCount>) -> Changed {
        let counts = counts.into_iter();
        self.counts.extend(counts.map(|it| (Listing::Column(view, it.status), signed(it.count))));
        [Topic::Counts].into()
    }

    /// Forgets the columns of a board that is not shown any more.
    pub fn forget_board(&mut self) {
        let is_view = |listing: &Listing| matches!(listing, Listing::View(_));
        self.lists.retain(|listing, _| is_view(listing));
        self.counts.retain(|listing, _| is_view(listing));
    }

    /// Takes one ticket with what belongs to it.
    pub fn learn_ticket(&mut self, view: TicketView) -> Changed {
        let TicketView { row, conversations, records, sequence, .. } = view;
        // Even where the ticket itself is known newer: which conversations it has is said here first.
        let ticket = Topic::Ticket(row.ticket.id);
        let mut changed = self.take_rows(vec![row], sequence);
        changed.insert(ticket);
        changed.append(&mut self.take_conversations(conversations, sequence));
        changed.append(&mut self.take_records(records, sequence));
        self.follow(changed)
    }

    /// Takes conversations as they are after an event.
    pub fn learn_conversations(&mut self, conversations: Vec<Conversation>, sequence: Sequence) -> Changed {
        let changed = self.take_conversations(conversations, sequence);
        self.follow(changed)
    }

    /// Takes conversations with the tickets that they have.
    pub fn learn_with_tickets(
        &mut self,
        conversations: Vec<Conversation>,
        tickets: Vec<TicketRow>,
        sequence: Sequence,
    ) -> Changed {
        let mut changed = self.take_rows(tickets, sequence);
        changed.append(&mut self.take_conversations(conversations, sequence));
        self.follow(changed)
    }

    fn take_conversations(&mut self, conversations: Vec<Conversation>, sequence: Sequence) -> Changed {
        let mut changed = Changed::new();
        for conversation in conversations {
            let topic = Topic::Conversation(conversation.id);
            if self.is_news(topic, sequence) {
                self.said.conversations.insert(conversation.id, conversation);
                changed.insert(topic);
            }
        }
        changed
    }

    /// Takes contacts, companies and deals.
    pub fn learn_records(&mut self, records: Records, sequence: Sequence) -> Changed {
        let changed = self.take_records(records, sequence);
        self.follow(changed)
    }

    /// Takes a contact, a company or a deal with what belongs to it.
    pub fn learn_record(&mut self, view: RecordView) -> Changed {
        let RecordView { records, tickets, sequence, .. } = view;
        let mut changed = self.take_records(records, sequence);
        changed.append(&mut self.take_rows(tickets, sequence));
        self.follow(changed)
    }

    /// Takes how many conversations contacts have outside of Spam.
    pub fn learn_outside_spam(&mut self, outside_spam: &BTreeMap<ContactId, u64>) {
        for desk in [&mut self.said, &mut self.shown] {
            desk.facts.outside_spam.extend(outside_spam);
        }
    }

    fn take_records(&mut self, records: Records, sequence: Sequence) -> Changed {
        let mut changed = Changed::new();
        for contact in records.contacts {
            let topic = Topic::Contact(contact.id);
            if self.is_news(topic, sequence) {
                self.said.contacts.insert(contact.id, contact);
                changed.insert(topic);
            }
        }
        for company in records.companies {
            let topic = Topic::Company(company.id);
            if self.is_news(topic, sequence) {
                self.said.companies.insert(company.id, company);
                changed.insert(topic);
            }
        }
        for deal in records.deals {
            let topic = Topic::Deal(deal.id);
            if self.is_news(topic, sequence) {
                self.said.deals.insert(deal.id, deal);
                changed.insert(topic);
            }
        }
        changed
    }

    /// Takes the newest page of a thread.
    pub fn learn_thread(&mut self, conversation: ConversationId, page: ThreadPage) -> Changed {
        let mut changed = self.take_heads(&page);
        changed.insert(Topic::Thread(conversation));
        self.threads.learn(conversation, page);
        self.follow(changed)
    }

    /// Takes the page of a thread before the loaded entries.
    pub fn learn_earlier(&mut self, conversation: ConversationId, page: ThreadPage) -> Changed {
        let mut changed = self.take_heads(&page);
        changed.insert(Topic::Thread(conversation));
        self.threads.learn_earlier(conversation, page);
        self.follow(changed)
    }

    /// Takes tickets as they are after an event. What is known better stays.
    pub(super) fn take_rows(&mut self, rows: Vec<TicketRow>, sequence: Sequence) -> Changed {
        let mut changed = Changed::new();
        for TicketRow { ticket, contact, read_up_to } in rows {
            let id = ticket.id;
            if !self.is_news(Topic::Ticket(id), sequence) {
                continue;
            }
            self.numbers.insert(ticket.number.0, id);
            self.names.extend(contact.map(|contact| (id, contact)));
            let me = self.me;
            self.recount(id, |replica| {
                replica.said.tickets.insert(id, ticket);
                replica.said.read.entry(id).or_default().insert(me, read_up_to);
            });
            changed.insert(Topic::Ticket(id));
        }
        changed
    }

    fn take_heads(&mut self, page: &ThreadPage) -> Changed {
        let mut changed = Changed::new();
        for entry in &page.entries {
            let ThreadEntry::Message(view) = entry else { continue };
            let topic = Topic::Message(view.message.id);
            if self.is_news(topic, page.sequence) {
                self.said.messages.insert(view.message.id, view.message.clone());
                changed.insert(topic);
            }
        }
        changed
    }

    /// Whether a record as of this event is at least as new as what is known; then it is known from now on.
    pub(super) fn is_news(&mut self, topic: Topic, sequence: Sequence) -> bool {
        let news = self.known.get(&topic).is_none_or(|known| *known <= sequence);
        if news {
            self.known.insert(topic, sequence);
        }
        news
    }
}

/// A count as it is kept: orders in flight are added to it and taken off.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
