//! The server's clock: the only place that asks what time it is. Everything else gets a time.

use chrono::{DateTime, SubsecRound, Utc};

/// What time it is. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    set: Option<std::sync::Arc<std::sync::Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The machine's clock.
    pub fn of_the_machine() -> Self {
        Self::default()
    }

    /// A clock that stands until it is set: for tests, and for telling what happened some days ago.
    pub fn standing_at(at: DateTime<Utc>) -> Self {
        Self { set: Some(std::sync::Arc::new(std::sync::Mutex::new(at))) }
    }

    /// Sets a clock that stands. One of the machine goes on as before.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Some(set) = &self.set {
            *set.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
        }
    }

    /// What time it is, in whole microseconds: as exact as times are stored.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    pub fn now(&self) -> DateTime<Utc> {
        if let Some(set) = &self.set {
            return *set.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        Utc::now().trunc_subsecs(6)
    }
}
