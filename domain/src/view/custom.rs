//! The views that users make: a name, a filter, and who sees them (VEW-05).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::filter::{Filter, folded};
use crate::id::{UserId, ViewId};
use crate::order::Actor;
use crate::policy;
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::workspace::Workspace;

/// A view that a user made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomView {
    /// Its id.
    pub id: ViewId,
    /// What people call it.
    pub name: String,
    /// The tickets it shows.
    pub filter: Filter,
    /// Who made it.
    pub owner: UserId,
    /// Who else sees it.
    #[serde(default)]
    pub sharing: Sharing,
}

/// Who sees a custom view beside its owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// Nobody.
    #[default]
    Nobody,
    /// Everyone who may use custom views.
    Everyone,
}

impl CustomView {
    /// How many characters a name may have.
    pub const MAX_NAME: usize = 60;

    /// How many views a user may have made.
    pub const MAX_COUNT: usize = 100;

    /// Whether somebody sees both.
    fn meets(&self, other: &Self) -> bool {
        self.owner == other.owner || self.sharing == Sharing::Everyone || other.sharing == Sharing::Everyone
    }
}

/// The custom views of a user, in the order in which the user lists them; none without a Service
/// seat (VEW-01).
pub fn custom_views(setup: &Setup, user: UserId) -> Vec<&CustomView> {
    let actor = Actor::User { user };
    let mut views: Vec<&CustomView> =
        setup.views.keys().filter_map(|view| policy::usable_view(setup, &actor, *view).ok()).collect();
    let order = setup.workspace_of(user).views;
    views.sort_by_cached_key(|view| {
        let place = order.iter().position(|id| *id == view.id).unwrap_or(order.len());
        (place, folded(&view.name), view.id)
    });
    views
}

/// Makes a view, or changes the one with the same id. Its owner stays who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveView {
    /// The view's id.
    pub view: ViewId,
    /// What it is called.
    pub name: String,
    /// The tickets it shows.
    pub filter: Filter,
    /// Who else sees it.
    #[serde(default)]
    pub sharing: Sharing,
}

impl Decide for SaveView {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let (setup, actor) = (decision.setup(), decision.actor());
        policy::may_use_custom_views(setup, actor)?;
        let user = actor.user().ok_or(Rejection::NeedsUser)?;
        let known = setup.views.contains_key(&self.view);
        let before = known.then(|| policy::editable_view(setup, actor, self.view)).transpose()?;
        let owner = before.map_or(user, |before| before.owner);
        let name = self.name.trim().to_owned();
        let view =
            CustomView { id: self.view, name, filter: self.filter.clone(), owner, sharing: self.sharing };
        check(setup, &view)?;
        if before != Some(&view) {
            decision.record(Fact::Setup(SetupFact::ViewSaved { view }));
        }
        Ok(())
    }
}

/// Whether a view can be as it is about to be.
fn check(setup: &Setup, view: &CustomView) -> Result<(), Rejection> {
    if view.name.is_empty() {
        return Err(Rejection::ViewNameMissing { view: view.id });
    }
    if view.name.chars().count() > CustomView::MAX_NAME {
        return Err(Rejection::ViewNameTooLong { view: view.id, max: CustomView::MAX_NAME });
    }
    let others = || setup.views.values().filter(|other| other.id != view.id);
    if others().any(|other| other.meets(view) && folded(&other.name) == folded(&view.name)) {
        return Err(Rejection::ViewNameTaken { name: view.name.clone() });
    }
    if others().filter(|other| other.owner == view.owner).count() >= CustomView::MAX_COUNT {
        return Err(Rejection::TooManyViews { max: CustomView::MAX_COUNT });
    }
    view.filter.check(setup).map_err(|fault| Rejection::ViewFilterInvalid { view: view.id, fault })
}

/// Deletes a view, for everyone who saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteView {
    /// The view.
    pub view: ViewId,
}

impl Decide for DeleteView {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable_view(decision.setup(), decision.actor(), self.view)?;
        decision.record(Fact::Setup(SetupFact::ViewDeleted { view: self.view }));
        Ok(())
    }
}

/// Lists the custom views of the user who gives the order in this order from now on; those that are
/// not named come after, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrangeViews {
    /// The views, first to last.
    pub views: Vec<ViewId>,
}

impl Decide for ArrangeViews {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let (setup, actor) = (decision.setup(), decision.actor());
        policy::may_use_custom_views(setup, actor)?;
        let user = actor.user().ok_or(Rejection::NeedsUser)?;
        let mut seen = BTreeSet::new();
        let mut views = Vec::new();
        for view in &self.views {
            policy::usable_view(setup, actor, *view)?;
            if seen.insert(*view) {
                views.push(*view);
            }
        }
        let before = setup.workspace_of(user);
        if before.views != views {
            let workspace = Workspace { views, ..before };
            decision.record(Fact::Setup(SetupFact::WorkspaceArranged { user, workspace }));
        }
        Ok(())
    }
}
