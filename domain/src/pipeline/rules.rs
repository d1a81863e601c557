//! What a pipeline forbids people: moving back, skipping, creating tickets anywhere (PIP-14 to PIP-19).
//!
//! Rules bind whoever acts by hand or through a program of theirs. What acts by itself, and whoever
//! may change the pipeline anyway, is free of them ([`policy::bound_by_pipeline_rules`](crate::policy)).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Pipeline, State, Status};
use crate::id::StatusId;
use crate::tagged::tagged;

/// What a pipeline forbids people. Nothing, unless a Super admin says so (PIP-19).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PipelineRules {
    /// Whether tickets only move on, never back (PIP-14, PIP-15).
    #[serde(default)]
    pub no_moving_back: bool,
    /// How far a ticket moves at once (PIP-16).
    #[serde(default)]
    pub skipping: Skipping,
    /// In which statuses tickets are created; in any where this says nothing (PIP-17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation: Option<CreationStatuses>,
}

tagged! {
    "type", "snake_case",
    /// How far forward a ticket moves at once.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Skipping {
        /// As far as one likes.
        #[default]
        Allowed,
        /// To the next status only.
        NextOnly,
        /// Not across these statuses.
        NotAcross {
            /// The statuses that may not be skipped.
            statuses: BTreeSet<StatusId>,
        },
    }
}

/// The statuses in which tickets are created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreationStatuses {
    /// The statuses, at least one.
    pub any_of: BTreeSet<StatusId>,
    /// The one that is offered first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<StatusId>,
}

/// A rule by which a pipeline refuses a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PipelineRule {
    /// Tickets do not move back.
    MovingBack,
    /// Statuses are not skipped.
    Skipping,
    /// Tickets are not created in this status.
    Creation,
}

impl std::fmt::Display for PipelineRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::MovingBack => "tickets do not move back in this pipeline",
            Self::Skipping => "statuses are not skipped in this pipeline",
            Self::Creation => "tickets are not created in this status",
        })
    }
}

impl Pipeline {
    /// The rule that forbids a move within the pipeline, if one does.
    pub fn forbids_move(&self, from: StatusId, to: StatusId) -> Option<PipelineRule> {
        let ordered = self.ordered();
        let place = |id| ordered.iter().position(|status| status.id == id);
        let (from, to) = (place(from)?, place(to)?);
        if to < from {
            return self.rules.no_moving_back.then_some(PipelineRule::MovingBack);
        }
        let mut crossed = ordered.iter().take(to).skip(from.saturating_add(1));
        let skips = match &self.rules.skipping {
            Skipping::Allowed => false,
            Skipping::NextOnly => crossed.next().is_some(),
            Skipping::NotAcross { statuses } => crossed.any(|status| statuses.contains(&status.id)),
        };
        skips.then_some(PipelineRule::Skipping)
    }

    /// The rule that forbids creating a ticket in the status, if one does.
    pub fn forbids_creation(&self, status: StatusId) -> Option<PipelineRule> {
        let creation = self.rules.creation.as_ref()?;
        (!creation.any_of.contains(&status)).then_some(PipelineRule::Creation)
    }

    /// The status that a new ticket has where none is said: the one that the rules name, else the
    /// first open one in which tickets are created.
    pub fn first_for_new(&self) -> Option<&Status> {
        let named = self.rules.creation.as_ref().and_then(|creation| creation.first);
        let allowed =
            || self.ordered().into_iter().filter(|status| self.forbids_creation(status.id).is_none());
        named
            .and_then(|status| self.status(status))
            .or_else(|| allowed().find(|status| status.state == State::Open))
            .or_else(|| allowed().next())
    }
}

impl PipelineRules {
    /// Every status that the rules name.
    pub(super) fn named(&self) -> impl Iterator<Item = StatusId> {
        let crossed = match &self.skipping {
            Skipping::NotAcross { statuses } => Some(statuses),
            Skipping::Allowed | Skipping::NextOnly => None,
        };
        let creation = self.creation.as_ref();
        let created = creation.map(|creation| &creation.any_of);
        let first = creation.and_then(|creation| creation.first);
        crossed.into_iter().chain(created).flatten().copied().chain(first)
    }

    /// Takes a status that is deleted out of the rules.
    pub fn forget(&mut self, status: StatusId) {
        if let Skipping::NotAcross { statuses } = &mut self.skipping {
            statuses.remove(&status);
        }
        if let Some(creation) = &mut self.creation {
            creation.any_of.remove(&status);
            creation.first = creation.first.filter(|first| *first != status);
        }
    }
}
