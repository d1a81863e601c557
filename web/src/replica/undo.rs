//! A reply waits some seconds before it leaves, so that it can be taken back.
//!
//! It is shown at once and waits among the orders in flight. It leaves when the seconds are over, with the next thing
//! that is done, and when the page goes out of sight. Until the server has answered, it is kept in this browser as
//! well: what a killed tab leaves behind is sent by the next one. An order that arrives twice happens once.

use chrono::{DateTime, TimeDelta, Utc};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use sportello_domain::id::{OrderId, TicketId, UserId};
use sportello_domain::order::{Command, Order};
use sportello_domain::protocol::{OrderAnswer, OrderRequest};

use super::sender::{give_text_back, pause, send};
use super::{HelpDesk, Place, Refusal};
use crate::env::{self, Sight};
use crate::preferences::undo_seconds;
use crate::server;

/// Under which names orders are kept.
const KEPT: &str = "sportello.order.";

/// How long after its seconds an order is left to the tab in which it was given.
const GRACE: TimeDelta = TimeDelta::seconds(5);

/// The wait before trying again, in milliseconds.
const AGAIN: u32 = 5_000;

/// A reply that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    order: Order,
    until: DateTime<Utc>,
    /// The ticket to which it belongs.
    pub ticket: Option<TicketId>,
}

/// An order as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    user: UserId,
    until: DateTime<Utc>,
    request: OrderRequest,
}

impl HelpDesk {
    /// The reply that waits; tracked.
    pub fn waiting(&self) -> Option<Waiting> {
        self.waiting.get()
    }

    /// The order that waits.
    pub(super) fn waits(&self) -> Option<OrderId> {
        self.waiting.read_untracked().as_ref().map(|waiting| waiting.order.id)
    }

    /// Whether something would be lost if the page were closed now.
    pub fn would_be_lost(&self) -> bool {
        self.core(|core| core.in_flight().any(|order| env::kept(&name(order.id)).is_none()))
    }

    /// Sends what is in flight. A reply waits first; what waited before leaves now, unless only a mark was set.
    pub(super) fn send_or_wait(&self, order: &Order) {
        if matches!(order.command, Command::MarkRead(_) | Command::MarkUnread(_)) {
            return send(self);
        }
        self.release();
        let seconds = undo_seconds();
        if let Command::SendReply(reply) = &order.command
            && 0 < seconds
        {
            let ticket = self.desk(|desk| desk.conversations.get(&reply.conversation)?.ticket());
            let until = order.at + TimeDelta::seconds(seconds.into());
            keep(&Kept { user: self.me(), until, request: request(order) });
            self.waiting.set(Some(Waiting { order: order.clone(), until, ticket }));
            self.release_later(order.id, seconds);
        }
        send(self);
    }

    fn release_later(&self, order: OrderId, seconds: u32) {
        let help_desk = self.clone();
        spawn_local(async move {
            TimeoutFuture::new(seconds.saturating_mul(1_000)).await;
            if help_desk.waits() == Some(order) {
                help_desk.release();
            }
        });
    }

    /// Lets the reply leave that waits.
    pub fn release(&self) {
        if self.waiting.read_untracked().is_some() {
            self.waiting.set(None);
            send(self);
        }
    }

    /// Lets the reply leave that waits, from a page that is perhaps being closed.
    pub fn release_at_last(&self) {
        let Some(waiting) = self.waiting.get_untracked() else { return };
        // Sent by the page as well, if it stays. What the browser does not take is kept for the next page.
        server::give_order_last(&request(&waiting.order));
        self.release();
    }

    /// Takes the reply back that waits: it stands in the editor again. None where none waits any more.
    pub fn take_back(&self) -> Option<Waiting> {
        let waiting = self.waiting.get_untracked()?;
        if waiting.until <= env::now() {
            // The clock in the corner was late: another tab may have sent it.
            self.release();
            return None;
        }
        self.waiting.set(None);
        forget(waiting.order.id);
        self.running.update_value(|running| {
            running.places.remove(&waiting.order.id);
        });
        self.learn(|core| core.take_back(waiting.order.id));
        give_text_back(self, &waiting.order.command, None);
        Some(waiting)
    }
}

/// Sends what other pages have left behind.
pub fn adopt(help_desk: &HelpDesk) {
    for name in env::kept_names(KEPT) {
        let help_desk = help_desk.clone();
        spawn_local(async move { adopt_one(&help_desk, &name).await });
    }
}

async fn adopt_one(help_desk: &HelpDesk, name: &str) {
    while let Some(kept) = env::kept(name) {
        let Ok(Kept { user, until, request }) = serde_json::from_str(&kept) else {
            env::keep(name, "");
            return;
        };
        if user != help_desk.me() || help_desk.has_ended() {
            return;
        }
        if env::now() < until + GRACE {
            pause(AGAIN).await;
            continue;
        }
        match server::give_orders(std::slice::from_ref(&request)).await {
            Ok(answers) => {
                for answer in answers {
                    if let OrderAnswer::Refused { problem, .. } = answer {
                        give_text_back(help_desk, &request.command, problem.rejection.as_ref());
                        let refusal = Refusal::Server(Box::new(problem));
                        help_desk.refuse(Place::Workspace, &request.command, refusal);
                    }
                }
                env::keep(name, "");
            }
            Err(error) if error.may_pass() => pause(AGAIN).await,
            Err(_) => return,
        }
    }
}

/// Lets what waits leave when the page goes out of sight, for as long as it is open: it may never be seen again.
pub fn release_out_of_sight(help_desk: &HelpDesk) {
    let help_desk = help_desk.clone();
    spawn_local(async move {
        while !help_desk.has_ended() {
            env::until(Sight::Hidden).await;
            help_desk.release_at_last();
            env::until(Sight::Seen).await;
        }
    });
}

/// Forgets an order that was answered or taken back.
pub(super) fn forget(order: OrderId) {
    env::keep(&name(order), "");
}

fn keep(kept: &Kept) {
    if let Ok(text) = serde_json::to_string(kept) {
        env::keep(&name(kept.request.id), &text);
    }
}

fn request(order: &Order) -> OrderRequest {
    OrderRequest { id: order.id, command: order.command.clone() }
}

fn name(order: OrderId) -> String {
    format!("{KEPT}{order}")
}
