//! Saving a pipeline: creating it, or changing its name, statuses and close-date rule.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Pipeline, State};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::policy;
use crate::rejection::{PipelineFault, Rejection};

/// Creates the pipeline or replaces the one with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavePipeline {
    /// The pipeline as it shall be.
    pub pipeline: Pipeline,
}

impl Decide for SavePipeline {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_property_settings(decision.setup(), decision.actor())?;
        let mut pipeline = self.pipeline.clone();
        pipeline.name = pipeline.name.trim().to_owned();
        for status in &mut pipeline.statuses {
            status.label = status.label.trim().to_owned();
        }
        check(&pipeline, decision)?;
        decision.record(Fact::Setup(SetupFact::PipelineSaved { pipeline }));
        Ok(())
    }
}

/// Holds a pipeline against PIP-03 to PIP-06.
fn check(pipeline: &Pipeline, decision: &Decision<'_>) -> Result<(), Rejection> {
    let fault = |fault| Rejection::PipelineInvalid { pipeline: pipeline.id, fault };
    if pipeline.name.is_empty() {
        return Err(fault(PipelineFault::NameMissing));
    }
    let mut labels = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for status in &pipeline.statuses {
        if status.label.is_empty() {
            return Err(fault(PipelineFault::LabelMissing { status: status.id }));
        }
        if !labels.insert(status.label.to_lowercase()) {
            return Err(fault(PipelineFault::LabelTaken { label: status.label.clone() }));
        }
        let elsewhere = decision.setup().pipeline_of(status.id).is_some_and(|owner| owner.id != pipeline.id);
        if !ids.insert(status.id) || elsewhere {
            return Err(fault(PipelineFault::StatusTaken { status: status.id }));
        }
    }
    for state in [State::Open, State::Closed] {
        if !pipeline.statuses.iter().any(|status| status.state == state) {
            return Err(fault(PipelineFault::StateMissing { state }));
        }
    }
    // Dropping a status is a decision of its own: its tickets must go somewhere (PIP-07).
    let before = decision.setup().pipelines.get(&pipeline.id);
    let dropped = before.and_then(|before| before.statuses.iter().find(|status| !ids.contains(&status.id)));
    match dropped {
        Some(status) => Err(fault(PipelineFault::StatusDropped { status: status.id })),
        None => Ok(()),
    }
}
