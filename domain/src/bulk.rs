//! Changing many tickets in one go. Each of them gets an order of its own, which is decided alone: one that a rule does
//! not let happen leaves the others as they are (BLU-03).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::filter::Filter;
use crate::follow::FollowTicket;
use crate::id::{PipelineId, StatusId, TicketId};
use crate::order::{Actor, Command};
use crate::policy;
use crate::property::{BuiltIn, PropertyName};
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::tagged::tagged;
use crate::ticket::{AssignTicket, Assignee, ChangeStatus, SetProperty, Ticket};
use crate::trash::{DeleteTickets, check_typed};
use crate::unread::{MarkRead, MarkUnread};
use crate::view::View;

tagged! {
    "type", "snake_case",
    /// Which tickets were selected.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Selection {
        /// One by one.
        Tickets {
            /// The tickets.
            tickets: BTreeSet<TicketId>,
        },
        /// All that a view shows to whoever selected them (BLU-05).
        View {
            /// The view.
            view: View,
        },
        /// All that a filter gives, as far as one may see them.
        Filter {
            /// The filter.
            filter: Filter,
        },
    }
}

tagged! {
    "type", "snake_case",
    /// What is to be done with each of the selected tickets.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum BulkAction {
        /// It is given to somebody.
        Assign {
            /// To whom.
            to: Assignee,
        },
        /// One of its properties is set.
        SetProperty {
            /// The property.
            property: PropertyName,
            /// The new value as text, as in [`SetProperty`].
            value: String,
        },
        /// It moves to a status.
        ChangeStatus {
            /// The status.
            status: StatusId,
        },
        /// Whoever gives the order follows it.
        Follow,
        /// It is marked as read for whoever gives the order.
        MarkRead,
        /// It is marked as unread for whoever gives the order.
        MarkUnread,
        /// It is deleted.
        Delete {
            /// How many may be deleted, as it was typed to confirm it (DEL-04).
            typed: u64,
        },
    }
}

/// What is in a selection, as far as it decides what can be done with all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SelectionSummary {
    /// How many tickets were selected.
    pub tickets: u64,
    /// How many of them whoever selected them may delete (DEL-18).
    pub deletable: u64,
    /// The pipelines in which they are.
    pub pipelines: BTreeSet<PipelineId>,
}

/// Why something cannot be done with all that was selected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BulkFault {
    /// Nothing was selected.
    #[error("no ticket is selected")]
    NothingSelected,
    /// Tickets of several pipelines have no status in common (BLU-04).
    #[error("the tickets are in {pipelines} pipelines, which have no status in common; select those of one")]
    SeveralPipelines {
        /// In how many they are.
        pipelines: usize,
    },
    /// What was typed is not how many are deleted (DEL-12).
    #[error(transparent)]
    CountWrong(#[from] Rejection),
}

impl SelectionSummary {
    /// What is in a selection of these tickets.
    pub fn of<'t>(setup: &Setup, actor: &Actor, tickets: impl IntoIterator<Item = &'t Ticket>) -> Self {
        let mut summary = Self::default();
        for ticket in tickets {
            summary.tickets += 1;
            summary.deletable += u64::from(policy::deletable(setup, actor, ticket).is_ok());
            summary.pipelines.insert(ticket.pipeline);
        }
        summary
    }

    /// How many of the selected tickets may not be deleted (DEL-18).
    pub fn kept(&self) -> u64 {
        self.tickets.saturating_sub(self.deletable)
    }

    /// The pipeline whose statuses can be chosen for all of them; none where there are several (BLU-04).
    pub fn only_pipeline(&self) -> Option<PipelineId> {
        if self.pipelines.len() == 1 { self.pipelines.first().copied() } else { None }
    }
}

impl BulkAction {
    /// Whether it can be done with all that is selected at all. What a rule says of a single ticket is decided with
    /// that ticket's order.
    ///
    /// # Errors
    ///
    /// Says why not; then nothing is done.
    pub fn check(&self, selected: &SelectionSummary) -> Result<(), BulkFault> {
        if let Self::Delete { typed } = self {
            let deletable = usize::try_from(selected.deletable).unwrap_or(usize::MAX);
            return Ok(check_typed(deletable, *typed)?);
        }
        if selected.tickets == 0 {
            return Err(BulkFault::NothingSelected);
        }
        if self.changes_status() && 1 < selected.pipelines.len() {
            return Err(BulkFault::SeveralPipelines { pipelines: selected.pipelines.len() });
        }
        Ok(())
    }

    /// Whether it moves tickets to a status, by whichever door.
    pub fn changes_status(&self) -> bool {
        match self {
            Self::ChangeStatus { .. } => true,
            Self::SetProperty { property, .. } => BuiltIn::named(property) == Some(BuiltIn::Status),
            Self::Assign { .. } | Self::Follow | Self::MarkRead | Self::MarkUnread | Self::Delete { .. } => {
                false
            }
        }
    }

    /// Whether only those of the selected tickets are meant that may be deleted (DEL-18). Everything else is tried with
    /// every ticket, and refused where it may not be.
    pub fn leaves_out_undeletable(&self) -> bool {
        match self {
            Self::Delete { .. } => true,
            Self::Assign { .. }
            | Self::SetProperty { .. }
            | Self::ChangeStatus { .. }
            | Self::Follow
            | Self::MarkRead
            | Self::MarkUnread => false,
        }
    }

    /// What is ordered for one of the tickets.
    pub fn command(&self, ticket: TicketId) -> Command {
        match self {
            Self::Assign { to } => AssignTicket { ticket, to: *to }.into(),
            Self::SetProperty { property, value } => {
                SetProperty { ticket, property: property.clone(), value: value.clone() }.into()
            }
            Self::ChangeStatus { status } => ChangeStatus::new(ticket, *status).into(),
            Self::Follow => FollowTicket { ticket, follow: true }.into(),
            Self::MarkRead => MarkRead { ticket }.into(),
            Self::MarkUnread => MarkUnread { ticket }.into(),
            Self::Delete { .. } => DeleteTickets { tickets: [ticket].into(), typed: 1 }.into(),
        }
    }
}

/// Whether two tickets were refused for one reason, so that it is told once for both. Which ticket it was does not
/// matter.
pub fn same_reason(one: &Rejection, other: &Rejection) -> bool {
    if let (
        Rejection::PropertiesRequired { properties: ones, .. },
        Rejection::PropertiesRequired { properties: others, .. },
    ) = (one, other)
    {
        return ones == others;
    }
    one.name() == other.name() && one.to_string() == other.to_string()
}
