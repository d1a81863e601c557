//! The comments that mention whoever is signed in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::event::Fact;
use sportello_domain::protocol::{LiveChange, MentionPage};

use super::HelpDesk;
use crate::server;

impl HelpDesk {
    /// The newest mentions; none before they are loaded. Tracked.
    pub fn mentions(&self) -> Option<MentionPage> {
        self.mentions.get()
    }

    /// Loads the newest mentions.
    pub fn load_mentions(&self) {
        let help_desk = self.clone();
        spawn_local(async move {
            // What is missed now is loaded with the next mention.
            if let Ok(page) = server::list_mentions().await {
                help_desk.mentions.try_set(Some(page));
            }
        });
    }

    /// Whether a change mentions whoever is signed in, or is their reading of a ticket in which they were mentioned.
    pub(super) fn concerns_mentions(&self, change: &LiveChange) -> bool {
        let me = self.me();
        change.events.iter().any(|event| {
            if let Fact::Mentioned { users, .. } = &event.fact {
                return users.contains(&me);
            }
            let Fact::ReadUpTo { user, ticket, .. } = &event.fact else { return false };
            let listed = self.mentions.read_untracked();
            let of_ticket = || listed.iter().flat_map(|page| &page.mentions).any(|it| it.ticket == *ticket);
            *user == me && of_ticket()
        })
    }
}
