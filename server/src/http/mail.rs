//! Handing in mail, and what became of each.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use sportello_domain::id::{ChannelId, MessageId};
use sportello_domain::policy::may_administer;
use sportello_domain::protocol::{MailPage, MailReceipt, Problem};
use sportello_domain::rejection::Rejection;
use utoipa::{IntoParams, ToSchema};

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::page::{self, Limit};
use super::problem::{ErrorCode, Failure};
use crate::mail::intake::{self, NotTakenIn};

/// Which mails, and from where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMails {
    /// Only the mails in this state.
    #[param(inline)]
    state: Option<MailState>,
    /// Where the page begins: `next` of the page before it.
    after: Option<String>,
    /// How many mails a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// In which state a mail is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Stored, and about to be read.
    Waiting,
    /// In a conversation.
    Accepted,
    /// Here already.
    Duplicate,
    /// Kept, and in no conversation.
    Held,
}

impl MailState {
    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Duplicate => "duplicate",
            Self::Held => "held",
        }
    }
}

/// Hands in one mail as it came (RFC 5322), as a mail server's pipe would. Once this answers, its
/// bytes are stored, whatever became of it. Handed in again, it changes nothing.
#[utoipa::path(
    post, path = "/api/v1/channels/{channel}/mail", tag = "mail",
    params(("channel" = ChannelId, Path)),
    request_body(content = Vec<u8>, content_type = "message/rfc822"),
    responses(
        (status = 201, body = MailReceipt, description = "It is new."),
        (status = 200, body = MailReceipt, description = "It was handed in before."),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn hand_in_mail(
    State(http): State<Http>,
    caller: Caller,
    Path(channel): Path<ChannelId>,
    raw: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<MailReceipt>), Failure> {
    may_administer(&http.engine.setup(), &caller.actor())?;
    let raw = raw.map_err(|fault| match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::MailTooLarge.into(),
        _ => Failure::from(fault),
    })?;
    if raw.is_empty() {
        return Err(ErrorCode::MailEmpty.into());
    }
    let taken = intake::hand_in(&http.engine, channel, raw.into()).await.map_err(|why| match why {
        NotTakenIn::TooLarge { .. } => Failure::because(ErrorCode::MailTooLarge, why.to_string()),
        NotTakenIn::ChannelNotFound => Rejection::ChannelNotFound { channel }.into(),
        NotTakenIn::ChannelTakesNoMail => ErrorCode::ChannelTakesNoMail.into(),
        NotTakenIn::Unavailable(error) => error.into(),
    })?;
    let status = if taken.known { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(taken.receipt)))
}

/// The mails that were handed in, newest first, and how many are in each state.
#[utoipa::path(
    get, path = "/api/v1/mail", tag = "mail", params(ListMails),
    responses(
        (status = 200, body = MailPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_mails(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<ListMails>,
) -> Result<Json<MailPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 50, most: 200 };
    may_administer(&http.engine.setup(), &caller.actor())?;
    let (after, limit) = (page::place(query.after.as_deref())?, LIMIT.of(query.limit)?);
    let state = query.state.map(MailState::name);
    Ok(Json(http.engine.store().mail_page(state, after, limit).await?))
}

/// Runs a mail again that was held, or still waits. One that is in a conversation stays there.
#[utoipa::path(
    post, path = "/api/v1/mail/{mail}/retry", tag = "mail", params(("mail" = MessageId, Path)),
    responses(
        (status = 200, body = MailReceipt),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn retry_mail(
    State(http): State<Http>,
    caller: Caller,
    Path(mail): Path<MessageId>,
) -> Result<Json<MailReceipt>, Failure> {
    may_administer(&http.engine.setup(), &caller.actor())?;
    let receipt = intake::take_up(&http.engine, mail).await?;
    receipt.map(Json).ok_or_else(|| ErrorCode::MailNotFound.into())
}
