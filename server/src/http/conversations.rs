//! Reading conversations: their threads.

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::id::ConversationId;
use sportello_domain::policy::may_see_conversation;
use sportello_domain::protocol::{Problem, ThreadPage};
use sportello_domain::rejection::Rejection;
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::page::{self, Limit};
use super::problem::Failure;

/// Up to where, and how much.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListEntries {
    /// Where the page ends: `earlier` of the page after it. The newest entries unless told.
    before: Option<String>,
    /// How many messages a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// The entries of a conversation, oldest first (CNV-03): what people wrote, and what happened in
/// between.
#[utoipa::path(
    get, path = "/api/v1/conversations/{conversation}/thread", tag = "conversations",
    params(("conversation" = ConversationId, Path), ListEntries),
    responses(
        (status = 200, body = ThreadPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_thread(
    State(http): State<Http>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(query): Query<ListEntries>,
) -> Result<Json<ThreadPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 50, most: 200 };
    let (before, limit) = (page::place(query.before.as_deref())?, LIMIT.of(query.limit)?);
    let store = http.engine.store();
    let found = store.conversation(id).await?;
    let (conversation, ticket) = found.ok_or(Rejection::ConversationNotFound { conversation: id })?;
    may_see_conversation(&http.engine.setup(), &caller.actor(), &conversation, ticket.as_ref())?;
    Ok(Json(store.thread(id, before, limit).await?))
}
