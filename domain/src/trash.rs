//! Deleting tickets and restoring them: for 90 days a deleted ticket is in the recycle bin, with its conversations.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::contact;
use crate::conversation::Place;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{ConversationId, TicketId, UserId};
use crate::policy;
use crate::rejection::Rejection;
use crate::ticket::{Ticket, close_date};

/// For how many days a deleted ticket can be restored (DEL-07).
pub const DAYS_KEPT: i64 = 90;

/// How a ticket was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deletion {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom, where it was a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// The conversations that went into the trash with it (DEL-05).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversations: Vec<ConversationId>,
}

impl Deletion {
    /// Until when it can be undone: 90 × 24 hours (DEL-13).
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.at.checked_add_signed(TimeDelta::days(DAYS_KEPT)).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// How many days are left, the one that has begun counted as a whole; none when it cannot be undone any more.
    pub fn days_left(&self, now: DateTime<Utc>) -> Option<i64> {
        days_until(self.ends_at(), now)
    }
}

/// How many days are left until a time within the 90 days, the one that has begun counted as a whole; none when it is over.
pub(crate) fn days_until(end: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    let left = end - now;
    // A clock may be a little behind the one by which the days began.
    let begun = (left + TimeDelta::days(1) - TimeDelta::nanoseconds(1)).num_days().min(DAYS_KEPT);
    (left >= TimeDelta::zero()).then_some(begun)
}

/// Deletes tickets with their conversations. All of them, or none where one may not be deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteTickets {
    /// The tickets.
    pub tickets: BTreeSet<TicketId>,
    /// How many they are, as it was typed to confirm it (DEL-04, DEL-12).
    pub typed: u64,
}

/// Takes a ticket out of the recycle bin, with the conversations that went into it with the ticket and those of its
/// contacts that were deleted (DEL-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestoreTicket {
    /// The ticket.
    pub ticket: TicketId,
}

impl Decide for DeleteTickets {
    fn scope(&self) -> Scope {
        Scope { tickets: self.tickets.clone(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        check_typed(self.tickets.len(), self.typed)?;
        for ticket in &self.tickets {
            policy::deletable(decision.setup(), decision.actor(), decision.ticket(*ticket)?)?;
            delete(decision, *ticket);
        }
        Ok(())
    }
}

/// Removes deleted tickets for good, each with its conversations and what was merged into it: those that cannot be restored
/// any more (DEL-13). Given by the system alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PurgeTickets {
    /// The tickets.
    pub tickets: BTreeSet<TicketId>,
}

impl Decide for PurgeTickets {
    fn scope(&self) -> Scope {
        Scope { tickets: self.tickets.clone(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::only_system(decision.actor())?;
        for ticket in self.tickets.iter().copied() {
            let Some(deletion) = &decision.ticket(ticket)?.deleted else {
                return Err(Rejection::TicketNotDeleted { ticket });
            };
            if deletion.ends_at() >= decision.at() {
                return Err(Rejection::PurgeTooEarly { ticket });
            }
            purge(decision, ticket);
        }
        Ok(())
    }
}

/// Removes tickets for good at once, past the recycle bin or out of it: for a customer who asks for it (DEL-17). All of
/// them, or none where one may not be deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EraseTickets {
    /// The tickets.
    pub tickets: BTreeSet<TicketId>,
    /// How many they are, as it was typed to confirm it (DEL-12).
    pub typed: u64,
}

impl Decide for EraseTickets {
    fn scope(&self) -> Scope {
        Scope { tickets: self.tickets.clone(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_restore(decision.setup(), decision.actor())?;
        check_typed(self.tickets.len(), self.typed)?;
        for ticket in &self.tickets {
            match policy::deletable(decision.setup(), decision.actor(), decision.ticket(*ticket)?) {
                // What is in the bin has been deleted by somebody who may.
                Ok(()) | Err(Rejection::TicketDeleted { .. }) => purge(decision, *ticket),
                Err(rejection) => return Err(rejection),
            }
        }
        Ok(())
    }
}

/// Removes a ticket with all its conversations, wherever they are.
fn purge(decision: &mut Decision<'_>, ticket: TicketId) {
    let conversations = decision.desk().conversations_of(ticket).map(|it| it.id).collect();
    decision.record(Fact::TicketPurged { ticket, conversations });
}

/// Whether what was typed is the number of tickets that are to be deleted (DEL-12).
///
/// # Errors
///
/// [`Rejection::DeleteCountWrong`], also where there are none.
pub fn check_typed(tickets: usize, typed: u64) -> Result<(), Rejection> {
    let count = u64::try_from(tickets).unwrap_or(u64::MAX);
    if count == 0 || typed != count {
        return Err(Rejection::DeleteCountWrong { tickets: count });
    }
    Ok(())
}

/// Deletes a ticket, and with it the conversations that are where the team works. What is spam stays there (SPM-09).
pub(crate) fn delete(decision: &mut Decision<'_>, ticket: TicketId) {
    let conversations: Vec<ConversationId> = decision
        .desk()
        .conversations_of(ticket)
        .filter(|conversation| conversation.place == Place::HelpDesk)
        .map(|conversation| conversation.id)
        .collect();
    for conversation in &conversations {
        decision.record(Fact::ConversationPlaced { conversation: *conversation, place: Place::Trash });
    }
    let by = decision.actor().user();
    decision.record(Fact::TicketDeleted { ticket, by, conversations });
}

impl Decide for RestoreTicket {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_restore(decision.setup(), decision.actor())?;
        let ticket = self.ticket;
        let Some(deletion) = &decision.ticket(ticket)?.deleted else {
            return Err(Rejection::TicketNotDeleted { ticket });
        };
        if deletion.ends_at() < decision.at() {
            return Err(Rejection::RestoreTooLate { ticket });
        }
        restore(decision, ticket)
    }
}

/// Takes a ticket out of the recycle bin, with what went into the trash with it.
pub(crate) fn restore(decision: &mut Decision<'_>, ticket: TicketId) -> Result<(), Rejection> {
    let Some(deletion) = decision.ticket(ticket)?.deleted.clone() else { return Ok(()) };
    decision.record(Fact::TicketRestored { ticket });
    let contacts = decision.ticket(ticket)?.contacts.clone();
    contact::restore(decision, contacts);
    for conversation in deletion.conversations {
        let found = decision.desk().conversations.get(&conversation);
        if found.is_some_and(|it| it.ticket() == Some(ticket) && it.place == Place::Trash) {
            decision.record(Fact::ConversationPlaced { conversation, place: Place::HelpDesk });
        }
    }
    decision.automatically(|decision| keep_a_status(decision, ticket))
}

/// Gives a restored ticket a status where its own was deleted meanwhile: nothing that people work on is without one
/// (PIP-01). It is open then, without a close date.
fn keep_a_status(decision: &mut Decision<'_>, ticket: TicketId) -> Result<(), Rejection> {
    let setup = decision.setup();
    let Ticket { pipeline: from_pipeline, status: from, .. } = *decision.ticket(ticket)?;
    let pipeline =
        setup.pipelines.get(&from_pipeline).or_else(|| setup.pipelines.get(&setup.default_pipeline));
    let Some(pipeline) = pipeline else {
        return Err(Rejection::PipelineNotFound { pipeline: from_pipeline });
    };
    if pipeline.id == from_pipeline && pipeline.status(from).is_some() {
        return Ok(());
    }
    let Some(first) = pipeline.first_open() else { return Ok(()) };
    let (to_pipeline, to) = (pipeline.id, first.id);
    if to_pipeline != from_pipeline {
        decision.record(Fact::PipelineChanged { ticket, from: from_pipeline, to: to_pipeline });
    }
    decision.record(Fact::StatusChanged { ticket, from, to });
    close_date::set(decision, ticket, None);
    Ok(())
}
