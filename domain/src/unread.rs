//! Unread: derived from positions, per user, never counted up and down by hand.
//!
//! A ticket counts its entries ([`Ticket::position`](crate::ticket::Ticket)); a user has a mark of
//! how far they read. Unread means that the mark is behind. So a new message makes the ticket unread
//! for every user without writing to any of them (UNR-06).

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{TicketId, UserId};
use crate::policy;
use crate::rejection::Rejection;

/// Marks a ticket as read for the user who gives the order (UNR-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkRead {
    /// The ticket.
    pub ticket: TicketId,
}

/// Marks a ticket as unread for the user who gives the order, and for nobody else (UNR-04, UNR-05).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkUnread {
    /// The ticket.
    pub ticket: TicketId,
}

impl Decide for MarkRead {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let user = reader(decision, self.ticket)?;
        read(decision, self.ticket, user);
        Ok(())
    }
}

impl Decide for MarkUnread {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let user = reader(decision, self.ticket)?;
        if !is_unread(decision.ticket(self.ticket)?.position, decision.desk().read_by(self.ticket, user)) {
            decision.record(Fact::ReadUpTo { ticket: self.ticket, user, position: 0 });
        }
        Ok(())
    }
}

/// Whether a ticket at a position is unread for a user who read up to another (UNR-01, UNR-03).
pub fn is_unread(position: u64, read_up_to: u64) -> bool {
    read_up_to < position
}

/// Records that a user has seen everything of a ticket.
pub(crate) fn read(decision: &mut Decision<'_>, ticket: TicketId, user: UserId) {
    let position = decision.desk().tickets.get(&ticket).map_or(0, |ticket| ticket.position);
    if decision.desk().read_by(ticket, user) != position {
        decision.record(Fact::ReadUpTo { ticket, user, position });
    }
}

/// Records that a ticket got an entry: unread for everybody but its author (UNR-06).
pub(crate) fn entry_added(decision: &mut Decision<'_>, ticket: TicketId, author: Option<UserId>) {
    let position = decision.desk().tickets.get(&ticket).map_or(0, |ticket| ticket.position).saturating_add(1);
    decision.record(Fact::EntryAdded { ticket, position });
    if let Some(author) = author {
        read(decision, ticket, author);
    }
}

/// The user who gives the order, if the ticket is visible to them (PER-11: seeing is enough).
fn reader(decision: &Decision<'_>, ticket: TicketId) -> Result<UserId, Rejection> {
    policy::visible(decision.setup(), decision.actor(), decision.ticket(ticket)?)?;
    decision.actor().user().ok_or(Rejection::NeedsUser)
}
