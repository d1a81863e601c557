//! What is shown, whatever the order in which orders, answers and live changes come.

use sportello_domain::conversation::ConversationState;
use sportello_domain::decide::Decided;
use sportello_domain::history::Happening;
use sportello_domain::id::MessageId;
use sportello_domain::id::OrderId;
use sportello_domain::merge::MergeTickets;
use sportello_domain::message::{AddComment, Message};
use sportello_domain::order::Command;
use sportello_domain::property::Priority;
use sportello_domain::protocol::{
    MessageView, Problem, Records, ThreadPage, TicketPage, TicketRow, TicketView, ViewCount,
};
use sportello_domain::split::SplitTicket;
use sportello_domain::testing::{
    closed, conversation, conversation_id, desk, facts, incoming, message_id, minutes, new, new_ticket,
    order_id, setup, ticket, ticket_id, user_id, waiting_file, waiting_on_us,
};
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus, SetProperty};
use sportello_domain::unread::MarkRead;
use sportello_domain::view::BuiltInView;
use sportello_domain::workspace::{ChooseLayout, Layout};

use super::*;

/// The server, as far as the replica hears it: a desk, and a sequence.
struct Server {
    setup: Setup,
    desk: Desk,
    sequence: Sequence,
}

impl Server {
    fn with_one_ticket() -> (Self, Replica) {
        let server = Self { setup: setup(), desk: desk(ticket(1), 1), sequence: 10 };
        let mut replica = Replica::new(user_id(1), CurrentSetup { setup: setup(), sequence: 10 });
        replica.learn_ticket(server.view());
        replica.learn_page(BuiltInView::Unassigned, server.page(&[1]), PagePlace::First);
        replica.learn_counts(vec![ViewCount { view: BuiltInView::Unassigned.into(), count: 5 }]);
        let thread = ThreadPage { entries: Vec::new(), earlier: None, sequence: 10 };
        replica.learn_thread(conversation_id(1), thread);
        (server, replica)
    }

    fn row(&self, n: u8) -> TicketRow {
        let ticket = self.desk.tickets[&ticket_id(n)].clone();
        let read_up_to = self.desk.read_by(ticket.id, user_id(1));
        TicketRow { ticket, contact: None, read_up_to }
    }

    fn view(&self) -> TicketView {
        TicketView {
            row: self.row(1),
            conversations: self.desk.conversations.values().cloned().collect(),
            records: Records {
                contacts: self.desk.contacts.values().cloned().collect(),
                companies: self.desk.companies.values().cloned().collect(),
                deals: self.desk.deals.values().cloned().collect(),
            },
            shown: Some(conversation_id(1)),
            sequence: self.sequence,
        }
    }

    fn page(&self, tickets: &[u8]) -> TicketPage {
        let rows = tickets.iter().map(|n| self.row(*n)).collect();
        TicketPage { rows, next: None, count: 5, sequence: self.sequence }
    }

    /// Carries an order out, and says so as the answer and live.
    fn execute(&mut self, order: &Order) -> (OrderAnswer, LiveChange) {
        let Decided { events, desk } =
            decide(&self.setup, self.desk.clone(), order).expect("the order is accepted");
        self.desk = desk;
        self.sequence += u64::try_from(events.len()).expect("few events");
        let (sequence, rows) = (self.sequence, vec![self.row(1)]);
        let live = LiveChange {
            sequence,
            order: order.id,
            actor: order.actor.clone(),
            events: events.clone(),
            rows: rows.clone(),
        };
        (OrderAnswer::Accepted { order: order.id, sequence, events, rows, withdrawn: Vec::new() }, live)
    }
}

fn order(n: u8, command: impl Into<Command>) -> Order {
    Order {
        id: order_id(n),
        actor: Actor::User { user: user_id(1) },
        at: minutes(1),
        command: command.into(),
    }
}

fn by_colleague(n: u8, command: impl Into<Command>) -> Order {
    Order { actor: Actor::User { user: user_id(2) }, ..order(n, command) }
}

fn to_status(status: sportello_domain::id::StatusId) -> ChangeStatus {
    ChangeStatus::new(ticket_id(1), status)
}

fn to_owner(n: u8) -> AssignTicket {
    AssignTicket { ticket: ticket_id(1), to: Assignee::User { user: user_id(n) } }
}

fn comment(n: u8) -> AddComment {
    AddComment::new(message_id(n), conversation_id(1), "Seen.")
}

fn refused(order: OrderId) -> OrderAnswer {
    let problem = Problem {
        kind: "/problems/may_not_edit".to_owned(),
        title: String::new(),
        status: 403,
        code: "may_not_edit".to_owned(),
        detail: None,
        rejection: None,
        request_id: None,
    };
    OrderAnswer::Refused { order, problem }
}

fn shown(replica: &Replica) -> &Ticket {
    &replica.desk().tickets[&ticket_id(1)]
}

#[test]
fn an_order_shows_at_once_and_stays_after_the_answer() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let close = order(1, to_status(closed()));
    assert!(matches!(replica.give(close.clone()), Ok(Given::InFlight(_))));
    assert_eq!(shown(&replica).status, closed());
    assert!(matches!(
        replica.desk().conversations[&conversation_id(1)].state,
        ConversationState::Closed { .. }
    ));
    assert_eq!(replica.in_flight().count(), 1);

    let (answer, live) = server.execute(&close);
    replica.answered(answer);
    assert_eq!(replica.in_flight().count(), 0);
    replica.heard_live(live);
    assert_eq!(replica.desk(), &replica.said);
    assert_eq!(shown(&replica), &server.desk.tickets[&ticket_id(1)]);
    assert_eq!(replica.desk().conversations, server.desk.conversations);
}

#[test]
fn an_order_that_is_taken_back_is_shown_no_more_and_what_came_after_it_stays() {
    let (_, mut replica) = Server::with_one_ticket();
    let (close, assign) = (order(1, to_status(closed())), order(2, to_owner(1)));
    replica.give(close.clone()).expect("allowed");
    replica.give(assign.clone()).expect("allowed");
    replica.take_back(close.id);
    assert_eq!((shown(&replica).status, shown(&replica).owner), (new(), Some(user_id(1))));
    assert_eq!(replica.in_flight().map(|order| order.id).collect::<Vec<_>>(), [assign.id]);
}

#[test]
fn a_live_change_that_is_ones_own_order_may_come_before_the_answer() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let assign = order(1, to_owner(1));
    replica.give(assign.clone()).expect("allowed");
    let (answer, live) = server.execute(&assign);
    replica.heard_live(live.clone());
    assert_eq!(replica.in_flight().count(), 0);
    let version = shown(&replica).version;
    replica.answered(answer);
    replica.heard_live(live);
    assert_eq!(shown(&replica).version, version, "what is told three times happens once");
    assert_eq!(shown(&replica), &server.desk.tickets[&ticket_id(1)]);
}

#[test]
fn a_refused_order_goes_back_and_those_after_it_stay() {
    let (_, mut replica) = Server::with_one_ticket();
    replica.give(order(1, to_status(waiting_on_us()))).expect("allowed");
    replica.give(order(2, to_owner(2))).expect("allowed");
    replica.answered(refused(order_id(1)));
    assert_eq!(shown(&replica).status, new());
    assert_eq!(shown(&replica).owner, Some(user_id(2)));
    assert_eq!(replica.in_flight().count(), 1);
}

#[test]
fn an_order_that_the_rules_refuse_changes_nothing_and_is_not_sent() {
    let (_, mut replica) = Server::with_one_ticket();
    let before = replica.desk().clone();
    let foreign = sportello_domain::testing::status_id(99);
    assert!(replica.give(order(1, to_status(foreign))).is_err());
    assert_eq!(replica.desk(), &before);
    assert_eq!(replica.in_flight().count(), 0);
}

#[test]
fn what_is_as_wanted_already_is_not_sent() {
    let (_, mut replica) = Server::with_one_ticket();
    assert_eq!(replica.give(order(1, to_status(new()))), Ok(Given::Nothing));
    assert_eq!(replica.in_flight().count(), 0);
}

#[test]
fn answers_may_come_out_of_order() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let first = order(1, to_status(waiting_on_us()));
    let second = order(2, to_owner(1));
    replica.give(first.clone()).expect("allowed");
    replica.give(second.clone()).expect("allowed");
    let (first_answer, first_live) = server.execute(&first);
    let (second_answer, second_live) = server.execute(&second);
    replica.answered(second_answer);
    replica.answered(first_answer);
    replica.heard_live(first_live);
    replica.heard_live(second_live);
    assert_eq!(replica.in_flight().count(), 0);
    assert_eq!(shown(&replica), &server.desk.tickets[&ticket_id(1)]);
    assert_eq!(replica.desk(), &replica.said);
}

/// XCT-02
#[test]
fn a_colleagues_change_is_shown_below_ones_own_until_the_server_decides() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let mine = order(1, to_status(waiting_on_us()));
    replica.give(mine.clone()).expect("allowed");
    let (_, theirs) = server.execute(&by_colleague(2, to_status(closed())));
    replica.heard_live(theirs);
    assert_eq!(shown(&replica).status, waiting_on_us(), "one's own is decided on top");
    let (answer, _) = server.execute(&mine);
    replica.answered(answer);
    assert_eq!(shown(&replica).status, waiting_on_us());
    assert_eq!(shown(&replica), &server.desk.tickets[&ticket_id(1)]);
}

#[test]
fn a_page_that_was_overtaken_by_a_live_change_does_not_bring_the_past_back() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let late = server.page(&[1]);
    let (_, live) = server.execute(&by_colleague(1, to_status(closed())));
    replica.heard_live(live);
    replica.learn_page(BuiltInView::Unassigned, late, PagePlace::First);
    assert_eq!(shown(&replica).status, closed());
    assert!(replica.list(BuiltInView::Unassigned).expect("loaded").ids().is_empty());
}

#[test]
fn a_withdrawn_ticket_is_gone_with_its_conversations_and_orders_in_flight_show_nothing() {
    let (_, mut replica) = Server::with_one_ticket();
    replica.give(order(1, to_owner(1))).expect("allowed");
    let changed = replica.withdrawn(&Withdrawn { sequence: 11, by: 11, tickets: vec![ticket_id(1)] });
    assert!(changed.contains(&Topic::Ticket(ticket_id(1))));
    assert!(replica.desk().tickets.is_empty() && replica.desk().conversations.is_empty());
    assert!(replica.list(BuiltInView::Unassigned).expect("loaded").ids().is_empty());
    assert_eq!(replica.in_flight().count(), 1, "the server still has to answer");
    assert_eq!(replica.heard(), 11);
}

#[test]
fn an_answer_from_before_brings_no_withdrawn_ticket_back() {
    let (_, mut replica) = Server::with_one_ticket();
    let row = TicketRow { ticket: ticket(1), contact: None, read_up_to: 0 };
    let page = |sequence| TicketPage { rows: vec![row.clone()], next: None, count: 1, sequence };
    // The change itself is still to be told.
    replica.withdrawn(&Withdrawn { sequence: 10, by: 11, tickets: vec![ticket_id(1)] });
    replica.learn_page(BuiltInView::Unassigned, page(10), PagePlace::First);
    assert!(replica.list(BuiltInView::Unassigned).expect("loaded").ids().is_empty());
    replica.learn_page(BuiltInView::Unassigned, page(12), PagePlace::First);
    assert_eq!(replica.list(BuiltInView::Unassigned).expect("loaded").ids(), [ticket_id(1)]);
}

#[test]
fn the_answer_to_an_order_withdraws_at_once_what_it_took_away() {
    let (_, mut replica) = Server::with_one_ticket();
    let row = TicketRow { ticket: ticket(1), contact: None, read_up_to: 0 };
    let page = TicketPage { rows: vec![row], next: None, count: 1, sequence: 10 };
    replica.give(order(1, to_owner(1))).expect("allowed");
    let withdrawn = vec![ticket_id(1)];
    let (events, rows) = (Vec::new(), Vec::new());
    replica.answered(OrderAnswer::Accepted { order: order_id(1), sequence: 11, events, rows, withdrawn });
    assert!(replica.desk().tickets.is_empty() && replica.in_flight().next().is_none());
    replica.learn_page(BuiltInView::Unassigned, page, PagePlace::First);
    assert!(replica.desk().tickets.is_empty(), "the page was on its way before");
}

#[test]
fn after_missed_events_the_orders_in_flight_stay_and_threads_are_loaded_again() {
    let (_, mut replica) = Server::with_one_ticket();
    replica.give(order(1, to_owner(1))).expect("allowed");
    replica.missed(500);
    assert_eq!(replica.heard(), 500);
    assert_eq!(replica.in_flight().count(), 1);
    assert_eq!(replica.take_stale(), [conversation_id(1)]);
    assert!(replica.take_stale().is_empty());
}

/// LAY-04
#[test]
fn an_arrangement_shows_at_once_and_goes_back_when_it_is_refused() {
    let (_, mut replica) = Server::with_one_ticket();
    let layout = |replica: &Replica| replica.setup().workspace_of(user_id(1)).layout;
    let (board, split) = (ChooseLayout { layout: Layout::Board }, ChooseLayout { layout: Layout::Split });
    replica.give(order(1, board)).expect("allowed");
    assert_eq!(layout(&replica), Layout::Board);
    replica.give(order(2, split)).expect("allowed");
    assert_eq!(layout(&replica), Layout::Split);
    replica.answered(refused(order_id(1)));
    assert_eq!(layout(&replica), Layout::Split, "the other is still in flight");
    replica.answered(refused(order_id(2)));
    assert_eq!(layout(&replica), Layout::Table);
}

/// VEW-13
#[test]
fn lists_and_counts_follow_an_order_in_the_same_moment() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let assign = order(1, to_owner(1));
    replica.give(assign.clone()).expect("allowed");
    assert!(replica.list(BuiltInView::Unassigned).expect("loaded").ids().is_empty());
    assert_eq!(replica.count(BuiltInView::Unassigned), Some(4));
    let (answer, live) = server.execute(&assign);
    replica.answered(answer);
    assert_eq!(replica.count(BuiltInView::Unassigned), Some(4));
    replica.heard_live(live);
    assert_eq!(replica.count(BuiltInView::Unassigned), Some(4));
}

#[test]
fn a_comment_is_in_the_thread_at_once_and_only_once_afterwards() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let texts = |replica: &Replica| -> Vec<String> {
        let entries = replica.thread(conversation_id(1)).expect("loaded").into_iter();
        entries
            .filter_map(|entry| match entry {
                ThreadEntry::Message(view) => Some(view.text),
                ThreadEntry::Happening { .. } => None,
            })
            .collect()
    };
    let say = order(1, comment(1));
    replica.give(say.clone()).expect("allowed");
    assert_eq!(texts(&replica), ["Seen."]);
    let (answer, live) = server.execute(&say);
    replica.heard_live(live);
    assert_eq!(texts(&replica), ["Seen."]);
    replica.answered(answer);
    assert_eq!(texts(&replica), ["Seen."]);
    assert!(replica.take_stale().is_empty());
}

#[test]
fn a_colleagues_comment_has_the_thread_loaded_again() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let (_, live) = server.execute(&by_colleague(1, comment(2)));
    let changed = replica.heard_live(live);
    assert!(changed.contains(&Topic::Thread(conversation_id(1))));
    assert_eq!(replica.take_stale(), [conversation_id(1)]);
}

/// UNR-01, UNR-02, UNR-03
#[test]
fn unread_is_ones_own() {
    let (mut server, mut replica) = Server::with_one_ticket();
    assert!(replica.is_unread(shown(&replica)));
    let (_, live) = server.execute(&by_colleague(1, MarkRead { ticket: ticket_id(1) }));
    replica.heard_live(live);
    assert!(replica.is_unread(shown(&replica)), "a colleague has read it, which changes nothing here");
    replica.give(order(2, MarkRead { ticket: ticket_id(1) })).expect("allowed");
    assert!(!replica.is_unread(shown(&replica)));
}

#[test]
fn the_browser_decides_what_the_server_decides() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let urgent = Priority::Urgent.name().to_owned();
    let set = order(1, SetProperty { ticket: ticket_id(1), property: "priority".into(), value: urgent });
    replica.give(set.clone()).expect("allowed");
    let decided = decide(&server.setup, server.desk.clone(), &set).expect("allowed");
    assert!(!facts(&decided).is_empty());
    server.execute(&set);
    assert_eq!(replica.desk().tickets, server.desk.tickets);
    assert_eq!(conversation(1, Some(ticket_id(1))).ticket(), Some(ticket_id(1)));
}

/// A ticket that was opened from a list kept saying that it had no conversation: reading it had made
/// the ticket newer than what was being loaded.
#[test]
fn a_ticket_that_is_loaded_late_still_tells_of_its_conversations() {
    let mut server = Server { setup: setup(), desk: desk(ticket(1), 1), sequence: 10 };
    let mut replica = Replica::new(user_id(1), CurrentSetup { setup: setup(), sequence: 10 });
    replica.learn_page(BuiltInView::Unassigned, server.page(&[1]), PagePlace::First);
    let being_loaded = server.view();
    let reading = Order {
        id: order_id(7),
        actor: replica.actor(),
        at: minutes(1),
        command: MarkRead { ticket: ticket_id(1) }.into(),
    };
    replica.give(reading.clone()).unwrap();
    let (answer, _) = server.execute(&reading);
    replica.answered(answer);

    let changed = replica.learn_ticket(being_loaded);

    assert!(changed.contains(&Topic::Ticket(ticket_id(1))));
    assert_eq!(replica.desk().conversations_of(ticket_id(1)).count(), 1);
}

/// The files of the last entry of the thread, by their names.
fn files_shown(replica: &Replica) -> Vec<String> {
    let last = replica.thread(conversation_id(1)).and_then(|mut entries| entries.pop());
    match last {
        Some(ThreadEntry::Message(view)) => view.attachments.into_iter().map(|file| file.name).collect(),
        Some(ThreadEntry::Happening { .. }) | None => Vec::new(),
    }
}

#[test]
fn a_file_shows_with_its_message_at_once_and_waits_again_when_that_is_refused() {
    let (_, mut replica) = Server::with_one_ticket();
    let file = waiting_file(1, user_id(1)).file;
    let with_file = AddComment { attachments: vec![file.id], ..comment(1) };
    assert!(replica.give(order(1, with_file.clone())).is_err(), "the file is not known");
    replica.learn_file(file.clone());
    replica.give(order(2, with_file.clone())).expect("allowed");
    assert_eq!(files_shown(&replica), [file.name.clone()]);
    let again = AddComment { message: message_id(2), ..with_file };
    assert!(replica.give(order(3, again.clone())).is_err(), "it is taken");

    replica.answered(refused(order_id(2)));
    assert_eq!(files_shown(&replica), Vec::<String>::new());
    replica.give(order(4, again)).expect("it waits again");
    assert_eq!(replica.files(&[file.id]), [file]);
}

/// SPL-06, SPL-14
#[test]
fn a_message_that_is_split_off_leaves_its_thread_at_once_and_comes_back_when_that_is_refused() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let heads = [incoming(1, conversation_id(1)), incoming(2, conversation_id(1))];
    server.desk.messages.extend(heads.iter().map(|head| (head.id, head.clone())));
    let view = |message: &Message| {
        let (message, text) = (message.clone(), "Where is it?".to_owned());
        let view = MessageView { message, text, formatted: None, has_html: false, attachments: Vec::new() };
        ThreadEntry::Message(Box::new(view))
    };
    let thread = ThreadPage { entries: heads.iter().map(view).collect(), earlier: None, sequence: 10 };
    replica.learn_thread(conversation_id(1), thread);
    let messages = |replica: &Replica| -> Vec<MessageId> {
        let entries = replica.thread(conversation_id(1)).expect("loaded").into_iter();
        entries
            .filter_map(|entry| match entry {
                ThreadEntry::Message(view) => Some(view.message.id),
                ThreadEntry::Happening { .. } => None,
            })
            .collect()
    };
    let split = |n: u8, fresh: u8| {
        let split = SplitTicket {
            conversation: conversation_id(1),
            messages: [message_id(2)].into(),
            new_conversation: conversation_id(fresh),
            new_ticket: new_ticket(fresh),
        };
        order(n, split)
    };
    let changed = replica.give(split(1, 8)).expect("allowed");
    assert_eq!(messages(&replica), [message_id(1)]);
    let Given::InFlight(changed) = changed else { panic!("something happens") };
    assert!(changed.contains(&Topic::Thread(conversation_id(1))));
    replica.answered(refused(order_id(1)));
    assert_eq!(messages(&replica), [message_id(1), message_id(2)]);

    // A colleague's is heard live.
    let split = Order { actor: Actor::User { user: user_id(2) }, ..split(2, 9) };
    let (_, live) = server.execute(&split);
    let changed = replica.heard_live(live);
    assert!(changed.contains(&Topic::Thread(conversation_id(1))));
    assert_eq!(messages(&replica), [message_id(1)]);
    assert_eq!(
        replica.desk().tickets[&ticket_id(9)].name.as_str(),
        server.desk.tickets[&ticket_id(9)].name.as_str()
    );
}

/// MRG-41, MRG-42: what is shown before a merge is what the server makes of it; old tickets leave the lists at once, and
/// threads that are open tell of it.
#[test]
fn a_merge_becomes_what_was_rehearsed() {
    let (mut server, mut replica) = Server::with_one_ticket();
    let second = Ticket { category: Some("Bells".to_owned()), ..ticket(2) };
    let thread = conversation(2, Some(second.id));
    server.desk.tickets.insert(second.id, second.clone());
    server.desk.conversations.insert(thread.id, thread.clone());
    let row = TicketRow { ticket: second, contact: None, read_up_to: 0 };
    let view = TicketView { row, conversations: vec![thread], ..server.view() };
    replica.learn_ticket(view);
    let merge = MergeTickets { primary: ticket_id(1), secondary: ticket_id(2), ticket: ticket_id(9) };

    let rehearsed = replica.rehearse(&order(1, merge.clone())).expect("allowed").desk;
    assert_eq!(
        replica.list(BuiltInView::Unassigned).expect("loaded").ids(),
        [2, 1].map(ticket_id),
        "nothing happened"
    );
    let colleagues = Order { actor: Actor::User { user: user_id(2) }, ..order(1, merge) };
    let (_, live) = server.execute(&colleagues);
    let changed = replica.heard_live(live);
    let made = &server.desk.tickets[&ticket_id(9)];
    assert_eq!(rehearsed.tickets[&ticket_id(9)], *made);
    assert_eq!(rehearsed.conversations, server.desk.conversations);
    assert_eq!(replica.desk().tickets[&ticket_id(9)], *made);

    assert!(changed.contains(&Topic::Thread(conversation_id(1))));
    let told = replica.thread(conversation_id(1)).expect("loaded");
    let [ThreadEntry::Happening { happening: Happening::Merged { .. }, .. }] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(replica.list(BuiltInView::Unassigned).expect("loaded").ids(), [ticket_id(9)]);
    assert_eq!(replica.count(BuiltInView::Unassigned), Some(3), "those that it knew are gone");
}
