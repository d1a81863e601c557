//! Splitting a ticket: messages of one of its conversations become a ticket of their own.
//!
//! They are moved, not copied (SPL-06), and keep their place among other mails: the customer's answer to one of them
//! finds the conversation in which it is now (SPL-11).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::association::{self, Pair};
use crate::channel::ChannelKind;
use crate::conversation::{Conversation, ConversationState, Place};
use crate::decide::{Decide, Decision};
use crate::desk::{Desk, Scope};
use crate::event::Fact;
use crate::id::{ContactId, ConversationId, MessageId, TicketId};
use crate::message::{Author, Message, MessageKind};
use crate::order::Actor;
use crate::policy;
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::ticket::{CreateTicket, TicketSource};

/// Makes a ticket of some messages of an e-mail conversation. It cannot be undone but by merging (SPL-12).
///
/// The new ticket is about the original's contacts and companies, beside those that the order names (SPL-09); the
/// original stays as it is, without the messages (SPL-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitTicket {
    /// The conversation in which the messages are.
    pub conversation: ConversationId,
    /// The messages, from and to the customer: at least one, and not all of them (SPL-07, SPL-08).
    pub messages: BTreeSet<MessageId>,
    /// The id of the conversation that they become.
    pub new_conversation: ConversationId,
    /// The ticket that they become. Of conversations, it can name that one only.
    pub new_ticket: CreateTicket,
}

impl Decide for SplitTicket {
    fn scope(&self) -> Scope {
        let new = self.new_ticket.scope();
        Scope {
            conversations: [self.conversation, self.new_conversation].into(),
            messages: self.messages.clone(),
            count_of_messages: [self.conversation].into(),
            ..new
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable_conversation(decision, self.conversation)?;
        let conversation = decision.conversation(self.conversation)?.clone();
        let original = splittable(decision.setup(), decision.actor(), &conversation)?;
        self.check_picked(decision.desk())?;
        self.check_new(decision.desk())?;
        let started = self.start_conversation(decision, &conversation);
        decision.record(Fact::ConversationStarted { conversation: Box::new(started) });
        for message in &self.messages {
            let (from, to) = (self.conversation, self.new_conversation);
            decision.record(Fact::MessageMoved { message: *message, from, to });
        }
        self.create_ticket(decision, original)?;
        let (old, new) = (decision.ticket(original)?.number, decision.ticket(self.new_ticket.ticket)?.number);
        let (ticket, into) = (original, self.new_ticket.ticket);
        decision.record(Fact::TicketSplit { ticket, into, number: new });
        decision.record(Fact::TicketSplitOff { ticket: into, from: ticket, number: old });
        Ok(())
    }
}

impl SplitTicket {
    /// Refuses anything but some of the messages from and to the customer in this conversation.
    fn check_picked(&self, desk: &Desk) -> Result<(), Rejection> {
        for id in &self.messages {
            let found = desk.messages.get(id).ok_or(Rejection::MessageNotFound { message: *id })?;
            if found.conversation != self.conversation || !may_move(found.kind) {
                return Err(Rejection::MessageCannotMove { message: *id });
            }
        }
        check_number(self.conversation, self.messages.len(), desk.facts.messages_in.get(&self.conversation))
    }

    fn check_new(&self, desk: &Desk) -> Result<(), Rejection> {
        if let Some(other) = self.new_ticket.conversation.filter(|named| *named != self.new_conversation) {
            return Err(Rejection::ConversationNotFound { conversation: other });
        }
        if desk.conversations.contains_key(&self.new_conversation) {
            return Err(Rejection::ConversationExists { conversation: self.new_conversation });
        }
        Ok(())
    }

    /// The conversation that the messages become: with those who wrote them, else with those whom they went to.
    fn start_conversation(&self, decision: &Decision<'_>, original: &Conversation) -> Conversation {
        let moved = || self.messages.iter().filter_map(|id| decision.desk().messages.get(id));
        let first = moved().min_by_key(|message| (message.written_at, message.id));
        let writers: BTreeSet<ContactId> = moved().filter_map(writer).collect();
        Conversation {
            id: self.new_conversation,
            channel: original.channel,
            subject: first.and_then(|message| message.subject.clone()).or_else(|| original.subject.clone()),
            contacts: if writers.is_empty() { original.contacts.clone() } else { writers },
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

    fn create_ticket(&self, decision: &mut Decision<'_>, original: TicketId) -> Result<(), Rejection> {
        let original = decision.ticket(original)?;
        let (companies, primary_company) = (original.companies.clone(), original.primary_company);
        let deleted = &decision.desk().deleted_contacts;
        let kept = original.contacts.iter().filter(|contact| !deleted.contains_key(contact));
        let contacts = self.new_ticket.contacts.iter().chain(kept).copied().collect();
        let conversation = Some(self.new_conversation);
        let new = CreateTicket { contacts, conversation, ..self.new_ticket.clone() };
        new.carry_out(decision, TicketSource::Email)?;
        for company in companies {
            association::associate(decision, Pair::TicketCompany { ticket: new.ticket, company });
        }
        association::set_primary_company(decision, new.ticket, primary_company)
    }
}

/// Lets somebody split messages off a conversation, which gives its ticket: it is e-mail (SPL-02), and whoever asks has
/// a Service seat (SPL-01) and may create tickets. Whether they may change the ticket is asked beside it.
///
/// # Errors
///
/// [`Rejection::PermissionMissing`], [`Rejection::SplitNeedsMail`], [`Rejection::ConversationWithoutTicket`],
/// [`Rejection::ConversationInTrash`], [`Rejection::ConversationInInbox`].
pub fn splittable(setup: &Setup, actor: &Actor, conversation: &Conversation) -> Result<TicketId, Rejection> {
    policy::may_split_tickets(setup, actor)?;
    policy::may_create_tickets(setup, actor)?;
    let id = conversation.id;
    let channel = setup.channels.get(&conversation.channel);
    if !channel.is_some_and(|channel| matches!(channel.kind, ChannelKind::Email { .. })) {
        return Err(Rejection::SplitNeedsMail { conversation: id });
    }
    if conversation.place == Place::Trash {
        return Err(Rejection::ConversationInTrash { conversation: id });
    }
    if let Some(inbox) = conversation.inbox {
        return Err(Rejection::ConversationInInbox { conversation: id, inbox });
    }
    conversation.ticket().ok_or(Rejection::ConversationWithoutTicket { conversation: id })
}

/// Whether a message can be split off: one from or to the customer (SPL-08).
pub fn may_move(kind: MessageKind) -> bool {
    match kind {
        MessageKind::Incoming | MessageKind::Outgoing => true,
        MessageKind::Comment | MessageKind::Welcome => false,
    }
}

/// Whether so many of a conversation's messages can be split off; `all` is how many there are, where that is known.
///
/// # Errors
///
/// [`Rejection::SplitNeedsMessages`] for none, [`Rejection::SplitNeedsRest`] for all (SPL-07).
pub fn check_number(conversation: ConversationId, picked: usize, all: Option<&u64>) -> Result<(), Rejection> {
    if picked == 0 {
        return Err(Rejection::SplitNeedsMessages);
    }
    if all.is_some_and(|all| u64::try_from(picked).is_ok_and(|picked| picked >= *all)) {
        return Err(Rejection::SplitNeedsRest { conversation });
    }
    Ok(())
}

fn writer(message: &Message) -> Option<ContactId> {
    match message.author {
        Author::Contact { contact, .. } => Some(contact),
        Author::User { .. } => None,
    }
}
