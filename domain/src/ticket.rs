//! Tickets: one customer problem each.

mod assign;
pub(crate) mod close_date;
mod contacted;
mod create;
mod name;
mod set_property;
pub mod status;
mod status_by_mail;

pub use assign::{AssignTicket, Assignee};
pub use create::CreateTicket;
pub use name::{ShowNumberInName, TicketName, name_of_message};
pub use set_property::SetProperty;
pub use status::{ChangePipeline, ChangeStatus};

pub(crate) use assign::assign;
pub(crate) use contacted::contacted;
pub(crate) use create::{Start, create};
pub(crate) use status_by_mail::{customer_wrote, email_was_sent, from_which_sending_moves};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::conversation::ConversationTraits;
use crate::id::{CompanyId, ContactId, DealId, PipelineId, StatusId, TeamId, TicketId, UserId};
use crate::property::{Priority, PropertyName, Value};
use crate::trash::Deletion;

/// One customer problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// The number that people say, never used twice.
    pub number: TicketNumber,
    /// Its name.
    pub name: TicketName,
    /// Whether its number stands beside its name wherever the name is shown (PRP-03).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub number_in_name: bool,
    /// A longer text about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its pipeline.
    pub pipeline: PipelineId,
    /// Its status, one of its pipeline's (PIP-01).
    pub status: StatusId,
    /// The user who takes care of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// The teams to which it was given (PRP-15, OWN-06).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub assigned_teams: BTreeSet<TeamId>,
    /// How urgent it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// When it was closed, as a full time; shown as a day of the account's time zone (CLD-09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_date: Option<DateTime<Utc>>,
    /// Whether it was closed and then reopened, ever (EML-20).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopened: bool,
    /// The contacts it is about.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contacts: BTreeSet<ContactId>,
    /// What its conversations are like (VEW-05, VEW-06).
    #[serde(default, skip_serializing_if = "ConversationTraits::are_none")]
    pub conversations: ConversationTraits,
    /// The users who follow it (FOL-02).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub followers: BTreeSet<UserId>,
    /// The users who were mentioned in its comments (REP-16).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub mentioned: BTreeSet<UserId>,
    /// The companies it is about.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub companies: BTreeSet<CompanyId>,
    /// Which of them is the primary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_company: Option<CompanyId>,
    /// The deals it is about.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub deals: BTreeSet<DealId>,
    /// The values of the properties that admins defined.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<PropertyName, Value>,
    /// Where it came from.
    pub source: TicketSource,
    /// The user who created it; nobody when a channel did (PRP-19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When a property last changed (PRP-17).
    pub modified_at: DateTime<Utc>,
    /// When a message or comment was last added, or it was created.
    pub active_at: DateTime<Utc>,
    /// When a mail or a call was last logged on it, to or from a customer (PRP-18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted_at: Option<DateTime<Utc>>,
    /// How many entries it had that make it unread. Users who saw fewer have it unread (UNR-01).
    pub position: u64,
    /// The tickets that were merged into it, directly or before, by their numbers: *Merged ticket IDs* (MRG-27, MRG-28).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<NumberedTicket>,
    /// The ticket that it was merged into. From then on it is an archive: nothing changes it, and it is in no view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<NumberedTicket>,
    /// How it was deleted, while it is in the recycle bin (DEL-08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Deletion>,
    /// How many events shaped it.
    pub version: u64,
}

impl Ticket {
    /// Whether it is among those that people work on: neither an archive (MRG-42) nor in the recycle bin.
    pub fn is_at_work(&self) -> bool {
        self.merged_into.is_none() && self.deleted.is_none()
    }

    /// The tickets on which happened what happened on it: itself and those that were merged into it (MRG-14, MRG-33).
    pub fn with_merged(&self) -> impl Iterator<Item = TicketId> {
        std::iter::once(self.id).chain(self.merged.iter().map(|merged| merged.ticket))
    }

    /// The name as it is shown: with the number behind it where that is wanted. What is stored is the
    /// name alone (PRP-04).
    pub fn shown_name(&self) -> String {
        if self.number_in_name { format!("{} [{}]", self.name, self.number) } else { self.name.to_string() }
    }
}

/// A ticket and what people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NumberedTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
}

impl std::fmt::Display for NumberedTicket {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.number.fmt(formatter)
    }
}

/// The number that people say. Drawn by the store before the decision; gaps are fine, reuse never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct TicketNumber(pub u64);

impl TicketNumber {
    /// Stands in the browser for the number that the server is about to draw.
    pub const PENDING: Self = Self(0);
}

impl std::fmt::Display for TicketNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "#{}", self.0)
    }
}

/// Where a ticket came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketSource {
    /// An e-mail.
    Email,
    /// A live chat.
    Chat,
    /// A form.
    Form,
    /// A call.
    Phone,
    /// Another channel.
    Channel,
    /// An agent, by hand.
    Manual,
    /// A program.
    Api,
}

impl TicketSource {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Email, Self::Chat, Self::Form, Self::Phone, Self::Channel, Self::Manual, Self::Api];

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Chat => "chat",
            Self::Form => "form",
            Self::Phone => "phone",
            Self::Channel => "channel",
            Self::Manual => "manual",
            Self::Api => "api",
        }
    }
}
