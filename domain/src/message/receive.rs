//! A customer's message comes in.
//!
//! The effects come in a fixed order (XCT-06): idempotency, thread lookup, contact lookup, store the
//! message, reopen the conversation, create a ticket or let the status follow, unread marks.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Author, Body, Delivery, Message, MessageKind, Recipient};
use crate::association::{Pair, associate};
use crate::channel::{Channel, ChannelKind};
use crate::contact::Contact;
use crate::conversation::{self, Conversation, ConversationState, ConversationTraits, Place};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{AttachmentId, ChannelId, ContactId, ConversationId, MessageId, TicketId};
use crate::identifier::DeliveryIdentifier;
use crate::mail::{MailHead, MailId};
use crate::order::Actor;
use crate::rejection::Rejection;
use crate::spam::senders::{Verdict, Writer};
use crate::ticket::{self, Start, TicketName, TicketSource};
use crate::unread;

/// Takes a customer's message into the desk. Given by a channel only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiveMessage {
    /// The id of the new message.
    pub message: MessageId,
    /// The channel that brings it.
    pub channel: ChannelId,
    /// Who wrote it.
    pub from: DeliveryIdentifier,
    /// The name that the writer goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// Where an answer shall go, if not to the writer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<DeliveryIdentifier>,
    /// To whom it was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// Its subject, where the channel has subjects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it says.
    pub body: Body,
    /// Its files, stored before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// When it says that it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_at: Option<DateTime<Utc>>,
    /// How it finds its conversation.
    pub arrival: Arrival,
    /// The id of the contact, if one is created (CRE-18).
    pub new_contact: ContactId,
    /// The id of the conversation, if one is started.
    pub new_conversation: ConversationId,
    /// The id of the ticket, if one is created (CRE-01).
    pub new_ticket: TicketId,
}

/// How a message finds its conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Arrival {
    /// By the mails that it answers (CNV-10).
    Mail {
        /// Its place among other mails.
        head: MailHead,
        /// The conversation that its reply address names, once the address was found genuine.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_token: Option<ConversationId>,
        /// Whether a person wrote it.
        nature: Nature,
    },
    /// By what the channel knows.
    Thread {
        /// The conversation; a new one when none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationId>,
    },
}

/// Whether a person wrote a message, or a machine in the person's absence (EML-22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// A person.
    Personal,
    /// A machine: out of office, delivery notice and the like.
    Automatic,
}

impl Decide for ReceiveMessage {
    fn scope(&self) -> Scope {
        let mut scope = Scope {
            messages: [self.message].into(),
            identifiers: [self.from.clone()].into(),
            ticket_number: true,
            ..Scope::default()
        };
        match &self.arrival {
            Arrival::Mail { head, reply_token, .. } => {
                scope.mail_ids = head.all().cloned().collect();
                scope.conversations.extend(*reply_token);
            }
            Arrival::Thread { conversation } => scope.conversations.extend(*conversation),
        }
        scope
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        if *decision.actor() != (Actor::Channel { channel: self.channel }) {
            return Err(Rejection::OnlyByChannel);
        }
        let Some(channel) = decision.setup().channels.get(&self.channel) else {
            return Err(Rejection::ChannelNotFound { channel: self.channel });
        };
        self.check_new(decision)?;
        let mut found = self.find_conversation(decision)?;
        match (self.verdict(decision), is_spam(decision, found)) {
            (Verdict::Spam, _) | (Verdict::Unlisted, true) => {
                self.put_aside(decision, found);
                return Ok(());
            }
            // What never is spam does not join what is (SPM-20).
            (Verdict::Allowed, true) => found = None,
            (Verdict::Allowed | Verdict::Unlisted, false) => {}
        }
        let contact = self.find_or_create_contact(decision);
        let conversation = match found {
            Some(found) => found,
            None => self.start_conversation(decision, Some(contact), Place::HelpDesk),
        };
        self.store(decision, conversation, contact);
        conversation::reopen(decision, conversation); // CNV-13
        if found.is_none() {
            return self.create_ticket(decision, channel, conversation);
        }
        join(decision, conversation, contact);
        if let Some(ticket) = decision.conversation(conversation)?.ticket() {
            // EML-22: a machine's answer moves nothing.
            if !matches!(&self.arrival, Arrival::Mail { nature: Nature::Automatic, .. }) {
                ticket::customer_wrote(decision, channel, conversation, self.subject.as_deref())?;
            }
            ticket::contacted(decision, ticket, self.channel);
            unread::entry_added(decision, ticket, None);
        }
        Ok(())
    }
}

impl ReceiveMessage {
    /// Refuses what is here already.
    fn check_new(&self, decision: &Decision<'_>) -> Result<(), Rejection> {
        let known = decision.desk().messages.values().find(|known| match &self.arrival {
            Arrival::Mail { head, .. } => {
                known.id == self.message || known.mail.as_ref().is_some_and(|mail| mail.id == head.id)
            }
            Arrival::Thread { .. } => known.id == self.message,
        });
        if let Some(known) = known {
            return Err(Rejection::MessageAlreadyReceived { message: known.id });
        }
        Ok(())
    }

    /// The conversation that the message belongs to: that of the mail it answers, of the nearest
    /// mail it refers to, or that which its reply address names (CNV-10). Not one in the trash
    /// (DEL-16).
    fn find_conversation(&self, decision: &Decision<'_>) -> Result<Option<ConversationId>, Rejection> {
        let desk = decision.desk();
        let named = match &self.arrival {
            Arrival::Mail { head, reply_token, .. } => {
                let holding = |id: &MailId| {
                    desk.messages
                        .values()
                        .find(|known| known.mail.as_ref().is_some_and(|mail| mail.id == *id))
                };
                head.nearest_first().find_map(holding).map(|known| known.conversation).or(*reply_token)
            }
            Arrival::Thread { conversation: Some(conversation) } => {
                decision.conversation(*conversation)?;
                Some(*conversation)
            }
            Arrival::Thread { conversation: None } => None,
        };
        let found = named.and_then(|conversation| desk.conversations.get(&conversation));
        Ok(found
            .filter(|conversation| conversation.place != Place::Trash)
            .map(|conversation| conversation.id))
    }

    /// Whether the desk wrote it itself, from one of its own addresses.
    fn is_ours(&self, decision: &Decision<'_>) -> bool {
        let DeliveryIdentifier::Email(from) = &self.from else { return false };
        decision.setup().channels.values().any(|channel| channel.address() == Some(from))
    }

    /// What the lists of senders say of the message.
    fn verdict(&self, decision: &Decision<'_>) -> Verdict {
        let nature = match &self.arrival {
            Arrival::Mail { nature, .. } => *nature,
            Arrival::Thread { .. } => Nature::Personal,
        };
        let writer = match self.known_contact(decision) {
            _ if self.is_ours(decision) => Writer::Ourselves,
            Some(_) => Writer::Contact(nature),
            None => Writer::Stranger,
        };
        decision.setup().senders.verdict(&self.from, writer)
    }

    /// Stores the message in Spam, and nothing else: no contact, no ticket, and nothing of one follows (SPM-14, SPM-26).
    fn put_aside(&self, decision: &mut Decision<'_>, found: Option<ConversationId>) {
        let found = found.filter(|found| is_spam(decision, Some(*found)));
        let known = self.known_contact(decision);
        let conversation = match found {
            Some(found) => found,
            None => self.start_conversation(decision, known, Place::Spam),
        };
        self.store(decision, conversation, known.unwrap_or(self.new_contact));
    }

    /// The contact with the writer's identifier.
    fn known_contact(&self, decision: &Decision<'_>) -> Option<ContactId> {
        let mut contacts = decision.desk().contacts.values();
        contacts.find(|contact| contact.identifiers.contains(&self.from)).map(|known| known.id)
    }

    /// The contact with the writer's identifier, created where there is none (CRE-18).
    fn find_or_create_contact(&self, decision: &mut Decision<'_>) -> ContactId {
        if let Some(known) = self.known_contact(decision) {
            return known;
        }
        let name = self.from_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let contact = Contact {
            id: self.new_contact,
            name: name.map(str::to_owned),
            identifiers: [self.from.clone()].into(),
            companies: BTreeSet::new(),
            created_at: decision.at(),
            version: 1,
        };
        decision.record(Fact::ContactCreated { contact });
        self.new_contact
    }

    fn start_conversation(
        &self,
        decision: &mut Decision<'_>,
        contact: Option<ContactId>,
        place: Place,
    ) -> ConversationId {
        let conversation = Conversation {
            id: self.new_conversation,
            channel: self.channel,
            subject: self.subject.clone(),
            contacts: contact.into_iter().collect(),
            association: None,
            former_tickets: Vec::new(),
            state: ConversationState::Open,
            owner: None,
            inbox: decision.setup().channels.get(&self.channel).and_then(|channel| channel.inbox),
            place,
            placed_at: (place != Place::HelpDesk).then(|| decision.at()),
            trashed_by: None,
            started_at: decision.at(),
            version: 1,
        };
        decision.record(Fact::ConversationStarted { conversation: Box::new(conversation) });
        self.new_conversation
    }

    fn store(&self, decision: &mut Decision<'_>, conversation: ConversationId, contact: ContactId) {
        let at = decision.at();
        let (mail, in_reply_to) = match &self.arrival {
            Arrival::Mail { head, .. } => {
                let answers = |known: &&Message| {
                    known.mail.as_ref().is_some_and(|mail| head.in_reply_to.as_ref() == Some(&mail.id))
                };
                let answered = decision.desk().messages.values().find(answers);
                (Some(head.clone()), answered.map(|answered| answered.id))
            }
            Arrival::Thread { .. } => (None, None),
        };
        let message = Message {
            id: self.message,
            conversation,
            kind: MessageKind::Incoming,
            author: Author::Contact { contact, identifier: self.from.clone() },
            recipients: self.recipients.clone(),
            reply_to: self.reply_to.clone().filter(|reply_to| *reply_to != self.from),
            subject: self.subject.clone(),
            in_reply_to,
            mail,
            attachments: self.attachments.clone(),
            mentions: BTreeSet::new(),
            moves_from: None,
            delivery: Delivery::Received,
            written_at: self.written_at.map_or(at, |written_at| written_at.min(at)),
            added_at: at,
            version: 1,
        };
        decision.record(Fact::MessageAdded { message: Box::new(message) });
    }

    /// Creates the ticket of a conversation that the message started, if the channel does so (CRE-01, CRE-04).
    fn create_ticket(
        &self,
        decision: &mut Decision<'_>,
        channel: &Channel,
        conversation: ConversationId,
    ) -> Result<(), Rejection> {
        if !channel.creates_tickets(decision.setup(), channel.inbox) {
            return Ok(());
        }
        let sender = self.sender(decision, conversation);
        let name = TicketName::of_message(self.subject.as_deref(), &self.body.text, sender);
        first_ticket(
            decision,
            channel,
            conversation,
            FirstTicket { ticket: self.new_ticket, name, created_at: None },
        )
    }

    /// What the writer is called: the contact's name, else the one that the message carries, else
    /// the identifier (PRP-22).
    fn sender<'d>(&'d self, decision: &'d Decision<'_>, conversation: ConversationId) -> &'d str {
        let desk = decision.desk();
        let writers = desk.conversations.get(&conversation).into_iter().flat_map(|found| &found.contacts);
        let known = writers.filter_map(|contact| desk.contacts.get(contact)?.name.as_deref());
        let carried = self.from_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        known.chain(carried).next().unwrap_or(self.from.value())
    }
}

/// Whether a conversation is in Spam.
fn is_spam(decision: &Decision<'_>, conversation: Option<ConversationId>) -> bool {
    let found = conversation.and_then(|found| decision.desk().conversations.get(&found));
    found.is_some_and(|found| found.place == Place::Spam)
}

/// The ticket that a channel creates for a conversation.
pub(crate) struct FirstTicket {
    /// Its id.
    pub ticket: TicketId,
    /// What it is called.
    pub name: TicketName,
    /// When it counts as created; now unless told.
    pub created_at: Option<DateTime<Utc>>,
}

/// Creates the ticket of a conversation with its channel's values (CRE-16, CRE-17).
pub(crate) fn first_ticket(
    decision: &mut Decision<'_>,
    channel: &Channel,
    conversation: ConversationId,
    first: FirstTicket,
) -> Result<(), Rejection> {
    let Some(pipeline) = decision.setup().pipelines.get(&channel.pipeline) else {
        return Err(Rejection::PipelineNotFound { pipeline: channel.pipeline });
    };
    let open = pipeline.first_open().map(|status| status.id);
    let Some(status) = channel.new_ticket.status.or(open) else {
        return Err(Rejection::PipelineNotFound { pipeline: channel.pipeline });
    };
    let FirstTicket { ticket, name, created_at } = first;
    let start = Start {
        ticket,
        name,
        pipeline: pipeline.id,
        status,
        owner: None,
        default_owner: channel.new_ticket.owner,
        priority: channel.new_ticket.priority,
        category: channel.new_ticket.category.clone(),
        description: None,
        contacts: decision.conversation(conversation)?.contacts.clone(),
        conversations: ConversationTraits::of([decision.conversation(conversation)?]),
        source: source_of(&channel.kind),
        created_at,
    };
    ticket::create(decision, start)?;
    conversation::associate(decision, conversation, ticket)
}

/// Associates a person who had not written in the conversation before with it and with its ticket
/// (CRE-18).
fn join(decision: &mut Decision<'_>, conversation: ConversationId, contact: ContactId) {
    let Some(found) = decision.desk().conversations.get(&conversation) else { return };
    if found.contacts.contains(&contact) {
        return; // Whoever was dissociated from the ticket by hand stays so.
    }
    let ticket = found.ticket().filter(|ticket| decision.desk().tickets.contains_key(ticket));
    decision.record(Fact::ConversationJoined { conversation, contact });
    if let Some(ticket) = ticket {
        associate(decision, Pair::TicketContact { ticket, contact });
    }
}

/// What a ticket from a kind of channel names as its source.
fn source_of(kind: &ChannelKind) -> TicketSource {
    match kind {
        ChannelKind::Email { .. } => TicketSource::Email,
        ChannelKind::Chat | ChannelKind::Messenger => TicketSource::Chat,
        ChannelKind::Form => TicketSource::Form,
        ChannelKind::Calling => TicketSource::Phone,
        ChannelKind::Whatsapp | ChannelKind::Custom => TicketSource::Channel,
    }
}
