//! The rules of a help desk.
//!
//! Tickets, statuses, conversations, access: every rule is here, and nothing else. There is no I/O,
//! no clock and no randomness; times, ids and who acts are arguments. The crate is compiled twice:
//! natively into the server, which has the last word, and to WebAssembly into the browser, which
//! answers at once what an order would do.
//!
//! The way of an order:
//!
//! 1. A [`Command`](order::Command) says what is wanted; an [`Order`](order::Order) adds by whom and
//!    when.
//! 2. Its [`scope`](decide::Decide::scope) says what must be loaded into a [`Desk`](desk::Desk).
//! 3. [`decide`](decide::decide) gives [events](event::Event), or a [`Rejection`](rejection::Rejection)
//!    that says which rule does not let it happen.
//! 4. [`Desk::apply`](desk::Desk::apply) takes the events into account, on either side.
//!
//! The rules are numbered in `docs/rules`; a comment names the ones it carries out, a test those it
//! proves.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod association;
pub mod bulk;
pub mod channel;
pub mod company;
pub mod contact;
pub mod conversation;
pub mod deal;
pub mod decide;
pub mod desk;
pub mod event;
pub mod filter;
pub mod follow;
pub mod formatted;
pub mod history;
pub mod id;
pub mod identifier;
pub mod inbox;
pub mod mail;
pub mod mention;
pub mod merge;
pub mod message;
pub mod order;
pub mod pipeline;
pub mod policy;
pub mod property;
pub mod protocol;
pub mod rejection;
pub mod setup;
pub mod spam;
pub mod split;
mod tagged;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod ticket;
pub mod trash;
pub mod unread;
pub mod user;
pub mod view;
pub mod workspace;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
