//! Spam: conversations that are put aside by hand or because of who writes, for 90 days.

pub mod block;
pub mod senders;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::contact::{self, Contact};
use crate::conversation::{Conversation, Place};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{ContactId, ConversationId, TicketId};
use crate::identifier::DeliveryIdentifier;
use crate::message::{Author, FirstTicket, first_ticket};
use crate::policy;
use crate::rejection::Rejection;
use crate::ticket::TicketName;
use crate::trash;

/// For how many days a conversation is kept in Spam (SPM-06).
pub const DAYS_KEPT: i64 = trash::DAYS_KEPT;

/// Until when a conversation is kept in Spam; none where it is not there.
pub fn ends_at(conversation: &Conversation) -> Option<DateTime<Utc>> {
    let since = conversation.placed_at.filter(|_| conversation.place == Place::Spam)?;
    since.checked_add_signed(TimeDelta::days(DAYS_KEPT))
}

/// How many days a conversation is left in Spam, the one that has begun counted as a whole; none where it is not there, or
/// about to be removed.
pub fn days_left(conversation: &Conversation, now: DateTime<Utc>) -> Option<i64> {
    trash::days_until(ends_at(conversation)?, now)
}

/// Marks conversations of a ticket as spam (SPM-02, SPM-03). Where none is left at work, the ticket is deleted (SPM-04,
/// SPM-08); the conversations stay in Spam (SPM-09). Nobody is blocked (SPM-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkAsSpam {
    /// The ticket.
    pub ticket: TicketId,
    /// Which of its conversations.
    pub conversations: BTreeSet<ConversationId>,
}

impl Decide for MarkAsSpam {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let ticket = self.ticket;
        policy::deletable(decision.setup(), decision.actor(), decision.ticket(ticket)?)?;
        if self.conversations.is_empty() {
            return Err(Rejection::SpamNeedsConversations);
        }
        for conversation in self.conversations.iter().copied() {
            let found = decision.conversation(conversation)?;
            match (found.ticket() == Some(ticket), found.place) {
                (false, _) => return Err(Rejection::ConversationNotFound { conversation }),
                (true, Place::Trash) => return Err(Rejection::ConversationInTrash { conversation }),
                (true, Place::HelpDesk | Place::Spam) => {}
            }
        }
        put_aside(decision, ticket, &self.conversations);
        Ok(())
    }
}

/// Puts conversations of a ticket into Spam, and the ticket into the recycle bin where none is left at work.
pub(crate) fn put_aside(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    conversations: &BTreeSet<ConversationId>,
) {
    for conversation in conversations.iter().copied() {
        let found = decision.desk().conversations.get(&conversation);
        if found.is_some_and(|found| found.place == Place::HelpDesk) {
            decision.record(Fact::ConversationPlaced { conversation, place: Place::Spam });
        }
    }
    let at_work = |it: &Conversation| it.place == Place::HelpDesk;
    if !decision.desk().conversations_of(ticket).any(at_work) {
        trash::delete(decision, ticket);
    }
}

/// Takes a conversation out of Spam, with its ticket out of the recycle bin where it went with it (SPM-12). Where it never
/// had one, it gets one as if it had come in just now, dated to when it did (SPM-13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotSpam {
    /// The conversation.
    pub conversation: ConversationId,
    /// Who wrote it, so that a contact of theirs is found: the author of its newest message.
    pub sender: DeliveryIdentifier,
    /// The id of the contact, if one is created.
    pub new_contact: ContactId,
    /// The id of the ticket, if one is created.
    pub new_ticket: TicketId,
}

impl Decide for NotSpam {
    fn scope(&self) -> Scope {
        Scope {
            conversations: [self.conversation].into(),
            newest_message: [self.conversation].into(),
            identifiers: [self.sender.clone()].into(),
            ticket_number: true,
            ..Scope::default()
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let conversation = self.conversation;
        policy::visible_conversation(decision, conversation)?;
        let found = decision.conversation(conversation)?;
        if found.place != Place::Spam {
            return Err(Rejection::ConversationNotSpam { conversation });
        }
        let Some(ticket) = found.ticket() else {
            bring_back(decision, conversation)?;
            return self.take_in(decision);
        };
        match &decision.ticket(ticket)?.deleted {
            // Somebody deleted it with other conversations: to undo that takes another permission (DEL-09).
            Some(deletion) if !deletion.conversations.is_empty() => Err(Rejection::TicketDeleted { ticket }),
            deletion => {
                let went_with_it = deletion.is_some();
                bring_back(decision, conversation)?;
                if went_with_it { trash::restore(decision, ticket) } else { Ok(()) }
            }
        }
    }
}

/// Puts a conversation back to where the team works, with those who wrote in it: no contact of a conversation at work is
/// deleted.
pub(crate) fn bring_back(decision: &mut Decision<'_>, conversation: ConversationId) -> Result<(), Rejection> {
    decision.record(Fact::ConversationPlaced { conversation, place: Place::HelpDesk });
    let contacts = decision.conversation(conversation)?.contacts.clone();
    contact::restore(decision, contacts);
    Ok(())
}

impl NotSpam {
    /// Gives a conversation that was spam from the beginning its contact, and its ticket if its channel creates some.
    fn take_in(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let conversation = self.conversation;
        let wrote = |author: &Author| matches!(author, Author::Contact { identifier, .. } if *identifier == self.sender);
        if !decision.desk().newest_message(conversation).is_some_and(|newest| wrote(&newest.author)) {
            return Err(Rejection::OtherSender { conversation });
        }
        let contact = self.contact(decision);
        if !decision.conversation(conversation)?.contacts.contains(&contact) {
            decision.record(Fact::ConversationJoined { conversation, contact });
        }
        let found = decision.conversation(conversation)?;
        let Some(channel) = decision.setup().channels.get(&found.channel) else { return Ok(()) };
        if !channel.creates_tickets(decision.setup(), found.inbox) {
            return Ok(());
        }
        let since = found.started_at;
        let name = decision
            .desk()
            .contacts
            .get(&contact)
            .map_or(self.sender.value(), Contact::display_name)
            .to_owned();
        let subject = found.subject.clone();
        let name = TicketName::of_message(subject.as_deref(), "", &name);
        let first = FirstTicket { ticket: self.new_ticket, name, created_at: Some(since) };
        first_ticket(decision, channel, conversation, first)
    }

    /// The contact who wrote, created where there is none.
    fn contact(&self, decision: &mut Decision<'_>) -> ContactId {
        let known = decision.desk().contacts.values().find(|it| it.identifiers.contains(&self.sender));
        if let Some(known) = known {
            return known.id;
        }
        let contact = Contact {
            id: self.new_contact,
            name: None,
            identifiers: [self.sender.clone()].into(),
            companies: BTreeSet::new(),
            created_at: decision.at(),
            version: 1,
        };
        decision.record(Fact::ContactCreated { contact });
        self.new_contact
    }
}

/// Removes conversations that have been in Spam for 90 days for good, with their messages (SPM-06, SPM-07). Given by the
/// system alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurgeSpam {
    /// The conversations.
    pub conversations: BTreeSet<ConversationId>,
}

impl Decide for PurgeSpam {
    fn scope(&self) -> Scope {
        Scope { conversations: self.conversations.clone(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::only_system(decision.actor())?;
        for conversation in self.conversations.iter().copied() {
            match ends_at(decision.conversation(conversation)?) {
                None => return Err(Rejection::ConversationNotSpam { conversation }),
                Some(end) if end >= decision.at() => {
                    return Err(Rejection::SpamPurgeTooEarly { conversation });
                }
                Some(_) => decision.record(Fact::ConversationPurged { conversation }),
            }
        }
        Ok(())
    }
}

/// Removes conversations from Spam for good, before their time (SPM-07). For whoever could mark them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteSpam {
    /// The conversations.
    pub conversations: BTreeSet<ConversationId>,
}

impl Decide for DeleteSpam {
    fn scope(&self) -> Scope {
        Scope { conversations: self.conversations.clone(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        for conversation in self.conversations.iter().copied() {
            policy::visible_conversation(decision, conversation)?;
            if decision.conversation(conversation)?.place != Place::Spam {
                return Err(Rejection::ConversationNotSpam { conversation });
            }
            decision.record(Fact::ConversationPurged { conversation });
        }
        Ok(())
    }
}
