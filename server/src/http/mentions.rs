//! Reading mentions.

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::policy::{seen_inboxes, visible_tickets};
use sportello_domain::protocol::{MentionPage, Problem};
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Query};
use super::page::{self, Limit};
use super::problem::Failure;

/// From where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListMentions {
    /// Where the page begins: `next` of the page before it.
    after: Option<String>,
    /// How many mentions a page has, 30 unless told, 100 at most.
    limit: Option<usize>,
}

/// The comments that mention the one who asks, the newest first, as far as one may see their tickets. One is unread
/// until the ticket was read (REP-16).
#[utoipa::path(
    get, path = "/api/v1/mentions", tag = "tickets", params(ListMentions),
    responses(
        (status = 200, body = MentionPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_mentions(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<ListMentions>,
) -> Result<Json<MentionPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 30, most: 100 };
    let (setup, actor) = (http.engine.setup(), caller.actor());
    let (seen, inboxes) = (visible_tickets(&setup, &actor), seen_inboxes(&setup, &actor));
    let (after, limit) = (page::place(query.after.as_deref())?, LIMIT.of(query.limit)?);
    Ok(Json(http.engine.store().mentions(caller.user, &seen, &inboxes, after, limit).await?))
}
