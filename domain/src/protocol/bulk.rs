//! Changing many tickets in one go: what is asked for, and how far it is.

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::bulk::{BulkAction, Selection};
use crate::id::{BulkChangeId, TicketId};
use crate::ticket::TicketNumber;

/// A change of many tickets as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkRequest {
    /// The change's id, made by whoever asks. A repeated id is the same change, and does nothing twice.
    pub id: BulkChangeId,
    /// What is to be done with each ticket.
    pub action: BulkAction,
    /// With which tickets. Which ones a view or a filter has is settled when the change begins.
    pub selection: Selection,
}

/// How far a change of many tickets is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkChange {
    /// The change.
    pub id: BulkChangeId,
    /// Whether it is over.
    pub state: BulkState,
    /// How many tickets it is about.
    pub total: u64,
    /// How many have been changed.
    pub changed: u64,
    /// How many were as wanted already.
    pub unchanged: u64,
    /// How many have been refused.
    pub refused: u64,
    /// Why, each reason once (BLU-03).
    pub reasons: Vec<RefusedTickets>,
}

/// Whether a change of many tickets is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkState {
    /// It goes on.
    Running,
    /// Every ticket was tried.
    Done,
}

/// Tickets that were refused for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedTickets {
    /// Why, as it was with the first of them.
    pub problem: Problem,
    /// How many.
    pub count: u64,
    /// The first hundred of them.
    pub tickets: Vec<RefusedTicket>,
}

/// A ticket that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// The number that people say; none where whoever asks may not see the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<TicketNumber>,
}

impl BulkChange {
    /// How many tickets have been tried.
    pub fn tried(&self) -> u64 {
        self.changed + self.unchanged + self.refused
    }
}
