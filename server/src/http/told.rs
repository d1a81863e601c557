//! What one person is told of a change: what the policy lets them see of it as it stands now
//! (PER-03, PER-08). The answer to an order and the live stream both say this.

use std::collections::BTreeMap;

use sportello_domain::event::Event;
use sportello_domain::id::TicketId;
use sportello_domain::order::Actor;
use sportello_domain::policy::{visible, visible_slice};
use sportello_domain::protocol::TicketRow;
use sportello_domain::setup::Setup;

use crate::engine::Change;
use crate::store::tickets::ticket_row;

/// What one person is told of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What happened to what they may see.
    pub events: Vec<Event>,
    /// The tickets that they may see, as they are after it.
    pub rows: Vec<TicketRow>,
    /// The tickets that they could see and cannot any more.
    pub withdrawn: Vec<TicketId>,
}

/// What somebody is told of a change who has read its tickets up to these positions.
pub fn told(setup: &Setup, actor: &Actor, change: &Change, read_up_to: &BTreeMap<TicketId, u64>) -> Told {
    let seen = visible_slice(setup, actor, change.named.clone());
    let events: Vec<Event> = change.events.iter().filter(|event| seen.tells(actor, event)).cloned().collect();
    let touched = change.after.iter().filter(|ticket| seen.tickets.contains_key(&ticket.id));
    let rows = touched
        .map(|ticket| {
            let mark = read_up_to.get(&ticket.id).copied().unwrap_or(0);
            ticket_row(ticket.clone(), mark, &change.contact_names)
        })
        .collect();
    // Who sees what a ticket was merged into is told where it went, and not that it is gone.
    let merged = |ticket: TicketId| {
        let after = change.after.iter().find(|after| after.id == ticket);
        let into = after.and_then(|after| after.merged_into);
        into.is_some_and(|into| seen.tickets.contains_key(&into.ticket))
    };
    let gone = change.before.iter().filter(|ticket| {
        let was_seen = visible(setup, actor, *ticket).is_ok();
        was_seen && !seen.tickets.contains_key(&ticket.id) && !merged(ticket.id)
    });
    Told { events, rows, withdrawn: gone.map(|ticket| ticket.id).collect() }
}
