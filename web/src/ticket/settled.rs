//! When the server knows of a ticket all that is shown of it.

use leptos::prelude::*;
use sportello_domain::id::TicketId;

use crate::replica::topic::Topic;
use crate::replica::use_help_desk;

/// The state of a ticket that the server knows too, by version and position: while orders are in flight, the one before
/// them. What is asked of the server about the ticket is asked again when it changes.
pub fn use_settled(id: TicketId) -> Memo<Option<(u64, u64)>> {
    let help_desk = use_help_desk();
    Memo::new(move |before: Option<&Option<(u64, u64)>>| {
        let version = help_desk.ticket(id).map(|ticket| (ticket.version, ticket.position));
        help_desk.track(Topic::InFlight);
        let waiting = help_desk.core(|core| core.in_flight().next().is_some());
        if waiting { before.copied().flatten() } else { version }
    })
}
