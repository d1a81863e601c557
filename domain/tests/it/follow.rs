//! Following tickets.

use sportello_domain::desk::Desk;
use sportello_domain::follow::FollowTicket;
use sportello_domain::merge::MergeTickets;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;
use sportello_domain::user::Reach;
use sportello_domain::view::BuiltInView;

fn one_ticket() -> Desk {
    records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))])
}

fn follow(follow: bool) -> FollowTicket {
    FollowTicket { ticket: ticket_id(1), follow }
}

fn following(desk: &Desk, user: u8) -> bool {
    BuiltInView::Following.filter(&setup(), user_id(user)).matches(&setup(), &desk.tickets[&ticket_id(1)])
}

/// FOL-02
#[test]
fn who_follows_a_ticket_finds_it_in_the_view_until_they_do_not() {
    let before = one_ticket();
    let after = give(&setup(), &before, follow(true)).unwrap();
    let old = &before.tickets[&ticket_id(1)];
    let expected = Ticket { followers: [user_id(1)].into(), version: old.version + 1, ..old.clone() };
    assert_eq!(after.desk.tickets[&ticket_id(1)], expected, "nothing else of it changes");
    assert!(following(&after.desk, 1) && !following(&after.desk, 2), "each for themselves");
    assert_eq!(give(&setup(), &after.desk, follow(true)).unwrap().events, [], "once is enough");
    let again = give(&setup(), &after.desk, follow(false)).unwrap();
    assert!(!following(&again.desk, 1));
    assert_eq!(give(&setup(), &again.desk, follow(false)).unwrap().events, []);
}

/// PER-11
#[test]
fn seeing_a_ticket_is_enough_to_follow_it() {
    let mut seeing = setup();
    seeing.users.get_mut(&user_id(1)).unwrap().access.edit = Reach::Nothing;
    give(&seeing, &one_ticket(), follow(true)).unwrap();
    let mut blind = setup();
    blind.users.get_mut(&user_id(1)).unwrap().access.view = Reach::Nothing;
    let unknown = Rejection::TicketNotFound { ticket: ticket_id(1) };
    assert_eq!(give(&blind, &one_ticket(), follow(true)), Err(unknown));
    assert_eq!(give_order(&setup(), &one_ticket(), &by_product(follow(true))), Err(Rejection::NeedsUser));
}

/// MRG-37
#[test]
fn merged_ticket_is_followed_by_whoever_followed_either() {
    let followed = |n, by: &[u8]| Ticket { followers: by.iter().map(|n| user_id(*n)).collect(), ..ticket(n) };
    let desk = records([followed(1, &[1, 2]), followed(2, &[2, 3])], [], []);
    let merge = MergeTickets { primary: ticket_id(1), secondary: ticket_id(2), ticket: ticket_id(9) };
    let merged = give(&setup(), &desk, merge).unwrap().desk.tickets[&ticket_id(9)].clone();
    assert_eq!(merged.followers, [1, 2, 3].map(user_id).into());
}
