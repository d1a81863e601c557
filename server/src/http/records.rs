//! Reading contacts, companies and deals: lists by name, and one with what belongs to it.

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::association::RecordRef;
use sportello_domain::id::{CompanyId, ContactId, DealId};
use sportello_domain::policy::{may_see_records, visible_tickets};
use sportello_domain::protocol::{Problem, RecordKind, RecordPage, RecordView};
use sportello_domain::rejection::Rejection;
use sportello_domain::view::Sort;
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::page::{self, Limit};
use super::problem::{ErrorCode, Failure};
use crate::search::Search;

/// Which records, and from where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListRecords {
    /// Words, each the beginning of a word of the name or of an address. All records where there is none.
    search: Option<String>,
    /// Where the page begins: `next` of the page before it.
    after: Option<String>,
    /// How many records a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// From where on a record's tickets are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShowRecord {
    /// Where the page of its tickets begins: `next` of the page before it.
    after: Option<String>,
    /// How many tickets a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

const LIMIT: Limit = Limit { usual: 50, most: 200 };

/// A page of the contacts, in the order of their names.
#[utoipa::path(
    get, path = "/api/v1/contacts", tag = "contacts", params(ListRecords),
    responses(
        (status = 200, body = RecordPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_contacts(
    http: State<Http>,
    caller: Caller,
    query: Query<ListRecords>,
) -> Result<Json<RecordPage>, Failure> {
    list(http, caller, query, RecordKind::Contact).await
}

/// A page of the companies, in the order of their names.
#[utoipa::path(
    get, path = "/api/v1/companies", tag = "contacts", params(ListRecords),
    responses(
        (status = 200, body = RecordPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_companies(
    http: State<Http>,
    caller: Caller,
    query: Query<ListRecords>,
) -> Result<Json<RecordPage>, Failure> {
    list(http, caller, query, RecordKind::Company).await
}

/// A page of the deals, in the order of their names.
#[utoipa::path(
    get, path = "/api/v1/deals", tag = "contacts", params(ListRecords),
    responses(
        (status = 200, body = RecordPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_deals(
    http: State<Http>,
    caller: Caller,
    query: Query<ListRecords>,
) -> Result<Json<RecordPage>, Failure> {
    list(http, caller, query, RecordKind::Deal).await
}

/// One contact with its companies, deals and tickets, the tickets as far as one may see them.
#[utoipa::path(
    get, path = "/api/v1/contacts/{contact}", tag = "contacts",
    params(("contact" = ContactId, Path), ShowRecord),
    responses(
        (status = 200, body = RecordView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_contact(
    http: State<Http>,
    caller: Caller,
    Path(contact): Path<ContactId>,
    query: Query<ShowRecord>,
) -> Result<Json<RecordView>, Failure> {
    let view = show(http, caller, query, RecordRef::Contact(contact)).await?;
    Ok(Json(view.ok_or(Rejection::ContactNotFound { contact })?))
}

/// One company with its contacts and deals, and the tickets of all of them, as far as one may see them.
#[utoipa::path(
    get, path = "/api/v1/companies/{company}", tag = "contacts",
    params(("company" = CompanyId, Path), ShowRecord),
    responses(
        (status = 200, body = RecordView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_company(
    http: State<Http>,
    caller: Caller,
    Path(company): Path<CompanyId>,
    query: Query<ShowRecord>,
) -> Result<Json<RecordView>, Failure> {
    let view = show(http, caller, query, RecordRef::Company(company)).await?;
    Ok(Json(view.ok_or(Rejection::CompanyNotFound { company })?))
}

/// One deal with its contacts, companies and tickets, the tickets as far as one may see them.
#[utoipa::path(
    get, path = "/api/v1/deals/{deal}", tag = "contacts",
    params(("deal" = DealId, Path), ShowRecord),
    responses(
        (status = 200, body = RecordView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_deal(
    http: State<Http>,
    caller: Caller,
    Path(deal): Path<DealId>,
    query: Query<ShowRecord>,
) -> Result<Json<RecordView>, Failure> {
    let view = show(http, caller, query, RecordRef::Deal(deal)).await?;
    Ok(Json(view.ok_or(Rejection::DealNotFound { deal })?))
}

async fn list(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<ListRecords>,
    kind: RecordKind,
) -> Result<Json<RecordPage>, Failure> {
    may_see_records(&http.engine.setup(), &caller.actor())?;
    let after = query.after.map(|after| after.parse()).transpose().map_err(|_| ErrorCode::CursorInvalid)?;
    let limit = LIMIT.of(query.limit)?;
    // What has no word in it, such as a space, asks for nothing.
    let search = query.search.as_deref().and_then(Search::parse);
    Ok(Json(http.engine.store().record_page(kind, search.as_ref(), after, limit).await?))
}

async fn show(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<ShowRecord>,
    record: RecordRef,
) -> Result<Option<RecordView>, Failure> {
    let setup = http.engine.setup();
    may_see_records(&setup, &caller.actor())?;
    let seen = visible_tickets(&setup, &caller.actor());
    let ordered = page::ordered(Sort::default(), query.after.as_deref())?;
    let limit = LIMIT.of(query.limit)?;
    Ok(http.engine.store().record_view(record, &seen, Some(caller.user), ordered, limit).await?)
}
