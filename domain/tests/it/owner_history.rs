//! Who owns a ticket beside its owner, and who owned it.

use sportello_domain::desk::Desk;
use sportello_domain::event::Source;
use sportello_domain::history::{PropertyChange, owners, property_change};
use sportello_domain::id::UserId;
use sportello_domain::order::{Actor, Command};
use sportello_domain::policy::{OtherOwner, RecordAccess, user_properties, visible};
use sportello_domain::property::{BuiltIn, PropertyDefinition, PropertyKind, PropertyName};
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{AssignTicket, Assignee, SetProperty, Ticket};

fn checked_by() -> PropertyName {
    PropertyName::from("checked_by")
}

/// The installed desk with a property that names a user, and one that does not.
fn with_properties() -> Setup {
    let mut setup = setup();
    let kinds =
        [(checked_by(), PropertyKind::User), (PropertyName::from("order_number"), PropertyKind::Text)];
    for (name, kind) in kinds {
        let definition =
            PropertyDefinition { name: name.clone(), label: name.to_string(), kind, archived: false };
        setup.properties.insert(name, definition);
    }
    setup
}

/// A desk with ticket 1, whose changes are kept.
struct Kept {
    desk: Rehearsal,
    changes: Vec<PropertyChange>,
}

impl Kept {
    fn of(owner: Option<UserId>) -> Self {
        let desk: Desk = records([Ticket { owner, ..ticket(1) }], [], []);
        Self { desk: Rehearsal::on(with_properties(), desk), changes: Vec::new() }
    }

    fn give(&mut self, actor: &Actor, command: impl Into<Command>) {
        let events = self.desk.give(actor, command).unwrap();
        self.changes.extend(events.iter().filter_map(|event| property_change(event, actor)));
    }

    fn assign(&mut self, actor: &Actor, to: Assignee) {
        self.give(actor, AssignTicket { ticket: ticket_id(1), to });
    }

    fn check(&mut self, by: u8) {
        let value = user_id(by).to_string();
        self.give(&user(1), SetProperty { ticket: ticket_id(1), property: checked_by(), value });
    }

    fn ticket(&self) -> &Ticket {
        &self.desk.desk.tickets[&ticket_id(1)]
    }

    /// Each owner with the minute from which on, newest first.
    fn owners(&self, property: &PropertyName) -> Vec<(Option<UserId>, i64)> {
        let owners = owners(self.ticket(), property, &self.changes);
        owners.iter().map(|it| (it.by, (it.since - T0).num_minutes())).collect()
    }
}

/// ACC-05
#[test]
fn every_owner_is_told_from_the_first_on_with_the_hand_that_gave_it() {
    let owner = PropertyName::from(BuiltIn::Owner);
    let mut kept = Kept::of(Some(user_id(1)));
    let created = (Some(user_id(1)), (kept.ticket().created_at - T0).num_minutes());
    assert_eq!(kept.owners(&owner), [created]);
    kept.assign(&user(1), Assignee::User { user: user_id(2) });
    kept.assign(&program(2), Assignee::Nobody);
    assert_eq!(kept.owners(&owner), [(None, 2), (Some(user_id(2)), 1), created]);
    let hands: Vec<_> = owners(kept.ticket(), &owner, &kept.changes).into_iter().map(|it| it.given).collect();
    assert_eq!(hands, [Some((Source::Api, program(2))), Some((Source::User, user(1))), None]);
}

/// ACC-05
#[test]
fn ticket_that_nobody_ever_owned_has_no_owners_to_tell() {
    let mut kept = Kept::of(None);
    assert_eq!(kept.owners(&BuiltIn::Owner.into()), []);
    kept.assign(&user(1), Assignee::User { user: user_id(2) });
    assert_eq!(kept.owners(&BuiltIn::Owner.into()), [(Some(user_id(2)), 1)]);
}

/// ACC-04, ACC-06
#[test]
fn whom_a_defined_property_names_is_another_owner_with_a_history_of_its_own() {
    let mut kept = Kept::of(Some(user_id(1)));
    kept.check(2);
    kept.check(1);
    kept.assign(&user(1), Assignee::User { user: user_id(2) });
    assert_eq!(user_properties(&kept.desk.setup).collect::<Vec<_>>(), [&checked_by()]);
    assert_eq!(kept.owners(&checked_by()), [(Some(user_id(1)), 2), (Some(user_id(2)), 1)]);
    let setup = &kept.desk.setup;
    let access = RecordAccess::of(setup, &visible(setup, &user(1), kept.ticket()).unwrap());
    assert_eq!(access.other_owners, [OtherOwner { property: checked_by(), user: user_id(1) }]);
}
