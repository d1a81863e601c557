//! Places in lists. A list is ordered by a time or a name and, where these are equal, by an id; its next
//! page begins after the last row, however long the list is and whatever is added to it.

use chrono::{DateTime, Utc};
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
