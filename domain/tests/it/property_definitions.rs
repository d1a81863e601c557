//! Properties that admins define.

use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::pipeline::ConditionalProperty;
use sportello_domain::property::{PropertyDefinition, PropertyKind, SaveProperty, Value};
use sportello_domain::rejection::{PropertyFault, Rejection};
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, SetProperty};
use sportello_domain::user::Permission;

use crate::ticket_of;

fn shop() -> PropertyDefinition {
    let options = ["Trento", "Verona"].map(str::to_owned).into();
    PropertyDefinition {
        name: "shop".into(),
        label: "Shop".to_owned(),
        kind: PropertyKind::Choice { options },
        archived: false,
    }
}

/// What saving comes to: the configuration after it, or why not.
fn saved(setup: &Setup, definition: PropertyDefinition) -> Result<Setup, Rejection> {
    let decided = give_order(setup, &Desk::default(), &by_user(9, SaveProperty { definition }))?;
    let mut after = setup.clone();
    for event in decided.events {
        if let Fact::Setup(fact) = event.fact {
            after.apply(&fact);
        }
    }
    Ok(after)
}

/// Why a definition is refused.
fn fault(setup: &Setup, definition: PropertyDefinition) -> PropertyFault {
    match saved(setup, definition) {
        Err(Rejection::PropertyDefinitionInvalid { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}

fn set_shop(value: &str) -> SetProperty {
    SetProperty { ticket: ticket_id(1), property: "shop".into(), value: value.to_owned() }
}

/// PRP-14: a property that was defined is set like any other, and held to its kind.
#[test]
fn defined_property_takes_values_of_its_kind() {
    let unknown = give(&setup(), &desk(ticket(1), 0), set_shop("Trento"));
    assert_eq!(unknown, Err(Rejection::PropertyUnknown { property: "shop".into() }));

    let setup = saved(&setup(), shop()).unwrap();
    let after = give(&setup, &desk(ticket(1), 0), set_shop("Trento")).unwrap().desk;
    assert_eq!(ticket_of(&after).value(&"shop".into()), Some(Value::Text("Trento".to_owned())));
    let wrong = give(&setup, &desk(ticket(1), 0), set_shop("Bari"));
    assert!(matches!(wrong, Err(Rejection::PropertyInvalid { .. })), "{wrong:?}");
    let made = CreateTicket { properties: vec![("shop".into(), "Verona".to_owned())], ..new_ticket(1) };
    let made = give(&setup, &Desk::default(), made).unwrap().desk;
    assert_eq!(ticket_of(&made).value(&"shop".into()), Some(Value::Text("Verona".to_owned())));
}

#[test]
fn only_who_edits_property_settings_defines_properties() {
    let order = |n| by_user(n, SaveProperty { definition: shop() });
    let refused = give_order(&setup(), &Desk::default(), &order(1));
    assert_eq!(refused, Err(Rejection::PermissionMissing { permission: Permission::PropertySettings }));
    give_order(&setup(), &Desk::default(), &order(9)).unwrap();
}

#[test]
fn definition_is_checked() {
    let setup = saved(&setup(), shop()).unwrap();
    let named = |name: &str, label: &str| PropertyDefinition {
        name: name.into(),
        label: label.to_owned(),
        kind: PropertyKind::Text,
        archived: false,
    };
    let choosing = |options: &[&str]| PropertyDefinition {
        kind: PropertyKind::Choice { options: options.iter().map(|&it| it.to_owned()).collect() },
        ..shop()
    };
    for name in ["", "Shop", "1st", "two words", "größe", &"a".repeat(65)] {
        assert_eq!(fault(&setup, named(name, "Free")), PropertyFault::NameUnfit, "{name:?}");
    }
    assert_eq!(fault(&setup, named("priority", "Urgency")), PropertyFault::NameTaken);
    assert_eq!(fault(&setup, named("colour", " ")), PropertyFault::LabelMissing);
    assert_eq!(fault(&setup, named("branch", " SHOP ")), PropertyFault::LabelTaken);
    assert_eq!(fault(&setup, choosing(&["", " "])), PropertyFault::OptionsMissing);
    assert_eq!(fault(&setup, choosing(&["Trento", " Trento"])), PropertyFault::OptionTwice);
    let several = |options: &[&str]| PropertyDefinition {
        kind: PropertyKind::Choices { options: options.iter().map(|&it| it.to_owned()).collect() },
        ..named("parts", "Parts")
    };
    assert_eq!(fault(&setup, several(&[" "])), PropertyFault::OptionsMissing);
    assert_eq!(fault(&setup, several(&["Bell", "Lamp; Horn"])), PropertyFault::OptionUnfit);
    saved(&setup, several(&["Bell", " Lamp "])).unwrap();
    assert_eq!(
        fault(&setup, PropertyDefinition { kind: PropertyKind::Text, ..shop() }),
        PropertyFault::KindFixed
    );

    let after = saved(&setup, choosing(&[" Trento", "Bari "])).unwrap();
    let options = ["Trento", "Bari"].map(str::to_owned).into();
    assert_eq!(after.properties[&"shop".into()].kind, PropertyKind::Choice { options });
}

#[test]
fn archived_property_keeps_its_values_and_is_not_set() {
    let setup = saved(&setup(), shop()).unwrap();
    let filled = give(&setup, &desk(ticket(1), 0), set_shop("Trento")).unwrap().desk;
    let archived = saved(&setup, PropertyDefinition { archived: true, ..shop() }).unwrap();

    let refused = give(&archived, &filled, set_shop("Verona"));
    assert_eq!(refused, Err(Rejection::PropertyUnknown { property: "shop".into() }));
    let again = saved(&archived, shop()).unwrap();
    assert_eq!(ticket_of(&filled).value(&"shop".into()), Some(Value::Text("Trento".to_owned())));
    give(&again, &filled, set_shop("Verona")).unwrap();
}

#[test]
fn property_that_a_status_asks_for_stays_in_use() {
    let mut setup = saved(&setup(), shop()).unwrap();
    let pipeline = setup.pipelines.get_mut(&pipeline_id(1)).unwrap();
    pipeline.statuses[0].conditional = vec![ConditionalProperty { property: "shop".into(), required: true }];
    assert_eq!(fault(&setup, PropertyDefinition { archived: true, ..shop() }), PropertyFault::AskedFor);
}
