//! The server of a help desk: one binary that keeps the records, answers the browser and programs,
//! takes mail in and sends it out. It holds no rule: those are in `sportello-domain`.

#![deny(missing_docs)]

pub mod account;
pub mod bulk;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
mod derived_id;
pub mod engine;
pub mod entropy;
pub mod http;
pub mod mail;
pub mod search;
pub mod store;
pub mod sweep;
