//! Who else has a ticket open, as the server says it, and saying it of oneself.

use leptos::prelude::*;
use sportello_domain::id::{TabId, TicketId};
use sportello_domain::protocol::{Doing, Present, SayPresence, TicketPresence};

use super::HelpDesk;
use crate::env;
use crate::server;

/// Who else has the open ticket open.
#[derive(Clone)]
pub struct Presence {
    tab: TabId,
    others: ArcRwSignal<Option<TicketPresence>>,
    /// How often the server has told it live.
    heard: ArcStoredValue<u64>,
}

impl Presence {
    /// Knows of nobody yet.
    pub fn of_tab() -> Self {
        Self {
            tab: TabId::generate(env::now(), env::entropy()),
            others: ArcRwSignal::new(None),
            heard: ArcStoredValue::new(0),
        }
    }
}

impl HelpDesk {
    /// The colleagues who have a ticket open; tracked.
    pub fn present(&self, ticket: TicketId) -> Vec<Present> {
        let others = self.presence.others.read();
        others.as_ref().filter(|it| it.ticket == ticket).map(|it| it.present.clone()).unwrap_or_default()
    }

    /// Says that one has a ticket open, and what one does there.
    pub async fn say_presence(&self, ticket: TicketId, doing: Doing) {
        let said = SayPresence { tab: self.presence.tab, doing: Some(doing) };
        let heard = self.presence.heard.get_value();
        match server::say_presence(ticket, &said).await {
            // What was told live meanwhile may be newer than this answer.
            Ok(others) if self.presence.heard.get_value() == heard => self.show_presence(others),
            Ok(_) => {}
            // Without a line nobody is known to be there; it is said again soon.
            Err(_) => self.presence.others.set(None),
        }
    }

    /// Says that one has closed a ticket, perhaps with the page.
    pub fn leave_ticket(&self, ticket: TicketId) {
        if !self.has_ended() {
            server::say_presence_last(ticket, &SayPresence { tab: self.presence.tab, doing: None });
        }
    }

    /// Takes what the server tells live.
    pub(super) fn hear_presence(&self, others: TicketPresence) {
        self.presence.heard.update_value(|heard| *heard += 1);
        self.show_presence(others);
    }

    fn show_presence(&self, others: TicketPresence) {
        if self.presence.others.read_untracked().as_ref() != Some(&others) {
            self.presence.others.set(Some(others));
        }
    }
}
