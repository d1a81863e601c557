//! The value of a property, and why a text is none.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::kind::yes_or_no;
use super::{Priority, PropertyKind};
use crate::id::{PipelineId, StatusId, TeamId, UserId};
use crate::tagged::tagged;

/// The value of a property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Text, or the name of an option.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Date(NaiveDate),
    /// A point in time.
    DateTime(DateTime<Utc>),
    /// Yes or no.
    YesNo(bool),
    /// The names of some options, at least one.
    Choices(Vec<String>),
    /// A priority.
    Priority(Priority),
    /// A pipeline.
    Pipeline(PipelineId),
    /// A status.
    Status(StatusId),
    /// A user.
    User(UserId),
    /// Teams.
    Teams(Vec<TeamId>),
}

impl Value {
    /// The text from which the property would be set to this value again.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
            Self::DateTime(at) => at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            Self::YesNo(yes) => yes_or_no(*yes).to_owned(),
            Self::Choices(options) => options.join(&PropertyKind::SEPARATOR.to_string()),
            Self::Priority(priority) => priority.name().to_owned(),
            Self::Pipeline(pipeline) => pipeline.to_string(),
            Self::Status(status) => status.to_string(),
            Self::User(user) => user.to_string(),
            Self::Teams(teams) => teams.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
        }
    }

    /// The user that it is.
    pub fn user(&self) -> Option<UserId> {
        if let Self::User(user) = self { Some(*user) } else { None }
    }

    /// The point in time that it is. A day counts as the first moment of it in UTC.
    pub fn point_in_time(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::DateTime(at) => Some(*at),
            Self::Date(day) => Some(day.and_time(chrono::NaiveTime::MIN).and_utc()),
            Self::Text(_)
            | Self::Number(_)
            | Self::YesNo(_)
            | Self::Choices(_)
            | Self::Priority(_)
            | Self::Pipeline(_)
            | Self::Status(_)
            | Self::User(_)
            | Self::Teams(_) => None,
        }
    }

    /// The texts that a condition on a defined property compares: one for each option that was chosen.
    pub fn compared_texts(&self) -> Vec<String> {
        match self {
            Self::Choices(options) => options.clone(),
            Self::Text(_) | Self::YesNo(_) | Self::User(_) => vec![self.to_text()],
            Self::Number(_)
            | Self::Date(_)
            | Self::DateTime(_)
            | Self::Priority(_)
            | Self::Pipeline(_)
            | Self::Status(_)
            | Self::Teams(_) => Vec::new(),
        }
    }
}

tagged! {
    "type", "snake_case",
    /// Why a text is not a value of a property.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ValueFault {
        /// The property cannot be empty.
        #[error("it must not be empty")]
        Empty,
        /// The text is longer than the property takes.
        #[error("it may have {max} characters and has {actual}")]
        TooLong {
            /// The most characters it may have.
            max: usize,
            /// The characters it has.
            actual: usize,
        },
        /// Not one of the options.
        #[error("{text:?} is none of its options")]
        NotAnOption {
            /// What was given.
            text: String,
        },
        /// Not a whole number.
        #[error("{text:?} is not a whole number")]
        NotANumber {
            /// What was given.
            text: String,
        },
        /// Not a day in RFC 3339 form, such as `2026-03-02`.
        #[error("{text:?} is not a date")]
        NotADate {
            /// What was given.
            text: String,
        },
        /// Not a date and time in RFC 3339 form.
        #[error("{text:?} is not a date and time")]
        NotADateTime {
            /// What was given.
            text: String,
        },
        /// Not the id of what is wanted.
        #[error("{text:?} is not an id")]
        NotAnId {
            /// What was given.
            text: String,
        },
    }
}
