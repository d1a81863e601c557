//! A ticket's name, and how a ticket that a message creates gets one (PRP-22).

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::TicketId;
use crate::policy;
use crate::property::{ValueFault, limited};
use crate::rejection::Rejection;

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
        let from_sender = || cut(&format!("New ticket from {}", one_line(sender)), Self::MAX_LENGTH);
        Self(name_of_message(subject, text).unwrap_or_else(from_sender))
    }
}

/// What a message is called: its subject, else the first 70 characters of its text (PRP-22); nothing where it has
/// neither.
pub fn name_of_message(subject: Option<&str>, text: &str) -> Option<String> {
    let subject = subject.map(one_line).filter(|subject| !subject.is_empty());
    let subject = subject.map(|subject| cut(&subject, TicketName::MAX_LENGTH));
    let text = || Some(one_line(text)).filter(|text| !text.is_empty());
    subject.or_else(|| text().map(|text| cut(&text, TicketName::FROM_MESSAGE)))
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

/// Shows a ticket's number beside its name from now on, or no longer (PRP-03).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowNumberInName {
    /// The ticket.
    pub ticket: TicketId,
    /// Whether it is shown.
    pub shown: bool,
}

impl Decide for ShowNumberInName {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable(decision.setup(), decision.actor(), decision.ticket(self.ticket)?)?;
        if decision.ticket(self.ticket)?.number_in_name != self.shown {
            decision.record(Fact::NumberInNameChanged { ticket: self.ticket, shown: self.shown });
        }
        Ok(())
    }
}
