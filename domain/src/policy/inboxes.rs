//! Who may look into an inbox, and who works in it (INB-08).

use std::collections::BTreeSet;

use super::{
    Standpoint, may_own_tickets, needs, sees_unassigned, user_of, visible_conversation, works_at_the_desk,
};
use crate::decide::Decision;
use crate::id::{ConversationId, InboxId, UserId};
use crate::inbox::{Inbox, Members};
use crate::order::Actor;
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::ticket::Ticket;
use crate::user::{Permission, Standing, User};

/// Lets somebody move conversations and channels between inboxes and the help desk (MOV-02, MCH-05).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_move_conversations(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::Account)
}

/// Lets somebody work in an inbox: answer, close, assign, comment.
///
/// # Errors
///
/// [`Rejection::InboxNotFound`] where it is not there or not to be seen, [`Rejection::NotInInbox`] where it may be seen
/// only.
pub fn member_of_inbox(setup: &Setup, actor: &Actor, inbox: InboxId) -> Result<(), Rejection> {
    let found = setup.inboxes.get(&inbox).ok_or(Rejection::InboxNotFound { inbox })?;
    match user_of(setup, actor) {
        Standpoint::Product => Ok(()),
        Standpoint::User(user) if works_in(user, found) => Ok(()),
        Standpoint::User(user) if user.has(Permission::Account) => Err(Rejection::NotInInbox { inbox }),
        Standpoint::User(_) | Standpoint::Nobody => Err(Rejection::InboxNotFound { inbox }),
    }
}

/// Lets a user own a conversation: in an inbox one who works in it (INB-08, MOV-14), in the help desk (`None`) whoever may
/// own tickets.
///
/// # Errors
///
/// [`Rejection::UserNotInInbox`], and as [`may_own_tickets`].
pub fn may_own_conversation(setup: &Setup, user: UserId, inbox: Option<InboxId>) -> Result<(), Rejection> {
    if let Some(inbox) = inbox {
        let found = setup.users.get(&user).ok_or(Rejection::UserNotFound { user })?;
        let works = setup.inboxes.get(&inbox).is_some_and(|inbox| works_in(found, inbox));
        if !works || found.standing != Standing::Active {
            return Err(Rejection::UserNotInInbox { user, inbox });
        }
    }
    may_own_tickets(setup, user).map(|_| ())
}

/// Whether somebody sees what is in an inbox: whoever works in it, and whoever administers the account.
pub fn sees_inbox(setup: &Setup, actor: &Actor, inbox: InboxId) -> bool {
    match member_of_inbox(setup, actor, inbox) {
        Ok(()) | Err(Rejection::NotInInbox { .. }) => true,
        Err(_) => false,
    }
}

/// The inboxes whose conversations somebody sees.
pub fn seen_inboxes(setup: &Setup, actor: &Actor) -> BTreeSet<InboxId> {
    setup.inboxes.keys().copied().filter(|inbox| sees_inbox(setup, actor, *inbox)).collect()
}

/// Lets somebody write in a conversation what colleagues read: whoever may see its ticket (PER-11), but in an inbox
/// whoever works in it.
///
/// # Errors
///
/// As [`visible_conversation`] and [`member_of_inbox`].
pub fn may_comment(decision: &Decision<'_>, conversation: ConversationId) -> Result<(), Rejection> {
    visible_conversation(decision, conversation)?;
    match decision.conversation(conversation)?.inbox {
        Some(inbox) => member_of_inbox(decision.setup(), decision.actor(), inbox),
        None => Ok(()),
    }
}

/// Lets somebody move a conversation to the trash: where it has a ticket, whoever may delete that (DEL-06); in an inbox
/// whoever works in it as well.
///
/// # Errors
///
/// As [`may_comment`], [`super::deletable`], and [`Rejection::PermissionMissing`].
pub fn deletable_conversation(
    decision: &Decision<'_>,
    conversation: ConversationId,
) -> Result<(), Rejection> {
    may_comment(decision, conversation)?;
    let ticket = decision.conversation(conversation)?.ticket();
    let ticket = ticket.map(|ticket| decision.ticket(ticket)).transpose()?;
    may_delete_conversation_of(decision.setup(), decision.actor(), ticket)
}

/// Lets somebody delete a conversation with its ticket, or alone where it has none: then their access to delete includes
/// what nobody owns.
///
/// # Errors
///
/// As [`super::deletable`], and [`Rejection::PermissionMissing`].
pub fn may_delete_conversation_of(
    setup: &Setup,
    actor: &Actor,
    ticket: Option<&Ticket>,
) -> Result<(), Rejection> {
    match ticket {
        Some(ticket) => super::deletable(setup, actor, ticket),
        None if sees_unassigned(setup, actor, |access| access.delete) => Ok(()),
        None => Err(Rejection::PermissionMissing { permission: Permission::Service }),
    }
}

fn works_in(user: &User, inbox: &Inbox) -> bool {
    match &inbox.members {
        Members::Everyone => works_at_the_desk(user),
        only @ Members::Only { .. } => only.name(user),
    }
}
