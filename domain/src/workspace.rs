//! How the workspace is arranged: by each user for themself, which no other user sees the effects of, and the
//! cards beside a ticket and the form of a new one by an admin for everybody.

mod columns;
mod sidebar;
mod ticket_details;
mod ticket_form;

pub use columns::{ArrangeColumns, Column, ShownColumn};
pub use sidebar::{ArrangeSidebar, SidebarCard};
pub use ticket_details::ArrangeTicketDetails;
pub use ticket_form::{ArrangeTicketForm, FormField};

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::ViewId;
use crate::property::PropertyName;
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::view::{Sort, View};

/// How a list of tickets is laid out (LAY-02).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One row a ticket (LAY-05).
    #[default]
    Table,
    /// The list, and beside it the ticket that is open.
    Split,
    /// One column a status, one card a ticket (LAY-06).
    Board,
}

impl Layout {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Table, Self::Split, Self::Board];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Split => "split",
            Self::Board => "board",
        }
    }

    /// The layout with this name.
    pub fn with_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.slug() == slug)
    }
}

/// How one user has arranged the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workspace {
    /// How their lists of tickets are laid out.
    #[serde(default)]
    pub layout: Layout,
    /// The order in which they list custom views; those that are not in it come after it, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<ViewId>,
    /// The columns of their tables; the usual ones while there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ShownColumn>,
    /// The views that they ordered otherwise than by the most recent activity, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sorts: Vec<(View, Sort)>,
    /// The properties that they see of a ticket beside its conversation in an inbox; the usual ones while none were chosen
    /// (INB-10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_details: Option<Vec<PropertyName>>,
}

impl Workspace {
    /// By what the tickets of a view are ordered.
    pub fn sort_of(&self, view: View) -> Sort {
        let own = self.sorts.iter().find(|(sorted, _)| *sorted == view);
        own.map(|(_, sort)| *sort).unwrap_or_default()
    }

    /// The columns of tables: those that were chosen and still exist, or the usual ones.
    pub fn columns(&self, setup: &Setup) -> Vec<ShownColumn> {
        if self.columns.is_empty() {
            return Column::usual();
        }
        self.columns.iter().filter(|shown| shown.column.exists(setup)).cloned().collect()
    }
}

/// Lays the lists of the user who gives the order out in this way from now on (LAY-03, LAY-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChooseLayout {
    /// The layout.
    pub layout: Layout,
}

impl Decide for ChooseLayout {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        let workspace = Workspace { layout: self.layout, ..decision.setup().workspace_of(user) };
        if workspace != decision.setup().workspace_of(user) {
            decision.record(Fact::Setup(SetupFact::WorkspaceArranged { user, workspace }));
        }
        Ok(())
    }
}
