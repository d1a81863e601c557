//! The live stream: what happens, told at once to whoever may see it, as server-sent events.
//!
//! A listener subscribes first, then gets what it missed, then what happens; its place is the
//! sequence of the last event, so nothing is missed and nothing comes twice. What each one is told
//! goes through the policy as it stands at that moment ([`super::told`]).

mod frames;
mod hub;
mod presence;

pub use hub::{Ended, Hub};
pub use presence::Standing;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use serde::Deserialize;
use sportello_domain::filter::Filter;
use sportello_domain::policy::visible_tickets;
use sportello_domain::protocol::{LiveChange, Problem, Sequence};
use tokio::sync::broadcast::error::RecvError;
use utoipa::IntoParams;

use super::Http;
use super::caller::{Caller, is_active, still_counts};
use super::extract::Query;
use super::problem::{ErrorCode, Failure};
use crate::store::StoreError;
use frames::resync;
use hub::{Heard, HeardChange, Subscription};

/// How often a quiet stream says that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How often a stream asks whether its session still counts: it may have ended by itself, or on
/// another node. What ends on this node ends the stream at once.
const CHECK: Duration = Duration::from_secs(30);

/// How many events are told again to whoever missed them. Whoever missed more loads again.
const REPLAYED: u64 = 2_000;

/// How many events are read at once.
const PAGE: u64 = 500;

const LAST_EVENT_ID: &str = "last-event-id";
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// From where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Listen {
    /// The last event that was heard: `sequence` of what was loaded. Only what happens from now on
    /// unless told. The header `Last-Event-ID` wins.
    after: Option<String>,
}

/// What happens, as it happens: server-sent events `change`, `withdrawn`, `resync` and `presence`, each as
/// far as one may see it.
#[utoipa::path(
    get, path = "/api/v1/live", tag = "live", params(Listen),
    responses(
        (status = 200, body = LiveChange, content_type = "text/event-stream"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn listen(
    State(http): State<Http>,
    caller: Caller,
    headers: HeaderMap,
    Query(query): Query<Listen>,
) -> Result<Response, Failure> {
    let after = place(&headers, query.after.as_deref())?;
    let subscription = http.live.subscribe(caller.user);
    let reach = visible_tickets(&http.engine.setup(), &caller.actor());
    let listener = Listener { http, caller, last: after.unwrap_or(0), reach };
    let sse = Sse::new(events(listener, subscription, after));
    let mut response = sse.keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies such as nginx would otherwise hold events back until they have a full buffer.
    response.headers_mut().insert(X_ACCEL_BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

/// The last event that was heard: the browser says it when it connects again by itself.
fn place(headers: &HeaderMap, after: Option<&str>) -> Result<Option<Sequence>, Failure> {
    let header = headers.get(LAST_EVENT_ID).map(|value| value.to_str().unwrap_or_default());
    match header.or(after).map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| Failure::because(ErrorCode::QueryInvalid, "after: a sequence is a number")),
    }
}

/// One listener, from the subscription on.
struct Listener {
    http: Http,
    caller: Caller,
    /// The last event that was told or passed over.
    last: Sequence,
    /// The tickets within reach: when that changes, what is on the screen is no longer right.
    reach: Filter,
}

/// Why a stream ends.
struct Over;

/// Everything that a listener is sent. The subscription is older than the stream, and than the place
/// from which it is told what it missed: nothing falls between.
fn events(
    mut listener: Listener,
    mut subscription: Subscription,
    after: Option<Sequence>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    async_stream::stream! {
        let shutdown = listener.http.shutdown.clone();
        let mut check = tokio::time::interval_at(tokio::time::Instant::now() + CHECK, CHECK);
        let mut told_again = after.map(|_| 0);
        loop {
            // First all that was missed: what happens meanwhile waits in the subscription.
            let frames = if told_again.is_some() {
                tokio::select! {
                    biased;
                    () = shutdown.cancelled() => break,
                    frames = listener.missed(&mut told_again) => frames,
                }
            } else {
                tokio::select! {
                    biased;
                    () = shutdown.cancelled() => break,
                    ended = subscription.ended.recv() => listener.ended(ended).await,
                    _ = check.tick() => listener.check().await,
                    next = subscription.heard.recv() => listener.heard(next).await,
                }
            };
            let Ok(frames) = frames else { break };
            for frame in frames {
                yield Ok(frame);
            }
        }
    }
}

impl Listener {
    /// The next page of what happened since the last event that was told. `told_again` counts the
    /// events; nothing is missed any more when it is none.
    async fn missed(&mut self, told_again: &mut Option<u64>) -> Result<Vec<Event>, Over> {
        let engine = self.http.engine.clone();
        let head = engine.store().head_sequence().await.map_err(|error| failed(&error))?;
        let before = told_again.unwrap_or_default();
        if head == self.last {
            *told_again = None;
            return Ok(Vec::new());
        }
        // A place that has not come yet is of another database.
        if head < self.last || REPLAYED < before + (head - self.last) {
            *told_again = None;
            self.last = head;
            return Ok(vec![resync(head)]);
        }
        let changes = engine.changes_after(self.last, PAGE).await.map_err(|error| failed(&error))?;
        let from = self.last;
        let mut frames = Vec::new();
        for change in changes {
            let change = HeardChange::of(engine.store(), Arc::new(change), [self.caller.user].into()).await;
            frames.extend(self.tell(&change.map_err(|error| failed(&error))?).await?);
        }
        *told_again = Some(before + (self.last - from));
        Ok(frames)
    }

    /// What happens now.
    async fn heard(&mut self, next: Result<Arc<Heard>, RecvError>) -> Result<Vec<Event>, Over> {
        match next.as_deref() {
            Ok(Heard::Change(heard)) if heard.sequence() <= self.last => Ok(Vec::new()),
            Ok(Heard::Change(heard)) => self.tell(heard).await,
            Ok(Heard::Presence(heard)) => {
                let setup = self.http.engine.setup();
                Ok(heard.frame(&setup, &self.caller.actor()).into_iter().collect())
            }
            Ok(Heard::Missed) | Err(RecvError::Lagged(_)) => {
                let head = self.http.engine.store().head_sequence().await;
                self.last = head.map_err(|error| failed(&error))?;
                Ok(vec![resync(self.last)])
            }
            Err(RecvError::Closed) => Err(Over),
        }
    }

    /// What this listener is told of a change.
    async fn tell(&mut self, heard: &HeardChange) -> Result<Vec<Event>, Over> {
        self.last = heard.sequence();
        if !is_active(&self.http, self.caller.user) {
            return Err(Over);
        }
        let setup = self.http.engine.setup();
        let frames = heard.frames(self.http.engine.store(), &setup, &self.caller.actor()).await;
        let mut frames = frames.map_err(|error| failed(&error))?.to_vec();
        let reach = visible_tickets(&setup, &self.caller.actor());
        if reach != self.reach {
            self.reach = reach;
            frames.push(resync(self.last));
        }
        Ok(frames)
    }

    /// Somebody signed out, or a token was revoked.
    async fn ended(&mut self, ended: Result<Ended, RecvError>) -> Result<Vec<Event>, Over> {
        match ended {
            Ok(ended) if ended.is(&self.caller.credential) => Err(Over),
            Ok(_) => Ok(Vec::new()),
            Err(RecvError::Lagged(_)) => self.check().await,
            Err(RecvError::Closed) => Err(Over),
        }
    }

    /// Asks whether the session still counts.
    async fn check(&mut self) -> Result<Vec<Event>, Over> {
        match still_counts(&self.http, &self.caller).await {
            Ok(true) => Ok(Vec::new()),
            Ok(false) | Err(_) => Err(Over),
        }
    }
}

/// Ends a stream because the database failed; the browser comes back and says where it was.
fn failed(error: &StoreError) -> Over {
    tracing::error!(%error, "A live stream ended because the database failed.");
    Over
}
