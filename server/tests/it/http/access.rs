//! No object without its policy: every call that names an object, for everybody, on objects that are
//! theirs and that are not.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sportello_domain::id::OrderId;
use sportello_domain::message::{AddComment, SendReply};
use sportello_domain::order::Command;
use sportello_domain::policy::{AccessLevel, RecordAccess};
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{
    OrderAnswer, OrderRequest, Problem, ScopedDesk, StatusCount, TicketPage, ViewCount,
};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus, SetProperty};
use sportello_domain::unread::MarkRead;
use sportello_server::http;

use super::window::{BRUNO, CHIARA, DARIO, GIULIA, INES, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn object_is_read_by_those_who_may_see_it_only;

    #[test]
    fn unseen_and_absent_are_answered_alike;

    #[test]
    fn order_on_an_object_is_refused_by_what_may_be_seen;

    /// PER-03, VEW-13, LAY-19
    #[test]
    fn lists_and_counts_know_only_what_may_be_seen;

    /// ACC-02
    #[test]
    fn who_has_access_to_a_ticket_is_told_with_the_level;

    #[test]
    fn preview_and_answer_hold_nothing_unseen;

    #[test]
    fn nobody_speaks_as_a_channel_or_as_the_product;
}

/// The calls that name an object and only read, as paths.
fn reads(of: &Received, number: u64) -> Vec<String> {
    vec![
        format!("/api/v1/tickets/{}", of.ticket),
        format!("/api/v1/tickets/{number}"),
        format!("/api/v1/tickets/{}/history", of.ticket),
        format!("/api/v1/tickets/{}/activity", of.ticket),
        format!("/api/v1/tickets/{}/associations", of.ticket),
        format!("/api/v1/tickets/{}/access", of.ticket),
        format!("/api/v1/tickets/{}/merge-candidates", of.ticket),
        format!("/api/v1/conversations/{}", of.conversation),
        format!("/api/v1/conversations/{}/thread", of.conversation),
        format!("/api/v1/messages/{}/body", of.message),
        format!("/api/v1/messages/{}/body?images=remote", of.message),
        format!("/api/v1/attachments/{}", of.attachment),
    ]
}

/// An order of every kind that names what was received.
fn orders(window: &Window, of: &Received) -> Vec<Command> {
    let setup = window.engine.setup();
    let closed = setup.pipelines[&setup.default_pipeline].statuses.last().unwrap().id;
    let ticket = of.ticket;
    vec![
        ChangeStatus::new(ticket, closed).into(),
        AssignTicket { ticket, to: Assignee::Nobody }.into(),
        SetProperty { ticket, property: BuiltIn::Category.into(), value: "Billing".to_owned() }.into(),
        SendReply {
            message: window.new_id(),
            conversation: of.conversation,
            in_reply_to: None,
            recipients: Vec::new(),
            text: "It is on its way.".into(),
            attachments: Vec::new(),
            then_status: None,
            properties: Vec::new(),
            seen: None,
        }
        .into(),
    ]
}

/// Every call that names an object is in [`reads`], so that a new one cannot be forgotten here. Contacts,
/// companies and deals are for whoever may see tickets at all; `records` has what they show of tickets. A change of many
/// tickets is shown to whoever asked for it alone; `bulk` has that.
#[test]
fn every_read_that_names_an_object_is_in_the_matrix() {
    let mut named: Vec<String> = http::api()
        .into_openapi()
        .paths
        .paths
        .into_iter()
        .filter(|(path, item)| path.contains('{') && item.get.is_some())
        .map(|(path, _)| path)
        .collect();
    named.sort();
    assert_eq!(
        named,
        [
            "/api/v1/attachments/{attachment}",
            "/api/v1/bulk-changes/{change}",
            "/api/v1/companies/{company}",
            "/api/v1/contacts/{contact}",
            "/api/v1/conversations/{conversation}",
            "/api/v1/conversations/{conversation}/thread",
            "/api/v1/deals/{deal}",
            "/api/v1/messages/{message}/body",
            "/api/v1/tickets/{ticket}",
            "/api/v1/tickets/{ticket}/access",
            "/api/v1/tickets/{ticket}/activity",
            "/api/v1/tickets/{ticket}/associations",
            "/api/v1/tickets/{ticket}/history",
            "/api/v1/tickets/{ticket}/merge-candidates",
        ]
    );
}

/// PER-03, PER-08, PER-09
async fn object_is_read_by_those_who_may_see_it_only(database: TestDatabase) {
    let window = Window::open(&database).await;
    let brunos = window.receive_for_bruno(1).await;
    let foreign = window.receive(2).await;
    let number = |of: Received| {
        let store = window.engine.store().clone();
        async move {
            let rows = store.ticket_rows(&[of.ticket].into(), None).await.unwrap();
            rows[0].ticket.number.0
        }
    };
    let both = [(brunos, number(brunos).await), (foreign, number(foreign).await)];
    for (sender, sees) in [
        (window.browser_of(GIULIA).await, [true, true]),
        (window.browser_of(CHIARA).await, [true, true]),
        (window.browser_of(INES).await, [true, true]),
        (window.program_of(GIULIA).await, [true, true]),
        (window.browser_of(BRUNO).await, [true, false]),
        (window.program_of(BRUNO).await, [true, false]),
    ] {
        for ((received, number), sees) in both.iter().zip(sees) {
            for path in reads(received, *number) {
                let answer = window.get(&sender, &path).await;
                if sees {
                    assert_eq!(answer.status, StatusCode::OK, "{sender:?} {path}");
                } else {
                    assert_eq!(answer.problem().0, 404, "{sender:?} {path}");
                    let text = String::from_utf8_lossy(&answer.body).into_owned();
                    assert!(!text.contains("efund") && !text.contains("secret"), "{path}: {text}");
                }
            }
        }
    }
    let nobody = [
        Sender::Nobody,
        window.browser_of(DARIO).await,
        window.program_of(DARIO).await,
        Sender::Browser("__Host-sportello=made-up".to_owned()),
        Sender::Program("made-up".to_owned()),
    ];
    for sender in nobody {
        for path in both.iter().flat_map(|(received, number)| reads(received, *number)) {
            assert_eq!(
                window.get(&sender, &path).await.problem(),
                (401, "not_signed_in".to_owned()),
                "{path}"
            );
        }
    }
}

async fn who_has_access_to_a_ticket_is_told_with_the_level(database: TestDatabase) {
    let window = Window::open(&database).await;
    let brunos = window.receive_for_bruno(1).await;
    let foreign = window.receive(2).await;
    let giulia = window.browser_of(GIULIA).await;
    let levels = async |of: Received| {
        let access: RecordAccess =
            window.get(&giulia, &format!("/api/v1/tickets/{}/access", of.ticket)).await.json();
        access.users.into_iter().map(|it| (it.user, it.level)).collect::<Vec<_>>()
    };
    let (bruno, chiara) = ((user_id(BRUNO), AccessLevel::Edit), (user_id(CHIARA), AccessLevel::View));
    let (giulia, ines) = ((user_id(GIULIA), AccessLevel::Edit), (user_id(INES), AccessLevel::Edit));
    // By name; Dario, who is deactivated, has none.
    assert_eq!(levels(brunos).await, [bruno, chiara, giulia, ines]);
    assert_eq!(levels(foreign).await, [chiara, giulia, ines]);
}

/// PER-03: what is not there and what may not be seen get the same answer, to the letter.
async fn unseen_and_absent_are_answered_alike(database: TestDatabase) {
    let window = Window::open(&database).await;
    let foreign = window.receive(1).await;
    let absent = Received {
        message: window.new_id(),
        conversation: window.new_id(),
        ticket: window.new_id(),
        attachment: window.new_id(),
    };
    let bruno = window.browser_of(BRUNO).await;
    let without_ids = |mut problem: Value| {
        problem.as_object_mut().unwrap().retain(|name, _| name != "request_id" && name != "rejection");
        problem
    };
    for (unseen, absent) in reads(&foreign, 1).into_iter().zip(reads(&absent, 4_000_000)) {
        let unseen = without_ids(window.get(&bruno, &unseen).await.json());
        assert_eq!(unseen, without_ids(window.get(&bruno, &absent).await.json()));
    }
}

/// PER-09, PER-11
async fn order_on_an_object_is_refused_by_what_may_be_seen(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    for (sender, expected) in [
        (window.browser_of(CHIARA).await, 403), // Sees it, may not change it.
        (window.browser_of(BRUNO).await, 404),  // Does not see it.
        (window.program_of(BRUNO).await, 404),
    ] {
        let head = window.engine.store().head_sequence().await.unwrap();
        for answer in window.order(&sender, orders(&window, &received)).await {
            let OrderAnswer::Refused { problem, .. } = answer else { panic!("{sender:?}: {answer:?}") };
            assert_eq!(problem.status, expected, "{sender:?}: {problem:?}");
        }
        assert_eq!(window.engine.store().head_sequence().await.unwrap(), head, "nothing happened");
    }
    // Who sees it may read it and comment on it.
    let chiara = window.browser_of(CHIARA).await;
    let comment = AddComment::new(window.new_id(), received.conversation, "I know this customer.");
    let commands = vec![MarkRead { ticket: received.ticket }.into(), comment.into()];
    for answer in window.order(&chiara, commands).await {
        assert!(matches!(answer, OrderAnswer::Accepted { .. }), "{answer:?}");
    }
}

async fn lists_and_counts_know_only_what_may_be_seen(database: TestDatabase) {
    let window = Window::open(&database).await;
    let brunos = window.receive_for_bruno(1).await;
    window.receive(2).await;
    let filter = "%7B%22type%22%3A%22all%22%2C%22of%22%3A%5B%5D%7D";
    for (n, expected) in [(GIULIA, 2), (BRUNO, 1)] {
        let sender = window.browser_of(n).await;
        for query in ["view=all-open".to_owned(), format!("filter={filter}")] {
            let page: TicketPage = window.get(&sender, &format!("/api/v1/tickets?{query}")).await.json();
            assert_eq!((page.rows.len(), page.count), (expected, expected as u64), "{n} {query}");
            assert!(page.rows.iter().any(|row| row.ticket.id == brunos.ticket));
        }
        let counts: Vec<ViewCount> = window.get(&sender, "/api/v1/counts").await.json();
        let slugs: Vec<(String, u64)> = counts.iter().map(|it| (it.view.to_string(), it.count)).collect();
        let (unassigned, mine) = if n == BRUNO { (0, 1) } else { (1, 0) };
        assert_eq!(
            slugs,
            [
                ("unassigned", unassigned),
                ("assigned-to-me", mine),
                ("my-mentions", 0),
                ("following", 0),
                ("my-teams-unassigned", 0),
                ("all-open", expected as u64),
                ("closed", 0)
            ]
            .map(|(view, count)| (view.to_owned(), count))
        );
        let statuses: Vec<StatusCount> =
            window.get(&sender, "/api/v1/counts/statuses?view=all-open").await.json();
        let counts: Vec<u64> = statuses.iter().map(|it| it.count).collect();
        assert_eq!(counts, [expected as u64, 0, 0, 0], "{n}: by status, in the pipeline's order");
    }
    let giulia = window.browser_of(GIULIA).await;
    let answer = window.get(&giulia, "/api/v1/counts/statuses?view=nonsense").await;
    assert_eq!(answer.json::<Problem>().code, "view_unknown");
}

/// PER-03: a preview loads nothing that its user may not see, and no order's answer tells of it.
async fn preview_and_answer_hold_nothing_unseen(database: TestDatabase) {
    let window = Window::open(&database).await;
    let brunos = window.receive_for_bruno(1).await;
    let foreign = window.receive(2).await;
    let bruno = window.browser_of(BRUNO).await;
    for (received, seen) in [(brunos, true), (foreign, false)] {
        for command in orders(&window, &received) {
            let answer = window.post(&bruno, "/api/v1/scope", &command).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            let ScopedDesk { desk, .. } = answer.json();
            assert_eq!(desk.tickets.contains_key(&received.ticket), seen, "{command:?}");
            assert_eq!(desk.conversations.contains_key(&received.conversation), seen);
            assert_eq!(desk.contacts.is_empty(), !seen);
            assert_eq!(desk.facts.ticket_number, None);
        }
    }
    // Bruno gives his ticket away: from then on he is not told of it.
    let to = Assignee::User { user: sportello_domain::testing::user_id(GIULIA) };
    let answers = window.order(&bruno, vec![AssignTicket { ticket: brunos.ticket, to }.into()]).await;
    let [OrderAnswer::Accepted { events, rows, .. }] = answers.as_slice() else { panic!("{answers:?}") };
    assert!(events.is_empty() && rows.is_empty(), "{answers:?}");
}

/// PER-08: what only a channel or the product itself may do is refused to everybody else.
async fn nobody_speaks_as_a_channel_or_as_the_product(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let delivery = json!({
        "type": "record_delivery", "message": received.message, "outcome": { "type": "sent" }
    });
    let mail = json!({
        "type": "receive_message", "message": window.new_id::<OrderId>(),
        "channel": sportello_domain::testing::channel_id(1),
        "from": { "type": "email", "value": "customer1@example.org" },
        "body": { "text": "Hello" },
        "arrival": { "type": "thread" },
        "new_contact": window.new_id::<OrderId>(), "new_conversation": window.new_id::<OrderId>(),
        "new_ticket": window.new_id::<OrderId>(),
    });
    for (command, code) in [(delivery, "only_by_system"), (mail, "only_by_channel")] {
        let command: Command = serde_json::from_value(command).unwrap();
        for sender in [window.browser_of(INES).await, window.program_of(INES).await] {
            let orders = [OrderRequest { id: window.new_id(), command: command.clone() }];
            let answers: Vec<OrderAnswer> = window.post(&sender, "/api/v1/commands", &orders).await.json();
            let [OrderAnswer::Refused { problem, .. }] = answers.as_slice() else { panic!("{answers:?}") };
            assert_eq!((problem.status, problem.code.as_str()), (403, code));
        }
    }
}
