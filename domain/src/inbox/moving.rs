//! Moving a conversation between an inbox and the help desk, or to another inbox.

use serde::{Deserialize, Serialize};

use crate::conversation::{self, Place};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::formatted::FormattedText;
use crate::id::{ConversationId, InboxId, MessageId, StatusId, TicketId, UserId};
use crate::message::{AddComment, FirstTicket, first_ticket};
use crate::policy;
use crate::property::PropertyName;
use crate::rejection::Rejection;
use crate::ticket::{ChangePipeline, TicketName};

/// Moves a conversation to an inbox, or to the help desk (MOV-05, MOV-07). Its ticket stays where it is; one that goes
/// to the help desk without any gets one (MOV-10). All of it, or none of it (MOV-13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveConversation {
    /// The conversation.
    pub conversation: ConversationId,
    /// The inbox in which it shall be; the help desk where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<InboxId>,
    /// Who gets it; it stays whose it is where nobody is named (MOV-12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// What colleagues are told about it (MOV-11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Explanation>,
    /// The status that its ticket gets, and with it the pipeline (MOV-13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusId>,
    /// Values for what that status asks for, as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(PropertyName, String)>,
    /// The id of the ticket, if one is created (MOV-10).
    pub new_ticket: TicketId,
}

/// A comment that explains something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// The id of the new comment.
    pub message: MessageId,
    /// What it says.
    pub text: FormattedText,
}

impl Decide for MoveConversation {
    fn scope(&self) -> Scope {
        Scope {
            messages: self.comment.iter().map(|comment| comment.message).collect(),
            tickets: [self.new_ticket].into(),
            ticket_number: self.to.is_none(),
            ..Scope::of_conversation(self.conversation)
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let conversation = self.conversation;
        policy::may_move_conversations(decision.setup(), decision.actor())?; // MOV-02
        policy::visible_conversation(decision, conversation)?;
        not_put_aside(decision, conversation)?;
        let from = decision.conversation(conversation)?.inbox;
        // MOV-14: whoever moves it works where it is and where it goes.
        for inbox in [from, self.to].into_iter().flatten() {
            policy::member_of_inbox(decision.setup(), decision.actor(), inbox)?;
        }
        if let Some(owner) = self.owner {
            policy::may_own_conversation(decision.setup(), owner, self.to)?;
        }
        // Before it leaves: what is said about the move is said by somebody who is at it.
        if let Some(Explanation { message, text }) = &self.comment {
            AddComment::new(*message, conversation, text.clone()).decide(decision)?;
        }
        move_to(decision, conversation, self.to);
        if self.to.is_none() && decision.conversation(conversation)?.ticket().is_none() {
            self.create_ticket(decision)?;
        }
        if let Some(owner) = self.owner {
            conversation::assign(decision, conversation, Some(owner))?;
        }
        match self.status {
            Some(status) => self.set_status(decision, status),
            None => Ok(()),
        }
    }
}

impl MoveConversation {
    /// Gives a conversation that comes to the help desk without a ticket one with its channel's values (MOV-10).
    fn create_ticket(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let found = decision.conversation(self.conversation)?;
        if decision.desk().tickets.contains_key(&self.new_ticket) {
            return Err(Rejection::TicketExists { ticket: self.new_ticket });
        }
        let Some(channel) = decision.setup().channels.get(&found.channel) else {
            return Err(Rejection::ChannelNotFound { channel: found.channel });
        };
        let mut writers = found.contacts.iter().filter_map(|contact| decision.desk().contacts.get(contact));
        let name = writers.next().map_or(channel.name.as_str(), |contact| contact.display_name());
        let name = TicketName::of_message(found.subject.as_deref(), "", name);
        let first = FirstTicket { ticket: self.new_ticket, name, created_at: None };
        first_ticket(decision, channel, self.conversation, first)
    }

    /// Sets the ticket's status, in whatever pipeline it is, as if by hand (MOV-13).
    fn set_status(&self, decision: &mut Decision<'_>, status: StatusId) -> Result<(), Rejection> {
        let conversation = self.conversation;
        let Some(ticket) = decision.conversation(conversation)?.ticket() else {
            return Err(Rejection::ConversationWithoutTicket { conversation });
        };
        let Some(pipeline) = decision.setup().pipeline_of(status).map(|pipeline| pipeline.id) else {
            return Err(Rejection::StatusNotFound { status });
        };
        ChangePipeline { ticket, pipeline, status, properties: self.properties.clone() }.decide(decision)
    }
}

/// Records that a conversation is in an inbox, or in the help desk, if it is elsewhere.
pub(crate) fn move_to(decision: &mut Decision<'_>, conversation: ConversationId, to: Option<InboxId>) {
    let from = decision.desk().conversations.get(&conversation).map(|found| found.inbox);
    if let Some(from) = from.filter(|from| *from != to) {
        decision.record(Fact::ConversationMoved { conversation, from, to });
    }
}

/// Refuses a conversation that was put aside.
pub(crate) fn not_put_aside(decision: &Decision<'_>, conversation: ConversationId) -> Result<(), Rejection> {
    match decision.conversation(conversation)?.place {
        Place::HelpDesk => Ok(()),
        Place::Spam => Err(Rejection::ConversationInSpam { conversation }),
        Place::Trash => Err(Rejection::ConversationInTrash { conversation }),
    }
}
