//! Mail: from raw bytes to messages, and from messages to the wire.
//!
//! On the way in, raw bytes are stored in the ledger before anything reads them, then
//! [read](parse), then given to the engine as an order; every mail ends in one state with a reason.
//! On the way out, the outbox row is written with the message; the worker composes, sends and
//! records. No rule is here: which conversation a mail belongs to is decided by the domain.

pub mod budget;
pub mod compose;
pub mod derived_ids;
pub mod digest;
pub mod html;
pub mod import;
pub mod intake;
pub mod outbox;
pub mod parse;
pub mod relay;
pub mod reply_address;
