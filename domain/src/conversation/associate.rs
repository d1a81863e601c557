//! Giving a conversation its ticket: once, and for good (ONE-01 to ONE-03).

use serde::{Deserialize, Serialize};

use crate::association::{self, Pair};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{ContactId, ConversationId, TicketId};
use crate::policy;
use crate::rejection::Rejection;
use crate::ticket;

/// Associates a conversation that has no ticket with a ticket, which may have others (ONE-03).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssociateConversation {
    /// The conversation.
    pub conversation: ConversationId,
    /// The ticket.
    pub ticket: TicketId,
}

impl Decide for AssociateConversation {
    fn scope(&self) -> Scope {
        Scope { tickets: [self.ticket].into(), conversations: [self.conversation].into(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable(decision.setup(), decision.actor(), decision.ticket(self.ticket)?)?;
        policy::editable_conversation(decision, self.conversation)?;
        associate(decision, self.conversation, self.ticket)
    }
}

/// Associates a conversation with a ticket, and its customers with it.
pub(crate) fn associate(
    decision: &mut Decision<'_>,
    conversation: ConversationId,
    ticket: TicketId,
) -> Result<(), Rejection> {
    without_ticket(decision, conversation)?;
    decision.record(Fact::ConversationAssociated { conversation, ticket });
    let channel = decision.conversation(conversation)?.channel;
    ticket::contacted(decision, ticket, channel); // What was written in it is the ticket's from now on.
    let contacts = decision.conversation(conversation)?.contacts.clone();
    let deleted = |contact: &ContactId| decision.desk().deleted_contacts.contains_key(contact);
    let contacts: Vec<ContactId> = contacts.into_iter().filter(|contact| !deleted(contact)).collect();
    for contact in contacts {
        association::associate(decision, Pair::TicketContact { ticket, contact });
    }
    Ok(())
}

/// Refuses a conversation that has a ticket already (ONE-01).
pub(crate) fn without_ticket(decision: &Decision<'_>, conversation: ConversationId) -> Result<(), Rejection> {
    match decision.conversation(conversation)?.ticket() {
        Some(ticket) => Err(Rejection::ConversationHasTicket { conversation, ticket }),
        None => Ok(()),
    }
}
