//! Conversations as they are listed, and those that wait for a ticket.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sportello_domain::channel::{SaveChannel, TicketAutomation};
use sportello_domain::id::ConversationId;
use sportello_domain::order::Actor;
use sportello_domain::protocol::{ConversationPage, OrderAnswer};
use sportello_domain::testing::{channel_id, new_ticket, user_id};
use sportello_domain::ticket::CreateTicket;
use sportello_server::store::conversations::{SeenConversations, WhichConversations};

use super::window::{BRUNO, GIULIA, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// CRE-04, CRE-05
    #[test]
    fn conversation_without_a_ticket_is_listed_until_somebody_creates_one;

    /// ONE-05
    #[test]
    fn thread_says_which_ticket_it_has_where_that_is_asked_for;

    #[test]
    fn conversations_are_paged_newest_first_by_three_statements;

    /// PER-03, PER-09
    #[test]
    fn conversation_out_of_reach_is_neither_listed_nor_counted;
}

/// Says whether mails make tickets from now on.
async fn automate(window: &Window, tickets: TicketAutomation) {
    let mut channel = window.engine.setup().channels[&channel_id(1)].clone();
    channel.tickets = tickets;
    window.give(Actor::System, SaveChannel { channel }).await;
}

/// A mail of the n-th customer, a minute after what was before.
async fn receive(window: &Window, n: u8) -> Received {
    window.clock.set(window.clock.now() + TimeDelta::minutes(1));
    window.receive(n).await
}

async fn list(window: &Window, sender: &Sender, query: &str) -> ConversationPage {
    window.get(sender, &format!("/api/v1/conversations{query}")).await.json()
}

fn listed(page: &ConversationPage) -> Vec<ConversationId> {
    page.conversations.iter().map(|row| row.conversation.id).collect()
}

async fn conversation_without_a_ticket_is_listed_until_somebody_creates_one(database: TestDatabase) {
    let window = Window::open(&database).await;
    receive(&window, 1).await;
    automate(&window, TicketAutomation::Off).await;
    let waiting = receive(&window, 2).await;
    let giulia = window.browser_of(GIULIA).await;

    let page = list(&window, &giulia, "?without_ticket=true").await;
    assert_eq!((listed(&page), page.without_ticket), (vec![waiting.conversation], 1));
    let [row] = page.conversations.as_slice() else { panic!("{page:?}") };
    assert_eq!(row.contact.as_ref().map(|contact| contact.name.as_str()), Some("Customer 2"));
    assert_eq!((row.text.as_str(), row.at), ("Where is my refund 2?", window.clock.now()));

    let setup = window.engine.setup();
    let pipeline = &setup.pipelines[&setup.default_pipeline];
    let create = CreateTicket {
        ticket: window.new_id(),
        pipeline: Some(pipeline.id),
        status: pipeline.first_open().map(|status| status.id),
        conversation: Some(waiting.conversation),
        ..new_ticket(1)
    };
    let answers = window.order(&giulia, vec![create.into()]).await;
    assert!(matches!(answers.as_slice(), [OrderAnswer::Accepted { .. }]), "{answers:?}");
    let page = list(&window, &giulia, "?without_ticket=true").await;
    assert_eq!((listed(&page), page.without_ticket), (vec![], 0));
}

async fn thread_says_which_ticket_it_has_where_that_is_asked_for(database: TestDatabase) {
    let window = Window::open(&database).await;
    let with = receive(&window, 1).await;
    automate(&window, TicketAutomation::Off).await;
    receive(&window, 2).await;
    let program = window.program_of(GIULIA).await;

    let associations = |threads: Value| {
        let threads = threads["conversations"].as_array().unwrap().clone();
        threads.iter().map(|thread| thread.get("threadAssociations").cloned()).collect::<Vec<_>>()
    };
    let asked = window.get(&program, "/api/v1/conversations?association=TICKET").await.json();
    assert_eq!(associations(asked), [None, Some(json!({ "associatedTicketId": with.ticket }))]);
    let not_asked = window.get(&program, "/api/v1/conversations").await.json();
    assert_eq!(associations(not_asked), [None, None]);
    let other = window.get(&program, "/api/v1/conversations?association=DEAL").await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
}

async fn conversations_are_paged_newest_first_by_three_statements(database: TestDatabase) {
    let window = Window::open(&database).await;
    let mut expected = Vec::new();
    for n in 1..=5 {
        expected.insert(0, receive(&window, n).await.conversation);
    }
    let giulia = window.browser_of(GIULIA).await;
    let first = list(&window, &giulia, "?limit=3").await;
    let rest = format!("?limit=3&after={}", first.next.as_deref().unwrap());
    let rest = list(&window, &giulia, &rest).await;
    assert_eq!(rest.next, None);
    assert_eq!([listed(&first), listed(&rest)].concat(), expected);

    // Another than the engine's, which looks at the log now and then.
    let store = database.store().await;
    let tickets = sportello_domain::filter::Filter::everything();
    let inboxes = BTreeSet::new();
    let seen = SeenConversations { tickets, without_ticket: true, inboxes, reader: user_id(GIULIA) };
    for which in [WhichConversations::All, WhichConversations::WithoutTicket] {
        let before = store.statements().run();
        store.conversation_page(which, &seen, None, 3).await.unwrap();
        assert!(store.statements().run() - before <= 3, "{which:?}");
    }
}

async fn conversation_out_of_reach_is_neither_listed_nor_counted(database: TestDatabase) {
    let window = Window::open(&database).await;
    receive(&window, 1).await;
    let own = window.receive_for_bruno(2).await;
    automate(&window, TicketAutomation::Off).await;
    receive(&window, 3).await;

    let bruno = window.browser_of(BRUNO).await;
    let page = list(&window, &bruno, "").await;
    assert_eq!((listed(&page), page.without_ticket), (vec![own.conversation], 0));
    assert_eq!(listed(&list(&window, &bruno, "?without_ticket=true").await), []);
}
