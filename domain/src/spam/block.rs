//! Blocking a sender, and lifting it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::put_aside;
use super::senders::SenderLists;
use crate::channel::ChannelKind;
use crate::contact::{self, Contact};
use crate::conversation::{Conversation, Place};
use crate::decide::{Decide, Decision};
use crate::desk::{Desk, Scope};
use crate::event::{Fact, SetupFact};
use crate::id::{ContactId, ConversationId, TicketId};
use crate::identifier::{DeliveryIdentifier, EmailAddress};
use crate::policy;
use crate::rejection::Rejection;
use crate::setup::Setup;

/// Blocks the sender of a ticket's mails: all addresses of the contact (BLK-11). The conversations in which nobody else
/// wrote go into Spam (BLK-04, BLK-12), and the ticket into the recycle bin where none is left at work (BLK-05). Then the
/// contact is deleted with it, if nothing of theirs is anywhere but in Spam (BLK-13) and whoever blocks may delete
/// contacts (BLK-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockSender {
    /// The ticket.
    pub ticket: TicketId,
    /// Who wrote.
    pub contact: ContactId,
}

impl Decide for BlockSender {
    fn scope(&self) -> Scope {
        let contact = [self.contact];
        Scope {
            contacts: contact.into(),
            count_outside_spam: contact.into(),
            ..Scope::of_ticket(self.ticket)
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let Self { ticket, contact } = *self;
        let (setup, actor) = (decision.setup(), decision.actor());
        policy::deletable(setup, actor, decision.ticket(ticket)?)?;
        if !setup.senders.blocking {
            return Err(Rejection::BlockingOff);
        }
        let Some(found) = decision.desk().contacts.get(&contact) else {
            return Err(Rejection::ContactNotFound { contact });
        };
        let addresses = addresses(found);
        let conversations = conversations_from(setup, decision.desk(), ticket, contact);
        if conversations.is_empty() || addresses.is_empty() {
            return Err(Rejection::NothingToBlock { contact });
        }
        let before = &setup.senders;
        let blocked = before.blocked.union(&addresses).cloned().collect();
        block(decision, before, blocked);
        put_aside(decision, ticket, &conversations);
        if self.leaves_nothing(decision, conversations.len())
            && policy::may_delete_contacts(setup, actor).is_ok()
        {
            contact::delete(decision, contact);
        }
        Ok(())
    }
}

impl BlockSender {
    /// Whether all of the ticket is spam (BLK-06, BLK-12) and all of the contact's, so many conversations having been moved
    /// (BLK-13). Where it is not known, something is left.
    fn leaves_nothing(&self, decision: &Decision<'_>, moved: usize) -> bool {
        let desk = decision.desk();
        let before = desk.facts.outside_spam.get(&self.contact);
        desk.conversations_of(self.ticket).all(|it| it.place == Place::Spam)
            && before.is_some_and(|before| usize::try_from(*before).is_ok_and(|before| before <= moved))
    }
}

/// The e-mail addresses of a contact.
pub fn addresses(contact: &Contact) -> BTreeSet<EmailAddress> {
    let address = |identifier: &DeliveryIdentifier| match identifier {
        DeliveryIdentifier::Email(address) => Some(address.clone()),
        DeliveryIdentifier::Phone(_) | DeliveryIdentifier::ShortCode(_) | DeliveryIdentifier::Opaque(_) => {
            None
        }
    };
    contact.identifiers.iter().filter_map(address).collect()
}

/// The mail conversations of a ticket at work in which a contact wrote and nobody else (BLK-12, BLK-14).
pub fn conversations_from(
    setup: &Setup,
    desk: &Desk,
    ticket: TicketId,
    contact: ContactId,
) -> BTreeSet<ConversationId> {
    let by_mail = |conversation: &Conversation| {
        let channel = setup.channels.get(&conversation.channel);
        channel.is_some_and(|channel| matches!(channel.kind, ChannelKind::Email { .. }))
    };
    desk.conversations_of(ticket)
        .filter(|it| it.place == Place::HelpDesk && by_mail(it) && it.contacts == [contact].into())
        .map(|conversation| conversation.id)
        .collect()
}

/// Lifts the block of addresses. What is in Spam stays there, and what was deleted stays so (BLK-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnblockSender {
    /// The addresses.
    pub addresses: BTreeSet<EmailAddress>,
}

impl Decide for UnblockSender {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_open_spam(decision.setup(), decision.actor())?;
        let before = &decision.setup().senders;
        let blocked = before.blocked.difference(&self.addresses).cloned().collect();
        block(decision, before, blocked);
        Ok(())
    }
}

/// Records who is blocked from now on, if that is otherwise than before.
fn block(decision: &mut Decision<'_>, before: &SenderLists, blocked: BTreeSet<EmailAddress>) {
    if before.blocked != blocked {
        let lists = SenderLists { blocked, ..before.clone() };
        decision.record(Fact::Setup(SetupFact::SendersListed { lists }));
    }
}
