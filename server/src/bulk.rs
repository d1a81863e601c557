//! Changing many tickets in one go: the change runs by itself and gives an order for each ticket, as whoever asked for
//! it, a few at once, so that everybody else's orders find room between them.
//!
//! Changes are known to the process that runs them, and no longer than it runs. What was carried out is durable, ticket
//! by ticket; the ids of the orders follow from the change's, so that a change that is asked for again does nothing
//! twice.

mod selected;

pub use selected::summary;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;
use sportello_domain::bulk::{BulkAction, BulkFault, same_reason};
use sportello_domain::filter::FilterFault;
use sportello_domain::id::{BulkChangeId, TicketId, UserId};
use sportello_domain::order::{Actor, Order};
use sportello_domain::policy::known_number;
use sportello_domain::protocol::{BulkRequest, BulkState, RefusedTicket};
use sportello_domain::rejection::Rejection;
use sportello_domain::ticket::TicketNumber;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::derived_id::derived;
use crate::engine::{Accepted, Engine, Refused};
use crate::store::StoreError;

/// How many orders are given at once, by all changes together. A writer takes 64 in a group: the orders of others go
/// along in the same groups.
const AT_ONCE: usize = 16;

/// How many refused tickets are named for each reason.
const MOST_NAMED: usize = 100;

/// How many changes that are over are remembered.
const MOST_REMEMBERED: usize = 100;

/// The changes that run here, and the last of those that are over. Cheap to clone.
#[derive(Clone, Debug)]
pub struct BulkChanges {
    jobs: Arc<Mutex<BTreeMap<BulkChangeId, Arc<Job>>>>,
    /// One change after the other gives its next orders.
    turn: Arc<Semaphore>,
    stop: CancellationToken,
}

/// One change.
#[derive(Debug)]
struct Job {
    by: UserId,
    request: BulkRequest,
    progress: Mutex<Progress>,
}

/// How far a change is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Whether it is over.
    pub state: BulkState,
    /// How many tickets it is about.
    pub total: u64,
    /// How many have been changed.
    pub changed: u64,
    /// How many were as wanted already.
    pub unchanged: u64,
    /// Those that have been refused, each reason once.
    pub reasons: Vec<Reason>,
}

/// Why some tickets were refused.
#[derive(Clone, Debug)]
pub struct Reason {
    /// As it was with the first of them.
    pub refused: Refused,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub tickets: Vec<RefusedTicket>,
}

/// Why a change does not begin.
#[derive(Debug, thiserror::Error)]
pub enum NotBegun {
    /// It cannot be done with what is selected.
    #[error(transparent)]
    Fault(#[from] BulkFault),
    /// The view is not for whoever asks.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The filter makes no sense.
    #[error(transparent)]
    Filter(#[from] FilterFault),
    /// Another change has this id.
    #[error("another change has this id")]
    IdTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BulkChanges {
    /// None yet. No further order is given once it is told to stop.
    pub fn new(stop: CancellationToken) -> Self {
        Self { jobs: Arc::default(), turn: Arc::new(Semaphore::new(1)), stop }
    }

    /// Begins a change for a user. Which tickets it is about is settled then. The same one asked for again is the one
    /// that was begun.
    ///
    /// # Errors
    ///
    /// Says why it does not begin; then nothing is changed.
    pub async fn begin(
        &self,
        engine: &Engine,
        (user, actor): (UserId, Actor),
        request: BulkRequest,
    ) -> Result<Progress, NotBegun> {
        if let Some(job) = self.known(&request, user)? {
            return Ok(job.progress().clone());
        }
        let (id, action) = (request.id, request.action.clone());
        let tickets = selected::tickets(engine, user, &actor, &request).await?;
        let job = {
            let mut jobs = self.jobs();
            if let Some(job) = jobs.get(&id) {
                // Asked for twice at the same time.
                return job.if_same(&request, user).map(|job| job.progress().clone());
            }
            let job = Arc::new(Job { by: user, request, progress: Mutex::new(Progress::of(tickets.len())) });
            jobs.insert(id, Arc::clone(&job));
            forget_oldest(&mut jobs);
            job
        };
        let begun = job.progress().clone();
        let running = Running { engine: engine.clone(), actor, id, action, job };
        tokio::spawn(running.run(tickets, Arc::clone(&self.turn), self.stop.clone()));
        Ok(begun)
    }

    /// How far a change of a user is; none where there is none, be it that it was somebody else's.
    pub fn progress(&self, id: BulkChangeId, user: UserId) -> Option<Progress> {
        let job = self.jobs().get(&id).cloned()?;
        (job.by == user).then(|| job.progress().clone())
    }

    fn known(&self, request: &BulkRequest, user: UserId) -> Result<Option<Arc<Job>>, NotBegun> {
        let job = self.jobs().get(&request.id).cloned();
        job.map(|job| job.if_same(request, user).map(Arc::clone)).transpose()
    }

    fn jobs(&self) -> MutexGuard<'_, BTreeMap<BulkChangeId, Arc<Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    fn if_same<'j>(
        self: &'j Arc<Self>,
        request: &BulkRequest,
        user: UserId,
    ) -> Result<&'j Arc<Self>, NotBegun> {
        if self.by == user && self.request == *request { Ok(self) } else { Err(NotBegun::IdTaken) }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the oldest changes that are over where there are too many.
fn forget_oldest(jobs: &mut BTreeMap<BulkChangeId, Arc<Job>>) {
    let over: Vec<BulkChangeId> =
        jobs.iter().filter(|(_, job)| job.progress().state == BulkState::Done).map(|(id, _)| *id).collect();
    for id in over.iter().take(over.len().saturating_sub(MOST_REMEMBERED)) {
        jobs.remove(id);
    }
}

impl Progress {
    fn of(tickets: usize) -> Self {
        let state = if tickets == 0 { BulkState::Done } else { BulkState::Running };
        Self { state, total: tickets as u64, changed: 0, unchanged: 0, reasons: Vec::new() }
    }

    /// Takes into account that a ticket was refused. The number is what whoever asked may know of it.
    fn refuse(&mut self, ticket: RefusedTicket, refused: Refused) {
        let same = |reason: &&mut Reason| match (&reason.refused, &refused) {
            (Refused::Rejected(one), Refused::Rejected(other)) => same_reason(one, other),
            (Refused::OrderIdTaken, Refused::OrderIdTaken)
            | (Refused::Unavailable(_), Refused::Unavailable(_)) => true,
            (Refused::Rejected(_) | Refused::OrderIdTaken | Refused::Unavailable(_), _) => false,
        };
        let Some(reason) = self.reasons.iter_mut().find(same) else {
            self.reasons.push(Reason { refused, count: 1, tickets: vec![ticket] });
            return;
        };
        reason.count += 1;
        if reason.tickets.len() < MOST_NAMED {
            reason.tickets.push(ticket);
        }
    }
}

/// A change while it runs.
struct Running {
    engine: Engine,
    actor: Actor,
    id: BulkChangeId,
    action: BulkAction,
    job: Arc<Job>,
}

impl Running {
    async fn run(self, tickets: Vec<TicketId>, turn: Arc<Semaphore>, stop: CancellationToken) {
        for batch in tickets.chunks(AT_ONCE) {
            let turn = turn.acquire().await;
            if stop.is_cancelled() {
                return;
            }
            let answers = join_all(batch.iter().map(|ticket| self.engine.execute(self.order(*ticket)))).await;
            drop(turn);
            self.note(batch, answers).await;
        }
        self.job.progress().state = BulkState::Done;
        let total = tickets.len();
        tracing::info!(change.id = %self.id, "Changed {total} tickets in one go.");
    }

    fn order(&self, ticket: TicketId) -> Order {
        let id = derived(self.id.uuid(), &format!("change {ticket}")).into();
        let (actor, at) = (self.actor.clone(), self.engine.clock().now());
        Order { id, actor, at, command: self.action.command(ticket) }
    }

    /// Notes what became of some orders.
    async fn note(&self, tickets: &[TicketId], answers: Vec<Result<Accepted, Refused>>) {
        let refused = tickets.iter().zip(&answers).filter(|(_, answer)| answer.is_err());
        let names = self.names(refused.map(|(ticket, _)| *ticket)).await;
        let mut progress = self.job.progress();
        for (ticket, answer) in tickets.iter().zip(answers) {
            match answer {
                Ok(accepted) if accepted.change.events.is_empty() => progress.unchanged += 1,
                Ok(_) => progress.changed += 1,
                Err(refused) => {
                    let number = names.get(ticket).copied();
                    progress.refuse(RefusedTicket { ticket: *ticket, number }, refused);
                }
            }
        }
    }

    /// The numbers of some tickets, as far as whoever asked may see them. What cannot be read now has none.
    async fn names(&self, tickets: impl Iterator<Item = TicketId>) -> BTreeMap<TicketId, TicketNumber> {
        let tickets = tickets.collect();
        let rows = self.engine.store().ticket_rows(&tickets, None).await.unwrap_or_default();
        let setup = self.engine.setup();
        let known = rows.iter().map(|row| &row.ticket);
        known.filter_map(|it| Some((it.id, known_number(&setup, &self.actor, it)?))).collect()
    }
}
