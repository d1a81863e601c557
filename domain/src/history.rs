//! Reading events again: the history of properties, and what stands between the messages.

mod activity;
mod associations;
mod owners;

pub use activity::{Activity, ActivityKind};
pub use associations::{Associated, AssociatedType, AssociationChange, Means, Occasion, Update};
pub use owners::{Owned, owners};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::event::{Event, Fact, Source};
use crate::id::{ConversationId, InboxId, StatusId, TeamId, TicketId, UserId};
use crate::order::Actor;
use crate::property::{BuiltIn, PropertyName, Value};
use crate::tagged::tagged;
use crate::ticket::TicketNumber;

/// One change of one property, as the history shows it (PRP-20). Never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PropertyChange {
    /// The ticket.
    pub ticket: TicketId,
    /// The property.
    pub property: PropertyName,
    /// The value it had.
    pub old: Option<Value>,
    /// The value it got.
    pub new: Option<Value>,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of hand did it.
    pub source: Source,
    /// Who.
    pub actor: Actor,
}

/// The change of a property that an event is, if it is one. A ticket's first values are in its
/// [`Fact::TicketCreated`].
pub fn property_change(event: &Event, actor: &Actor) -> Option<PropertyChange> {
    let (ticket, property, old, new) = match &event.fact {
        Fact::StatusChanged { ticket, from, to } => {
            (*ticket, BuiltIn::Status.into(), Some(Value::Status(*from)), Some(Value::Status(*to)))
        }
        Fact::PipelineChanged { ticket, from, to } => {
            (*ticket, BuiltIn::Pipeline.into(), Some(Value::Pipeline(*from)), Some(Value::Pipeline(*to)))
        }
        Fact::OwnerChanged { ticket, from, to } => {
            (*ticket, BuiltIn::Owner.into(), from.map(Value::User), to.map(Value::User))
        }
        Fact::CloseDateChanged { ticket, from, to } => {
            (*ticket, BuiltIn::CloseDate.into(), from.map(Value::DateTime), to.map(Value::DateTime))
        }
        Fact::AssignedTeamsChanged { ticket, from, to } => {
            let teams = |teams: &std::collections::BTreeSet<TeamId>| {
                (!teams.is_empty()).then(|| Value::Teams(teams.iter().copied().collect()))
            };
            (*ticket, BuiltIn::AssignedTeams.into(), teams(from), teams(to))
        }
        Fact::PropertyChanged { ticket, property, from, to } => {
            (*ticket, property.clone(), from.clone(), to.clone())
        }
        Fact::TicketCreated { .. }
        | Fact::TicketReopened { .. }
        | Fact::NumberInNameChanged { .. }
        | Fact::ConversationTraitsChanged { .. }
        | Fact::Associated { .. }
        | Fact::Dissociated { .. }
        | Fact::PrimaryCompanyChanged { .. }
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
        | Fact::ConversationClosed { .. }
        | Fact::ConversationReopened { .. }
        | Fact::ConversationOwnerChanged { .. }
        | Fact::MessageAdded { .. }
        | Fact::MessageMoved { .. }
        | Fact::TicketSplit { .. }
        | Fact::TicketSplitOff { .. }
        | Fact::TicketsMerged { .. }
        | Fact::TicketMerged { .. }
        | Fact::TicketDeleted { .. }
        | Fact::TicketRestored { .. }
        | Fact::TicketPurged { .. }
        | Fact::Erased
        | Fact::ConversationReassociated { .. }
        | Fact::ConversationPlaced { .. }
        | Fact::ConversationTrashed { .. }
        | Fact::ConversationMoved { .. }
        | Fact::ConversationPurged { .. }
        | Fact::DeliveryChanged { .. }
        | Fact::Setup(_) => return None,
    };
    Some(PropertyChange {
        ticket,
        property,
        old,
        new,
        at: event.at,
        source: event.source,
        actor: actor.clone(),
    })
}

tagged! {
    "type", "snake_case",
    /// What happened between two messages, in one quiet line.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Happening {
        /// The ticket or the conversation was given to somebody.
        Assignment {
            /// The owner from then on.
            to: Option<UserId>,
        },
        /// The ticket moved to another status.
        StatusChange {
            /// The status it had.
            from: StatusId,
            /// The status it got.
            to: StatusId,
        },
        /// Messages became another ticket.
        Split {
            /// That ticket.
            into: TicketId,
            /// Its number.
            number: TicketNumber,
        },
        /// The ticket was made of another's messages.
        SplitOff {
            /// That ticket.
            from: TicketId,
            /// Its number.
            number: TicketNumber,
        },
        /// The conversation left an inbox or the help desk.
        Moved {
            /// The inbox in which it was; none is the help desk.
            from: Option<InboxId>,
            /// The inbox in which it is; none is the help desk.
            to: Option<InboxId>,
        },
        /// The ticket is what two others became.
        Merged {
            /// The number of the one whose values won.
            primary: TicketNumber,
            /// The number of the other.
            secondary: TicketNumber,
        },
    }
}

impl Happening {
    /// The [kinds](Fact::kind) of fact that stand in all threads of a ticket.
    pub const OF_TICKETS: [&str; 5] =
        ["owner_changed", "status_changed", "ticket_split", "ticket_split_off", "tickets_merged"];

    /// The kinds of fact that stand in the thread of one conversation.
    pub const OF_CONVERSATIONS: [&str; 1] = ["conversation_moved"];

    /// What an event is in a thread, if it stands there (CNV-03). A conversation's new owner shows
    /// as the ticket's, which follows it (OWN-01).
    pub fn of(event: &Event) -> Option<Self> {
        match &event.fact {
            Fact::OwnerChanged { to, .. } => Some(Self::Assignment { to: *to }),
            Fact::StatusChanged { from, to, .. } => Some(Self::StatusChange { from: *from, to: *to }),
            Fact::TicketSplit { into, number, .. } => Some(Self::Split { into: *into, number: *number }),
            Fact::TicketSplitOff { from, number, .. } => {
                Some(Self::SplitOff { from: *from, number: *number })
            }
            Fact::ConversationMoved { from, to, .. } => Some(Self::Moved { from: *from, to: *to }),
            Fact::TicketsMerged { primary, secondary, .. } => {
                Some(Self::Merged { primary: *primary, secondary: *secondary })
            }
            Fact::TicketCreated { .. }
            | Fact::TicketReopened { .. }
            | Fact::NumberInNameChanged { .. }
            | Fact::PipelineChanged { .. }
            | Fact::CloseDateChanged { .. }
            | Fact::AssignedTeamsChanged { .. }
            | Fact::PropertyChanged { .. }
            | Fact::ConversationTraitsChanged { .. }
            | Fact::Associated { .. }
            | Fact::Dissociated { .. }
            | Fact::PrimaryCompanyChanged { .. }
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
            | Fact::ConversationClosed { .. }
            | Fact::ConversationReopened { .. }
            | Fact::ConversationOwnerChanged { .. }
            | Fact::MessageAdded { .. }
            | Fact::MessageMoved { .. }
            | Fact::TicketMerged { .. }
            | Fact::TicketDeleted { .. }
            | Fact::TicketRestored { .. }
            | Fact::TicketPurged { .. }
            | Fact::Erased
            | Fact::ConversationReassociated { .. }
            | Fact::ConversationPlaced { .. }
            | Fact::ConversationTrashed { .. }
            | Fact::ConversationPurged { .. }
            | Fact::DeliveryChanged { .. }
            | Fact::Setup(_) => None,
        }
    }
}

impl Fact {
    /// The [kinds](Self::kind) of fact that say what was deleted, put aside or removed, by whom and when, and nothing of what
    /// it said. They stay when the rest of what the log said of it is blanked (XCT-09).
    pub const AUDITED: [&str; 6] = [
        "ticket_deleted",
        "ticket_restored",
        "ticket_purged",
        "conversation_placed",
        "conversation_trashed",
        "conversation_purged",
    ];

    /// What kind of fact it is: the stable name under which it is stored and sent.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TicketCreated { .. } => "ticket_created",
            Self::StatusChanged { .. } => "status_changed",
            Self::TicketReopened { .. } => "ticket_reopened",
            Self::NumberInNameChanged { .. } => "number_in_name_changed",
            Self::PipelineChanged { .. } => "pipeline_changed",
            Self::CloseDateChanged { .. } => "close_date_changed",
            Self::OwnerChanged { .. } => "owner_changed",
            Self::AssignedTeamsChanged { .. } => "assigned_teams_changed",
            Self::PropertyChanged { .. } => "property_changed",
            Self::ConversationTraitsChanged { .. } => "conversation_traits_changed",
            Self::Associated { .. } => "associated",
            Self::Dissociated { .. } => "dissociated",
            Self::PrimaryCompanyChanged { .. } => "primary_company_changed",
            Self::EntryAdded { .. } => "entry_added",
            Self::Contacted { .. } => "contacted",
            Self::Followed { .. } => "followed",
            Self::Unfollowed { .. } => "unfollowed",
            Self::Mentioned { .. } => "mentioned",
            Self::ReadUpTo { .. } => "read_up_to",
            Self::ContactCreated { .. } => "contact_created",
            Self::ContactChanged { .. } => "contact_changed",
            Self::ContactDeleted { .. } => "contact_deleted",
            Self::ContactRestored { .. } => "contact_restored",
            Self::CompanyCreated { .. } => "company_created",
            Self::CompanyChanged { .. } => "company_changed",
            Self::DealCreated { .. } => "deal_created",
            Self::DealRenamed { .. } => "deal_renamed",
            Self::ConversationStarted { .. } => "conversation_started",
            Self::ConversationAssociated { .. } => "conversation_associated",
            Self::ConversationJoined { .. } => "conversation_joined",
            Self::ConversationClosed { .. } => "conversation_closed",
            Self::ConversationReopened { .. } => "conversation_reopened",
            Self::ConversationOwnerChanged { .. } => "conversation_owner_changed",
            Self::MessageAdded { .. } => "message_added",
            Self::MessageMoved { .. } => "message_moved",
            Self::TicketSplit { .. } => "ticket_split",
            Self::TicketSplitOff { .. } => "ticket_split_off",
            Self::TicketsMerged { .. } => "tickets_merged",
            Self::TicketMerged { .. } => "ticket_merged",
            Self::TicketDeleted { .. } => "ticket_deleted",
            Self::TicketRestored { .. } => "ticket_restored",
            Self::TicketPurged { .. } => "ticket_purged",
            Self::Erased => "erased",
            Self::ConversationReassociated { .. } => "conversation_reassociated",
            Self::ConversationPlaced { .. } => "conversation_placed",
            Self::ConversationTrashed { .. } => "conversation_trashed",
            Self::ConversationMoved { .. } => "conversation_moved",
            Self::ConversationPurged { .. } => "conversation_purged",
            Self::DeliveryChanged { .. } => "delivery_changed",
            Self::Setup(_) => "setup",
        }
    }

    /// The ticket that it happened to, as far as the fact itself says so.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::TicketCreated { ticket } => Some(ticket.id),
            Self::StatusChanged { ticket, .. }
            | Self::TicketReopened { ticket }
            | Self::NumberInNameChanged { ticket, .. }
            | Self::PipelineChanged { ticket, .. }
            | Self::CloseDateChanged { ticket, .. }
            | Self::OwnerChanged { ticket, .. }
            | Self::AssignedTeamsChanged { ticket, .. }
            | Self::PropertyChanged { ticket, .. }
            | Self::ConversationTraitsChanged { ticket, .. }
            | Self::EntryAdded { ticket, .. }
            | Self::PrimaryCompanyChanged { ticket, .. }
            | Self::Contacted { ticket }
            | Self::Followed { ticket, .. }
            | Self::Unfollowed { ticket, .. }
            | Self::Mentioned { ticket, .. }
            | Self::TicketSplit { ticket, .. }
            | Self::TicketSplitOff { ticket, .. }
            | Self::TicketsMerged { ticket, .. }
            | Self::TicketMerged { ticket, .. }
            | Self::TicketDeleted { ticket, .. }
            | Self::TicketRestored { ticket }
            | Self::TicketPurged { ticket, .. }
            | Self::ConversationReassociated { ticket, .. }
            | Self::ReadUpTo { ticket, .. }
            | Self::ConversationAssociated { ticket, .. } => Some(*ticket),
            Self::Associated { pair } | Self::Dissociated { pair } => pair.ticket(),
            Self::ContactCreated { .. }
            | Self::ContactChanged { .. }
            | Self::ContactDeleted { .. }
            | Self::ContactRestored { .. }
            | Self::CompanyCreated { .. }
            | Self::CompanyChanged { .. }
            | Self::DealCreated { .. }
            | Self::DealRenamed { .. }
            | Self::ConversationStarted { .. }
            | Self::ConversationPlaced { .. }
            | Self::ConversationTrashed { .. }
            | Self::ConversationMoved { .. }
            | Self::ConversationPurged { .. }
            | Self::Erased
            | Self::ConversationJoined { .. }
            | Self::ConversationClosed { .. }
            | Self::ConversationReopened { .. }
            | Self::ConversationOwnerChanged { .. }
            | Self::MessageAdded { .. }
            | Self::MessageMoved { .. }
            | Self::DeliveryChanged { .. }
            | Self::Setup(_) => None,
        }
    }

    /// The conversation in which it happened, as far as the fact itself says so.
    pub fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::ConversationStarted { conversation } => Some(conversation.id),
            Self::ConversationAssociated { conversation, .. }
            | Self::ConversationReassociated { conversation, .. }
            | Self::ConversationPlaced { conversation, .. }
            | Self::ConversationTrashed { conversation, .. }
            | Self::ConversationMoved { conversation, .. }
            | Self::ConversationPurged { conversation }
            | Self::ConversationJoined { conversation, .. }
            | Self::ConversationClosed { conversation }
            | Self::ConversationReopened { conversation }
            | Self::ConversationOwnerChanged { conversation, .. } => Some(*conversation),
            Self::MessageAdded { message } => Some(message.conversation),
            Self::MessageMoved { from, .. } => Some(*from),
            Self::DeliveryChanged { .. }
            | Self::TicketCreated { .. }
            | Self::StatusChanged { .. }
            | Self::TicketReopened { .. }
            | Self::NumberInNameChanged { .. }
            | Self::PipelineChanged { .. }
            | Self::CloseDateChanged { .. }
            | Self::OwnerChanged { .. }
            | Self::AssignedTeamsChanged { .. }
            | Self::PropertyChanged { .. }
            | Self::ConversationTraitsChanged { .. }
            | Self::Associated { .. }
            | Self::Dissociated { .. }
            | Self::PrimaryCompanyChanged { .. }
            | Self::EntryAdded { .. }
            | Self::Contacted { .. }
            | Self::Followed { .. }
            | Self::Unfollowed { .. }
            | Self::Mentioned { .. }
            | Self::TicketSplit { .. }
            | Self::TicketSplitOff { .. }
            | Self::TicketsMerged { .. }
            | Self::TicketMerged { .. }
            | Self::TicketDeleted { .. }
            | Self::TicketRestored { .. }
            | Self::TicketPurged { .. }
            | Self::Erased
            | Self::ReadUpTo { .. }
            | Self::ContactCreated { .. }
            | Self::ContactChanged { .. }
            | Self::ContactDeleted { .. }
            | Self::ContactRestored { .. }
            | Self::CompanyCreated { .. }
            | Self::CompanyChanged { .. }
            | Self::DealCreated { .. }
            | Self::DealRenamed { .. }
            | Self::Setup(_) => None,
        }
    }
}
