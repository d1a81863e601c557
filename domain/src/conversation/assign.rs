//! The owner of a conversation. The ticket's owner follows it (OWN-01).

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{ConversationId, UserId};
use crate::policy;
use crate::rejection::Rejection;
use crate::ticket::{self, Assignee};

/// Gives a conversation to a user, or to nobody. In an inbox it is one who works there (INB-08).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignConversation {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its owner from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
}

impl Decide for AssignConversation {
    fn scope(&self) -> Scope {
        Scope::of_conversation(self.conversation)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable_conversation(decision, self.conversation)?;
        if let Some(owner) = self.owner {
            let inbox = decision.conversation(self.conversation)?.inbox;
            policy::may_own_conversation(decision.setup(), owner, inbox)?;
        }
        assign(decision, self.conversation, self.owner)
    }
}

/// Gives a conversation to somebody, whoever decided so: a user, routing, a program (OWN-07). Its
/// ticket follows (OWN-01, OWN-04); the ticket's other conversations keep their owners (OWN-03).
pub(crate) fn assign(
    decision: &mut Decision<'_>,
    conversation: ConversationId,
    to: Option<UserId>,
) -> Result<(), Rejection> {
    if let Some(user) = to {
        policy::may_own_tickets(decision.setup(), user)?;
    }
    let found = decision.conversation(conversation)?;
    let (from, ticket) = (found.owner, found.ticket());
    if from == to {
        return Ok(());
    }
    decision.record(Fact::ConversationOwnerChanged { conversation, from, to });
    match ticket {
        Some(ticket) => {
            ticket::assign(decision, ticket, to.map_or(Assignee::Nobody, |user| Assignee::User { user }))
        }
        None => Ok(()),
    }
}
