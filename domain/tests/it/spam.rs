//! Spam: marked by hand or by who writes, taken back, removed in the end; and blocked senders.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sportello_domain::association::RecordRef;
use sportello_domain::channel::ChannelKind;
use sportello_domain::contact::Contact;
use sportello_domain::conversation::{Conversation, Place, shown};
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::id::ContactId;
use sportello_domain::message::{Arrival, Author, Nature, ReceiveMessage};
use sportello_domain::order::{Actor, Order};
use sportello_domain::pipeline::State;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::spam::block::{BlockSender, UnblockSender};
use sportello_domain::spam::senders::{SaveSenderLists, Sender, SenderLists, Verdict, Writer};
use sportello_domain::spam::{DAYS_KEPT, DeleteSpam, MarkAsSpam, NotSpam, PurgeSpam, days_left};
use sportello_domain::split::SplitTicket;
use sportello_domain::testing::*;
use sportello_domain::trash::{DeleteTickets, RestoreTicket};
use sportello_domain::user::{Access, Permission, Reach};
use sportello_domain::view::BuiltInView;

/// Ticket 1 with the mail conversations 1 and 2 of contact 1, and ticket 2 with conversation 3 of contact 2.
fn two_tickets() -> Desk {
    let of = |n: u8, ticket: u8, contact: u8| Conversation {
        contacts: [contact_id(contact)].into(),
        ..conversation(n, Some(ticket_id(ticket)))
    };
    let mut desk = records(
        [ticket(1), ticket(2)],
        [of(1, 1, 1), of(2, 1, 1), of(3, 2, 2)],
        [incoming(1, conversation_id(1)), incoming(2, conversation_id(2)), incoming(3, conversation_id(3))],
    );
    desk.contacts.insert(contact_id(2), contact(2));
    desk
}

/// User 1 may delete every ticket.
fn may_delete() -> Setup {
    let mut setup = setup();
    setup.users.get_mut(&user_id(1)).unwrap().access.delete = Reach::All;
    setup
}

fn mark(conversations: &[u8]) -> MarkAsSpam {
    let conversations = conversations.iter().map(|n| conversation_id(*n)).collect();
    MarkAsSpam { ticket: ticket_id(1), conversations }
}

fn marked(conversations: &[u8]) -> Desk {
    give(&may_delete(), &two_tickets(), mark(conversations)).unwrap().desk
}

fn places(desk: &Desk) -> Vec<Place> {
    desk.conversations.values().map(|conversation| conversation.place).collect()
}

fn not_spam(n: u8) -> NotSpam {
    NotSpam {
        conversation: conversation_id(n),
        sender: customer(1),
        new_contact: contact_id(9),
        new_ticket: ticket_id(9),
    }
}

fn is_deleted(desk: &Desk, n: u8) -> bool {
    desk.tickets[&ticket_id(n)].deleted.is_some()
}

/// SPM-01
#[test]
fn marking_as_spam_takes_the_permission_to_delete() {
    let refused = Rejection::MayNotDelete { ticket: ticket_id(1) };
    assert_eq!(give(&setup(), &two_tickets(), mark(&[1])), Err(refused));
}

/// SPM-02, SPM-03, SPM-05, SPM-10
#[test]
fn chosen_conversations_go_to_spam_and_the_ticket_stays_while_one_is_left() {
    let after = marked(&[1]);
    assert_eq!(places(&after), [Place::Spam, Place::HelpDesk, Place::HelpDesk]);
    assert!(!is_deleted(&after, 1));
    assert_eq!(shown(after.conversations_of(ticket_id(1))), Some(conversation_id(2)));
    assert_eq!(give(&may_delete(), &two_tickets(), mark(&[])), Err(Rejection::SpamNeedsConversations));
    let foreign = Rejection::ConversationNotFound { conversation: conversation_id(3) };
    assert_eq!(give(&may_delete(), &two_tickets(), mark(&[3])), Err(foreign));
}

/// SPM-04, SPM-08, SPM-09
#[test]
fn ticket_is_deleted_with_its_last_conversation_which_stays_in_spam() {
    for after in [marked(&[1, 2]), give(&may_delete(), &marked(&[1]), mark(&[2])).unwrap().desk] {
        assert!(is_deleted(&after, 1));
        assert_eq!(places(&after), [Place::Spam, Place::Spam, Place::HelpDesk]);
        assert_eq!(after.tickets[&ticket_id(1)].deleted.as_ref().unwrap().conversations, []);
    }
}

/// SPM-11
#[test]
fn nobody_is_blocked_by_marking() {
    let decided = give(&may_delete(), &two_tickets(), mark(&[1, 2])).unwrap();
    assert!(!decided.events.iter().any(|event| matches!(event.fact, Fact::Setup(_))));
}

/// SPM-12
#[test]
fn conversation_comes_back_with_its_ticket() {
    for (marked_before, deleted) in [(&[1][..], false), (&[1, 2], true)] {
        let spam = marked(marked_before);
        assert_eq!(is_deleted(&spam, 1), deleted);
        let after = give(&may_delete(), &spam, not_spam(1)).unwrap().desk;
        assert_eq!(after.conversations[&conversation_id(1)].place, Place::HelpDesk);
        assert_eq!(after.conversations[&conversation_id(1)].placed_at, None);
        assert!(!is_deleted(&after, 1));
        assert_eq!(after.messages, two_tickets().messages);
    }
    let not = Rejection::ConversationNotSpam { conversation: conversation_id(1) };
    assert_eq!(give(&may_delete(), &two_tickets(), not_spam(1)), Err(not));
    let unseen = Rejection::ConversationNotFound { conversation: conversation_id(1) };
    assert_eq!(give(&setup(), &marked(&[1]), not_spam(1)), Err(unseen), "who may not mark may not see");
}

/// DEL-09, SPM-12
#[test]
fn deletion_by_hand_is_not_undone_by_way_of_spam() {
    let delete = DeleteTickets { tickets: [ticket_id(1)].into(), typed: 1 };
    let deleted = give(&may_delete(), &marked(&[1]), delete).unwrap().desk;
    let refused = Rejection::TicketDeleted { ticket: ticket_id(1) };
    assert_eq!(give(&may_delete(), &deleted, not_spam(1)), Err(refused));
}

/// SPM-14
#[test]
fn customer_who_writes_into_spam_moves_nothing() {
    let spam = marked(&[1]);
    let answer = mail_answering(9, &spam.messages[&message_id(1)]);
    let after = give_order(&may_delete(), &spam, &by_channel(1, answer)).unwrap().desk;
    assert_eq!(after.messages[&message_id(9)].conversation, conversation_id(1));
    assert_eq!(after.tickets, spam.tickets, "no status, no unread mark, nothing");
    assert_eq!(after.conversations, spam.conversations);
}

/// SPM-14
#[test]
fn spam_is_nothing_that_views_ask_for() {
    let mut only_spam = two_tickets();
    only_spam.conversations.get_mut(&conversation_id(2)).unwrap().channel = channel_id(2);
    let mut setup = may_delete();
    setup.channels.insert(channel_id(2), channel_of(2));
    let decided = give(&setup, &only_spam, mark(&[2])).unwrap().desk;
    assert_eq!(decided.tickets[&ticket_id(1)].conversations.channels, [channel_id(1)].into());
}

fn channel_of(n: u8) -> sportello_domain::channel::Channel {
    let mut channel = setup().channels[&channel_id(1)].clone();
    channel.id = channel_id(n);
    channel
}

fn purge(desk: &Desk, since: TimeDelta, actor: Actor) -> Result<Desk, Rejection> {
    let at = desk.conversations[&conversation_id(1)].placed_at.unwrap_or(T0) + since;
    let purge = PurgeSpam { conversations: [conversation_id(1)].into() };
    give_order(&may_delete(), desk, &Order { at, actor, ..by_user(9, purge) }).map(|decided| decided.desk)
}

/// SPM-06, SPM-07
#[test]
fn conversation_is_removed_for_good_after_ninety_days_in_spam() {
    let spam = marked(&[1]);
    let early = Rejection::SpamPurgeTooEarly { conversation: conversation_id(1) };
    assert_eq!(purge(&spam, TimeDelta::days(DAYS_KEPT), Actor::System), Err(early));
    let late = TimeDelta::days(DAYS_KEPT) + TimeDelta::nanoseconds(1);
    let after = purge(&spam, late, Actor::System).unwrap();
    assert_eq!(after.conversations.keys().collect::<Vec<_>>(), [&conversation_id(2), &conversation_id(3)]);
    assert_eq!(after.messages.keys().collect::<Vec<_>>(), [&message_id(2), &message_id(3)]);
    assert_eq!(after.tickets, spam.tickets);
    assert_eq!(purge(&spam, late, user(9)), Err(Rejection::OnlyBySystem));
    let not = Rejection::ConversationNotSpam { conversation: conversation_id(1) };
    assert_eq!(purge(&two_tickets(), late, Actor::System), Err(not));
    let left = |since| days_left(&spam.conversations[&conversation_id(1)], minutes(1) + since);
    assert_eq!(left(TimeDelta::zero()), Some(90));
    assert_eq!(left(TimeDelta::days(89) + TimeDelta::hours(1)), Some(1));
    assert_eq!(left(late), None);
}

/// SPM-07
#[test]
fn spam_is_deleted_for_good_by_whoever_may_mark_it() {
    let delete = DeleteSpam { conversations: [conversation_id(1)].into() };
    let after = give(&may_delete(), &marked(&[1]), delete.clone()).unwrap().desk;
    assert!(!after.conversations.contains_key(&conversation_id(1)));
    assert!(!after.messages.contains_key(&message_id(1)));
    let unseen = Rejection::ConversationNotFound { conversation: conversation_id(1) };
    assert_eq!(give(&setup(), &marked(&[1]), delete.clone()), Err(unseen));
    let not = Rejection::ConversationNotSpam { conversation: conversation_id(1) };
    assert_eq!(give(&may_delete(), &two_tickets(), delete), Err(not));
}

fn sender(text: &str) -> Sender {
    if text.contains('@') {
        Sender::Address { address: address(text) }
    } else {
        Sender::Domain { domain: text.to_owned().try_into().unwrap() }
    }
}

fn lists(allowed: &[&str], denied: &[&str]) -> SenderLists {
    let senders = |texts: &[&str]| texts.iter().map(|text| sender(text)).collect();
    SenderLists { allowed: senders(allowed), denied: senders(denied), ..SenderLists::default() }
}

fn listed(lists: SenderLists) -> Setup {
    Setup { senders: lists, ..may_delete() }
}

/// A mail from a stranger.
fn from(text: &str) -> ReceiveMessage {
    let from = sportello_domain::identifier::DeliveryIdentifier::Email(address(text));
    ReceiveMessage { from, ..mail(9) }
}

fn received(setup: &Setup, mail: ReceiveMessage) -> Desk {
    give_order(setup, &Desk::default(), &by_channel(1, mail)).unwrap().desk
}

/// SPM-20, SPM-21, SPM-25
#[test]
fn address_wins_over_domain_and_blocked_over_allowed_over_denied() {
    let blocked = |lists: SenderLists| SenderLists { blocked: [address("eve@bad.example")].into(), ..lists };
    for (lists, spam) in [
        (lists(&[], &[]), false),
        (lists(&[], &["eve@bad.example"]), true),
        (lists(&[], &["bad.example"]), true),
        (lists(&[], &["other.example"]), false),
        (lists(&["eve@bad.example"], &["bad.example"]), false),
        (lists(&["bad.example"], &["eve@bad.example"]), true),
        (lists(&["eve@bad.example"], &["eve@bad.example"]), false),
        (lists(&["bad.example"], &["bad.example"]), false),
        (blocked(lists(&["eve@bad.example"], &[])), true),
        (blocked(lists(&["bad.example"], &[])), true),
    ] {
        let from = sportello_domain::identifier::DeliveryIdentifier::Email(address("Eve@Bad.example"));
        assert_eq!(lists.verdict(&from, Writer::Stranger) == Verdict::Spam, spam, "{lists:?}");
    }
}

/// SPM-20
#[test]
fn allowed_sender_begins_anew_where_the_thread_is_spam() {
    let setup = listed(lists(&["customer1@example.org"], &[]));
    let spam = marked(&[1]);
    let answer = mail_answering(9, &spam.messages[&message_id(1)]);
    let after = give_order(&setup, &spam, &by_channel(1, answer)).unwrap().desk;
    assert_eq!(after.messages[&message_id(9)].conversation, conversation_id(9));
    assert_eq!(after.conversations[&conversation_id(9)].place, Place::HelpDesk);
    assert_eq!(after.conversations[&conversation_id(9)].ticket(), Some(ticket_id(9)));
}

/// SPM-21, SPM-26
#[test]
fn mail_of_a_denied_sender_is_in_spam_without_contact_and_ticket() {
    let setup = listed(lists(&[], &["bad.example"]));
    let desk = received(&setup, from("eve@bad.example"));
    let spam = &desk.conversations[&conversation_id(9)];
    assert_eq!((spam.place, spam.placed_at, spam.ticket()), (Place::Spam, Some(minutes(1)), None));
    assert_eq!((desk.tickets.len(), desk.contacts.len(), desk.messages.len()), (0, 0, 1));
    let desk = received(&setup, from("ada@good.example"));
    assert_eq!((desk.tickets.len(), desk.contacts.len()), (1, 1));
}

/// SPM-22
#[test]
fn contact_who_writes_in_person_is_no_spam() {
    let setup = listed(lists(&[], &["example.org"]));
    let of = |nature| {
        let mut mail = mail(9);
        if let Arrival::Mail { nature: found, .. } = &mut mail.arrival {
            *found = nature;
        }
        let desk = give_order(&setup, &two_tickets(), &by_channel(1, mail)).unwrap().desk;
        desk.conversations[&conversation_id(9)].place
    };
    assert_eq!(of(Nature::Personal), Place::HelpDesk);
    assert_eq!(of(Nature::Automatic), Place::Spam);
}

/// SPM-24
#[test]
fn lists_are_set_by_whoever_manages_accounts() {
    let save =
        SaveSenderLists { allowed: [sender("good.example")].into(), denied: BTreeSet::new(), blocking: true };
    let missing = Rejection::PermissionMissing { permission: Permission::Account };
    assert_eq!(give(&may_delete(), &Desk::default(), save.clone()), Err(missing));
    let decided = give_order(&busy_setup(), &Desk::default(), &by_user(9, save.clone())).unwrap();
    let mut setup = busy_setup();
    for event in &decided.events {
        if let Fact::Setup(fact) = &event.fact {
            setup.apply(fact);
        }
    }
    assert_eq!(setup.senders, lists(&["good.example"], &[]));
    assert_eq!(give_order(&setup, &Desk::default(), &by_user(9, save)).unwrap().events, []);
}

/// SPM-13
#[test]
fn recovered_conversation_gets_contact_and_ticket_dated_to_when_it_came() {
    let setup = listed(lists(&[], &["example.org"]));
    let stranger = ReceiveMessage { from: customer(7), ..mail(9) };
    let desk = received(&setup, stranger);
    let recover = NotSpam { sender: customer(7), ..not_spam(9) };
    let order = Order { at: minutes(60), ..by_user(1, recover.clone()) };
    let after = give_order(&setup, &desk, &order).unwrap().desk;
    let ticket = &after.tickets[&ticket_id(9)];
    assert_eq!((ticket.created_at, ticket.name.as_str()), (minutes(1), "Refund not received"));
    assert_eq!(setup.state_of(ticket.status), State::Open);
    assert_eq!(ticket.contacts, [contact_id(9)].into());
    assert_eq!(after.contacts[&contact_id(9)].identifiers, [customer(7)].into());
    assert_eq!(after.conversations[&conversation_id(9)].ticket(), Some(ticket_id(9)));
    assert!(BuiltInView::AllOpen.filter(&setup, user_id(1)).matches(&setup, ticket));
    let other = Rejection::OtherSender { conversation: conversation_id(9) };
    assert_eq!(give(&setup, &desk, NotSpam { sender: customer(8), ..recover }), Err(other));
}

fn block() -> BlockSender {
    BlockSender { ticket: ticket_id(1), contact: contact_id(1) }
}

fn blocked(decided: Vec<sportello_domain::event::Event>) -> Setup {
    let mut setup = may_delete();
    for event in decided {
        if let Fact::Setup(fact) = &event.fact {
            setup.apply(fact);
        }
    }
    setup
}

/// BLK-01
#[test]
fn blocking_can_be_switched_off() {
    let off = listed(SenderLists { blocking: false, ..SenderLists::default() });
    assert_eq!(give(&off, &two_tickets(), block()), Err(Rejection::BlockingOff));
    give(&may_delete(), &two_tickets(), block()).unwrap();
}

/// BLK-02
#[test]
fn blocking_takes_the_permission_to_delete() {
    let refused = Rejection::MayNotDelete { ticket: ticket_id(1) };
    assert_eq!(give(&setup(), &two_tickets(), block()), Err(refused));
}

/// BLK-04
#[test]
fn conversations_of_the_blocked_alone_go_to_spam() {
    let after = give(&may_delete(), &two_tickets(), block()).unwrap().desk;
    assert_eq!(places(&after), [Place::Spam, Place::Spam, Place::HelpDesk]);
    assert!(is_deleted(&after, 1));
    let mut with_another = two_tickets();
    with_another.conversations.get_mut(&conversation_id(2)).unwrap().contacts.insert(contact_id(2));
    let after = give(&may_delete(), &with_another, block()).unwrap().desk;
    assert_eq!(places(&after), [Place::Spam, Place::HelpDesk, Place::HelpDesk]);
    assert!(!is_deleted(&after, 1));
}

/// Ticket 1 with the mail conversations 1 and 2 of contact 1 alone, who has no other; user 1 may delete contacts.
fn all_of_one() -> Rehearsal {
    let mut setup = may_delete();
    setup.users.get_mut(&user_id(1)).unwrap().access.permissions.insert(Permission::DeleteContacts);
    Rehearsal::on(setup, two_tickets())
}

fn after_block(mut desk: Rehearsal) -> Rehearsal {
    desk.give(&user(1), block()).unwrap();
    desk
}

fn deleted(desk: &Rehearsal) -> Vec<ContactId> {
    desk.desk.deleted_contacts.keys().copied().collect()
}

/// BLK-05
#[test]
fn contact_and_ticket_are_deleted_where_all_is_spam() {
    let desk = after_block(all_of_one());
    assert!(is_deleted(&desk.desk, 1));
    let gone = &desk.desk.deleted_contacts[&contact_id(1)];
    assert_eq!(
        (gone.contact.display_name(), gone.at, gone.by),
        ("customer1@example.org", minutes(1), Some(user_id(1)))
    );
    assert_eq!(desk.desk.contacts.keys().collect::<Vec<_>>(), [&contact_id(2)]);
    let of_ticket = desk.desk.associated_with(RecordRef::Ticket(ticket_id(1)));
    assert_eq!(of_ticket, BTreeSet::new());
    let Author::Contact { identifier, .. } = &desk.desk.messages[&message_id(1)].author else { panic!() };
    assert_eq!(identifier, &customer(1), "who wrote is still told");
}

/// BLK-06, BLK-12: somebody else wrote as well, or a conversation of the ticket is somebody else's.
#[test]
fn neither_is_deleted_where_something_of_the_ticket_is_no_spam() {
    let mut with_another = all_of_one();
    with_another.desk.conversations.get_mut(&conversation_id(2)).unwrap().contacts.insert(contact_id(2));
    let mut of_another = all_of_one();
    of_another.desk.conversations.get_mut(&conversation_id(2)).unwrap().contacts = [contact_id(2)].into();
    for desk in [with_another, of_another].map(after_block) {
        assert!(!is_deleted(&desk.desk, 1));
        assert_eq!(deleted(&desk), []);
        assert_eq!(places(&desk.desk), [Place::Spam, Place::HelpDesk, Place::HelpDesk]);
    }
}

/// BLK-12: what had been marked as spam before counts as well, whoever wrote it.
#[test]
fn block_is_decided_over_all_conversations_of_the_ticket() {
    let mut desk = all_of_one();
    desk.desk.conversations.get_mut(&conversation_id(2)).unwrap().contacts = [contact_id(2)].into();
    desk.give(&user(1), mark(&[2])).unwrap();
    let desk = after_block(desk);
    assert!(is_deleted(&desk.desk, 1));
    assert_eq!(deleted(&desk), [contact_id(1)], "who was not blocked stays");
}

/// BLK-13
#[test]
fn contact_stays_while_a_conversation_of_theirs_is_no_spam() {
    for elsewhere in [Place::HelpDesk, Place::Trash, Place::Spam] {
        let mut desk = all_of_one();
        let other = desk.desk.conversations.get_mut(&conversation_id(3)).unwrap();
        other.contacts.insert(contact_id(1));
        other.place = elsewhere;
        let desk = after_block(desk);
        assert!(is_deleted(&desk.desk, 1));
        assert_eq!(deleted(&desk).is_empty(), elsewhere != Place::Spam, "{elsewhere:?}");
    }
    // Nor is it deleted where that is not known.
    let mut setup = all_of_one().setup;
    setup.users.get_mut(&user_id(1)).unwrap().access = Access::super_admin();
    assert_eq!(give(&setup, &two_tickets(), block()).unwrap().desk.deleted_contacts, BTreeMap::new());
}

/// BLK-09
#[test]
fn contact_stays_where_the_blocking_user_may_not_delete_contacts() {
    let mut desk = all_of_one();
    desk.setup = may_delete();
    let desk = after_block(desk);
    assert!(is_deleted(&desk.desk, 1));
    assert_eq!(deleted(&desk), []);
}

/// BLK-10, SPM-12: the contact comes back with the first conversation that does, as it was.
#[test]
fn contact_comes_back_out_of_spam_with_a_conversation() {
    let before = two_tickets().contacts[&contact_id(1)].clone();
    let mut desk = after_block(all_of_one());
    desk.give(&user(1), not_spam(1)).unwrap();
    let back = &desk.desk.contacts[&contact_id(1)];
    assert_eq!(*back, Contact { version: before.version + 2, ..before });
    assert_eq!(deleted(&desk), []);
    assert!(!is_deleted(&desk.desk, 1));
    let of_ticket = desk.desk.associated_with(RecordRef::Ticket(ticket_id(1)));
    assert_eq!(of_ticket, [RecordRef::Contact(contact_id(1))].into());
}

/// DEL-10
#[test]
fn contact_comes_back_with_its_ticket_out_of_the_recycle_bin() {
    let mut desk = after_block(all_of_one());
    desk.setup.users.get_mut(&user_id(1)).unwrap().access = Access::super_admin();
    desk.give(&user(1), RestoreTicket { ticket: ticket_id(1) }).unwrap();
    assert!(!is_deleted(&desk.desk, 1));
    assert_eq!(deleted(&desk), []);
    assert_eq!(places(&desk.desk)[..2], [Place::Spam, Place::Spam], "what is spam stays so");
}

/// CRE-18, BLK-10: once unblocked, the address is somebody new; and who comes back leaves it to them.
#[test]
fn address_of_a_deleted_contact_is_free() {
    let mut desk = after_block(all_of_one());
    let unblock = UnblockSender { addresses: [address("customer1@example.org")].into() };
    desk.give(&user(1), unblock).unwrap();
    assert_eq!(deleted(&desk), [contact_id(1)], "deleted records stay deleted until restored");
    desk.give(&Actor::Channel { channel: channel_id(1) }, mail(9)).unwrap();
    assert_eq!(desk.desk.contacts[&contact_id(9)].identifiers, [customer(1)].into());
    assert_eq!(deleted(&desk), [contact_id(1)]);
    desk.give(&user(1), not_spam(1)).unwrap();
    let back = &desk.desk.contacts[&contact_id(1)];
    assert_eq!((back.display_name(), &back.identifiers), ("customer1@example.org", &BTreeSet::new()));
}

/// SPL-09: a contact that is deleted is not among those of the original.
#[test]
fn split_leaves_out_a_deleted_contact() {
    let mut desk = all_of_one();
    desk.desk.tickets.get_mut(&ticket_id(2)).unwrap().contacts = [contact_id(1), contact_id(2)].into();
    let mut second = incoming(4, conversation_id(3));
    second.author = Author::Contact { contact: contact_id(2), identifier: customer(2) };
    desk.desk.messages.insert(second.id, second);
    let mut desk = after_block(desk);
    assert_eq!(deleted(&desk), [contact_id(1)]);
    let split = SplitTicket {
        conversation: conversation_id(3),
        messages: [message_id(4)].into(),
        new_conversation: conversation_id(9),
        new_ticket: new_ticket(9),
    };
    desk.give(&user(1), split).unwrap();
    assert_eq!(desk.desk.tickets[&ticket_id(9)].contacts, [contact_id(2)].into());
}

/// BLK-07, BLK-11
#[test]
fn every_address_of_the_blocked_is_spam_from_then_on() {
    let mut desk = two_tickets();
    let known: &mut Contact = desk.contacts.get_mut(&contact_id(1)).unwrap();
    known.identifiers.insert(customer(5));
    let decided = give(&may_delete(), &desk, block()).unwrap();
    let setup = blocked(decided.events);
    for n in [1, 5] {
        let mail = ReceiveMessage { from: customer(n), ..mail(9) };
        let after = give_order(&setup, &decided.desk, &by_channel(1, mail)).unwrap().desk;
        assert_eq!(after.conversations[&conversation_id(9)].place, Place::Spam);
        assert_eq!(after.tickets, decided.desk.tickets);
    }
    // Also an answer in a thread that is at work.
    let answer = ReceiveMessage { from: customer(1), ..mail_answering(9, &desk.messages[&message_id(3)]) };
    let after = give_order(&setup, &decided.desk, &by_channel(1, answer)).unwrap().desk;
    assert_eq!(after.messages[&message_id(9)].conversation, conversation_id(9));
    assert_eq!(after.conversations[&conversation_id(9)].place, Place::Spam);
}

/// BLK-10
#[test]
fn unblocking_touches_later_mails_alone() {
    let decided = give(&may_delete(), &two_tickets(), block()).unwrap();
    let setup = blocked(decided.events);
    let unblock = UnblockSender { addresses: [address("customer1@example.org")].into() };
    let missing = Rejection::PermissionMissing { permission: Permission::Service };
    let mut nobody = setup.clone();
    nobody.users.get_mut(&user_id(1)).unwrap().access.delete = Reach::Nothing;
    assert_eq!(give(&nobody, &decided.desk, unblock.clone()), Err(missing));
    let lifted = give(&setup, &decided.desk, unblock).unwrap();
    assert_eq!(lifted.desk, decided.desk, "what is in Spam stays there, what was deleted stays so");
    let [event] = lifted.events.as_slice() else { panic!("{:?}", lifted.events) };
    let mut open = setup.clone();
    if let Fact::Setup(fact) = &event.fact {
        open.apply(fact);
    }
    let after = give_order(&open, &decided.desk, &by_channel(1, mail(9))).unwrap().desk;
    assert_eq!(after.conversations[&conversation_id(9)].place, Place::HelpDesk);
}

/// BLK-14
#[test]
fn only_senders_of_mail_are_blocked() {
    let mut setup = may_delete();
    setup.channels.get_mut(&channel_id(1)).unwrap().kind = ChannelKind::Chat;
    let nothing = Rejection::NothingToBlock { contact: contact_id(1) };
    assert_eq!(give(&setup, &two_tickets(), block()), Err(nothing));
}
