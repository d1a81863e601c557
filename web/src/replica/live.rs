//! Listens to what happens, for as long as the help desk is open, and again after every break.
//!
//! A page that cannot be seen does not listen: a browser holds few connections to one server, and many
//! tabs would use them up. When it is seen again it hears first what it missed.

use std::pin::pin;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::select_all;
use gloo_net::eventsource::futures::EventSource;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::protocol::{LiveChange, Resync, Sequence, Withdrawn};

use super::core::Replica;
use super::inboxes::concerns_inboxes;
use super::sender::pause;
use super::without_ticket::concerns_without_ticket;
use super::{HelpDesk, Line};
use crate::env::{self, Sight};
use crate::server;

/// The first wait before listening again, in milliseconds; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: u32 = 1_000;
/// The longest wait before listening again, in milliseconds.
const LONGEST_WAIT: u32 = 30_000;

/// Why listening ended.
enum Break {
    /// The page cannot be seen any more.
    OutOfSight,
    /// The stream broke.
    Line {
        /// Whether anything was heard before.
        heard: bool,
    },
}

/// Listens until the help desk has ended.
pub fn listen(help_desk: HelpDesk) {
    spawn_local(async move {
        let mut wait = FIRST_WAIT;
        while !help_desk.has_ended() {
            env::until(Sight::Seen).await;
            match listen_once(&help_desk).await {
                Break::OutOfSight => continue,
                Break::Line { heard: true } => wait = FIRST_WAIT,
                Break::Line { heard: false } => {}
            }
            if help_desk.has_ended() {
                return;
            }
            // A broken stream does not say why: without a line this does not answer, without a session it says so.
            if help_desk.watch(server::show_session().await).is_err() {
                pause(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            } else {
                pause(FIRST_WAIT).await;
            }
        }
    });
}

/// Listens until the stream breaks or the page goes out of sight.
async fn listen_once(help_desk: &HelpDesk) -> Break {
    let mut heard = false;
    let Ok(mut source) = EventSource::new(&server::live_address(help_desk.core(Replica::heard))) else {
        return Break::Line { heard };
    };
    let streams: Vec<_> = ["change", "withdrawn", "resync", "presence"]
        .into_iter()
        .filter_map(|kind| source.subscribe(kind).ok())
        .collect();
    let mut streams = select_all(streams);
    let mut out_of_sight = pin!(env::until(Sight::Hidden));
    loop {
        let (kind, message) = match select(streams.next(), out_of_sight.as_mut()).await {
            Either::Left((Some(Ok(told)), _)) => told,
            Either::Left((Some(Err(_)) | None, _)) => return Break::Line { heard },
            Either::Right(_) => return Break::OutOfSight,
        };
        if help_desk.has_ended() {
            return Break::Line { heard };
        }
        heard = true;
        help_desk.set_line(Line::Up);
        let text = message.data().as_string().unwrap_or_default();
        if take(help_desk, &kind, &text).await.is_none() {
            // Not readable here, as when the server is newer: everything is loaded again instead.
            let sequence = message.last_event_id().parse().unwrap_or_default();
            start_over(help_desk, sequence).await;
        }
    }
}

/// Listens on from an event, and loads again what is shown. Fails only without a line, and then it is done again.
async fn start_over(help_desk: &HelpDesk, sequence: Sequence) {
    help_desk.core.update_value(|core| core.missed(sequence));
    let _ = help_desk.load_all_again().await;
    help_desk.load_mentions();
    help_desk.renew_without_ticket();
    help_desk.tell_inbox_news();
    help_desk.reload_stale();
}

/// Takes one event; none when it cannot be read, as when the server speaks a newer version.
async fn take(help_desk: &HelpDesk, kind: &str, text: &str) -> Option<()> {
    match kind {
        "change" => {
            let change: LiveChange = serde_json::from_str(text).ok()?;
            let mentions = help_desk.concerns_mentions(&change);
            let without_ticket = concerns_without_ticket(&change);
            // Before it is taken: what it takes out of an inbox was there.
            let inboxes = help_desk.core(|core| concerns_inboxes(core, &change));
            help_desk.learn(|core| core.heard_live(change));
            if mentions {
                help_desk.load_mentions();
            }
            if without_ticket {
                help_desk.renew_without_ticket();
            }
            if inboxes {
                help_desk.tell_inbox_news();
            }
            help_desk.count_soon();
        }
        "withdrawn" => {
            let withdrawn: Withdrawn = serde_json::from_str(text).ok()?;
            help_desk.learn(|core| core.withdrawn(&withdrawn));
        }
        "presence" => help_desk.hear_presence(serde_json::from_str(text).ok()?),
        _ => {
            let resync: Resync = serde_json::from_str(text).ok()?;
            start_over(help_desk, resync.sequence).await;
        }
    }
    Some(())
}
