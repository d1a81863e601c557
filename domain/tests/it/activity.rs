//! What the activity of a ticket tells.

use sportello_domain::association::{Associate, Dissociate, Pair, RecordRef, SetPrimaryCompany};
use sportello_domain::company::SaveCompany;
use sportello_domain::contact::SaveContact;
use sportello_domain::desk::Desk;
use sportello_domain::history::{Activity, ActivityKind};
use sportello_domain::message::{AddComment, MessageKind};
use sportello_domain::property::{BuiltIn, Priority, Value};
use sportello_domain::testing::*;
use sportello_domain::ticket::SetProperty;
use sportello_domain::unread::MarkUnread;

/// What an order adds to the activity of ticket 1.
fn told(desk: &mut Rehearsal, command: impl Into<sportello_domain::order::Command>) -> Vec<ActivityKind> {
    let events = desk.give(&user(1), command).unwrap();
    let activity = events.iter().filter_map(|event| Activity::of(ticket_id(1), event, &user(1)));
    activity.map(|activity| activity.what).collect()
}

/// LAY-12
#[test]
fn activity_tells_what_people_did_and_not_what_was_counted() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    assert_eq!(told(&mut desk, new_ticket(1)), [ActivityKind::Created]);

    let priority = |value: &str| SetProperty {
        ticket: ticket_id(1),
        property: BuiltIn::Priority.into(),
        value: value.to_owned(),
    };
    let changed = |old, new| ActivityKind::PropertyChanged { property: BuiltIn::Priority.into(), old, new };
    let high = Value::Priority(Priority::High);
    assert_eq!(told(&mut desk, priority("high")), [changed(None, Some(high.clone()))]);
    assert_eq!(told(&mut desk, priority("")), [changed(Some(high), None)]);
    assert_eq!(told(&mut desk, MarkUnread { ticket: ticket_id(1) }), []);

    let contact =
        SaveContact { contact: contact_id(1), name: "Ada".to_owned(), identifiers: [customer(1)].into() };
    assert_eq!(told(&mut desk, contact), []);
    let pair = Pair::TicketContact { ticket: ticket_id(1), contact: contact_id(1) };
    let with = RecordRef::Contact(contact_id(1));
    assert_eq!(told(&mut desk, Associate { pair }), [ActivityKind::Associated { with }]);
    assert_eq!(told(&mut desk, Dissociate { pair }), [ActivityKind::Dissociated { from: with }]);

    let save = SaveCompany { company: company_id(1), name: "Larch Works".to_owned(), domain: None };
    assert_eq!(told(&mut desk, save), []);
    let set = |company| SetPrimaryCompany { ticket: ticket_id(1), company };
    let company = Some(company_id(1));
    let added = ActivityKind::Associated { with: RecordRef::Company(company_id(1)) };
    assert_eq!(told(&mut desk, set(company)), [added, ActivityKind::PrimaryCompany { company }]);
    assert_eq!(told(&mut desk, set(None)), [ActivityKind::PrimaryCompany { company: None }]);
}

/// LAY-12
#[test]
fn activity_tells_messages_by_what_they_are() {
    let mut desk = Rehearsal::on(
        setup(),
        records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))]),
    );
    let message = |kind, n| ActivityKind::Message { message: message_id(n), kind };
    let answered = told(&mut desk, reply(2));
    assert!(answered.contains(&message(MessageKind::Outgoing, 2)), "{answered:?}");
    let comment = AddComment::new(message_id(3), conversation_id(1), "Who knows her?");
    let commented = told(&mut desk, comment);
    assert_eq!(commented, [message(MessageKind::Comment, 3)]);
}
