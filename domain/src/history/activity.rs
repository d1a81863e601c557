//! What happened on a ticket, whatever it was: one line each, for the card *Activity* (LAY-12).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::property_change;
use crate::association::RecordRef;
use crate::event::{Event, Fact};
use crate::id::{CompanyId, ConversationId, InboxId, MessageId, TicketId};
use crate::message::MessageKind;
use crate::order::Actor;
use crate::property::{PropertyName, Value};
use crate::ticket::TicketNumber;

/// One line of a ticket's activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Activity {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// What.
    pub what: ActivityKind,
}

/// What happened on a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// It was created.
    Created,
    /// A property changed.
    PropertyChanged {
        /// The property.
        property: PropertyName,
        /// The value it had.
        old: Option<Value>,
        /// The value it got.
        new: Option<Value>,
    },
    /// A message came or went, or a comment was added.
    Message {
        /// Which.
        message: MessageId,
        /// What kind it is of.
        kind: MessageKind,
    },
    /// It was associated with a contact, a company or a deal.
    Associated {
        /// The record.
        with: RecordRef,
    },
    /// It is no longer associated with a contact, a company or a deal.
    Dissociated {
        /// The record.
        from: RecordRef,
    },
    /// Another company is its primary one, or none is.
    PrimaryCompany {
        /// The company.
        company: Option<CompanyId>,
    },
    /// Messages of it became another ticket.
    Split {
        /// That ticket.
        into: TicketId,
        /// Its number.
        number: TicketNumber,
    },
    /// It was made of another ticket's messages.
    SplitOff {
        /// That ticket.
        from: TicketId,
        /// Its number.
        number: TicketNumber,
    },
    /// It is what two other tickets became.
    Merged {
        /// The number of the one whose values won.
        primary: TicketNumber,
        /// The number of the other.
        secondary: TicketNumber,
    },
    /// It was deleted.
    Deleted,
    /// It came back out of the recycle bin.
    Restored,
    /// A conversation was closed.
    ConversationClosed {
        /// The conversation.
        conversation: ConversationId,
    },
    /// A conversation was opened again.
    ConversationReopened {
        /// The conversation.
        conversation: ConversationId,
    },
    /// A conversation was moved between inboxes and the help desk.
    ConversationMoved {
        /// The inbox in which it was; none is the help desk.
        from: Option<InboxId>,
        /// The inbox in which it is; none is the help desk.
        to: Option<InboxId>,
    },
}

impl Activity {
    /// The [kinds](Fact::kind) of fact that are activity.
    pub const KINDS: [&str; 19] = [
        "ticket_created",
        "status_changed",
        "pipeline_changed",
        "close_date_changed",
        "owner_changed",
        "assigned_teams_changed",
        "property_changed",
        "message_added",
        "associated",
        "dissociated",
        "primary_company_changed",
        "ticket_split",
        "ticket_split_off",
        "tickets_merged",
        "ticket_deleted",
        "ticket_restored",
        "conversation_closed",
        "conversation_reopened",
        "conversation_moved",
    ];

    /// What an event is in the activity of a ticket, if it is activity. Delivery, reading and counting
    /// are not.
    pub fn of(ticket: TicketId, event: &Event, actor: &Actor) -> Option<Self> {
        let what = match &event.fact {
            Fact::TicketCreated { .. } => ActivityKind::Created,
            Fact::StatusChanged { .. }
            | Fact::PipelineChanged { .. }
            | Fact::CloseDateChanged { .. }
            | Fact::OwnerChanged { .. }
            | Fact::AssignedTeamsChanged { .. }
            | Fact::PropertyChanged { .. } => {
                let change = property_change(event, actor)?;
                ActivityKind::PropertyChanged { property: change.property, old: change.old, new: change.new }
            }
            Fact::MessageAdded { message } => {
                ActivityKind::Message { message: message.id, kind: message.kind }
            }
            Fact::Associated { pair } => {
                ActivityKind::Associated { with: pair.other(RecordRef::Ticket(ticket))? }
            }
            Fact::Dissociated { pair } => {
                ActivityKind::Dissociated { from: pair.other(RecordRef::Ticket(ticket))? }
            }
            Fact::PrimaryCompanyChanged { to, .. } => ActivityKind::PrimaryCompany { company: *to },
            Fact::TicketSplit { into, number, .. } => ActivityKind::Split { into: *into, number: *number },
            Fact::TicketSplitOff { from, number, .. } => {
                ActivityKind::SplitOff { from: *from, number: *number }
            }
            Fact::TicketsMerged { primary, secondary, .. } => {
                ActivityKind::Merged { primary: *primary, secondary: *secondary }
            }
            Fact::TicketDeleted { .. } => ActivityKind::Deleted,
            Fact::TicketRestored { .. } => ActivityKind::Restored,
            Fact::ConversationClosed { conversation } => {
                ActivityKind::ConversationClosed { conversation: *conversation }
            }
            Fact::ConversationReopened { conversation } => {
                ActivityKind::ConversationReopened { conversation: *conversation }
            }
            Fact::ConversationMoved { from, to, .. } => {
                ActivityKind::ConversationMoved { from: *from, to: *to }
            }
            Fact::TicketReopened { .. }
            | Fact::NumberInNameChanged { .. }
            | Fact::ConversationTraitsChanged { .. }
            | Fact::EntryAdded { .. }
            | Fact::Contacted { .. }
            | Fact::Followed { .. }
            | Fact::Unfollowed { .. }
            | Fact::Mentioned { .. }
            | Fact::ReadUpTo { .. }
            | Fact::ContactCreated { .. }
            | Fact::ContactChanged { .. }
            | Fact::ContactDeleted { .. }
            | Fact::ContactRestored { .. }
            | Fact::CompanyCreated { .. }
            | Fact::CompanyChanged { .. }
            | Fact::DealCreated { .. }
            | Fact::DealRenamed { .. }
            | Fact::ConversationStarted { .. }
            | Fact::ConversationAssociated { .. }
            | Fact::ConversationJoined { .. }
            | Fact::ConversationOwnerChanged { .. }
            | Fact::MessageMoved { .. }
            | Fact::TicketMerged { .. }
            | Fact::TicketPurged { .. }
            | Fact::Erased
            | Fact::ConversationReassociated { .. }
            | Fact::ConversationPlaced { .. }
            | Fact::ConversationTrashed { .. }
            | Fact::ConversationPurged { .. }
            | Fact::DeliveryChanged { .. }
            | Fact::Setup(_) => return None,
        };
        Some(Self { at: event.at, actor: actor.clone(), what })
    }
}
