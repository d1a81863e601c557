//! The close date: it follows the status, by the rule of the ticket's pipeline.

use chrono::{DateTime, Utc};

use crate::decide::Decision;
use crate::event::Fact;
use crate::id::{PipelineId, TicketId};
use crate::pipeline::{CloseDateRule, State};

/// Sets or clears the close date after a ticket came to a status. `before` is the state it had;
/// none for a ticket that is being created, which counts as a move (CLD-10).
pub(crate) fn follow_status(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    pipeline: PipelineId,
    before: Option<State>,
    after: State,
) {
    match (before, after) {
        // CLD-01, and CLD-07: from one closed status to another it becomes today again.
        (_, State::Closed) => {
            let rule = decision.setup().pipelines.get(&pipeline).map(|pipeline| pipeline.close_date);
            match rule {
                Some(CloseDateRule::SetWhenClosed) => set(decision, ticket, Some(decision.at())),
                Some(CloseDateRule::LeaveAlone) | None => {} // CLD-03
            }
        }
        // CLD-02, and CLD-05: whatever the pipeline's rule.
        (Some(State::Closed), State::Open) => set(decision, ticket, None),
        (Some(State::Open) | None, State::Open) => {}
    }
}

/// Sets or clears the close date, where it differs.
pub(crate) fn set(decision: &mut Decision<'_>, ticket: TicketId, to: Option<DateTime<Utc>>) {
    let from = decision.desk().tickets.get(&ticket).and_then(|ticket| ticket.close_date);
    if from != to {
        decision.record(Fact::CloseDateChanged { ticket, from, to });
    }
}
