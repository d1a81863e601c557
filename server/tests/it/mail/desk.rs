//! A desk for the tests of mail: one agent, one address, a clock that stands until it is set.

use chrono::{DateTime, Utc};
use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::formatted::FormattedText;
use sportello_domain::id::{ChannelId, ConversationId, MessageId, StatusId, TicketId, UserId};
use sportello_domain::message::{Body, Message, SendReply};
use sportello_domain::order::{Actor, Command, Order};
use sportello_domain::pipeline::State;
use sportello_domain::protocol::{MailFate, MailReceipt, ThreadEntry};
use sportello_domain::testing::{T0, address, channel_id, user_id};
use sportello_domain::ticket::{ChangeStatus, Ticket};
use sportello_domain::user::{Access, SaveUser, Standing, User};
use sportello_server::clock::Clock;
use sportello_server::engine::{Accepted, Engine, Refused};
use sportello_server::mail::intake::{HandedIn, hand_in};

use super::corpus;
use crate::database::TestDatabase;

/// A desk that works.
pub struct Desk {
    pub engine: Engine,
    pub clock: Clock,
    channel: ChannelId,
    agent: UserId,
}

impl Desk {
    /// A desk on an empty database.
    pub async fn on(database: &TestDatabase) -> Self {
        let clock = Clock::standing_at(T0);
        let engine = Engine::start(database.store().await, clock.clone()).await.unwrap();
        let desk = Self { engine, clock, channel: channel_id(1), agent: user_id(1) };
        desk.connect("support@desk.example", 1).await;
        let user = User {
            id: user_id(1),
            name: "Grace".to_owned(),
            email: address("grace@desk.example"),
            standing: Standing::Active,
            access: Access::default(),
            main_team: None,
            extra_teams: std::collections::BTreeSet::default(),
        };
        desk.order(Actor::System, SaveUser { user }).await.unwrap();
        desk
    }

    /// The channel of `support@desk.example`.
    pub fn channel(&self) -> ChannelId {
        self.channel
    }

    /// The agent.
    pub fn agent(&self) -> UserId {
        self.agent
    }

    /// Connects another address.
    pub async fn connect(&self, email: &str, n: u8) {
        let channel = Channel {
            id: channel_id(n),
            name: "Desk Ünited".to_owned(),
            kind: ChannelKind::Email { address: address(email) },
            pipeline: self.engine.setup().default_pipeline,
            tickets: TicketAutomation::CreateTicket,
            new_ticket: NewTicketProperties::default(),
            inbox: None,
        };
        self.order(Actor::System, SaveChannel { channel }).await.unwrap();
    }

    /// Gives an order.
    pub async fn order(&self, actor: Actor, command: impl Into<Command>) -> Result<Accepted, Refused> {
        let id = self.engine.entropy().id();
        self.engine.execute(Order { id, actor, at: self.clock.now(), command: command.into() }).await
    }

    /// Sets the clock.
    pub fn at(&self, at: DateTime<Utc>) {
        self.clock.set(at);
    }

    /// Hands in a mail.
    pub async fn hand_in(&self, raw: &[u8]) -> HandedIn {
        hand_in(&self.engine, self.channel(), raw.to_vec()).await.unwrap()
    }

    /// Hands in one of the project's mails.
    pub async fn receive(&self, name: &str) -> MailReceipt {
        self.hand_in(&corpus::raw(name)).await.receipt
    }

    /// Hands in one of the project's mails, which becomes a message.
    pub async fn accept(&self, name: &str) -> AcceptedMail {
        accepted(&self.receive(name).await.fate)
    }

    /// Answers the newest message of a conversation.
    pub async fn reply(&self, conversation: ConversationId, text: impl Into<FormattedText>) -> MessageId {
        let message = self.engine.entropy().id();
        let reply = SendReply {
            message,
            conversation,
            in_reply_to: None,
            recipients: Vec::new(),
            text: text.into(),
            attachments: Vec::new(),
            then_status: None,
            properties: Vec::new(),
            seen: None,
        };
        self.order(Actor::User { user: self.agent() }, reply).await.unwrap();
        message
    }

    /// Moves a ticket to the first status that counts as this.
    pub async fn move_to(&self, ticket: TicketId, state: State) {
        let status = self.first_status(state);
        let change = ChangeStatus::new(ticket, status);
        self.order(Actor::User { user: self.agent() }, change).await.unwrap();
    }

    /// The first status that counts as this.
    pub fn first_status(&self, state: State) -> StatusId {
        let setup = self.engine.setup();
        let pipeline = &setup.pipelines[&setup.default_pipeline];
        let mut statuses: Vec<_> = pipeline.statuses.iter().filter(|status| status.state == state).collect();
        statuses.sort_by_key(|status| status.order);
        statuses[0].id
    }

    /// A message as it is stored.
    pub async fn message(&self, message: MessageId) -> (Message, Body, Option<Ticket>) {
        let found = self.engine.store().message(message).await.unwrap().unwrap();
        (found.message, found.body, found.ticket)
    }

    /// The messages of a conversation, oldest first.
    pub async fn thread(&self, conversation: ConversationId) -> Vec<MessageId> {
        let page = self.engine.store().thread(conversation, None, 100).await.unwrap();
        let messages = page.entries.into_iter().filter_map(|entry| match entry {
            ThreadEntry::Message(view) => Some(view.message.id),
            ThreadEntry::Happening { .. } => None,
        });
        messages.collect()
    }
}

/// Where a mail is that became a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptedMail {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub ticket: Option<TicketId>,
}

/// Where a mail is; it must have become a message.
pub fn accepted(fate: &MailFate) -> AcceptedMail {
    let MailFate::Accepted { message, conversation, ticket } = fate else { panic!("{fate:?}") };
    AcceptedMail { message: *message, conversation: *conversation, ticket: *ticket }
}
