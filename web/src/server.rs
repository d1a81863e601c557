//! Every call to the server, and what can go wrong with one.

mod upload;

pub use self::upload::Upload;

use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_domain::association::RecordRef;
use sportello_domain::bulk::{Selection, SelectionSummary};
use sportello_domain::filter::Filter;
use sportello_domain::history::{AssociatedType, PropertyChange};
use sportello_domain::id::{AttachmentId, BulkChangeId, ConversationId, InboxId, MessageId, TicketId};
use sportello_domain::order::Command;
use sportello_domain::pipeline::State;
use sportello_domain::protocol::{
    ActivityPage, AssociationPage, BulkChange, BulkRequest, ConversationPage, ConversationView, CurrentSetup,
    MentionPage, MergeCandidate, OrderAnswer, OrderRequest, Problem, RecordKind, RecordPage, RecordView,
    SayPresence, ScopedDesk, SearchPage, Sequence, SignIn, SignedIn, StatusCount, ThreadPage, TicketPage,
    TicketPresence, TicketView, ViewCount,
};
use sportello_domain::view::{Sort, View};

use crate::replica::lists::Listing;
use crate::routes::SearchRoute;

/// What can go wrong when the browser calls the server.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ServerError {
    /// The server answered with a problem document (RFC 9457).
    #[error("{}", .0.title)]
    Problem(Box<Problem>),
    /// The server answered with an error and no word about it, as a proxy in between does.
    #[error("the server answered {0}")]
    Status(u16),
    /// No answer: no line, or it broke.
    #[error("no answer")]
    NoAnswer,
    /// An answer that could not be read.
    #[error("unreadable answer")]
    Unreadable,
}

impl ServerError {
    /// The HTTP status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Status(status) => Some(*status),
            Self::NoAnswer | Self::Unreadable => None,
        }
    }

    /// Whether the same call may succeed later: there is no line, or the server is busy or being started.
    pub fn may_pass(&self) -> bool {
        match self.status() {
            None => *self == Self::NoAnswer,
            Some(status) => status == 408 || status == 429 || status >= 500,
        }
    }

    /// Whether the session is over.
    pub fn is_signed_out(&self) -> bool {
        self.status() == Some(401)
    }
}

/// Signs in.
///
/// # Errors
///
/// A problem for wrong credentials, else as every call.
pub async fn sign_in(credentials: &SignIn) -> Result<SignedIn, ServerError> {
    send(Method::POST, "/api/v1/session", credentials).await
}

/// Says who is signed in.
///
/// # Errors
///
/// A problem with status 401 for nobody, else as every call.
pub async fn show_session() -> Result<SignedIn, ServerError> {
    load("/api/v1/session").await
}

/// Signs out.
///
/// # Errors
///
/// As every call.
pub async fn sign_out() -> Result<(), ServerError> {
    let request = RequestBuilder::new("/api/v1/session").method(Method::DELETE);
    accepted(request.send().await).await.map(|_| ())
}

/// Loads the configuration.
///
/// # Errors
///
/// As every call.
pub async fn load_setup() -> Result<CurrentSetup, ServerError> {
    load("/api/v1/setup").await
}

/// Loads a page of what is listed, the first or the one that begins at `next`.
///
/// # Errors
///
/// As every call.
pub async fn list_tickets(
    listing: Listing,
    sort: Sort,
    next: Option<&str>,
) -> Result<TicketPage, ServerError> {
    let which = match listing {
        Listing::View(view) => format!("view={view}"),
        Listing::Column(view, status) => format!("view={view}&status={status}"),
    };
    let after = next.map(|next| format!("&after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/tickets?{which}&sort={sort}{after}")).await
}

/// Loads how many tickets each view has.
///
/// # Errors
///
/// As every call.
pub async fn count_tickets() -> Result<Vec<ViewCount>, ServerError> {
    load("/api/v1/counts").await
}

/// Loads how many tickets of a view each status has.
///
/// # Errors
///
/// As every call.
pub async fn count_statuses(view: View) -> Result<Vec<StatusCount>, ServerError> {
    load(&format!("/api/v1/counts/statuses?view={view}")).await
}

/// Loads how many tickets a filter lets through.
///
/// # Errors
///
/// As every call.
pub async fn count_filtered(filter: &Filter) -> Result<u64, ServerError> {
    let filter = serde_json::to_string(filter).map_err(|_| ServerError::Unreadable)?;
    let page: TicketPage = load(&format!("/api/v1/tickets?limit=1&filter={}", encoded(&filter))).await?;
    Ok(page.count)
}

/// Loads the newest comments that mention whoever is signed in.
///
/// # Errors
///
/// As every call.
pub async fn list_mentions() -> Result<MentionPage, ServerError> {
    load("/api/v1/mentions").await
}

/// Loads the conversations that wait for a ticket; the first page, or the one that begins at `next`.
///
/// # Errors
///
/// As every call.
pub async fn list_without_ticket(next: Option<&str>) -> Result<ConversationPage, ServerError> {
    let after = next.map(|next| format!("&after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/conversations?without_ticket=true{after}")).await
}

/// Loads a conversation with what belongs to it.
///
/// # Errors
///
/// As every call.
pub async fn load_conversation(conversation: ConversationId) -> Result<ConversationView, ServerError> {
    load(&format!("/api/v1/conversations/{conversation}")).await
}

/// Loads the conversations in Spam; the first page, or the one that begins at `next`.
///
/// # Errors
///
/// As every call.
pub async fn list_spam(next: Option<&str>) -> Result<ConversationPage, ServerError> {
    let after = next.map(|next| format!("&after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/conversations?spam=true{after}")).await
}

/// Loads the conversations of an inbox that are in a state, or of all inboxes; the first page, or the one that begins at
/// `next`.
///
/// # Errors
///
/// As every call.
pub async fn list_inbox(
    inbox: Option<InboxId>,
    state: State,
    next: Option<&str>,
) -> Result<ConversationPage, ServerError> {
    let inbox = inbox.map_or_else(|| "all".to_owned(), |inbox| inbox.to_string());
    let after = next.map(|next| format!("&after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/conversations?inbox={inbox}&state={}{after}", state.name())).await
}

/// Loads the conversations without a ticket that are in the trash; the first page, or the one that begins at `next`.
///
/// # Errors
///
/// As every call.
pub async fn list_trash(next: Option<&str>) -> Result<ConversationPage, ServerError> {
    let after = next.map(|next| format!("&after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/conversations?trash=true{after}")).await
}

/// Loads the deleted tickets; the first page, or the one that begins at `next`.
///
/// # Errors
///
/// As every call.
pub async fn list_deleted_tickets(next: Option<&str>) -> Result<TicketPage, ServerError> {
    let after = next.map(|next| format!("?after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/recycle-bin{after}")).await
}

/// Searches; the first page, or the one that begins at `next`.
///
/// # Errors
///
/// As every call.
pub async fn search(wanted: &SearchRoute, next: Option<&str>) -> Result<SearchPage, ServerError> {
    let place = wanted.only_in.map(|place| format!("&in={}", place.slug())).unwrap_or_default();
    let state = wanted.state.map(|state| format!("&state={}", state.name())).unwrap_or_default();
    let after = next.map(|next| format!("&after={}", encoded(next))).unwrap_or_default();
    let among = match wanted.among.filter() {
        Some(filter) => {
            let filter = serde_json::to_string(&filter).map_err(|_| ServerError::Unreadable)?;
            format!("&filter={}", encoded(&filter))
        }
        None => String::new(),
    };
    load(&format!("/api/v1/search?q={}{place}{state}{among}{after}", encoded(&wanted.typed))).await
}

/// Loads a page of contacts, companies or deals by name: the first, or the one that begins at `next`.
///
/// # Errors
///
/// As every call.
pub async fn list_records(
    kind: RecordKind,
    typed: &str,
    next: Option<&str>,
) -> Result<RecordPage, ServerError> {
    let after = next.map(|next| format!("&after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/{}?search={}{after}", kind.slug(), encoded(typed))).await
}

/// Loads one contact, company or deal with a page of its tickets: the first, or the one that begins at `next`.
///
/// # Errors
///
/// A problem with status 404 for one that is not there, else as every call.
pub async fn load_record(record: RecordRef, next: Option<&str>) -> Result<RecordView, ServerError> {
    let kind = RecordKind::of(record).map_or("tickets", RecordKind::slug);
    let after = next.map(|next| format!("?after={}", encoded(next))).unwrap_or_default();
    load(&format!("/api/v1/{kind}/{}{after}", record.uuid())).await
}

/// Loads what an order looks at, as far as one may see it.
///
/// # Errors
///
/// As every call.
pub async fn load_scope(command: &Command) -> Result<ScopedDesk, ServerError> {
    send(Method::POST, "/api/v1/scope", command).await
}

/// Loads one ticket by the number that people say.
///
/// # Errors
///
/// A problem with status 404 for one that is not there or not to be seen, else as every call.
pub async fn load_ticket(number: u64) -> Result<TicketView, ServerError> {
    load(&format!("/api/v1/tickets/{number}")).await
}

/// Loads the tickets with which one can be merged: those that are found by some words, or that are likely about the
/// same where there are none.
///
/// # Errors
///
/// As every call.
pub async fn load_merge_candidates(
    ticket: TicketId,
    words: &str,
) -> Result<Vec<MergeCandidate>, ServerError> {
    load(&format!("/api/v1/tickets/{ticket}/merge-candidates?q={}", encoded(words))).await
}

/// Loads what happened on a ticket, newest first: the newest, or what happened before.
///
/// # Errors
///
/// As every call.
pub async fn load_activity(ticket: TicketId, before: Option<Sequence>) -> Result<ActivityPage, ServerError> {
    let before = before.map(|before| format!("?before={before}")).unwrap_or_default();
    load(&format!("/api/v1/tickets/{ticket}/activity{before}")).await
}

/// Loads which records and activities came to a ticket and which left it, of one type or all: the newest, or those
/// before.
///
/// # Errors
///
/// As every call.
pub async fn load_associations(
    ticket: TicketId,
    of_type: Option<AssociatedType>,
    before: Option<u64>,
) -> Result<AssociationPage, ServerError> {
    let of_type = of_type.map(|of_type| format!("type={}", of_type.name()));
    let before = before.map(|before| format!("before={before}"));
    let query = of_type.into_iter().chain(before).collect::<Vec<_>>().join("&");
    load(&format!("/api/v1/tickets/{ticket}/associations?{query}")).await
}

/// Loads how the properties of a ticket changed, the oldest change first.
///
/// # Errors
///
/// As every call.
pub async fn load_property_history(ticket: TicketId) -> Result<Vec<PropertyChange>, ServerError> {
    load(&format!("/api/v1/tickets/{ticket}/history")).await
}

/// Asks for a change of many tickets.
///
/// # Errors
///
/// A problem where it cannot be done with what is selected, else as every call. Asking again is safe.
pub async fn begin_bulk_change(request: &BulkRequest) -> Result<BulkChange, ServerError> {
    send(Method::POST, "/api/v1/bulk-changes", request).await
}

/// Loads how far a change of many tickets is.
///
/// # Errors
///
/// A problem with status 404 where the server does not know it, else as every call.
pub async fn load_bulk_change(change: BulkChangeId) -> Result<BulkChange, ServerError> {
    load(&format!("/api/v1/bulk-changes/{change}")).await
}

/// Loads what is in a selection.
///
/// # Errors
///
/// As every call.
pub async fn load_selection(selection: &Selection) -> Result<SelectionSummary, ServerError> {
    send(Method::POST, "/api/v1/selections", selection).await
}

/// Loads the newest page of a thread, or the one that ends at `earlier`.
///
/// # Errors
///
/// As every call.
pub async fn load_thread(
    conversation: ConversationId,
    earlier: Option<&str>,
) -> Result<ThreadPage, ServerError> {
    match earlier {
        None => load(&format!("/api/v1/conversations/{conversation}/thread")).await,
        Some(earlier) => {
            load(&format!("/api/v1/conversations/{conversation}/thread?before={}", encoded(earlier))).await
        }
    }
}

/// Gives orders; each is decided on its own.
///
/// # Errors
///
/// As every call. Then it is not known which of them happened; giving them again is safe.
pub async fn give_orders(orders: &[OrderRequest]) -> Result<Vec<OrderAnswer>, ServerError> {
    send(Method::POST, "/api/v1/commands", orders).await
}

/// Gives an order from a page that may be closed before the answer comes. Returns whether the browser took it.
pub fn give_order_last(order: &OrderRequest) -> bool {
    send_last("/api/v1/commands", &[order])
}

/// Says that one has a ticket open, and gives who else has.
///
/// # Errors
///
/// As every call.
pub async fn say_presence(ticket: TicketId, said: &SayPresence) -> Result<TicketPresence, ServerError> {
    send(Method::POST, &presence_address(ticket), said).await
}

/// Says that one has closed a ticket, perhaps with the page.
pub fn say_presence_last(ticket: TicketId, said: &SayPresence) {
    send_last(&presence_address(ticket), said);
}

fn presence_address(ticket: TicketId) -> String {
    format!("/api/v1/tickets/{ticket}/presence")
}

/// Sends something from a page that may be closed before the answer comes. Returns whether the browser took it.
fn send_last(address: &str, body: &(impl Serialize + ?Sized)) -> bool {
    let Ok(body) = serde_json::to_string(body) else { return false };
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = js_sys::Array::of1(&body.into());
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) else { return false };
    window().navigator().send_beacon_with_opt_blob(address, Some(&blob)).unwrap_or(false)
}

/// Gives one order that was kept as text.
///
/// # Errors
///
/// As [`give_orders`].
pub async fn give_kept_order(request: &str) -> Result<Vec<OrderAnswer>, ServerError> {
    let request = RequestBuilder::new("/api/v1/commands")
        .method(Method::POST)
        .header("content-type", "application/json")
        .body(format!("[{request}]"))
        .map_err(|_| ServerError::Unreadable)?;
    read(accepted(request.send().await).await?).await
}

/// The address of the live stream, from an event on.
pub fn live_address(after: Sequence) -> String {
    format!("/api/v1/live?after={after}")
}

/// The address of a message as it was sent, sanitised, for a sandboxed frame.
pub fn body_address(message: MessageId, images: Images) -> String {
    match images {
        Images::Own => format!("/api/v1/messages/{message}/body"),
        Images::Remote => format!("/api/v1/messages/{message}/body?images=remote"),
    }
}

/// Which pictures of a message are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// Those that came with it.
    Own,
    /// Those from elsewhere too: its sender can learn that it was read.
    Remote,
}

/// The address of a file.
pub fn attachment_address(attachment: AttachmentId) -> String {
    format!("/api/v1/attachments/{attachment}")
}

async fn load<T: DeserializeOwned>(address: &str) -> Result<T, ServerError> {
    read(accepted(RequestBuilder::new(address).send().await).await?).await
}

async fn send<T: DeserializeOwned>(
    method: Method,
    address: &str,
    body: &(impl Serialize + ?Sized),
) -> Result<T, ServerError> {
    let request =
        RequestBuilder::new(address).method(method).json(body).map_err(|_| ServerError::Unreadable)?;
    read(accepted(request.send().await).await?).await
}

async fn accepted(answer: Result<Response, gloo_net::Error>) -> Result<Response, ServerError> {
    let answer = answer.map_err(|_| ServerError::NoAnswer)?;
    if answer.ok() {
        return Ok(answer);
    }
    let problem = answer.text().await.ok().and_then(|text| serde_json::from_str(&text).ok());
    Err(problem
        .map_or(ServerError::Status(answer.status()), |problem| ServerError::Problem(Box::new(problem))))
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, ServerError> {
    let text = answer.text().await.map_err(|_| ServerError::NoAnswer)?;
    serde_json::from_str(&text).map_err(|_| ServerError::Unreadable)
}

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
