//! Signing in and out, and who is signed in.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use sportello_domain::id::UserId;
use sportello_domain::protocol::{Problem, SignIn, SignedIn};
use sportello_domain::user::Standing;

use super::caller::Caller;
use super::extract::Json;
use super::origin::{Sender, sender};
use super::problem::{ErrorCode, Failure};
use super::{Http, cookie};
use crate::account::{NOBODYS_HASH, new_token, token_hash, verify_password};
use crate::store::account::Session;

/// How long a session lasts. Whoever works every day signs in every other week.
pub const LIFETIME: TimeDelta = TimeDelta::days(14);

/// How many sign-ins may fail for one account from one network address, and within what time.
pub const FAILURES: u64 = 10;
/// See [`FAILURES`].
pub const FAILURES_WITHIN: TimeDelta = TimeDelta::minutes(15);

/// The network address of whoever connects, where the server knows it: behind a proxy it is the
/// proxy's.
#[derive(Clone, Copy, Debug)]
pub(super) struct NetworkAddress(Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for NetworkAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(connection.map(|ConnectInfo(address)| address.ip())))
    }
}

/// Signs a user in.
///
/// The answer to a wrong password, an unknown address and a deactivated user is the same, and takes
/// as long. After ten failures within fifteen minutes the answer is 429 for that account.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", request_body = SignIn, security(()),
    responses(
        (status = 200, body = SignedIn, description = "Signed in; the cookie carries the session."),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn sign_in(
    State(http): State<Http>,
    headers: HeaderMap,
    address: NetworkAddress,
    Json(sign_in): Json<SignIn>,
) -> Result<Response, Failure> {
    // A foreign page could sign its visitor in to an account of its own.
    if sender(&headers) == Sender::ForeignPage {
        return Err(ErrorCode::CrossSiteRequest.into());
    }
    let now = http.engine.clock().now();
    let store = http.engine.store();
    let account = sign_in.email.as_str().to_owned();
    let address = address.0.map(|address| address.to_string()).unwrap_or_default();
    if store.failed_sign_ins(&account, &address, now - FAILURES_WITHIN).await? >= FAILURES {
        let wait = FAILURES_WITHIN.num_seconds().to_string();
        return Ok(([(RETRY_AFTER, wait)], Failure::from(ErrorCode::TooManyAttempts)).into_response());
    }
    // Counted before it is tried, so that many at once count as many.
    store.note_failed_sign_in(&account, &address, now).await?;
    let Some(user) = user_with(&http, sign_in).await? else {
        return Err(ErrorCode::WrongCredentials.into());
    };
    store.forget_failed_sign_ins(&account, &address).await?;
    // A new secret at every sign-in; the one that the browser had before ends.
    if let Some(before) = cookie::secret(&headers) {
        http.end_session(token_hash(&before)).await?;
    }
    let secret = new_token(http.engine.entropy());
    let session = Session { user, created_at: now, expires_at: now + LIFETIME };
    store.add_session(&token_hash(&secret), &session).await?;
    let cookie = cookie::keep(&headers, &secret, LIFETIME);
    Ok((axum::response::AppendHeaders(cookie), Json(signed_in(user))).into_response())
}

/// The active user with this address and this password. Takes as long when there is none.
async fn user_with(http: &Http, sign_in: SignIn) -> Result<Option<UserId>, Failure> {
    let setup = http.engine.setup();
    let named = setup.users.values().find(|user| user.email == sign_in.email);
    let user = named.filter(|user| user.standing == Standing::Active).map(|user| user.id);
    let hash = match user {
        Some(user) => http.engine.store().password_hash(user).await?,
        None => None,
    };
    let compare = move || verify_password(&sign_in.password, hash.as_deref().unwrap_or(NOBODYS_HASH));
    // Comparing takes tens of milliseconds: not on the threads that serve everybody else.
    let fits = tokio::task::spawn_blocking(compare).await.map_err(Failure::ours)?;
    Ok(user.filter(|_| fits))
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "session",
    responses(
        (status = 200, body = SignedIn),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show_session(caller: Caller) -> Json<SignedIn> {
    Json(signed_in(caller.user))
}

/// Signs out: the session ends, and its live streams with it.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "session",
    responses(
        (status = 204, description = "Signed out."),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn sign_out(State(http): State<Http>, caller: Caller) -> Result<Response, Failure> {
    http.end_session(caller.session()?).await?;
    Ok((StatusCode::NO_CONTENT, axum::response::AppendHeaders(cookie::forget())).into_response())
}

fn signed_in(user: UserId) -> SignedIn {
    SignedIn { user, build: super::BUILD.to_owned() }
}
