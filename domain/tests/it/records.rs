//! Contacts, companies and deals.

use sportello_domain::company::SaveCompany;
use sportello_domain::contact::{Contact, SaveContact};
use sportello_domain::deal::SaveDeal;
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::identifier::{DeliveryIdentifier, DomainName};
use sportello_domain::order::Command;
use sportello_domain::property::{BuiltIn, ValueFault};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::user::{Permission, Reach};

use crate::done;

fn save_contact(n: u8, name: &str, addresses: &[&str]) -> SaveContact {
    let identifiers = addresses.iter().map(|text| DeliveryIdentifier::Email(address(text))).collect();
    SaveContact { contact: contact_id(n), name: name.to_owned(), identifiers }
}

fn domain(text: &str) -> DomainName {
    DomainName::try_from(text.to_owned()).unwrap()
}

fn save_company(name: &str, domain: Option<DomainName>) -> SaveCompany {
    SaveCompany { company: company_id(1), name: name.to_owned(), domain }
}

fn save_deal(name: &str) -> SaveDeal {
    SaveDeal { deal: deal_id(1), name: name.to_owned() }
}

fn refused(desk: &Desk, command: impl Into<Command>) -> Rejection {
    give(&setup(), desk, command).unwrap_err()
}

#[test]
fn contact_is_added_and_changed() {
    let added = done(&Desk::default(), save_contact(1, "  Ada Rossi ", &["ADA@acme.example"])).desk;
    let ada = &added.contacts[&contact_id(1)];
    assert_eq!((ada.name.as_deref(), ada.display_name()), (Some("Ada Rossi"), "Ada Rossi"));
    assert_eq!(ada.identifiers.first().unwrap().value(), "ada@acme.example");

    let changed = done(&added, save_contact(1, " ", &["ada@acme.example", "ada@home.example"]));
    assert_eq!(changed.desk.contacts[&contact_id(1)].display_name(), "ada@acme.example");
    assert_eq!(changed.desk.contacts[&contact_id(1)].version, 2);
    assert!(matches!(facts(&changed)[..], [Fact::ContactChanged { .. }]));

    let again = done(&changed.desk, save_contact(1, "", &["ada@acme.example", "ada@home.example"]));
    assert_eq!(facts(&again), []);
}

#[test]
fn companies_and_deals_are_added_and_changed() {
    let added = done(&Desk::default(), save_company(" Acme ", Some(domain("Acme.example")))).desk;
    let acme = &added.companies[&company_id(1)];
    assert_eq!((acme.name.as_str(), acme.domain.as_ref().unwrap().as_str()), ("Acme", "acme.example"));
    let changed = done(&added, save_company("Acme Ltd", None)).desk;
    assert_eq!(changed.companies[&company_id(1)].name, "Acme Ltd");
    assert_eq!(changed.companies[&company_id(1)].domain, None);
    assert_eq!(facts(&done(&changed, save_company("Acme Ltd ", None))), []);

    let added = done(&Desk::default(), save_deal(" Ten lamps ")).desk;
    assert_eq!(added.deals[&deal_id(1)].name, "Ten lamps");
    let renamed = done(&added, save_deal("Twelve lamps")).desk;
    assert_eq!(
        (renamed.deals[&deal_id(1)].name.as_str(), renamed.deals[&deal_id(1)].version),
        ("Twelve lamps", 2)
    );
    assert_eq!(facts(&done(&renamed, save_deal("Twelve lamps"))), []);
}

#[test]
fn every_record_has_a_name() {
    let invalid = |fault| Rejection::PropertyInvalid { property: BuiltIn::Name.into(), fault };
    let empty = Desk::default();
    assert_eq!(refused(&empty, save_contact(1, " ", &[])), invalid(ValueFault::Empty));
    assert_eq!(refused(&empty, save_company(" ", None)), invalid(ValueFault::Empty));
    assert_eq!(refused(&empty, save_deal("")), invalid(ValueFault::Empty));
    let long = "a".repeat(501);
    let too_long = ValueFault::TooLong { max: 500, actual: 501 };
    assert_eq!(refused(&empty, save_contact(1, &long, &["a@b.example"])), invalid(too_long.clone()));
    assert_eq!(refused(&empty, save_company(&long, None)), invalid(too_long));
}

/// No two contacts share an address, so that a mail always knows whose it is.
#[test]
fn address_of_another_contact_is_refused_with_that_contact() {
    let named = Contact { name: Some("Ada".to_owned()), ..contact(1) };
    let mut desk = Desk::default();
    desk.contacts.insert(named.id, named);
    desk.contacts.insert(contact_id(2), contact(2));
    let taken = Rejection::IdentifierTaken {
        identifier: customer(1),
        contact: contact_id(1),
        name: "Ada".to_owned(),
    };
    assert_eq!(taken.to_string(), "customer1@example.org belongs to Ada");
    for n in [2, 3] {
        let save = save_contact(n, "Bruno", &["x@example.org", "customer1@example.org"]);
        assert_eq!(refused(&desk, save), taken);
    }
    assert_eq!(facts(&done(&desk, save_contact(1, "Ada", &["customer1@example.org"]))), [], "it is her own");
}

#[test]
fn records_are_changed_by_whoever_may_change_tickets() {
    let commands: [Command; 3] = [
        save_contact(1, "Ada", &[]).into(),
        save_company("Acme", None).into(),
        save_deal("Ten lamps").into(),
    ];
    let missing = Rejection::PermissionMissing { permission: Permission::Service };
    for (edit, expected) in [(Reach::Own, None), (Reach::Nothing, Some(missing))] {
        let mut setup = setup();
        setup.users.get_mut(&user_id(1)).unwrap().access.edit = edit;
        for command in commands.clone() {
            assert_eq!(give(&setup, &Desk::default(), command).err(), expected);
        }
    }
}

#[test]
fn domain_has_labels_with_dots_between_them() {
    for (text, expected) in [
        (" Acme.Example ", Some("acme.example")),
        ("shop.caffè.example", Some("shop.caffè.example")),
        ("acme", None),
        ("acme..example", None),
        (".example", None),
        ("https://acme.example", None),
        ("ada@acme.example", None),
    ] {
        let parsed = DomainName::try_from(text.to_owned()).ok();
        assert_eq!(parsed.as_ref().map(DomainName::as_str), expected, "{text}");
    }
    assert!(DomainName::try_from(format!("{}.example", "a".repeat(250))).is_err());
}
