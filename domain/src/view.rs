//! The views that every agent has.

use serde::{Deserialize, Serialize};

use crate::filter::Filter;
use crate::id::UserId;
use crate::pipeline::State;

/// A view that is always there (VEW-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BuiltInView {
    /// Open tickets that nobody owns.
    Unassigned,
    /// Open tickets that the user owns.
    AssignedToMe,
    /// All open tickets.
    AllOpen,
    /// Closed tickets.
    Closed,
}

impl BuiltInView {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Unassigned, Self::AssignedToMe, Self::AllOpen, Self::Closed];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::AssignedToMe => "assigned-to-me",
            Self::AllOpen => "all-open",
            Self::Closed => "closed",
        }
    }

    /// The view with this name.
    pub fn with_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.slug() == slug)
    }

    /// The tickets it shows to a user, before access is taken into account.
    pub fn filter(self, user: UserId) -> Filter {
        let open = Filter::State { is: State::Open };
        match self {
            Self::Unassigned => Filter::all([open, Filter::Unassigned]),
            Self::AssignedToMe => Filter::all([open, Filter::Owner { any_of: [user].into() }]),
            Self::AllOpen => open,
            Self::Closed => Filter::State { is: State::Closed },
        }
    }
}
