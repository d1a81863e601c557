//! Answering a customer.

use serde::{Deserialize, Serialize};

use super::file::check_files;
use super::{Author, Delivery, Message, MessageKind, Recipient, RecipientRole};
use crate::channel::ChannelKind;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::formatted::FormattedText;
use crate::id::{AttachmentId, ConversationId, MessageId, StatusId};
use crate::mail::{MailHead, MailId};
use crate::policy;
use crate::property::PropertyName;
use crate::rejection::Rejection;
use crate::ticket::{self, Assignee, status};
use crate::unread;

/// Sends an answer to the customer; with a status, in one action (REP-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendReply {
    /// The id of the new message.
    pub message: MessageId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The message that is answered; the newest of the thread when none is named (REP-02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<MessageId>,
    /// To whom it goes; whoever wrote the answered message when nobody is named (REP-04).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// What it says: a text, or lines with their formatting.
    pub text: FormattedText,
    /// Its files, stored before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// The status that the ticket gets with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then_status: Option<StatusId>,
    /// Values for what that status asks for, as text (REP-11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(PropertyName, String)>,
    /// The newest message of the thread that its author had seen. Where it is named, an answer is held if a
    /// colleague answered since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<MessageId>,
}

impl Decide for SendReply {
    fn scope(&self) -> Scope {
        let mut scope = Scope::of_conversation(self.conversation);
        scope.messages.insert(self.message);
        scope.messages.extend(self.in_reply_to);
        scope.newest_message.insert(self.conversation);
        if let Some(seen) = self.seen {
            scope.messages.insert(seen);
            scope.newest_answer.insert(self.conversation);
        }
        scope.files.extend(&self.attachments);
        scope
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable_conversation(decision, self.conversation)?;
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        let mut message = self.message(decision, Author::User { user })?;
        self.hold(decision, user)?;
        if let (Some(ticket), None) = (decision.conversation(self.conversation)?.ticket(), self.then_status) {
            message.moves_from =
                ticket::from_which_sending_moves(decision, ticket, message.subject.as_deref());
        }
        decision.record(Fact::MessageAdded { message: Box::new(message) });
        let Some(ticket) = decision.conversation(self.conversation)?.ticket() else {
            return match self.then_status {
                Some(_) => Err(Rejection::ConversationWithoutTicket { conversation: self.conversation }),
                None => Ok(()),
            };
        };
        // REP-14, REP-15: an unassigned ticket becomes the author's, another's stays as it is.
        if decision.ticket(ticket)?.owner.is_none() && policy::may_own_tickets(decision.setup(), user).is_ok()
        {
            ticket::assign(decision, ticket, Assignee::User { user })?;
        }
        if let Some(to) = self.then_status {
            // Who works in an inbox may not be allowed to change the ticket.
            policy::editable(decision.setup(), decision.actor(), decision.ticket(ticket)?)?;
            status::choose(decision, ticket, to, &self.properties)?;
        }
        let channel = decision.conversation(self.conversation)?.channel;
        ticket::contacted(decision, ticket, channel);
        unread::entry_added(decision, ticket, Some(user));
        Ok(())
    }
}

impl SendReply {
    /// The message as it goes out.
    fn message(&self, decision: &Decision<'_>, author: Author) -> Result<Message, Rejection> {
        if decision.desk().messages.contains_key(&self.message) {
            return Err(Rejection::MessageExists { message: self.message });
        }
        if self.text.is_blank() && self.attachments.is_empty() {
            return Err(Rejection::MessageEmpty); // REP-26
        }
        self.text.check()?;
        check_files(decision, &self.attachments)?;
        let conversation = decision.conversation(self.conversation)?;
        let answered = self.answered(decision)?;
        let recipients = match (&self.recipients[..], answered) {
            ([], Some(answered)) => answer_to(answered),
            (named, _) => named.to_vec(),
        };
        if recipients.is_empty() {
            return Err(Rejection::RecipientMissing { conversation: self.conversation });
        }
        let channel = decision.setup().channels.get(&conversation.channel);
        let Some(ChannelKind::Email { address }) = channel.map(|channel| &channel.kind) else {
            return Err(Rejection::ChannelCannotSend { channel: conversation.channel });
        };
        let at = decision.at();
        Ok(Message {
            id: self.message,
            conversation: self.conversation,
            kind: MessageKind::Outgoing,
            author,
            recipients,
            reply_to: None,
            subject: reply_subject(
                answered.and_then(|head| head.subject.as_deref()).or(conversation.subject.as_deref()),
            ),
            in_reply_to: answered.map(|answered| answered.id),
            mail: Some(MailHead::answering(
                MailId::of_message(self.message, address.domain()),
                answered.and_then(|answered| answered.mail.as_ref()),
            )),
            attachments: self.attachments.clone(),
            mentions: std::collections::BTreeSet::new(),
            moves_from: None,
            delivery: Delivery::Sending,
            written_at: at,
            added_at: at,
            version: 1,
        })
    }

    /// The message that is answered: the named one of this conversation (REP-03), else the newest of
    /// the thread (REP-02). A comment is never answered: the customer does not know it (REP-27).
    fn answered<'d>(&self, decision: &'d Decision<'_>) -> Result<Option<&'d Message>, Rejection> {
        let Some(message) = self.in_reply_to else {
            return Ok(decision.desk().newest_message(self.conversation));
        };
        let named = decision.desk().messages.get(&message).filter(|head| {
            head.conversation == self.conversation
                && matches!(head.kind, MessageKind::Incoming | MessageKind::Outgoing)
        });
        named.map(Some).ok_or(Rejection::MessageNotFound { message })
    }
}

/// To whom an answer to a message goes: to its author, or again to those to whom we wrote (REP-04).
fn answer_to(answered: &Message) -> Vec<Recipient> {
    let to = |identifier| vec![Recipient { role: RecipientRole::To, identifier }];
    match (&answered.reply_to, &answered.author) {
        (Some(reply_to), _) => to(reply_to.clone()),
        (None, Author::Contact { identifier, .. }) => to(identifier.clone()),
        (None, Author::User { .. }) => answered.recipients.clone(),
    }
}

/// The subject of an answer: `Re: ` before the subject, unless it begins so already. None where
/// there is nothing to repeat.
pub fn reply_subject(subject: Option<&str>) -> Option<String> {
    let subject = subject?.trim();
    if subject.is_empty() {
        return None;
    }
    let again = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    Some(if again { subject.to_owned() } else { format!("Re: {subject}") })
}
