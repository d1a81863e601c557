//! Changing a ticket's status, with everything that follows from it.
//!
//! The effects come in a fixed order (XCT-05): validate, set the status, then the close date, then
//! the conversations. Every door comes through [`change`]: a click, *Send and close*, a customer's
//! answer, the API, a deleted status. So the rules hold everywhere (CLD-12).

use serde::{Deserialize, Serialize};

use crate::conversation;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{PipelineId, StatusId, TicketId};
use crate::order::Actor;
use crate::pipeline::{PipelineRule, State, Status};
use crate::policy;
use crate::property::PropertyName;
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::ticket::{Ticket, close_date, set_property};

/// Moves a ticket to a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeStatus {
    /// The ticket.
    pub ticket: TicketId,
    /// The status it shall have: one of its pipeline's.
    pub status: StatusId,
    /// Values for what the status asks for, as text, as in [`SetProperty`](super::SetProperty).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(PropertyName, String)>,
}

impl ChangeStatus {
    /// Moves a ticket to a status with the properties that it has.
    pub fn new(ticket: TicketId, status: StatusId) -> Self {
        Self { ticket, status, properties: Vec::new() }
    }
}

impl Decide for ChangeStatus {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable(decision.setup(), decision.actor(), decision.ticket(self.ticket)?)?;
        choose(decision, self.ticket, self.status, &self.properties)
    }
}

/// Moves a ticket to a status of another pipeline (PIP-22). Its rules on moving back and skipping
/// know nothing of statuses elsewhere; what the new status asks for is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePipeline {
    /// The ticket.
    pub ticket: TicketId,
    /// The pipeline it shall be in.
    pub pipeline: PipelineId,
    /// The status it shall have there.
    pub status: StatusId,
    /// Values for what the status asks for, as text, as in [`SetProperty`](super::SetProperty).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(PropertyName, String)>,
}

impl Decide for ChangePipeline {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable(decision.setup(), decision.actor(), decision.ticket(self.ticket)?)?;
        let Some(pipeline) = decision.setup().pipelines.get(&self.pipeline) else {
            return Err(Rejection::PipelineNotFound { pipeline: self.pipeline });
        };
        if pipeline.status(self.status).is_none() {
            return Err(Rejection::StatusOfOtherPipeline { status: self.status, pipeline: self.pipeline });
        }
        let from = decision.ticket(self.ticket)?.pipeline;
        if from != self.pipeline {
            decision.record(Fact::PipelineChanged { ticket: self.ticket, from, to: self.pipeline });
        }
        choose(decision, self.ticket, self.status, &self.properties)
    }
}

/// Moves a ticket to a status that somebody chose, wherever that was: in a menu, on the board, beside
/// Send, through the API. What the pipeline asks of people is asked of them here (PIP-12, PIP-18).
pub(crate) fn choose(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    to: StatusId,
    properties: &[(PropertyName, String)],
) -> Result<(), Rejection> {
    for (property, value) in properties {
        set_property::set(decision, ticket, property, value)?;
    }
    if let Some(refused) = refusal(decision.setup(), decision.actor(), decision.ticket(ticket)?, to) {
        return Err(refused);
    }
    change(decision, ticket, to)
}

/// Why somebody may not move a ticket to a status as it is: a rule of the pipeline (PIP-21), or
/// properties that are asked for first (PIP-12). None where they may, and where nothing would change.
pub fn refusal(setup: &Setup, actor: &Actor, ticket: &Ticket, to: StatusId) -> Option<Rejection> {
    let status = setup.pipelines.get(&ticket.pipeline)?.status(to)?;
    if ticket.status == to {
        return None;
    }
    if let Some(rule) = forbidden(setup, actor, ticket, to) {
        return Some(Rejection::PipelineRule { status: to, rule });
    }
    asked(actor, ticket, status)
}

/// The properties that a status asks somebody for and a ticket lacks, as a refusal. Who is no person
/// is not asked (PIP-13).
pub(crate) fn asked(actor: &Actor, ticket: &Ticket, status: &Status) -> Option<Rejection> {
    let properties = status.missing(ticket);
    let asked = actor.user().is_some() && !properties.is_empty();
    asked.then_some(Rejection::PropertiesRequired { status: status.id, properties })
}

/// The rule of its pipeline that forbids somebody to create a ticket in a status, if one does (PIP-17).
pub fn forbidden_for_new(setup: &Setup, actor: &Actor, status: StatusId) -> Option<PipelineRule> {
    let rule = setup.pipeline_of(status)?.forbids_creation(status)?;
    policy::bound_by_pipeline_rules(setup, actor).then_some(rule)
}

/// The rule of its pipeline that forbids somebody to move a ticket to a status, if one does.
pub fn forbidden(setup: &Setup, actor: &Actor, ticket: &Ticket, to: StatusId) -> Option<PipelineRule> {
    let pipeline = setup.pipelines.get(&ticket.pipeline)?;
    let rule = pipeline.forbids_move(ticket.status, to)?;
    policy::bound_by_pipeline_rules(setup, actor).then_some(rule)
}

/// Moves a ticket to a status, with everything that follows from it.
pub(crate) fn change(decision: &mut Decision<'_>, ticket: TicketId, to: StatusId) -> Result<(), Rejection> {
    match set(decision, ticket, to)? {
        Some((State::Open, State::Closed)) => conversation::close_all(decision, ticket),
        Some((State::Closed, State::Open)) => conversation::reopen_the_only_one(decision, ticket),
        // CLO-09: between two statuses of one state it is neither a close nor a reopen.
        Some((State::Open, State::Open) | (State::Closed, State::Closed)) | None => {}
    }
    Ok(())
}

/// Moves a closed ticket to an open status because its customer wrote. The conversation that got the
/// message is open already, and the others stay as they are (CLO-11).
pub(crate) fn reopen_for_message(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    to: StatusId,
) -> Result<(), Rejection> {
    set(decision, ticket, to).map(|_| ())
}

/// Sets the status and with it the close date. Gives the states before and after, or none where the
/// ticket has the status already.
fn set(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    to: StatusId,
) -> Result<Option<(State, State)>, Rejection> {
    let found = decision.ticket(ticket)?;
    let from = found.status;
    if from == to {
        return Ok(None); // CLD-08: nothing changes, the close date neither.
    }
    let Some(status) = decision.setup().status(to) else {
        return Err(Rejection::StatusNotFound { status: to });
    };
    let pipeline = found.pipeline;
    if decision.setup().pipelines.get(&pipeline).is_none_or(|pipeline| pipeline.status(to).is_none()) {
        return Err(Rejection::StatusOfOtherPipeline { status: to, pipeline });
    }
    let before = decision.setup().state_of(from);
    let after = status.state;
    let first_reopening = !found.reopened && (before, after) == (State::Closed, State::Open);
    decision.record(Fact::StatusChanged { ticket, from, to });
    close_date::follow_status(decision, ticket, pipeline, Some(before), after);
    if first_reopening {
        decision.record(Fact::TicketReopened { ticket }); // EML-20
    }
    Ok(Some((before, after)))
}
