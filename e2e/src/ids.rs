//! Ids for orders and what they create: different from each other, and the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// The time that is in every id, in milliseconds since 1970: 1 January 2026.
const AT: u64 = 1_767_225_600_000;

/// Makes ids that no other id of the same world is equal to.
#[derive(Debug, Default)]
pub struct Ids(AtomicU64);

impl Ids {
    /// Makes the next id.
    pub fn next<Id: From<Uuid>>(&self) -> Id {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let mut random = [0; 10];
        let (_, tail) = random.split_at_mut(2);
        tail.copy_from_slice(&number.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(AT, &random).into_uuid().into()
    }
}
