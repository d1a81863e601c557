//! Moving a conversation of an inbox to the trash, with its ticket, and what becomes of one that has none.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::moving::not_put_aside;
use crate::conversation::{Conversation, Place};
use crate::decide::{Decide, Decision};
use crate::desk::{Desk, Scope};
use crate::event::Fact;
use crate::id::ConversationId;
use crate::policy;
use crate::rejection::Rejection;
use crate::spam;
use crate::trash;

/// Moves a conversation to the trash (INB-11). Its ticket is deleted with it (DEL-06), and so are the ticket's other
/// conversations, which must be named to confirm it (DEL-14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrashConversation {
    /// The conversation.
    pub conversation: ConversationId,
    /// The other conversations that go with it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub with: BTreeSet<ConversationId>,
}

impl Decide for TrashConversation {
    fn scope(&self) -> Scope {
        Scope::of_conversation(self.conversation)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let conversation = self.conversation;
        policy::deletable_conversation(decision, conversation)?;
        not_put_aside(decision, conversation)?;
        let with = falls_with(decision.desk(), decision.conversation(conversation)?);
        if with != self.with {
            return Err(Rejection::OthersFallWithIt { conversation, with });
        }
        if let Some(ticket) = decision.conversation(conversation)?.ticket() {
            trash::delete(decision, ticket);
        } else {
            let by = decision.actor().user();
            decision.record(Fact::ConversationTrashed { conversation, by });
        }
        Ok(())
    }
}

/// The other conversations that go into the trash with one: those of its ticket that are at work (DEL-14).
pub fn falls_with(desk: &Desk, conversation: &Conversation) -> BTreeSet<ConversationId> {
    let Some(ticket) = conversation.ticket() else { return BTreeSet::new() };
    let others = desk.conversations_of(ticket);
    others.filter(|it| it.id != conversation.id && it.place == Place::HelpDesk).map(|it| it.id).collect()
}

/// Until when a conversation that went into the trash by itself can be restored; none where it is not there.
pub fn ends_at(conversation: &Conversation) -> Option<DateTime<Utc>> {
    let since = conversation.placed_at.filter(|_| conversation.place == Place::Trash)?;
    since.checked_add_signed(TimeDelta::days(trash::DAYS_KEPT))
}

/// How many days such a conversation can still be restored, the one that has begun counted as a whole; none where it
/// cannot be.
pub fn days_left(conversation: &Conversation, now: DateTime<Utc>) -> Option<i64> {
    trash::days_until(ends_at(conversation)?, now)
}

/// Takes a conversation that has no ticket out of the trash (CNV-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestoreConversation {
    /// The conversation.
    pub conversation: ConversationId,
}

impl Decide for RestoreConversation {
    fn scope(&self) -> Scope {
        Scope::of_conversation(self.conversation)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let conversation = self.conversation;
        policy::may_restore(decision.setup(), decision.actor())?;
        let found = decision.conversation(conversation)?;
        if let Some(ticket) = found.ticket() {
            return Err(Rejection::TicketDeleted { ticket });
        }
        match ends_at(found) {
            None => Err(Rejection::ConversationNotInTrash { conversation }),
            Some(end) if end < decision.at() => Err(Rejection::ConversationRestoreTooLate { conversation }),
            Some(_) => spam::bring_back(decision, conversation),
        }
    }
}

/// Removes conversations without a ticket that cannot be restored any more for good, with their messages (DEL-13). Given
/// by the system alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurgeConversations {
    /// The conversations.
    pub conversations: BTreeSet<ConversationId>,
}

impl Decide for PurgeConversations {
    fn scope(&self) -> Scope {
        Scope { conversations: self.conversations.clone(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::only_system(decision.actor())?;
        for conversation in self.conversations.iter().copied() {
            let found = decision.conversation(conversation)?;
            match (found.ticket(), ends_at(found)) {
                (Some(ticket), _) => return Err(Rejection::TicketDeleted { ticket }),
                (None, None) => return Err(Rejection::ConversationNotInTrash { conversation }),
                (None, Some(end)) if end >= decision.at() => {
                    return Err(Rejection::ConversationPurgeTooEarly { conversation });
                }
                (None, Some(_)) => decision.record(Fact::ConversationPurged { conversation }),
            }
        }
        Ok(())
    }
}
