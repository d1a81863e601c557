//! Reading tickets: pages of a view or of a filter, their counts, one ticket, its history.

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::filter::Filter;
use sportello_domain::history::PropertyChange;
use sportello_domain::id::{StatusId, TicketId};
use sportello_domain::policy::{visible, visible_tickets};
use sportello_domain::protocol::{Problem, StatusCount, TicketPage, TicketView, ViewCount};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::TicketNumber;
use sportello_domain::view::BuiltInView;
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::page::{self, Limit};
use super::problem::{ErrorCode, Failure};
use crate::store::tickets::WhichTicket;

/// Which tickets, and from where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTickets {
    /// The name of a view: `unassigned`, `assigned-to-me`, `all-open` or `closed`.
    view: Option<String>,
    /// A filter as JSON, in place of a view.
    filter: Option<String>,
    /// Only those in this status: a column of a board.
    #[param(value_type = Option<uuid::Uuid>)]
    status: Option<StatusId>,
    /// Where the page begins: `next` of the page before it.
    after: Option<String>,
    /// How many tickets a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// A page of a view or of a filter, the most recently active tickets first, as far as one may see
/// them.
#[utoipa::path(
    get, path = "/api/v1/tickets", tag = "tickets", params(ListTickets),
    responses(
        (status = 200, body = TicketPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_tickets(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<ListTickets>,
) -> Result<Json<TicketPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 50, most: 200 };
    let setup = http.engine.setup();
    let wanted = wanted(&setup, &caller, query.view.as_deref(), query.filter.as_deref())?;
    let in_status = query.status.map(|status| Filter::Status { any_of: [status].into() });
    let seen = visible_tickets(&setup, &caller.actor());
    let filter = Filter::all([wanted, seen].into_iter().chain(in_status));
    let (after, limit) = (page::place(query.after.as_deref())?, LIMIT.of(query.limit)?);
    let page = http.engine.store().ticket_page(&filter, Some(caller.user), after, limit).await?;
    Ok(Json(page))
}

/// The tickets that are asked for, before access is taken into account.
fn wanted(
    setup: &Setup,
    caller: &Caller,
    view: Option<&str>,
    filter: Option<&str>,
) -> Result<Filter, Failure> {
    match (view, filter) {
        (Some(slug), None) => {
            let view = BuiltInView::with_slug(slug).ok_or(ErrorCode::ViewUnknown)?;
            Ok(view.filter(caller.user))
        }
        (None, Some(text)) => parse_filter(setup, text),
        (None, None) | (Some(_), Some(_)) => Err(ErrorCode::ViewOrFilter.into()),
    }
}

/// A filter that came as JSON.
///
/// # Errors
///
/// When it is none, or makes no sense.
pub fn parse_filter(setup: &Setup, text: &str) -> Result<Filter, Failure> {
    let filter: Filter = serde_json::from_str(text)
        .map_err(|fault| Failure::because(ErrorCode::QueryInvalid, format!("filter: {fault}")))?;
    filter.check(setup)?;
    Ok(filter)
}

/// How many tickets each view has, as far as one may see them (VEW-13).
#[utoipa::path(
    get, path = "/api/v1/counts", tag = "tickets",
    responses(
        (status = 200, body = Vec<ViewCount>),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn count_tickets(
    State(http): State<Http>,
    caller: Caller,
) -> Result<Json<Vec<ViewCount>>, Failure> {
    let setup = http.engine.setup();
    let seen = visible_tickets(&setup, &caller.actor());
    let filters: Vec<Filter> =
        BuiltInView::ALL.iter().map(|view| Filter::all([view.filter(caller.user), seen.clone()])).collect();
    let counts = http.engine.store().ticket_counts(&filters).await?;
    let counted = BuiltInView::ALL.into_iter().zip(counts);
    Ok(Json(counted.map(|(view, count)| ViewCount { view, count }).collect()))
}

/// Whose statuses are counted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountStatuses {
    /// The name of a view.
    view: String,
}

/// How many tickets of a view each status has, as far as one may see them (VEW-13): the heads of a board's
/// columns.
#[utoipa::path(
    get, path = "/api/v1/counts/statuses", tag = "tickets", params(CountStatuses),
    responses(
        (status = 200, body = Vec<StatusCount>),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn count_statuses(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<CountStatuses>,
) -> Result<Json<Vec<StatusCount>>, Failure> {
    let setup = http.engine.setup();
    let view = BuiltInView::with_slug(&query.view).ok_or(ErrorCode::ViewUnknown)?;
    let listed = Filter::all([view.filter(caller.user), visible_tickets(&setup, &caller.actor())]);
    let statuses: Vec<StatusId> =
        setup.pipelines.values().flat_map(|pipeline| pipeline.ordered()).map(|status| status.id).collect();
    let in_status = |status: &StatusId| Filter::Status { any_of: [*status].into() };
    let filters: Vec<Filter> =
        statuses.iter().map(|status| Filter::all([listed.clone(), in_status(status)])).collect();
    let counts = http.engine.store().ticket_counts(&filters).await?;
    let counted = statuses.into_iter().zip(counts);
    Ok(Json(counted.map(|(status, count)| StatusCount { status, count }).collect()))
}

/// One ticket with its conversations and contacts, by its id or its number.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}", tag = "tickets",
    params(("ticket" = String, Path, description = "The ticket's id, or its number.")),
    responses(
        (status = 200, body = TicketView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_ticket(
    State(http): State<Http>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<TicketView>, Failure> {
    let which = which(&name)?;
    let found = http.engine.store().ticket_view(which, Some(caller.user)).await?;
    let view = found.ok_or_else(|| not_found(which))?;
    // Whoever may not see it is told what they would be told if it were not there, by the name they know.
    let seen = visible(&http.engine.setup(), &caller.actor(), view).map_err(|_| not_found(which))?;
    Ok(Json(seen.into_inner()))
}

/// How the properties of a ticket changed, oldest first (PRP-20).
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}/history", tag = "tickets", params(("ticket" = TicketId, Path)),
    responses(
        (status = 200, body = Vec<PropertyChange>),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_ticket_history(
    State(http): State<Http>,
    caller: Caller,
    Path(ticket): Path<TicketId>,
) -> Result<Json<Vec<PropertyChange>>, Failure> {
    let rows = http.engine.store().ticket_rows(&[ticket].into(), Some(caller.user)).await?;
    let row = rows.into_iter().next().ok_or(Rejection::TicketNotFound { ticket })?;
    let seen = visible(&http.engine.setup(), &caller.actor(), row)?;
    Ok(Json(http.engine.store().history(seen.ticket.id).await?))
}

fn which(name: &str) -> Result<WhichTicket, Failure> {
    if let Ok(number) = name.parse() {
        return Ok(WhichTicket::Number(TicketNumber(number)));
    }
    name.parse().map(WhichTicket::Id).map_err(|_| ErrorCode::NothingHere.into())
}

/// There is no such ticket, or none that may be seen (PER-09).
fn not_found(which: WhichTicket) -> Failure {
    match which {
        WhichTicket::Id(ticket) => Rejection::TicketNotFound { ticket }.into(),
        WhichTicket::Number(_) => ErrorCode::TicketNumberUnknown.into(),
    }
}
