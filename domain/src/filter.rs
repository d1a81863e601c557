//! Filters: which tickets. Values, evaluated here in memory and compiled to SQL by the store.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{ContactId, PipelineId, StatusId, TeamId, UserId};
use crate::pipeline::State;
use crate::property::Priority;
use crate::setup::Setup;
use crate::ticket::{Ticket, TicketSource};

/// A condition on tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(no_recursion))]
#[serde(tag = "type", rename_all = "snake_case")]
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
}

/// Why a filter makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FilterFault {
    /// Conditions are nested deeper than anybody can read.
    #[error("conditions may be nested {max} deep")]
    FilterTooDeep {
        /// How deep they may be nested.
        max: usize,
    },
    /// There are more conditions and options than anybody can read.
    #[error("a filter may have {max} conditions and options")]
    FilterTooLarge {
        /// How many it may have.
        max: usize,
    },
    /// A condition has no options, so it could never hold.
    #[error("a condition needs at least one option")]
    FilterWithoutOptions,
    /// It names something that is not there.
    #[error("there is no {kind} {id}")]
    FilterNamesUnknown {
        /// What kind of thing.
        kind: String,
        /// The id that it names.
        id: String,
    },
}

impl Filter {
    /// How deep conditions may be nested.
    pub const MAX_DEPTH: usize = 8;

    /// How many conditions and options a filter may have.
    pub const MAX_SIZE: usize = 500;

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

    /// Whether it holds for a ticket.
    pub fn matches(&self, setup: &Setup, ticket: &Ticket) -> bool {
        match self {
            Self::All { of } => of.iter().all(|filter| filter.matches(setup, ticket)),
            Self::Any { of } => of.iter().any(|filter| filter.matches(setup, ticket)),
            Self::Not { of } => !of.matches(setup, ticket),
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
        }
    }

    /// Checks a filter that came from outside.
    ///
    /// # Errors
    ///
    /// Says why it makes no sense.
    pub fn check(&self, setup: &Setup) -> Result<(), FilterFault> {
        let mut size = 0;
        self.check_part(setup, 1, &mut size)
    }

    fn check_part(&self, setup: &Setup, depth: usize, size: &mut usize) -> Result<(), FilterFault> {
        if depth > Self::MAX_DEPTH {
            return Err(FilterFault::FilterTooDeep { max: Self::MAX_DEPTH });
        }
        *size += 1 + self.options();
        if *size > Self::MAX_SIZE {
            return Err(FilterFault::FilterTooLarge { max: Self::MAX_SIZE });
        }
        match self {
            Self::All { of } | Self::Any { of } => {
                of.iter().try_for_each(|part| part.check_part(setup, depth + 1, size))
            }
            Self::Not { of } => of.check_part(setup, depth + 1, size),
            Self::State { .. } | Self::Unassigned | Self::NoPriority => Ok(()),
            Self::Status { any_of } => known("status", any_of, |status| setup.status(*status).is_some()),
            Self::Pipeline { any_of } => {
                known("pipeline", any_of, |pipeline| setup.pipelines.contains_key(pipeline))
            }
            Self::Owner { any_of } => known("user", any_of, |user| setup.users.contains_key(user)),
            Self::Team { any_of } => known("team", any_of, |team| setup.teams.contains_key(team)),
            Self::Priority { any_of } => some(any_of.is_empty()),
            Self::Source { any_of } => some(any_of.is_empty()),
            Self::Contact { any_of } => some(any_of.is_empty()),
        }
    }

    /// How many options a condition names.
    fn options(&self) -> usize {
        match self {
            Self::All { .. }
            | Self::Any { .. }
            | Self::Not { .. }
            | Self::State { .. }
            | Self::Unassigned
            | Self::NoPriority => 0,
            Self::Status { any_of } => any_of.len(),
            Self::Pipeline { any_of } => any_of.len(),
            Self::Owner { any_of } => any_of.len(),
            Self::Team { any_of } => any_of.len(),
            Self::Priority { any_of } => any_of.len(),
            Self::Source { any_of } => any_of.len(),
            Self::Contact { any_of } => any_of.len(),
        }
    }
}

fn some(is_empty: bool) -> Result<(), FilterFault> {
    if is_empty { Err(FilterFault::FilterWithoutOptions) } else { Ok(()) }
}

fn known<T: ToString>(
    kind: &str,
    options: &BTreeSet<T>,
    exists: impl Fn(&T) -> bool,
) -> Result<(), FilterFault> {
    some(options.is_empty())?;
    match options.iter().find(|option| !exists(option)) {
        Some(option) => {
            Err(FilterFault::FilterNamesUnknown { kind: kind.to_owned(), id: option.to_string() })
        }
        None => Ok(()),
    }
}
