//! Server-sent events as they are written (WHATWG HTML, 9.2).

use std::sync::Arc;

use axum::response::sse::Event;
use serde::Serialize;
use sportello_domain::protocol::{LiveChange, Resync, Sequence, TicketPresence, Withdrawn};

use crate::engine::Change;
use crate::http::told::Told;

/// What one listener is sent of a change.
pub type Frames = Arc<[Event]>;

/// The events by which somebody is told of a change; none when there is nothing to tell.
///
/// What is withdrawn goes first, and counts as heard only up to the event before the change: when
/// the connection is cut between the two, both are told again.
pub fn frames(change: &Change, told: Told) -> Vec<Event> {
    let has_change = !told.events.is_empty();
    let mut frames = Vec::new();
    if !told.withdrawn.is_empty() {
        let before = change.first_sequence.saturating_sub(1);
        let sequence = if has_change { before } else { change.sequence };
        let withdrawn = Withdrawn { sequence, by: change.sequence, tickets: told.withdrawn };
        frames.push(frame("withdrawn", sequence, &withdrawn));
    }
    if has_change {
        let live = LiveChange {
            sequence: change.sequence,
            order: change.order,
            actor: change.actor.clone(),
            events: told.events,
            rows: told.rows,
        };
        frames.push(frame("change", change.sequence, &live));
    }
    frames
}

/// Tells a listener to load again. It carries the newest event as its place, or the next connection
/// would ask for the same again.
pub fn resync(sequence: Sequence) -> Event {
    frame("resync", sequence, &Resync { sequence })
}

/// Tells who has a ticket open. It has no place among the events, so it leaves the listener's place as it is.
pub fn presence(presence: &TicketPresence) -> Option<Event> {
    Event::default().event("presence").json_data(presence).ok()
}

fn frame(name: &str, sequence: Sequence, data: &impl Serialize) -> Event {
    let event = Event::default().event(name).id(sequence.to_string());
    match event.json_data(data) {
        Ok(event) => event,
        Err(error) => {
            // Our own types always have a JSON form; a listener that is told to load again misses nothing.
            tracing::error!(%error, "A live event could not be written.");
            Event::default()
                .event("resync")
                .id(sequence.to_string())
                .data(format!("{{\"sequence\":{sequence}}}"))
        }
    }
}
