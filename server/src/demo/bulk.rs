//! Filling a desk for measuring: a crowd's histories are decided in memory, by the same rules as ever, and each record
//! is written once, as its last order left it. What then stands in the database is what the engine would have written
//! order by order; a test compares the two.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::decide::{Decide as _, decide};
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::id::MessageId;
use sportello_domain::identifier::IdentifierError;
use sportello_domain::order::Order;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::TicketNumber;
use tokio::sync::mpsc;

use super::company::Company;
use super::crowd::{Crowd, Words};
use super::random::Dice;
use crate::clock::Clock;
use crate::engine::{Engine, Refused, digest_of};
use crate::store::changes::{DecidedOrder, Histories};
use crate::store::{Store, StoreError};

/// How many customers' histories one transaction writes.
const CUSTOMERS_AT_ONCE: u64 = 256;

/// How many transactions may be ready before the database takes them.
const READY: usize = 2;

/// How long the big desk has been open.
const OPEN_FOR: TimeDelta = TimeDelta::days(730);

/// How big a desk is to be, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkParams {
    /// How many tickets.
    pub tickets: u64,
    /// The same seed gives the same desk.
    pub seed: u64,
    /// The time at which the last of them stands as it stands.
    pub until: DateTime<Utc>,
}

/// The desk could not be filled.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// Something is there already.
    #[error("the database is not empty; a desk for measuring needs one of its own")]
    NotEmpty,
    /// The company could not be set up.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A rule refused an order of the crowd.
    #[error("{0}")]
    Rejected(Rejection),
    /// An address is not one.
    #[error(transparent)]
    Identifier(#[from] IdentifierError),
    /// A story cannot be read.
    #[error("a story cannot be read")]
    Story(#[from] toml::de::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What writes histories ended early.
    #[error("a history could not be written")]
    Stopped,
}

/// A crowd, and how many tickets come of each of its customers.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The crowd.
    pub crowd: Crowd,
    /// The first ticket's number of each customer, and after the last the number after the last ticket.
    first_numbers: Vec<u64>,
}

impl Plan {
    /// How many customers there are.
    pub fn customers(&self) -> u64 {
        u64::try_from(self.first_numbers.len().saturating_sub(1)).unwrap_or(0)
    }

    /// How many batches of customers there are.
    fn batches(&self) -> usize {
        usize::try_from(self.customers().div_ceil(CUSTOMERS_AT_ONCE)).unwrap_or(0)
    }

    /// The orders of a customer's history, and the number of its first ticket.
    ///
    /// # Errors
    ///
    /// When an address made for the customer is not one.
    pub fn history(&self, customer: u64) -> Result<(Vec<Order>, u64), IdentifierError> {
        let place = usize::try_from(customer).unwrap_or(usize::MAX);
        let number = |place: usize| self.first_numbers.get(place).copied().unwrap_or(0);
        let (first, next) = (number(place), number(place.saturating_add(1)));
        Ok((self.crowd.history(customer, next.saturating_sub(first))?, first))
    }
}

/// Sets up the company and plans its crowd. `first_number` is the number of the first ticket.
///
/// # Errors
///
/// When the desk is not empty, or a rule does not let the company be.
pub async fn prepare(engine: &Engine, params: BulkParams, first_number: u64) -> Result<Plan, BulkError> {
    if engine.store().head_sequence().await? != 0 {
        return Err(BulkError::NotEmpty);
    }
    let from = params.until - OPEN_FOR;
    let mut dice = Dice::seeded(params.seed);
    let (company, orders) = Company::found(&engine.setup(), &mut dice, from)?;
    for order in orders {
        engine.execute(order).await?;
    }
    let words = Words::of_the_stories()?;
    let mut crowd = Crowd { seed: params.seed, words, company, from, until: params.until, customers: 0 };
    let end = first_number + params.tickets;
    let mut first_numbers = vec![first_number];
    let mut next = first_number;
    while next < end {
        next = end.min(next + crowd.tickets_of(crowd.customers));
        first_numbers.push(next);
        crowd.customers += 1;
    }
    Ok(Plan { crowd, first_numbers })
}

/// Fills an empty desk with so many tickets. Tells how many there are so far.
///
/// # Errors
///
/// When the desk is not empty, or the store fails. What was written until then stays.
pub async fn fill(store: &Store, params: BulkParams, mut progress: impl FnMut(u64)) -> Result<(), BulkError> {
    let engine = Engine::start(store.clone(), Clock::standing_at(params.until)).await?;
    let last = store.draw_ticket_numbers(params.tickets).await?;
    let plan = Arc::new(prepare(&engine, params, last + 1 - params.tickets).await?);
    let setup = engine.setup();
    // It would follow what is written around it, as it follows other processes.
    drop(engine);
    let deciders = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut ready: Vec<_> = (0..deciders).map(|which| decide_apart(&plan, &setup, which, deciders)).collect();
    let mut tickets = 0;
    for batch in 0..plan.batches() {
        let receiver = ready.get_mut(batch % deciders).ok_or(BulkError::Stopped)?;
        let histories = receiver.recv().await.ok_or(BulkError::Stopped)??;
        store.save_histories(&histories, &setup).await?;
        tickets += histories.tickets();
        progress(tickets);
    }
    Ok(())
}

/// Decides each so-manieth batch of histories on a thread of its own, in their order.
fn decide_apart(
    plan: &Arc<Plan>,
    setup: &Arc<Setup>,
    which: usize,
    of: usize,
) -> mpsc::Receiver<Result<Histories, BulkError>> {
    let (sender, receiver) = mpsc::channel(READY);
    let (plan, setup) = (Arc::clone(plan), Arc::clone(setup));
    std::thread::spawn(move || {
        for batch in (which..plan.batches()).step_by(of) {
            // Nobody receives any more when writing went wrong.
            if sender.blocking_send(decide_batch(&plan, &setup, batch)).is_err() {
                return;
            }
        }
    });
    receiver
}

fn decide_batch(plan: &Plan, setup: &Setup, batch: usize) -> Result<Histories, BulkError> {
    let mut histories = Histories::default();
    let first = u64::try_from(batch).unwrap_or(0) * CUSTOMERS_AT_ONCE;
    for customer in first..plan.customers().min(first + CUSTOMERS_AT_ONCE) {
        let (orders, number) = plan.history(customer)?;
        let (decided, after) = decide_history(setup, orders, number)?;
        histories.add(decided, after);
    }
    Ok(histories)
}

/// Decides a history from nothing on. Gives its orders as they were decided, and all that there is after the last.
fn decide_history(
    setup: &Setup,
    orders: Vec<Order>,
    first_number: u64,
) -> Result<(Vec<DecidedOrder>, Desk), BulkError> {
    let mut number = first_number;
    let mut whole = Desk::default();
    let mut near = Desk::default();
    let mut all = Vec::with_capacity(orders.len());
    for order in orders {
        let draws = order.command.scope().ticket_number;
        near.facts.ticket_number = draws.then_some(TicketNumber(number));
        let decided = decide(setup, near.clone(), &order).map_err(BulkError::Rejected)?;
        for event in &decided.events {
            whole.apply(event);
            number += u64::from(matches!(event.fact, Fact::TicketCreated { .. }));
        }
        let before = std::mem::replace(&mut near, decided.desk.clone());
        keep_newest_messages(&mut near);
        let digest = digest_of(&order)?;
        all.push(DecidedOrder { order, digest, before, after: decided.desk, events: decided.events });
    }
    Ok((all, whole))
}

/// Forgets all messages but each conversation's newest: an answer asks for it, and the next mail names it. What a thread
/// of hundreds costs would otherwise grow with its square.
fn keep_newest_messages(desk: &mut Desk) {
    let newest = desk.conversations.keys().filter_map(|conversation| desk.newest_message(*conversation));
    let newest: BTreeSet<MessageId> = newest.map(|message| message.id).collect();
    desk.messages.retain(|id, _| newest.contains(id));
}
