//! Whether the desk is there and reaches its database.

use axum::extract::State;
use sportello_domain::protocol::Problem;

use super::Http;
use super::problem::Failure;

/// Whether the desk is there and reaches its database. For whoever watches over it.
#[utoipa::path(
    get, path = "/healthz", tag = "desk", security(()),
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_health(State(http): State<Http>) -> Result<&'static str, Failure> {
    http.engine.store().head_sequence().await?;
    Ok("ok\n")
}
