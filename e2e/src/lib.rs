//! The product seen from outside: what the journeys under `tests/` stand on.
//!
//! A [`journey`](journey::journey) gets a [`World`](world::World): the real program on an empty database, a mail
//! server that is not ours, and real browsers. It reads pages through [`pages`], which know roles, names and labels,
//! and nothing of the app's insides. Nothing here waits for a time: what is awaited is a condition, with a deadline.

pub mod api;
pub mod browser;
pub mod ids;
pub mod journey;
pub mod mail;
pub mod pages;
pub mod program;
pub mod smtp;
pub mod trap;
pub mod trouble;
pub mod waiting;
pub mod world;
