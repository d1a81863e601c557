//! Who owned a ticket, and from when on (ACC-05).

use chrono::{DateTime, Utc};

use super::PropertyChange;
use crate::event::Source;
use crate::id::UserId;
use crate::order::Actor;
use crate::property::{BuiltIn, PropertyName, Value};
use crate::ticket::Ticket;

/// From a point in time on somebody owned a ticket, or nobody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The owner from then on.
    pub by: Option<UserId>,
    /// From when on.
    pub since: DateTime<Utc>,
    /// By whose hand; none where the ticket was created so.
    pub given: Option<(Source, Actor)>,
}

/// The owners of a ticket, or those whom another property of it named, the newest first (ACC-05, ACC-06). `changes` are
/// all of the ticket's, the oldest first.
pub fn owners(ticket: &Ticket, property: &PropertyName, changes: &[PropertyChange]) -> Vec<Owned> {
    let user = |value: &Option<Value>| value.as_ref().and_then(Value::user);
    let now = || match BuiltIn::named(property) {
        Some(BuiltIn::Owner) => ticket.owner,
        _ => ticket.properties.get(property).and_then(Value::user),
    };
    let mut of_property = changes.iter().filter(|change| change.property == *property).peekable();
    let first = of_property.peek().map_or_else(now, |change| user(&change.old));
    let created = first.map(|owner| Owned { by: Some(owner), since: ticket.created_at, given: None });
    let given = of_property.map(|change| Owned {
        by: user(&change.new),
        since: change.at,
        given: Some((change.source, change.actor.clone())),
    });
    let mut owners: Vec<_> = created.into_iter().chain(given).collect();
    owners.reverse();
    owners
}
