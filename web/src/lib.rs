//! Sportello in the browser: a single-page app that decides every change at once, by the same rules as the server, and
//! follows the server where it decides otherwise.
//!
//! - [`routes`] has every address, [`mod@env`] the clock and randomness, [`server`] every call to the server;
//! - [`replica`] holds what the server said and the orders that are still in flight;
//! - [`ui`] is the design system, [`language`] the three languages;
//! - the other modules are the screens.

pub mod app;
pub mod chips;
mod contacts;
mod conversations;
pub mod env;
pub mod failure;
pub mod frame;
pub mod inbox;
pub mod language;
pub mod panic_page;
mod parts;
pub mod people;
pub mod preferences;
pub mod property;
pub mod replica;
pub mod routes;
pub mod search;
pub mod server;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod ticket;
pub mod ui;
pub mod workspace;

/// Starts the app in the page's body.
pub fn start() {
    panic_page::install();
    leptos::mount::mount_to_body(app::App);
}
