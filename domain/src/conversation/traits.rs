//! What the conversations of a ticket are like together. It is kept with the ticket, so that lists are filtered by it
//! (VEW-05, VEW-06) without a look at any conversation.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Conversation, Place};
use crate::decide::Decision;
use crate::event::Fact;
use crate::id::{ChannelId, TicketId, UserId};
use crate::pipeline::State;

/// What the conversations of a ticket are like, but for spam (SPM-14). Each of these is true of one of them at least.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationTraits {
    /// The channels that they are on.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub channels: BTreeSet<ChannelId>,
    /// Whether one is open.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Whether one is closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// Their owners.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub owners: BTreeSet<UserId>,
    /// Whether nobody owns one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unassigned: bool,
}

impl ConversationTraits {
    /// Those of some conversations.
    pub fn of<'a>(conversations: impl IntoIterator<Item = &'a Conversation>) -> Self {
        let mut traits = Self::default();
        let counted = |conversation: &&Conversation| conversation.place != Place::Spam;
        for conversation in conversations.into_iter().filter(counted) {
            traits.channels.insert(conversation.channel);
            traits.open |= conversation.is_open();
            traits.closed |= !conversation.is_open();
            traits.owners.extend(conversation.owner);
            traits.unassigned |= conversation.owner.is_none();
        }
        traits
    }

    /// Whether one is in a state.
    pub fn are(&self, state: State) -> bool {
        match state {
            State::Open => self.open,
            State::Closed => self.closed,
        }
    }

    /// Whether there is no conversation.
    pub fn are_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Records for each ticket whose conversations changed in this decision what they are like now.
pub(crate) fn tell_tickets(decision: &mut Decision<'_>) {
    let conversations = &decision.desk().conversations;
    let changed = decision.recorded().iter().filter_map(|event| event.fact.conversation());
    let changed = changed.filter_map(|conversation| conversations.get(&conversation)?.ticket());
    for ticket in changed.collect::<BTreeSet<TicketId>>() {
        let traits = ConversationTraits::of(decision.desk().conversations_of(ticket));
        if decision.desk().tickets.get(&ticket).is_some_and(|ticket| ticket.conversations != traits) {
            decision.record(Fact::ConversationTraitsChanged { ticket, traits });
        }
    }
}
