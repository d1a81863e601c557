//! Who has which ticket open, in memory: it is no event, and nobody misses it when the server starts anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::id::{TabId, TicketId, UserId};
use sportello_domain::protocol::{Doing, Present, SayPresence};

/// After how long without a word it is taken that somebody has gone.
const GONE: TimeDelta = TimeDelta::seconds(25);

/// Who has which ticket open.
#[derive(Debug, Default)]
pub struct Presence(Mutex<Tickets>);

/// The tickets that somebody has open.
type Tickets = BTreeMap<TicketId, Tabs>;

/// The tabs in which a ticket is open.
type Tabs = BTreeMap<(UserId, TabId), Said>;

/// What was said last in a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Said {
    doing: Doing,
    at: DateTime<Utc>,
    standing: Standing,
}

/// Whether colleagues see that somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They do.
    Shown,
    /// Whoever has no Service seat only looks on.
    LookingOn,
}

impl Presence {
    /// Takes what somebody says. Returns whether colleagues see a difference.
    pub fn say(
        &self,
        ticket: TicketId,
        user: UserId,
        said: &SayPresence,
        standing: Standing,
        now: DateTime<Utc>,
    ) -> bool {
        let mut all = self.all();
        let tabs = all.entry(ticket).or_default();
        let before = shown(tabs);
        let key = (user, said.tab);
        match said.doing {
            Some(doing) => tabs.insert(key, Said { doing, at: now, standing }),
            None => tabs.remove(&key),
        };
        let changed = before != shown(tabs);
        if tabs.is_empty() {
            all.remove(&ticket);
        }
        changed
    }

    /// Who is shown to have a ticket open, and who is to be told of it.
    pub fn at(&self, ticket: TicketId) -> (Vec<Present>, BTreeSet<UserId>) {
        let all = self.all();
        let Some(tabs) = all.get(&ticket) else { return (Vec::new(), BTreeSet::new()) };
        (shown(tabs), tabs.keys().map(|(user, _)| *user).collect())
    }

    /// Forgets those who have not said anything for a while. Gives the tickets at which colleagues see a difference.
    pub fn forget_gone(&self, now: DateTime<Utc>) -> BTreeSet<TicketId> {
        let mut changed = BTreeSet::new();
        self.all().retain(|ticket, tabs| {
            let before = shown(tabs);
            tabs.retain(|_, said| now < said.at + GONE);
            if before != shown(tabs) {
                changed.insert(*ticket);
            }
            !tabs.is_empty()
        });
        changed
    }

    fn all(&self) -> MutexGuard<'_, Tickets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Each user once: whoever writes in one tab and looks on in another is writing.
fn shown(tabs: &Tabs) -> Vec<Present> {
    let mut doing: BTreeMap<UserId, Doing> = BTreeMap::new();
    for ((user, _), said) in tabs.iter().filter(|(_, said)| said.standing == Standing::Shown) {
        let most = doing.entry(*user).or_insert(said.doing);
        *most = said.doing.max(*most);
    }
    doing.into_iter().map(|(user, doing)| Present { user, doing }).collect()
}
