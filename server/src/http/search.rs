//! Searching.

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::filter::Filter;
use sportello_domain::pipeline::State as TicketState;
use sportello_domain::policy::{seen_inboxes, visible_tickets};
use sportello_domain::protocol::{Problem, SearchIn, SearchPage};
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Query};
use super::page::Limit;
use super::problem::{ErrorCode, Failure};
use super::tickets::parse_filter;
use crate::search::Search;
use crate::store::search::SearchParams;

/// What is searched for, where, and from where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words, each the beginning of a word that must stand in what is found; or a ticket's number.
    q: String,
    /// In what; everywhere unless told.
    #[serde(rename = "in")]
    #[param(inline)]
    only_in: Option<SearchIn>,
    /// A filter as JSON: only among these tickets.
    filter: Option<String>,
    /// Only among open or only among closed tickets.
    #[param(inline)]
    state: Option<TicketState>,
    /// Where the page begins: `next` of the page before it.
    after: Option<String>,
    /// How many hits a page has, 25 unless told, 100 at most.
    limit: Option<usize>,
}

/// What stands in tickets, messages and comments that one may see, the newest first (VEW-08, VEW-10, VEW-11).
#[utoipa::path(
    get, path = "/api/v1/search", tag = "tickets", params(SearchQuery),
    responses(
        (status = 200, body = SearchPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn search(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SearchPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 25, most: 100 };
    let (setup, now) = (http.engine.setup(), http.engine.clock().now());
    let wanted = query.filter.as_deref().map(|text| parse_filter(&setup, text, now)).transpose()?;
    let in_state = query.state.map(|is| Filter::State { is });
    let seen = visible_tickets(&setup, &caller.actor());
    let among = Filter::all([seen].into_iter().chain(wanted).chain(in_state));
    let after = query.after.map(|after| after.parse()).transpose().map_err(|_| ErrorCode::CursorInvalid)?;
    let limit = LIMIT.of(query.limit)?;
    let Some(search) = Search::parse(&query.q) else {
        let detail = "q: write a word of what you look for";
        return Err(Failure::because(ErrorCode::QueryInvalid, detail.to_owned()));
    };
    let params = SearchParams {
        among: &among,
        inboxes: &seen_inboxes(&setup, &caller.actor()),
        only_in: query.only_in,
        reader: Some(caller.user),
        after,
        limit,
    };
    Ok(Json(http.engine.store().search(&search, &params).await?))
}
