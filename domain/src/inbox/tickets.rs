//! Whether there are tickets in inboxes (CRE-15).

use serde::{Deserialize, Serialize};

use crate::channel::{Channel, TicketAutomation};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::InboxId;
use crate::policy;
use crate::rejection::Rejection;
use crate::setup::{Settings, Setup};

/// Whether conversations in inboxes have tickets (CRE-15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InboxTickets {
    /// They are created by hand and by channels, and their conversations stay where they are.
    Allowed,
    /// They are created by hand alone (CRE-13).
    ManualOnly,
    /// Whoever creates one moves its conversation to the help desk (CRE-12).
    #[default]
    MovesToHelpDesk,
}

impl InboxTickets {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::MovesToHelpDesk, Self::ManualOnly, Self::Allowed];
}

impl Channel {
    /// Whether a message that starts a conversation in an inbox, or in the help desk where none is named, creates its
    /// ticket (CRE-01, CRE-15).
    pub fn creates_tickets(&self, setup: &Setup, inbox: Option<InboxId>) -> bool {
        let here = match (inbox, setup.settings.inbox_tickets) {
            (None, _) | (Some(_), InboxTickets::Allowed) => true,
            (Some(_), InboxTickets::ManualOnly | InboxTickets::MovesToHelpDesk) => false,
        };
        here && self.tickets == TicketAutomation::CreateTicket
    }
}

/// Sets whether conversations in inboxes have tickets. What has one keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetInboxTickets {
    /// Whether they have.
    pub inbox_tickets: InboxTickets,
}

impl Decide for SetInboxTickets {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_administer(decision.setup(), decision.actor())?;
        let before = &decision.setup().settings;
        let settings = Settings { inbox_tickets: self.inbox_tickets, ..before.clone() };
        if *before != settings {
            decision.record(Fact::Setup(SetupFact::SettingsChanged { settings }));
        }
        Ok(())
    }
}
