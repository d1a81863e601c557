//! Finding the other ticket when two are merged.

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::id::TicketId;
use sportello_domain::policy::editable_tickets;
use sportello_domain::protocol::{MergeCandidate, Problem};
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::problem::Failure;
use super::tickets::seen_ticket;
use crate::search::Search;

/// What is typed to find the other ticket.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindCandidates {
    /// A number, or words of the ticket's name or of its contacts. Those that are likely about the same unless told.
    q: Option<String>,
}

/// The tickets that one may change and with which a ticket can be merged (MRG-02, MRG-51, MRG-52).
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}/merge-candidates", tag = "tickets",
    params(("ticket" = TicketId, Path), FindCandidates),
    responses(
        (status = 200, body = Vec<MergeCandidate>),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_merge_candidates(
    State(http): State<Http>,
    caller: Caller,
    Path(ticket): Path<TicketId>,
    Query(query): Query<FindCandidates>,
) -> Result<Json<Vec<MergeCandidate>>, Failure> {
    let seen = seen_ticket(&http, &caller, ticket).await?;
    let among = editable_tickets(&http.engine.setup(), &caller.actor());
    let store = http.engine.store();
    let candidates = match query.q.as_deref().and_then(Search::parse) {
        Some(search) => store.merge_candidates(&seen, &search, &among, caller.user).await?,
        None => store.likely_duplicates(&seen, &among, caller.user).await?,
    };
    Ok(Json(candidates))
}
