//! Reading conversations: which there are, and their threads.

use std::collections::BTreeSet;

use axum::extract::State;
use serde::Deserialize;
use sportello_domain::id::{ConversationId, InboxId};
use sportello_domain::pipeline as state;
use sportello_domain::policy::{
    may_open_spam, may_restore, may_see_conversation, seen_inboxes, sees_conversations_without_ticket,
    sees_spam_without_ticket, tickets_with_seen_spam, visible, visible_tickets,
};
use sportello_domain::protocol::{
    ConversationPage, ConversationView, Problem, ThreadAssociations, ThreadPage,
};
use sportello_domain::rejection::Rejection;
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::page::{self, Limit};
use super::problem::{ErrorCode, Failure};
use crate::store::conversations::{SeenConversations, WhichConversations};

/// Which conversations, and from where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListConversations {
    /// Only those that have no ticket, and wait for somebody to create one (CRE-05).
    without_ticket: Option<bool>,
    /// Only those in Spam, the last that went there first (VEW-14). For whoever may delete tickets.
    spam: Option<bool>,
    /// Only those in inboxes, the one with the newest message first: in that inbox, or `all` for every inbox that one sees.
    inbox: Option<String>,
    /// With `inbox`: only those that are `open`, as unless told, or `closed`.
    state: Option<String>,
    /// Only those without a ticket that are in the trash, the last that went there first. For whoever may restore them
    /// (DEL-09).
    trash: Option<bool>,
    /// `TICKET`: each that has a ticket says which in `threadAssociations` (ONE-05).
    association: Option<String>,
    /// Where the page begins: `next` of the page before it.
    after: Option<String>,
    /// How many conversations a page has, 30 unless told, 100 at most.
    limit: Option<usize>,
}

/// A page of the conversations that one may see, the last started first.
#[utoipa::path(
    get, path = "/api/v1/conversations", tag = "conversations", params(ListConversations),
    responses(
        (status = 200, body = ConversationPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list_conversations(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<ListConversations>,
) -> Result<Json<ConversationPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 30, most: 100 };
    let with_tickets = match query.association.as_deref() {
        None => false,
        Some("TICKET") => true,
        Some(_) => {
            let detail = "association: TICKET, or nothing".to_owned();
            return Err(Failure::because(ErrorCode::QueryInvalid, detail));
        }
    };
    let which = which(&query)?;
    let (after, limit) = (page::place(query.after.as_deref())?, LIMIT.of(query.limit)?);
    let (setup, actor) = (http.engine.setup(), caller.actor());
    let inboxes = in_inbox(seen_inboxes(&setup, &actor), query.inbox.as_deref())?;
    if which == WhichConversations::Trash {
        may_restore(&setup, &actor)?;
    }
    let seen = if which == WhichConversations::Spam {
        may_open_spam(&setup, &actor)?;
        SeenConversations {
            tickets: tickets_with_seen_spam(&setup, &actor),
            without_ticket: sees_spam_without_ticket(&setup, &actor),
            inboxes,
            reader: caller.user,
        }
    } else {
        SeenConversations {
            tickets: visible_tickets(&setup, &actor),
            without_ticket: sees_conversations_without_ticket(&setup, &actor),
            inboxes,
            reader: caller.user,
        }
    };
    let mut page = http.engine.store().conversation_page(which, &seen, after, limit).await?;
    if which != WhichConversations::Spam {
        // What is in an inbox may have a ticket that is out of reach.
        page.tickets.retain(|row| visible(&setup, &actor, &row.ticket).is_ok());
    }
    if with_tickets {
        for row in &mut page.conversations {
            let ticket = row.conversation.ticket();
            row.thread_associations =
                ticket.map(|ticket| ThreadAssociations { associated_ticket_id: ticket });
        }
    }
    Ok(Json(page))
}

/// Which conversations a query asks for.
fn which(query: &ListConversations) -> Result<WhichConversations, Failure> {
    let state = query.state.as_deref().map(|state| {
        let unknown = || Failure::because(ErrorCode::QueryInvalid, "state: open or closed".to_owned());
        state::State::named(state).ok_or_else(unknown)
    });
    let state = state.transpose()?.unwrap_or(state::State::Open);
    Ok(match (query.trash, query.spam, &query.inbox, query.without_ticket) {
        (Some(true), _, _, _) => WhichConversations::Trash,
        (_, Some(true), _, _) => WhichConversations::Spam,
        (_, _, Some(_), _) => WhichConversations::InInboxes(state),
        (_, _, None, Some(true)) => WhichConversations::WithoutTicket,
        (_, _, None, Some(false) | None) => WhichConversations::All,
    })
}

/// The inboxes that are asked for, as far as one sees them.
fn in_inbox(seen: BTreeSet<InboxId>, named: Option<&str>) -> Result<BTreeSet<InboxId>, Failure> {
    let Some(named) = named.filter(|named| *named != "all") else { return Ok(seen) };
    let unknown = |_| Failure::because(ErrorCode::QueryInvalid, "inbox: an id, or all".to_owned());
    let inbox: InboxId = named.parse().map_err(unknown)?;
    if !seen.contains(&inbox) {
        return Err(Rejection::InboxNotFound { inbox }.into());
    }
    Ok([inbox].into())
}

/// One conversation, with its ticket where one may see that.
#[utoipa::path(
    get, path = "/api/v1/conversations/{conversation}", tag = "conversations",
    params(("conversation" = ConversationId, Path)),
    responses(
        (status = 200, body = ConversationView),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_conversation(
    State(http): State<Http>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationView>, Failure> {
    let found = http.engine.store().conversation_view(id, caller.user).await?;
    let mut view = found.ok_or(Rejection::ConversationNotFound { conversation: id })?;
    let (setup, actor) = (http.engine.setup(), caller.actor());
    let ticket = view.ticket.as_ref().map(|row| &row.ticket);
    may_see_conversation(&setup, &actor, &view.conversation, ticket)?;
    view.ticket = view.ticket.filter(|row| visible(&setup, &actor, &row.ticket).is_ok());
    Ok(Json(view))
}

/// Up to where, and how much.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListEntries {
    /// Where the page ends: `earlier` of the page after it. The newest entries unless told.
    before: Option<String>,
    /// How many messages a page has, 50 unless told, 200 at most.
    limit: Option<usize>,
}

/// The entries of a conversation, oldest first (CNV-03): what people wrote, and what happened in
/// between.
#[utoipa::path(
    get, path = "/api/v1/conversations/{conversation}/thread", tag = "conversations",
    params(("conversation" = ConversationId, Path), ListEntries),
    responses(
        (status = 200, body = ThreadPage),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_thread(
    State(http): State<Http>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(query): Query<ListEntries>,
) -> Result<Json<ThreadPage>, Failure> {
    const LIMIT: Limit = Limit { usual: 50, most: 200 };
    let (before, limit) = (page::place(query.before.as_deref())?, LIMIT.of(query.limit)?);
    let store = http.engine.store();
    let found = store.conversation(id).await?;
    let (conversation, ticket) = found.ok_or(Rejection::ConversationNotFound { conversation: id })?;
    may_see_conversation(&http.engine.setup(), &caller.actor(), &conversation, ticket.as_ref())?;
    Ok(Json(store.thread(id, before, limit).await?))
}
