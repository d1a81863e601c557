//! Who has a ticket open: told to those who have it open too and may see it, and to nobody else.

use axum::http::StatusCode;
use chrono::TimeDelta;
use sportello_domain::id::{TabId, TicketId};
use sportello_domain::order::Actor;
use sportello_domain::protocol::{Doing, Present, SayPresence, TicketPresence};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{AssignTicket, Assignee};
use sportello_domain::user::{Access, Permission, SaveUser, User};

use super::live::Listener;
use super::window::{BRUNO, CHIARA, GIULIA, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// REP-19
    #[test]
    fn colleague_at_the_same_ticket_is_told_at_once_who_looks_writes_and_leaves;

    #[test]
    fn whoever_says_nothing_any_more_is_taken_to_have_gone;

    /// PER-03
    #[test]
    fn nothing_is_told_to_those_who_may_not_see_the_ticket;

    /// REP-19
    #[test]
    fn whoever_holds_no_service_seat_is_not_shown;
}

/// Somebody's tab with a ticket open.
struct Tab {
    sender: Sender,
    id: TabId,
    ticket: TicketId,
}

impl Tab {
    async fn open(window: &Window, user: u8, received: &Received) -> Self {
        Self { sender: window.browser_of(user).await, id: window.new_id(), ticket: received.ticket }
    }

    async fn says(&self, window: &Window, doing: Option<Doing>) -> Vec<Present> {
        let path = format!("/api/v1/tickets/{}/presence", self.ticket);
        let answer = window.post(&self.sender, &path, &SayPresence { tab: self.id, doing }).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.json::<TicketPresence>().present
    }
}

async fn told(listener: &mut Listener) -> Vec<Present> {
    let frame = listener.next().await.expect("the stream goes on");
    assert_eq!(frame.name, "presence", "{frame:?}");
    serde_json::from_value::<TicketPresence>(frame.data).unwrap().present
}

fn present(user: u8, doing: Doing) -> Vec<Present> {
    vec![Present { user: user_id(user), doing }]
}

async fn colleague_at_the_same_ticket_is_told_at_once_who_looks_writes_and_leaves(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = Tab::open(&window, GIULIA, &received).await;
    let chiara = Tab::open(&window, CHIARA, &received).await;
    let mut of_giulia = Listener::open(&window, &giulia.sender, "/api/v1/live").await;
    assert_eq!(giulia.says(&window, Some(Doing::Viewing)).await, []);
    assert_eq!(told(&mut of_giulia).await, [], "of oneself there is nothing to tell");

    let at_giulias = chiara.says(&window, Some(Doing::Viewing)).await;
    assert_eq!(at_giulias, present(GIULIA, Doing::Viewing));
    assert_eq!(told(&mut of_giulia).await, present(CHIARA, Doing::Viewing));
    let writing = Doing::Writing { conversation: received.conversation };
    chiara.says(&window, Some(writing)).await;
    assert_eq!(told(&mut of_giulia).await, present(CHIARA, writing));
    // A second tab in which she only looks on changes nothing.
    let second = Tab { id: window.new_id(), sender: chiara.sender.clone(), ..chiara };
    second.says(&window, Some(Doing::Viewing)).await;
    second.says(&window, None).await;
    chiara.says(&window, None).await;
    assert_eq!(told(&mut of_giulia).await, []);
}

async fn whoever_says_nothing_any_more_is_taken_to_have_gone(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = Tab::open(&window, GIULIA, &received).await;
    let chiara = Tab::open(&window, CHIARA, &received).await;
    chiara.says(&window, Some(Doing::Viewing)).await;
    let mut of_giulia = Listener::open(&window, &giulia.sender, "/api/v1/live").await;
    window.clock.set(window.clock.now() + TimeDelta::seconds(20));
    assert_eq!(giulia.says(&window, Some(Doing::Viewing)).await, present(CHIARA, Doing::Viewing));
    assert_eq!(told(&mut of_giulia).await, present(CHIARA, Doing::Viewing));

    window.clock.set(window.clock.now() + TimeDelta::seconds(10));

    assert_eq!(told(&mut of_giulia).await, [], "Chiara has gone, Giulia said it again");
}

async fn nothing_is_told_to_those_who_may_not_see_the_ticket(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive_for_bruno(1).await;
    let giulia = Tab::open(&window, GIULIA, &received).await;
    let bruno = Tab::open(&window, BRUNO, &received).await;
    let mut of_bruno = Listener::open(&window, &bruno.sender, "/api/v1/live").await;
    bruno.says(&window, Some(Doing::Viewing)).await;
    assert_eq!(told(&mut of_bruno).await, []);
    let to = Assignee::User { user: user_id(GIULIA) };
    window.give(Actor::System, AssignTicket { ticket: received.ticket, to }).await;

    giulia.says(&window, Some(Doing::Viewing)).await;

    let path = format!("/api/v1/tickets/{}/presence", received.ticket);
    for path in [path, format!("/api/v1/tickets/{}/presence", window.new_id::<TicketId>())] {
        let said = SayPresence { tab: bruno.id, doing: Some(Doing::Viewing) };
        let answer: TicketPresence = window.post(&bruno.sender, &path, &said).await.json();
        assert_eq!(answer.present, [], "what is not there and what may not be seen are answered alike");
    }
    // What comes is told in its order: had Bruno been told of Giulia, it would be before this.
    let own = window.receive_for_bruno(2).await;
    let elsewhere = Tab { id: window.new_id(), ticket: own.ticket, ..bruno };
    elsewhere.says(&window, Some(Doing::Viewing)).await;
    loop {
        let frame = of_bruno.next().await.expect("the stream goes on");
        if frame.name == "presence" {
            let told: TicketPresence = serde_json::from_value(frame.data).unwrap();
            assert_eq!((told.ticket, told.present), (own.ticket, vec![]));
            break;
        }
    }
}

async fn whoever_holds_no_service_seat_is_not_shown(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let mut user: User = window.engine.setup().users[&user_id(CHIARA)].clone();
    user.access = Access { permissions: [Permission::Service].into(), ..user.access };
    window.give(Actor::System, SaveUser { user }).await;
    let giulia = Tab::open(&window, GIULIA, &received).await;
    let chiara = Tab::open(&window, CHIARA, &received).await;
    giulia.says(&window, Some(Doing::Viewing)).await;
    assert_eq!(chiara.says(&window, Some(Doing::Viewing)).await, present(GIULIA, Doing::Viewing));
    assert_eq!(giulia.says(&window, Some(Doing::Viewing)).await, []);
}
