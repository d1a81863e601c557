//! The replica without the browser: what the server said, the orders still in flight, and what is shown.
//!
//! What is shown is what the server said with the orders in flight decided on top of it, in the order in which they
//! were given, by the domain crate. Nothing here knows signals, the network or the clock, so all of it runs in an
//! ordinary test.

mod arranged;
mod enclosed;
mod learn;
mod records;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sportello_domain::association::RecordRef;
use sportello_domain::decide::{Decide, Decided, decide};
use sportello_domain::desk::Desk;
use sportello_domain::event::{Event, Fact};
use sportello_domain::filter::Filter;
use sportello_domain::id::{ConversationId, OrderId, TicketId, UserId};
use sportello_domain::order::{Actor, Order};
use sportello_domain::policy;
use sportello_domain::protocol::{
    ContactName, CurrentSetup, LiveChange, OrderAnswer, Sequence, ThreadEntry, Withdrawn,
};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use sportello_domain::unread::is_unread;
use sportello_domain::view::{Sort, View};

pub use self::learn::PagePlace;
use self::records::moved_together;
use super::lists::{List, Listing};
use super::slice::slice;
use super::threads::{Entry, Files, Threads, Told, entry_of, told};
use super::topic::{Changed, Topic, topic_of};

/// What the server said, and the orders still in flight.
#[derive(Clone, Debug)]
pub struct Replica {
    me: UserId,
    /// From when on views count days.
    now: DateTime<Utc>,
    setup: Setup,
    /// The configuration as the server said it, while what is shown has an arrangement in flight in it.
    said_setup: Option<Setup>,
    said: Desk,
    shown: Desk,
    in_flight: Vec<InFlight>,
    /// The records that the orders in flight have touched in what is shown.
    touched: Changed,
    /// Up to which event each record is known; older events are in it already.
    known: BTreeMap<Topic, Sequence>,
    /// Up to which event everything was heard live.
    heard: Sequence,
    /// Later events that came with the answer to an order, before they came live.
    heard_early: BTreeSet<Sequence>,
    names: BTreeMap<TicketId, ContactName>,
    /// Records that were associated with something and are not here.
    missing: BTreeSet<RecordRef>,
    files: Files,
    numbers: BTreeMap<u64, TicketId>,
    lists: BTreeMap<Listing, List>,
    counts: BTreeMap<Listing, i64>,
    threads: Threads,
}

/// An order that the server has not answered, and what it does as things stand.
#[derive(Clone, Debug)]
struct InFlight {
    order: Order,
    events: Vec<Event>,
}

/// What became of an order that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is shown, and has to be sent.
    InFlight(Changed),
    /// Everything is as wanted already; there is nothing to send.
    Nothing,
}

impl Replica {
    /// Starts with the configuration and nothing on the desk.
    pub fn new(me: UserId, current: CurrentSetup) -> Self {
        Self {
            me,
            now: DateTime::UNIX_EPOCH,
            setup: current.setup,
            said_setup: None,
            said: Desk::default(),
            shown: Desk::default(),
            in_flight: Vec::new(),
            touched: Changed::new(),
            known: BTreeMap::new(),
            heard: current.sequence,
            heard_early: BTreeSet::new(),
            names: BTreeMap::new(),
            missing: BTreeSet::new(),
            files: Files::new(),
            numbers: BTreeMap::new(),
            lists: BTreeMap::new(),
            counts: BTreeMap::new(),
            threads: Threads::default(),
        }
    }

    /// Takes the time from when on views count days.
    pub fn time_is(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    /// Who is signed in.
    pub fn me(&self) -> UserId {
        self.me
    }

    /// Who gives the orders.
    pub fn actor(&self) -> Actor {
        Actor::User { user: self.me }
    }

    /// The configuration.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The records, as they are shown.
    pub fn desk(&self) -> &Desk {
        &self.shown
    }

    /// Up to which event everything was heard live: from where to listen on.
    pub fn heard(&self) -> Sequence {
        self.heard
    }

    /// The orders that the server has not answered yet, oldest first.
    pub fn in_flight(&self) -> impl Iterator<Item = &Order> {
        self.in_flight.iter().map(|waiting| &waiting.order)
    }

    /// The ticket with a number, if it is here.
    pub fn numbered(&self, number: u64) -> Option<TicketId> {
        self.numbers.get(&number).copied().filter(|id| self.shown.tickets.contains_key(id))
    }

    /// Whether a ticket is unread for whoever is signed in (UNR-01).
    pub fn is_unread(&self, ticket: &Ticket) -> bool {
        is_unread(ticket.position, self.shown.read_by(ticket.id, self.me))
    }

    /// The contact that a row names.
    pub fn contact_name(&self, ticket: TicketId) -> Option<&str> {
        self.names.get(&ticket).map(|contact| contact.name.as_str())
    }

    /// The loaded part of a list, if any of it was loaded.
    pub fn list(&self, listing: impl Into<Listing>) -> Option<&List> {
        self.lists.get(&listing.into())
    }

    /// By what whoever is signed in has ordered a list.
    pub fn sort(&self, listing: Listing) -> Sort {
        self.setup.workspace_of(self.me).sort_of(listing.view())
    }

    /// The views whose columns are loaded.
    pub fn boards(&self) -> BTreeSet<View> {
        let columns = self.lists.keys().filter_map(|listing| match listing {
            Listing::Column(view, _) => Some(*view),
            Listing::View(_) => None,
        });
        columns.collect()
    }

    /// How many tickets a list has, with the orders in flight taken into account; none while it is not known.
    pub fn count(&self, listing: impl Into<Listing>) -> Option<u64> {
        let listing = listing.into();
        let said = *self.counts.get(&listing)?;
        let filter = self.filter(listing);
        let moved: i64 = self
            .touched_tickets()
            .map(|id| {
                let lists = |desk: &Desk| {
                    i64::from(desk.tickets.get(&id).is_some_and(|ticket| self.matches(&filter, ticket)))
                };
                lists(&self.shown) - lists(&self.said)
            })
            .sum();
        u64::try_from(said + moved).ok()
    }

    /// The entries of a thread, oldest first, with those that are in flight; none while it is not loaded.
    pub fn thread(&self, conversation: ConversationId) -> Option<Vec<ThreadEntry>> {
        let thread = self.threads.get(conversation)?;
        let mut entries = thread.entries.clone();
        for entry in &mut entries {
            if let ThreadEntry::Message(view) = entry
                && let Some(head) = self.shown.messages.get(&view.message.id)
            {
                view.message = head.clone();
            }
        }
        for InFlight { order, events } in &self.in_flight {
            let body = order.command.body();
            for event in events {
                if conversations_told(event, &self.shown).contains(&conversation)
                    && let Entry::Known(entry) = entry_of(event, &order.actor, body.as_ref(), &self.files)
                {
                    entries.push(entry);
                }
            }
        }
        // What was moved since it was loaded is in another.
        entries.retain(|entry| match entry {
            ThreadEntry::Message(view) => view.message.conversation == conversation,
            ThreadEntry::Happening { .. } => true,
        });
        Some(entries)
    }

    /// Where the page before the loaded entries of a thread ends; none where the thread begins.
    pub fn earlier(&self, conversation: ConversationId) -> Option<&str> {
        self.threads.get(conversation)?.earlier.as_deref()
    }

    /// Hands out the threads that have to be loaded again.
    pub fn take_stale(&mut self) -> Vec<ConversationId> {
        self.threads.take_stale()
    }

    /// Decides an order on what is shown without giving it: what it would do.
    ///
    /// # Errors
    ///
    /// Says why it may not happen.
    pub fn rehearse(&self, order: &Order) -> Result<Decided, Rejection> {
        decide(&self.setup, slice(&self.shown, &order.command.scope()), order)
    }

    /// Gives an order: decides it on what is shown, and shows the result at once.
    ///
    /// # Errors
    ///
    /// Says why it may not happen. Then nothing changes and nothing is to be sent.
    pub fn give(&mut self, order: Order) -> Result<Given, Rejection> {
        let decided = self.rehearse(&order)?;
        if decided.events.is_empty() {
            return Ok(Given::Nothing);
        }
        let mut changed = self.show(&decided.events);
        self.in_flight.push(InFlight { order, events: decided.events });
        changed.extend([Topic::InFlight, Topic::Counts]);
        Ok(Given::InFlight(self.place(changed)))
    }

    /// Takes back an order that was not carried out: what it did is shown no more.
    pub fn take_back(&mut self, order: OrderId) -> Changed {
        self.in_flight.retain(|waiting| waiting.order.id != order);
        self.follow([Topic::InFlight].into())
    }

    /// Takes the server's answer to an order. Said twice, or after it was heard live, it counts once.
    pub fn answered(&mut self, answer: OrderAnswer) -> Changed {
        match answer {
            OrderAnswer::Refused { order, .. } => self.take_back(order),
            OrderAnswer::Accepted { order, sequence, events, rows, withdrawn } => {
                let actor = self.actor();
                let mut changed = self.forget(&withdrawn, sequence);
                if !events.is_empty() && sequence > self.heard {
                    if self.heard_early.contains(&sequence) {
                        return self.follow(changed);
                    }
                    self.heard_early.insert(sequence);
                    changed.append(&mut self.happened(LiveChange { sequence, order, actor, events, rows }));
                    return self.follow(changed);
                }
                self.in_flight.retain(|waiting| waiting.order.id != order);
                changed.append(&mut self.take_rows(rows, sequence));
                changed.insert(Topic::InFlight);
                self.follow(changed)
            }
        }
    }

    /// Takes what the server tells live.
    pub fn heard_live(&mut self, change: LiveChange) -> Changed {
        if change.sequence <= self.heard {
            return Changed::new();
        }
        self.heard = change.sequence;
        if self.heard_early.remove(&change.sequence) {
            return Changed::new();
        }
        self.happened(change)
    }

    /// Takes the server's word that tickets may not be seen any more: they are forgotten with their conversations.
    pub fn withdrawn(&mut self, withdrawn: &Withdrawn) -> Changed {
        self.heard = self.heard.max(withdrawn.sequence);
        let changed = self.forget(&withdrawn.tickets, withdrawn.by);
        self.follow(changed)
    }

    /// Forgets tickets that an event withdrew.
    fn forget(&mut self, tickets: &[TicketId], by: Sequence) -> Changed {
        let mut changed = Changed::new();
        for id in tickets {
            // An answer from before, such as a page of a list, must not bring it back.
            if !self.is_news(Topic::Ticket(*id), by) {
                continue;
            }
            changed.insert(Topic::Counts);
            self.recount(*id, |replica| {
                let conversations: Vec<_> =
                    replica.said.conversations_of(*id).map(|found| found.id).collect();
                for conversation in conversations {
                    replica.known.insert(Topic::Conversation(conversation), by);
                    replica.said.conversations.remove(&conversation);
                    replica.threads.withdraw(conversation);
                    changed.extend([Topic::Conversation(conversation), Topic::Thread(conversation)]);
                }
                replica.said.tickets.remove(id);
                replica.said.read.remove(id);
                replica.names.remove(id);
                changed.insert(Topic::Ticket(*id));
            });
        }
        changed
    }

    /// Takes the server's word that events were missed: what is here stays shown until it is loaded again.
    pub fn missed(&mut self, sequence: Sequence) {
        self.heard = sequence;
        self.heard_early.clear();
        self.threads.forget();
    }

    fn happened(&mut self, change: LiveChange) -> Changed {
        let LiveChange { sequence, order, actor, events, rows } = change;
        let ours = self.in_flight.iter().position(|waiting| waiting.order.id == order);
        let body =
            ours.and_then(|at| self.in_flight.get(at)).and_then(|waiting| waiting.order.command.body());
        if let Some(ours) = ours {
            self.in_flight.remove(ours);
        }
        let mut changed = Changed::from([Topic::InFlight, Topic::Counts]);
        // All events of a change carry its one number, so what is known is asked before any of them is taken.
        let news: BTreeSet<Topic> = events
            .iter()
            .map(|event| topic_of(&event.fact))
            .filter(|topic| self.is_news(*topic, sequence))
            .collect();
        for event in &events {
            let topic = topic_of(&event.fact);
            if !news.contains(&topic) {
                continue;
            }
            changed.insert(topic);
            changed.append(&mut self.meet(&event.fact));
            match (&event.fact, event.fact.ticket()) {
                (Fact::Setup(fact), _) => self.take_setup_fact(fact),
                (_, Some(ticket)) => self.recount(ticket, |replica| replica.said.apply(event)),
                (_, None) => self.said.apply(event),
            }
        }
        for event in &events {
            let conversations = conversations_told(event, &self.said);
            let told = (event, &actor, body.as_ref(), &self.files);
            let threads = self.threads.happened(sequence, told, &conversations);
            changed.extend(threads.into_iter().map(Topic::Thread));
        }
        changed.append(&mut self.take_rows(rows, sequence));
        self.follow(changed)
    }

    /// Changes what the server said about a ticket that is here, and the counts of the views with it.
    fn recount(&mut self, ticket: TicketId, change: impl FnOnce(&mut Self)) {
        let Some(before) = self.said.tickets.get(&ticket).cloned() else { return change(self) };
        change(self);
        let after = self.said.tickets.get(&ticket);
        if after == Some(&before) {
            return;
        }
        let moved: Vec<i64> = self
            .counts
            .keys()
            .map(|listing| {
                let filter = self.filter(*listing);
                let lists =
                    |ticket: Option<&Ticket>| i64::from(ticket.is_some_and(|it| self.matches(&filter, it)));
                lists(after) - lists(Some(&before))
            })
            .collect();
        for (count, moved) in self.counts.values_mut().zip(moved) {
            *count += moved;
        }
    }

    /// Shows what the server said, with the orders in flight decided again on top.
    fn follow(&mut self, mut changed: Changed) -> Changed {
        changed.append(&mut self.reset_setup());
        changed.append(&mut std::mem::take(&mut self.touched));
        changed.extend(moved_together(&changed));
        self.shown.facts.files.clone_from(&self.said.facts.files);
        for topic in &changed {
            self.reset(*topic);
        }
        let mut in_flight = std::mem::take(&mut self.in_flight);
        for InFlight { order, events } in &mut in_flight {
            // Refused now, it shows nothing; the server's answer decides, and is told then.
            let decided = self.rehearse(order);
            *events = decided.map(|decided| decided.events).unwrap_or_default();
            changed.append(&mut self.show(events));
        }
        self.in_flight = in_flight;
        self.place(changed)
    }

    fn show(&mut self, events: &[Event]) -> Changed {
        let mut changed = Changed::new();
        for event in events {
            self.shown.apply(event);
            if let Fact::Setup(fact) = &event.fact {
                self.show_arrangement(fact);
            }
            changed.insert(topic_of(&event.fact));
            changed.extend(conversations_told(event, &self.shown).into_iter().map(Topic::Thread));
        }
        changed.extend(moved_together(&changed));
        self.touched.extend(changed.iter().copied());
        changed
    }

    /// Puts the tickets that changed where they belong in the lists.
    fn place(&mut self, mut changed: Changed) -> Changed {
        let tickets: Vec<TicketId> = changed.iter().filter_map(ticket_of).collect();
        let mut lists = std::mem::take(&mut self.lists);
        for (listing, list) in &mut lists {
            let filter = self.filter(*listing);
            for id in &tickets {
                let listed = self.shown.tickets.get(id).filter(|ticket| self.matches(&filter, ticket));
                if list.put(*id, listed) {
                    changed.insert(Topic::List(*listing));
                }
            }
        }
        self.lists = lists;
        changed
    }

    /// Shows a record as the server said it.
    fn reset(&mut self, topic: Topic) {
        let (said, shown) = (&self.said, &mut self.shown);
        match topic {
            Topic::Ticket(id) => {
                copy(&said.tickets, &mut shown.tickets, id);
                copy(&said.read, &mut shown.read, id);
            }
            Topic::Conversation(id) => copy(&said.conversations, &mut shown.conversations, id),
            Topic::Message(id) => copy(&said.messages, &mut shown.messages, id),
            Topic::Contact(id) => {
                copy(&said.contacts, &mut shown.contacts, id);
                copy(&said.deleted_contacts, &mut shown.deleted_contacts, id);
            }
            Topic::Company(id) => copy(&said.companies, &mut shown.companies, id),
            Topic::Deal(id) => copy(&said.deals, &mut shown.deals, id),
            Topic::Associations
            | Topic::Thread(_)
            | Topic::List(_)
            | Topic::Counts
            | Topic::Setup
            | Topic::InFlight => {}
        }
    }

    /// The tickets that are listed for whoever is signed in and may see them (VEW-13).
    fn filter(&self, listing: Listing) -> Filter {
        Filter::all([
            policy::visible_tickets(&self.setup, &self.actor()),
            listing.filter(&self.setup, self.me, self.now),
        ])
    }

    fn matches(&self, filter: &Filter, ticket: &Ticket) -> bool {
        filter.matches(&self.setup, ticket)
    }

    fn touched_tickets(&self) -> impl Iterator<Item = TicketId> {
        self.touched.iter().filter_map(ticket_of)
    }
}

/// The conversations of a desk in which an event is told.
fn conversations_told(event: &Event, desk: &Desk) -> Vec<ConversationId> {
    match told(event) {
        Told::In(conversation) => vec![conversation],
        Told::InAllOf(ticket) => desk.conversations_of(ticket).map(|found| found.id).collect(),
        Told::Nowhere => Vec::new(),
    }
}

fn ticket_of(topic: &Topic) -> Option<TicketId> {
    match topic {
        Topic::Ticket(id) => Some(*id),
        Topic::Conversation(_)
        | Topic::Message(_)
        | Topic::Contact(_)
        | Topic::Company(_)
        | Topic::Deal(_)
        | Topic::Associations
        | Topic::Thread(_)
        | Topic::List(_)
        | Topic::Counts
        | Topic::Setup
        | Topic::InFlight => None,
    }
}

fn copy<K: Ord + Copy, V: Clone>(from: &BTreeMap<K, V>, to: &mut BTreeMap<K, V>, key: K) {
    match from.get(&key) {
        Some(value) => {
            to.insert(key, value.clone());
        }
        None => {
            to.remove(&key);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
