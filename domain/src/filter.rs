//! Filters: which tickets. Values, evaluated here in memory and compiled to SQL by the store.

mod check;
mod test;

pub use check::FilterFault;
pub use test::{NumberTest, TextTest, TimeTest, folded};

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::id::{ChannelId, ContactId, PipelineId, StatusId, TeamId, UserId};
use crate::pipeline::State;
use crate::property::{BuiltIn, Priority, PropertyName, Value};
use crate::setup::Setup;
use crate::tagged::tagged;
use crate::ticket::{Ticket, TicketSource};

tagged! {
    "type", "snake_case",
    /// A condition on tickets.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub enum Filter {
        /// Every one of these holds; with none of them, always.
        All {
            /// The conditions.
            of: Vec<Filter>,
        },
        /// At least one of these holds; with none of them, never.
        Any {
            /// The conditions.
            of: Vec<Filter>,
        },
        /// This does not hold.
        Not {
            /// The condition.
            of: Box<Filter>,
        },
        /// The status counts as this.
        State {
            /// Open or closed.
            is: State,
        },
        /// The status is one of these.
        Status {
            /// The statuses.
            any_of: BTreeSet<StatusId>,
        },
        /// The pipeline is one of these.
        Pipeline {
            /// The pipelines.
            any_of: BTreeSet<PipelineId>,
        },
        /// The owner is one of these.
        Owner {
            /// The users.
            any_of: BTreeSet<UserId>,
        },
        /// Nobody owns it.
        Unassigned,
        /// It was given to one of these teams.
        Team {
            /// The teams.
            any_of: BTreeSet<TeamId>,
        },
        /// The priority is one of these.
        Priority {
            /// The priorities.
            any_of: BTreeSet<Priority>,
        },
        /// It has no priority.
        NoPriority,
        /// It came from one of these.
        Source {
            /// The sources.
            any_of: BTreeSet<TicketSource>,
        },
        /// It is about one of these contacts.
        Contact {
            /// The contacts.
            any_of: BTreeSet<ContactId>,
        },
        /// One of these users created it.
        CreatedBy {
            /// The users.
            any_of: BTreeSet<UserId>,
        },
        /// One of these users follows it (FOL-02).
        Followed {
            /// The users.
            any_of: BTreeSet<UserId>,
        },
        /// One of these users was mentioned in it (REP-16).
        Mentioned {
            /// The users.
            any_of: BTreeSet<UserId>,
        },
        /// One of its conversations is on one of these channels (VEW-06).
        Channel {
            /// The channels.
            any_of: BTreeSet<ChannelId>,
        },
        /// One of its conversations is in this state (VEW-05).
        ConversationState {
            /// Open or closed.
            is: State,
        },
        /// One of its conversations is owned by one of these (VEW-05).
        ConversationOwner {
            /// The users.
            any_of: BTreeSet<UserId>,
        },
        /// Nobody owns one of its conversations (VEW-05).
        ConversationUnassigned,
        /// A property that is a text has one, and it is like this.
        Text {
            /// The property.
            property: PropertyName,
            /// What is asked of it.
            is: TextTest,
        },
        /// A property that is a number has one, and it is like this.
        Number {
            /// The property.
            property: PropertyName,
            /// What is asked of it.
            is: NumberTest,
        },
        /// A property that is a point in time or a day has one, and it lies there. A day counts as its
        /// first moment in UTC.
        Time {
            /// The property.
            property: PropertyName,
            /// What is asked of it.
            is: TimeTest,
        },
        /// A property has one of these options.
        Choice {
            /// The property.
            property: PropertyName,
            /// The options, `yes` or `no`, or ids of users; case does not matter.
            any_of: BTreeSet<String>,
        },
        /// A property has a value, whichever.
        Known {
            /// The property.
            property: PropertyName,
        },
    }
}

impl Filter {
    /// How deep conditions may be nested.
    pub const MAX_DEPTH: usize = 8;

    /// How many conditions and options a filter may have.
    pub const MAX_SIZE: usize = 500;

    /// How many characters a text may have that another is compared with.
    pub const MAX_TEXT: usize = 200;

    /// Holds for every ticket.
    pub fn everything() -> Self {
        Self::All { of: Vec::new() }
    }

    /// Holds for no ticket.
    pub fn nothing() -> Self {
        Self::Any { of: Vec::new() }
    }

    /// Holds where all of these hold.
    pub fn all(of: impl IntoIterator<Item = Self>) -> Self {
        Self::All { of: of.into_iter().collect() }
    }

    /// Holds where one of these holds.
    pub fn any(of: impl IntoIterator<Item = Self>) -> Self {
        Self::Any { of: of.into_iter().collect() }
    }

    /// The same at a point in time: days that are counted from now are counted from there. Until
    /// then such a condition holds for no ticket.
    #[must_use]
    pub fn as_of(&self, now: DateTime<Utc>) -> Self {
        match self {
            Self::All { of } => Self::all(of.iter().map(|part| part.as_of(now))),
            Self::Any { of } => Self::any(of.iter().map(|part| part.as_of(now))),
            Self::Not { of } => Self::Not { of: Box::new(of.as_of(now)) },
            Self::Time { property, is } => Self::Time { property: property.clone(), is: is.as_of(now) },
            Self::State { .. }
            | Self::Status { .. }
            | Self::Pipeline { .. }
            | Self::Owner { .. }
            | Self::Unassigned
            | Self::Team { .. }
            | Self::Priority { .. }
            | Self::NoPriority
            | Self::Source { .. }
            | Self::Contact { .. }
            | Self::CreatedBy { .. }
            | Self::Followed { .. }
            | Self::Mentioned { .. }
            | Self::Channel { .. }
            | Self::ConversationState { .. }
            | Self::ConversationOwner { .. }
            | Self::ConversationUnassigned
            | Self::Text { .. }
            | Self::Number { .. }
            | Self::Choice { .. }
            | Self::Known { .. } => self.clone(),
        }
    }

    /// Whether a ticket is among those that it gives: one that people work on, for which it holds. Archives are in no
    /// view (MRG-42).
    pub fn matches(&self, setup: &Setup, ticket: &Ticket) -> bool {
        ticket.is_at_work() && self.holds(setup, ticket)
    }

    /// Whether its conditions are true of a ticket, be it an archive or not.
    pub(crate) fn holds(&self, setup: &Setup, ticket: &Ticket) -> bool {
        match self {
            Self::All { of } => of.iter().all(|filter| filter.holds(setup, ticket)),
            Self::Any { of } => of.iter().any(|filter| filter.holds(setup, ticket)),
            Self::Not { of } => !of.holds(setup, ticket),
            Self::State { is } => setup.state_of(ticket.status) == *is,
            Self::Status { any_of } => any_of.contains(&ticket.status),
            Self::Pipeline { any_of } => any_of.contains(&ticket.pipeline),
            Self::Owner { any_of } => ticket.owner.is_some_and(|owner| any_of.contains(&owner)),
            Self::Unassigned => ticket.owner.is_none(),
            Self::Team { any_of } => !ticket.assigned_teams.is_disjoint(any_of),
            Self::Priority { any_of } => ticket.priority.is_some_and(|priority| any_of.contains(&priority)),
            Self::NoPriority => ticket.priority.is_none(),
            Self::Source { any_of } => any_of.contains(&ticket.source),
            Self::Contact { any_of } => !ticket.contacts.is_disjoint(any_of),
            Self::CreatedBy { any_of } => ticket.created_by.is_some_and(|user| any_of.contains(&user)),
            Self::Followed { any_of } => !ticket.followers.is_disjoint(any_of),
            Self::Mentioned { any_of } => !ticket.mentioned.is_disjoint(any_of),
            Self::Channel { any_of } => !ticket.conversations.channels.is_disjoint(any_of),
            Self::ConversationState { is } => ticket.conversations.are(*is),
            Self::ConversationOwner { any_of } => !ticket.conversations.owners.is_disjoint(any_of),
            Self::ConversationUnassigned => ticket.conversations.unassigned,
            Self::Text { property, is } => any_text(ticket, property, |text| is.holds(text)),
            Self::Number { property, is } => number(ticket, property).is_some_and(|number| is.holds(number)),
            Self::Time { property, is } => time(ticket, property).is_some_and(|at| is.holds(at)),
            Self::Choice { property, any_of } => any_text(ticket, property, |text| {
                let text = folded(text);
                any_of.iter().any(|option| folded(option) == text)
            }),
            Self::Known { property } => ticket.value(property).is_some(),
        }
    }
}

/// Whether something holds for one of the texts that a property has as values.
fn any_text(ticket: &Ticket, property: &PropertyName, holds: impl Fn(&str) -> bool) -> bool {
    match BuiltIn::named(property) {
        Some(BuiltIn::Name) => holds(ticket.name.as_str()),
        Some(BuiltIn::Description) => ticket.description.as_deref().is_some_and(holds),
        Some(BuiltIn::Category) => ticket.category.as_deref().is_some_and(holds),
        Some(_) => false,
        None => {
            let value = ticket.properties.get(property);
            value.is_some_and(|value| value.compared_texts().iter().any(|text| holds(text)))
        }
    }
}

/// The value of a property that is a number.
fn number(ticket: &Ticket, property: &PropertyName) -> Option<i64> {
    match ticket.value(property) {
        Some(Value::Number(number)) => Some(number),
        Some(_) | None => None,
    }
}

/// The value of a property that is a point in time or a day.
fn time(ticket: &Ticket, property: &PropertyName) -> Option<DateTime<Utc>> {
    ticket.value(property).and_then(|value| value.point_in_time())
}

/// So many days before a point in time.
fn days_before(now: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    now.checked_sub_signed(TimeDelta::days(days.into())).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
