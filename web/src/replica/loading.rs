//! Loading contacts, companies and deals, and what happened on a ticket.

use sportello_domain::association::RecordRef;
use sportello_domain::history::{AssociatedType, PropertyChange};
use sportello_domain::id::{ConversationId, TicketId};
use sportello_domain::order::Command;
use sportello_domain::protocol::{
    ActivityPage, AssociationPage, ConversationPage, ConversationView, MergeCandidate, RecordKind, Sequence,
};

use super::HelpDesk;
use crate::replica::topic::Changed;
use crate::server::{self, ServerError};

impl HelpDesk {
    /// Loads what happened on a ticket: the newest, or what happened before.
    ///
    /// # Errors
    ///
    /// As [`server::load_activity`].
    pub async fn load_activity(
        &self,
        ticket: TicketId,
        before: Option<Sequence>,
    ) -> Result<ActivityPage, ServerError> {
        self.watch(server::load_activity(ticket, before).await)
    }

    /// Loads which records and activities came to a ticket and which left it: the newest, or those before.
    ///
    /// # Errors
    ///
    /// As [`server::load_associations`].
    pub async fn load_associations(
        &self,
        ticket: TicketId,
        of_type: Option<AssociatedType>,
        before: Option<u64>,
    ) -> Result<AssociationPage, ServerError> {
        self.watch(server::load_associations(ticket, of_type, before).await)
    }

    /// Loads the tickets with which one can be merged.
    ///
    /// # Errors
    ///
    /// As [`server::load_merge_candidates`].
    pub async fn load_merge_candidates(
        &self,
        ticket: TicketId,
        words: &str,
    ) -> Result<Vec<MergeCandidate>, ServerError> {
        self.watch(server::load_merge_candidates(ticket, words).await)
    }

    /// Loads a page of the conversations in Spam.
    ///
    /// # Errors
    ///
    /// As [`server::list_spam`].
    pub async fn load_spam(&self, next: Option<&str>) -> Result<ConversationPage, ServerError> {
        let page = self.watch(server::list_spam(next).await)?;
        self.learn_conversations(&page);
        Ok(page)
    }

    /// Loads a conversation with what belongs to it, its ticket among that where it may be seen.
    ///
    /// # Errors
    ///
    /// As [`server::load_conversation`] and [`server::load_ticket`].
    pub async fn load_conversation(&self, conversation: ConversationId) -> Result<(), ServerError> {
        let view = self.watch(server::load_conversation(conversation).await)?;
        let ConversationView { conversation, ticket, records, sequence } = view;
        let number = ticket.as_ref().map(|row| row.ticket.number);
        self.learn(|core| core.learn_records(records, sequence));
        let tickets = ticket.into_iter().collect();
        self.learn(|core| core.learn_with_tickets(vec![conversation], tickets, sequence));
        // With the ticket come its other conversations, which share what becomes of it.
        if let Some(number) = number {
            self.load_ticket(number.0).await?;
        }
        Ok(())
    }

    /// Loads a page of the recycle bin: which tickets, and where the next page begins.
    ///
    /// # Errors
    ///
    /// As [`server::list_deleted_tickets`].
    pub async fn load_recycle_bin(
        &self,
        next: Option<&str>,
    ) -> Result<(Vec<TicketId>, Option<String>), ServerError> {
        let page = self.watch(server::list_deleted_tickets(next).await)?;
        let tickets = page.rows.iter().map(|row| row.ticket.id).collect();
        let next = page.next.clone();
        self.learn(|core| core.learn_deleted(page));
        Ok((tickets, next))
    }

    /// Loads how the properties of a ticket changed, the oldest change first.
    ///
    /// # Errors
    ///
    /// As [`server::load_property_history`].
    pub async fn load_property_history(&self, ticket: TicketId) -> Result<Vec<PropertyChange>, ServerError> {
        self.watch(server::load_property_history(ticket).await)
    }

    /// Loads a page of contacts, companies or deals: which they are, and where the next page begins.
    ///
    /// # Errors
    ///
    /// As [`server::list_records`].
    pub async fn load_records(
        &self,
        kind: RecordKind,
        typed: &str,
        next: Option<&str>,
    ) -> Result<(Vec<RecordRef>, Option<String>), ServerError> {
        let page = self.watch(server::list_records(kind, typed, next).await)?;
        self.learn(|core| core.learn_records(page.records, page.sequence));
        Ok((page.ids, page.next))
    }

    /// Loads how many conversations the contacts that an order names have outside of Spam.
    ///
    /// # Errors
    ///
    /// As [`server::load_scope`].
    pub async fn load_outside_spam(&self, command: &Command) -> Result<(), ServerError> {
        let scoped = self.watch(server::load_scope(command).await)?;
        self.learn(|core| {
            core.learn_outside_spam(&scoped.desk.facts.outside_spam);
            Changed::new()
        });
        Ok(())
    }

    /// Loads one contact, company or deal with the first page of its tickets, or the one that begins at
    /// `next`; says where the following one begins.
    ///
    /// # Errors
    ///
    /// As [`server::load_record`].
    pub async fn load_record(
        &self,
        record: RecordRef,
        next: Option<&str>,
    ) -> Result<Option<String>, ServerError> {
        let mut view = self.watch(server::load_record(record, next).await)?;
        let next = view.next.take();
        self.learn(|core| core.learn_record(view));
        Ok(next)
    }
}
