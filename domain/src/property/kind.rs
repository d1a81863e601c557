//! What values a defined property takes, and how a text becomes one.

use chrono::NaiveDate;

use super::{Value, ValueFault, limited, parse_time};
use crate::tagged::tagged;

tagged! {
    "type", "snake_case",
    /// What values a defined property takes.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum PropertyKind {
        /// Any text, given in one line.
        Text,
        /// Any text, given in several lines.
        LongText,
        /// A whole number.
        Number,
        /// A day.
        Date,
        /// A point in time.
        DateTime,
        /// Yes or no.
        YesNo,
        /// One of some options.
        Choice {
            /// The options.
            options: Vec<String>,
        },
        /// Some of the options.
        Choices {
            /// The options.
            options: Vec<String>,
        },
        /// Somebody at the desk.
        User,
    }
}

impl PropertyKind {
    /// The most characters that a text value may have.
    pub const MAX_TEXT: usize = 65_536;

    /// What stands between the options of [`PropertyKind::Choices`] where a value of it is a text.
    pub const SEPARATOR: char = ';';

    /// Parses a value; an empty text clears the property (PRP-14).
    ///
    /// # Errors
    ///
    /// Says why the text is no value of this kind.
    pub fn parse(&self, text: &str) -> Result<Option<Value>, ValueFault> {
        if text.is_empty() {
            return Ok(None);
        }
        let value = match self {
            Self::Text | Self::LongText => Value::Text(limited(text, Self::MAX_TEXT)?),
            Self::Number => match text.trim().parse() {
                Ok(number) => Value::Number(number),
                Err(_) => return Err(ValueFault::NotANumber { text: text.to_owned() }),
            },
            Self::Date => match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                Ok(day) => Value::Date(day),
                Err(_) => return Err(ValueFault::NotADate { text: text.to_owned() }),
            },
            Self::DateTime => Value::DateTime(parse_time(text)?),
            Self::YesNo => match [true, false].into_iter().find(|yes| yes_or_no(*yes) == text) {
                Some(yes) => Value::YesNo(yes),
                None => return Err(ValueFault::NotAnOption { text: text.to_owned() }),
            },
            Self::Choice { options } => match options.iter().find(|option| *option == text) {
                Some(option) => Value::Text(option.clone()),
                None => return Err(ValueFault::NotAnOption { text: text.to_owned() }),
            },
            Self::Choices { options } => return choices(options, text),
            Self::User => match text.parse() {
                Ok(user) => Value::User(user),
                Err(_) => return Err(ValueFault::NotAnId { text: text.to_owned() }),
            },
        };
        Ok(Some(value))
    }

    /// The options, where it has some.
    pub fn options(&self) -> Option<&[String]> {
        match self {
            Self::Choice { options } | Self::Choices { options } => Some(options),
            Self::Text
            | Self::LongText
            | Self::Number
            | Self::Date
            | Self::DateTime
            | Self::YesNo
            | Self::User => None,
        }
    }
}

/// The text of a yes or a no.
pub(super) fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Those of the options that a text names, each once and in the order in which they are defined.
fn choices(options: &[String], text: &str) -> Result<Option<Value>, ValueFault> {
    let named: Vec<&str> =
        text.split(PropertyKind::SEPARATOR).map(str::trim).filter(|name| !name.is_empty()).collect();
    if let Some(unknown) = named.iter().find(|name| !options.iter().any(|option| option == *name)) {
        return Err(ValueFault::NotAnOption { text: (*unknown).to_owned() });
    }
    let chosen: Vec<String> =
        options.iter().filter(|option| named.contains(&option.as_str())).cloned().collect();
    Ok((!chosen.is_empty()).then_some(Value::Choices(chosen)))
}
