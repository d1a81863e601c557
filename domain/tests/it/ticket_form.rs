//! The form of a new ticket: what it asks for, and what it insists on.

use sportello_domain::desk::Desk;
use sportello_domain::property::{BuiltIn, Priority, PropertyDefinition, PropertyKind, PropertyName};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::CreateTicket;
use sportello_domain::user::Permission;
use sportello_domain::workspace::{ArrangeTicketForm, FormField};

fn field(property: impl Into<PropertyName>, required: bool) -> FormField {
    FormField { property: property.into(), required }
}

/// The installed desk with a defined property, and with this form.
fn with(fields: Vec<FormField>) -> Setup {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    let definition = PropertyDefinition {
        name: "serial".into(),
        label: "Serial".to_owned(),
        kind: PropertyKind::Text,
        archived: false,
    };
    desk.setup.properties.insert(definition.name.clone(), definition);
    desk.give(&user(9), ArrangeTicketForm { fields }).unwrap();
    desk.setup
}

fn names(setup: &Setup) -> Vec<String> {
    setup.ticket_form().into_iter().map(|field| field.property.to_string()).collect()
}

/// CRE-07, CRE-19
#[test]
fn form_asks_for_what_may_be_said_by_hand_until_other_fields_are_chosen() {
    assert_eq!(names(&setup()), ["owner", "priority", "category", "description"]);
    assert!(setup().ticket_form().iter().all(|field| !field.required));
    let chosen = vec![field("serial", true), field(BuiltIn::Priority, false)];
    assert_eq!(with(chosen.clone()).ticket_form(), chosen);
    assert_eq!(names(&with(Vec::new())), [""; 0]);
}

/// CRE-07
#[test]
fn ticket_is_created_by_hand_only_with_what_the_form_requires() {
    let setup = with(vec![field(BuiltIn::Priority, true), field("serial", true)]);
    let create = |priority, serial: &str| {
        let properties = vec![("serial".into(), serial.to_owned())];
        CreateTicket { priority, properties, ..new_ticket(1) }
    };
    let refused = |command| give(&setup, &Desk::default(), command).unwrap_err();
    let missing = |property: PropertyName| Rejection::PropertyMissing { property };
    assert_eq!(refused(create(None, "7")), missing(BuiltIn::Priority.into()));
    assert_eq!(refused(create(Some(Priority::Low), "")), missing("serial".into()));
    assert_eq!(refused(new_ticket(1)), missing(BuiltIn::Priority.into()));
    assert!(give(&setup, &Desk::default(), create(Some(Priority::Low), "7")).is_ok());
}

/// CRE-07, PIP-13: a form is for people; programs and channels fill in none.
#[test]
fn form_binds_nobody_who_does_not_fill_it_in() {
    let setup = with(vec![field(BuiltIn::Priority, true)]);
    for order in [by_program(1, new_ticket(1)), by_product(new_ticket(1)), by_channel(1, mail(1))] {
        assert!(give_order(&setup, &Desk::default(), &order).is_ok(), "{order:?}");
    }
}

/// CRE-07
#[test]
fn form_asks_once_for_each_property_that_people_set() {
    let refused = |property: PropertyName, fields: Vec<FormField>| {
        let refused = give_order(&setup(), &Desk::default(), &by_user(9, ArrangeTicketForm { fields }));
        assert_eq!(refused, Err(Rejection::FormFieldUnfit { property }));
    };
    // Name, pipeline and status are in every form, and cannot be taken out or made optional.
    for built_in in [BuiltIn::Name, BuiltIn::Pipeline, BuiltIn::Status, BuiltIn::CreateDate] {
        refused(built_in.into(), vec![field(built_in, true)]);
    }
    refused("colour".into(), vec![field("colour", false)]);
    refused(BuiltIn::Owner.into(), vec![field(BuiltIn::Owner, false), field(BuiltIn::Owner, true)]);
}

/// CRE-07
#[test]
fn archived_property_is_not_asked_for_any_more() {
    let mut setup = with(vec![field("serial", true), field(BuiltIn::Owner, false)]);
    setup.properties.get_mut(&"serial".into()).unwrap().archived = true;
    assert_eq!(names(&setup), ["owner"]);
    assert!(give(&setup, &Desk::default(), new_ticket(1)).is_ok());
}

/// CRE-07, PIP-08
#[test]
fn form_is_arranged_with_the_permission_for_property_settings() {
    let refused = give(&setup(), &Desk::default(), ArrangeTicketForm { fields: Vec::new() });
    let permission = Permission::PropertySettings;
    assert_eq!(refused, Err(Rejection::PermissionMissing { permission }));
    let usual = ArrangeTicketForm { fields: FormField::usual() };
    let same = give_order(&setup(), &Desk::default(), &by_user(9, usual)).unwrap();
    assert_eq!(facts(&same), [], "as it is already");
}
