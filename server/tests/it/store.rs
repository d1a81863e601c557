//! The store: what is read is what was written, on both databases.

mod accounts;
mod lists;
mod loading;
mod mails;
mod records;
