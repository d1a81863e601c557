//! The live stream: each one is told of everything they may see, once, in order, and of nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request, StatusCode};
use futures_util::StreamExt;
use serde_json::Value;
use sportello_domain::event::Fact;
use sportello_domain::id::StatusId;
use sportello_domain::order::Actor;
use sportello_domain::protocol::{LiveChange, Resync, Withdrawn};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus};
use sportello_domain::unread::MarkRead;
use sportello_domain::user::{Reach, SaveUser};
use sportello_server::http;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

use super::window::{BRUNO, GIULIA, INES, Sender, Window, request};
use crate::database::TestDatabase;

contract! {
    #[test]
    fn second_browser_is_told_of_each_change_at_once;

    #[test]
    fn listener_goes_on_where_it_was;

    #[test]
    fn listener_that_missed_too_much_is_told_to_load_again;

    #[test]
    fn change_is_told_to_those_who_may_see_it_after_it;

    #[test]
    fn read_mark_is_told_to_its_own_user;

    #[test]
    fn listener_whose_reach_changes_must_load_again;

    #[test]
    fn stream_ends_with_its_session;

    #[test]
    fn stream_ends_with_the_server;

    #[test]
    fn change_comes_over_a_real_connection;
}

/// How long something may take that is told at once: the limit of XCT-03.
const SOON: Duration = Duration::from_secs(2);

/// One open stream.
pub(super) struct Listener {
    body: BodyDataStream,
    text: String,
}

/// One server-sent event. Without an id of its own it has 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) name: String,
    id: u64,
    pub(super) data: Value,
}

impl Listener {
    pub(super) async fn open(window: &Window, sender: &Sender, path: &str) -> Self {
        let asked = request(sender, Method::GET, path, Body::empty());
        Self::send(window, asked).await
    }

    async fn send(window: &Window, asked: Request<Body>) -> Self {
        let response = window.router.clone().oneshot(asked).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert!(!response.headers().contains_key("content-encoding"));
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event; none when the stream has ended.
    pub(super) async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let (frame, rest) = (parse(frame), rest.to_owned());
                self.text = rest;
                match frame {
                    Some(frame) => return Some(frame),
                    None => continue, // A comment that keeps the connection alive.
                }
            }
            let chunk = tokio::time::timeout(SOON, self.body.next()).await.expect("told within 2 s")?;
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
    }

    async fn change(&mut self) -> LiveChange {
        let frame = self.next().await.expect("the stream goes on");
        assert_eq!(frame.name, "change", "{frame:?}");
        let change: LiveChange = serde_json::from_value(frame.data).unwrap();
        assert_eq!(change.sequence, frame.id);
        change
    }
}

fn parse(text: &str) -> Option<Frame> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    Some(Frame {
        name: field("event")?.to_owned(),
        id: field("id").map_or(0, |id| id.parse().unwrap()),
        data: serde_json::from_str(field("data")?).unwrap(),
    })
}

fn status(window: &Window, n: usize) -> StatusId {
    let setup = window.engine.setup();
    setup.pipelines[&setup.default_pipeline].statuses[n].id
}

/// XCT-03, UNR-03
async fn second_browser_is_told_of_each_change_at_once(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let ticket = received.ticket;
    let (giulia, ines) = (window.browser_of(GIULIA).await, window.browser_of(INES).await);
    window.order(&ines, vec![MarkRead { ticket }.into()]).await;
    let head = window.engine.store().head_sequence().await.unwrap();
    let mut of_ines = Listener::open(&window, &ines, &format!("/api/v1/live?after={head}")).await;
    for n in [1, 2, 3, 0] {
        let change = ChangeStatus::new(ticket, status(&window, n));
        window.order(&giulia, vec![change.into()]).await;
        let told = of_ines.change().await;
        assert_eq!(told.actor, Actor::User { user: user_id(GIULIA) });
        assert!(told.events.iter().any(|event| {
            matches!(event.fact, Fact::StatusChanged { to, .. } if to == status(&window, n))
        }));
        let [row] = told.rows.as_slice() else { panic!("{told:?}") };
        assert_eq!(row.ticket.status, status(&window, n));
        assert_eq!(row.contact.as_ref().unwrap().name, "Customer 1");
        assert_eq!(row.read_up_to, 1, "the mark is the listener's own");
    }
}

/// XCT-03: whoever was away gets what was missed, nothing twice and nothing left out.
async fn listener_goes_on_where_it_was(database: TestDatabase) {
    let window = Window::open(&database).await;
    let ticket = window.receive(1).await.ticket;
    let giulia = window.browser_of(GIULIA).await;
    let start = window.engine.store().head_sequence().await.unwrap();
    let turn = AtomicUsize::new(0);
    let change = async || {
        let to = status(&window, (turn.fetch_add(1, Ordering::Relaxed) + 1) % 3);
        window.give(Actor::User { user: user_id(INES) }, ChangeStatus::new(ticket, to)).await
    };
    let mut happened = Vec::new();
    let mut heard = Vec::new();
    let mut last = start;
    for _round in 0..4 {
        // Some changes while nobody listens, some while the listener connects, some live.
        for _ in 1..=3 {
            happened.push(change().await);
        }
        let mut asked = request(&giulia, Method::GET, "/api/v1/live", Body::empty());
        asked.headers_mut().insert("last-event-id", last.to_string().parse().unwrap());
        let (mut listener, during) = tokio::join!(Listener::send(&window, asked), change());
        happened.push(during);
        happened.push(change().await);
        while heard.len() < happened.len() {
            last = listener.change().await.sequence;
            heard.push(last);
        }
    }
    assert_eq!(heard, happened);
}

async fn listener_that_missed_too_much_is_told_to_load_again(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let head = window.engine.store().head_sequence().await.unwrap();
    // A place that has not come yet: the database was put back.
    let mut listener = Listener::open(&window, &giulia, &format!("/api/v1/live?after={}", head + 50)).await;
    let frame = listener.next().await.unwrap();
    assert_eq!((frame.name.as_str(), frame.id), ("resync", head));
    assert_eq!(serde_json::from_value::<Resync>(frame.data).unwrap().sequence, head);
    // From there on it hears everything.
    let ticket = window.receive(1).await.ticket;
    assert!(listener.change().await.rows.iter().any(|row| row.ticket.id == ticket));
}

/// PER-03: Bruno sees his own tickets only, and hears of no others, live or afterwards.
async fn change_is_told_to_those_who_may_see_it_after_it(database: TestDatabase) {
    let window = Window::open(&database).await;
    let own = window.receive_for_bruno(1).await;
    let foreign = window.receive(2).await;
    let bruno = window.browser_of(BRUNO).await;
    let start = window.engine.store().head_sequence().await.unwrap();
    let path = format!("/api/v1/live?after={start}");
    let mut live = Listener::open(&window, &bruno, &path).await;

    let by_giulia = Actor::User { user: user_id(GIULIA) };
    let assign = |ticket, n| AssignTicket { ticket, to: Assignee::User { user: user_id(n) } };
    let close = ChangeStatus::new(foreign.ticket, status(&window, 3));
    window.give(by_giulia.clone(), close).await; // Foreign: nothing, nor of its conversation.
    window.receive(3).await; // Foreign: nothing, nor of its contact.
    let gained = window.give(by_giulia.clone(), assign(foreign.ticket, BRUNO)).await;
    let lost = window.give(by_giulia.clone(), assign(own.ticket, GIULIA)).await;
    window.give(by_giulia.clone(), ChangeStatus::new(own.ticket, status(&window, 3))).await;
    let still = window.give(by_giulia, ChangeStatus::new(foreign.ticket, status(&window, 1))).await;

    let mut afterwards = Listener::open(&window, &bruno, &path).await;
    for listener in [&mut live, &mut afterwards] {
        let first = listener.change().await;
        assert_eq!(first.sequence, gained);
        assert_eq!(first.rows[0].ticket.id, foreign.ticket);

        let second = listener.next().await.unwrap();
        assert_eq!((second.name.as_str(), second.id), ("withdrawn", lost));
        let withdrawn: Withdrawn = serde_json::from_value(second.data).unwrap();
        assert_eq!(withdrawn, Withdrawn { sequence: lost, by: lost, tickets: vec![own.ticket] });

        let third = listener.change().await;
        assert_eq!(third.sequence, still);
    }
}

/// UNR-05: how far somebody has read is told to that user's own browsers only.
async fn read_mark_is_told_to_its_own_user(database: TestDatabase) {
    let window = Window::open(&database).await;
    let ticket = window.receive(1).await.ticket;
    let (giulia, ines) = (window.browser_of(GIULIA).await, window.browser_of(INES).await);
    let path = format!("/api/v1/live?after={}", window.engine.store().head_sequence().await.unwrap());
    let mut of_giulia = Listener::open(&window, &giulia, &path).await;
    let mut of_ines = Listener::open(&window, &ines, &path).await;
    window.order(&giulia, vec![MarkRead { ticket }.into()]).await;
    let change = ChangeStatus::new(ticket, status(&window, 1));
    window.order(&giulia, vec![change.into()]).await;
    let told = of_giulia.change().await;
    assert!(
        matches!(told.events[0].fact, Fact::ReadUpTo { user, .. } if user == user_id(GIULIA)),
        "{told:?}"
    );
    assert_eq!(told.rows[0].read_up_to, 1);
    let told = of_ines.change().await;
    assert!(matches!(told.events[0].fact, Fact::StatusChanged { .. }), "{told:?}");
    assert_eq!(told.rows[0].read_up_to, 0);
}

/// PER-08: what may be seen follows the permissions as they stand now.
async fn listener_whose_reach_changes_must_load_again(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let path = format!("/api/v1/live?after={}", window.engine.store().head_sequence().await.unwrap());
    let mut listener = Listener::open(&window, &giulia, &path).await;
    let mut user = window.engine.setup().users[&user_id(GIULIA)].clone();
    user.access.view = Reach::Own;
    let sequence = window.give(Actor::System, SaveUser { user }).await;
    assert_eq!(listener.change().await.sequence, sequence, "what happened to the setup is told to all");
    let frame = listener.next().await.unwrap();
    assert_eq!((frame.name.as_str(), frame.id), ("resync", sequence));
    // A ticket of nobody is not hers any more; once it is given to her, it is.
    let ticket = window.receive(1).await.ticket;
    let to = Assignee::User { user: user_id(GIULIA) };
    let sequence = window.give(Actor::System, AssignTicket { ticket, to }).await;
    assert_eq!(listener.change().await.sequence, sequence);
}

async fn stream_ends_with_its_session(database: TestDatabase) {
    let window = Window::open(&database).await;
    let (giulia, program) = (window.browser_of(GIULIA).await, window.program_of(GIULIA).await);
    let mut of_giulia = Listener::open(&window, &giulia, "/api/v1/live").await;
    let mut of_the_program = Listener::open(&window, &program, "/api/v1/live").await;
    assert_eq!(window.delete(&giulia, "/api/v1/session").await.status, StatusCode::NO_CONTENT);
    assert_eq!(of_giulia.next().await, None);
    // The program goes on until its user is deactivated.
    let ticket = window.receive(1).await.ticket;
    assert_eq!(of_the_program.change().await.rows[0].ticket.id, ticket);
    let mut user = window.engine.setup().users[&user_id(GIULIA)].clone();
    user.standing = sportello_domain::user::Standing::Deactivated;
    window.give(Actor::System, SaveUser { user }).await;
    assert_eq!(of_the_program.next().await, None);
}

async fn stream_ends_with_the_server(database: TestDatabase) {
    let window = Window::open(&database).await;
    let giulia = window.browser_of(GIULIA).await;
    let mut listener = Listener::open(&window, &giulia, "/api/v1/live").await;
    window.shutdown.cancel();
    assert_eq!(listener.next().await, None);
}

/// XCT-03, over a real socket; and a server that stops does not wait for its listeners.
async fn change_comes_over_a_real_connection(database: TestDatabase) {
    let window = Window::open(&database).await;
    let Sender::Browser(cookie) = window.browser_of(GIULIA).await else { unreachable!() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(http::serve(listener, window.engine.clone(), window.shutdown.clone()));
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let after = window.engine.store().head_sequence().await.unwrap();
    let asked = format!(
        "GET /api/v1/live?after={after} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\
         Accept-Encoding: gzip\r\n\r\n"
    );
    connection.write_all(asked.as_bytes()).await.unwrap();
    let mut text = String::new();
    read_until(&mut connection, &mut text, "\r\n\r\n").await;
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    let ticket = window.receive(1).await.ticket;
    read_until(&mut connection, &mut text, &ticket.to_string()).await;
    assert!(text.contains("event: change"), "{text}");
    window.shutdown.cancel();
    tokio::time::timeout(SOON, server).await.expect("stops within 2 s").unwrap().unwrap();
}

async fn read_until(connection: &mut tokio::net::TcpStream, text: &mut String, wanted: &str) {
    let mut buffer = [0; 4096];
    while !text.contains(wanted) {
        let read = tokio::time::timeout(SOON, connection.read(&mut buffer)).await.expect("told within 2 s");
        let count = read.unwrap();
        assert!(count > 0, "the connection ended: {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
}
