//! Following a ticket: whoever does finds it in a view of their own, whoever owns it.

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::TicketId;
use crate::policy;
use crate::rejection::Rejection;

/// Whether a user wants to follow a ticket or not any more (FOL-02, FOL-03). Given for oneself alone; seeing the ticket is
/// enough (PER-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Whether it shall be followed.
    pub follow: bool,
}

impl Decide for FollowTicket {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let Self { ticket, follow } = *self;
        let found = policy::visible(decision.setup(), decision.actor(), decision.ticket(ticket)?)?;
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        if found.followers.contains(&user) != follow {
            let fact =
                if follow { Fact::Followed { ticket, user } } else { Fact::Unfollowed { ticket, user } };
            decision.record(fact);
        }
        Ok(())
    }
}
