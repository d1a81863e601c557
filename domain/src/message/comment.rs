//! Comments: what colleagues tell each other about a conversation.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::file::check_files;
use super::{Author, Delivery, Message, MessageKind};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::formatted::FormattedText;
use crate::id::{AttachmentId, ConversationId, MessageId, UserId};
use crate::mention;
use crate::policy;
use crate::rejection::Rejection;
use crate::unread;

/// Adds a comment. Whoever may see the ticket may comment on it (PER-11); no customer ever gets it
/// (REP-27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddComment {
    /// The id of the new comment.
    pub message: MessageId,
    /// The conversation.
    pub conversation: ConversationId,
    /// What it says: a text, or lines with their formatting.
    pub text: FormattedText,
    /// Its files, stored before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// The colleagues whom it mentions, and who are told (REP-16).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub mentions: BTreeSet<UserId>,
}

impl AddComment {
    /// A comment that is a text alone.
    pub fn new(message: MessageId, conversation: ConversationId, text: impl Into<FormattedText>) -> Self {
        Self { message, conversation, text: text.into(), attachments: Vec::new(), mentions: BTreeSet::new() }
    }
}

impl Decide for AddComment {
    fn scope(&self) -> Scope {
        Scope {
            messages: [self.message].into(),
            files: self.attachments.iter().copied().collect(),
            ..Scope::of_conversation(self.conversation)
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_comment(decision, self.conversation)?;
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        if decision.desk().messages.contains_key(&self.message) {
            return Err(Rejection::MessageExists { message: self.message });
        }
        if self.text.is_blank() && self.attachments.is_empty() {
            return Err(Rejection::MessageEmpty);
        }
        self.text.check()?;
        check_files(decision, &self.attachments)?;
        mention::check(decision, self.conversation, &self.mentions)?;
        let ticket = decision.conversation(self.conversation)?.ticket();
        let at = decision.at();
        let message = Message {
            id: self.message,
            conversation: self.conversation,
            kind: MessageKind::Comment,
            author: Author::User { user },
            recipients: Vec::new(),
            reply_to: None,
            subject: None,
            in_reply_to: None,
            mail: None,
            attachments: self.attachments.clone(),
            mentions: self.mentions.clone(),
            moves_from: None,
            delivery: Delivery::Internal,
            written_at: at,
            added_at: at,
            version: 1,
        };
        decision.record(Fact::MessageAdded { message: Box::new(message) });
        if let Some(ticket) = ticket {
            unread::entry_added(decision, ticket, Some(user));
            mention::tell(decision, ticket, self.message, user, &self.mentions);
        }
        Ok(())
    }
}
