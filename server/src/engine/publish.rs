//! Telling listeners what happened, in the order of its numbers, whoever did it.
//!
//! Writers offer what they made durable. Where another process did something in between, it is read
//! from the log first: numbers have no gaps, so one that is missing was somebody else's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use sportello_domain::event::Fact;
use sportello_domain::protocol::Sequence;
use sqlx::postgres::PgListener;
use tokio::sync::{Notify, broadcast};

use super::{Change, Shared, replay};
use crate::store::StoreError;

/// How often the log is looked at for what other processes did, where nobody says so.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How many events are read from the log at once.
const READ_AT_ONCE: u64 = 500;

/// Tells listeners what happened.
#[derive(Debug)]
pub(super) struct Publisher {
    listeners: broadcast::Sender<Arc<Change>>,
    progress: Mutex<Progress>,
    gap: Arc<Notify>,
}

#[derive(Debug)]
struct Progress {
    /// The last event that was told.
    told: Sequence,
    /// Changes that cannot be told yet, by their first event.
    early: BTreeMap<Sequence, Arc<Change>>,
}

impl Publisher {
    /// Begins after an event. A listener may be `kept` changes behind.
    pub(super) fn new(told: Sequence, kept: usize) -> Self {
        Self {
            listeners: broadcast::Sender::new(kept),
            progress: Mutex::new(Progress { told, early: BTreeMap::new() }),
            gap: Arc::new(Notify::new()),
        }
    }

    /// Listens from now on.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<Change>> {
        self.listeners.subscribe()
    }

    /// Takes a change that is durable, and tells it as soon as everything before it was told.
    pub(super) fn offer(&self, change: &Arc<Change>) {
        let mut progress = self.progress();
        let Progress { told, early } = &mut *progress;
        if change.first_sequence <= change.sequence {
            early.insert(change.first_sequence, Arc::clone(change));
        }
        while let Some(entry) = early.first_entry() {
            let first = *entry.key();
            if first > *told + 1 {
                self.gap.notify_one();
                return;
            }
            let change = entry.remove();
            // What was read from the log meanwhile is not told again.
            if first == *told + 1 {
                *told = change.sequence;
                // Nobody may be listening.
                let _listeners = self.listeners.send(change);
            }
        }
    }

    fn told(&self) -> Sequence {
        self.progress().told
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows what other processes do on the same database, until the engine is dropped: by what
/// PostgreSQL tells, else by looking.
///
/// # Errors
///
/// When the database cannot be listened to.
pub(super) async fn follow_other_processes(shared: &Arc<Shared>) -> Result<(), StoreError> {
    let listener = shared.store.listener().await?;
    let gap = Arc::clone(&shared.publisher.gap);
    tokio::spawn(follow(Arc::downgrade(shared), gap, listener));
    Ok(())
}

async fn follow(shared: Weak<Shared>, gap: Arc<Notify>, mut listener: Option<PgListener>) {
    loop {
        tokio::select! {
            () = gap.notified() => {}
            () = told(&mut listener) => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let Some(shared) = shared.upgrade() else { return };
        if let Err(error) = catch_up(&shared).await {
            tracing::warn!(%error, "What other processes did could not be read; it is tried again.");
        }
    }
}

/// Waits until PostgreSQL tells that something happened; for ever where nobody tells.
async fn told(listener: &mut Option<PgListener>) {
    if let Some(listening) = listener {
        match listening.recv().await {
            // One look serves all that was told until now.
            Ok(_) => while listening.next_buffered().is_some() {},
            Err(error) => {
                tracing::warn!(%error, "The database cannot be listened to any more; it is looked at instead.");
                *listener = None;
            }
        }
    } else {
        std::future::pending::<()>().await;
    }
}

/// Tells what is in the log and was not told yet.
async fn catch_up(shared: &Shared) -> Result<(), StoreError> {
    while shared.publisher.told() < shared.store.head_sequence().await? {
        let events = shared.store.events_after(shared.publisher.told(), READ_AT_ONCE).await?;
        if events.iter().any(|recorded| matches!(recorded.event.fact, Fact::Setup(_))) {
            // Before anybody is told, so that the change is judged by the access that it gave.
            shared.reload_setup().await?;
        }
        for change in replay::changes(&shared.store, events).await? {
            shared.publisher.offer(&Arc::new(change));
        }
    }
    Ok(())
}

impl Drop for Publisher {
    /// Wakes whoever follows other processes, so that it ends too.
    fn drop(&mut self) {
        self.gap.notify_one();
    }
}
