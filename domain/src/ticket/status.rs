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
use crate::id::{StatusId, TicketId};
use crate::pipeline::State;
use crate::policy;
use crate::rejection::Rejection;
use crate::ticket::close_date;

/// Moves a ticket to a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeStatus {
    /// The ticket.
    pub ticket: TicketId,
    /// The status it shall have: one of its pipeline's.
    pub status: StatusId,
}

impl Decide for ChangeStatus {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable(decision.setup(), decision.actor(), decision.ticket(self.ticket)?)?;
        change(decision, self.ticket, self.status)
    }
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
    decision.record(Fact::StatusChanged { ticket, from, to });
    close_date::follow_status(decision, ticket, pipeline, Some(before), after);
    Ok(Some((before, after)))
}
