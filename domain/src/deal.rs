//! Deals: what is being sold to a company or a contact.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{CompanyId, ContactId, DealId};
use crate::policy;
use crate::property::record_name;
use crate::rejection::Rejection;

/// A deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deal {
    /// Its id.
    pub id: DealId,
    /// Its name.
    pub name: String,
    /// The contacts it is made with.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contacts: BTreeSet<ContactId>,
    /// The companies it is made with.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub companies: BTreeSet<CompanyId>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// How many events shaped it.
    pub version: u64,
}

/// Adds a deal, or renames the one with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveDeal {
    /// The deal.
    pub deal: DealId,
    /// Its name.
    pub name: String,
}

impl Decide for SaveDeal {
    fn scope(&self) -> Scope {
        Scope { deals: [self.deal].into(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_records(decision.setup(), decision.actor())?;
        let (deal, created_at) = (self.deal, decision.at());
        let name = record_name(&self.name)?;
        match decision.desk().deals.get(&deal) {
            None => {
                let (contacts, companies) = (BTreeSet::new(), BTreeSet::new());
                let deal = Deal { id: deal, name, contacts, companies, created_at, version: 1 };
                decision.record(Fact::DealCreated { deal });
            }
            Some(before) if before.name == name => {}
            Some(_) => decision.record(Fact::DealRenamed { deal, name }),
        }
        Ok(())
    }
}
