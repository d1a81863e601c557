//! Deleting tickets and restoring them.

use chrono::TimeDelta;
use sportello_domain::conversation::Place;
use sportello_domain::desk::Desk;
use sportello_domain::history::{Activity, ActivityKind};
use sportello_domain::merge::MergeTickets;
use sportello_domain::order::{Actor, Order};
use sportello_domain::pipeline::DeleteStatus;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{ChangeStatus, Ticket};
use sportello_domain::trash::{
    DAYS_KEPT, DeleteTickets, Deletion, EraseTickets, PurgeTickets, RestoreTicket,
};
use sportello_domain::user::{Permission, Reach};
use sportello_domain::view::BuiltInView;

/// Ticket 1 with conversations 1 and 2, of which the second is spam, and ticket 2 with conversation 3.
fn two_tickets() -> Desk {
    let mut spam = conversation(2, Some(ticket_id(1)));
    spam.place = Place::Spam;
    let closed = Ticket { status: closed(), close_date: Some(T0), owner: Some(user_id(2)), ..ticket(1) };
    records(
        [closed, ticket(2)],
        [conversation(1, Some(ticket_id(1))), spam, conversation(3, Some(ticket_id(2)))],
        [incoming(1, conversation_id(1)), incoming(2, conversation_id(2)), incoming(3, conversation_id(3))],
    )
}

fn delete(tickets: &[u8], typed: u64) -> DeleteTickets {
    DeleteTickets { tickets: tickets.iter().map(|n| ticket_id(*n)).collect(), typed }
}

/// User 1 may delete every ticket.
fn may_delete() -> Setup {
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access.delete = Reach::All;
    setup
}

fn deleted(tickets: &[u8]) -> Desk {
    give(&may_delete(), &two_tickets(), delete(tickets, tickets.len() as u64)).unwrap().desk
}

fn places(desk: &Desk) -> Vec<Place> {
    desk.conversations.values().map(|conversation| conversation.place).collect()
}

/// So long after it was deleted.
fn restored_after(desk: &Desk, since: TimeDelta) -> Result<Desk, Rejection> {
    let at = desk.tickets[&ticket_id(1)].deleted.as_ref().unwrap().at + since;
    let order = Order { at, ..by_user(9, RestoreTicket { ticket: ticket_id(1) }) };
    give_order(&busy_setup(), desk, &order).map(|decided| decided.desk)
}

/// DEL-01
#[test]
fn deleting_takes_the_permission() {
    let refused = Rejection::MayNotDelete { ticket: ticket_id(1) };
    assert_eq!(give(&setup(), &two_tickets(), delete(&[1], 1)), Err(refused));
    let mut own = setup();
    own.users.get_mut(&user_id(1)).unwrap().access.delete = Reach::OwnAndUnassigned;
    give(&own, &two_tickets(), delete(&[2], 1)).unwrap();
    let refused = Rejection::MayNotDelete { ticket: ticket_id(1) };
    assert_eq!(give(&own, &two_tickets(), delete(&[1, 2], 2)), Err(refused), "then none is deleted");
}

/// DEL-04, DEL-12
#[test]
fn number_that_was_typed_is_the_number_of_tickets() {
    for (tickets, typed) in [(&[1][..], 0), (&[1], 2), (&[1, 2], 1), (&[], 0)] {
        let refused = Rejection::DeleteCountWrong { tickets: tickets.len() as u64 };
        assert_eq!(give(&may_delete(), &two_tickets(), delete(tickets, typed)), Err(refused));
    }
    give(&may_delete(), &two_tickets(), delete(&[1, 2], 2)).unwrap();
}

/// DEL-05, DEL-08, SPM-09
#[test]
fn deleted_ticket_is_in_the_bin_with_its_conversations() {
    let before = two_tickets();
    let after = deleted(&[1]);
    let deletion = Deletion { at: minutes(1), by: Some(user_id(1)), conversations: vec![conversation_id(1)] };
    let old = &before.tickets[&ticket_id(1)];
    let expected = Ticket { deleted: Some(deletion), version: old.version + 1, ..old.clone() };
    assert_eq!(after.tickets[&ticket_id(1)], expected);
    assert_eq!(places(&after), [Place::Trash, Place::Spam, Place::HelpDesk], "spam stays spam");
    assert_eq!(after.messages, before.messages);
    let closed_view = BuiltInView::Closed.filter(&setup(), user_id(1));
    assert!(closed_view.matches(&setup(), old) && !closed_view.matches(&setup(), &expected));
    let gone = Rejection::TicketDeleted { ticket: ticket_id(1) };
    assert_eq!(give(&setup(), &after, ChangeStatus::new(ticket_id(1), new())), Err(gone.clone()));
    assert_eq!(give(&may_delete(), &after, delete(&[1], 1)), Err(gone), "once is enough");
}

/// DEL-10, DEL-11
#[test]
fn restored_ticket_is_as_it_was_with_what_went_with_it() {
    let before = two_tickets();
    let after = restored_after(&deleted(&[1]), TimeDelta::days(3)).unwrap();
    let old = &before.tickets[&ticket_id(1)];
    assert_eq!(after.tickets[&ticket_id(1)], Ticket { version: old.version + 2, ..old.clone() });
    assert_eq!(places(&after), places(&before));
}

/// DEL-07, DEL-13
#[test]
fn ticket_can_be_restored_for_ninety_days_to_the_instant() {
    let bin = deleted(&[1]);
    restored_after(&bin, TimeDelta::days(DAYS_KEPT)).unwrap();
    let refused = Rejection::RestoreTooLate { ticket: ticket_id(1) };
    let late = TimeDelta::days(DAYS_KEPT) + TimeDelta::nanoseconds(1);
    assert_eq!(restored_after(&bin, late), Err(refused));
    let deletion = bin.tickets[&ticket_id(1)].deleted.clone().unwrap();
    let left = |since: TimeDelta| deletion.days_left(deletion.at + since);
    assert_eq!(left(TimeDelta::zero()), Some(90));
    assert_eq!(left(TimeDelta::hours(1)), Some(90));
    assert_eq!(left(TimeDelta::days(89) + TimeDelta::hours(23)), Some(1));
    assert_eq!(left(TimeDelta::days(90)), Some(0));
    assert_eq!(left(late), None);
}

/// DEL-09
#[test]
fn restoring_takes_account_access() {
    let missing = Rejection::PermissionMissing { permission: Permission::Account };
    let restore = RestoreTicket { ticket: ticket_id(1) };
    assert_eq!(give(&may_delete(), &deleted(&[1]), restore.clone()), Err(missing));
    let not_deleted = Rejection::TicketNotDeleted { ticket: ticket_id(1) };
    assert_eq!(give_order(&busy_setup(), &two_tickets(), &by_user(9, restore)), Err(not_deleted));
}

/// A status that was deleted meanwhile is not what a restored ticket stands in.
#[test]
fn restored_ticket_has_a_status_of_its_pipeline() {
    let mut desk = Rehearsal::on(busy_setup(), two_tickets());
    desk.give(&user(9), delete(&[2], 1)).unwrap();
    let status = desk.desk.tickets[&ticket_id(2)].status;
    desk.give(&user(9), DeleteStatus { status, replacement: None }).unwrap();
    desk.give(&user(9), RestoreTicket { ticket: ticket_id(2) }).unwrap();
    let restored = &desk.desk.tickets[&ticket_id(2)];
    assert!(desk.setup.pipelines[&restored.pipeline].status(restored.status).is_some());
}

/// DEL-16
#[test]
fn answer_to_a_deleted_conversation_begins_anew() {
    let bin = deleted(&[1]);
    let answer = mail_answering(9, &bin.messages[&message_id(1)]);
    let after = give_order(&setup(), &bin, &by_channel(1, answer)).unwrap().desk;
    assert_eq!(after.messages[&message_id(9)].conversation, conversation_id(9));
    assert_eq!(after.conversations[&conversation_id(9)].ticket(), Some(ticket_id(9)));
    assert_eq!(after.tickets[&ticket_id(1)], bin.tickets[&ticket_id(1)]);
}

#[test]
fn activity_tells_of_both() {
    let mut desk = Rehearsal::on(busy_setup(), two_tickets());
    let mut events = desk.give(&user(9), delete(&[1], 1)).unwrap();
    events.extend(desk.give(&user(9), RestoreTicket { ticket: ticket_id(1) }).unwrap());
    let told = events.iter().filter_map(|event| Activity::of(ticket_id(1), event, &user(9)));
    let told: Vec<_> = told.map(|activity| activity.what).collect();
    assert_eq!(told, [ActivityKind::Deleted, ActivityKind::Restored]);
}

/// So long after ticket 1 was deleted, by the system.
fn purged_after(desk: &Desk, since: TimeDelta) -> Result<Desk, Rejection> {
    let at = desk.tickets[&ticket_id(1)].deleted.as_ref().unwrap().at + since;
    let purge = PurgeTickets { tickets: [ticket_id(1)].into() };
    let order = Order { at, actor: Actor::System, ..by_user(9, purge) };
    give_order(&setup(), desk, &order).map(|decided| decided.desk)
}

/// DEL-13
#[test]
fn ticket_goes_for_good_when_it_cannot_be_restored_any_more() {
    let bin = deleted(&[1]);
    let early = Rejection::PurgeTooEarly { ticket: ticket_id(1) };
    assert_eq!(purged_after(&bin, TimeDelta::days(DAYS_KEPT)), Err(early));
    let late = TimeDelta::days(DAYS_KEPT) + TimeDelta::nanoseconds(1);
    let after = purged_after(&bin, late).unwrap();
    assert_eq!(after.tickets.keys().collect::<Vec<_>>(), [&ticket_id(2)]);
    assert_eq!(after.conversations.keys().collect::<Vec<_>>(), [&conversation_id(3)], "also what was spam");
    assert_eq!(after.messages.keys().collect::<Vec<_>>(), [&message_id(3)]);
    assert_eq!(after.contacts, bin.contacts, "the customer stays");
}

/// DEL-13
#[test]
fn nothing_else_is_purged_and_by_nobody_else() {
    let purge = PurgeTickets { tickets: [ticket_id(1)].into() };
    let by_admin = give_order(&busy_setup(), &deleted(&[1]), &by_user(9, purge));
    assert_eq!(by_admin, Err(Rejection::OnlyBySystem));
    let not_deleted = Rejection::TicketNotDeleted { ticket: ticket_id(2) };
    let purge = PurgeTickets { tickets: [ticket_id(2)].into() };
    let order = Order { actor: Actor::System, ..by_user(9, purge) };
    assert_eq!(give_order(&setup(), &deleted(&[1]), &order), Err(not_deleted));
}

/// DEL-13, MRG-42
#[test]
fn archives_go_with_the_ticket_that_they_are_in() {
    let mut desk = Rehearsal::on(busy_setup(), two_tickets());
    let merge = MergeTickets { primary: ticket_id(1), secondary: ticket_id(2), ticket: ticket_id(9) };
    desk.give(&user(9), merge).unwrap();
    let delete = DeleteTickets { tickets: [ticket_id(9)].into(), typed: 1 };
    desk.give(&user(9), delete).unwrap();
    let at = desk.desk.tickets[&ticket_id(9)].deleted.as_ref().unwrap().at + TimeDelta::days(DAYS_KEPT + 1);
    let purge = PurgeTickets { tickets: [ticket_id(9)].into() };
    let order = Order { at, actor: Actor::System, ..by_user(9, purge) };
    let after = give_order(&busy_setup(), &desk.desk, &order).unwrap().desk;
    assert_eq!((after.tickets.len(), after.conversations.len(), after.messages.len()), (0, 0, 0));
}

/// DEL-12, DEL-17
#[test]
fn erased_ticket_skips_the_bin_or_leaves_it() {
    let erase = EraseTickets { tickets: [ticket_id(1)].into(), typed: 1 };
    let missing = Rejection::PermissionMissing { permission: Permission::Account };
    assert_eq!(give(&may_delete(), &two_tickets(), erase.clone()), Err(missing));
    let wrong = EraseTickets { typed: 2, ..erase.clone() };
    let refused = Rejection::DeleteCountWrong { tickets: 1 };
    assert_eq!(give_order(&busy_setup(), &two_tickets(), &by_user(9, wrong)), Err(refused));
    for desk in [two_tickets(), deleted(&[1])] {
        let after = give_order(&busy_setup(), &desk, &by_user(9, erase.clone())).unwrap().desk;
        assert_eq!(after.tickets.keys().collect::<Vec<_>>(), [&ticket_id(2)]);
        assert_eq!(after.conversations.keys().collect::<Vec<_>>(), [&conversation_id(3)]);
        assert_eq!(after.messages.keys().collect::<Vec<_>>(), [&message_id(3)]);
        let gone = Rejection::TicketNotFound { ticket: ticket_id(1) };
        let restore = by_user(9, RestoreTicket { ticket: ticket_id(1) });
        assert_eq!(give_order(&busy_setup(), &after, &restore), Err(gone));
    }
}
