//! Changing many tickets in one go, and what is selected.

use axum::extract::State;
use axum::http::StatusCode;
use sportello_domain::bulk::{BulkFault, Selection, SelectionSummary};
use sportello_domain::id::BulkChangeId;
use sportello_domain::protocol::{BulkChange, BulkRequest, Problem, RefusedTickets};

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path};
use super::problem::{ErrorCode, Failure};
use super::request::RequestId;
use crate::bulk::{self, NotBegun, Progress};

/// Begins to change all tickets of a selection. Each of them is decided on its own, with the access of whoever asks,
/// and changed or refused alone. The change goes on by itself; `GET /api/v1/bulk-changes/{id}` says how far it is. It
/// is known for as long as the server runs: where that ends before the change, what was done is done and the rest is
/// not; asked for again with the same id, it does nothing twice.
#[utoipa::path(
    post, path = "/api/v1/bulk-changes", tag = "orders", request_body = BulkRequest,
    responses(
        (status = 202, body = BulkChange),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn begin_bulk_change(
    State(http): State<Http>,
    caller: Caller,
    id: RequestId,
    Json(request): Json<BulkRequest>,
) -> Result<(StatusCode, Json<BulkChange>), Failure> {
    let change = request.id;
    let progress = http.bulk.begin(&http.engine, (caller.user, caller.actor()), request).await?;
    Ok((StatusCode::ACCEPTED, Json(told(change, progress, &id))))
}

/// How far a change of one's own is.
#[utoipa::path(
    get, path = "/api/v1/bulk-changes/{change}", tag = "orders", params(("change" = BulkChangeId, Path)),
    responses(
        (status = 200, body = BulkChange),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_bulk_change(
    State(http): State<Http>,
    caller: Caller,
    id: RequestId,
    Path(change): Path<BulkChangeId>,
) -> Result<Json<BulkChange>, Failure> {
    let progress = http.bulk.progress(change, caller.user).ok_or(ErrorCode::BulkChangeUnknown)?;
    Ok(Json(told(change, progress, &id)))
}

/// How many tickets are selected, how many of them one may delete, and in which pipelines they are.
#[utoipa::path(
    post, path = "/api/v1/selections", tag = "tickets", request_body = Selection,
    responses(
        (status = 200, body = SelectionSummary),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn summarise_selection(
    State(http): State<Http>,
    caller: Caller,
    Json(selection): Json<Selection>,
) -> Result<Json<SelectionSummary>, Failure> {
    Ok(Json(bulk::summary(&http.engine, caller.user, &caller.actor(), &selection).await?))
}

fn told(id: BulkChangeId, progress: Progress, request: &RequestId) -> BulkChange {
    let Progress { state, total, changed, unchanged, reasons } = progress;
    let refused = reasons.iter().map(|reason| reason.count).sum();
    let reasons = reasons.into_iter().map(|reason| RefusedTickets {
        problem: Failure::from(reason.refused).into_problem(request.as_str()),
        count: reason.count,
        tickets: reason.tickets,
    });
    BulkChange { id, state, total, changed, unchanged, refused, reasons: reasons.collect() }
}

impl From<NotBegun> for Failure {
    fn from(reason: NotBegun) -> Self {
        let text = reason.to_string();
        match reason {
            NotBegun::Fault(BulkFault::NothingSelected) => Self::because(ErrorCode::NothingSelected, text),
            NotBegun::Fault(BulkFault::SeveralPipelines { .. }) => {
                Self::because(ErrorCode::SeveralPipelines, text)
            }
            NotBegun::Fault(BulkFault::CountWrong(rejection)) | NotBegun::Rejected(rejection) => {
                rejection.into()
            }
            NotBegun::Filter(fault) => fault.into(),
            NotBegun::IdTaken => ErrorCode::BulkChangeIdTaken.into(),
            NotBegun::Store(error) => error.into(),
        }
    }
}
