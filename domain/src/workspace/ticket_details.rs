//! Which properties of a ticket somebody sees in full beside its conversation in an inbox (INB-04). The card itself is
//! the same for everybody (INB-05).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Workspace;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::property::{BuiltIn, PropertyName};
use crate::rejection::Rejection;
use crate::setup::Setup;

impl Workspace {
    /// The properties in the panel of a ticket's details: those that were chosen and still exist, or the usual ones.
    pub fn ticket_details(&self, setup: &Setup) -> Vec<PropertyName> {
        match &self.ticket_details {
            None => usual(setup),
            Some(chosen) => chosen.iter().filter(|property| exists(setup, property)).cloned().collect(),
        }
    }
}

/// What everybody sees until they choose: what people set, and when something happened.
fn usual(setup: &Setup) -> Vec<PropertyName> {
    let built_in = [
        BuiltIn::Description,
        BuiltIn::CreateDate,
        BuiltIn::LastActivityDate,
        BuiltIn::LastContactedDate,
        BuiltIn::CloseDate,
        BuiltIn::Source,
    ];
    let defined = setup.properties.values().filter(|definition| !definition.archived);
    built_in.map(PropertyName::from).into_iter().chain(defined.map(|it| it.name.clone())).collect()
}

/// Whether tickets have a property that can be shown there.
fn exists(setup: &Setup, property: &PropertyName) -> bool {
    BuiltIn::named(property).is_some() || setup.property(property).is_some()
}

/// Shows the user who gives the order these properties of tickets, in this order (INB-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrangeTicketDetails {
    /// The properties.
    pub properties: Vec<PropertyName>,
}

impl Decide for ArrangeTicketDetails {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let user = decision.actor().user().ok_or(Rejection::NeedsUser)?;
        let mut shown = BTreeSet::new();
        for property in &self.properties {
            if !exists(decision.setup(), property) || !shown.insert(property) {
                return Err(Rejection::PropertyUnknown { property: property.clone() });
            }
        }
        let before = decision.setup().workspace_of(user);
        let workspace = Workspace { ticket_details: Some(self.properties.clone()), ..before.clone() };
        if workspace != before {
            decision.record(Fact::Setup(SetupFact::WorkspaceArranged { user, workspace }));
        }
        Ok(())
    }
}
