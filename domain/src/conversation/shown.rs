//! Which of a ticket's threads is shown first, and which was its first.

use super::{Conversation, Place};
use crate::id::ConversationId;

/// The thread that was associated with the ticket last, even if another has newer messages (CNV-05);
/// of two associated at the same instant, the one with the higher id (CNV-08). What was put aside comes after the others.
pub fn shown<'a>(conversations: impl IntoIterator<Item = &'a Conversation>) -> Option<ConversationId> {
    conversations
        .into_iter()
        .filter_map(|conversation| {
            let at_work = conversation.place == Place::HelpDesk;
            conversation.association.map(|association| (at_work, association.at, conversation.id))
        })
        .max()
        .map(|(_, _, conversation)| conversation)
}

/// The thread in which a ticket was created: the one that was associated with it first (EML-24); of two
/// associated at the same instant, the one with the lower id.
pub(crate) fn first_associated<'a>(
    conversations: impl IntoIterator<Item = &'a Conversation>,
) -> Option<ConversationId> {
    conversations
        .into_iter()
        .filter_map(|conversation| {
            conversation.association.map(|association| (association.at, conversation.id))
        })
        .min()
        .map(|(_, conversation)| conversation)
}
