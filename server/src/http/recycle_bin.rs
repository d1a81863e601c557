//! Looking into the recycle bin.

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::policy::may_restore;
use sportello_domain::protocol::{Problem, TicketPage};
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Query};
use super::page::{self, Limit};
use super::problem::Failure;

/// From where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListDeleted {
    /// Where the page begins: `next` of the page before it.
    after: Option<String>,
    /// How many tickets a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// The tickets that were deleted and can be restored, the last deleted first (DEL-08). For whoever may restore them
/// (DEL-09).
#[utoipa::path(
    get, path = "/api/v1/recycle-bin", tag = "tickets", params(ListDeleted),
    responses(
        (status = 200, body = TicketPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_deleted_tickets(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<ListDeleted>,
) -> Result<Json<TicketPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 50, most: 200 };
    may_restore(&http.engine.setup(), &caller.actor())?;
    let (after, limit) = (page::place(query.after.as_deref())?, LIMIT.of(query.limit)?);
    Ok(Json(http.engine.store().deleted_tickets(caller.user, after, limit).await?))
}
