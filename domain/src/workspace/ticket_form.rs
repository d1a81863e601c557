//! The form of a new ticket: which fields it has beside name, pipeline and status, for everybody (CRE-07).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::policy;
use crate::property::{BuiltIn, PropertyName};
use crate::rejection::Rejection;
use crate::setup::Setup;

/// A field of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormField {
    /// The property for which it asks.
    pub property: PropertyName,
    /// Whether people create tickets only with a value for it.
    pub required: bool,
}

impl FormField {
    /// The fields while nobody chose others: what may be said by hand (CRE-19).
    pub fn usual() -> Vec<Self> {
        let usual = [BuiltIn::Owner, BuiltIn::Priority, BuiltIn::Category, BuiltIn::Description];
        usual.map(|property| Self { property: property.into(), required: false }).into()
    }

    /// Whether a form can ask for a property: what people set. Name, pipeline and status are in every
    /// form anyway.
    fn fits(setup: &Setup, property: &PropertyName) -> bool {
        match BuiltIn::named(property) {
            Some(built_in) => built_in.may_be_asked_for(),
            None => setup.property(property).is_some(),
        }
    }
}

impl Setup {
    /// The fields of the form, first to last. What is archived meanwhile is not asked for.
    pub fn ticket_form(&self) -> Vec<FormField> {
        let mut fields = self.ticket_form.clone().unwrap_or_else(FormField::usual);
        fields.retain(|field| FormField::fits(self, &field.property));
        fields
    }
}

/// Asks for these properties, in this order, wherever a ticket is created by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArrangeTicketForm {
    /// The fields, beside name, pipeline and status.
    pub fields: Vec<FormField>,
}

impl Decide for ArrangeTicketForm {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_property_settings(decision.setup(), decision.actor())?;
        let mut asked = BTreeSet::new();
        for FormField { property, .. } in &self.fields {
            if !FormField::fits(decision.setup(), property) || !asked.insert(property) {
                return Err(Rejection::FormFieldUnfit { property: property.clone() });
            }
        }
        if decision.setup().ticket_form() != self.fields {
            decision.record(Fact::Setup(SetupFact::TicketFormArranged { fields: self.fields.clone() }));
        }
        Ok(())
    }
}
