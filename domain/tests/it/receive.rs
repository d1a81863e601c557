//! Receiving customers' messages: threads, contacts, and what the ticket's status does.

use sportello_domain::channel::{Channel, ChannelKind};
use sportello_domain::conversation::{Conversation, ConversationState, Place};
use sportello_domain::desk::Desk;
use sportello_domain::id::ConversationId;
use sportello_domain::identifier::{DeliveryIdentifier, DomainName};
use sportello_domain::mail::{MailHead, MailHeader, MailId, nature};
use sportello_domain::message::{Arrival, Message, Nature, ReceiveMessage};
use sportello_domain::order::{Actor, Order};
use sportello_domain::pipeline::{State, Status};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::spam::senders::Sender;
use sportello_domain::spam::{MarkAsSpam, NotSpam};
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;

use crate::{conversation_of, done_by, ticket_of};

/// Conversations 1 and 2 of ticket 1, each with a message of the same number.
fn two_threads() -> Desk {
    let thread = |n| conversation(n, Some(ticket_id(1)));
    let message = |n| incoming(n, conversation_id(n));
    records([ticket(1)], [thread(1), thread(2)], [message(1), message(2)])
}

/// A mail that names others in its headers, by the numbers of their messages.
fn naming(in_reply_to: Option<u8>, references: &[u8], reply_token: Option<ConversationId>) -> Order {
    let head = MailHead {
        id: customer_mail_id(9),
        in_reply_to: in_reply_to.map(customer_mail_id),
        references: references.iter().map(|n| customer_mail_id(*n)).collect(),
    };
    let arrival = Arrival::Mail { head, reply_token, nature: Nature::Personal };
    by_channel(1, ReceiveMessage { arrival, ..mail(9) })
}

/// The conversation in which message 9 is found.
fn conversation_of_mail(desk: &Desk, order: &Order) -> ConversationId {
    done_by(desk, order).desk.messages[&message_id(9)].conversation
}

/// CNV-10
#[test]
fn mail_joins_the_conversation_that_holds_the_mail_it_names() {
    let check = |order: Order, expected: u8| {
        assert_eq!(conversation_of_mail(&two_threads(), &order), conversation_id(expected), "{order:?}");
    };
    check(naming(Some(1), &[], None), 1);
    check(naming(None, &[1], None), 1);
    check(naming(Some(2), &[1], None), 2); // the mail that it answers comes first,
    check(naming(None, &[2, 1], None), 1); // then the newest that it refers to,
    check(naming(Some(77), &[88, 1], None), 1); // of those that are here;
    check(naming(Some(1), &[], Some(conversation_id(2))), 1); // only then its reply address.
    check(naming(Some(77), &[], Some(conversation_id(2))), 2);
    check(naming(None, &[], Some(conversation_id(7))), 9); // One that is gone starts a new one,
    check(naming(Some(77), &[88], None), 9); // and so does a mail that names nothing known.
}

/// CNV-10
#[test]
fn mail_that_answers_names_the_message_it_answers() {
    let after = done_by(&two_threads(), &naming(Some(2), &[1], None)).desk;
    assert_eq!(after.messages[&message_id(9)].in_reply_to, Some(message_id(2)));
}

/// CNV-10
#[test]
fn message_is_appended_to_the_conversation_that_now_holds_the_one_it_answers() {
    let mut moved = two_threads();
    moved.messages.get_mut(&message_id(1)).unwrap().conversation = conversation_id(2);
    assert_eq!(conversation_of_mail(&moved, &naming(Some(1), &[], None)), conversation_id(2));
}

/// DEL-16
#[test]
fn answer_to_a_conversation_in_the_trash_starts_a_new_one() {
    let mut before = two_threads();
    before.conversations.get_mut(&conversation_id(1)).unwrap().place = Place::Trash;
    let after = done_by(&before, &naming(Some(1), &[], None)).desk;
    assert_eq!(after.messages[&message_id(9)].conversation, conversation_id(9));
    assert_eq!(conversation_of(&after, 9).ticket(), Some(ticket_id(9)));
    assert_eq!(conversation_of(&after, 1), conversation_of(&before, 1));
}

/// CNV-11
#[test]
fn answer_to_a_conversation_in_spam_is_appended_there() {
    let mut before = two_threads();
    before.conversations.get_mut(&conversation_id(1)).unwrap().place = Place::Spam;
    assert_eq!(conversation_of_mail(&before, &naming(Some(1), &[], None)), conversation_id(1));
}

/// CNV-11, CNV-12: whatever its thread was put into Spam for, a genuine answer is reason to take it out again, with its
/// ticket and all that was written.
#[test]
fn thread_leaves_spam_by_hand_after_a_genuine_answer() {
    let mut desk = Rehearsal::on(setup(), two_threads());
    let conversations = [conversation_id(1), conversation_id(2)].into();
    desk.give(&user(9), MarkAsSpam { ticket: ticket_id(1), conversations }).unwrap();
    let channel = Actor::Channel { channel: channel_id(1) };
    let position = ticket_of(&desk.desk).position;
    desk.give(&channel, mail_answering(9, &incoming(1, conversation_id(1)))).unwrap();
    assert_eq!(conversation_of(&desk.desk, 1).place, Place::Spam);
    assert_eq!(desk.desk.messages[&message_id(9)].conversation, conversation_id(1));
    let (new_contact, new_ticket) = (contact_id(30), ticket_id(30));
    let recover = NotSpam { conversation: conversation_id(1), sender: customer(1), new_contact, new_ticket };
    desk.give(&user(9), recover).unwrap();
    assert_eq!(conversation_of(&desk.desk, 1).place, Place::HelpDesk);
    assert!(ticket_of(&desk.desk).is_at_work());
    assert_eq!(desk.desk.messages[&message_id(9)].conversation, conversation_id(1));
    // From then on answers are as any.
    desk.give(&channel, mail_answering(10, &incoming(1, conversation_id(1)))).unwrap();
    assert_eq!(ticket_of(&desk.desk).position, position + 1, "the answer into Spam made nothing unread");
}

/// CRE-18
#[test]
fn further_person_who_writes_joins_the_conversation_and_its_ticket() {
    let further = ReceiveMessage { from: customer(2), ..mail_answering(9, &incoming(1, conversation_id(1))) };
    let after = done_by(&two_threads(), &by_channel(1, further)).desk;
    assert_eq!(conversation_of(&after, 1).contacts, [contact_id(1), contact_id(9)].into());
    assert_eq!(conversation_of(&after, 2).contacts, [contact_id(1)].into());
    assert_eq!(ticket_of(&after).contacts, [contact_id(1), contact_id(9)].into());
}

/// XCT-06
#[test]
fn message_that_is_here_already_is_not_received_twice() {
    let again = ReceiveMessage { message: message_id(9), ..mail(1) };
    let refused = give_order(&setup(), &two_threads(), &by_channel(1, again));
    assert_eq!(
        refused,
        Err(Rejection::MessageAlreadyReceived { message: message_id(1) }),
        "by its Message-ID"
    );
    let refused = give_order(&setup(), &two_threads(), &by_channel(1, chat(1, channel_id(1), None)));
    assert_eq!(refused, Err(Rejection::MessageAlreadyReceived { message: message_id(1) }), "by its id");
}

/// SPM-23
#[test]
fn mail_of_the_desk_itself_is_spam_unless_its_address_is_allowed() {
    let own = setup().channels[&channel_id(1)].address().cloned().unwrap();
    let received = |setup: &Setup| {
        let mail = ReceiveMessage { from: DeliveryIdentifier::Email(own.clone()), ..mail(3) };
        give_order(setup, &Desk::default(), &by_channel(1, mail)).unwrap().desk
    };
    let place_of = |desk: &Desk| desk.conversations.values().next().unwrap().place;
    let mut setup = setup();
    let desk = received(&setup);
    assert_eq!(place_of(&desk), Place::Spam);
    assert!(desk.contacts.is_empty() && desk.tickets.is_empty());

    let domain = DomainName::try_from(own.domain().to_owned()).unwrap();
    setup.senders.allowed.insert(Sender::Domain { domain });
    let desk = received(&setup);
    assert_eq!(place_of(&desk), Place::Spam, "to allow a domain is not to allow oneself");

    setup.senders.allowed.insert(Sender::Address { address: own.clone() });
    let desk = received(&setup);
    assert_eq!(
        (place_of(&desk), desk.tickets.len()),
        (Place::HelpDesk, 1),
        "a form on the web writes from it"
    );
}

/// XCT-06
#[test]
fn only_a_channel_that_is_connected_brings_its_own_messages() {
    let of_another = by_channel(2, mail(1));
    for order in [by_user(9, mail(1)), by_program(9, mail(1)), by_product(mail(1)), of_another] {
        assert_eq!(give_order(&setup(), &Desk::default(), &order), Err(Rejection::OnlyByChannel));
    }
    let unknown = by_channel(7, ReceiveMessage { channel: channel_id(7), ..mail(1) });
    let refused = give_order(&setup(), &Desk::default(), &unknown);
    assert_eq!(refused, Err(Rejection::ChannelNotFound { channel: channel_id(7) }));
    let lost = by_channel(1, chat(1, channel_id(1), Some(conversation_id(7))));
    let refused = give_order(&setup(), &Desk::default(), &lost);
    assert_eq!(refused, Err(Rejection::ConversationNotFound { conversation: conversation_id(7) }));
}

/// CNV-04
#[test]
fn time_that_a_message_carries_counts_unless_it_is_in_the_future() {
    let written = |at| {
        let received = ReceiveMessage { written_at: at, ..mail(1) };
        let message =
            done_by(&Desk::default(), &by_channel(1, received)).desk.messages[&message_id(1)].clone();
        (message.written_at, message.added_at)
    };
    assert_eq!(written(Some(minutes(-600))), (minutes(-600), minutes(1)));
    assert_eq!(written(Some(minutes(600))), (minutes(1), minutes(1)));
    assert_eq!(written(None), (minutes(1), minutes(1)));
}

/// A closed ticket with one closed conversation on channel 1 or 2, in which message 1 was received.
fn closed_thread(channel: u8) -> Desk {
    records(
        [Ticket { status: closed(), close_date: Some(T0), ..ticket(1) }],
        [Conversation {
            channel: channel_id(channel),
            state: ConversationState::Closed { closed_at: T0 },
            ..conversation(1, Some(ticket_id(1)))
        }],
        [incoming(1, conversation_id(1))],
    )
}

/// A mail in the thread of message 1, written by a person or by a machine.
fn answer(nature: Nature) -> Order {
    let mut answer = mail_answering(2, &incoming(1, conversation_id(1)));
    if let Arrival::Mail { nature: of_mail, .. } = &mut answer.arrival {
        *of_mail = nature;
    }
    by_channel(1, answer)
}

/// EML-12
#[test]
fn answer_to_a_closed_ticket_moves_it_to_the_first_open_status() {
    let after = done_by(&closed_thread(1), &answer(Nature::Personal)).desk;
    assert_eq!(ticket_of(&after).status, new());
    // An answer to an open ticket leaves it where it is.
    let mut open = closed_thread(1);
    open.tickets.insert(ticket_id(1), Ticket { status: waiting_on_contact(), ..ticket(1) });
    let after = done_by(&open, &answer(Nature::Personal)).desk;
    assert_eq!(ticket_of(&after).status, waiting_on_contact());
}

/// EML-12
#[test]
fn message_that_starts_a_thread_of_its_own_reopens_no_ticket() {
    let after = done_by(&closed_thread(1), &by_channel(1, mail(2))).desk;
    assert_eq!(ticket_of(&after).status, closed());
    assert_eq!(after.tickets.len(), 2);
}

/// EML-17
#[test]
fn first_open_status_is_that_of_the_tickets_current_pipeline() {
    let mut setup = setup();
    let statuses = &mut setup.pipelines.get_mut(&pipeline_id(1)).unwrap().statuses;
    statuses.push(Status::new(status_id(5), "Reopened", 0, State::Open));
    statuses[0].order = 1;
    let after = give_order(&setup, &closed_thread(1), &answer(Nature::Personal)).unwrap().desk;
    assert_eq!(ticket_of(&after).status, status_id(5));
}

/// EML-19
#[test]
fn reopening_by_an_answer_clears_the_close_date() {
    let after = done_by(&closed_thread(1), &answer(Nature::Personal)).desk;
    assert_eq!(ticket_of(&after).close_date, None);
}

/// EML-22
#[test]
fn machines_answer_reopens_no_ticket() {
    let decided = done_by(&closed_thread(1), &answer(Nature::Automatic));
    assert_eq!(ticket_of(&decided.desk).status, closed());
    assert_eq!(ticket_of(&decided.desk).close_date, Some(T0));
    assert!(decided.desk.messages.contains_key(&message_id(2)), "it is in the thread all the same");
}

/// EML-22
#[test]
fn machines_mail_is_known_by_its_headers() {
    let check = |name, value, expected| {
        assert_eq!(nature([MailHeader { name, value }]), expected, "{name}: {value}");
    };
    check("Auto-Submitted", "no", Nature::Personal);
    check("Auto-Submitted", " NO ", Nature::Personal);
    check("Auto-Submitted", "auto-replied", Nature::Automatic);
    check("AUTO-SUBMITTED", "auto-generated; owner-email=\"a@b\"", Nature::Automatic);
    check("X-Autoreply", "yes", Nature::Automatic);
    check("X-Vacation", "1", Nature::Automatic);
    check("Precedence", "auto_reply", Nature::Automatic);
    check("Precedence", "bulk", Nature::Personal);
    check("Return-Path", "<>", Nature::Automatic);
    check("Return-Path", "<ada@example.org>", Nature::Personal);
    check("Content-Type", "multipart/report; report-type=delivery-status", Nature::Automatic);
    check("Content-Type", "text/plain", Nature::Personal);
    check("X-Auto-Response-Suppress", "All", Nature::Personal);
    assert_eq!(nature([]), Nature::Personal);
}

/// EML-26
#[test]
fn answers_on_every_channel_but_live_chat_and_messenger_reopen_the_ticket() {
    for (kind, status) in [
        (ChannelKind::Email { address: address("help@desk.example") }, new()),
        (ChannelKind::Form, new()),
        (ChannelKind::Calling, new()),
        (ChannelKind::Whatsapp, new()),
        (ChannelKind::Custom, new()),
        (ChannelKind::Chat, closed()),
        (ChannelKind::Messenger, closed()),
    ] {
        let next = by_channel(2, chat(2, channel_id(2), Some(conversation_id(1))));
        let after = give_order(&with_second_channel(kind.clone()), &closed_thread(2), &next).unwrap().desk;
        assert_eq!(ticket_of(&after).status, status, "{kind:?}");
        assert!(
            conversation_of(&after, 1).is_open(),
            "{kind:?}: the conversation opens in any case (CNV-13)"
        );
    }
}

/// The installed desk with a second channel.
fn with_second_channel(kind: ChannelKind) -> Setup {
    let mut setup = setup();
    let second = Channel { id: channel_id(2), kind, ..setup.channels[&channel_id(1)].clone() };
    setup.channels.insert(second.id, second);
    setup
}

/// PIP-20
#[test]
fn answer_moves_a_closed_ticket_back_to_the_beginning_of_its_pipeline() {
    let ordered =
        setup().pipelines[&pipeline_id(1)].ordered().iter().map(|status| status.id).collect::<Vec<_>>();
    let position = |status| ordered.iter().position(|other| *other == status);
    let after = done_by(&closed_thread(1), &answer(Nature::Personal)).desk;
    assert!(position(ticket_of(&after).status) < position(closed()));
}

/// CNV-10
#[test]
fn answers_refer_to_the_whole_thread_but_not_without_end() {
    let id = |n: usize| MailId::parse(&format!("<{n}@example.org>")).unwrap();
    let mut head = MailHead::answering(id(0), None);
    assert_eq!((&head.in_reply_to, &head.references[..]), (&None, &[][..]));
    for n in 1..=60 {
        head = MailHead::answering(id(n), Some(&head));
    }
    assert_eq!(head.in_reply_to, Some(id(59)));
    assert_eq!(head.references.len(), MailHead::MAX_REFERENCES);
    assert_eq!(head.references.first(), Some(&id(0)), "the thread's first");
    assert_eq!(head.references.last(), Some(&id(59)), "and the newest");
}

/// CNV-10
#[test]
fn message_ids_are_compared_without_brackets_and_white_space() {
    assert_eq!(MailId::parse(" <a@b> "), MailId::parse("a@b"));
    assert_eq!(MailId::parse("<a@\r\n b>").unwrap().to_string(), "<a@b>");
    assert_eq!(MailId::parse(" <> "), None);
    assert_eq!(MailId::parse(&"a".repeat(MailId::MAX_LENGTH + 1)), None);
}

/// CNV-04
#[test]
fn answer_goes_to_the_reply_address_that_a_message_carries() {
    let received = ReceiveMessage { reply_to: Some(customer(5)), ..mail(1) };
    let after = done_by(&Desk::default(), &by_channel(1, received)).desk;
    assert_eq!(after.messages[&message_id(1)].reply_to, Some(customer(5)));
    let answered: Message = done_by(&after, &by_user(1, reply(2))).desk.messages[&message_id(2)].clone();
    assert_eq!(answered.recipients, [recipient(customer(5))]);
    let same = ReceiveMessage { reply_to: Some(customer(1)), ..mail(1) };
    let after = done_by(&Desk::default(), &by_channel(1, same)).desk;
    assert_eq!(after.messages[&message_id(1)].reply_to, None, "the writer's own address says nothing more");
}
