//! What holds for any orders on any desk, held against many random ones.
//!
//! `PROPTEST_CASES` sets how many (64 by default). An order is a seed for
//! `sportello_domain::testing::any_order`, so that a failure shrinks to the few orders that matter.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use sportello_domain::association::{Pair, RecordRef};
use sportello_domain::conversation::{
    Association, Conversation, ConversationState, ConversationTraits, Place,
};
use sportello_domain::decide::{Decide, decide};
use sportello_domain::desk::Desk;
use sportello_domain::event::{Event, Fact};
use sportello_domain::history::{Associated, AssociationChange, Update, property_change};
use sportello_domain::id::{ConversationId, MessageId, TicketId};
use sportello_domain::mail::{MailHead, MailHeader, fold, nature};
use sportello_domain::merge::MergeTickets;
use sportello_domain::message::{Author, Message, MessageKind, reply_subject};
use sportello_domain::order::Order;
use sportello_domain::pipeline::State;
use sportello_domain::property::{BuiltIn, PropertyName, Value};
use sportello_domain::split::{SplitTicket, may_move};
use sportello_domain::testing::*;
use sportello_domain::ticket::{Ticket, TicketName};

/// 64 cases each, more with `PROPTEST_CASES`; what once failed is tried first.
pub fn cases() -> Config {
    let default = Config::default();
    let asked_for = default.cases != 256;
    Config {
        cases: if asked_for { default.cases } else { 64 },
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("proptest-regressions"))),
        ..default
    }
}

/// The seeds of a row of orders.
fn orders() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(any::<u64>(), 1..60)
}

/// Gives the orders on a desk, and hands each step to a check: the desk before, what happened, the
/// desk after.
fn rehearse(
    mut desk: Rehearsal,
    seeds: &[u64],
    mut check: impl FnMut(&Desk, &[Event], &Rehearsal),
) -> Rehearsal {
    for (seed, fresh) in seeds.iter().zip(20..) {
        let (actor, command) = any_order(&mut Dice::new(*seed), fresh);
        let before = desk.desk.clone();
        let events = desk.give(&actor, command).unwrap_or_default();
        check(&before, &events, &desk);
    }
    desk
}

/// Whether an event of no ticket stands in the histories of those that it concerns.
fn is_everywhere(event: &Event) -> bool {
    let kind = event.fact.kind();
    AssociationChange::CONTACT_KINDS.contains(&kind) || kind == AssociationChange::CONVERSATION_KIND
}

fn busy() -> Rehearsal {
    Rehearsal::on(busy_setup(), busy_desk())
}

proptest! {
    #![proptest_config(cases())]

    /// PRP-20: history is the truth. All that happened, applied to an empty desk, gives every record.
    #[test]
    fn replaying_all_events_gives_the_records(seeds in orders()) {
        let desk = rehearse(Rehearsal::on(busy_setup(), Desk::default()), &seeds, |_, _, _| {});
        prop_assert_eq!(desk.replayed(), desk.desk);
    }

    /// PRP-20: the events of one ticket, alone and in order, give that ticket.
    #[test]
    fn replaying_the_events_of_a_ticket_gives_the_ticket(seeds in orders()) {
        let desk = rehearse(Rehearsal::on(busy_setup(), Desk::default()), &seeds, |_, _, _| {});
        for ticket in desk.desk.tickets.values() {
            let mut alone = Desk::default();
            for event in desk.events.iter().filter(|event| event.fact.ticket() == Some(ticket.id)) {
                alone.apply(event);
            }
            prop_assert_eq!(&alone.tickets[&ticket.id], ticket);
        }
    }

    /// PRP-20: the old value of each change is the new value of the change before it.
    #[test]
    fn history_of_a_property_is_an_unbroken_chain(seeds in orders()) {
        let desk = rehearse(busy(), &seeds, |_, _, _| {});
        let before = busy_desk();
        let mut values: BTreeMap<_, Option<Value>> = BTreeMap::new();
        for event in &desk.events {
            if let Fact::TicketCreated { ticket } = &event.fact {
                for property in BuiltIn::ALL.map(PropertyName::from) {
                    values.insert((ticket.id, property.clone()), ticket.value(&property));
                }
            }
            let Some(change) = property_change(event, &user(1)) else { continue };
            let key = (change.ticket, change.property.clone());
            let first = || before.tickets.get(&change.ticket).and_then(|ticket| ticket.value(&change.property));
            let known = values.get(&key).cloned().unwrap_or_else(first);
            prop_assert_eq!(&known, &change.old);
            prop_assert_ne!(&change.old, &change.new);
            values.insert(key, change.new);
        }
        for ((ticket, property), value) in values {
            let removed = !desk.desk.tickets.contains_key(&ticket) && was_removed(&desk, ticket);
            if property_change_is_recorded(&property) && !removed {
                prop_assert_eq!(desk.desk.tickets[&ticket].value(&property), value, "{}", property);
            }
        }
    }

    /// ASH-09: an association is seen from both of its records, and from no other.
    #[test]
    fn associations_are_two_way(seeds in orders()) {
        let desk = rehearse(busy(), &seeds, |_, _, _| {}).desk;
        let tickets = desk.tickets.keys().map(|id| RecordRef::Ticket(*id));
        let contacts = desk.contacts.keys().map(|id| RecordRef::Contact(*id));
        let companies = desk.companies.keys().map(|id| RecordRef::Company(*id));
        let deals = desk.deals.keys().map(|id| RecordRef::Deal(*id));
        let all: Vec<RecordRef> = tickets.chain(contacts).chain(companies).chain(deals).collect();
        for one in &all {
            let with = desk.associated_with(*one);
            for other in &all {
                prop_assert_eq!(with.contains(other), desk.associated_with(*other).contains(one));
                let pair = Pair::of(*one, *other);
                prop_assert_eq!(pair, Pair::of(*other, *one));
                prop_assert_eq!(with.contains(other), pair.is_some_and(|pair| desk.are_associated(pair)));
            }
        }
    }

    /// ASH-01, MRG-43: what came to a ticket and did not leave it is what it is associated with, whether it came to
    /// the ticket or to one that was merged into it.
    #[test]
    fn history_of_associations_leads_to_what_is_associated(seeds in orders()) {
        let mut told: Vec<(TicketId, Event)> = Vec::new();
        let rehearsed = rehearse(Rehearsal::on(busy_setup(), Desk::default()), &seeds, |_, events, after| {
            for event in events {
                let conversation = event.fact.conversation().and_then(|id| after.desk.conversations.get(&id));
                let held = || conversation.and_then(Conversation::ticket);
                let place = event.fact.ticket().or_else(held);
                let place = place.or(is_everywhere(event).then_some(ticket_id(1)));
                told.extend(place.map(|ticket| (ticket, event.clone())));
            }
        });
        let desk = &rehearsed.desk;
        let actor = user(1);
        for ticket in desk.tickets.values().filter(|ticket| ticket.is_at_work()) {
            let of: BTreeSet<TicketId> = ticket.with_merged().collect();
            let here = |(at, event): &(TicketId, Event)| if is_everywhere(event) { ticket.id } else { *at };
            let told: Vec<_> = told.iter().map(|it| (here(it), &it.1)).collect();
            let events = || told.iter().filter(|(ticket, _)| of.contains(ticket));
            let later = AssociationChange::joined_later(events().map(|(_, event)| *event));
            let of_later = desk.messages.values().filter(|message| later.contains(&message.conversation));
            let messages: Vec<Message> = of_later.cloned().collect();
            let events = events().map(|(ticket, event)| (*ticket, *event, &actor));
            let mut associated = BTreeSet::new();
            for change in AssociationChange::all(events, &messages) {
                let changed = match change.update {
                    Update::Created => associated.insert(change.what),
                    Update::Removed => associated.remove(&change.what),
                };
                prop_assert!(changed || !ticket.merged.is_empty(), "{:?}", change);
            }
            let records = desk.associated_with(RecordRef::Ticket(ticket.id));
            let conversations: BTreeSet<_> = desk.conversations_of(ticket.id).map(|it| it.id).collect();
            let messages = desk.messages.values().filter(|it| conversations.contains(&it.conversation)).count();
            prop_assert_eq!(associated.len(), records.len() + conversations.len() + messages);
            let kept = ticket.contacts.iter().filter(|contact| !desk.deleted_contacts.contains_key(contact));
            for contact in kept {
                let contact = Associated::Contact { contact: *contact };
                prop_assert!(associated.contains(&contact), "{:?}", contact);
            }
        }
    }

    /// BLK-13: no contact of a conversation at work is deleted, and none is deleted and not deleted.
    #[test]
    fn whoever_wrote_what_is_at_work_is_not_deleted(seeds in orders()) {
        rehearse(busy(), &seeds, |_, _, after| {
            let desk = &after.desk;
            for found in desk.conversations.values().filter(|it| it.place == Place::HelpDesk) {
                assert!(found.contacts.iter().all(|contact| !desk.deleted_contacts.contains_key(contact)));
            }
            assert!(desk.contacts.keys().all(|contact| !desk.deleted_contacts.contains_key(contact)));
        });
    }

    /// VEW-05: what stands on a ticket about its conversations is what they are like.
    #[test]
    fn ticket_knows_what_its_conversations_are_like(seeds in orders()) {
        let desk = rehearse(busy(), &seeds, |_, _, _| {}).desk;
        for ticket in desk.tickets.values().filter(|ticket| ticket.is_at_work()) {
            let traits = ConversationTraits::of(desk.conversations_of(ticket.id));
            prop_assert_eq!(&ticket.conversations, &traits, "{}", ticket.id);
        }
    }

    /// ONE-01, ONE-02, ONE-04: a conversation that has a ticket keeps it, whatever is ordered; only a merge gives it
    /// the ticket that its own became.
    #[test]
    fn conversation_never_loses_its_ticket(seeds in orders()) {
        rehearse(busy(), &seeds, |before, events, after| {
            let left = |id: &ConversationId| !events.iter().any(|event| removes(event, *id));
            for (id, conversation) in before.conversations.iter().filter(|(id, _)| left(id)) {
                let now = after.desk.conversations[id].association;
                if let Some(had) = conversation.association.filter(|had| now != Some(*had)) {
                    let into = after.desk.tickets[&had.ticket].merged_into.map(|into| into.ticket);
                    assert_eq!(now.map(|now| now.ticket), into);
                }
            }
        });
    }

    /// MRG-05, MRG-10, MRG-13, MRG-27, MRG-30, MRG-34, MRG-42, MRG-44: a merge keeps everything of both tickets: each value of the
    /// primary, and of the secondary where the primary has none; every record, conversation, message, mention and
    /// consumed number. What people work on has no conversation of an archive, and nothing changes an archive.
    #[test]
    fn merge_keeps_everything_of_both(seeds in orders()) {
        rehearse(busy(), &seeds, |before, events, after| {
            for (id, archive) in before.tickets.iter().filter(|(_, ticket)| ticket.merged_into.is_some()) {
                assert_eq!(&after.desk.tickets[id], archive);
            }
            for ticket in after.desk.conversations.values().filter_map(Conversation::ticket) {
                assert!(after.desk.tickets[&ticket].merged_into.is_none());
            }
            let consumed: Vec<&Ticket> = events.iter().filter_map(|event| consumed(event, before)).collect();
            let [primary, secondary] = consumed[..] else { return assert!(consumed.is_empty()) };
            let merged = after.desk.tickets.values().find(|ticket| !before.tickets.contains_key(&ticket.id));
            let merged = merged.expect("a new ticket");
            for (name, value) in primary.properties.iter().chain(&secondary.properties) {
                let of_primary = primary.properties.get(name);
                assert_eq!(merged.properties.get(name), of_primary.or(Some(value)));
            }
            for of in [primary, secondary] {
                assert!(merged.contacts.is_superset(&of.contacts) && merged.mentioned.is_superset(&of.mentioned));
                assert!(merged.companies.is_superset(&of.companies) && merged.deals.is_superset(&of.deals));
                assert!(merged.created_at <= of.created_at && merged.active_at >= of.active_at);
                assert!(of.with_merged().all(|ticket| merged.merged.iter().any(|of| of.ticket == ticket)));
                for conversation in before.conversations_of(of.id) {
                    let now = &after.desk.conversations[&conversation.id];
                    assert_eq!(now.ticket(), Some(merged.id));
                    let Conversation { state, owner, place, subject, contacts, .. } = conversation;
                    assert_eq!((&now.state, &now.owner, &now.place), (state, owner, place));
                    assert_eq!((&now.subject, &now.contacts), (subject, contacts));
                }
            }
            assert_eq!((merged.pipeline, merged.status), (primary.pipeline, primary.status));
            assert_eq!(after.desk.messages, before.messages);
        });
    }

    /// CNV-10, SPL-06: every message is in exactly one conversation, and stays there unless it is split off; a comment
    /// stays, so that it never comes among what a customer gets.
    #[test]
    fn message_stays_in_its_conversation(seeds in orders()) {
        rehearse(busy(), &seeds, |before, events, after| {
            let left = |id: ConversationId| !events.iter().any(|event| removes(event, id));
            for (id, message) in before.messages.iter().filter(|(_, message)| left(message.conversation)) {
                let moved = events.iter().any(|event| {
                    matches!(&event.fact, Fact::MessageMoved { message, from, .. }
                        if message == id && *from == before.messages[id].conversation)
                });
                let is = &after.desk.messages[id];
                assert_eq!(is.conversation != message.conversation, moved);
                assert_eq!((is.kind, &is.author, &is.mail), (message.kind, &message.author, &message.mail));
                assert!(!moved || may_move(message.kind));
            }
            for message in after.desk.messages.values() {
                assert!(after.desk.conversations.contains_key(&message.conversation));
            }
        });
    }

    /// SPL-12, MRG-34: what was split off comes back by merging: the ticket has all of its messages again, each from
    /// whom it came and none in a thread with another's, and nothing of its values is lost.
    #[test]
    fn splitting_and_merging_back_leaves_every_message_with_its_customer(seeds in orders(), n in 1..7_u8) {
        let mut desk = rehearse(busy(), &seeds, |_, _, _| {});
        let Some(original) = desk.desk.conversations.get(&conversation_id(n)).and_then(Conversation::ticket) else {
            return Ok(());
        };
        let before = desk.desk.clone();
        let of = |desk: &Desk, ticket| -> BTreeMap<MessageId, (MessageKind, Author, Option<MailHead>)> {
            let threads: BTreeSet<_> = desk.conversations_of(ticket).map(|it| it.id).collect();
            let messages = desk.messages.values().filter(|it| threads.contains(&it.conversation));
            messages.map(|it| (it.id, (it.kind, it.author.clone(), it.mail.clone()))).collect()
        };
        let in_thread = before.messages.values().filter(|it| it.conversation == conversation_id(n));
        let Some(newest) = in_thread.filter(|it| may_move(it.kind)).max_by_key(|it| it.written_at) else {
            return Ok(());
        };
        let split = SplitTicket {
            conversation: conversation_id(n),
            messages: [newest.id].into(),
            new_conversation: conversation_id(201),
            new_ticket: new_ticket(201),
        };
        if desk.give(&user(9), split).is_err() {
            return Ok(()); // It is not mail, or there is one message only.
        }
        let writer = &before.messages[&newest.id].author;
        if let Author::Contact { contact, .. } = writer {
            prop_assert!(desk.desk.conversations[&conversation_id(201)].contacts.contains(contact));
        }
        let merge = MergeTickets { primary: original, secondary: ticket_id(201), ticket: ticket_id(202) };
        desk.give(&user(9), merge).expect("both can be changed");
        prop_assert_eq!(of(&desk.desk, ticket_id(202)), of(&before, original));
        let (was, is) = (&before.tickets[&original], &desk.desk.tickets[&ticket_id(202)]);
        prop_assert_eq!((&is.name, is.status, is.close_date), (&was.name, was.status, was.close_date));
        prop_assert!(is.contacts.is_superset(&was.contacts));
    }

    /// CRE-06: one message creates at most one ticket, and only when it starts a conversation.
    #[test]
    fn ticket_is_created_for_the_first_message_only(seeds in orders()) {
        rehearse(busy(), &seeds, |_, events, _| {
            let count = |is: fn(&Fact) -> bool| events.iter().filter(|event| is(&event.fact)).count();
            let received = count(|fact| {
                matches!(fact, Fact::MessageAdded { message } if message.kind == MessageKind::Incoming)
            });
            let created = count(|fact| matches!(fact, Fact::TicketCreated { .. }));
            let started = count(|fact| matches!(fact, Fact::ConversationStarted { .. }));
            assert!(created <= 1);
            assert!(received == 0 || created <= started);
        });
    }

    /// CLD-01, CLD-02, CLD-03, CLD-05, CLD-07, CLD-08, CLD-12: the close date is what the last move of
    /// the status or the last change by hand made it, and nothing else touches it.
    #[test]
    fn close_date_is_as_the_rules_say(seeds in orders()) {
        let mut setup = busy_setup();
        rehearse(busy(), &seeds, |before, events, after| {
            for ticket in after.desk.tickets.values() {
                let expected = expected_close_date(&setup, before, events, ticket);
                assert_eq!(ticket.close_date, expected);
            }
            setup = after.setup.clone();
        });
    }

    /// CNV-01: a closing time is there only while a conversation is closed, and is when it was closed.
    #[test]
    fn conversations_are_closed_and_opened_in_turn(seeds in orders()) {
        let desk = rehearse(busy(), &seeds, |_, _, _| {});
        let mut states: BTreeMap<_, ConversationState> = BTreeMap::new();
        for (id, conversation) in &busy_desk().conversations {
            states.insert(*id, conversation.state);
        }
        for event in &desk.events {
            if let Fact::ConversationClosed { conversation } = &event.fact {
                let was = states.insert(*conversation, ConversationState::Closed { closed_at: event.at });
                prop_assert!(was.is_none_or(|was| was == ConversationState::Open));
            }
            if let Fact::ConversationReopened { conversation } = &event.fact {
                let was = states.insert(*conversation, ConversationState::Open);
                prop_assert_ne!(was, Some(ConversationState::Open));
                prop_assert_ne!(was, None);
            }
        }
        states.retain(|id, _| !desk.events.iter().any(|event| removes(event, *id)));
        for (id, state) in states {
            prop_assert_eq!(desk.desk.conversations[&id].state, state);
        }
    }

    /// PIP-01, PIP-04, PIP-06: whatever is ordered, every ticket has a status of its own pipeline, and
    /// every pipeline an open and a closed one.
    #[test]
    fn every_ticket_has_a_status_of_its_pipeline(seeds in orders()) {
        rehearse(busy(), &seeds, |_, _, after| {
            for pipeline in after.setup.pipelines.values() {
                assert!(pipeline.first_open().is_some());
                assert!(pipeline.statuses.iter().any(|status| status.state == State::Closed));
            }
            for ticket in after.desk.tickets.values().filter(|ticket| ticket.is_at_work()) {
                let pipeline = &after.setup.pipelines[&ticket.pipeline];
                assert!(pipeline.status(ticket.status).is_some(), "{ticket:?}");
            }
        });
    }

    /// UNR-06: a ticket's position never goes back, and no user has read further than it.
    #[test]
    fn positions_only_grow(seeds in orders()) {
        rehearse(busy(), &seeds, |before, _, after| {
            for (id, ticket) in before.tickets.iter().filter(|(id, _)| !was_removed(after, **id)) {
                assert!(after.desk.tickets[id].position >= ticket.position);
            }
            for (ticket, marks) in &after.desk.read {
                let position = after.desk.tickets[ticket].position;
                assert!(marks.values().all(|mark| *mark <= position));
            }
        });
    }

    /// XCT-01, XCT-04: who is refused changes nothing, and every event has the time of its order.
    #[test]
    fn order_is_all_or_nothing_at_its_own_time(seeds in orders()) {
        rehearse(busy(), &seeds, |before, events, after| {
            if events.is_empty() {
                assert_eq!(before, &after.desk);
            }
            assert!(events.iter().all(|event| event.at == minutes(after.given.into())));
        });
    }

    /// XCT-01: no desk, however broken, makes deciding or applying stop short.
    #[test]
    fn deciding_never_panics_on_a_broken_desk(desk_seed in any::<u64>(), seeds in orders()) {
        let desk = broken_desk(&mut Dice::new(desk_seed));
        for (seed, fresh) in seeds.into_iter().zip(1..) {
            let (actor, command) = any_order(&mut Dice::new(seed), fresh);
            let _scope = command.scope();
            let order = Order { actor, ..order(command) };
            if let Ok(decided) = decide(&busy_setup(), desk.clone(), &order) {
                let mut replayed = desk.clone();
                for event in &decided.events {
                    replayed.apply(event);
                }
                prop_assert_eq!(replayed, decided.desk);
            }
        }
    }

    /// The parts of a folded text are the whole text, whatever it is.
    #[test]
    fn folding_cuts_nothing(text in mail_text()) {
        let parts = fold(&text);
        prop_assert_eq!(parts.iter().map(|part| part.text()).collect::<String>(), &*text);
        prop_assert!(parts.iter().all(|part| !part.text().is_empty()));
    }

    /// PRP-22: what names a ticket after a message is a valid name, and short enough.
    #[test]
    fn name_of_a_message_is_always_valid(subject in any::<Option<String>>(), text in any::<String>(), sender in any::<String>()) {
        let name = TicketName::of_message(subject.as_deref(), &text, &sender);
        prop_assert_eq!(TicketName::try_from(name.to_string()), Ok(name));
    }

    /// EML-22: no header is too strange to be looked at.
    #[test]
    fn nature_of_a_mail_never_fails(headers in prop::collection::vec((header_name(), any::<String>()), 0..8)) {
        let _nature = nature(headers.iter().map(|(name, value)| MailHeader { name, value }));
    }

    /// REP-04: a subject is repeated whole, with one `Re:` before it.
    #[test]
    fn subject_of_an_answer_is_stable(subject in any::<String>()) {
        let once = reply_subject(Some(&subject));
        prop_assert_eq!(reply_subject(once.as_deref()), once.clone());
        prop_assert!(once.is_none_or(|once| once.ends_with(subject.trim())));
    }
}

/// Text as it comes in mails: lines of all kinds, and anything else.
fn mail_text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("> quoted\n".to_owned()),
        Just(">> deeper\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("  \r\n".to_owned()),
        Just("On Monday, Ada <ada@example.org> wrote:\n".to_owned()),
        Just("An answer.\n".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

/// Names of headers that matter, and any other.
fn header_name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Auto-Submitted".to_owned()),
        Just("precedence".to_owned()),
        Just("Return-Path".to_owned()),
        Just("Content-Type".to_owned()),
        any::<String>(),
    ]
}

/// Whether changes of a property are told by events; the others follow from when and where.
fn property_change_is_recorded(property: &PropertyName) -> bool {
    !matches!(
        BuiltIn::named(property),
        Some(BuiltIn::LastModifiedDate | BuiltIn::LastActivityDate | BuiltIn::LastContactedDate)
    )
}

/// What the rules say of a close date after an order, told a second time and more simply.
fn expected_close_date(
    setup: &sportello_domain::setup::Setup,
    before: &Desk,
    events: &[Event],
    ticket: &Ticket,
) -> Option<chrono::DateTime<chrono::Utc>> {
    use sportello_domain::pipeline::CloseDateRule;
    let mut date = before.tickets.get(&ticket.id).and_then(|before| before.close_date);
    let sets = setup.pipelines[&ticket.pipeline].close_date == CloseDateRule::SetWhenClosed;
    let mut by_status = false;
    for event in events.iter().filter(|event| event.fact.ticket() == Some(ticket.id)) {
        if let Fact::StatusChanged { from, to, .. } = &event.fact {
            by_status = true;
            match (setup.state_of(*from), setup.state_of(*to)) {
                (_, State::Closed) if sets => date = Some(event.at),
                (State::Closed, State::Open) => date = None,
                (State::Open | State::Closed, State::Open | State::Closed) => {}
            }
        } else if let Fact::TicketCreated { ticket } = &event.fact {
            let closed = setup.state_of(ticket.status) == State::Closed;
            let merged = events.iter().find_map(|event| consumed(event, before));
            date = match merged {
                Some(primary) => primary.close_date.filter(|_| closed), // MRG-20
                None if closed && sets => Some(event.at),
                None => None,
            };
        } else if let Fact::CloseDateChanged { to, .. } = &event.fact
            && !by_status
        {
            // Set by hand; after a status it only follows that.
            date = *to;
        }
    }
    date
}

/// The ticket that an event says was merged into another.
fn consumed<'a>(event: &Event, before: &'a Desk) -> Option<&'a Ticket> {
    if let Fact::TicketMerged { ticket, .. } = &event.fact { before.tickets.get(ticket) } else { None }
}

/// A desk whose records name others that are not there, and whose counters are at their end.
fn broken_desk(dice: &mut Dice) -> Desk {
    let tickets = (1..=dice.up_to(4)).map(|n| Ticket {
        pipeline: pipeline_id(dice.up_to(3)),
        status: status_id(dice.up_to(9)),
        owner: dice.maybe(|dice| user_id(dice.up_to(12))),
        contacts: [contact_id(dice.up_to(4))].into(),
        position: dice.one_of(0, &[u64::MAX, 3]),
        version: dice.one_of(u64::MAX, &[1]),
        ..ticket(n)
    });
    let tickets: Vec<_> = tickets.collect();
    let conversations = (1..=dice.up_to(6)).map(|n| {
        let association = dice.maybe(|dice| Association { ticket: ticket_id(dice.up_to(6)), at: T0 });
        Conversation {
            channel: channel_id(dice.up_to(5)),
            association,
            version: u64::MAX,
            ..conversation(n, None)
        }
    });
    let conversations: Vec<_> = conversations.collect();
    let messages = (1..=dice.up_to(8)).map(|n| {
        let thread = conversation_id(dice.up_to(8));
        match dice.up_to(3) {
            1 => incoming(n, thread),
            2 => outgoing(n, thread),
            _ => comment(n, thread),
        }
    });
    let messages: Vec<_> = messages.collect();
    let mut desk = records(tickets, conversations, messages);
    if dice.once_in(2) {
        desk.contacts.clear();
    }
    desk.read.insert(ticket_id(dice.up_to(6)), [(user_id(dice.up_to(9)), u64::MAX)].into());
    desk
}

/// Whether an event removes a conversation for good.
fn removes(event: &Event, conversation: ConversationId) -> bool {
    if let Fact::TicketPurged { conversations, .. } = &event.fact {
        return conversations.contains(&conversation);
    }
    matches!(&event.fact, Fact::ConversationPurged { conversation: removed } if *removed == conversation)
}

/// Whether a ticket, or what it was merged into, was removed for good.
fn was_removed(desk: &Rehearsal, ticket: TicketId) -> bool {
    desk.events.iter().any(|event| {
        matches!(&event.fact, Fact::TicketPurged { ticket: removed, .. }
            if *removed == ticket || is_merged_into(desk, *removed, ticket))
    })
}

/// Whether one ticket was merged into another, however often.
fn is_merged_into(desk: &Rehearsal, merged: TicketId, archive: TicketId) -> bool {
    desk.events.iter().any(|event| {
        matches!(&event.fact, Fact::TicketMerged { ticket, into, .. }
            if *ticket == archive && (*into == merged || is_merged_into(desk, merged, *into)))
    })
}
