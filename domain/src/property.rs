//! Properties: the values that describe a ticket, their names, kinds and validation.
//!
//! Every change of a value, whatever the door, comes as text and is parsed here by the property's
//! kind, so the browser's form and the server's API refuse the same things with the same words.

mod define;
mod kind;
mod value;

pub use define::SaveProperty;
pub use kind::PropertyKind;
pub use value::{Value, ValueFault};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::rejection::Rejection;
use crate::ticket::TicketName;

/// The name by which the API and the history know a property, such as `priority`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PropertyName(String);

impl PropertyName {
    /// The most characters that the name of a defined property may have.
    pub const MAX: usize = 64;

    /// Whether a property may be defined with this name: lower-case letters, digits and underscores
    /// of ASCII, a letter first. Programs write it.
    pub fn is_well_formed(&self) -> bool {
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        self.0.len() <= Self::MAX
            && self.0.starts_with(|first: char| first.is_ascii_lowercase())
            && self.0.chars().all(fits)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PropertyName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<BuiltIn> for PropertyName {
    fn from(property: BuiltIn) -> Self {
        Self(property.name().to_owned())
    }
}

impl std::fmt::Display for PropertyName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The properties that every ticket has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltIn {
    /// The ticket's name.
    Name,
    /// A longer text about it.
    Description,
    /// How urgent it is.
    Priority,
    /// What it is about, in one word.
    Category,
    /// The pipeline. Changes with the status only.
    Pipeline,
    /// The status.
    Status,
    /// The user who takes care of it.
    Owner,
    /// The teams that automatic assignment meant (PRP-15).
    AssignedTeams,
    /// When it was closed.
    CloseDate,
    /// Where it came from.
    Source,
    /// The user who created it (PRP-19).
    CreatedBy,
    /// When it was created.
    CreateDate,
    /// When a property last changed (PRP-17).
    LastModifiedDate,
    /// When something last happened on it.
    LastActivityDate,
    /// When a mail or a call was last logged on it (PRP-18).
    LastContactedDate,
    /// The number that people say.
    Number,
}

impl BuiltIn {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Name,
        Self::Description,
        Self::Priority,
        Self::Category,
        Self::Pipeline,
        Self::Status,
        Self::Owner,
        Self::AssignedTeams,
        Self::CloseDate,
        Self::Source,
        Self::CreatedBy,
        Self::CreateDate,
        Self::LastModifiedDate,
        Self::LastActivityDate,
        Self::LastContactedDate,
        Self::Number,
    ];

    /// Its name in the API and the history.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::Priority => "priority",
            Self::Category => "category",
            Self::Pipeline => "pipeline",
            Self::Status => "status",
            Self::Owner => "owner",
            Self::AssignedTeams => "assigned_teams",
            Self::CloseDate => "close_date",
            Self::Source => "source",
            Self::CreatedBy => "created_by",
            Self::CreateDate => "create_date",
            Self::LastModifiedDate => "last_modified_date",
            Self::LastActivityDate => "last_activity_date",
            Self::LastContactedDate => "last_contacted_date",
            Self::Number => "number",
        }
    }

    /// Whether a status can ask for it: what people set, and what can be empty.
    pub fn may_be_asked_for(self) -> bool {
        match self {
            Self::Description | Self::Priority | Self::Category | Self::Owner => true,
            Self::Name
            | Self::Pipeline
            | Self::Status
            | Self::AssignedTeams
            | Self::CloseDate // It follows the status (CLD-01).
            | Self::Source
            | Self::CreatedBy
            | Self::CreateDate
            | Self::LastModifiedDate
            | Self::LastActivityDate
            | Self::LastContactedDate
            | Self::Number => false,
        }
    }

    /// The built-in property with this name.
    pub fn named(name: &PropertyName) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.name() == name.as_str())
    }
}

/// How urgent a ticket is. Unset is allowed (PRP-21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// As usual.
    Medium,
    /// Before the others.
    High,
    /// Now.
    Urgent,
}

impl Priority {
    /// The options, lowest first (PRP-21).
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Urgent];

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }

    /// Its place among the options: from 1, the lowest.
    pub fn rank(self) -> i64 {
        match self {
            Self::Low => 1,
            Self::Medium => 2,
            Self::High => 3,
            Self::Urgent => 4,
        }
    }

    /// The priority with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.name() == name)
    }
}

/// A property that an admin defined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PropertyDefinition {
    /// Its name in the API.
    pub name: PropertyName,
    /// What people call it.
    pub label: String,
    /// What values it takes.
    pub kind: PropertyKind,
    /// Whether it is shown, asked and set nowhere for now.
    #[serde(default)]
    pub archived: bool,
}

/// Takes a text of at most `max` characters.
pub(crate) fn limited(text: &str, max: usize) -> Result<String, ValueFault> {
    let actual = text.chars().count();
    if actual <= max { Ok(text.to_owned()) } else { Err(ValueFault::TooLong { max, actual }) }
}

/// The name of a company, a deal or a person: not empty, without white space around it, and no longer
/// than a ticket's.
pub(crate) fn record_name(text: &str) -> Result<String, Rejection> {
    let name = TicketName::try_from(text.to_owned());
    name.map(String::from)
        .map_err(|fault| Rejection::PropertyInvalid { property: BuiltIn::Name.into(), fault })
}

/// Takes a date and time in RFC 3339 form.
pub(crate) fn parse_time(text: &str) -> Result<DateTime<Utc>, ValueFault> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(at) => Ok(at.to_utc()),
        Err(_) => Err(ValueFault::NotADateTime { text: text.to_owned() }),
    }
}
