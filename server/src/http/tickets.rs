//! Reading tickets: pages of a view or of a filter, their counts, one ticket, its history.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sportello_domain::conversation::shown;
use sportello_domain::filter::Filter;
use sportello_domain::history::{AssociatedType, PropertyChange};
use sportello_domain::id::{StatusId, TicketId};
use sportello_domain::policy::{
    RecordAccess, Visible, may_see_conversation, may_use_built_in_view, seen_inboxes, visible,
    visible_tickets,
};
use sportello_domain::protocol::{
    ActivityPage, AssociationPage, Problem, Sequence, StatusCount, TicketPage, TicketRow, TicketView,
    ViewCount,
};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::{Ticket, TicketNumber};
use sportello_domain::view::{BuiltInView, Sort, View, custom_views};
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::page::{self, Limit};
use super::problem::{ErrorCode, Failure};
use crate::store::counts::Counting;
use crate::store::tickets::WhichTicket;

/// Which tickets, and from where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListTickets {
    /// The name of a view: `unassigned`, `assigned-to-me`, `my-mentions`, `my-teams-unassigned`,
    /// `all-open`, `closed`, or the id of a custom view.
    view: Option<String>,
    /// A filter as JSON, in place of a view.
    filter: Option<String>,
    /// Only those in this status: a column of a board.
    #[param(value_type = Option<uuid::Uuid>)]
    status: Option<StatusId>,
    /// By what they are ordered: `last_activity_date`, `create_date`, `close_date`, `number`, `name` or
    /// `priority`, after a minus where the greatest comes first. `-last_activity_date` unless told.
    sort: Option<String>,
    /// Where the page begins: `next` of the page before it, which was ordered alike.
    after: Option<String>,
    /// How many tickets a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// A page of a view or of a filter, the most recently active tickets first unless told, as far as one may
/// see them.
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
    let now = http.engine.clock().now();
    let (wanted, counting) = match (query.view.as_deref(), query.filter.as_deref()) {
        (Some(name), None) => {
            let view = named_view(name)?;
            (view.filter(&setup, caller.user, now)?, counting_of(view))
        }
        (None, Some(text)) => (parse_filter(&setup, text, now)?, LIMITED),
        (None, None) | (Some(_), Some(_)) => return Err(ErrorCode::ViewOrFilter.into()),
    };
    let in_status = query.status.map(|status| Filter::Status { any_of: [status].into() });
    let seen = visible_tickets(&setup, &caller.actor());
    let filter = Filter::all([wanted, seen].into_iter().chain(in_status));
    let ordered = page::ordered(parse_sort(query.sort.as_deref())?, query.after.as_deref())?;
    let limit = LIMIT.of(query.limit)?;
    let page = http.engine.store().ticket_page(&filter, Some(caller.user), ordered, limit, counting).await?;
    Ok(Json(page))
}

/// One more than is counted of a view whose count is not kept: then there are more.
const LIMITED: Counting = Counting::UpTo(View::MOST_COUNTED + 1);

/// How far the tickets of a view are counted.
fn counting_of(view: View) -> Counting {
    if view.is_counted_whole() { Counting::Whole } else { LIMITED }
}

fn named_view(name: &str) -> Result<View, Failure> {
    name.parse().map_err(|_| ErrorCode::ViewUnknown.into())
}

/// A filter that came as JSON.
///
/// # Errors
///
/// When it is none, or makes no sense.
pub fn parse_filter(setup: &Setup, text: &str, now: DateTime<Utc>) -> Result<Filter, Failure> {
    let filter: Filter = serde_json::from_str(text)
        .map_err(|fault| Failure::because(ErrorCode::QueryInvalid, format!("filter: {fault}")))?;
    filter.check(setup)?;
    Ok(filter.as_of(now))
}

/// By what a list is ordered.
fn parse_sort(text: Option<&str>) -> Result<Sort, Failure> {
    let unknown = |fault| Failure::because(ErrorCode::QueryInvalid, format!("sort: {fault}"));
    Ok(text.map(|text| text.parse().map_err(unknown)).transpose()?.unwrap_or_default())
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
    let (seen, now) = (visible_tickets(&setup, &caller.actor()), http.engine.clock().now());
    let custom = custom_views(&setup, caller.user).into_iter().map(|view| View::Custom(view.id));
    let built_in = BuiltInView::ALL.into_iter();
    let built_in = built_in.filter(|view| may_use_built_in_view(&setup, &caller.actor(), *view).is_ok());
    let views: Vec<View> = built_in.map(View::from).chain(custom).collect();
    let mut counted: BTreeMap<View, u64> = BTreeMap::new();
    for counting in [Counting::Whole, LIMITED] {
        let (mut names, mut filters) = (Vec::new(), Vec::new());
        for view in views.iter().filter(|view| counting_of(**view) == counting) {
            names.push(*view);
            filters.push(Filter::all([view.filter(&setup, caller.user, now)?, seen.clone()]));
        }
        counted.extend(names.into_iter().zip(http.engine.store().ticket_counts(&filters, counting).await?));
    }
    let count_of = |view: View| ViewCount { view, count: counted.get(&view).copied().unwrap_or(0) };
    Ok(Json(views.into_iter().map(count_of).collect()))
}

/// Whose statuses are counted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountStatuses {
    /// The name of a view, or the id of a custom one.
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
    let view = named_view(&query.view)?;
    let shown = view.filter(&setup, caller.user, http.engine.clock().now())?;
    let listed = Filter::all([shown, visible_tickets(&setup, &caller.actor())]);
    let statuses: Vec<StatusId> =
        setup.pipelines.values().flat_map(|pipeline| pipeline.ordered()).map(|status| status.id).collect();
    let in_status = |status: &StatusId| Filter::Status { any_of: [*status].into() };
    let filters: Vec<Filter> =
        statuses.iter().map(|status| Filter::all([listed.clone(), in_status(status)])).collect();
    let counts = http.engine.store().ticket_counts(&filters, counting_of(view)).await?;
    let counted = statuses.into_iter().zip(counts);
    Ok(Json(counted.map(|(status, count)| StatusCount { status, count }).collect()))
}

/// One ticket with its conversations and contacts, by its id or its number. That of a ticket that was merged leads to the
/// one that it is in (MRG-40).
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}", tag = "tickets",
    params(("ticket" = String, Path, description = "The ticket's id, or its number.")),
    responses(
        (status = 200, body = TicketView),
        (status = 308, description = "It was merged: `Location` names the ticket that it is in."),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_ticket(
    State(http): State<Http>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let which = which(&name)?;
    let found = http.engine.store().ticket_view(which, Some(caller.user)).await?;
    let view = found.ok_or_else(|| not_found(which))?;
    if view.row.ticket.merged_into.is_some() {
        let into = seen_ticket(&http, &caller, view.row.ticket.id).await.map_err(|_| not_found(which))?;
        return Ok(Redirect::permanent(&format!("/api/v1/tickets/{}", into.id)).into_response());
    }
    // Whoever may not see it is told what they would be told if it were not there, by the name they know.
    match visible(&http.engine.setup(), &caller.actor(), view) {
        Ok(seen) => {
            let mut view = seen.into_inner();
            let (setup, actor) = (http.engine.setup(), caller.actor());
            let ticket = &view.row.ticket;
            // What of it is in Spam or in an inbox is not for everybody.
            view.conversations.retain(|it| may_see_conversation(&setup, &actor, it, Some(ticket)).is_ok());
            view.shown = shown(&view.conversations);
            Ok(Json(view).into_response())
        }
        // Whoever saw it is told where it went.
        Err(deleted @ Rejection::TicketDeleted { .. }) => Err(deleted.into()),
        Err(_) => Err(not_found(which)),
    }
}

/// How far back activity is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListActivity {
    /// Where the page begins: `earlier` of the page before it. At the newest unless told.
    before: Option<Sequence>,
    /// How many lines a page has, 20 unless told, 200 at most.
    limit: Option<usize>,
}

/// What happened on a ticket, newest first (LAY-12): its properties, messages, associations and
/// conversations.
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}/activity", tag = "tickets",
    params(("ticket" = TicketId, Path), ListActivity),
    responses(
        (status = 200, body = ActivityPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_ticket_activity(
    State(http): State<Http>,
    caller: Caller,
    Path(ticket): Path<TicketId>,
    Query(query): Query<ListActivity>,
) -> Result<Json<ActivityPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 20, most: 200 };
    let limit = LIMIT.of(query.limit)?;
    let seen = seen_ticket(&http, &caller, ticket).await?;
    let before = query.before.unwrap_or(Sequence::MAX).min(MOST_EVENTS);
    Ok(Json(http.engine.store().activity(&seen, before, limit).await?))
}

/// Of which associations, and how far back the history is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListAssociations {
    /// Only those of this type: `contact`, `company`, `deal`, `conversation`, `message` or `comment`.
    #[serde(rename = "type")]
    #[param(inline)]
    of_type: Option<AssociatedType>,
    /// Where the page begins: `earlier` of the page before it. At the newest unless told.
    before: Option<u64>,
    /// How many lines a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// Which records and activities came to a ticket and which left it, newest first (ASH-01).
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}/associations", tag = "tickets",
    params(("ticket" = TicketId, Path), ListAssociations),
    responses(
        (status = 200, body = AssociationPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_ticket_associations(
    State(http): State<Http>,
    caller: Caller,
    Path(ticket): Path<TicketId>,
    Query(query): Query<ListAssociations>,
) -> Result<Json<AssociationPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 50, most: 200 };
    let limit = LIMIT.of(query.limit)?;
    let seen = seen_ticket(&http, &caller, ticket).await?;
    let inboxes = seen_inboxes(&http.engine.setup(), &caller.actor());
    Ok(Json(http.engine.store().associations(&seen, &inboxes, query.of_type, query.before, limit).await?))
}

/// More events than there are; databases count no further.
const MOST_EVENTS: Sequence = i64::MAX as Sequence;

/// A ticket that one may see, or the one that it was merged into.
pub(super) async fn seen_ticket(http: &Http, caller: &Caller, ticket: TicketId) -> Result<Ticket, Failure> {
    Ok(seen_row(http, caller, ticket).await?.into_inner().ticket)
}

async fn seen_row(http: &Http, caller: &Caller, ticket: TicketId) -> Result<Visible<TicketRow>, Failure> {
    let store = http.engine.store();
    let row = async |ticket| -> Result<TicketRow, Failure> {
        let rows = store.ticket_rows(&[ticket].into(), Some(caller.user)).await?;
        Ok(rows.into_iter().next().ok_or(Rejection::TicketNotFound { ticket })?)
    };
    let mut found = row(ticket).await?;
    if !found.ticket.is_at_work()
        && let Some(into) = store.merged_into(ticket).await?
    {
        found = row(into).await?;
    }
    // Whoever may not see it is told so by the name they know.
    let unknown = |_| Rejection::TicketNotFound { ticket };
    Ok(visible(&http.engine.setup(), &caller.actor(), found).map_err(unknown)?)
}

/// Who may see a ticket and what they may do with it, and whom it names beside its owner (ACC-02, ACC-04).
#[utoipa::path(
    get, path = "/api/v1/tickets/{ticket}/access", tag = "tickets", params(("ticket" = TicketId, Path)),
    responses(
        (status = 200, body = RecordAccess),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_ticket_access(
    State(http): State<Http>,
    caller: Caller,
    Path(ticket): Path<TicketId>,
) -> Result<Json<RecordAccess>, Failure> {
    let row = seen_row(&http, &caller, ticket).await?;
    Ok(Json(RecordAccess::of(&http.engine.setup(), &row)))
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
    let seen = seen_ticket(&http, &caller, ticket).await?;
    Ok(Json(http.engine.store().history(&seen.with_merged().collect()).await?))
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
