//! The conversations that wait for a ticket (CRE-05).

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::event::Fact;
use sportello_domain::policy;
use sportello_domain::protocol::{ConversationPage, LiveChange};

use super::HelpDesk;
use super::core::Replica;
use crate::server::{self, ServerError};

impl HelpDesk {
    /// The conversations that wait for a ticket, as far as they were loaded; none before. Tracked.
    pub fn without_ticket(&self) -> Option<ConversationPage> {
        self.without_ticket.get()
    }

    /// Loads the newest of them, or the page that begins at `next`.
    ///
    /// # Errors
    ///
    /// As [`server::list_without_ticket`].
    pub async fn load_without_ticket(&self, next: Option<String>) -> Result<(), ServerError> {
        let mut page = self.watch(server::list_without_ticket(next.as_deref()).await)?;
        let conversations = page.conversations.iter().map(|row| row.conversation.clone()).collect();
        let sequence = page.sequence;
        self.learn(|core| core.learn_conversations(conversations, sequence));
        if next.is_some()
            && let Some(before) = self.without_ticket.get_untracked()
        {
            page.conversations.splice(0..0, before.conversations);
        }
        self.without_ticket.try_set(Some(page));
        Ok(())
    }

    /// Loads the newest of them again, if whoever is signed in may see them.
    pub fn renew_without_ticket(&self) {
        let sees =
            self.core(|core| policy::sees_conversations_without_ticket(core.setup(), &Replica::actor(core)));
        if sees {
            let help_desk = self.clone();
            // What is missed now is loaded with the next of them.
            spawn_local(async move { drop(help_desk.load_without_ticket(None).await) });
        }
    }
}

/// Whether a change starts a conversation that has no ticket, or gives one to a conversation that waited.
pub(super) fn concerns_without_ticket(change: &LiveChange) -> bool {
    let (mut started, mut associated) = (Vec::new(), Vec::new());
    for event in &change.events {
        if let Fact::ConversationStarted { conversation } = &event.fact {
            started.push(conversation.id);
        } else if let Fact::ConversationAssociated { conversation, .. } = &event.fact {
            associated.push(*conversation);
        }
    }
    started != associated
}
