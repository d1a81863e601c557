//! What is in inboxes: loaded by the page that shows it, which hears when it has to load again.

use leptos::prelude::*;
use sportello_domain::event::Fact;
use sportello_domain::id::{ConversationId, InboxId};
use sportello_domain::pipeline::State;
use sportello_domain::protocol::{ConversationPage, LiveChange};

use super::HelpDesk;
use super::core::Replica;
use crate::server::{self, ServerError};

impl HelpDesk {
    /// Counts up whenever something happened in an inbox; tracked.
    pub fn inbox_news(&self) -> u32 {
        self.inbox_news.get()
    }

    /// Loads conversations in an inbox, or in all of them: those with the newest messages, or the page that begins at
    /// `next`.
    ///
    /// # Errors
    ///
    /// As [`server::list_inbox`].
    pub async fn load_inbox(
        &self,
        inbox: Option<InboxId>,
        state: State,
        next: Option<&str>,
    ) -> Result<ConversationPage, ServerError> {
        let page = self.watch(server::list_inbox(inbox, state, next).await)?;
        self.learn_conversations(&page);
        Ok(page)
    }

    /// Loads conversations without a ticket that are in the trash: the last ones, or the page that begins at `next`.
    ///
    /// # Errors
    ///
    /// As [`server::list_trash`].
    pub async fn load_trash(&self, next: Option<&str>) -> Result<ConversationPage, ServerError> {
        let page = self.watch(server::list_trash(next).await)?;
        self.learn_conversations(&page);
        Ok(page)
    }

    /// Takes the conversations of a page, with the tickets that came with them.
    pub(super) fn learn_conversations(&self, page: &ConversationPage) {
        let conversations = page.conversations.iter().map(|row| row.conversation.clone()).collect();
        let (tickets, sequence) = (page.tickets.clone(), page.sequence);
        self.learn(|core| core.learn_with_tickets(conversations, tickets, sequence));
    }

    /// Tells the page of an inbox, if one is shown, that something happened there.
    pub(super) fn tell_inbox_news(&self) {
        self.inbox_news.try_update(|news| *news = news.wrapping_add(1));
    }
}

/// Whether a change concerns an inbox: what is in one, or of which is not known that it is not.
pub(super) fn concerns_inboxes(core: &Replica, change: &LiveChange) -> bool {
    let in_inbox = |conversation: ConversationId| {
        let found = core.desk().conversations.get(&conversation);
        found.is_none_or(|found| found.inbox.is_some())
    };
    change.events.iter().any(|event| {
        if let Fact::ConversationMoved { .. } = &event.fact {
            return true;
        }
        if let Fact::ConversationStarted { conversation } = &event.fact {
            return conversation.inbox.is_some();
        }
        event.fact.conversation().is_some_and(in_inbox)
    })
}
