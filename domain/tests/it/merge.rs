//! Merging two tickets: they become one new ticket.

use std::collections::BTreeMap;

use sportello_domain::association::RecordRef;
use sportello_domain::conversation::{Association, Conversation, ConversationState, shown};
use sportello_domain::decide::Decided;
use sportello_domain::desk::Desk;
use sportello_domain::event::Source;
use sportello_domain::history::{Activity, ActivityKind, Happening};
use sportello_domain::merge::values::{MergedValue, Origin, compare};
use sportello_domain::merge::{MOST_MERGES, MergeTickets, likely_duplicates};
use sportello_domain::order::Command;
use sportello_domain::pipeline::{CloseDateRule, State};
use sportello_domain::property::{BuiltIn, Priority, PropertyName, Value};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{
    ChangeStatus, NumberedTicket, Ticket, TicketName, TicketNumber, TicketSource,
};
use sportello_domain::unread::is_unread;
use sportello_domain::user::Reach;
use sportello_domain::view::BuiltInView;

/// Tickets 1 and 2 become ticket 9; ticket 1 is the primary.
fn merge() -> MergeTickets {
    MergeTickets { primary: ticket_id(1), secondary: ticket_id(2), ticket: ticket_id(9) }
}

/// Ticket 1 with conversations 1 and 2, ticket 2 with conversations 3 and 4, each with a mail.
fn two_tickets(primary: Ticket, secondary: Ticket) -> Desk {
    let associated = |n: u8, of: u8, minute: i64| Conversation {
        association: Some(Association { ticket: ticket_id(of), at: minutes(minute) }),
        ..conversation(n, Some(ticket_id(of)))
    };
    let mut desk = records(
        [primary, secondary],
        [associated(1, 1, -4), associated(2, 1, -3), associated(3, 2, -1), associated(4, 2, -2)],
        [1, 2, 3, 4].map(|n| incoming(n, conversation_id(n))),
    );
    desk.facts.ticket_number = Some(TicketNumber(9));
    desk
}

fn plain() -> Desk {
    two_tickets(ticket(1), ticket(2))
}

fn done(desk: &Desk) -> Decided {
    give(&setup(), desk, merge()).unwrap()
}

fn merged(desk: &Desk) -> Ticket {
    done(desk).desk.tickets[&ticket_id(9)].clone()
}

fn refused(setup: &Setup, desk: &Desk, merge: MergeTickets) -> Rejection {
    give(setup, desk, merge).unwrap_err()
}

fn numbered(ticket: &Ticket) -> NumberedTicket {
    NumberedTicket { ticket: ticket.id, number: ticket.number }
}

fn named(n: u8, name: &str) -> Ticket {
    Ticket { name: TicketName::try_from(name.to_owned()).unwrap(), ..ticket(n) }
}

/// MRG-01, MRG-05, MRG-11, MRG-27, MRG-42
#[test]
fn two_tickets_become_a_new_one_and_are_archives() {
    let before = plain();
    let after = done(&before).desk;
    let merged = &after.tickets[&ticket_id(9)];
    assert_eq!(merged.number, TicketNumber(9));
    assert_eq!(merged.merged, [1, 2].map(|n| numbered(&before.tickets[&ticket_id(n)])));
    let into = Some(NumberedTicket { ticket: ticket_id(9), number: TicketNumber(9) });
    for n in [1, 2] {
        let old = &before.tickets[&ticket_id(n)];
        let archive = Ticket { merged_into: into, version: old.version + 1, ..old.clone() };
        assert_eq!(after.tickets[&ticket_id(n)], archive, "kept as it was");
        let all = BuiltInView::AllOpen.filter(&setup(), user_id(1));
        assert!(!all.matches(&setup(), &archive), "in no view");
    }
}

/// MRG-06: nothing that can be ordered separates merged tickets.
#[test]
fn nothing_separates_merged_tickets() {
    let unmerging = |name: &&&str| name.contains("Unmerge") || name.contains("Separate");
    assert_eq!(Command::NAMES.iter().find(unmerging), None);
}

/// MRG-10, MRG-13, MRG-15, MRG-16, MRG-17, MRG-18, MRG-21, MRG-22: a value of each kind.
#[test]
fn values_are_those_of_the_primary_and_else_of_the_secondary() {
    let name = |n: &str| PropertyName::from(n);
    let choices = |of: &[&str]| Value::Choices(of.iter().map(|it| (*it).to_owned()).collect());
    let of_primary = Ticket {
        priority: Some(Priority::High),
        properties: [(name("text"), Value::Text("one".to_owned())), (name("several"), choices(&["a"]))]
            .into(),
        source: TicketSource::Phone,
        created_by: Some(user_id(2)),
        ..named(1, "The bell")
    };
    let of_secondary = Ticket {
        priority: Some(Priority::Low),
        category: Some("Shop".to_owned()),
        description: Some("It does not ring".to_owned()),
        owner: Some(user_id(2)),
        assigned_teams: [team_id(1)].into(),
        properties: [
            (name("text"), Value::Text("two".to_owned())),
            (name("several"), choices(&["a", "b"])),
            (name("number"), Value::Number(7)),
            (name("yes"), Value::YesNo(true)),
            (name("when"), Value::DateTime(T0)),
            (name("who"), Value::User(user_id(2))),
        ]
        .into(),
        source: TicketSource::Form,
        created_by: Some(user_id(1)),
        ..named(2, "My bell is broken")
    };
    let merged = merged(&two_tickets(of_primary.clone(), of_secondary.clone()));
    assert_eq!(merged.name, of_primary.name);
    assert_eq!(merged.priority, Some(Priority::High));
    assert_eq!((merged.category, merged.description), (of_secondary.category, of_secondary.description));
    assert_eq!((merged.owner, merged.assigned_teams), (of_secondary.owner, of_secondary.assigned_teams));
    assert_eq!((merged.source, merged.created_by), (of_primary.source, of_primary.created_by));
    let mut expected = of_secondary.properties;
    expected.extend(of_primary.properties);
    assert_eq!(merged.properties, expected, "a set of options is taken as a whole");
}

/// MRG-12, MRG-23, MRG-24
#[test]
fn dates_are_the_older_the_latest_and_the_merge() {
    for (one, other) in [(-9, -5), (-5, -9)] {
        let dated = |n, minute| Ticket {
            created_at: minutes(minute),
            active_at: minutes(minute + 2),
            contacted_at: Some(minutes(minute + 1)),
            ..ticket(n)
        };
        let merged = merged(&two_tickets(dated(1, one), dated(2, other)));
        assert_eq!(merged.created_at, minutes(-9));
        assert_eq!(merged.active_at, minutes(-3));
        assert_eq!(merged.contacted_at, Some(minutes(-4)));
        assert_eq!(merged.modified_at, minutes(1), "when they were merged");
    }
}

/// MRG-19, MRG-20
#[test]
fn status_pipeline_and_close_date_are_the_primarys_together() {
    let setup = busy_setup();
    let earlier = minutes(-60);
    let is_closed = |n| Ticket { status: closed(), close_date: Some(earlier), ..ticket(n) };
    let elsewhere = |n| Ticket { pipeline: pipeline_id(2), status: status_id(6), ..ticket(n) };
    let merged = |primary, secondary| {
        let desk = two_tickets(primary, secondary);
        give_order(&setup, &desk, &by_user(9, merge())).unwrap().desk.tickets[&ticket_id(9)].clone()
    };
    for (primary, secondary) in [
        (ticket(1), is_closed(2)),
        (is_closed(1), ticket(2)),
        (elsewhere(1), is_closed(2)),
        (is_closed(1), elsewhere(2)),
    ] {
        let merged = merged(primary.clone(), secondary);
        assert_eq!((merged.pipeline, merged.status), (primary.pipeline, primary.status));
        assert_eq!(merged.close_date, primary.close_date, "not today, and not the secondary's");
        assert!(setup.state_of(merged.status) == State::Closed || merged.close_date.is_none());
    }
}

/// MRG-28
#[test]
fn consumed_tickets_of_consumed_tickets_are_listed() {
    let before = Ticket {
        merged: [5, 6]
            .map(|n| NumberedTicket { ticket: ticket_id(n), number: TicketNumber(u64::from(n)) })
            .into(),
        ..ticket(2)
    };
    let merged = merged(&two_tickets(ticket(1), before));
    assert_eq!(merged.merged.iter().map(|it| it.ticket).collect::<Vec<_>>(), [5, 6, 1, 2].map(ticket_id));
}

/// MRG-30
#[test]
fn records_of_both_are_associated_once() {
    let about = |n, contacts: &[u8]| Ticket {
        contacts: contacts.iter().map(|n| contact_id(*n)).collect(),
        companies: [company_id(n)].into(),
        deals: [deal_id(1)].into(),
        ..ticket(n)
    };
    let desk = two_tickets(about(1, &[1, 2]), about(2, &[2, 3]));
    let merged = merged(&desk);
    assert_eq!(merged.contacts, [1, 2, 3].map(contact_id).into());
    assert_eq!((merged.companies, merged.deals), ([1, 2].map(company_id).into(), [deal_id(1)].into()));
    let after = done(&desk).desk;
    let tickets = after.tickets_of(RecordRef::Contact(contact_id(2)));
    assert_eq!(tickets, [ticket_id(9)].into(), "archives are nobody's tickets");
}

/// MRG-31, MRG-32: the primary's primary company stays the primary one; the secondary's stays, and is it only where the
/// primary has none.
#[test]
fn primary_company_is_the_primarys_else_the_secondarys() {
    let about = |n, companies: &[u8], primary: Option<u8>| Ticket {
        companies: companies.iter().map(|n| company_id(*n)).collect(),
        primary_company: primary.map(company_id),
        ..ticket(n)
    };
    for (first, second, expected) in [
        (about(1, &[1], Some(1)), about(2, &[2], Some(2)), Some(1)),
        (about(1, &[1], None), about(2, &[2], Some(2)), Some(2)),
        (about(1, &[1], Some(1)), about(2, &[2], None), Some(1)),
        (about(1, &[1, 2], Some(1)), about(2, &[1, 2], Some(2)), Some(1)),
        (about(1, &[1, 2], None), about(2, &[2], Some(2)), Some(2)),
        (about(1, &[1], None), about(2, &[2], None), None),
    ] {
        let merged = merged(&two_tickets(first.clone(), second.clone()));
        assert_eq!(merged.primary_company, expected.map(company_id), "{first:?} {second:?}");
        assert_eq!(merged.companies, [1, 2].map(company_id).into());
    }
}

/// MRG-34, MRG-44
#[test]
fn conversations_of_both_stay_what_they_are() {
    let mut before = plain();
    let closed = ConversationState::Closed { closed_at: T0 };
    before.conversations.get_mut(&conversation_id(3)).unwrap().state = closed;
    before.conversations.get_mut(&conversation_id(4)).unwrap().owner = Some(user_id(2));
    let after = done(&before).desk;
    for (id, old) in &before.conversations {
        let new = &after.conversations[id];
        assert_eq!(new.ticket(), Some(ticket_id(9)));
        assert_eq!((new.state, new.owner, &new.subject), (old.state, old.owner, &old.subject));
        assert_eq!(new.former_tickets, [old.ticket().unwrap()]);
    }
    assert_eq!(after.messages, before.messages, "messages are not touched");
    let traits = &after.tickets[&ticket_id(9)].conversations;
    assert!(traits.open && traits.closed && traits.owners.contains(&user_id(2)));
}

/// MRG-35, MRG-36
#[test]
fn last_conversation_of_the_secondary_is_shown_first() {
    let after = done(&plain()).desk;
    assert_eq!(shown(after.conversations.values()), Some(conversation_id(3)));
    let mut order: Vec<&Conversation> = after.conversations.values().collect();
    order.sort_by_key(|conversation| conversation.association.map(|association| association.at));
    let order: Vec<_> = order.iter().map(|conversation| conversation.id).collect();
    assert_eq!(order, [1, 2, 4, 3].map(conversation_id));
    let since = |n: u8| after.conversations[&conversation_id(n)].association.unwrap().at;
    assert_eq!((since(1), since(2)), (minutes(-4), minutes(-3)), "the primary's keep their time");
    assert_eq!(since(4), minutes(1), "the secondary's come with the merge");
}

/// MRG-37: who has read both has read the new one, and nobody else.
#[test]
fn who_has_read_both_has_read_the_merged_ticket() {
    let counted = |n, position| Ticket { position, ..ticket(n) };
    for (one, other, read) in [(3, 2, true), (3, 1, false), (2, 2, false), (0, 0, false), (3, 0, false)] {
        let mut desk = two_tickets(counted(1, 3), counted(2, 2));
        for (n, position) in [(1, one), (2, other)] {
            desk.read.insert(ticket_id(n), [(user_id(2), position)].into());
        }
        let after = done(&desk).desk;
        let position = after.tickets[&ticket_id(9)].position;
        let mark = after.read_by(ticket_id(9), user_id(2));
        assert_eq!((position, !is_unread(position, mark)), (5, read), "{one} of 3 and {other} of 2");
    }
}

/// MRG-14, MRG-33: what happened on both is read from where it stands, with an entry for the merge.
#[test]
fn timeline_has_an_entry_for_the_merge() {
    let desk = plain();
    let decided = done(&desk);
    let merged = &decided.desk.tickets[&ticket_id(9)];
    assert_eq!(merged.with_merged().collect::<Vec<_>>(), [9, 1, 2].map(ticket_id));
    let [primary, secondary] = [1, 2].map(|n| desk.tickets[&ticket_id(n)].number);
    let line = Happening::Merged { primary, secondary };
    let lines: Vec<_> = decided.events.iter().filter_map(Happening::of).collect();
    assert_eq!(lines, [line]);
    let of = |event| Activity::of(ticket_id(9), event, &user(1)).map(|activity| activity.what);
    let activity: Vec<_> = decided.events.iter().filter_map(of).collect();
    assert_eq!(activity, [ActivityKind::Created, ActivityKind::Merged { primary, secondary }]);
    assert!(decided.events.iter().all(|event| event.source == Source::User));
}

/// MRG-39: a merge starts no automation of the pipeline and sends nothing.
#[test]
fn merge_starts_no_automation() {
    let mut setup = setup();
    for pipeline in setup.pipelines.values_mut() {
        pipeline.close_date = CloseDateRule::SetWhenClosed;
    }
    let is_closed = Ticket { status: closed(), ..ticket(1) };
    let decided = give(&setup, &two_tickets(is_closed, ticket(2)), merge()).unwrap();
    let kinds: BTreeMap<&str, usize> = decided.events.iter().fold(BTreeMap::new(), |mut kinds, event| {
        *kinds.entry(event.fact.kind()).or_default() += 1;
        kinds
    });
    let expected = [
        ("conversation_reassociated", 4),
        ("ticket_created", 1),
        ("ticket_merged", 2),
        ("tickets_merged", 1),
    ];
    assert_eq!(kinds, expected.into());
}

/// MRG-41
#[test]
fn late_mail_lands_on_the_merged_ticket() {
    let desk = done(&plain()).desk;
    for n in [1, 3] {
        let late = mail_answering(7, &desk.messages[&message_id(n)]);
        let after = give_order(&setup(), &desk, &by_channel(1, late)).unwrap().desk;
        assert_eq!(after.messages[&message_id(7)].conversation, conversation_id(n));
        assert_eq!(after.tickets.len(), 3, "no ticket is created");
        assert_eq!(after.tickets[&ticket_id(9)].position, desk.tickets[&ticket_id(9)].position + 1);
    }
}

/// MRG-50
#[test]
fn too_many_merges_are_refused() {
    let of_merges = |n: u8, merges: u16| {
        let consumed = (0..merges * 2).map(|k| {
            let [high, low] = k.to_be_bytes();
            let id = sportello_domain::id::TicketId::generate(T0, [n, 0, 0, 0, 0, 0, 0, 7, high, low]);
            NumberedTicket { ticket: id, number: TicketNumber(u64::from(k)) }
        });
        Ticket { merged: consumed.collect(), ..ticket(n) }
    };
    let most = u16::try_from(MOST_MERGES).unwrap();
    let refusal = Rejection::TooManyMerges { most: u64::from(most) };
    assert_eq!(refused(&setup(), &two_tickets(of_merges(1, most), of_merges(2, 1)), merge()), refusal);
    assert_eq!(merged(&two_tickets(of_merges(1, most - 1), of_merges(2, 1))).merged.len(), 502);
}

/// MRG-51
#[test]
fn ticket_is_not_merged_with_itself_nor_when_it_is_an_archive() {
    let desk = plain();
    let itself = MergeTickets { secondary: ticket_id(1), ..merge() };
    assert_eq!(refused(&setup(), &desk, itself), Rejection::MergeWithItself { ticket: ticket_id(1) });
    let after = done(&desk).desk;
    let into = NumberedTicket { ticket: ticket_id(9), number: TicketNumber(9) };
    for (primary, secondary) in [(1, 9), (9, 1), (2, 1)] {
        let again = MergeTickets {
            primary: ticket_id(primary),
            secondary: ticket_id(secondary),
            ticket: ticket_id(8),
        };
        let archive = ticket_id(if primary == 9 { secondary } else { primary });
        let gone = Rejection::TicketMerged { ticket: archive, into };
        assert_eq!(refused(&setup(), &after, again), gone);
    }
    let change = ChangeStatus { ticket: ticket_id(2), status: closed(), properties: Vec::new() };
    let gone = Rejection::TicketMerged { ticket: ticket_id(2), into };
    assert_eq!(give(&setup(), &after, change), Err(gone), "an archive is not written on");
    let taken = MergeTickets { ticket: ticket_id(2), ..merge() };
    assert_eq!(refused(&setup(), &desk, taken), Rejection::TicketExists { ticket: ticket_id(2) });
}

/// MRG-52
#[test]
fn both_must_be_within_reach() {
    for (n, of) in [(1, 2), (2, 1)] {
        let mine = |k: u8| Ticket { owner: Some(user_id(if k == of { 1 } else { 2 })), ..ticket(k) };
        let desk = two_tickets(mine(1), mine(2));
        let mut setup = setup();
        let access = &mut setup.users.get_mut(&user_id(1)).unwrap().access;
        access.edit = Reach::Own;
        assert_eq!(refused(&setup, &desk, merge()), Rejection::MayNotEdit { ticket: ticket_id(n) });
        setup.users.get_mut(&user_id(1)).unwrap().access.view = Reach::Own;
        assert_eq!(refused(&setup, &desk, merge()), Rejection::TicketNotFound { ticket: ticket_id(n) });
    }
}

/// MRG-53
#[test]
fn tickets_of_different_pipelines_contacts_and_states_can_be_merged() {
    let other = Ticket {
        pipeline: pipeline_id(2),
        status: status_id(6),
        contacts: [contact_id(2)].into(),
        ..ticket(2)
    };
    let is_closed = Ticket { status: closed(), close_date: Some(T0), ..ticket(1) };
    let mut desk = two_tickets(is_closed, other);
    desk.conversations.get_mut(&conversation_id(3)).unwrap().channel = channel_id(2);
    give_order(&busy_setup(), &desk, &by_user(9, merge())).unwrap();
}

/// MRG-55: the values at the moment of the merge count.
#[test]
fn values_at_the_moment_of_the_merge_count() {
    let before = Ticket { priority: Some(Priority::Low), ..ticket(1) };
    let now = Ticket { priority: Some(Priority::Urgent), ..ticket(1) };
    for primary in [before, now] {
        let expected = primary.priority;
        assert_eq!(merged(&two_tickets(primary, ticket(2))).priority, expected);
    }
}

/// What the dialog shows is read off the merged ticket itself.
#[test]
fn each_value_says_where_it_comes_from() {
    let primary = Ticket { priority: Some(Priority::High), ..ticket(1) };
    let category = Some("Shop".to_owned());
    let secondary = Ticket { priority: Some(Priority::Low), category: category.clone(), ..ticket(2) };
    let desk = two_tickets(primary.clone(), secondary.clone());
    let merged = merged(&desk);
    let rows = compare(&merged, &primary, &secondary);
    let row = |property: BuiltIn| {
        let name = PropertyName::from(property);
        rows.iter().find(|row| row.property == name).cloned()
    };
    let expected = |property: BuiltIn, value, origin, dropped| {
        Some(MergedValue { property: property.into(), value, origin, dropped })
    };
    let high = Some(Value::Priority(Priority::High));
    let low = vec![Value::Priority(Priority::Low)];
    assert_eq!(row(BuiltIn::Priority), expected(BuiltIn::Priority, high, Origin::Primary, low));
    let shop = category.map(Value::Text);
    assert_eq!(row(BuiltIn::Category), expected(BuiltIn::Category, shop, Origin::Secondary, vec![]));
    assert_eq!(row(BuiltIn::Source).map(|row| row.origin), Some(Origin::Both));
    assert_eq!(row(BuiltIn::Number).map(|row| (row.origin, row.dropped)), Some((Origin::New, vec![])));
    assert_eq!(row(BuiltIn::CloseDate), None, "none of the three has one");
}

/// Same contact and similar subject: what is alike in both comes first.
#[test]
fn likely_duplicates_are_of_the_same_contact_or_alike() {
    let of = |n, contact, name| Ticket { contacts: [contact_id(contact)].into(), ..named(n, name) };
    let ticket = of(1, 1, "Re: The bell does not ring");
    let alike_and_same = of(2, 1, "the bell does not ring!");
    let same = of(3, 1, "Invoice");
    let alike = of(4, 2, "Bell does not ring");
    let other = of(5, 2, "Invoice of March");
    let into = Some(NumberedTicket { ticket: ticket_id(9), number: TicketNumber(9) });
    let archive = Ticket { merged_into: into, ..of(6, 1, "The bell does not ring") };
    let among = [&ticket, &other, &archive, &same, &alike, &alike_and_same];
    let found = likely_duplicates(&ticket, among);
    let told: Vec<_> = found.iter().map(|(id, like)| (*id, like.same_contact, like.similar_name)).collect();
    let expected = [(ticket_id(2), true, true), (ticket_id(4), false, true), (ticket_id(3), true, false)];
    assert_eq!(told, expected);
}
