//! Writing to a customer who did not write before.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::file::check_files;
use super::{Author, Delivery, Message, MessageKind, Recipient, RecipientRole};
use crate::channel::{Channel, ChannelKind};
use crate::conversation::{self, Conversation, ConversationState, ConversationTraits, Place};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::formatted::FormattedText;
use crate::id::{AttachmentId, ChannelId, ContactId, ConversationId, MessageId, TicketId, UserId};
use crate::identifier::{DeliveryIdentifier, EmailAddress};
use crate::mail::{MailHead, MailId};
use crate::policy;
use crate::rejection::Rejection;
use crate::ticket::{self, Start, TicketName, TicketSource};
use crate::unread;

/// Writes a mail to a contact from one of the desk's addresses: its ticket, the conversation and the message
/// that goes out, in one order (CRE-08). The ticket gets what the address gives to new tickets, and is its
/// author's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteFirst {
    /// The id of the new message.
    pub message: MessageId,
    /// The id of the new conversation.
    pub conversation: ConversationId,
    /// The id of the new ticket.
    pub ticket: TicketId,
    /// The channel from whose address it is sent.
    pub channel: ChannelId,
    /// To whom it goes.
    pub contact: ContactId,
    /// To which of the contact's addresses.
    pub to: EmailAddress,
    /// Its subject, by which the ticket is called.
    pub subject: String,
    /// What it says: a text, or lines with their formatting.
    pub text: FormattedText,
    /// Its files, stored before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
}

impl Decide for WriteFirst {
    fn scope(&self) -> Scope {
        Scope {
            tickets: [self.ticket].into(),
            conversations: [self.conversation].into(),
            messages: [self.message].into(),
            contacts: [self.contact].into(),
            files: self.attachments.iter().copied().collect(),
            ticket_number: true,
            ..Scope::default()
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_create_tickets(decision.setup(), decision.actor())?;
        policy::may_see_records(decision.setup(), decision.actor())?;
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        self.check_new(decision)?;
        let Some(channel) = decision.setup().channels.get(&self.channel) else {
            return Err(Rejection::ChannelNotFound { channel: self.channel });
        };
        let message = self.message(decision, channel, user)?;
        let start = self.start(decision, channel, user)?;
        decision.record(Fact::ConversationStarted { conversation: Box::new(self.conversation(decision)) });
        decision.record(Fact::MessageAdded { message: Box::new(message) });
        ticket::create(decision, start)?;
        conversation::associate(decision, self.conversation, self.ticket)?;
        unread::read(decision, self.ticket, user); // UNR-07
        Ok(())
    }
}

impl WriteFirst {
    fn check_new(&self, decision: &Decision<'_>) -> Result<(), Rejection> {
        let desk = decision.desk();
        if desk.tickets.contains_key(&self.ticket) {
            return Err(Rejection::TicketExists { ticket: self.ticket });
        }
        if desk.conversations.contains_key(&self.conversation) {
            return Err(Rejection::ConversationExists { conversation: self.conversation });
        }
        if desk.messages.contains_key(&self.message) {
            return Err(Rejection::MessageExists { message: self.message });
        }
        Ok(())
    }

    /// The message as it goes out.
    fn message(
        &self,
        decision: &Decision<'_>,
        channel: &Channel,
        user: UserId,
    ) -> Result<Message, Rejection> {
        let ChannelKind::Email { address } = &channel.kind else {
            return Err(Rejection::ChannelCannotSend { channel: self.channel });
        };
        let Some(contact) = decision.desk().contacts.get(&self.contact) else {
            return Err(Rejection::ContactNotFound { contact: self.contact });
        };
        let identifier = DeliveryIdentifier::Email(self.to.clone());
        if !contact.identifiers.contains(&identifier) {
            return Err(Rejection::IdentifierUnknown { identifier, contact: self.contact });
        }
        if self.subject.trim().is_empty() {
            return Err(Rejection::SubjectMissing);
        }
        if self.text.is_blank() && self.attachments.is_empty() {
            return Err(Rejection::MessageEmpty); // REP-26
        }
        self.text.check()?;
        check_files(decision, &self.attachments)?;
        let at = decision.at();
        Ok(Message {
            id: self.message,
            conversation: self.conversation,
            kind: MessageKind::Outgoing,
            author: Author::User { user },
            recipients: vec![Recipient { role: RecipientRole::To, identifier }],
            reply_to: None,
            subject: Some(self.subject()),
            in_reply_to: None,
            mail: Some(MailHead::answering(MailId::of_message(self.message, address.domain()), None)),
            attachments: self.attachments.clone(),
            mentions: BTreeSet::new(),
            moves_from: None,
            delivery: Delivery::Sending,
            written_at: at,
            added_at: at,
            version: 1,
        })
    }

    fn conversation(&self, decision: &Decision<'_>) -> Conversation {
        Conversation {
            id: self.conversation,
            channel: self.channel,
            subject: Some(self.subject()),
            contacts: [self.contact].into(),
            association: None,
            former_tickets: Vec::new(),
            state: ConversationState::Open,
            owner: None,
            inbox: None,
            place: Place::HelpDesk,
            placed_at: None,
            trashed_by: None,
            started_at: decision.at(),
            version: 1,
        }
    }

    /// The subject on one line.
    fn subject(&self) -> String {
        self.subject.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What the ticket starts with: what the channel gives to new tickets (CRE-16, CRE-17).
    fn start(&self, decision: &Decision<'_>, channel: &Channel, user: UserId) -> Result<Start, Rejection> {
        let not_found = || Rejection::PipelineNotFound { pipeline: channel.pipeline };
        let pipeline = decision.setup().pipelines.get(&channel.pipeline).ok_or_else(not_found)?;
        let first = pipeline.first_open().map(|status| status.id);
        let may_own = |owner: &UserId| policy::may_own_tickets(decision.setup(), *owner).is_ok();
        let writer = Some(user).filter(may_own); // As REP-14.
        Ok(Start {
            ticket: self.ticket,
            name: TicketName::of_message(Some(&self.subject), &self.text.to_text(), self.to.as_str()),
            pipeline: pipeline.id,
            status: channel.new_ticket.status.or(first).ok_or_else(not_found)?,
            owner: writer,
            default_owner: channel.new_ticket.owner,
            priority: channel.new_ticket.priority,
            category: channel.new_ticket.category.clone(),
            description: None,
            contacts: [self.contact].into(),
            conversations: ConversationTraits::of([&self.conversation(decision)]),
            source: TicketSource::Email,
            created_at: None,
        })
    }
}
