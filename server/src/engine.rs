//! The engine: the only place that changes records.
//!
//! Every order, whatever its door, goes one way: load its scope, decide it, save what changed with
//! the events, commit, publish. A writer takes the orders that wait as a group, decides them one
//! after the other and makes them durable by one commit ([`group`]); SQLite has one writer,
//! PostgreSQL several side by side.

mod group;
mod named;
mod publish;
mod replay;
mod slice;
mod ticket_numbers;

use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, SubsecRound, Utc};
use sportello_domain::desk::Desk;
use sportello_domain::event::Event;
use sportello_domain::id::{ContactId, OrderId, TicketId};
use sportello_domain::order::{Actor, Order};
use sportello_domain::protocol::Sequence;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::{Setup, SupportPipelineIds};
use sportello_domain::ticket::Ticket;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::store::setup::Secret;
use crate::store::{Store, StoreError};
pub(crate) use group::digest as digest_of;
use publish::Publisher;
use ticket_numbers::TicketNumbers;

/// How many orders may wait for a writer before whoever gives one more has to wait.
const WAITING_ORDERS: usize = 1_024;

/// How many changes a listener may be behind before it must load again.
const CHANGES_KEPT: usize = 1_024;

/// Carries out orders. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine {
    shared: Arc<Shared>,
    orders: mpsc::Sender<WaitingOrder>,
}

/// What the engine's writers share.
#[derive(Debug)]
struct Shared {
    store: Store,
    clock: Clock,
    entropy: Entropy,
    secret: Secret,
    setup: ArcSwap<Setup>,
    numbers: TicketNumbers,
    publisher: Publisher,
}

/// An order on its way to a writer.
struct WaitingOrder {
    order: Order,
    answer: oneshot::Sender<Result<Accepted, Refused>>,
}

/// What became of an order that was accepted.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// What it changed. Live listeners get the same.
    pub change: Arc<Change>,
    /// Up to which position the one who gave the order has read the tickets that it touched; no entry
    /// means nothing yet.
    pub read_up_to: BTreeMap<TicketId, u64>,
    /// Whether the order had been accepted before: then nothing happened now.
    pub repeated: bool,
}

/// What one order changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The last of its events; the newest there was when it caused none.
    pub sequence: Sequence,
    /// The first of its events; greater than `sequence` when it caused none.
    pub first_sequence: Sequence,
    /// The order.
    pub order: OrderId,
    /// Who gave it.
    pub actor: Actor,
    /// When it was given.
    pub at: DateTime<Utc>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The tickets that it touched and that were there before, as they were.
    pub before: Vec<Ticket>,
    /// The tickets that it touched, as they are after it.
    pub after: Vec<Ticket>,
    /// What its events name, as it is after it: it decides who is told of them.
    pub named: Desk,
    /// The names of the contacts that the rows of these tickets show.
    pub contact_names: BTreeMap<ContactId, String>,
}

/// Why an order was not carried out. Nothing has changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refused {
    /// A rule does not let it happen.
    #[error("{0}")]
    Rejected(Rejection),
    /// Another order was accepted under the same id.
    #[error("another order has this id")]
    OrderIdTaken,
    /// The store failed. Logged where it happened, and not for whoever asks.
    #[error("the store failed")]
    Unavailable(Arc<StoreError>),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(Arc::new(error))
    }
}

impl Engine {
    /// Starts the engine on a store: installs what a new instance has, and starts the writers. They
    /// end when the last clone of the engine is dropped.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn start(store: Store, clock: Clock) -> Result<Self, StoreError> {
        let entropy = Entropy::of_the_system(clock.clone());
        let ids = SupportPipelineIds { pipeline: entropy.id(), statuses: [(); 4].map(|()| entropy.id()) };
        store.install(&Setup::installed(ids), &Secret::new(entropy.bytes())).await?;
        let (setup, sequence) = store.setup().await?;
        let shared = Arc::new(Shared {
            secret: store.secret().await?,
            publisher: Publisher::new(sequence, CHANGES_KEPT),
            setup: ArcSwap::from_pointee(setup),
            numbers: TicketNumbers::default(),
            clock,
            entropy,
            store,
        });
        let orders = group::start_writers(&shared);
        publish::follow_other_processes(&shared).await?;
        Ok(Self { shared, orders })
    }

    /// Carries out an order. It is durable when this returns; a repeated id gets its first answer.
    ///
    /// An order that was handed over is carried out even if nobody waits for the answer any more.
    ///
    /// # Errors
    ///
    /// Why it was not carried out.
    pub async fn execute(&self, mut order: Order) -> Result<Accepted, Refused> {
        // As exact as times are stored, so that events read again are the events that happened.
        order.at = order.at.trunc_subsecs(6);
        let (answer, answered) = oneshot::channel();
        let stopped = || Refused::Unavailable(Arc::new(StoreError::Database(sqlx::Error::PoolClosed)));
        self.orders.send(WaitingOrder { order, answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// The configuration as it stands, whole.
    pub fn setup(&self) -> Arc<Setup> {
        self.shared.setup.load_full()
    }

    /// The store, for reading.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Randomness and new ids.
    pub fn entropy(&self) -> &Entropy {
        &self.shared.entropy
    }

    /// The key with which this instance signs.
    pub fn secret(&self) -> &Secret {
        &self.shared.secret
    }

    /// What happens from now on, in the order of its numbers, after it is durable. A listener that is
    /// too slow is told that it missed something.
    pub fn changes(&self) -> broadcast::Receiver<Arc<Change>> {
        self.shared.publisher.subscribe()
    }

    /// What happened after a number, oldest first: about `limit` events, always whole orders. None
    /// when nothing happened since.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn changes_after(&self, sequence: Sequence, limit: u64) -> Result<Vec<Change>, StoreError> {
        let events = self.shared.store.events_after(sequence, limit).await?;
        replay::changes(&self.shared.store, events).await
    }
}
