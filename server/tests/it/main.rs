//! The server's tests, in one program: everything on SQLite and on PostgreSQL alike.
//!
//! A file names its tests in a [`contract!`]; each is run on both databases, as
//! `file::sqlite::name` and `file::postgres::name`.

#[macro_use]
mod database;

mod demo;
mod engine;
mod mail;
mod store;
