//! Deleting a status or a whole pipeline. Nothing that is in use goes without a replacement.

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::{PipelineId, StatusId, TicketId};
use crate::pipeline::{Pipeline, State};
use crate::policy;
use crate::rejection::{PipelineFault, Rejection};
use crate::ticket::status;

/// Deletes a status. Where tickets, channels or automations still use it, a replacement is needed
/// (PIP-07), and its tickets move there by the rules of any other status change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteStatus {
    /// The status to delete.
    pub status: StatusId,
    /// Where its tickets, channel defaults and automations go: another status of the same pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<StatusId>,
}

impl Decide for DeleteStatus {
    fn scope(&self) -> Scope {
        match self.replacement {
            Some(_) => Scope { tickets_in_status: [self.status].into(), ..Scope::default() },
            None => Scope { use_of_status: [self.status].into(), ..Scope::default() },
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_property_settings(decision.setup(), decision.actor())?;
        let Some(pipeline) = decision.setup().pipeline_of(self.status) else {
            return Err(Rejection::StatusNotFound { status: self.status });
        };
        keeps_both_states(pipeline, self.status)?;
        keeps_a_status_for_new_tickets(pipeline, self.status)?;
        match self.replacement {
            Some(replacement) => replace(decision, pipeline, self.status, replacement)?,
            None => unused(decision, pipeline, self.status)?,
        }
        decision.record(Fact::Setup(SetupFact::StatusDeleted { pipeline: pipeline.id, status: self.status }));
        Ok(())
    }
}

/// Refuses to leave a pipeline without an open or without a closed status (PIP-06).
fn keeps_both_states(pipeline: &Pipeline, without: StatusId) -> Result<(), Rejection> {
    for state in [State::Open, State::Closed] {
        if !pipeline.statuses.iter().any(|status| status.id != without && status.state == state) {
            let fault = PipelineFault::StateMissing { state };
            return Err(Rejection::PipelineInvalid { pipeline: pipeline.id, fault });
        }
    }
    Ok(())
}

/// Refuses to leave the rule on creation without a status (PIP-17).
fn keeps_a_status_for_new_tickets(pipeline: &Pipeline, without: StatusId) -> Result<(), Rejection> {
    let creation = pipeline.rules.creation.as_ref();
    if creation.is_some_and(|creation| creation.any_of.iter().all(|status| *status == without)) {
        let fault = PipelineFault::CreationWithoutStatus;
        return Err(Rejection::PipelineInvalid { pipeline: pipeline.id, fault });
    }
    Ok(())
}

/// Refuses while something still stands on the status (PIP-07).
fn unused(decision: &Decision<'_>, pipeline: &Pipeline, status: StatusId) -> Result<(), Rejection> {
    let tickets = decision.desk().facts.tickets_in_status.get(&status).copied().unwrap_or(0);
    let channels =
        decision.setup().channels.values().filter(|channel| channel.new_ticket.status == Some(status));
    let channels = channels.count() as u64;
    let automations = pipeline.triggers.moving_to(status);
    if tickets == 0 && channels == 0 && automations == 0 {
        return Ok(());
    }
    Err(Rejection::StatusInUse { status, tickets, channels, automations })
}

/// Moves everything that stands on the status to its replacement.
fn replace(
    decision: &mut Decision<'_>,
    pipeline: &Pipeline,
    status: StatusId,
    replacement: StatusId,
) -> Result<(), Rejection> {
    if replacement == status || pipeline.status(replacement).is_none() {
        return Err(Rejection::StatusOfOtherPipeline { status: replacement, pipeline: pipeline.id });
    }
    let standing =
        decision.desk().tickets.values().filter(|ticket| ticket.status == status && ticket.is_at_work());
    let standing: Vec<TicketId> = standing.map(|ticket| ticket.id).collect();
    for ticket in standing {
        status::change(decision, ticket, replacement)?;
    }
    let channels =
        decision.setup().channels.values().filter(|channel| channel.new_ticket.status == Some(status));
    for mut channel in channels.cloned().collect::<Vec<_>>() {
        channel.new_ticket.status = Some(replacement);
        decision.record(Fact::Setup(SetupFact::ChannelSaved { channel }));
    }
    let triggers = pipeline.triggers.replacing(status, replacement);
    if triggers != pipeline.triggers {
        let pipeline = Pipeline { triggers, ..pipeline.clone() };
        decision.record(Fact::Setup(SetupFact::PipelineSaved { pipeline }));
    }
    Ok(())
}

/// Deletes a pipeline that no ticket and no channel uses, unless it is the last (PIP-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletePipeline {
    /// The pipeline to delete.
    pub pipeline: PipelineId,
}

impl Decide for DeletePipeline {
    fn scope(&self) -> Scope {
        Scope { use_of_pipeline: [self.pipeline].into(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_property_settings(decision.setup(), decision.actor())?;
        let setup = decision.setup();
        if !setup.pipelines.contains_key(&self.pipeline) {
            return Err(Rejection::PipelineNotFound { pipeline: self.pipeline });
        }
        if setup.pipelines.len() == 1 {
            return Err(Rejection::LastPipeline { pipeline: self.pipeline });
        }
        let tickets = decision.desk().facts.tickets_in_pipeline.get(&self.pipeline).copied().unwrap_or(0);
        let channels =
            setup.channels.values().filter(|channel| channel.pipeline == self.pipeline).count() as u64;
        if tickets > 0 || channels > 0 || setup.default_pipeline == self.pipeline {
            return Err(Rejection::PipelineInUse { pipeline: self.pipeline, tickets, channels });
        }
        decision.record(Fact::Setup(SetupFact::PipelineDeleted { pipeline: self.pipeline }));
        Ok(())
    }
}
