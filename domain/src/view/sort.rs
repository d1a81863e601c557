//! By what a list of tickets is ordered.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::View;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::filter::folded;
use crate::property::{BuiltIn, Priority};
use crate::rejection::Rejection;
use crate::ticket::Ticket;

/// What of a ticket lists can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// When something last happened on it.
    #[default]
    LastActivityDate,
    /// When it was created.
    CreateDate,
    /// When it was closed; open tickets come first.
    CloseDate,
    /// The number that people say.
    Number,
    /// Its name, without case.
    Name,
    /// How urgent it is; none comes before low.
    Priority,
}

/// What a ticket has of a [`SortKey`]: two tickets stand to each other as these do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    /// A number, or a time in microseconds since 1970.
    Whole(i64),
    /// A text, compared by its bytes.
    Text(String),
}

impl SortKey {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::LastActivityDate, Self::CreateDate, Self::CloseDate, Self::Number, Self::Name, Self::Priority];

    /// The property that is compared.
    pub fn property(self) -> BuiltIn {
        match self {
            Self::LastActivityDate => BuiltIn::LastActivityDate,
            Self::CreateDate => BuiltIn::CreateDate,
            Self::CloseDate => BuiltIn::CloseDate,
            Self::Number => BuiltIn::Number,
            Self::Name => BuiltIn::Name,
            Self::Priority => BuiltIn::Priority,
        }
    }

    /// The key that compares a property, if lists can be ordered by it.
    pub fn of(property: BuiltIn) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.property() == property)
    }

    /// What a ticket has of it.
    pub fn value(self, ticket: &Ticket) -> SortValue {
        match self {
            Self::LastActivityDate => SortValue::Whole(ticket.active_at.timestamp_micros()),
            Self::CreateDate => SortValue::Whole(ticket.created_at.timestamp_micros()),
            Self::CloseDate => SortValue::Whole(ticket.close_date.map_or(0, |at| at.timestamp_micros())),
            Self::Number => SortValue::Whole(i64::try_from(ticket.number.0).unwrap_or(i64::MAX)),
            Self::Name => SortValue::Text(folded(ticket.name.as_str())),
            Self::Priority => SortValue::Whole(ticket.priority.map_or(0, Priority::rank)),
        }
    }

    /// Whether people expect the greatest first: what is new, and what is urgent.
    pub fn begins_with_greatest(self) -> bool {
        match self {
            Self::LastActivityDate | Self::CreateDate | Self::CloseDate | Self::Number | Self::Priority => {
                true
            }
            Self::Name => false,
        }
    }
}

/// By what a list is ordered, and from which end. Tickets that are alike in it follow each other by their
/// ids, from the same end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sort {
    /// What is compared.
    pub by: SortKey,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Default for Sort {
    /// The most recently active ticket first.
    fn default() -> Self {
        Self { by: SortKey::LastActivityDate, descending: true }
    }
}

impl Sort {
    /// What choosing a key once more makes of the order: the other end first where it is that key's
    /// already.
    #[must_use]
    pub fn chosen_again(self, by: SortKey) -> Self {
        let descending = if self.by == by { !self.descending } else { by.begins_with_greatest() };
        Self { by, descending }
    }
}

impl std::fmt::Display for Sort {
    /// Its name in addresses: the property, after a minus where the greatest comes first.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.descending {
            formatter.write_str("-")?;
        }
        formatter.write_str(self.by.property().name())
    }
}

/// A text that names no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("lists cannot be ordered by this")]
pub struct NotASort;

impl FromStr for Sort {
    type Err = NotASort;

    fn from_str(text: &str) -> Result<Self, NotASort> {
        let (descending, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let by = SortKey::ALL.into_iter().find(|key| key.property().name() == name).ok_or(NotASort)?;
        Ok(Self { by, descending })
    }
}

/// Orders a view like this from now on for the user who gives the order, in every layout (LAY-18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SortView {
    /// The view.
    pub view: View,
    /// The order.
    pub sort: Sort,
}

impl Decide for SortView {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        let setup = decision.setup();
        self.view.filter(setup, user, decision.at())?;
        let mut workspace = setup.workspace_of(user);
        if workspace.sort_of(self.view) == self.sort {
            return Ok(());
        }
        // What is as usual is not kept, nor what was said of views that are gone.
        workspace.sorts.retain(|(view, _)| *view != self.view && view.exists(setup));
        if self.sort != Sort::default() {
            workspace.sorts.push((self.view, self.sort));
        }
        decision.record(Fact::Setup(SetupFact::WorkspaceArranged { user, workspace }));
        Ok(())
    }
}
