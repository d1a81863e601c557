//! Who may look into an inbox, and who works in it (INB-08).

use std::collections::BTreeSet;

use super::{Standpoint, needs, sees_unassigned, user_of, visible_conversation, works_at_the_desk};
use crate::decide::Decision;
use crate::id::{ConversationId, InboxId, UserId};
use crate::inbox::{Inbox, Members};
use crate::order::Actor;
use crate::rejection::Rejection;
use crate::setup::Setup;
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

/// Lets a user own what is in an inbox: one who works in it (MOV-14).
///
/// # Errors
///
/// [`Rejection::UserNotFound`], [`Rejection::UserNotInInbox`].
pub fn user_in_inbox(setup: &Setup, user: UserId, inbox: InboxId) -> Result<(), Rejection> {
    let found = setup.users.get(&user).ok_or(Rejection::UserNotFound { user })?;
    let works = setup.inboxes.get(&inbox).is_some_and(|inbox| works_in(found, inbox));
    if works && found.standing == Standing::Active {
        Ok(())
    } else {
        Err(Rejection::UserNotInInbox { user, inbox })
    }
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
    let (setup, actor) = (decision.setup(), decision.actor());
    let found = decision.conversation(conversation)?;
    match found.ticket() {
        Some(ticket) => super::deletable(setup, actor, decision.ticket(ticket)?),
        None if may_delete_without_ticket(setup, actor) => Ok(()),
        None => Err(Rejection::PermissionMissing { permission: Permission::Service }),
    }
}

/// Whether somebody may delete what has no ticket: whose access to delete includes what nobody owns.
pub fn may_delete_without_ticket(setup: &Setup, actor: &Actor) -> bool {
    sees_unassigned(setup, actor, |access| access.delete)
}

fn works_in(user: &User, inbox: &Inbox) -> bool {
    match &inbox.members {
        Members::Everyone => works_at_the_desk(user),
        only @ Members::Only { .. } => only.name(user),
    }
}
