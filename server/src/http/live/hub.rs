//! The hub: where what the engine publishes is made ready once for all listeners.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::response::sse::Event;
use chrono::{DateTime, Utc};
use sportello_domain::id::{TicketId, TokenId, UserId};
use sportello_domain::order::Actor;
use sportello_domain::policy::visible;
use sportello_domain::protocol::{Present, SayPresence, Sequence, TicketPresence};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::frames::{self, Frames, frames};
use super::presence::{Presence, Standing};
use crate::engine::{Change, Engine};
use crate::http::caller::Credential;
use crate::http::told::told;
use crate::store::{Store, StoreError};

/// How many changes a listener may be behind before it must load again.
const KEPT: usize = 1_024;

/// How often it is looked for those who have gone without a word.
const LOOK_EVERY: Duration = Duration::from_secs(1);

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
    presence: Arc<Presence>,
}

impl Hub {
    /// Starts to pass on what an engine publishes, until the server stops.
    pub fn start(engine: &Engine, shutdown: CancellationToken) -> Self {
        let hub = Self {
            heard: broadcast::Sender::new(KEPT),
            ended: broadcast::Sender::new(KEPT),
            listeners: Arc::default(),
            presence: Arc::default(),
        };
        let changes = engine.changes();
        tokio::spawn(watch_presence(hub.clone(), engine.clone(), shutdown.clone()));
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

    /// Takes what somebody says about a ticket that they may see, and tells those who have it open. Gives the
    /// colleagues who have it open too.
    pub fn say_presence(
        &self,
        ticket: Ticket,
        user: UserId,
        said: &SayPresence,
        standing: Standing,
        now: DateTime<Utc>,
    ) -> Vec<Present> {
        let changed = self.presence.say(ticket.id, user, said, standing, now);
        let (present, _) = self.presence.at(ticket.id);
        if changed {
            self.tell_presence(ticket);
        }
        present.into_iter().filter(|present| present.user != user).collect()
    }

    fn tell_presence(&self, ticket: Ticket) {
        let (present, to) = self.presence.at(ticket.id);
        // An error means that nobody listens.
        let heard = Heard::Presence(Box::new(HeardPresence { ticket, present, to }));
        let _nobody = self.heard.send(Arc::new(heard));
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

/// Tells of those who have gone without a word, until the server stops.
async fn watch_presence(hub: Hub, engine: Engine, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let changed = hub.presence.forget_gone(engine.clock().now());
        if changed.is_empty() {
            continue;
        }
        match engine.store().ticket_rows(&changed, None).await {
            Ok(rows) => rows.into_iter().for_each(|row| hub.tell_presence(row.ticket)),
            Err(error) => tracing::error!(%error, "Who has a ticket open could not be told."),
        }
    }
}

/// Something that all listeners hear of.
#[derive(Debug)]
pub(super) enum Heard {
    /// A change.
    Change(HeardChange),
    /// Who has a ticket open.
    Presence(Box<HeardPresence>),
    /// Something happened that cannot be told: everybody must load again.
    Missed,
}

/// Who has a ticket open.
#[derive(Debug)]
pub(super) struct HeardPresence {
    ticket: Ticket,
    present: Vec<Present>,
    /// Those who have it open too.
    to: BTreeSet<UserId>,
}

impl HeardPresence {
    /// What a listener is sent: nothing to whoever has not opened the ticket, or may not see it.
    pub(super) fn frame(&self, setup: &Setup, actor: &Actor) -> Option<Event> {
        let user = actor.user().filter(|user| self.to.contains(user))?;
        visible(setup, actor, &self.ticket).ok()?;
        let present = self.present.iter().filter(|present| present.user != user).cloned().collect();
        frames::presence(&TicketPresence { ticket: self.ticket.id, present })
    }
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
