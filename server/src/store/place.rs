//! Places in lists. A list is ordered by a time or a name and, where these are equal, by an id; its next
//! page begins after the last row, however long the list is and whatever is added to it.

use chrono::{DateTime, Utc};
use sportello_domain::ticket::Ticket;
use sportello_domain::view::{Sort, SortKey, SortValue};
use uuid::Uuid;

use super::sql::{Sql, sql};

/// A place in a list: beside the row with this time and id. As text it goes to the client and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The time by which the list is ordered.
    pub at: DateTime<Utc>,
    /// The row's id.
    pub id: Uuid,
}

/// A text that is no place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a list")]
pub struct InvalidPlace;

impl Place {
    /// The time and the id, to be compared with two columns.
    pub(super) fn pair(self) -> Sql {
        sql("(").bind(self.at).push(", ").bind(self.id).push(")")
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}_{}", self.at.timestamp_micros(), self.id.simple())
    }
}

impl std::str::FromStr for Place {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (microseconds, id) = text.split_once('_').ok_or(InvalidPlace)?;
        let microseconds = microseconds.parse().map_err(|_| InvalidPlace)?;
        Ok(Self {
            at: DateTime::from_timestamp_micros(microseconds).ok_or(InvalidPlace)?,
            id: Uuid::parse_str(id).map_err(|_| InvalidPlace)?,
        })
    }
}

/// A place in a list that is ordered by names: beside the row with this name and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePlace {
    /// The name by which the list is ordered.
    pub name: String,
    /// The row's id.
    pub id: Uuid,
}

impl NamePlace {
    /// The name and the id, to be compared with two columns.
    pub(super) fn pair(self) -> Sql {
        sql("(").bind(self.name).push(", ").bind(self.id).push(")")
    }
}

impl std::fmt::Display for NamePlace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}_{}", self.id.simple(), self.name)
    }
}

impl std::str::FromStr for NamePlace {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, name) = text.split_once('_').ok_or(InvalidPlace)?;
        Ok(Self { name: name.to_owned(), id: Uuid::parse_str(id).map_err(|_| InvalidPlace)? })
    }
}

/// A place in a list of tickets: beside the ticket with this value of what the list is ordered by, and
/// this id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketPlace {
    value: SortValue,
    id: Uuid,
}

/// By what a list of tickets is ordered, and from where on it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ordered {
    /// The order.
    pub sort: Sort,
    /// The place after which it begins; at its beginning without one.
    pub after: Option<TicketPlace>,
}

impl TicketPlace {
    /// The place beside a ticket.
    pub(super) fn of(ticket: &Ticket, by: SortKey) -> Self {
        Self { value: by.value(ticket), id: ticket.id.uuid() }
    }

    /// Reads a place in a list that is ordered by this.
    ///
    /// # Errors
    ///
    /// When it is no place in such a list.
    pub fn parse(text: &str, by: SortKey) -> Result<Self, InvalidPlace> {
        let (id, value) = text.split_once('_').ok_or(InvalidPlace)?;
        let value = match by {
            SortKey::Name => SortValue::Text(value.to_owned()),
            SortKey::LastActivityDate
            | SortKey::CreateDate
            | SortKey::CloseDate
            | SortKey::Number
            | SortKey::Priority => SortValue::Whole(value.parse().map_err(|_| InvalidPlace)?),
        };
        Ok(Self { value, id: Uuid::parse_str(id).map_err(|_| InvalidPlace)? })
    }

    /// The value and the id, to be compared with two columns.
    pub(super) fn pair(self) -> Sql {
        let pair = match self.value {
            SortValue::Whole(whole) => sql("(").bind(whole),
            SortValue::Text(text) => sql("(").bind(text),
        };
        pair.push(", ").bind(self.id).push(")")
    }
}

impl std::fmt::Display for TicketPlace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.value {
            SortValue::Whole(whole) => write!(formatter, "{}_{whole}", self.id.simple()),
            SortValue::Text(text) => write!(formatter, "{}_{text}", self.id.simple()),
        }
    }
}
