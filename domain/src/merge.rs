//! Merging two tickets: they become one new ticket, and cannot be separated again (MRG-06).
//!
//! What becomes of each value is said by [`values::merged`], a function of the two tickets alone. Nothing is copied:
//! conversations get the new ticket, and what happened on the old ones stays where it is and is read from there
//! ([`Ticket::with_merged`]). The old ones are kept as they were and lead to the new one (MRG-40, MRG-42).

mod likeness;
pub mod values;

pub use likeness::{Likeness, likely_duplicates, likeness};

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::conversation::Conversation;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{ConversationId, TicketId, UserId};
use crate::policy;
use crate::rejection::Rejection;
use crate::ticket::Ticket;
use values::New;

/// In how many merges two tickets may have taken part together before they are merged (MRG-50).
pub const MOST_MERGES: usize = 250;

/// Makes one new ticket of exactly two (MRG-01, MRG-05). There is no command that separates them (MRG-06).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeTickets {
    /// The ticket whose values win (MRG-10).
    pub primary: TicketId,
    /// The ticket whose values fill what the other leaves empty (MRG-13).
    pub secondary: TicketId,
    /// The id of the new ticket.
    pub ticket: TicketId,
}

impl Decide for MergeTickets {
    fn scope(&self) -> Scope {
        Scope {
            tickets: [self.primary, self.secondary, self.ticket].into(),
            readers_of: [self.primary, self.secondary].into(),
            ticket_number: true,
            ..Scope::default()
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let (primary, secondary) = self.both(decision)?;
        self.check(decision, &primary, &secondary)?;
        let threads = self.threads(decision);
        let new = New { ticket: self.ticket, number: decision.desk().facts.ticket_number, at: decision.at() };
        let conversations = threads.iter().filter_map(|thread| decision.desk().conversations.get(&thread.id));
        let merged = values::merged(decision.setup(), &primary, &secondary, new, conversations);
        let marks = self.marks(decision, &primary, &secondary);
        let number = merged.number;
        decision.record(Fact::TicketCreated { ticket: Box::new(merged) });
        for (ticket, after) in [(primary.id, 0), (secondary.id, primary.position)] {
            decision.record(Fact::TicketMerged { ticket, into: self.ticket, number, after });
        }
        for Thread { id, since } in threads {
            let (conversation, ticket) = (id, self.ticket);
            decision.record(Fact::ConversationReassociated { conversation, ticket, since });
        }
        decision.record(Fact::TicketsMerged {
            ticket: self.ticket,
            primary: primary.number,
            secondary: secondary.number,
        });
        for (user, position) in marks {
            decision.record(Fact::ReadUpTo { ticket: self.ticket, user, position });
        }
        Ok(())
    }
}

/// A conversation of the merged ticket, and since when it counts as associated.
struct Thread {
    id: ConversationId,
    since: DateTime<Utc>,
}

impl MergeTickets {
    /// Both tickets as they are now (MRG-55), if both may be changed (MRG-52).
    fn both(&self, decision: &Decision<'_>) -> Result<(Ticket, Ticket), Rejection> {
        let (setup, actor) = (decision.setup(), decision.actor());
        let primary = policy::editable(setup, actor, decision.ticket(self.primary)?)?;
        let secondary = policy::editable(setup, actor, decision.ticket(self.secondary)?)?;
        Ok((Ticket::clone(&primary), Ticket::clone(&secondary)))
    }

    fn check(&self, decision: &Decision<'_>, primary: &Ticket, secondary: &Ticket) -> Result<(), Rejection> {
        if self.primary == self.secondary {
            return Err(Rejection::MergeWithItself { ticket: self.primary });
        }
        if decision.desk().tickets.contains_key(&self.ticket) {
            return Err(Rejection::TicketExists { ticket: self.ticket });
        }
        if merges(primary) + merges(secondary) > MOST_MERGES {
            return Err(Rejection::TooManyMerges { most: MOST_MERGES as u64 });
        }
        Ok(())
    }

    /// The conversations of both (MRG-34). Those of the primary stay associated since when they were; those of the
    /// secondary come at the time of the merge, in their old order, so that its last one is shown first (MRG-36).
    fn threads(&self, decision: &Decision<'_>) -> Vec<Thread> {
        let since = |of: &Conversation| of.association.map_or(of.started_at, |association| association.at);
        let in_order = |ticket: TicketId| {
            let mut of: Vec<&Conversation> = decision.desk().conversations_of(ticket).collect();
            of.sort_by_key(|conversation| (since(conversation), conversation.id));
            of
        };
        let mut threads: Vec<Thread> = in_order(self.primary)
            .into_iter()
            .map(|conversation| Thread { id: conversation.id, since: since(conversation) })
            .collect();
        let late = threads.last().map_or(DateTime::<Utc>::MIN_UTC, |last| last.since);
        let coming = in_order(self.secondary);
        // Never before one of the primary's, should a clock have gone back; and each in an instant of its own.
        let after = |at: DateTime<Utc>, microseconds| {
            at.checked_add_signed(TimeDelta::microseconds(microseconds)).unwrap_or(at)
        };
        let first = decision.at().max(after(late, 1));
        let instants = (0_i64..).map(|n| after(first, n));
        threads.extend(coming.iter().zip(instants).map(|(of, since)| Thread { id: of.id, since }));
        threads
    }

    /// How far users have read the new ticket: its entries are the primary's and then the secondary's, so whoever has
    /// read both has read it (MRG-37).
    fn marks(&self, decision: &Decision<'_>, primary: &Ticket, secondary: &Ticket) -> Vec<(UserId, u64)> {
        let readers = |ticket| decision.desk().read.get(&ticket).into_iter().flat_map(|marks| marks.keys());
        let users: BTreeSet<UserId> = readers(self.primary).chain(readers(self.secondary)).copied().collect();
        let read = |user: UserId| {
            let of_primary = decision.desk().read_by(self.primary, user);
            if of_primary < primary.position {
                return of_primary;
            }
            let of_secondary = decision.desk().read_by(self.secondary, user);
            primary.position.saturating_add(of_secondary.min(secondary.position))
        };
        users.into_iter().map(|user| (user, read(user))).filter(|(_, position)| *position > 0).collect()
    }
}

/// In how many merges a ticket has taken part: each made one of two.
fn merges(ticket: &Ticket) -> usize {
    ticket.merged.len() / 2
}
