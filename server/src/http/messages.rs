//! Reading messages: one as it was sent, for a sandboxed frame.

use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sportello_domain::id::MessageId;
use sportello_domain::policy::may_see_conversation;
use sportello_domain::protocol::Problem;
use sportello_domain::rejection::Rejection;
use utoipa::{IntoParams, ToSchema};

use super::Http;
use super::caller::Caller;
use super::extract::{Path, Query};
use super::headers::{MESSAGE_POLICY, MESSAGE_WITH_REMOTE_IMAGES_POLICY};
use super::problem::Failure;
use crate::mail::html::{self, InlineFiles, RemoteImages};

/// How a message is shown.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShowMessage {
    /// Which images: only those of the message itself unless told.
    #[serde(default)]
    #[param(inline)]
    images: Images,
}

/// Which images a message shows (XCT-08).
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Images {
    /// Those that came with it.
    #[default]
    Own,
    /// Those of other origins too: its sender can learn that it was read.
    Remote,
}

/// A message as it was sent, sanitised, as a whole page for a sandboxed frame (XCT-08).
#[utoipa::path(
    get, path = "/api/v1/messages/{message}/body", tag = "conversations",
    params(("message" = MessageId, Path), ShowMessage),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_message_body(
    State(http): State<Http>,
    caller: Caller,
    Path(id): Path<MessageId>,
    Query(query): Query<ShowMessage>,
) -> Result<Response, Failure> {
    let store = http.engine.store();
    let not_found = || Rejection::MessageNotFound { message: id };
    let found = store.message(id).await?.ok_or_else(not_found)?;
    // Who may not see the conversation is not told that the message exists (PER-09).
    may_see_conversation(&http.engine.setup(), &caller.actor(), &found.conversation, found.ticket.as_ref())
        .map_err(|_| not_found())?;
    let files: InlineFiles = store
        .attachments_of_message(id)
        .await?
        .into_iter()
        .filter_map(|file| Some((file.content_id?, file.attachment.id)))
        .collect();
    let (images, policy) = match query.images {
        Images::Own => (RemoteImages::Blocked, MESSAGE_POLICY),
        Images::Remote => (RemoteImages::Loaded, MESSAGE_WITH_REMOTE_IMAGES_POLICY),
    };
    let shown = html::show(&found.body, &files, images);
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, policy)];
    Ok((headers, shown.document).into_response())
}
