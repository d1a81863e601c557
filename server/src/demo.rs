//! A demo desk to look at, and a big one to measure: everything in it is made by us, and the same seed makes the
//! same desk. What happens in it comes through the doors that real mails and real clicks come through; nothing is
//! decided around the rules.

pub mod bulk;
pub mod company;
pub mod crowd;
mod customers;
pub mod letter;
pub mod people;
pub mod picture;
pub mod play;
pub mod random;
pub mod script;
pub mod story;
mod tell;
