//! API tokens: how programs act on behalf of the user who made the token.
//!
//! Made, listed and revoked by a person who is signed in only: a leaked token must not be able to
//! make another that outlives it.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sportello_domain::id::TokenId;
use sportello_domain::protocol::Problem;
use utoipa::ToSchema;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path};
use super::live::Ended;
use super::problem::{ErrorCode, Failure};
use crate::account::{new_token, token_hash};
use crate::store::account::ApiToken;

/// What a token begins with, so that scanners for leaked secrets can know one.
const TOKEN_PREFIX: &str = "sportello_";

/// A token that is to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewToken {
    /// What its user calls it, such as the name of the program.
    pub name: String,
}

/// A token, without its secret.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// What its user calls it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A token that was just made. The secret is shown this once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CreatedToken {
    /// The token.
    pub token: Token,
    /// What the program sends: `Authorization: Bearer` and this.
    pub secret: String,
}

/// Makes a token. Its secret is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "tokens", request_body = NewToken,
    responses(
        (status = 201, body = CreatedToken),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn create_token(
    State(http): State<Http>,
    caller: Caller,
    Json(new): Json<NewToken>,
) -> Result<(StatusCode, Json<CreatedToken>), Failure> {
    const LONGEST_NAME: usize = 100;
    caller.session()?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(ErrorCode::TokenNameMissing.into());
    }
    let secret = format!("{TOKEN_PREFIX}{}", new_token(http.engine.entropy()));
    let created_at = http.engine.clock().now();
    let id = http.engine.entropy().id();
    let token = ApiToken { id, user: caller.user, name: name.to_owned(), created_at };
    http.engine.store().add_api_token(&token_hash(&secret), &token).await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { token: shown(token), secret })))
}

/// One's own tokens, oldest first.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "tokens",
    responses(
        (status = 200, body = Vec<Token>),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_tokens(State(http): State<Http>, caller: Caller) -> Result<Json<Vec<Token>>, Failure> {
    caller.session()?;
    let tokens = http.engine.store().api_tokens_of(caller.user).await?;
    Ok(Json(tokens.into_iter().map(shown).collect()))
}

/// Revokes one of one's own tokens. It counts no longer, and its live streams end.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{token}", tag = "tokens", params(("token" = TokenId, Path)),
    responses(
        (status = 204, description = "Revoked."),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn revoke_token(
    State(http): State<Http>,
    caller: Caller,
    Path(token): Path<TokenId>,
) -> Result<StatusCode, Failure> {
    caller.session()?;
    if http.engine.store().revoke_api_token(caller.user, token).await? {
        http.live.end(Ended::Token(token));
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ErrorCode::TokenNotFound.into())
    }
}

fn shown(token: ApiToken) -> Token {
    Token { id: token.id, name: token.name, created_at: token.created_at }
}
