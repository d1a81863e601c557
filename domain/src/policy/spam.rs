//! Who may look into Spam: whoever may delete tickets, each as far as their access reaches (SPM-01).

use super::{reached, reaches_some, sees_unassigned, visible_tickets};
use crate::conversation::Conversation;
use crate::filter::Filter;
use crate::order::Actor;
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::ticket::Ticket;

/// Lets somebody see a conversation in Spam: whoever could mark it so (SPM-01), also while its ticket is in the recycle
/// bin because of it.
pub(super) fn may_see_spam(
    setup: &Setup,
    actor: &Actor,
    conversation: &Conversation,
    ticket: Option<&Ticket>,
) -> Result<(), Rejection> {
    let seen = match (conversation.association, ticket) {
        (Some(_), Some(ticket)) => tickets_with_seen_spam(setup, actor).holds(setup, ticket),
        (Some(_), None) => false,
        (None, _) => sees_spam_without_ticket(setup, actor),
    };
    if seen { Ok(()) } else { Err(Rejection::ConversationNotFound { conversation: conversation.id }) }
}

/// The tickets whose conversations in Spam somebody may see, wherever the tickets are.
pub fn tickets_with_seen_spam(setup: &Setup, actor: &Actor) -> Filter {
    Filter::all([visible_tickets(setup, actor), reached(setup, actor, |access| access.delete)])
}

/// Whether somebody may see what is in Spam and has no ticket.
pub fn sees_spam_without_ticket(setup: &Setup, actor: &Actor) -> bool {
    sees_unassigned(setup, actor, |access| access.delete)
}

/// Lets somebody look into Spam, as far as they may see what is there, and lift blocks: whoever may delete tickets.
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_open_spam(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    reaches_some(setup, actor, |access| access.delete)
}
