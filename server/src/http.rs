//! The HTTP server: one file per resource. Nothing is decided here.
//!
//! A handler extracts what a request says and [who](caller) sends it, hands orders to the engine,
//! and puts the answer, or the [problem], into words. What somebody may see goes through the
//! domain's policy. Which calls there are is listed in [`sportello_domain::protocol`].

mod assets;
mod attachments;
mod bulk_changes;
mod caller;
mod commands;
mod conversations;
mod cookie;
mod docs;
mod extract;
mod headers;
mod health;
mod live;
mod mail;
mod mentions;
mod merging;
mod messages;
mod openapi;
mod origin;
mod page;
mod presence;
pub mod problem;
mod records;
mod recycle_bin;
mod request;
mod scope;
mod search;
pub mod session;
mod setup;
mod tickets;
mod tokens;
mod told;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::{Router, middleware};
use sportello_domain::message::MOST_BYTES;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::bulk::BulkChanges;
use crate::engine::Engine;
use crate::mail::intake;
use crate::store::StoreError;
use live::{Ended, Hub};
use problem::{ErrorCode, Failure};

/// The server's build. A browser with another one reloads at a quiet moment.
pub const BUILD: &str = env!("CARGO_PKG_VERSION");

/// The largest body that is taken, in bytes, where it is neither a mail nor a file.
const LARGEST_BODY: usize = 1 << 20;

/// The largest file that is taken, in bytes: what one message carries.
#[expect(clippy::cast_possible_truncation, reason = "18 million fit in any size")]
const LARGEST_FILE: usize = MOST_BYTES as usize;

/// What handlers need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Http {
    /// Carries out orders, and knows the store, the clock and randomness.
    pub engine: Engine,
    /// Tells listeners what happens.
    pub live: Hub,
    /// Changes many tickets in one go.
    pub bulk: BulkChanges,
    /// Says when the server stops.
    pub shutdown: CancellationToken,
}

impl Http {
    /// Ends a session, and its live streams with it.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        self.engine.store().end_session(&hash).await?;
        self.live.end(Ended::Session(hash));
        Ok(())
    }
}

/// How long the server waits for answers that are under way when it stops.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves the desk until it is told to stop; then it ends the streams and answers what was asked.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    engine: Engine,
    shutdown: CancellationToken,
) -> std::io::Result<()> {
    let service = router(engine, shutdown.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    let late = async {
        shutdown.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = serving.into_future() => served,
        () = late => Ok(()),
    }
}

/// Everything that the desk answers.
pub fn router(engine: Engine, shutdown: CancellationToken) -> Router {
    let live = Hub::start(&engine, shutdown.clone());
    let bulk = BulkChanges::new(shutdown.clone());
    let http = Http { engine, live, bulk, shutdown };
    let (api, document) = api().split_for_parts();
    // Made once. The types are ours, so there is always a JSON form.
    let document: Arc<str> = document.to_json().unwrap_or_default().into();
    let show_document =
        get(async move || ([(CONTENT_TYPE, "application/json")], document.as_ref().to_owned()));
    api.route("/api/openapi.json", show_document)
        .merge(docs::router())
        .fallback(assets::serve)
        .method_not_allowed_fallback(async || Failure::from(ErrorCode::MethodNotAllowed))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(http.clone(), request::answer))
        .layer(middleware::from_fn(headers::add))
        .with_state(http)
}

/// The calls of the API, with their document.
pub fn api() -> OpenApiRouter<Http> {
    let mail = OpenApiRouter::new()
        .routes(routes!(mail::hand_in_mail))
        // One byte more, so that a mail of the greatest size still comes through.
        .layer(DefaultBodyLimit::max(intake::MAX_SIZE + 1));
    let files = OpenApiRouter::new()
        .routes(routes!(attachments::store_attachment))
        .layer(DefaultBodyLimit::max(LARGEST_FILE + 1));
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .routes(routes!(session::sign_in, session::show_session, session::sign_out))
        .routes(routes!(tokens::create_token, tokens::list_tokens))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(setup::show_setup))
        .routes(routes!(commands::give_orders))
        .routes(routes!(bulk_changes::begin_bulk_change))
        .routes(routes!(bulk_changes::show_bulk_change))
        .routes(routes!(bulk_changes::summarise_selection))
        .routes(routes!(scope::show_scope))
        .routes(routes!(tickets::list_tickets))
        .routes(routes!(tickets::count_tickets))
        .routes(routes!(tickets::count_statuses))
        .routes(routes!(mentions::list_mentions))
        .routes(routes!(search::search))
        .routes(routes!(tickets::show_ticket))
        .routes(routes!(records::list_contacts))
        .routes(routes!(records::list_companies))
        .routes(routes!(records::list_deals))
        .routes(routes!(records::show_contact))
        .routes(routes!(records::show_company))
        .routes(routes!(records::show_deal))
        .routes(routes!(tickets::show_ticket_history))
        .routes(routes!(tickets::list_ticket_activity))
        .routes(routes!(tickets::list_ticket_associations))
        .routes(routes!(tickets::show_ticket_access))
        .routes(routes!(merging::list_merge_candidates))
        .routes(routes!(recycle_bin::list_deleted_tickets))
        .routes(routes!(conversations::list_conversations))
        .routes(routes!(conversations::show_conversation))
        .routes(routes!(conversations::show_thread))
        .routes(routes!(messages::show_message_body))
        .routes(routes!(attachments::show_attachment))
        .routes(routes!(mail::list_mails))
        .routes(routes!(mail::retry_mail))
        .routes(routes!(live::listen))
        .routes(routes!(presence::say_presence))
        .routes(routes!(health::show_health))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .merge(mail)
        .merge(files)
}
