//! Saving a pipeline: creating it, or changing its name, statuses, rules and automations.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ConditionalProperty, CreationStatuses, Pipeline, PipelineRules, State};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::StatusId;
use crate::policy;
use crate::property::BuiltIn;
use crate::rejection::{PipelineFault, Rejection};
use crate::setup::Setup;

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
        let before = decision.setup().pipelines.get(&pipeline.id).map(|before| before.rules.clone());
        if pipeline.rules != before.unwrap_or_default() {
            policy::may_set_pipeline_rules(decision.setup(), decision.actor())?;
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
    check_rules(&pipeline.rules, &ids).map_err(fault)?;
    check_conditional(pipeline, decision.setup()).map_err(fault)?;
    // Dropping a status is a decision of its own: its tickets must go somewhere (PIP-07).
    let before = decision.setup().pipelines.get(&pipeline.id);
    let dropped = before.and_then(|before| before.statuses.iter().find(|status| !ids.contains(&status.id)));
    if let Some(status) = dropped {
        return Err(fault(PipelineFault::StatusDropped { status: status.id }));
    }
    match pipeline.triggers.named().find(|status| !ids.contains(status)) {
        Some(status) => Err(fault(PipelineFault::RuleNamesUnknown { status })), // PIP-10
        None => Ok(()),
    }
}

/// Rules speak of the pipeline's own statuses, and tickets can be created in one of them (PIP-17).
fn check_rules(rules: &PipelineRules, own: &BTreeSet<StatusId>) -> Result<(), PipelineFault> {
    if let Some(status) = rules.named().find(|status| !own.contains(status)) {
        return Err(PipelineFault::RuleNamesUnknown { status });
    }
    match &rules.creation {
        Some(CreationStatuses { any_of, .. }) if any_of.is_empty() => {
            Err(PipelineFault::CreationWithoutStatus)
        }
        // Named first but not allowed, it would be refused as soon as it is offered.
        Some(CreationStatuses { any_of, first: Some(first) }) if !any_of.contains(first) => {
            Err(PipelineFault::RuleNamesUnknown { status: *first })
        }
        Some(_) | None => Ok(()),
    }
}

/// A status asks for each property once, and only for what people can fill in.
fn check_conditional(pipeline: &Pipeline, setup: &Setup) -> Result<(), PipelineFault> {
    for status in &pipeline.statuses {
        let mut asked = BTreeSet::new();
        for ConditionalProperty { property, .. } in &status.conditional {
            let fits = match BuiltIn::named(property) {
                Some(built_in) => built_in.may_be_asked_for(),
                None => setup.property(property).is_some(),
            };
            if !fits || !asked.insert(property) {
                return Err(PipelineFault::ConditionalUnfit { property: property.clone() });
            }
        }
    }
    Ok(())
}
