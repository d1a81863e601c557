//! Which records belong together.

use sportello_domain::association::{Associate, Dissociate, Pair, RecordRef, SetPrimaryCompany};
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::user::{Permission, Reach};

use crate::{conversation_of, done, done_by, ticket_of};

/// Ticket 1 about contact 1, with one conversation; contacts 1 and 2, company 1, deal 1.
fn office() -> Desk {
    let mut desk = desk(ticket(1), 1);
    desk.contacts.insert(contact_id(2), contact(2));
    desk.companies.insert(company_id(1), company(1));
    desk.deals.insert(deal_id(1), deal(1));
    desk
}

/// Every pair that the records of [`office`] can make, but for the one that is associated already.
fn pairs() -> [Pair; 6] {
    let (ticket, contact, company, deal) = (ticket_id(1), contact_id(2), company_id(1), deal_id(1));
    [
        Pair::TicketContact { ticket, contact },
        Pair::TicketCompany { ticket, company },
        Pair::TicketDeal { ticket, deal },
        Pair::ContactCompany { contact, company },
        Pair::DealContact { deal, contact },
        Pair::DealCompany { deal, company },
    ]
}

/// PRP-09, ASH-09: whatever pair it is, both records have it, until it is taken away.
#[test]
fn records_of_every_kind_are_associated_and_dissociated() {
    for pair in pairs() {
        let [one, other] = pair.records();
        let together = done(&office(), Associate { pair });
        assert_eq!(facts(&together), [Fact::Associated { pair }]);
        assert!(together.desk.associated_with(one).contains(&other), "{pair:?}");
        assert!(together.desk.associated_with(other).contains(&one), "{pair:?}");
        let apart = done(&together.desk, Dissociate { pair });
        assert_eq!(facts(&apart), [Fact::Dissociated { pair }]);
        assert!(!apart.desk.associated_with(one).contains(&other), "{pair:?}");
        assert!(!apart.desk.associated_with(other).contains(&one), "{pair:?}");
    }
}

#[test]
fn what_is_so_already_changes_nothing() {
    for pair in pairs() {
        assert_eq!(facts(&done(&office(), Dissociate { pair })), []);
        let together = done(&office(), Associate { pair });
        assert_eq!(facts(&done(&together.desk, Associate { pair })), []);
    }
}

#[test]
fn company_has_the_tickets_of_its_people_and_deals_too() {
    let (ticket, contact, company, deal) = (ticket_id(1), contact_id(1), company_id(1), deal_id(1));
    let check = |pairs: &[Pair], expected: bool| {
        let mut desk = office();
        for pair in pairs {
            desk = done(&desk, Associate { pair: *pair }).desk;
        }
        let tickets = desk.tickets_of(RecordRef::Company(company));
        assert_eq!(tickets, expected.then_some(ticket).into_iter().collect(), "{pairs:?}");
    };
    check(&[], false);
    check(&[Pair::TicketCompany { ticket, company }], true);
    check(&[Pair::ContactCompany { contact, company }], true);
    check(&[Pair::ContactCompany { contact: contact_id(2), company }], false);
    check(&[Pair::DealCompany { deal, company }], false);
    check(&[Pair::DealCompany { deal, company }, Pair::TicketDeal { ticket, deal }], true);
    assert_eq!(office().tickets_of(RecordRef::Contact(contact)), [ticket].into());
    assert_eq!(office().tickets_of(RecordRef::Contact(contact_id(2))), [].into());
}

/// ASH-10
#[test]
fn removed_and_added_again_makes_three_events() {
    for pair in pairs() {
        let added = done(&office(), Associate { pair });
        let removed = done(&added.desk, Dissociate { pair });
        let again = done(&removed.desk, Associate { pair });
        let all: Vec<Fact> = [added, removed, again].iter().flat_map(facts).collect();
        let associated = Fact::Associated { pair };
        assert_eq!(all, [associated.clone(), Fact::Dissociated { pair }, associated]);
    }
}

#[test]
fn contact_that_leaves_a_ticket_stays_in_its_conversations() {
    let pair = Pair::TicketContact { ticket: ticket_id(1), contact: contact_id(1) };
    let left = done(&office(), Dissociate { pair }).desk;
    assert!(ticket_of(&left).contacts.is_empty());
    assert!(conversation_of(&left, 1).contacts.contains(&contact_id(1)));

    // Nor does the next message bring the contact back: the agent's word counts.
    let mut left = left;
    let first = incoming(1, conversation_id(1));
    left.messages.insert(first.id, first.clone());
    let after = done_by(&left, &by_channel(1, mail_answering(2, &first))).desk;
    assert!(ticket_of(&after).contacts.is_empty());
}

/// MRG-31, MRG-32: one company at most is the primary one, and it is one that the ticket is about.
#[test]
fn primary_company_is_one_of_the_tickets_companies() {
    let ticket = ticket_id(1);
    let mut desk = office();
    desk.companies.insert(company_id(2), company(2));
    let set = |company: Option<u8>| SetPrimaryCompany { ticket, company: company.map(company_id) };
    let pair = |n| Pair::TicketCompany { ticket, company: company_id(n) };
    let changed = |from: Option<u8>, to: Option<u8>| Fact::PrimaryCompanyChanged {
        ticket,
        from: from.map(company_id),
        to: to.map(company_id),
    };
    assert_eq!(facts(&done(&desk, set(None))), []);

    let first = done(&desk, set(Some(1)));
    assert_eq!(facts(&first), [Fact::Associated { pair: pair(1) }, changed(None, Some(1))]);
    assert_eq!(facts(&done(&first.desk, set(Some(1)))), []);

    let second = done(&first.desk, set(Some(2)));
    assert_eq!(facts(&second), [Fact::Associated { pair: pair(2) }, changed(Some(1), Some(2))]);
    let found = ticket_of(&second.desk);
    assert_eq!((found.primary_company, found.companies.len()), (Some(company_id(2)), 2));

    // Whether another leaves the ticket is no matter; it itself leaves the label behind.
    let other = done(&second.desk, Dissociate { pair: pair(1) }).desk;
    assert_eq!(ticket_of(&other).primary_company, Some(company_id(2)));
    let apart = done(&other, Dissociate { pair: pair(2) }).desk;
    assert_eq!(ticket_of(&apart).primary_company, None);
    let back = done(&apart, Associate { pair: pair(2) }).desk;
    assert_eq!(ticket_of(&back).primary_company, None);

    let none = done(&second.desk, set(None));
    assert_eq!(facts(&none), [changed(Some(2), None)]);
    assert_eq!(ticket_of(&none.desk).companies.len(), 2);
}

#[test]
fn primary_company_is_set_by_whoever_may_change_the_ticket_and_is_one_that_is_there() {
    let set = |company| SetPrimaryCompany { ticket: ticket_id(1), company: Some(company_id(company)) };
    let company = company_id(9);
    assert_eq!(give(&setup(), &office(), set(9)).err(), Some(Rejection::CompanyNotFound { company }));
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access.edit = Reach::Nothing;
    assert_eq!(give(&setup, &office(), set(1)).err(), Some(Rejection::MayNotEdit { ticket: ticket_id(1) }));
}

#[test]
fn records_that_are_not_there_are_not_associated() {
    let (ticket, contact) = (ticket_id(1), contact_id(9));
    let (company, deal) = (company_id(9), deal_id(9));
    for (pair, expected) in [
        (Pair::TicketContact { ticket, contact }, Rejection::ContactNotFound { contact }),
        (Pair::TicketCompany { ticket, company }, Rejection::CompanyNotFound { company }),
        (Pair::TicketDeal { ticket, deal }, Rejection::DealNotFound { deal }),
        (
            Pair::TicketContact { ticket: ticket_id(9), contact: contact_id(1) },
            Rejection::TicketNotFound { ticket: ticket_id(9) },
        ),
        (Pair::ContactCompany { contact, company: company_id(1) }, Rejection::ContactNotFound { contact }),
        (Pair::DealCompany { deal, company: company_id(1) }, Rejection::DealNotFound { deal }),
    ] {
        assert_eq!(give(&setup(), &office(), Associate { pair }).unwrap_err(), expected);
    }
}

/// PER-09, PER-11: a ticket's associations are changed by whoever may change the ticket, others by whoever may
/// change tickets at all.
#[test]
fn associations_are_changed_by_whoever_may_change_the_records() {
    let check = |view, edit, expected: [Option<Rejection>; 2]| {
        let mut setup = setup();
        let access = &mut setup.users.get_mut(&user_id(1)).unwrap().access;
        (access.view, access.edit) = (view, edit);
        let (ticket, company) = (ticket_id(1), company_id(1));
        let pairs = [
            Pair::TicketCompany { ticket, company },
            Pair::ContactCompany { contact: contact_id(1), company },
        ];
        for (pair, expected) in pairs.into_iter().zip(expected) {
            assert_eq!(give(&setup, &office(), Associate { pair }).err(), expected, "{view:?} {edit:?}");
            assert_eq!(give(&setup, &office(), Dissociate { pair }).err(), expected, "{view:?} {edit:?}");
        }
    };
    let ticket = ticket_id(1);
    let missing = Some(Rejection::PermissionMissing { permission: Permission::Service });
    check(Reach::All, Reach::All, [None, None]);
    check(Reach::All, Reach::Own, [Some(Rejection::MayNotEdit { ticket }), None]);
    check(Reach::All, Reach::Nothing, [Some(Rejection::MayNotEdit { ticket }), missing.clone()]);
    check(Reach::Own, Reach::Own, [Some(Rejection::TicketNotFound { ticket }), None]);
    check(Reach::Nothing, Reach::Nothing, [Some(Rejection::TicketNotFound { ticket }), missing]);
}

#[test]
fn records_of_one_kind_make_no_pair() {
    for record in [
        RecordRef::Ticket(ticket_id(1)),
        RecordRef::Contact(contact_id(1)),
        RecordRef::Company(company_id(1)),
        RecordRef::Deal(deal_id(1)),
    ] {
        assert_eq!(Pair::of(record, record), None);
    }
}
