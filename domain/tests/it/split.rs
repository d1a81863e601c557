//! Splitting a ticket: messages of one conversation become a ticket of their own.

use sportello_domain::association::Pair;
use sportello_domain::conversation::{Conversation, Place};
use sportello_domain::decide::Decided;
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::history::{
    Activity, ActivityKind, Associated, AssociatedType, AssociationChange, Happening, Update,
};
use sportello_domain::id::MessageId;
use sportello_domain::message::Message;
use sportello_domain::property::BuiltIn;
use sportello_domain::rejection::Rejection;
use sportello_domain::split::SplitTicket;
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, Ticket, TicketSource};
use sportello_domain::user::Permission;

use crate::{conversation_of, done_by};

/// Ticket 1 with two conversations: in the first a customer's mail, a comment, an answer and a second mail, in the
/// other one mail.
fn two_topics() -> Desk {
    let closed = Ticket {
        status: closed(),
        close_date: Some(T0),
        owner: Some(user_id(2)),
        companies: [company_id(1)].into(),
        ..ticket(1)
    };
    let subject = Some("Another matter".to_owned());
    let second = Message { subject, added_at: T0, ..incoming(4, conversation_id(1)) };
    let mut desk = records(
        [closed],
        [conversation(1, Some(ticket_id(1))), conversation(2, Some(ticket_id(1)))],
        [
            incoming(1, conversation_id(1)),
            comment(2, conversation_id(1)),
            outgoing(3, conversation_id(1)),
            second,
            incoming(5, conversation_id(2)),
        ],
    );
    desk.companies.insert(company_id(1), company(1));
    desk.facts.messages_in.insert(conversation_id(1), 3);
    desk
}

/// Messages of conversation 1 become ticket 9 with conversation 9.
fn split(messages: &[u8]) -> SplitTicket {
    SplitTicket {
        conversation: conversation_id(1),
        messages: messages.iter().map(|n| message_id(*n)).collect(),
        new_conversation: conversation_id(9),
        new_ticket: new_ticket(9),
    }
}

fn done(desk: &Desk, split: SplitTicket) -> Decided {
    give(&setup(), desk, split).unwrap()
}

fn refused(desk: &Desk, split: SplitTicket) -> Rejection {
    give(&setup(), desk, split).unwrap_err()
}

fn messages_in(desk: &Desk, n: u8) -> Vec<MessageId> {
    let of = |message: &&Message| message.conversation == conversation_id(n);
    desk.messages.values().filter(of).map(|message| message.id).collect()
}

/// SPL-01
#[test]
fn splitting_takes_a_service_seat() {
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access.permissions.remove(&Permission::Seat);
    let missing = Rejection::PermissionMissing { permission: Permission::Seat };
    assert_eq!(give(&setup, &two_topics(), split(&[4])), Err(missing));
}

/// SPL-02
#[test]
fn only_mail_can_be_split() {
    let mut before = two_topics();
    before.conversations.get_mut(&conversation_id(1)).unwrap().channel = channel_id(2);
    let refused_chat = Rejection::SplitNeedsMail { conversation: conversation_id(1) };
    assert_eq!(refused(&before, split(&[4])), refused_chat);
}

/// SPL-05, SPL-06
#[test]
fn picked_messages_are_moved_to_a_ticket_of_their_own() {
    let before = two_topics();
    let after = done(&before, split(&[4])).desk;
    assert_eq!(messages_in(&after, 1), [1, 2, 3].map(message_id));
    assert_eq!(messages_in(&after, 9), [message_id(4)]);
    assert_eq!(after.messages.len(), before.messages.len(), "none is copied");
    let started = conversation_of(&after, 9);
    assert_eq!(started.ticket(), Some(ticket_id(9)));
    assert_eq!(started.subject.as_deref(), Some("Another matter"));
    assert_eq!(started.contacts, [contact_id(1)].into());
    assert!(started.is_open());

    // They keep what tells one mail from another, and whom they came from.
    let (old, new) = (&before.messages[&message_id(4)], &after.messages[&message_id(4)]);
    let moved = Message { conversation: conversation_id(9), version: old.version + 1, ..old.clone() };
    assert_eq!(*new, moved);

    let create = CreateTicket { owner: Some(user_id(1)), ..new_ticket(9) };
    let given = done(&before, SplitTicket { new_ticket: create, ..split(&[4]) }).desk;
    assert_eq!(given.tickets[&ticket_id(9)].owner, Some(user_id(1)));
}

/// SPL-05: what was said in the panel is held to the rules of every new ticket, and then nothing has moved (SPL-14).
#[test]
fn new_ticket_is_held_to_the_rules_of_creation() {
    let nameless = CreateTicket { name: " ".to_owned(), ..new_ticket(9) };
    let refusal = refused(&two_topics(), SplitTicket { new_ticket: nameless, ..split(&[4]) });
    assert!(
        matches!(refusal, Rejection::PropertyInvalid { property, .. } if property == BuiltIn::Name.into())
    );
    let taken = SplitTicket { new_ticket: new_ticket(1), ..split(&[4]) };
    assert_eq!(refused(&two_topics(), taken), Rejection::TicketExists { ticket: ticket_id(1) });
    let taken = SplitTicket { new_conversation: conversation_id(2), ..split(&[4]) };
    assert_eq!(
        refused(&two_topics(), taken),
        Rejection::ConversationExists { conversation: conversation_id(2) }
    );
    let other = CreateTicket { conversation: Some(conversation_id(2)), ..new_ticket(9) };
    let other = SplitTicket { new_ticket: other, ..split(&[4]) };
    assert_eq!(
        refused(&two_topics(), other),
        Rejection::ConversationNotFound { conversation: conversation_id(2) }
    );
}

/// SPL-07
#[test]
fn some_messages_move_and_some_stay() {
    assert_eq!(refused(&two_topics(), split(&[])), Rejection::SplitNeedsMessages);
    let all = Rejection::SplitNeedsRest { conversation: conversation_id(1) };
    assert_eq!(refused(&two_topics(), split(&[1, 3, 4])), all, "a comment alone is no conversation");
    assert_eq!(messages_in(&done(&two_topics(), split(&[1, 4])).desk, 1), [2, 3].map(message_id));
}

/// SPL-08
#[test]
fn only_messages_from_and_to_the_customer_in_the_shown_conversation_move() {
    let cannot = |n| Rejection::MessageCannotMove { message: message_id(n) };
    assert_eq!(refused(&two_topics(), split(&[4, 2])), cannot(2), "a comment");
    assert_eq!(refused(&two_topics(), split(&[4, 5])), cannot(5), "of another conversation");
    let unknown = Rejection::MessageNotFound { message: message_id(7) };
    assert_eq!(refused(&two_topics(), split(&[4, 7])), unknown);
    assert_eq!(messages_in(&done(&two_topics(), split(&[3])).desk, 9), [message_id(3)], "an answer");
}

/// SPL-09, but for service levels, which there are none of yet
#[test]
fn new_ticket_is_of_the_originals_people_and_companies_and_nobodys() {
    let mut before = two_topics();
    let original = before.tickets.get_mut(&ticket_id(1)).unwrap();
    original.followers = [user_id(2)].into();
    original.primary_company = Some(company_id(1));
    let after = done(&before, split(&[4])).desk;
    let (new, original) = (&after.tickets[&ticket_id(9)], &before.tickets[&ticket_id(1)]);
    assert_eq!(new.created_at, minutes(1));
    assert_eq!(new.source, TicketSource::Email);
    assert_eq!(new.owner, None);
    assert!(new.followers.iter().all(|follower| *follower == user_id(1)), "{:?}", new.followers);
    assert_eq!((&new.contacts, &new.companies), (&original.contacts, &original.companies));
    assert_eq!(new.primary_company, Some(company_id(1)));
    // Whoever splits has read what they split off; to the others it is new.
    assert_eq!(after.read_by(ticket_id(9), user_id(1)), new.position);
    assert_eq!(after.read_by(ticket_id(9), user_id(2)), 0);
}

/// SPL-09: an owner is who the panel names, and nobody of the original.
#[test]
fn new_ticket_has_the_owner_that_the_panel_names() {
    let new_ticket = CreateTicket { owner: Some(user_id(1)), ..new_ticket(9) };
    let after = done(&two_topics(), SplitTicket { new_ticket, ..split(&[4]) }).desk;
    assert_eq!(after.tickets[&ticket_id(9)].owner, Some(user_id(1)));
    assert_eq!(after.tickets[&ticket_id(1)].owner, Some(user_id(2)));
}

/// SPL-10: the original is as it was, with its number, status, owner, close date and followers, and has all messages
/// that were not picked.
#[test]
fn original_stays_as_it_was_without_the_picked_messages() {
    let mut before = two_topics();
    before.tickets.get_mut(&ticket_id(1)).unwrap().followers = [user_id(1), user_id(2)].into();
    let after = done(&before, split(&[3, 4])).desk;
    assert_eq!(after.tickets[&ticket_id(1)], before.tickets[&ticket_id(1)]);
    assert_eq!(messages_in(&after, 1), [1, 2].map(message_id));
    assert_eq!(messages_in(&after, 2), [message_id(5)]);
    assert_eq!(conversation_of(&after, 1), conversation_of(&before, 1));
}

/// SPL-11
#[test]
fn answer_to_a_moved_message_comes_to_the_new_ticket_and_one_to_another_to_the_original() {
    let after = done(&two_topics(), split(&[3, 4])).desk;
    for (answered, expected) in [(1, 1), (3, 9), (4, 9)] {
        let answer = mail_answering(30, &after.messages[&message_id(answered)]);
        let received = done_by(&after, &by_channel(1, answer)).desk;
        let found = received.messages[&message_id(30)].conversation;
        assert_eq!(found, conversation_id(expected), "an answer to message {answered}");
    }
}

/// SPL-12
#[test]
fn both_timelines_link_the_other_ticket() {
    let mut before = two_topics();
    before.facts.ticket_number = Some(sportello_domain::ticket::TicketNumber(44));
    let decided = done(&before, split(&[4]));
    let happened: Vec<_> = decided
        .events
        .iter()
        .filter_map(|event| Some((event.fact.ticket()?, Happening::of(event)?)))
        .collect();
    let (old, new) = (before.tickets[&ticket_id(1)].number, decided.desk.tickets[&ticket_id(9)].number);
    assert_eq!(new.0, 44);
    let into = Happening::Split { into: ticket_id(9), number: new };
    let from = Happening::SplitOff { from: ticket_id(1), number: old };
    assert_eq!(happened, [(ticket_id(1), into), (ticket_id(9), from)]);

    let by = user(1);
    let of = |event| Some(Activity::of(ticket_id(1), event, &by)?.what);
    let lines: Vec<_> = decided.events.iter().filter_map(of).collect();
    assert!(lines.contains(&ActivityKind::Split { into: ticket_id(9), number: new }), "{lines:?}");
    assert!(lines.contains(&ActivityKind::SplitOff { from: ticket_id(1), number: old }), "{lines:?}");
}

/// SPL-12: the history of associations tells that the messages left the one ticket and came to the other.
#[test]
fn messages_leave_the_history_of_one_ticket_and_come_to_that_of_the_other() {
    let before = two_topics();
    let decided = done(&before, split(&[4]));
    let actor = user(1);
    let told = |n: u8, facts: &[Fact]| {
        let earlier = facts.iter().map(|fact| sportello_domain::event::Event {
            at: T0,
            source: sportello_domain::event::Source::Channel,
            fact: fact.clone(),
        });
        // As they are stored: an event stands with the ticket whose it was, or became.
        let of = |fact: &Fact| match fact.conversation() {
            Some(conversation) if conversation == conversation_id(1) => n == 1,
            Some(_) => n == 9,
            None => fact.ticket() == Some(ticket_id(n)),
        };
        let own = decided.events.iter().filter(|event| of(&event.fact));
        let events: Vec<_> = earlier.chain(own.cloned()).collect();
        let with_messages = AssociationChange::joined_later(&events);
        let messages: Vec<Message> = decided
            .desk
            .messages
            .values()
            .filter(|message| with_messages.contains(&message.conversation))
            .cloned()
            .collect();
        let all = AssociationChange::all(events.iter().map(|event| (ticket_id(n), event, &actor)), &messages);
        let of = |change: &AssociationChange| change.what.of_type() == AssociatedType::Message;
        all.into_iter().filter(of).map(|change| (change.what, change.update)).collect::<Vec<_>>()
    };
    let what = Associated::Message { message: message_id(4) };
    let came = Fact::MessageAdded { message: Box::new(before.messages[&message_id(4)].clone()) };
    assert_eq!(told(1, &[came]), [(what, Update::Created), (what, Update::Removed)]);
    assert_eq!(told(9, &[]), [(what, Update::Created)]);
}

/// SPL-13
#[test]
fn unrelated_answer_that_reopened_a_ticket_can_be_split_off() {
    let mut before = two_topics();
    before.facts.ticket_number = Some(sportello_domain::ticket::TicketNumber(44));
    let answer = mail_answering(6, &before.messages[&message_id(3)]);
    let mut reopened = done_by(&before, &by_channel(1, answer)).desk;
    reopened.facts.messages_in.insert(conversation_id(1), 4);
    let after = done(&reopened, split(&[6])).desk;
    assert_eq!(messages_in(&after, 9), [message_id(6)]);
    assert_eq!(messages_in(&after, 1), [1, 2, 3, 4].map(message_id));
}

/// SPL-14: whatever is wrong, nothing has moved; what may not be seen is not there.
#[test]
fn who_may_not_change_the_ticket_moves_nothing() {
    let foreign = by_user(7, split(&[4]));
    let not_found = Rejection::ConversationNotFound { conversation: conversation_id(1) };
    let mut desk = busy_desk();
    desk.facts.messages_in.insert(conversation_id(1), 2);
    assert_eq!(give_order(&busy_setup(), &desk, &foreign), Err(not_found));
    // Colleague 5 may see everything and change nothing.
    let may_not = Rejection::MayNotEdit { ticket: ticket_id(1) };
    assert_eq!(give_order(&busy_setup(), &desk, &by_user(5, split(&[1]))), Err(may_not));
    let trashed = Conversation { place: Place::Trash, ..conversation(1, Some(ticket_id(1))) };
    desk.conversations.insert(conversation_id(1), trashed);
    assert_eq!(
        refused(&desk, split(&[1])),
        Rejection::ConversationInTrash { conversation: conversation_id(1) }
    );
}

#[test]
fn companies_of_the_original_are_associated_by_events() {
    let decided = done(&two_topics(), split(&[4]));
    let pair = Pair::TicketCompany { ticket: ticket_id(9), company: company_id(1) };
    assert!(facts(&decided).contains(&Fact::Associated { pair }));
}
