//! Setting one property of a ticket from text: what a form field, the sidebar and the API do.

use serde::{Deserialize, Serialize};

use super::assign::{Assignee, assign};
use super::name::TicketName;
use super::{close_date, status};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::TicketId;
use crate::policy;
use crate::property::{BuiltIn, Priority, PropertyKind, PropertyName, Value, ValueFault, parse_time};
use crate::rejection::Rejection;

/// Sets a property, or clears it with an empty text (PRP-14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetProperty {
    /// The ticket.
    pub ticket: TicketId,
    /// The property, by its name in the API.
    pub property: PropertyName,
    /// The new value as text: an option's name, an id, a time in RFC 3339 form.
    pub value: String,
}

impl Decide for SetProperty {
    fn scope(&self) -> Scope {
        Scope::of_ticket(self.ticket)
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::editable(decision.setup(), decision.actor(), decision.ticket(self.ticket)?)?;
        set(decision, self.ticket, &self.property, &self.value)
    }
}

/// Sets one property from text.
pub(crate) fn set(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    property: &PropertyName,
    text: &str,
) -> Result<(), Rejection> {
    let invalid = |fault| Rejection::PropertyInvalid { property: property.clone(), fault };
    let Some(built_in) = BuiltIn::named(property) else {
        let Some(definition) = decision.setup().property(property) else {
            return Err(Rejection::PropertyUnknown { property: property.clone() });
        };
        let value = definition.kind.parse(text).map_err(invalid)?;
        if let Some(Value::User(user)) = value
            && !decision.setup().users.contains_key(&user)
        {
            return Err(invalid(ValueFault::NotAnOption { text: text.to_owned() }));
        }
        return change(decision, ticket, property, value);
    };
    match built_in {
        BuiltIn::Name => {
            let name = TicketName::try_from(text.to_owned()).map_err(invalid)?;
            change(decision, ticket, property, Some(Value::Text(name.into())))
        }
        BuiltIn::Description | BuiltIn::Category => {
            let value = PropertyKind::Text.parse(text).map_err(invalid)?;
            change(decision, ticket, property, value)
        }
        BuiltIn::Priority => {
            let value = match (text, Priority::named(text)) {
                ("", _) => None,
                (_, Some(priority)) => Some(Value::Priority(priority)),
                (_, None) => return Err(invalid(ValueFault::NotAnOption { text: text.to_owned() })),
            };
            change(decision, ticket, property, value)
        }
        BuiltIn::Status if text.is_empty() => Err(invalid(ValueFault::Empty)),
        BuiltIn::Status => match text.parse() {
            Ok(to) => status::choose(decision, ticket, to, &[]),
            Err(_) => Err(invalid(ValueFault::NotAnId { text: text.to_owned() })),
        },
        BuiltIn::Owner => match text.parse() {
            _ if text.is_empty() => assign(decision, ticket, Assignee::Nobody),
            Ok(user) => assign(decision, ticket, Assignee::User { user }),
            Err(_) => Err(invalid(ValueFault::NotAnId { text: text.to_owned() })),
        },
        // CLD-11: kept until the next status move that sets or clears it.
        BuiltIn::CloseDate => {
            let to = if text.is_empty() { None } else { Some(parse_time(text).map_err(invalid)?) };
            close_date::set(decision, ticket, to);
            Ok(())
        }
        BuiltIn::Pipeline
        | BuiltIn::AssignedTeams
        | BuiltIn::Source
        | BuiltIn::CreatedBy
        | BuiltIn::CreateDate
        | BuiltIn::LastModifiedDate
        | BuiltIn::LastActivityDate
        | BuiltIn::LastContactedDate
        | BuiltIn::Number => Err(Rejection::PropertyReadOnly { property: property.clone() }),
    }
}

/// Records the new value where it differs from the old.
fn change(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    property: &PropertyName,
    to: Option<Value>,
) -> Result<(), Rejection> {
    let from = decision.ticket(ticket)?.value(property);
    if from != to {
        decision.record(Fact::PropertyChanged { ticket, property: property.clone(), from, to });
    }
    Ok(())
}
