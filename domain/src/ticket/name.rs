//! A ticket's name, and how a ticket that a message creates gets one (PRP-22).

use serde::{Deserialize, Serialize};

use crate::property::{ValueFault, limited};

/// A ticket's name: not empty, without white space around it (PRP-22).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct TicketName(String);

impl TicketName {
    /// The most characters that a name has.
    pub const MAX_LENGTH: usize = 500;

    /// How much of a message stands for a missing subject, in characters (PRP-22).
    pub const FROM_MESSAGE: usize = 70;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Names a ticket that a message creates: the subject, else the first 70 characters of the
    /// text, else "New ticket from" whoever wrote (PRP-22).
    pub fn of_message(subject: Option<&str>, text: &str, sender: &str) -> Self {
        let subject = subject.map(one_line).filter(|subject| !subject.is_empty());
        let text = one_line(text);
        let name = match subject {
            Some(subject) => cut(&subject, Self::MAX_LENGTH),
            None if text.is_empty() => {
                cut(&format!("New ticket from {}", one_line(sender)), Self::MAX_LENGTH)
            }
            None => cut(&text, Self::FROM_MESSAGE),
        };
        Self(name)
    }
}

impl TryFrom<String> for TicketName {
    type Error = ValueFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let name = text.trim();
        if name.is_empty() {
            return Err(ValueFault::Empty);
        }
        limited(name, Self::MAX_LENGTH).map(Self)
    }
}

impl From<TicketName> for String {
    fn from(name: TicketName) -> Self {
        name.0
    }
}

impl std::fmt::Display for TicketName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The text with each run of white space and control characters as one space.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first `max` characters, without white space at the end.
fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect::<String>().trim_end().to_owned()
}
