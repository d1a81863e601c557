//! One request from arrival to answer: its id, its line in the log, and its problem if it has one.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sportello_domain::id::OrderId;
use tracing::Instrument;

use super::Http;
use super::problem::Failure;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: in the log, in the header `X-Request-Id` and in its problem.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_else(|| Self("".into())))
    }
}

/// Gives a request its id, has it answered, and writes the problem where it failed.
///
/// The log names the route and never the address: an address can hold a customer's words.
pub async fn answer(State(http): State<Http>, mut request: Request, next: Next) -> Response {
    let id = RequestId(new_request_id(&http).into());
    request.extensions_mut().insert(id.clone());
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        request.id = id.as_str(),
        http.method = request.method().as_str(),
        http.route = route.as_deref(),
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        if let Some(cause) = failure.cause() {
            span.in_scope(|| tracing::error!(cause = %chain(cause), "Could not answer a request."));
        }
        let status = failure.status();
        let mut written = (status, Json(failure.into_problem(id.as_str()))).into_response();
        written.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        // What else the answer says, such as which methods there are.
        for (name, value) in response.headers() {
            written.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
        response = written;
    }
    span.in_scope(|| tracing::debug!(http.status = response.status().as_u16(), "Answered a request."));
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

/// An id that tells when, so that the log is found quickly.
fn new_request_id(http: &Http) -> String {
    let id: OrderId = http.engine.entropy().id();
    id.uuid().simple().to_string()
}

/// An error with what caused it, on one line.
fn chain(error: &(dyn std::error::Error + Send + Sync)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        line.push_str(": ");
        line.push_str(&deeper.to_string());
        cause = deeper.source();
    }
    line
}
