//! Giving orders: the one way in for people and programs.

use axum::extract::State;
use sportello_domain::order::{Actor, Order};
use sportello_domain::protocol::{OrderAnswer, OrderRequest, Problem};

use super::Http;
use super::caller::Caller;
use super::extract::Json;
use super::problem::{ErrorCode, Failure};
use super::request::RequestId;
use super::told::{Told, told};
use crate::engine::{Accepted, Refused};

/// How many orders one request may carry.
pub const MOST_ORDERS: usize = 100;

/// Takes a batch of orders. Each is decided on its own, in their order, and answered in place; a
/// refused one does not hold up the next. A repeated order id gets its first answer again.
#[utoipa::path(
    post, path = "/api/v1/commands", tag = "orders", request_body = Vec<OrderRequest>,
    responses(
        (status = 200, body = Vec<OrderAnswer>, description = "One answer for each order."),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn give_orders(
    State(http): State<Http>,
    caller: Caller,
    request: RequestId,
    Json(orders): Json<Vec<OrderRequest>>,
) -> Result<Json<Vec<OrderAnswer>>, Failure> {
    if orders.len() > MOST_ORDERS {
        let detail = format!("a request carries {MOST_ORDERS} orders at most");
        return Err(Failure::because(ErrorCode::TooManyOrders, detail));
    }
    let actor = caller.actor();
    let mut answers = Vec::with_capacity(orders.len());
    for OrderRequest { id, command } in orders {
        let order = Order { id, actor: actor.clone(), at: http.engine.clock().now(), command };
        answers.push(match http.engine.execute(order).await {
            Ok(accepted) => answer(&http, &actor, &accepted),
            Err(refused) => {
                let problem = Failure::from(refused).into_problem(request.as_str());
                OrderAnswer::Refused { order: id, problem }
            }
        });
    }
    Ok(Json(answers))
}

fn answer(http: &Http, actor: &Actor, accepted: &Accepted) -> OrderAnswer {
    let change = &accepted.change;
    let Told { events, rows, withdrawn } = told(&http.engine.setup(), actor, change, &accepted.read_up_to);
    let (order, sequence) = (change.order, change.sequence);
    OrderAnswer::Accepted { order, sequence, events, rows, withdrawn }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Rejected(rejection) => rejection.into(),
            Refused::OrderIdTaken => ErrorCode::OrderIdTaken.into(),
            Refused::Unavailable(cause) => Self::Ours { code: ErrorCode::Unavailable, cause },
        }
    }
}
