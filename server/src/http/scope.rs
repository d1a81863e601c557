//! What an order would look at: the browser decides on it to preview what is not on its screen.

use axum::extract::State;
use sportello_domain::decide::Decide;
use sportello_domain::order::Command;
use sportello_domain::policy::visible_slice;
use sportello_domain::protocol::{Problem, ScopedDesk};

use super::Http;
use super::caller::Caller;
use super::extract::Json;
use super::problem::Failure;

/// The records that would be loaded for an order, as far as one may see them. A decision on them is
/// a preview; the server decides on everything.
#[utoipa::path(
    post, path = "/api/v1/scope", tag = "orders", request_body = Command,
    responses(
        (status = 200, body = ScopedDesk),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_scope(
    State(http): State<Http>,
    caller: Caller,
    Json(command): Json<Command>,
) -> Result<Json<ScopedDesk>, Failure> {
    let mut scope = command.scope();
    // A preview draws no number, and says how many tickets stand in a status without listing them.
    scope.ticket_number = false;
    scope.tickets_in_status.clear();
    scope.conversations_in_inbox.clear();
    let store = http.engine.store();
    let sequence = store.head_sequence().await?;
    let desk = store.load(&scope, &[caller.user].into()).await?;
    let desk = visible_slice(&http.engine.setup(), &caller.actor(), desk).into_inner();
    Ok(Json(ScopedDesk { desk, sequence }))
}
