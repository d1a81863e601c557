//! What a part of the screen can depend on.

use std::collections::BTreeSet;

use sportello_domain::association::RecordRef;
use sportello_domain::event::Fact;
use sportello_domain::id::{CompanyId, ContactId, ConversationId, DealId, MessageId, TicketId};

use super::lists::Listing;

/// One thing of the replica that is shown somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A ticket, with how far it was read.
    Ticket(TicketId),
    /// A conversation.
    Conversation(ConversationId),
    /// The head of a message or comment.
    Message(MessageId),
    /// A contact.
    Contact(ContactId),
    /// A company.
    Company(CompanyId),
    /// A deal.
    Deal(DealId),
    /// Which records are associated with each other.
    Associations,
    /// The entries of a conversation's thread.
    Thread(ConversationId),
    /// Which tickets are listed.
    List(Listing),
    /// How many tickets the lists have.
    Counts,
    /// The configuration.
    Setup,
    /// The orders in flight.
    InFlight,
}

/// What is shown otherwise than before.
pub type Changed = BTreeSet<Topic>;

/// The record that a fact changes; for a change of the configuration, the configuration.
pub fn topic_of(fact: &Fact) -> Topic {
    match fact {
        Fact::TicketCreated { ticket } => Topic::Ticket(ticket.id),
        Fact::StatusChanged { ticket, .. }
        | Fact::TicketReopened { ticket }
        | Fact::NumberInNameChanged { ticket, .. }
        | Fact::PipelineChanged { ticket, .. }
        | Fact::CloseDateChanged { ticket, .. }
        | Fact::OwnerChanged { ticket, .. }
        | Fact::AssignedTeamsChanged { ticket, .. }
        | Fact::PropertyChanged { ticket, .. }
        | Fact::ConversationTraitsChanged { ticket, .. }
        | Fact::EntryAdded { ticket, .. }
        | Fact::PrimaryCompanyChanged { ticket, .. }
        | Fact::Contacted { ticket }
        | Fact::Followed { ticket, .. }
        | Fact::Unfollowed { ticket, .. }
        | Fact::Mentioned { ticket, .. }
        | Fact::TicketSplit { ticket, .. }
        | Fact::TicketSplitOff { ticket, .. }
        | Fact::TicketsMerged { ticket, .. }
        | Fact::TicketMerged { ticket, .. }
        | Fact::TicketDeleted { ticket, .. }
        | Fact::TicketRestored { ticket }
        | Fact::TicketPurged { ticket, .. }
        | Fact::ReadUpTo { ticket, .. } => Topic::Ticket(*ticket),
        Fact::Associated { pair } | Fact::Dissociated { pair } => {
            let [holder, _] = pair.records();
            topic_of_record(holder)
        }
        Fact::ContactCreated { contact } | Fact::ContactRestored { contact } => Topic::Contact(contact.id),
        Fact::ContactChanged { contact, .. } | Fact::ContactDeleted { contact, .. } => {
            Topic::Contact(*contact)
        }
        Fact::CompanyCreated { company } => Topic::Company(company.id),
        Fact::CompanyChanged { company, .. } => Topic::Company(*company),
        Fact::DealCreated { deal } => Topic::Deal(deal.id),
        Fact::DealRenamed { deal, .. } => Topic::Deal(*deal),
        Fact::ConversationStarted { conversation } => Topic::Conversation(conversation.id),
        Fact::ConversationAssociated { conversation, .. }
        | Fact::ConversationReassociated { conversation, .. }
        | Fact::ConversationPlaced { conversation, .. }
        | Fact::ConversationTrashed { conversation, .. }
        | Fact::ConversationMoved { conversation, .. }
        | Fact::ConversationPurged { conversation }
        | Fact::ConversationJoined { conversation, .. }
        | Fact::ConversationClosed { conversation }
        | Fact::ConversationReopened { conversation }
        | Fact::ConversationOwnerChanged { conversation, .. } => Topic::Conversation(*conversation),
        Fact::MessageAdded { message } => Topic::Message(message.id),
        Fact::MessageMoved { message, .. } | Fact::DeliveryChanged { message, .. } => {
            Topic::Message(*message)
        }
        // Told to nobody: what it was about is gone.
        Fact::Erased => Topic::Counts,
        Fact::Setup(_) => Topic::Setup,
    }
}

/// The topic of a record.
pub fn topic_of_record(record: RecordRef) -> Topic {
    match record {
        RecordRef::Ticket(ticket) => Topic::Ticket(ticket),
        RecordRef::Contact(contact) => Topic::Contact(contact),
        RecordRef::Company(company) => Topic::Company(company),
        RecordRef::Deal(deal) => Topic::Deal(deal),
    }
}
