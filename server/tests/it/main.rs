//! The server's tests, in one program: everything on SQLite and on PostgreSQL alike.
//!
//! A file names its tests in a [`contract!`]; each is run on both databases, as
//! `file::sqlite::name` and `file::postgres::name`.

#[cfg(test)]
#[macro_use]
mod database;

#[cfg(test)]
mod demo;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod http;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod store;
