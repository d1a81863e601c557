//! Who sends a request: a person by the session cookie, or a program by a token.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use sportello_domain::id::{TokenId, UserId};
use sportello_domain::order::Actor;
use sportello_domain::user::Standing;

use super::origin::{Sender, sender};
use super::problem::{ErrorCode, Failure};
use super::{Http, cookie};
use crate::account::token_hash;

/// Who sends a request, known and active. A handler that takes it answers nobody else.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user, or the one on whose behalf a program acts.
    pub user: UserId,
    /// By what the caller is known.
    pub credential: Credential,
}

/// By what a caller is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The session with this hash.
    Session([u8; 32]),
    /// A token with this hash.
    Token {
        /// The token.
        token: TokenId,
        /// Its hash.
        hash: [u8; 32],
    },
}

impl Caller {
    /// Who gives the orders of this caller.
    pub fn actor(&self) -> Actor {
        match self.credential {
            Credential::Session(_) => Actor::User { user: self.user },
            Credential::Token { token, .. } => Actor::Api { token, user: self.user },
        }
    }

    /// The hash of the session.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::NeedsSession`] for a program: what a leaked token could do must not outlive it.
    pub fn session(&self) -> Result<[u8; 32], Failure> {
        match self.credential {
            Credential::Session(hash) => Ok(hash),
            Credential::Token { .. } => Err(ErrorCode::NeedsSession.into()),
        }
    }
}

impl FromRequestParts<Http> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Failure> {
        let Some(shown) = shown(&parts.headers) else {
            return Err(ErrorCode::NotSignedIn.into());
        };
        // The browser adds the cookie by itself, also for a foreign page; a token is added by whoever has it.
        let safe = matches!(parts.method, Method::GET | Method::HEAD);
        if let Shown::Session(_) = shown
            && !safe
            && sender(&parts.headers) != Sender::OwnPage
        {
            return Err(ErrorCode::CrossSiteRequest.into());
        }
        recognise(http, shown).await?.ok_or_else(|| ErrorCode::NotSignedIn.into())
    }
}

/// What a request shows to be known by, hashed.
#[derive(Clone, Copy, Debug)]
enum Shown {
    Session([u8; 32]),
    Token([u8; 32]),
}

/// A token where there is one, or else the cookie.
fn shown(headers: &HeaderMap) -> Option<Shown> {
    if let Some(authorization) = headers.get(AUTHORIZATION) {
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Shown::Token(token_hash(token.trim())));
    }
    cookie::secret(headers).map(|secret| Shown::Session(token_hash(&secret)))
}

async fn recognise(http: &Http, shown: Shown) -> Result<Option<Caller>, Failure> {
    let store = http.engine.store();
    let known = match shown {
        Shown::Session(hash) => {
            let session = store.session(&hash, http.engine.clock().now()).await?;
            session.map(|session| Caller { user: session.user, credential: Credential::Session(hash) })
        }
        Shown::Token(hash) => {
            let token = store.api_token(&hash).await?;
            token.map(|token| Caller {
                user: token.user,
                credential: Credential::Token { token: token.id, hash },
            })
        }
    };
    Ok(known.filter(|caller| is_active(http, caller.user)))
}

/// Whether a caller still counts: neither signed out, nor revoked, nor deactivated.
///
/// # Errors
///
/// When the database fails.
pub async fn still_counts(http: &Http, caller: &Caller) -> Result<bool, Failure> {
    let shown = match caller.credential {
        Credential::Session(hash) => Shown::Session(hash),
        Credential::Token { hash, .. } => Shown::Token(hash),
    };
    Ok(recognise(http, shown).await?.is_some())
}

/// Whether a user's account can be used.
pub fn is_active(http: &Http, user: UserId) -> bool {
    http.engine.setup().users.get(&user).is_some_and(|user| user.standing == Standing::Active)
}
