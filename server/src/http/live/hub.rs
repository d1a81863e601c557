//! The hub: where what the engine publishes is made ready once for all listeners.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sportello_domain::id::{TicketId, TokenId, UserId};
use sportello_domain::order::Actor;
use sportello_domain::protocol::Sequence;
use sportello_domain::setup::Setup;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::frames::{Frames, frames};
use crate::engine::{Change, Engine};
use crate::http::caller::Credential;
use crate::http::told::told;
use crate::store::{Store, StoreError};

/// How many changes a listener may be behind before it must load again.
const KEPT: usize = 1_024;

/// A session or a token that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The session with this hash.
    Session([u8; 32]),
    /// A token.
    Token(TokenId),
}

impl Ended {
    /// Whether this is what somebody is known by.
    pub fn is(self, credential: &Credential) -> bool {
        match (self, credential) {
            (Self::Session(ended), Credential::Session(hash)) => ended == *hash,
            (Self::Token(ended), Credential::Token { token, .. }) => ended == *token,
            (Self::Session(_), Credential::Token { .. }) | (Self::Token(_), Credential::Session(_)) => false,
        }
    }
}

/// Tells all listeners what happens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub {
    heard: broadcast::Sender<Arc<Heard>>,
    ended: broadcast::Sender<Ended>,
    listeners: Arc<Mutex<BTreeMap<UserId, usize>>>,
}

impl Hub {
    /// Starts to pass on what an engine publishes, until the server stops.
    pub fn start(engine: &Engine, shutdown: CancellationToken) -> Self {
        let hub = Self {
            heard: broadcast::Sender::new(KEPT),
            ended: broadcast::Sender::new(KEPT),
            listeners: Arc::default(),
        };
        let changes = engine.changes();
        tokio::spawn(pass_on(hub.clone(), engine.store().clone(), changes, shutdown));
        hub
    }

    /// Ends the streams of a session or a token.
    pub fn end(&self, ended: Ended) {
        // An error means that nobody listens.
        let _nobody = self.ended.send(ended);
    }

    /// Makes a user a listener, for as long as the subscription is kept.
    pub(super) fn subscribe(&self, user: UserId) -> Subscription {
        *self.listeners().entry(user).or_default() += 1;
        Subscription {
            heard: self.heard.subscribe(),
            ended: self.ended.subscribe(),
            listeners: Arc::clone(&self.listeners),
            user,
        }
    }

    fn listeners(&self) -> MutexGuard<'_, BTreeMap<UserId, usize>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listener's place in the hub.
pub(super) struct Subscription {
    /// What happens from now on.
    pub(super) heard: broadcast::Receiver<Arc<Heard>>,
    /// The sessions and tokens that end from now on.
    pub(super) ended: broadcast::Receiver<Ended>,
    listeners: Arc<Mutex<BTreeMap<UserId, usize>>>,
    user: UserId,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = listeners.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                listeners.remove(&self.user);
            }
        }
    }
}

async fn pass_on(
    hub: Hub,
    store: Store,
    mut changes: broadcast::Receiver<Arc<Change>>,
    shutdown: CancellationToken,
) {
    loop {
        let next = tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            next = changes.recv() => next,
        };
        let heard = match next {
            Ok(change) => {
                let users: BTreeSet<UserId> = hub.listeners().keys().copied().collect();
                if users.is_empty() {
                    continue;
                }
                match HeardChange::of(&store, change, users).await {
                    Ok(heard) => Heard::Change(heard),
                    Err(error) => {
                        tracing::error!(%error, "A change could not be told live.");
                        Heard::Missed
                    }
                }
            }
            Err(RecvError::Lagged(_)) => Heard::Missed,
            Err(RecvError::Closed) => return,
        };
        // An error means that nobody listens any more.
        let _nobody = hub.heard.send(Arc::new(heard));
    }
}

/// Something that all listeners hear of.
#[derive(Debug)]
pub(super) enum Heard {
    /// A change.
    Change(HeardChange),
    /// Something happened that cannot be told: everybody must load again.
    Missed,
}

/// A change, with what its listeners need in common.
#[derive(Debug)]
pub(super) struct HeardChange {
    change: Arc<Change>,
    /// The users whose read marks are here.
    users: BTreeSet<UserId>,
    marks: ReadMarks,
    /// What each user is told, made when the first of the user's streams asks.
    frames: Mutex<HashMap<UserId, Frames>>,
}

/// Up to which position users have read tickets.
type ReadMarks = BTreeMap<TicketId, BTreeMap<UserId, u64>>;

impl HeardChange {
    /// A change with the read marks of some users: one statement, however many they are.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) async fn of(
        store: &Store,
        change: Arc<Change>,
        users: BTreeSet<UserId>,
    ) -> Result<Self, StoreError> {
        let marks = marks(store, &change, &users).await?;
        Ok(Self { change, users, marks, frames: Mutex::default() })
    }

    /// The last event of the change.
    pub(super) fn sequence(&self) -> Sequence {
        self.change.sequence
    }

    /// What a listener is sent.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) async fn frames(
        &self,
        store: &Store,
        setup: &Setup,
        actor: &Actor,
    ) -> Result<Frames, StoreError> {
        let user = actor.user();
        if let Some(known) = user.and_then(|user| self.made().get(&user).cloned()) {
            return Ok(known);
        }
        let known_or_later = if user.is_none_or(|user| self.users.contains(&user)) {
            Cow::Borrowed(&self.marks)
        } else {
            // Whoever began to listen while the change was made ready.
            Cow::Owned(marks(store, &self.change, &user.into_iter().collect()).await?)
        };
        let own = |(ticket, marks): (&TicketId, &BTreeMap<UserId, u64>)| Some((*ticket, *marks.get(&user?)?));
        let read_up_to = known_or_later.iter().filter_map(own).collect();
        let frames: Frames = frames(&self.change, told(setup, actor, &self.change, &read_up_to)).into();
        if let Some(user) = user {
            self.made().insert(user, Arc::clone(&frames));
        }
        Ok(frames)
    }

    fn made(&self) -> MutexGuard<'_, HashMap<UserId, Frames>> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn marks(store: &Store, change: &Change, users: &BTreeSet<UserId>) -> Result<ReadMarks, StoreError> {
    let tickets: BTreeSet<TicketId> = change.after.iter().map(|ticket| ticket.id).collect();
    store.read_marks(users, &tickets).await
}
