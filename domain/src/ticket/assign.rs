//! The owner of a ticket. It follows the conversation's owner, never the other way (OWN-01, OWN-02).

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{TeamId, TicketId, UserId};
use crate::policy;
use crate::rejection::Rejection;

/// Gives a ticket to a user or a team, or to nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Who takes care of it from now on.
    pub to: Assignee,
}

/// Who can be chosen in the Ticket owner dropdown (OWN-06).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Assignee {
    /// Nobody.
    Nobody,
    /// One user.
    User {
        /// The user.
        user: UserId,
    },
    /// A team: the ticket waits unassigned for someone of it.
    Team {
        /// The team.
        team: TeamId,
    },
}

impl Decide for AssignTicket {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable(decision.setup(), decision.actor(), decision.ticket(self.ticket)?)?;
        assign(decision, self.ticket, self.to)
    }
}

/// Gives a ticket to somebody. The conversations keep their own owners (OWN-02).
pub(crate) fn assign(decision: &mut Decision<'_>, ticket: TicketId, to: Assignee) -> Result<(), Rejection> {
    let found = decision.ticket(ticket)?;
    let (owner_before, teams_before) = (found.owner, found.assigned_teams.clone());
    let (owner, teams) = match to {
        // PRP-15: with nobody, the last owner's team stays.
        Assignee::Nobody => (None, teams_before.clone()),
        Assignee::User { user } => {
            let user = policy::may_own_tickets(decision.setup(), user)?;
            (Some(user.id), user.main_team.map_or_else(|| teams_before.clone(), |team| [team].into()))
        }
        Assignee::Team { team } => {
            if !decision.setup().teams.contains_key(&team) {
                return Err(Rejection::TeamNotFound { team });
            }
            (None, [team].into())
        }
    };
    if owner != owner_before {
        decision.record(Fact::OwnerChanged { ticket, from: owner_before, to: owner });
    }
    if teams != teams_before {
        decision.record(Fact::AssignedTeamsChanged { ticket, from: teams_before, to: teams });
    }
    Ok(())
}
