//! Which of a ticket's threads is shown first.

use super::Conversation;
use crate::id::ConversationId;

/// The thread that was associated with the ticket last, even if another has newer messages (CNV-05);
/// of two associated at the same instant, the one with the higher id (CNV-08).
pub fn shown<'a>(conversations: impl IntoIterator<Item = &'a Conversation>) -> Option<ConversationId> {
    conversations
        .into_iter()
        .filter_map(|conversation| {
            conversation.association.map(|association| (association.at, conversation.id))
        })
        .max()
        .map(|(_, conversation)| conversation)
}
