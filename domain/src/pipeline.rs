//! Pipelines and their statuses: the ordered ways that tickets go.

mod automation;
mod conditional;
mod delete;
mod rules;
mod save;

pub use automation::{AutomatePipeline, Automation, StatusTrigger, StatusTriggers};
pub use conditional::ConditionalProperty;
pub use delete::{DeletePipeline, DeleteStatus};
pub use rules::{CreationStatuses, PipelineRule, PipelineRules, Skipping};
pub use save::SavePipeline;

use serde::{Deserialize, Serialize};

use crate::id::{PipelineId, StatusId};

/// An ordered list of statuses, at least one open and one closed (PIP-06).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pipeline {
    /// Its id.
    pub id: PipelineId,
    /// What people call it.
    pub name: String,
    /// Its place among the pipelines, lowest first.
    pub order: u32,
    /// Its statuses, in any order; [`Pipeline::ordered`] sorts them.
    pub statuses: Vec<Status>,
    /// What moving a ticket to a closed status does to its close date.
    #[serde(default)]
    pub close_date: CloseDateRule,
    /// What mails do to the status by themselves.
    #[serde(default)]
    pub triggers: StatusTriggers,
    /// What it forbids people.
    #[serde(default)]
    pub rules: PipelineRules,
}

/// One status of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Status {
    /// Its id.
    pub id: StatusId,
    /// Its label, unique within the pipeline (PIP-03).
    pub label: String,
    /// Its place in the pipeline, lowest first; equal places are sorted by label (PIP-03).
    pub order: u32,
    /// Whether a ticket in it counts as open or closed. Open when nothing is said (PIP-05).
    #[serde(default)]
    pub state: State,
    /// What it asks for before a ticket comes into it, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditional: Vec<ConditionalProperty>,
}

impl Status {
    /// A status that asks for nothing.
    pub fn new(id: StatusId, label: &str, order: u32, state: State) -> Self {
        Self { id, label: label.to_owned(), order, state, conditional: Vec::new() }
    }
}

/// Open or closed: as what the tickets in a status count, and what a conversation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Work is to be done.
    #[default]
    Open,
    /// Work is done.
    Closed,
}

impl State {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    /// Its name in addresses and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The state with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// The pipeline's row "Set close date to today when ticket is moved to a closed status".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CloseDateRule {
    /// Moving to a closed status sets the close date to now (CLD-01).
    #[default]
    SetWhenClosed,
    /// Moving to a closed status leaves the close date alone (CLD-03).
    LeaveAlone,
}

impl Pipeline {
    /// Its statuses in the order that people see: by place, then by label (PIP-03).
    pub fn ordered(&self) -> Vec<&Status> {
        let mut statuses: Vec<&Status> = self.statuses.iter().collect();
        statuses.sort_by(|a, b| (a.order, &a.label).cmp(&(b.order, &b.label)));
        statuses
    }

    /// The status with this id, if it is one of the pipeline's.
    pub fn status(&self, id: StatusId) -> Option<&Status> {
        self.statuses.iter().find(|status| status.id == id)
    }

    /// The open status that comes first (EML-17).
    pub fn first_open(&self) -> Option<&Status> {
        self.ordered().into_iter().find(|status| status.state == State::Open)
    }
}
