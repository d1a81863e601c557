//! Randomness: the only place that asks the operating system for it.

use uuid::Uuid;

use crate::clock::Clock;

/// A source of randomness that nobody can foresee. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Entropy {
    clock: Clock,
}

impl Entropy {
    /// The operating system's randomness; new ids carry the clock's time.
    pub fn of_the_system(clock: Clock) -> Self {
        Self { clock }
    }

    /// Random bytes.
    pub fn bytes<const COUNT: usize>(&self) -> [u8; COUNT] {
        let mut bytes = [0; COUNT];
        if let Err(error) = getrandom::fill(&mut bytes) {
            // Ids would repeat and tokens could be guessed: there is no safe way on.
            tracing::error!(%error, "The operating system gives no randomness.");
            std::process::abort();
        }
        bytes
    }

    /// A new id, ordered by time, of whatever kind is wanted.
    pub fn id<Id: From<Uuid>>(&self) -> Id {
        let milliseconds = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or(0);
        Id::from(uuid::Builder::from_unix_timestamp_millis(milliseconds, &self.bytes()).into_uuid())
    }
}
