//! Replies that a colleague's answer crossed: what was seen when a draft was begun, and which replies are held.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sportello_domain::id::{ConversationId, MessageId, StatusId, UserId};
use sportello_domain::order::Command;
use sportello_domain::property::PropertyName;
use sportello_domain::rejection::Rejection;

use super::{HelpDesk, Place, Refusal};
use crate::env;

/// A reply that was not sent because a colleague answered meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The colleague's answer.
    pub answer: MessageId,
    /// The status that the ticket was to get with the reply, and what it asks for.
    pub then: Option<(StatusId, Vec<(PropertyName, String)>)>,
}

/// The replies that are held.
#[derive(Clone, Default)]
pub struct HeldReplies(ArcRwSignal<BTreeMap<ConversationId, Held>>);

impl Refusal {
    /// The colleague's answer that crossed, where that is why.
    pub fn crossing(&self) -> Option<MessageId> {
        let rejection = match self {
            Self::Rule(rejection) => Some(rejection),
            Self::Server(problem) => problem.rejection.as_ref(),
        };
        match rejection {
            Some(Rejection::AnsweredMeanwhile { message }) => Some(*message),
            Some(_) | None => None,
        }
    }
}

impl HelpDesk {
    /// The reply of a conversation that is held; tracked.
    pub fn held(&self, conversation: ConversationId) -> Option<Held> {
        self.held.0.read().get(&conversation).cloned()
    }

    /// Holds a reply if that is why it was refused.
    pub(super) fn hold(&self, command: &Command, refusal: &Refusal) {
        let (Command::SendReply(reply), Some(answer)) = (command, refusal.crossing()) else { return };
        let then = reply.then_status.map(|status| (status, reply.properties.clone()));
        self.held.0.update(|held| {
            held.insert(reply.conversation, Held { answer, then });
        });
    }

    /// Takes it that whoever writes has seen everything that is in the thread now.
    pub fn acknowledge(&self, conversation: ConversationId, place: Place) {
        let held = self.held.0.try_update(|held| held.remove(&conversation)).flatten();
        // The answer that was told of may not have come yet.
        let coming = held.map(|held| held.answer).filter(|answer| !self.is_here(*answer));
        keep_seen(self.me(), conversation, coming.or_else(|| self.newest(conversation)));
        self.forget_refusal(place);
    }

    /// The newest message that the author of a reply had seen when the reply was begun, or since.
    pub fn seen(&self, conversation: ConversationId) -> Option<MessageId> {
        let kept = env::kept(&name(self.me(), conversation)).and_then(|id| id.parse().ok());
        kept.or_else(|| self.newest(conversation))
    }

    /// Remembers what is seen while a reply is begun; nothing where it was begun before.
    pub fn begin_reply(&self, conversation: ConversationId) {
        if env::kept(&name(self.me(), conversation)).is_none() {
            keep_seen(self.me(), conversation, self.newest(conversation));
        }
    }

    /// Forgets what was seen: there is no draft any more.
    pub fn end_reply(&self, conversation: ConversationId) {
        keep_seen(self.me(), conversation, None);
    }

    fn is_here(&self, message: MessageId) -> bool {
        self.desk(|desk| desk.messages.contains_key(&message))
    }

    fn newest(&self, conversation: ConversationId) -> Option<MessageId> {
        self.desk(|desk| desk.newest_message(conversation).map(|message| message.id))
    }
}

/// Remembers what the author of a reply had seen that comes back into the editor.
pub(super) fn seen_before(user: UserId, conversation: ConversationId, seen: Option<MessageId>) {
    keep_seen(user, conversation, seen);
}

fn keep_seen(user: UserId, conversation: ConversationId, seen: Option<MessageId>) {
    env::keep(&name(user, conversation), &seen.map(|seen| seen.to_string()).unwrap_or_default());
}

fn name(user: UserId, conversation: ConversationId) -> String {
    format!("sportello.seen.{user}.{conversation}")
}
