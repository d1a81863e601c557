//! Views: named lists of tickets. Some are always there, others are made by users.

mod custom;
mod sort;

pub use custom::{ArrangeViews, CustomView, DeleteView, SaveView, Sharing, custom_views};
pub use sort::{NotASort, Sort, SortKey, SortValue, SortView};

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::filter::Filter;
use crate::id::{UserId, ViewId};
use crate::order::Actor;
use crate::pipeline::State;
use crate::policy;
use crate::rejection::Rejection;
use crate::setup::Setup;

/// Any view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum View {
    /// One that is always there.
    BuiltIn(BuiltInView),
    /// One that a user made.
    Custom(ViewId),
}

impl View {
    /// Up to how many tickets of a view are counted, where its count is not kept: one more says that there
    /// are more.
    pub const MOST_COUNTED: u64 = 1_000;

    /// The tickets it shows to a user at a point in time, before access is taken into account.
    ///
    /// # Errors
    ///
    /// Says why the user may not use it.
    pub fn filter(self, setup: &Setup, user: UserId, now: DateTime<Utc>) -> Result<Filter, Rejection> {
        match self {
            Self::BuiltIn(view) => {
                policy::may_use_built_in_view(setup, &Actor::User { user }, view)?;
                Ok(view.filter(setup, user))
            }
            Self::Custom(view) => {
                let view = policy::usable_view(setup, &Actor::User { user }, view)?;
                Ok(view.filter.as_of(now))
            }
        }
    }

    /// Whether there is such a view.
    pub fn exists(self, setup: &Setup) -> bool {
        match self {
            Self::BuiltIn(_) => true,
            Self::Custom(view) => setup.views.contains_key(&view),
        }
    }

    /// Whether its count is kept, so that all of its tickets are counted.
    pub fn is_counted_whole(self) -> bool {
        match self {
            Self::BuiltIn(
                BuiltInView::MyMentions | BuiltInView::Following | BuiltInView::MyTeamsUnassigned,
            )
            | Self::Custom(_) => false,
            Self::BuiltIn(
                BuiltInView::Unassigned
                | BuiltInView::AssignedToMe
                | BuiltInView::AllOpen
                | BuiltInView::Closed,
            ) => true,
        }
    }
}

impl From<BuiltInView> for View {
    fn from(view: BuiltInView) -> Self {
        Self::BuiltIn(view)
    }
}

impl std::fmt::Display for View {
    /// Its name in addresses.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BuiltIn(view) => formatter.write_str(view.slug()),
            Self::Custom(view) => view.fmt(formatter),
        }
    }
}

/// A text that names no view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this names no view")]
pub struct NotAView;

impl FromStr for View {
    type Err = NotAView;

    /// Reads a name in an address. A custom view need not exist.
    fn from_str(name: &str) -> Result<Self, NotAView> {
        match BuiltInView::with_slug(name) {
            Some(view) => Ok(Self::BuiltIn(view)),
            None => name.parse().map(Self::Custom).map_err(|_| NotAView),
        }
    }
}

/// A view that is always there (VEW-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BuiltInView {
    /// Open tickets that nobody owns.
    Unassigned,
    /// Open tickets that the user owns.
    AssignedToMe,
    /// Open tickets in whose comments the user was mentioned.
    MyMentions,
    /// Open tickets that the user follows.
    Following,
    /// Open tickets that nobody owns and that were given to a team of the user (VEW-04).
    MyTeamsUnassigned,
    /// All open tickets.
    AllOpen,
    /// Closed tickets.
    Closed,
}

impl BuiltInView {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::Unassigned,
        Self::AssignedToMe,
        Self::MyMentions,
        Self::Following,
        Self::MyTeamsUnassigned,
        Self::AllOpen,
        Self::Closed,
    ];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::AssignedToMe => "assigned-to-me",
            Self::MyMentions => "my-mentions",
            Self::Following => "following",
            Self::MyTeamsUnassigned => "my-teams-unassigned",
            Self::AllOpen => "all-open",
            Self::Closed => "closed",
        }
    }

    /// The view with this name.
    pub fn with_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.slug() == slug)
    }

    /// The tickets it shows to a user, before access is taken into account.
    pub fn filter(self, setup: &Setup, user: UserId) -> Filter {
        let open = Filter::State { is: State::Open };
        let teams = || setup.users.get(&user).map(|user| user.teams().collect()).unwrap_or_default();
        match self {
            Self::Unassigned => Filter::all([open, Filter::Unassigned]),
            Self::AssignedToMe => Filter::all([open, Filter::Owner { any_of: [user].into() }]),
            Self::MyMentions => Filter::all([open, Filter::Mentioned { any_of: [user].into() }]),
            Self::Following => Filter::all([open, Filter::Followed { any_of: [user].into() }]),
            Self::MyTeamsUnassigned => {
                Filter::all([open, Filter::Unassigned, Filter::Team { any_of: teams() }])
            }
            Self::AllOpen => open,
            Self::Closed => Filter::State { is: State::Closed },
        }
    }
}
