//! Moving a channel from its inbox to the help desk.

use serde::{Deserialize, Serialize};

use super::moving::move_to;
use crate::channel::{Channel, ChannelKind, NewTicketProperties, TicketAutomation};
use crate::conversation::{Conversation, Place};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::{ChannelId, ConversationId};
use crate::policy;
use crate::rejection::Rejection;

/// Moves a channel from its inbox to the help desk (MCH-01). What it does with new messages begins anew there: tickets
/// of nobody, in the default pipeline (MCH-05).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveChannel {
    /// The channel.
    pub channel: ChannelId,
    /// Whether what was written until now moves too (MCH-02). Else it stays in the inbox, with what is answered to it
    /// (MCH-03).
    pub history: bool,
}

impl Decide for MoveChannel {
    fn scope(&self) -> Scope {
        Scope {
            conversations_in_inbox: self.history.then_some(self.channel).into_iter().collect(),
            ..Scope::default()
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let channel = self.channel;
        policy::may_move_conversations(decision.setup(), decision.actor())?;
        let Some(found) = decision.setup().channels.get(&channel) else {
            return Err(Rejection::ChannelNotFound { channel });
        };
        let Some(inbox) = found.inbox else {
            return Err(Rejection::ChannelNotInInbox { channel });
        };
        policy::member_of_inbox(decision.setup(), decision.actor(), inbox)?;
        if !can_move(&found.kind) {
            return Err(Rejection::ChannelMustReconnect { channel });
        }
        let moved = Channel {
            inbox: None,
            pipeline: decision.setup().default_pipeline,
            tickets: TicketAutomation::default(),
            new_ticket: NewTicketProperties::default(),
            ..found.clone()
        };
        decision.record(Fact::Setup(SetupFact::ChannelSaved { channel: moved }));
        if self.history {
            let theirs = |it: &&Conversation| {
                // MCH-04: what is in the trash stays; what is spam comes back to where its channel is.
                it.channel == channel && it.inbox == Some(inbox) && it.place != Place::Trash
            };
            let history: Vec<ConversationId> =
                decision.desk().conversations.values().filter(theirs).map(|it| it.id).collect();
            for conversation in history {
                move_to(decision, conversation, None);
            }
        }
        Ok(())
    }
}

/// Whether channels of a kind can be moved: the others are connected again (MCH-01, MCH-06).
pub fn can_move(kind: &ChannelKind) -> bool {
    match kind {
        ChannelKind::Email { .. } | ChannelKind::Chat | ChannelKind::Form | ChannelKind::Calling => true,
        ChannelKind::Messenger | ChannelKind::Whatsapp | ChannelKind::Custom => false,
    }
}
