//! Inboxes: who works in them, moving between them and the help desk, tickets there, and their trash.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::conversation::{CloseConversation, Conversation, Place};
use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, SetupFact};
use sportello_domain::history::Happening;
use sportello_domain::inbox::*;
use sportello_domain::message::{AddComment, Arrival, MessageKind, ReceiveMessage};
use sportello_domain::pipeline::{CloseDateRule, Pipeline, PipelineRules, State, Status, StatusTriggers};
use sportello_domain::policy;
use sportello_domain::property::{BuiltIn, Priority};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::spam::NotSpam;
use sportello_domain::split;
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, Ticket, TicketNumber};
use sportello_domain::trash::{DAYS_KEPT, RestoreTicket};
use sportello_domain::user::{Permission, Reach};
use sportello_domain::workspace::ArrangeTicketDetails;

/// Inbox 1 is everybody's, inbox 2 Giulia's (user 1) alone. User 2 may see and change every ticket, and user 1 may move
/// conversations and delete tickets.
fn with_inboxes() -> Setup {
    let mut setup = setup();
    for (n, members) in
        [(1, Members::Everyone), (2, Members::Only { users: [user_id(1)].into(), teams: BTreeSet::new() })]
    {
        let inbox = Inbox { id: inbox_id(n), name: format!("Inbox {n}"), members };
        setup.inboxes.insert(inbox.id, inbox);
    }
    let giulia = &mut setup.users.get_mut(&user_id(1)).unwrap().access;
    giulia.permissions.insert(Permission::Account);
    giulia.delete = Reach::All;
    setup
}

fn with_tickets(inbox_tickets: InboxTickets) -> Setup {
    let mut setup = with_inboxes();
    setup.settings.inbox_tickets = inbox_tickets;
    setup
}

/// Ticket 1 with conversation 1 in the help desk; conversation 2 without ticket in an inbox.
fn with_one_in(inbox: u8) -> Desk {
    let inside = Conversation { inbox: Some(inbox_id(inbox)), ..conversation(2, None) };
    records(
        [ticket(1)],
        [conversation(1, Some(ticket_id(1))), inside],
        [incoming(1, conversation_id(1)), incoming(2, conversation_id(2))],
    )
}

fn moving(n: u8, to: Option<u8>) -> MoveConversation {
    MoveConversation {
        conversation: conversation_id(n),
        to: to.map(inbox_id),
        owner: None,
        comment: None,
        status: None,
        properties: Vec::new(),
        new_ticket: ticket_id(9),
    }
}

fn place_of(desk: &Desk, n: u8) -> (Option<u8>, Place) {
    let found = &desk.conversations[&conversation_id(n)];
    (found.inbox.map(|inbox| if inbox == inbox_id(1) { 1 } else { 2 }), found.place)
}

/// MOV-01, MOV-05, MOV-07
#[test]
fn conversation_with_a_ticket_moves_both_ways_and_its_ticket_stays() {
    let (setup, desk) = (with_inboxes(), with_one_in(1));
    let there = give(&setup, &desk, moving(1, Some(1))).unwrap().desk;
    assert_eq!(place_of(&there, 1), (Some(1), Place::HelpDesk));
    assert_eq!(there.tickets, desk.tickets, "the ticket is in the help desk as it was");
    let back = give(&setup, &there, moving(1, None)).unwrap().desk;
    assert_eq!(place_of(&back, 1), (None, Place::HelpDesk));
}

/// MOV-08, ONE-02
#[test]
fn moved_conversation_stays_its_tickets_and_the_help_desk_does_not_split_it() {
    let setup = with_inboxes();
    let there = give(&setup, &with_one_in(1), moving(1, Some(1))).unwrap().desk;
    let found = &there.conversations[&conversation_id(1)];
    assert_eq!(found.ticket(), Some(ticket_id(1)));
    let refused = Rejection::ConversationInInbox { conversation: conversation_id(1), inbox: inbox_id(1) };
    assert_eq!(split::splittable(&setup, &user(1), found), Err(refused));
}

/// MOV-09
#[test]
fn answer_to_a_moved_conversation_comes_to_the_inbox_and_moves_the_ticket() {
    let mut setup = with_inboxes();
    let support = setup.pipelines.get_mut(&pipeline_id(1)).unwrap();
    support.triggers.customer_replied.as_mut().unwrap().on = true;
    let there = give(&setup, &with_one_in(1), moving(1, Some(1))).unwrap().desk;
    let answered = there.messages[&message_id(1)].clone();
    let after = give_order(&setup, &there, &by_channel(1, mail_answering(5, &answered))).unwrap().desk;
    assert_eq!(after.messages[&message_id(5)].conversation, conversation_id(1));
    assert_eq!(place_of(&after, 1), (Some(1), Place::HelpDesk));
    assert_eq!(after.tickets[&ticket_id(1)].status, waiting_on_us());
}

/// MOV-02
#[test]
fn moving_takes_account_access_in_either_direction() {
    let refused = Err(Rejection::PermissionMissing { permission: Permission::Account });
    for order in [moving(1, Some(1)), moving(2, None)] {
        let outcome = give_order(&with_inboxes(), &with_one_in(1), &by_user(2, order.clone()));
        assert_eq!(outcome, refused.clone());
        assert!(
            give_order(&with_inboxes(), &with_one_in(1), &by_user(9, order)).is_ok(),
            "a Super admin may"
        );
    }
}

/// MOV-10
#[test]
fn conversation_without_a_ticket_gets_one_in_the_help_desk() {
    let mut setup = with_inboxes();
    let channel = setup.channels.get_mut(&channel_id(1)).unwrap();
    channel.tickets = TicketAutomation::Off;
    channel.new_ticket = NewTicketProperties {
        status: Some(waiting_on_us()),
        priority: Some(Priority::High),
        ..NewTicketProperties::default()
    };
    let mut desk = with_one_in(1);
    desk.facts.ticket_number = Some(TicketNumber(77));
    let after = give(&setup, &desk, moving(2, None)).unwrap().desk;
    let Ticket { status, priority, number, .. } = after.tickets[&ticket_id(9)].clone();
    assert_eq!((status, priority, number.0), (waiting_on_us(), Some(Priority::High), 77));
    assert_eq!(after.conversations[&conversation_id(2)].ticket(), Some(ticket_id(9)));
    let elsewhere = give(&setup, &desk, moving(2, Some(2))).unwrap().desk;
    assert_eq!(elsewhere.tickets.len(), 1, "from inbox to inbox there is none");
}

/// MOV-04, MOV-11
#[test]
fn move_and_what_is_said_about_it_stand_in_the_conversation() {
    let comment = Explanation { message: message_id(7), text: "It is about an invoice.".into() };
    let done = give(
        &with_inboxes(),
        &with_one_in(1),
        MoveConversation { comment: Some(comment), ..moving(2, None) },
    )
    .unwrap();
    let written = &done.desk.messages[&message_id(7)];
    assert_eq!((written.conversation, written.kind), (conversation_id(2), MessageKind::Comment));
    let told: Vec<Happening> = done.events.iter().filter_map(Happening::of).collect();
    assert_eq!(told, [Happening::Moved { from: Some(inbox_id(1)), to: None }]);
    let moved = done.events.iter().find(|event| event.fact.kind() == "conversation_moved").unwrap();
    assert_eq!(moved.fact.conversation(), Some(conversation_id(2)));
}

/// MOV-04, MOV-06, MOV-12, OWN-01
#[test]
fn new_owner_of_a_moved_conversation_owns_its_ticket_too() {
    let owners = |owner: Option<u8>| {
        let order = MoveConversation { owner: owner.map(user_id), ..moving(1, Some(1)) };
        let desk = give(&with_inboxes(), &with_one_in(1), order).unwrap().desk;
        (desk.conversations[&conversation_id(1)].owner, desk.tickets[&ticket_id(1)].owner)
    };
    assert_eq!(owners(Some(2)), (Some(user_id(2)), Some(user_id(2))));
    assert_eq!(owners(None), (None, None), "left empty, both stay");
}

/// A pipeline that forbids moving back, whose second status asks for a category.
fn strict() -> Setup {
    let mut setup = with_inboxes();
    let support = setup.pipelines.get_mut(&pipeline_id(1)).unwrap();
    support.rules.no_moving_back = true;
    for status in &mut support.statuses {
        if status.id == waiting_on_us() {
            status.conditional = vec![sportello_domain::pipeline::ConditionalProperty {
                property: BuiltIn::Category.into(),
                required: true,
            }];
        }
    }
    let returns = Pipeline {
        id: pipeline_id(2),
        name: "Returns".to_owned(),
        order: 1,
        statuses: vec![
            Status::new(status_id(6), "Received", 0, State::Open),
            Status::new(status_id(7), "Done", 1, State::Closed),
        ],
        close_date: CloseDateRule::SetWhenClosed,
        triggers: StatusTriggers::default(),
        rules: PipelineRules::default(),
    };
    setup.pipelines.insert(returns.id, returns);
    setup
}

/// MOV-06, MOV-13
#[test]
fn status_that_is_refused_cancels_the_move() {
    let setup = strict();
    let desk = with_one_in(1);
    let to = |status| MoveConversation { status: Some(status), ..moving(1, Some(1)) };
    let asked = give(&setup, &desk, to(waiting_on_us()));
    assert!(matches!(asked, Err(Rejection::PropertiesRequired { .. })), "{asked:?}");
    let with = vec![(BuiltIn::Category.into(), "Invoices".to_owned())];
    let given = give(&setup, &desk, MoveConversation { properties: with, ..to(waiting_on_us()) }).unwrap();
    let back = give(&setup, &given.desk, MoveConversation { status: Some(new()), ..moving(1, None) });
    assert!(matches!(back, Err(Rejection::PipelineRule { .. })), "{back:?}");
}

/// MOV-13, CLO-03, CLD-01
#[test]
fn status_of_another_pipeline_closes_the_ticket_with_its_conversations() {
    let order = MoveConversation { status: Some(status_id(7)), ..moving(1, Some(1)) };
    let after = give(&strict(), &with_one_in(1), order).unwrap().desk;
    let ticket = &after.tickets[&ticket_id(1)];
    assert_eq!((ticket.pipeline, ticket.close_date.is_some()), (pipeline_id(2), true));
    assert!(!after.conversations[&conversation_id(1)].is_open());
}

/// MOV-14
#[test]
fn nobody_moves_to_an_inbox_or_gets_what_is_in_it_without_working_there() {
    let setup = with_inboxes();
    let by_admin = give_order(&setup, &with_one_in(1), &by_user(9, moving(1, Some(2))));
    assert_eq!(by_admin, Err(Rejection::NotInInbox { inbox: inbox_id(2) }));
    let to_bruno = MoveConversation { owner: Some(user_id(2)), ..moving(1, Some(2)) };
    let refused = Rejection::UserNotInInbox { user: user_id(2), inbox: inbox_id(2) };
    assert_eq!(give(&setup, &with_one_in(1), to_bruno), Err(refused));
    let unknown = give(&setup, &with_one_in(1), moving(1, Some(3)));
    assert_eq!(unknown, Err(Rejection::InboxNotFound { inbox: inbox_id(3) }));
}

#[test]
fn what_was_put_aside_does_not_move() {
    for (place, refused) in [
        (Place::Spam, Rejection::ConversationInSpam { conversation: conversation_id(2) }),
        (Place::Trash, Rejection::ConversationInTrash { conversation: conversation_id(2) }),
    ] {
        let mut desk = with_one_in(1);
        desk.conversations.get_mut(&conversation_id(2)).unwrap().place = place;
        assert_eq!(give(&with_inboxes(), &desk, moving(2, None)), Err(refused));
    }
}

/// INB-08
#[test]
fn limited_inbox_is_seen_by_its_members_and_by_admins_who_cannot_act_in_it() {
    let setup = with_inboxes();
    let seen = |n: u8| [1, 2].map(|inbox| policy::sees_inbox(&setup, &user(n), inbox_id(inbox)));
    assert_eq!(seen(1), [true, true]);
    assert_eq!(seen(2), [true, false]);
    assert_eq!(seen(9), [true, true]);
    let desk = with_one_in(2);
    let close = CloseConversation { conversation: conversation_id(2) };
    let comment = AddComment::new(message_id(7), conversation_id(2), "Mine");
    let by = |n: u8| give_order(&setup, &desk, &by_user(n, close.clone()));
    assert!(by(1).is_ok());
    assert_eq!(by(2), Err(Rejection::ConversationNotFound { conversation: conversation_id(2) }));
    assert_eq!(by(9), Err(Rejection::NotInInbox { inbox: inbox_id(2) }));
    let commented = give_order(&setup, &desk, &by_user(9, comment));
    assert_eq!(commented, Err(Rejection::NotInInbox { inbox: inbox_id(2) }));
}

/// INB-08
#[test]
fn conversation_of_a_limited_inbox_is_hidden_from_who_sees_its_ticket() {
    let setup = with_inboxes();
    let there = give(&setup, &with_one_in(1), moving(1, Some(2))).unwrap().desk;
    let of = |n: u8| {
        let slice = policy::visible_slice(&setup, &user(n), there.clone()).into_inner();
        (
            slice.tickets.contains_key(&ticket_id(1)),
            slice.conversations.contains_key(&conversation_id(1)),
            slice.messages.contains_key(&message_id(1)),
        )
    };
    assert_eq!(of(1), (true, true, true));
    assert_eq!(of(2), (true, false, false));
    let mut team = setup.clone();
    let members = Members::Only { users: BTreeSet::new(), teams: [team_id(1)].into() };
    team.inboxes.get_mut(&inbox_id(2)).unwrap().members = members;
    assert!(policy::sees_inbox(&team, &user(2), inbox_id(2)), "the team's users are its members");
}

/// INB-07, INB-08
#[test]
fn who_works_in_an_inbox_answers_there_even_where_the_ticket_is_out_of_reach() {
    let mut setup = with_inboxes();
    let there = give(&setup, &with_one_in(1), moving(1, Some(1))).unwrap().desk;
    let bruno = &mut setup.users.get_mut(&user_id(2)).unwrap().access;
    (bruno.view, bruno.edit) = (Reach::Nothing, Reach::Nothing);
    assert!(give_order(&setup, &there, &by_user(2, reply(6))).is_ok());
    let with_status = sportello_domain::message::SendReply { then_status: Some(closed()), ..reply(6) };
    let refused = Rejection::TicketNotFound { ticket: ticket_id(1) };
    assert_eq!(give_order(&setup, &there, &by_user(2, with_status)), Err(refused));
}

fn ticket_for_2() -> CreateTicket {
    CreateTicket { conversation: Some(conversation_id(2)), ..new_ticket(9) }
}

/// CRE-12, CRE-15
#[test]
fn whoever_creates_a_ticket_moves_the_conversation_to_the_help_desk() {
    assert_eq!(setup().settings.inbox_tickets, InboxTickets::MovesToHelpDesk);
    let setup = with_tickets(InboxTickets::MovesToHelpDesk);
    let done = give_order(&setup, &with_one_in(1), &by_user(2, ticket_for_2())).unwrap();
    assert_eq!(place_of(&done.desk, 2), (None, Place::HelpDesk));
    assert_eq!(done.desk.conversations[&conversation_id(2)].ticket(), Some(ticket_id(9)));
}

/// CRE-13, CRE-14, CRE-15
#[test]
fn where_inboxes_have_tickets_the_conversation_stays_in_its_inbox() {
    for tickets in [InboxTickets::Allowed, InboxTickets::ManualOnly] {
        let done = give_order(&with_tickets(tickets), &with_one_in(1), &by_user(2, ticket_for_2())).unwrap();
        assert_eq!(place_of(&done.desk, 2), (Some(1), Place::HelpDesk), "{tickets:?}");
        assert_eq!(done.desk.conversations[&conversation_id(2)].ticket(), Some(ticket_id(9)));
    }
}

fn in_inbox(kind: ChannelKind) -> Setup {
    let mut setup = with_inboxes();
    let channel = setup.channels.get_mut(&channel_id(1)).unwrap();
    (channel.kind, channel.inbox) = (kind, Some(inbox_id(1)));
    channel.new_ticket.owner = Some(user_id(2));
    setup
}

fn by_mail() -> ChannelKind {
    ChannelKind::Email { address: address("support@desk.example") }
}

/// CRE-13, CRE-15
#[test]
fn message_to_an_inbox_creates_a_ticket_only_where_that_is_allowed() {
    let tickets_after = |tickets| {
        let mut setup = in_inbox(by_mail());
        setup.settings.inbox_tickets = tickets;
        let done = give_order(&setup, &Desk::default(), &by_channel(1, mail(3))).unwrap();
        let started = done.desk.conversations.values().next().unwrap();
        assert_eq!(started.inbox, Some(inbox_id(1)));
        done.desk.tickets.len()
    };
    assert_eq!(InboxTickets::ALL.map(tickets_after), [0, 0, 1]);
}

/// SPM-13, CRE-15
#[test]
fn what_is_taken_out_of_spam_comes_back_to_its_inbox_without_a_ticket() {
    let mut desk = with_one_in(1);
    desk.conversations.get_mut(&conversation_id(2)).unwrap().place = Place::Spam;
    desk.contacts.insert(contact_id(1), contact(1));
    let recover = NotSpam {
        conversation: conversation_id(2),
        sender: customer(1),
        new_contact: contact_id(9),
        new_ticket: ticket_id(9),
    };
    let after = give(&with_inboxes(), &desk, recover).unwrap().desk;
    assert_eq!(place_of(&after, 2), (Some(1), Place::HelpDesk));
    assert_eq!(after.tickets.len(), 1);
}

fn move_channel(history: bool) -> MoveChannel {
    MoveChannel { channel: channel_id(1), history }
}

/// MCH-01, MCH-06
#[test]
fn some_kinds_of_channel_move_and_the_others_are_connected_again() {
    let outcome = |kind| give(&in_inbox(kind), &Desk::default(), move_channel(false));
    for kind in [by_mail(), ChannelKind::Chat, ChannelKind::Form, ChannelKind::Calling] {
        assert!(outcome(kind).is_ok());
    }
    let refused = Rejection::ChannelMustReconnect { channel: channel_id(1) };
    for kind in [ChannelKind::Messenger, ChannelKind::Whatsapp, ChannelKind::Custom] {
        assert_eq!(outcome(kind), Err(refused.clone()));
    }
}

/// MCH-05
#[test]
fn moved_channel_begins_anew_in_the_default_pipeline() {
    let mut setup = in_inbox(by_mail());
    setup.default_pipeline = pipeline_id(2);
    setup.pipelines.insert(pipeline_id(2), strict().pipelines[&pipeline_id(2)].clone());
    setup.channels.get_mut(&channel_id(1)).unwrap().tickets = TicketAutomation::Off;
    let done = give(&setup, &Desk::default(), move_channel(false)).unwrap();
    let before = setup.channels[&channel_id(1)].clone();
    let moved = Channel {
        inbox: None,
        pipeline: pipeline_id(2),
        tickets: TicketAutomation::CreateTicket,
        new_ticket: NewTicketProperties::default(),
        ..before
    };
    assert_eq!(facts(&done), [Fact::Setup(SetupFact::ChannelSaved { channel: moved })]);
    let by_bruno = give_order(&setup, &Desk::default(), &by_user(2, move_channel(false)));
    assert_eq!(by_bruno, Err(Rejection::PermissionMissing { permission: Permission::Account }));
    let again = give(&with_inboxes(), &Desk::default(), move_channel(false));
    assert_eq!(again, Err(Rejection::ChannelNotInInbox { channel: channel_id(1) }));
}

/// MCH-03
#[test]
fn without_its_history_a_moved_channel_leaves_conversations_where_they_are() {
    let setup = in_inbox(by_mail());
    let desk = with_one_in(1);
    let done = give(&setup, &desk, move_channel(false)).unwrap();
    assert_eq!(done.desk.conversations, desk.conversations);
    let mut moved = setup.clone();
    for event in &done.events {
        if let Fact::Setup(fact) = &event.fact {
            moved.apply(fact);
        }
    }
    let answer = mail_answering(5, &desk.messages[&message_id(2)]);
    let after = give_order(&moved, &desk, &by_channel(1, answer)).unwrap().desk;
    assert_eq!(after.messages[&message_id(5)].conversation, conversation_id(2));
    assert_eq!(place_of(&after, 2), (Some(1), Place::HelpDesk));
    let fresh = give_order(&moved, &desk, &by_channel(1, mail(6))).unwrap().desk;
    let started = fresh.conversations.values().find(|it| it.id == conversation_id(6)).unwrap();
    assert_eq!((started.inbox, started.ticket()), (None, Some(ticket_id(6))));
}

/// MCH-02, MCH-04
#[test]
fn with_its_history_a_moved_channel_takes_everything_but_the_trash() {
    let mut desk = with_one_in(1);
    let inside = |n: u8, place| Conversation { inbox: Some(inbox_id(1)), place, ..conversation(n, None) };
    let owned = Conversation { owner: Some(user_id(2)), ..inside(3, Place::HelpDesk) };
    let with_ticket = Conversation { inbox: Some(inbox_id(1)), ..conversation(6, Some(ticket_id(1))) };
    for it in [owned, inside(4, Place::Spam), inside(5, Place::Trash), with_ticket] {
        desk.conversations.insert(it.id, it);
    }
    let after = give(&in_inbox(by_mail()), &desk, move_channel(true)).unwrap().desk;
    let inboxes: Vec<Option<u8>> = (1..=6).map(|n| place_of(&after, n).0).collect();
    assert_eq!(inboxes, [None, None, None, None, Some(1), None]);
    assert_eq!(after.tickets, desk.tickets, "no ticket changes, and none is created");
    assert_eq!(after.read, desk.read);
    let as_before = |n: u8| {
        let unmoved = |it: &Conversation| Conversation { inbox: None, version: 0, ..it.clone() };
        unmoved(&after.conversations[&conversation_id(n)])
            == unmoved(&desk.conversations[&conversation_id(n)])
    };
    assert!((2..=6).all(as_before), "owners, states and tickets stay");
}

/// MCH-01
#[test]
fn channel_changes_its_place_by_the_order_for_it_alone() {
    let mut channel = with_inboxes().channels[&channel_id(1)].clone();
    channel.inbox = Some(inbox_id(1));
    let moved =
        give_order(&with_inboxes(), &Desk::default(), &by_user(9, SaveChannel { channel: channel.clone() }));
    assert_eq!(moved, Err(Rejection::ChannelStays { channel: channel_id(1) }));
    let other = Channel { id: channel_id(5), kind: ChannelKind::Chat, ..channel };
    assert!(
        give_order(&with_inboxes(), &Desk::default(), &by_user(9, SaveChannel { channel: other })).is_ok()
    );
}

fn trash(n: u8, with: &[u8]) -> TrashConversation {
    TrashConversation {
        conversation: conversation_id(n),
        with: with.iter().map(|n| conversation_id(*n)).collect(),
    }
}

/// Ticket 1 with conversation 1 in the help desk and 3 in inbox 1.
fn with_two() -> Desk {
    let mut desk = with_one_in(1);
    let other = Conversation { inbox: Some(inbox_id(1)), ..conversation(3, Some(ticket_id(1))) };
    desk.conversations.insert(other.id, other);
    desk
}

/// DEL-06, DEL-14, INB-11
#[test]
fn conversation_goes_to_the_trash_with_its_ticket_and_the_others_that_were_named() {
    let setup = with_inboxes();
    let refused =
        Rejection::OthersFallWithIt { conversation: conversation_id(3), with: [conversation_id(1)].into() };
    assert_eq!(give(&setup, &with_two(), trash(3, &[])), Err(refused));
    let after = give(&setup, &with_two(), trash(3, &[1])).unwrap().desk;
    assert!(after.tickets[&ticket_id(1)].deleted.is_some());
    assert_eq!(place_of(&after, 1), (None, Place::Trash));
    assert_eq!(place_of(&after, 3), (Some(1), Place::Trash));
    let back = give(&setup, &after, RestoreTicket { ticket: ticket_id(1) }).unwrap().desk;
    assert_eq!(place_of(&back, 3), (Some(1), Place::HelpDesk), "it comes back to its inbox");
    let by_bruno = give_order(&setup, &with_two(), &by_user(2, trash(3, &[1])));
    assert_eq!(by_bruno, Err(Rejection::MayNotDelete { ticket: ticket_id(1) }));
}

/// INB-11, CNV-02, DEL-07, DEL-13
#[test]
fn conversation_without_a_ticket_can_be_restored_for_ninety_days() {
    let setup = with_inboxes();
    let gone = give(&setup, &with_one_in(1), trash(2, &[])).unwrap().desk;
    assert_eq!(place_of(&gone, 2), (Some(1), Place::Trash));
    assert_eq!(gone.conversations[&conversation_id(2)].trashed_by, Some(user_id(1)));
    let closing = give(&setup, &gone, CloseConversation { conversation: conversation_id(2) });
    assert_eq!(closing, Err(Rejection::ConversationInTrash { conversation: conversation_id(2) }));
    let restore = || RestoreConversation { conversation: conversation_id(2) };
    let back = give(&setup, &gone, restore()).unwrap().desk;
    assert_eq!(place_of(&back, 2), (Some(1), Place::HelpDesk));

    let since = gone.conversations[&conversation_id(2)].placed_at.unwrap();
    let after = |over: TimeDelta| since + TimeDelta::days(DAYS_KEPT) + over;
    let purge = || PurgeConversations { conversations: [conversation_id(2)].into() };
    let at = |mut order: sportello_domain::order::Order, over| {
        order.at = after(over);
        give_order(&setup, &gone, &order)
    };
    assert!(at(order(restore()), TimeDelta::zero()).is_ok());
    let early = Rejection::ConversationPurgeTooEarly { conversation: conversation_id(2) };
    assert_eq!(at(by_product(purge()), TimeDelta::zero()), Err(early));
    let late = Rejection::ConversationRestoreTooLate { conversation: conversation_id(2) };
    assert_eq!(at(order(restore()), TimeDelta::nanoseconds(1)), Err(late));
    let purged = at(by_product(purge()), TimeDelta::nanoseconds(1)).unwrap().desk;
    assert!(!purged.conversations.contains_key(&conversation_id(2)));
    assert!(!purged.messages.contains_key(&message_id(2)));
}

/// DEL-16
#[test]
fn answer_to_a_conversation_in_the_trash_starts_another() {
    let setup = in_inbox(by_mail());
    let gone = give(&setup, &with_one_in(1), trash(2, &[])).unwrap().desk;
    let answer: ReceiveMessage = mail_answering(5, &gone.messages[&message_id(2)]);
    assert!(matches!(answer.arrival, Arrival::Mail { .. }));
    let after = give_order(&setup, &gone, &by_channel(1, answer)).unwrap().desk;
    assert_eq!(after.messages[&message_id(5)].conversation, conversation_id(5));
}

/// INB-04, INB-05, INB-10
#[test]
fn properties_in_the_details_are_chosen_by_each_user_for_themself() {
    let setup = with_inboxes();
    let choose = |properties: &[BuiltIn]| ArrangeTicketDetails {
        properties: properties.iter().map(|it| (*it).into()).collect(),
    };
    let done = give(&setup, &Desk::default(), choose(&[BuiltIn::Source])).unwrap();
    let mut after = setup.clone();
    for event in &done.events {
        if let Fact::Setup(fact) = &event.fact {
            after.apply(fact);
        }
    }
    let of = |setup: &Setup, n: u8| setup.workspace_of(user_id(n)).ticket_details(setup);
    assert_eq!(of(&after, 1), [BuiltIn::Source.into()]);
    assert_eq!(of(&after, 2), of(&setup, 2), "nobody else sees others");
    let twice = give(&setup, &Desk::default(), choose(&[BuiltIn::Source, BuiltIn::Source]));
    assert_eq!(twice, Err(Rejection::PropertyUnknown { property: BuiltIn::Source.into() }));
}

#[test]
fn inbox_needs_a_name_of_its_own_and_members_who_exist() {
    let save =
        |name: &str, members| SaveInbox { inbox: Inbox { id: inbox_id(3), name: name.to_owned(), members } };
    let given = |order| give(&with_inboxes(), &Desk::default(), order);
    assert_eq!(given(save(" ", Members::Everyone)), Err(Rejection::InboxNameMissing { inbox: inbox_id(3) }));
    let taken = Rejection::InboxNameTaken { name: "inbox 1".to_owned() };
    assert_eq!(given(save("inbox 1", Members::Everyone)), Err(taken));
    let nobody = Members::Only { users: [user_id(8)].into(), teams: BTreeSet::new() };
    assert_eq!(given(save("Other", nobody)), Err(Rejection::UserNotFound { user: user_id(8) }));
    let by_bruno =
        give_order(&with_inboxes(), &Desk::default(), &by_user(2, save("Other", Members::Everyone)));
    assert_eq!(by_bruno, Err(Rejection::PermissionMissing { permission: Permission::Account }));
}
