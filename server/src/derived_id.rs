//! Ids that follow from another id, so that what is done again after a crash has the same ids and nothing comes to be
//! twice.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// An id that follows from another and from what it is for, as old as that one.
pub(crate) fn derived(from: Uuid, purpose: &str) -> Uuid {
    let digest = Sha256::new().chain_update(from.as_bytes()).chain_update(purpose.as_bytes()).finalize();
    let random = std::array::from_fn(|index| digest.get(index).copied().unwrap_or_default());
    let milliseconds = from.as_bytes().iter().take(6).fold(0, |time, byte| (time << 8) | u64::from(*byte));
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
}
