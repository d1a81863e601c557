//! Defining properties of tickets beside the built-in ones.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{BuiltIn, PropertyDefinition, PropertyKind, PropertyName};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::policy;
use crate::rejection::{PropertyFault, Rejection};

/// Defines a property, or changes the label, the options or the use of the one with the same name.
///
/// What kind of values it takes stays as it was defined: tickets have values of it. A property is
/// never deleted for the same reason; an archived one is shown, asked and set nowhere, and keeps its
/// values until it is used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveProperty {
    /// The property as it shall be.
    pub definition: PropertyDefinition,
}

impl Decide for SaveProperty {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_property_settings(decision.setup(), decision.actor())?;
        let definition = tidied(&self.definition);
        check(&definition, decision).map_err(|fault| Rejection::PropertyDefinitionInvalid {
            property: definition.name.clone(),
            fault,
        })?;
        decision.record(Fact::Setup(SetupFact::PropertySaved { definition }));
        Ok(())
    }
}

/// Without what nobody sees around labels and options.
fn tidied(definition: &PropertyDefinition) -> PropertyDefinition {
    let mut definition = definition.clone();
    definition.label = definition.label.trim().to_owned();
    if let PropertyKind::Choice { options } | PropertyKind::Choices { options } = &mut definition.kind {
        for option in options.iter_mut() {
            *option = option.trim().to_owned();
        }
        options.retain(|option| !option.is_empty());
    }
    definition
}

fn check(definition: &PropertyDefinition, decision: &Decision<'_>) -> Result<(), PropertyFault> {
    let setup = decision.setup();
    if !definition.name.is_well_formed() {
        return Err(PropertyFault::NameUnfit);
    }
    if BuiltIn::named(&definition.name).is_some() {
        return Err(PropertyFault::NameTaken);
    }
    if definition.label.is_empty() {
        return Err(PropertyFault::LabelMissing);
    }
    let label = definition.label.to_lowercase();
    let mut others = setup.properties.values().filter(|other| other.name != definition.name);
    if others.any(|other| other.label.to_lowercase() == label) {
        return Err(PropertyFault::LabelTaken);
    }
    if let Some(options) = definition.kind.options() {
        let distinct: BTreeSet<&String> = options.iter().collect();
        if options.is_empty() {
            return Err(PropertyFault::OptionsMissing);
        }
        if distinct.len() != options.len() {
            return Err(PropertyFault::OptionTwice);
        }
        let several = matches!(definition.kind, PropertyKind::Choices { .. });
        if several && options.iter().any(|option| option.contains(PropertyKind::SEPARATOR)) {
            return Err(PropertyFault::OptionUnfit);
        }
    }
    let before = setup.properties.get(&definition.name);
    let same_kind = |before: &PropertyDefinition| {
        std::mem::discriminant(&before.kind) == std::mem::discriminant(&definition.kind)
    };
    if !before.is_none_or(same_kind) {
        return Err(PropertyFault::KindFixed);
    }
    if definition.archived && asked_for(&definition.name, decision) {
        return Err(PropertyFault::AskedFor);
    }
    Ok(())
}

/// Whether a status asks for the property.
fn asked_for(property: &PropertyName, decision: &Decision<'_>) -> bool {
    let mut statuses = decision.setup().pipelines.values().flat_map(|pipeline| &pipeline.statuses);
    statuses.any(|status| status.conditional.iter().any(|asked| asked.property == *property))
}
