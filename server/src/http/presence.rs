//! Saying that one has a ticket open.

use std::collections::BTreeSet;

use axum::extract::State;
use sportello_domain::id::TicketId;
use sportello_domain::policy::{shows_presence, visible};
use sportello_domain::protocol::{Problem, SayPresence, TicketPresence};

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path};
use super::live::Standing;
use super::problem::Failure;

/// Says what one does at a ticket that one has open, and gives the colleagues who have it open too. Said again every
/// ten seconds; who has not said anything for 25 seconds is taken to have gone. It is not stored.
#[utoipa::path(
    post, path = "/api/v1/tickets/{ticket}/presence", tag = "live",
    params(("ticket" = uuid::Uuid, Path, description = "The ticket's id.")),
    request_body = SayPresence,
    responses(
        (status = 200, body = TicketPresence),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn say_presence(
    State(http): State<Http>,
    caller: Caller,
    Path(ticket): Path<TicketId>,
    Json(said): Json<SayPresence>,
) -> Result<Json<TicketPresence>, Failure> {
    let rows = http.engine.store().ticket_rows(&BTreeSet::from([ticket]), None).await?;
    let (setup, actor) = (http.engine.setup(), caller.actor());
    let seen = rows.into_iter().next().filter(|row| visible(&setup, &actor, &row.ticket).is_ok());
    // Nobody is at a ticket that is not there or not to be seen. It is no error: a page may just have lost it.
    let Some(row) = seen else { return Ok(Json(TicketPresence { ticket, present: Vec::new() })) };
    let standing = if shows_presence(&setup, caller.user) { Standing::Shown } else { Standing::LookingOn };
    let present = http.live.say_presence(row.ticket, caller.user, &said, standing, http.engine.clock().now());
    Ok(Json(TicketPresence { ticket, present }))
}
