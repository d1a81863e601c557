//! The cards beside a ticket: which are shown, and in which order, for everybody.

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::policy;
use crate::rejection::Rejection;

/// One card of a ticket's right sidebar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SidebarCard {
    /// What is known about the ticket, and its further properties.
    About,
    /// The people whose ticket it is.
    Contacts,
    /// Their companies.
    Companies,
    /// What is being sold to them.
    Deals,
    /// What else its contacts wrote about.
    PastConversations,
    /// What happened on it.
    Activity,
}

impl SidebarCard {
    /// All of them, in the order in which they stand while nobody arranged them (LAY-17).
    pub const ALL: [Self; 6] =
        [Self::About, Self::Contacts, Self::Companies, Self::Deals, Self::PastConversations, Self::Activity];
}

/// Shows these cards, in this order, beside every ticket (LAY-15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrangeSidebar {
    /// The cards, first to last; one that is not among them is not shown.
    pub cards: Vec<SidebarCard>,
}

impl Decide for ArrangeSidebar {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_property_settings(decision.setup(), decision.actor())?;
        for (at, card) in self.cards.iter().enumerate() {
            if self.cards.iter().take(at).any(|before| before == card) {
                return Err(Rejection::CardTwice { card: *card });
            }
        }
        if decision.setup().sidebar() != self.cards {
            decision.record(Fact::Setup(SetupFact::SidebarArranged { cards: self.cards.clone() }));
        }
        Ok(())
    }
}
