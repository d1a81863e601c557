//! The configuration, whole.

use axum::extract::State;
use sportello_domain::protocol::{CurrentSetup, Problem};

use super::Http;
use super::caller::Caller;
use super::extract::Json;
use super::problem::Failure;

/// The configuration: pipelines, users, teams, channels, settings.
#[utoipa::path(
    get, path = "/api/v1/setup", tag = "setup",
    responses(
        (status = 200, body = CurrentSetup),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_setup(State(http): State<Http>, _: Caller) -> Result<Json<CurrentSetup>, Failure> {
    // The number first: a configuration that is newer than it says is told again, never missed.
    let sequence = http.engine.store().head_sequence().await?;
    Ok(Json(CurrentSetup { setup: http.engine.setup().as_ref().clone(), sequence }))
}
