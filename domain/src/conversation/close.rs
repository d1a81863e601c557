//! Closing and reopening conversations, by hand and because their ticket was.

use serde::{Deserialize, Serialize};

use super::Place;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{ConversationId, TicketId};
use crate::policy;
use crate::rejection::Rejection;

/// Closes one conversation. Its ticket and the ticket's other threads stay open (CLO-08, CLO-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseConversation {
    /// The conversation.
    pub conversation: ConversationId,
}

impl Decide for CloseConversation {
    fn scope(&self) -> Scope {
        Scope::of_conversation(self.conversation)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable_conversation(decision, self.conversation)?;
        not_in_trash(decision, self.conversation)?;
        close(decision, self.conversation);
        Ok(())
    }
}

/// Opens a closed conversation again. The ticket's status does not change (CLO-13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReopenConversation {
    /// The conversation.
    pub conversation: ConversationId,
}

impl Decide for ReopenConversation {
    fn scope(&self) -> Scope {
        Scope::of_conversation(self.conversation)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable_conversation(decision, self.conversation)?;
        not_in_trash(decision, self.conversation)?;
        reopen(decision, self.conversation);
        Ok(())
    }
}

/// Closes every conversation of a ticket that was closed (CLO-03), spam among them; only what is in
/// the trash keeps its state (CNV-02). A live chat is closed, not ended: a new message opens it again
/// (CLO-14).
pub(crate) fn close_all(decision: &mut Decision<'_>, ticket: TicketId) {
    for conversation in conversations_in(decision, ticket, &[Place::HelpDesk, Place::Spam]) {
        close(decision, conversation);
    }
}

/// Opens the conversation of a ticket that was reopened, if it has exactly one (CLO-05, CLO-06), spam
/// and trash not counted (CLO-12).
pub(crate) fn reopen_the_only_one(decision: &mut Decision<'_>, ticket: TicketId) {
    if let [only] = conversations_in(decision, ticket, &[Place::HelpDesk])[..] {
        reopen(decision, only);
    }
}

/// Opens a conversation where it is closed.
pub(crate) fn reopen(decision: &mut Decision<'_>, conversation: ConversationId) {
    let closed = decision.desk().conversations.get(&conversation).is_some_and(|found| !found.is_open());
    if closed {
        decision.record(Fact::ConversationReopened { conversation });
    }
}

/// Closes a conversation where it is open.
fn close(decision: &mut Decision<'_>, conversation: ConversationId) {
    let open = decision.desk().conversations.get(&conversation).is_some_and(super::Conversation::is_open);
    if open {
        decision.record(Fact::ConversationClosed { conversation });
    }
}

/// The conversations of a ticket that are in one of these places.
fn conversations_in(decision: &Decision<'_>, ticket: TicketId, places: &[Place]) -> Vec<ConversationId> {
    let conversations = decision.desk().conversations_of(ticket);
    conversations
        .filter(|conversation| places.contains(&conversation.place))
        .map(|conversation| conversation.id)
        .collect()
}

/// Refuses to change the state of a conversation in the trash (CNV-02).
fn not_in_trash(decision: &Decision<'_>, conversation: ConversationId) -> Result<(), Rejection> {
    match decision.conversation(conversation)?.place {
        Place::Trash => Err(Rejection::ConversationInTrash { conversation }),
        Place::HelpDesk | Place::Spam => Ok(()),
    }
}
