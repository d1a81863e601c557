//! What the server said and the orders that are still in flight.

pub mod core;
pub mod lists;
pub mod slice;
pub mod threads;
pub mod topic;
