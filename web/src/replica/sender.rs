//! Sends the orders in flight, in the order in which they were given, until the server has answered each.
//!
//! An order that is sent twice happens once, so whatever was not answered is simply sent again.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::order::Order;
use sportello_domain::protocol::{OrderAnswer, OrderRequest, Problem};

use super::kept::{self, Written};
use super::{HelpDesk, Line, Refusal, Sending};
use crate::server::{self, ServerError};
use crate::ui::screen::is_online;

/// How many orders travel together.
const BATCH: usize = 50;
/// The first wait before trying again, in milliseconds; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: u32 = 1_000;
/// The longest wait before trying again, in milliseconds.
const LONGEST_WAIT: u32 = 30_000;

/// Sends what is in flight, unless that is being done already.
pub fn send(help_desk: &HelpDesk) {
    if help_desk.running.with_value(|running| running.sending != Sending::Nothing || running.ended) {
        return;
    }
    help_desk.running.update_value(|running| running.sending = Sending::InFlight);
    let help_desk = help_desk.clone();
    spawn_local(async move {
        send_all(&help_desk).await;
        help_desk.running.update_value(|running| running.sending = Sending::Nothing);
    });
}

async fn send_all(help_desk: &HelpDesk) {
    let (mut wait, mut batch) = (FIRST_WAIT, BATCH);
    loop {
        let waiting = help_desk.waits();
        let sent = |order: &&Order| Some(order.id) != waiting;
        let orders: Vec<Order> =
            help_desk.core(|core| core.in_flight().filter(sent).take(batch).cloned().collect());
        if orders.is_empty() || help_desk.has_ended() {
            return;
        }
        let requests: Vec<OrderRequest> = orders
            .iter()
            .map(|order| OrderRequest { id: order.id, command: order.command.clone() })
            .collect();
        match help_desk.watch(server::give_orders(&requests).await) {
            Ok(answers) => {
                (wait, batch) = (FIRST_WAIT, BATCH);
                for answer in answers {
                    take(help_desk, &orders, answer);
                }
            }
            Err(error) if error.may_pass() || error == ServerError::Unreadable => {
                help_desk.set_line(Line::Down);
                pause(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
            Err(error) if error.is_signed_out() => return,
            // One of them cannot be read: each alone, so that the others are not kept back.
            Err(_) if orders.len() > 1 => batch = 1,
            Err(error) => {
                for order in &orders {
                    let answer = OrderAnswer::Refused { order: order.id, problem: problem_of(&error) };
                    take(help_desk, &orders, answer);
                }
            }
        }
    }
}

fn take(help_desk: &HelpDesk, orders: &[Order], answer: OrderAnswer) {
    let id = match &answer {
        OrderAnswer::Accepted { order, .. } | OrderAnswer::Refused { order, .. } => *order,
    };
    kept::forget(id);
    let place = help_desk.running.try_update_value(|running| running.places.remove(&id)).flatten();
    if let OrderAnswer::Refused { problem, .. } = &answer
        && let Some(order) = orders.iter().find(|order| order.id == id)
    {
        // What was written is not lost with the order: it stands in the editor again.
        if let Some(written) = Written::of(help_desk, &order.command) {
            written.put_back(help_desk, problem.rejection.as_ref());
        }
        if let Some(place) = place {
            help_desk.refuse(place, &order.command, Refusal::Server(Box::new(problem.clone())));
        }
    }
    help_desk.learn(|core| core.answered(answer));
}

fn problem_of(error: &ServerError) -> Problem {
    match error {
        ServerError::Problem(problem) => (**problem).clone(),
        ServerError::Status(_) | ServerError::NoAnswer | ServerError::Unreadable => Problem {
            kind: "about:blank".to_owned(),
            title: String::new(),
            status: error.status().unwrap_or(0),
            code: String::new(),
            detail: None,
            rejection: None,
            request_id: None,
        },
    }
}

/// Waits, or less when the browser says that the line is back.
pub async fn pause(milliseconds: u32) {
    const STEP: u32 = 250;
    let was_online = is_online();
    let mut waited = 0;
    while waited < milliseconds {
        TimeoutFuture::new(STEP).await;
        waited += STEP;
        if !was_online && is_online() {
            return;
        }
    }
}
