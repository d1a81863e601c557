//! The HTTP API as a program uses it: sets the scene, and says what the server has stored.

use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_domain::conversation::Conversation;
use sportello_domain::event::Event;
use sportello_domain::history::PropertyChange;
use sportello_domain::id::{BulkChangeId, ChannelId, ConversationId, InboxId, OrderId, TicketId};
use sportello_domain::order::Command;
use sportello_domain::protocol::{
    BulkChange, BulkRequest, ConversationPage, CurrentSetup, MailReceipt, OrderAnswer, OrderRequest, Problem,
    SignIn, SignedIn, ThreadEntry, ThreadPage, TicketPage, TicketRow, TicketView,
};
use sportello_domain::setup::Setup;
use sportello_domain::view::BuiltInView;

use crate::mail::address;
use crate::trouble::Trouble;
use crate::world::Person;

/// A signed-in user of the API.
#[derive(Clone, Debug)]
pub struct Api {
    client: Client,
    origin: String,
    cookie: String,
    /// Who is signed in.
    pub signed_in: SignedIn,
}

impl Api {
    /// Signs in.
    ///
    /// # Errors
    ///
    /// When the server refuses, or gives no session.
    pub async fn sign_in(origin: &str, person: Person) -> Result<Self, Trouble> {
        let client = Client::new();
        let wish = SignIn { email: address(person.email)?, password: person.password.to_owned() };
        let url = format!("{origin}/api/v1/session");
        let answer = client.post(url).header(ORIGIN, origin).json(&wish).send().await?;
        let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies: Vec<String> =
            cookies.filter_map(|cookie| cookie.split(';').next()).map(ToOwned::to_owned).collect();
        let signed_in = read(answer).await?;
        Ok(Self { client, origin: origin.to_owned(), cookie: cookies.join("; "), signed_in })
    }

    /// Gives one order under an id of its own and tells what became of it.
    ///
    /// # Errors
    ///
    /// When the request does not come through. A refused order is an answer.
    pub async fn order(&self, id: OrderId, command: impl Into<Command>) -> Result<OrderAnswer, Trouble> {
        let orders = [OrderRequest { id, command: command.into() }];
        let mut answers: Vec<OrderAnswer> = self.post("/api/v1/commands", &orders).await?;
        answers.pop().ok_or_else(|| Trouble::unexpected("an order got no answer"))
    }

    /// Gives an order that must be accepted and tells what happened.
    ///
    /// # Errors
    ///
    /// When it is refused.
    pub async fn accepted(&self, id: OrderId, command: impl Into<Command>) -> Result<Vec<Event>, Trouble> {
        match self.order(id, command).await? {
            OrderAnswer::Accepted { events, .. } => Ok(events),
            OrderAnswer::Refused { problem, .. } => {
                Err(Trouble::Unexpected(format!("an order was refused: {problem:?}")))
            }
        }
    }

    /// Hands in one mail, as a mail server's pipe would.
    ///
    /// # Errors
    ///
    /// When the server does not take it.
    pub async fn hand_in(&self, channel: ChannelId, raw: Vec<u8>) -> Result<MailReceipt, Trouble> {
        let request = self.request(Method::POST, &format!("/api/v1/channels/{channel}/mail"));
        read(request.header(CONTENT_TYPE, "message/rfc822").body(raw).send().await?).await
    }

    /// The configuration.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn setup(&self) -> Result<Setup, Trouble> {
        let current: CurrentSetup = self.get("/api/v1/setup").await?;
        Ok(current.setup)
    }

    /// The first page of a view.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn tickets(&self, view: BuiltInView) -> Result<TicketPage, Trouble> {
        self.get(&format!("/api/v1/tickets?view={}", view.slug())).await
    }

    /// Every ticket of a view, page by page.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn all_tickets(&self, view: BuiltInView) -> Result<Vec<TicketRow>, Trouble> {
        let mut page = self.tickets(view).await?;
        let mut rows = page.rows;
        while let Some(next) = page.next {
            page = self.get(&format!("/api/v1/tickets?view={}&after={next}", view.slug())).await?;
            rows.append(&mut page.rows);
        }
        Ok(rows)
    }

    /// One ticket, by its id or number.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn ticket(&self, id_or_number: impl ToString) -> Result<TicketView, Trouble> {
        self.get(&format!("/api/v1/tickets/{}", id_or_number.to_string())).await
    }

    /// How the properties of a ticket changed.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn history(&self, ticket: TicketId) -> Result<Vec<PropertyChange>, Trouble> {
        self.get(&format!("/api/v1/tickets/{ticket}/history")).await
    }

    /// The newest entries of a conversation, oldest first.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn thread(&self, conversation: ConversationId) -> Result<Vec<ThreadEntry>, Trouble> {
        let page: ThreadPage = self.get(&format!("/api/v1/conversations/{conversation}/thread")).await?;
        Ok(page.entries)
    }

    /// The open conversations of an inbox, the one with the newest message first.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn inbox(&self, inbox: InboxId) -> Result<Vec<Conversation>, Trouble> {
        let page: ConversationPage = self.get(&format!("/api/v1/conversations?inbox={inbox}")).await?;
        Ok(page.conversations.into_iter().map(|row| row.conversation).collect())
    }

    /// Asks for a change of many tickets.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub async fn begin_bulk_change(&self, request: &BulkRequest) -> Result<BulkChange, Trouble> {
        self.post("/api/v1/bulk-changes", request).await
    }

    /// How far a change of many tickets is.
    ///
    /// # Errors
    ///
    /// When the server does not know it.
    pub async fn bulk_change(&self, change: BulkChangeId) -> Result<BulkChange, Trouble> {
        self.get(&format!("/api/v1/bulk-changes/{change}")).await
    }

    /// The status with which the server answers a read.
    ///
    /// # Errors
    ///
    /// When the request does not come through.
    pub async fn status_of(&self, path: &str) -> Result<StatusCode, Trouble> {
        Ok(self.request(Method::GET, path).send().await?.status())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        read(self.request(Method::GET, path).send().await?).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Trouble> {
        read(self.request(Method::POST, path).json(body).send().await?).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.origin));
        request.header(COOKIE, &self.cookie).header(ORIGIN, &self.origin)
    }
}

/// Reads what is expected, or says which problem it is.
async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, Trouble> {
    let (status, url, text) = (answer.status(), answer.url().path().to_owned(), answer.text().await?);
    if status.is_success() {
        return Ok(serde_json::from_str(&text)?);
    }
    let code = serde_json::from_str::<Problem>(&text).map(|problem| problem.code).unwrap_or(text);
    Err(Trouble::Unexpected(format!("{url} answers {status}: {code}")))
}
