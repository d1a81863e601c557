//! A desk that tests call over HTTP without a socket, with a few people and customers.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_domain::channel::SaveChannel;
use sportello_domain::id::{AttachmentId, ConversationId, MessageId, OrderId, TicketId, UserId};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::mail::{MailHead, MailId};
use sportello_domain::message::{Arrival, Body as MessageBody, Nature, ReceiveMessage};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::protocol::{OrderAnswer, OrderRequest, Problem};
use sportello_domain::testing::{self, address, channel_id, user_id};
use sportello_domain::ticket::{AssignTicket, Assignee};
use sportello_domain::user::{Access, Reach, SaveTeam, SaveUser, Standing, User};
use sportello_server::account::{hash_password, token_hash};
use sportello_server::clock::Clock;
use sportello_server::engine::Engine;
use sportello_server::http;
use sportello_server::store::account::{ApiToken, Session};
use sportello_server::store::attachment::NewAttachment;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::database::TestDatabase;

/// The password of everybody.
pub const PASSWORD: &str = "quattro gatti neri";

/// Sees and changes every ticket.
pub const GIULIA: u8 = 1;
/// Sees and changes her own tickets only.
pub const BRUNO: u8 = 2;
/// Sees every ticket and changes none.
pub const CHIARA: u8 = 3;
/// Is deactivated.
pub const DARIO: u8 = 4;
/// May do everything.
pub const INES: u8 = 9;

/// A desk with its people, its clock standing at [`testing::T0`].
pub struct Window {
    pub engine: Engine,
    pub clock: Clock,
    pub router: Router,
    pub shutdown: CancellationToken,
}

/// A customer's mail and what it became.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub ticket: TicketId,
    pub attachment: AttachmentId,
}

/// Whoever sends requests.
#[derive(Clone, Debug)]
pub enum Sender {
    Nobody,
    /// A browser with this session, on a page of ours.
    Browser(String),
    /// A program with this token.
    Program(String),
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The body as what it should be.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The status and the stable code of a problem, which must look like one.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.headers[CONTENT_TYPE], "application/problem+json", "{self:?}");
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.kind, format!("/problems/{}", problem.code));
        assert_eq!(problem.request_id.as_deref(), self.headers["x-request-id"].to_str().ok());
        (problem.status, problem.code)
    }
}

impl Window {
    /// Opens a desk on an empty database.
    pub async fn open(database: &TestDatabase) -> Self {
        let clock = Clock::standing_at(testing::T0);
        let engine = Engine::start(database.store().await, clock.clone()).await.unwrap();
        let shutdown = CancellationToken::new();
        let router = http::router(engine.clone(), shutdown.clone());
        let window = Self { engine, clock, router, shutdown };
        window.staff().await;
        window
    }

    async fn staff(&self) {
        let setup = testing::setup();
        for team in setup.teams.into_values() {
            self.give(Actor::System, SaveTeam { team }).await;
        }
        let limited = |view, edit| Access { view, edit, ..Access::default() };
        let people = [
            (GIULIA, "giulia", Access::default(), Standing::Active),
            (BRUNO, "bruno", limited(Reach::Own, Reach::Own), Standing::Active),
            (CHIARA, "chiara", limited(Reach::All, Reach::Nothing), Standing::Active),
            (DARIO, "dario", Access::default(), Standing::Deactivated),
            (INES, "ines", Access::super_admin(), Standing::Active),
        ];
        for (n, name, access, standing) in people {
            let email = address(&format!("{name}@desk.example"));
            let user = User {
                id: user_id(n),
                name: name.to_owned(),
                email,
                standing,
                access,
                main_team: None,
                extra_teams: std::collections::BTreeSet::new(),
            };
            self.give(Actor::System, SaveUser { user }).await;
        }
        for mut channel in testing::setup().channels.into_values() {
            channel.pipeline = self.engine.setup().default_pipeline;
            self.give(Actor::System, SaveChannel { channel }).await;
        }
    }

    /// Gives somebody a password. Slow on purpose, so only where a test signs in.
    pub async fn set_password(&self, user: UserId) {
        let hash = hash_password(PASSWORD, self.engine.entropy()).unwrap();
        self.engine.store().set_password(user, &hash, self.clock.now()).await.unwrap();
    }

    /// Gives an order past HTTP.
    pub async fn give(&self, actor: Actor, command: impl Into<Command>) -> u64 {
        let order = Order { id: self.new_id(), actor, at: self.clock.now(), command: command.into() };
        self.engine.execute(order).await.unwrap().change.sequence
    }

    pub fn new_id<Id: From<uuid::Uuid>>(&self) -> Id {
        self.engine.entropy().id()
    }

    /// Lets the n-th customer write a mail with a file, which becomes a ticket.
    pub async fn receive(&self, n: u8) -> Received {
        let received = Received {
            message: self.new_id(),
            conversation: self.new_id(),
            ticket: self.new_id(),
            attachment: self.new_id(),
        };
        let file = NewAttachment {
            id: received.attachment,
            stored_by: None,
            name: "photo.png".to_owned(),
            media_type: "image/png".to_owned(),
            inline: false,
            content_id: None,
            bytes: b"\x89PNG secret of the customer".to_vec(),
        };
        self.engine.store().put_attachments(vec![file], self.clock.now()).await.unwrap();
        let id = MailId::parse(&format!("{}@customer.example", received.message)).unwrap();
        let command = ReceiveMessage {
            message: received.message,
            channel: channel_id(1),
            from: DeliveryIdentifier::Email(address(&format!("customer{n}@example.org"))),
            from_name: Some(format!("Customer {n}")),
            reply_to: None,
            recipients: Vec::new(),
            subject: Some(format!("Refund {n}")),
            body: MessageBody {
                text: format!("Where is my refund {n}?"),
                html: Some(format!(
                    "<p onclick=alert(1)>Where is my <b>refund {n}</b>?</p><script>x</script>"
                )),
                formatted: None,
            },
            attachments: vec![received.attachment],
            written_at: None,
            arrival: Arrival::Mail {
                head: MailHead { id, in_reply_to: None, references: Vec::new() },
                reply_token: None,
                nature: Nature::Personal,
            },
            new_contact: self.new_id(),
            new_conversation: received.conversation,
            new_ticket: received.ticket,
        };
        self.give(Actor::Channel { channel: channel_id(1) }, command).await;
        received
    }

    /// A ticket that is Bruno's.
    pub async fn receive_for_bruno(&self, n: u8) -> Received {
        let received = self.receive(n).await;
        let to = Assignee::User { user: user_id(BRUNO) };
        self.give(Actor::System, AssignTicket { ticket: received.ticket, to }).await;
        received
    }

    /// A browser in which the n-th user is signed in.
    pub async fn browser_of(&self, n: u8) -> Sender {
        let secret = format!("session-{}", self.new_id::<OrderId>());
        let created_at = self.clock.now();
        let session = Session { user: user_id(n), created_at, expires_at: created_at + TimeDelta::days(1) };
        self.engine.store().add_session(&token_hash(&secret), &session).await.unwrap();
        Sender::Browser(format!("__Host-sportello={secret}"))
    }

    /// A program that acts on behalf of the n-th user.
    pub async fn program_of(&self, n: u8) -> Sender {
        let secret = format!("token-{}", self.new_id::<OrderId>());
        let token = ApiToken {
            id: self.new_id(),
            user: user_id(n),
            name: "a program".to_owned(),
            created_at: self.clock.now(),
        };
        self.engine.store().add_api_token(&token_hash(&secret), &token).await.unwrap();
        Sender::Program(secret)
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, sender: &Sender, path: &str) -> Answer {
        self.send(request(sender, Method::GET, path, Body::empty())).await
    }

    pub async fn post(&self, sender: &Sender, path: &str, body: &impl Serialize) -> Answer {
        let mut request = request(sender, Method::POST, path, serde_json::to_vec(body).unwrap().into());
        request.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
        self.send(request).await
    }

    pub async fn delete(&self, sender: &Sender, path: &str) -> Answer {
        self.send(request(sender, Method::DELETE, path, Body::empty())).await
    }

    /// Gives some orders over HTTP.
    pub async fn order(&self, sender: &Sender, commands: Vec<Command>) -> Vec<OrderAnswer> {
        let orders: Vec<OrderRequest> =
            commands.into_iter().map(|command| OrderRequest { id: self.new_id(), command }).collect();
        let answer = self.post(sender, "/api/v1/commands", &orders).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.json()
    }
}

/// A request as a sender of ours makes it.
pub fn request(sender: &Sender, method: Method, path: &str, body: Body) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("host", "desk.example");
    let request = match sender {
        Sender::Nobody => request,
        Sender::Browser(cookie) => request.header(COOKIE, cookie).header("sec-fetch-site", "same-origin"),
        Sender::Program(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
    };
    request.body(body).unwrap()
}
