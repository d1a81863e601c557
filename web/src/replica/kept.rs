//! Orders in flight, kept in this browser until the server has answered each: what a killed tab leaves behind, the next
//! page sends, in the order in which it was given. An order that arrives twice happens once.
//!
//! They are kept as they go over the wire, so that the browser need not read orders, which would make it larger.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use sportello_domain::formatted::FormattedText;
use sportello_domain::id::{AttachmentId, ConversationId, MessageId, OrderId, UserId};
use sportello_domain::message::Attachment;
use sportello_domain::order::{Command, Order};
use sportello_domain::protocol::{OrderAnswer, OrderRequest, Problem};
use sportello_domain::rejection::Rejection;

use super::drafts::Kind;
use super::sender::{pause, send};
use super::{HelpDesk, Place, Refusal, Sending, crossing};
use crate::env;
use crate::server::{self, ServerError};

/// Under which names orders are kept. An order's id follows, which tells the time.
const KEPT: &str = "sportello.order.";

/// The wait before trying again, in milliseconds.
const AGAIN: u32 = 5_000;

/// An order as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    user: UserId,
    /// The page in which it was given.
    page: String,
    /// It, as it goes over the wire.
    request: String,
    written: Option<Written>,
}

/// What somebody wrote: it goes back to the editor when the order is refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Written {
    conversation: ConversationId,
    comment: bool,
    text: FormattedText,
    answers: Option<MessageId>,
    seen: Option<MessageId>,
    files: Vec<Attachment>,
}

impl Written {
    /// What is written in an order, if anything.
    pub(super) fn of(help_desk: &HelpDesk, command: &Command) -> Option<Self> {
        let files = |ids: &[AttachmentId]| help_desk.core(|core| core.files(ids));
        if let Command::SendReply(reply) = command {
            return Some(Self {
                conversation: reply.conversation,
                comment: false,
                text: reply.text.clone(),
                answers: reply.in_reply_to,
                seen: reply.seen,
                files: files(&reply.attachments),
            });
        }
        let Command::AddComment(comment) = command else { return None };
        Some(Self {
            conversation: comment.conversation,
            comment: true,
            text: comment.text.clone(),
            answers: None,
            seen: None,
            files: files(&comment.attachments),
        })
    }

    /// Puts it back into the editor. A file that the server does not have any more says so.
    pub(super) fn put_back(self, help_desk: &HelpDesk, because: Option<&Rejection>) {
        let kind = if self.comment { Kind::Comment } else { Kind::Reply };
        if !self.comment {
            crossing::seen_before(help_desk.me(), self.conversation, self.seen);
        }
        let drafts = help_desk.drafts();
        drafts.put_back(self.conversation, kind, self.text);
        let gone = if let Some(Rejection::FileNotFound { file }) = because { Some(*file) } else { None };
        drafts.beside().put_back((self.conversation, kind), self.answers, self.files, gone);
    }
}

/// Keeps an order until it is answered. That something was read is not worth it.
pub(super) fn keep(help_desk: &HelpDesk, order: &Order) {
    if matches!(order.command, Command::MarkRead(_) | Command::MarkUnread(_)) {
        return;
    }
    let request = OrderRequest { id: order.id, command: order.command.clone() };
    let Ok(request) = serde_json::to_string(&request) else { return };
    let written = Written::of(help_desk, &order.command);
    let kept = Kept { user: help_desk.me(), page: env::page(), request, written };
    if let Ok(text) = serde_json::to_string(&kept) {
        env::keep(&name(order.id), &text);
    }
}

/// Forgets an order that was answered or taken back.
pub(super) fn forget(order: OrderId) {
    env::keep(&name(order), "");
}

/// Whether an order would not be lost with this page.
pub(super) fn is_kept(order: OrderId) -> bool {
    env::kept(&name(order)).is_some()
}

/// Sends what pages have left behind that are gone, before anything else is sent.
pub(super) fn adopt(help_desk: &HelpDesk) {
    let mut names = env::kept_names(KEPT);
    names.sort();
    if names.is_empty() {
        return;
    }
    help_desk.running.update_value(|running| running.sending = Sending::LeftBehind);
    let help_desk = help_desk.clone();
    spawn_local(async move {
        let mut open = env::open_pages().await;
        // Nothing of this page is in flight yet.
        open.remove(&env::page());
        for name in names {
            let kept = env::kept(&name).and_then(|kept| serde_json::from_str::<Kept>(&kept).ok());
            match kept {
                Some(kept) if kept.user != help_desk.me() || open.contains(&kept.page) => {}
                Some(kept) => adopt_one(&help_desk, &name, kept).await,
                None => {
                    env::keep(&name, "");
                }
            }
        }
        help_desk.running.update_value(|running| running.sending = Sending::Nothing);
        send(&help_desk);
    });
}

async fn adopt_one(help_desk: &HelpDesk, name: &str, kept: Kept) {
    while !help_desk.has_ended() {
        let refused = match server::give_kept_order(&kept.request).await {
            Ok(answers) => answers.into_iter().find_map(|answer| match answer {
                OrderAnswer::Refused { problem, .. } => Some(problem),
                OrderAnswer::Accepted { .. } => None,
            }),
            Err(ServerError::Problem(problem)) if problem.status != 401 => Some(*problem),
            Err(error) if error.may_pass() => {
                pause(AGAIN).await;
                continue;
            }
            // Signed out, or not understood: another time.
            Err(_) => return,
        };
        env::keep(name, "");
        if let Some(problem) = refused {
            tell(help_desk, kept.written, problem);
        }
        return;
    }
}

fn tell(help_desk: &HelpDesk, written: Option<Written>, problem: Problem) {
    if let Some(written) = written {
        written.put_back(help_desk, problem.rejection.as_ref());
    }
    help_desk.say_refusal(Place::Workspace, Refusal::Server(Box::new(problem)));
}

fn name(order: OrderId) -> String {
    format!("{KEPT}{order}")
}
