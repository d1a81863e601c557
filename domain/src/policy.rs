//! Who may see, change and own what.
//!
//! One policy for every door: handlers, live events, mail, search, attachments and export get a
//! ticket only as something that went through here ([`Visible`], [`Editable`]), and the browser
//! shows its controls by the same functions.

mod inboxes;
mod record_access;
mod slice;
mod spam;

pub use inboxes::{
    deletable_conversation, may_comment, may_delete_conversation_of, may_move_conversations,
    may_own_conversation, member_of_inbox, seen_inboxes, sees_inbox,
};
pub use record_access::{AccessLevel, OtherOwner, RecordAccess, UserAccess, user_properties};
pub use slice::visible_slice;
pub use spam::{may_open_spam, sees_spam_without_ticket, tickets_with_seen_spam};

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::ops::Deref;

use self::spam::may_see_spam;
use crate::conversation::{Conversation, Place};
use crate::decide::Decision;
use crate::filter::Filter;
use crate::id::{ConversationId, UserId, ViewId};
use crate::order::Actor;
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::ticket::{Ticket, TicketNumber};
use crate::user::{Access, Permission, Reach, Standing, User};
use crate::view::{BuiltInView, CustomView, Sharing};

/// A ticket that the policy lets somebody see. It can be made here only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visible<T>(T);

/// A ticket that the policy lets somebody change. It can be made here only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editable<T>(T);

impl<T> Visible<T> {
    /// The ticket, for whoever it was made visible to.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Visible<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Deref for Editable<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Lets somebody see a ticket.
///
/// # Errors
///
/// [`Rejection::TicketNotFound`]: who may not see a ticket is not told that it exists (PER-09).
pub fn visible<T: Borrow<Ticket>>(setup: &Setup, actor: &Actor, ticket: T) -> Result<Visible<T>, Rejection> {
    let found: &Ticket = ticket.borrow();
    if !visible_tickets(setup, actor).holds(setup, found) {
        return Err(Rejection::TicketNotFound { ticket: found.id });
    }
    match (found.merged_into, &found.deleted) {
        (Some(into), _) => Err(Rejection::TicketMerged { ticket: found.id, into }),
        (None, Some(_)) => Err(Rejection::TicketDeleted { ticket: found.id }),
        (None, None) => Ok(Visible(ticket)),
    }
}

/// Lets somebody change a ticket.
///
/// # Errors
///
/// [`Rejection::TicketNotFound`] for a ticket that they may not see, [`Rejection::MayNotEdit`] for
/// one that they may see only (PER-09, PER-11).
pub fn editable<T: Borrow<Ticket>>(
    setup: &Setup,
    actor: &Actor,
    ticket: T,
) -> Result<Editable<T>, Rejection> {
    let Visible(ticket) = visible(setup, actor, ticket)?;
    let found: &Ticket = ticket.borrow();
    if reached(setup, actor, |access| access.edit).matches(setup, found) {
        Ok(Editable(ticket))
    } else {
        Err(Rejection::MayNotEdit { ticket: found.id })
    }
}

/// Lets the product itself do its upkeep, and nobody else.
///
/// # Errors
///
/// [`Rejection::OnlyBySystem`].
pub fn only_system(actor: &Actor) -> Result<(), Rejection> {
    match actor {
        Actor::System => Ok(()),
        Actor::User { .. } | Actor::Api { .. } | Actor::Channel { .. } => Err(Rejection::OnlyBySystem),
    }
}

/// Lets somebody delete a ticket (DEL-01).
///
/// # Errors
///
/// As [`visible`], and [`Rejection::MayNotDelete`] for one that they may not delete.
pub fn deletable(setup: &Setup, actor: &Actor, ticket: &Ticket) -> Result<(), Rejection> {
    visible(setup, actor, ticket)?;
    if reached(setup, actor, |access| access.delete).matches(setup, ticket) {
        Ok(())
    } else {
        Err(Rejection::MayNotDelete { ticket: ticket.id })
    }
}

/// Lets somebody look into the recycle bin and restore what is in it: Account access, which includes adding and editing
/// users (DEL-09).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_restore(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::Account)
}

/// The tickets that somebody may see, as a filter: evaluated here, compiled to SQL by the store.
pub fn visible_tickets(setup: &Setup, actor: &Actor) -> Filter {
    reached(setup, actor, |access| access.view)
}

/// The tickets that somebody may change, as a filter.
pub fn editable_tickets(setup: &Setup, actor: &Actor) -> Filter {
    Filter::all([visible_tickets(setup, actor), reached(setup, actor, |access| access.edit)])
}

/// The tickets that somebody may delete, as a filter (DEL-01).
pub fn deletable_tickets(setup: &Setup, actor: &Actor) -> Filter {
    Filter::all([visible_tickets(setup, actor), reached(setup, actor, |access| access.delete)])
}

/// The number by which a ticket is named to somebody, be it still at work or not; none where they may not see it
/// (PER-09).
pub fn known_number(setup: &Setup, actor: &Actor, ticket: &Ticket) -> Option<TicketNumber> {
    visible_tickets(setup, actor).holds(setup, ticket).then_some(ticket.number)
}

/// Lets somebody see a conversation: by its ticket, or, while it has none, as a colleague whose
/// reach includes what nobody owns.
///
/// # Errors
///
/// [`Rejection::ConversationNotFound`] where it is not there or not to be seen.
pub fn visible_conversation(decision: &Decision<'_>, conversation: ConversationId) -> Result<(), Rejection> {
    let found = decision.conversation(conversation)?;
    let ticket = found.ticket().and_then(|ticket| decision.desk().tickets.get(&ticket));
    may_see_conversation(decision.setup(), decision.actor(), found, ticket)
}

/// Lets somebody see a conversation that was loaded with its ticket.
///
/// # Errors
///
/// [`Rejection::ConversationNotFound`] where it is not to be seen, and [`Rejection::TicketDeleted`] where it was deleted
/// with its ticket.
pub fn may_see_conversation(
    setup: &Setup,
    actor: &Actor,
    conversation: &Conversation,
    ticket: Option<&Ticket>,
) -> Result<(), Rejection> {
    let hidden = Rejection::ConversationNotFound { conversation: conversation.id };
    if conversation.inbox.is_some_and(|inbox| !sees_inbox(setup, actor, inbox)) {
        return Err(hidden); // INB-08, also for whoever may see its ticket.
    }
    let seen = match (conversation.association, ticket) {
        _ if conversation.place == Place::Spam => {
            return may_see_spam(setup, actor, conversation, ticket);
        }
        _ if conversation.place == Place::HelpDesk && conversation.inbox.is_some() => true,
        (Some(_), Some(ticket)) => match visible(setup, actor, ticket) {
            Ok(_) => true,
            // Whoever could see it is told where it went.
            Err(deleted @ Rejection::TicketDeleted { .. }) => return Err(deleted),
            Err(_) => false,
        },
        (Some(_), None) => false,
        (None, _) if conversation.place == Place::Trash => may_restore(setup, actor).is_ok(),
        (None, _) => sees_conversations_without_ticket(setup, actor),
    };
    if seen { Ok(()) } else { Err(hidden) }
}

/// Whether somebody may see the conversations that have no ticket.
pub fn sees_conversations_without_ticket(setup: &Setup, actor: &Actor) -> bool {
    sees_unassigned(setup, actor, |access| access.view)
}

/// Lets somebody change a conversation, by the same ways.
///
/// # Errors
///
/// As [`visible_conversation`], and [`Rejection::MayNotEdit`] or [`Rejection::PermissionMissing`]
/// where seeing is all that is allowed.
pub fn editable_conversation(decision: &Decision<'_>, conversation: ConversationId) -> Result<(), Rejection> {
    visible_conversation(decision, conversation)?;
    let (setup, actor) = (decision.setup(), decision.actor());
    let found = decision.conversation(conversation)?;
    if let Some(inbox) = found.inbox.filter(|_| found.place == Place::HelpDesk) {
        return member_of_inbox(setup, actor, inbox);
    }
    match found.ticket() {
        Some(ticket) => editable(setup, actor, decision.ticket(ticket)?).map(|_| ()),
        None if sees_unassigned(setup, actor, |access| access.edit) => Ok(()),
        None => Err(Rejection::PermissionMissing { permission: Permission::Service }),
    }
}

/// Lets somebody create tickets.
///
/// # Errors
///
/// [`Rejection::PermissionMissing`] without access to the help desk (PER-01).
pub fn may_create_tickets(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    match user_of(setup, actor) {
        Standpoint::Product => Ok(()),
        Standpoint::User(user) if works_at_the_desk(user) => Ok(()),
        Standpoint::User(_) | Standpoint::Nobody => {
            Err(Rejection::PermissionMissing { permission: Permission::Service })
        }
    }
}

/// Lets somebody split tickets (SPL-01).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`] without a Service seat.
pub fn may_split_tickets(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::Seat)
}

/// Lets somebody see contacts, companies and deals: everyone who may see tickets at all, since whoever
/// writes may have written to a colleague before.
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_see_records(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    reaches_some(setup, actor, |access| access.view)
}

/// Lets somebody store files for a message: everyone who may see tickets at all, since whoever may see one may
/// comment on it (PER-11).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_store_files(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    reaches_some(setup, actor, |access| access.view)
}

/// Lets somebody change contacts, companies and deals: everyone who may change tickets at all.
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_edit_records(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    may_see_records(setup, actor)?;
    reaches_some(setup, actor, |access| access.edit)
}

/// Lets somebody delete contacts (BLK-09).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_delete_contacts(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::DeleteContacts)
}

/// Lets somebody change pipelines and statuses (PIP-08).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_edit_property_settings(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::PropertySettings)
}

/// Lets somebody change what a pipeline forbids people (PIP-19).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_set_pipeline_rules(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::SuperAdmin)
}

/// Whether a pipeline's rules bind somebody: a user, by hand or through a program, unless they may
/// change the pipeline themselves (PIP-18).
pub fn bound_by_pipeline_rules(setup: &Setup, actor: &Actor) -> bool {
    match user_of(setup, actor) {
        Standpoint::User(user) => !user.has(Permission::PropertySettings),
        Standpoint::Product | Standpoint::Nobody => false,
    }
}

/// Lets somebody change channels, users and teams (PER-05).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_administer(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::Account)
}

/// Lets somebody use custom views (VEW-01).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`] without a Service seat.
pub fn may_use_custom_views(setup: &Setup, actor: &Actor) -> Result<(), Rejection> {
    needs(setup, actor, Permission::Seat)
}

/// Lets somebody use a custom view: their own, or one that is shared.
///
/// # Errors
///
/// As [`may_use_custom_views`], and [`Rejection::ViewNotFound`] where it is not there or a
/// colleague's own.
pub fn usable_view<'a>(setup: &'a Setup, actor: &Actor, view: ViewId) -> Result<&'a CustomView, Rejection> {
    may_use_custom_views(setup, actor)?;
    let found = setup.views.get(&view).filter(|found| match found.sharing {
        Sharing::Everyone => true,
        Sharing::Nobody => actor.user() == Some(found.owner),
    });
    found.ok_or(Rejection::ViewNotFound { view })
}

/// Lets somebody change or delete a custom view: their own, and as an administrator a shared one.
///
/// # Errors
///
/// As [`usable_view`], and [`Rejection::MayNotEditView`].
pub fn editable_view<'a>(setup: &'a Setup, actor: &Actor, view: ViewId) -> Result<&'a CustomView, Rejection> {
    let found = usable_view(setup, actor, view)?;
    if actor.user() == Some(found.owner) || may_administer(setup, actor).is_ok() {
        Ok(found)
    } else {
        Err(Rejection::MayNotEditView { view })
    }
}

/// Lets somebody give an access to a user, or change a user who has it: nobody but a Super admin
/// makes or changes Super admins.
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_grant(setup: &Setup, actor: &Actor, access: &Access) -> Result<(), Rejection> {
    if access.permissions.contains(&Permission::SuperAdmin) {
        needs(setup, actor, Permission::SuperAdmin)
    } else {
        Ok(())
    }
}

/// The user, if tickets can be given to them (RTE-04).
///
/// # Errors
///
/// [`Rejection::UserNotFound`], [`Rejection::UserDeactivated`], [`Rejection::UserWithoutAccess`].
pub fn may_own_tickets(setup: &Setup, user: UserId) -> Result<&User, Rejection> {
    let Some(found) = setup.users.get(&user) else {
        return Err(Rejection::UserNotFound { user });
    };
    match found.standing {
        Standing::Deactivated => Err(Rejection::UserDeactivated { user }),
        Standing::Active if works_at_the_desk(found) => Ok(found),
        Standing::Active => Err(Rejection::UserWithoutAccess { user }),
    }
}

/// Lets a user be mentioned in a comment on a ticket: whoever may see it.
///
/// # Errors
///
/// [`Rejection::UserNotFound`], [`Rejection::UserDeactivated`], [`Rejection::MentionWithoutAccess`].
pub fn may_be_mentioned(setup: &Setup, ticket: &Ticket, user: UserId) -> Result<(), Rejection> {
    let found = setup.users.get(&user).ok_or(Rejection::UserNotFound { user })?;
    if found.standing == Standing::Deactivated {
        return Err(Rejection::UserDeactivated { user });
    }
    match visible(setup, &Actor::User { user }, ticket) {
        Ok(_) => Ok(()),
        Err(_) => Err(Rejection::MentionWithoutAccess { user }),
    }
}

/// Whether colleagues are shown that a user has a ticket open: whoever holds a Service seat (REP-19).
pub fn shows_presence(setup: &Setup, user: UserId) -> bool {
    needs(setup, &Actor::User { user }, Permission::Seat).is_ok()
}

/// Lets somebody use a built-in view: without a Service seat only some of them (VEW-03).
///
/// # Errors
///
/// [`Rejection::PermissionMissing`].
pub fn may_use_built_in_view(setup: &Setup, actor: &Actor, view: BuiltInView) -> Result<(), Rejection> {
    match view {
        BuiltInView::MyMentions | BuiltInView::Following | BuiltInView::AllOpen => Ok(()),
        BuiltInView::Unassigned
        | BuiltInView::AssignedToMe
        | BuiltInView::MyTeamsUnassigned
        | BuiltInView::Closed => needs(setup, actor, Permission::Seat),
    }
}

/// From where an actor acts.
enum Standpoint<'a> {
    /// The product itself: channels and jobs are not bound by a user's access.
    Product,
    /// An active user.
    User(&'a User),
    /// A user who is gone or deactivated.
    Nobody,
}

fn user_of<'a>(setup: &'a Setup, actor: &Actor) -> Standpoint<'a> {
    match actor {
        Actor::Channel { .. } | Actor::System => Standpoint::Product,
        Actor::User { user } | Actor::Api { user, .. } => match setup.users.get(user) {
            Some(user) if user.standing == Standing::Active => Standpoint::User(user),
            Some(_) | None => Standpoint::Nobody,
        },
    }
}

/// Whether a user may work at the help desk at all (PER-01).
fn works_at_the_desk(user: &User) -> bool {
    user.has(Permission::Service) || user.has(Permission::Sales)
}

fn needs(setup: &Setup, actor: &Actor, permission: Permission) -> Result<(), Rejection> {
    match user_of(setup, actor) {
        Standpoint::Product => Ok(()),
        Standpoint::User(user) if user.has(permission) => Ok(()),
        Standpoint::User(_) | Standpoint::Nobody => Err(Rejection::PermissionMissing { permission }),
    }
}

/// How far an actor's access of one kind reaches.
fn reach_of(setup: &Setup, actor: &Actor, kind: impl Fn(&Access) -> Reach) -> Reach {
    match user_of(setup, actor) {
        Standpoint::Product => Reach::All,
        Standpoint::User(user) if user.has(Permission::SuperAdmin) => Reach::All, // ACC-12
        Standpoint::User(user) if works_at_the_desk(user) => kind(&user.access),
        Standpoint::User(_) | Standpoint::Nobody => Reach::Nothing,
    }
}

/// Refuses somebody whose access of one kind reaches no ticket.
fn reaches_some(setup: &Setup, actor: &Actor, kind: impl Fn(&Access) -> Reach) -> Result<(), Rejection> {
    match reach_of(setup, actor, kind) {
        Reach::Nothing => Err(Rejection::PermissionMissing { permission: Permission::Service }),
        Reach::All | Reach::Team | Reach::TeamAndUnassigned | Reach::Own | Reach::OwnAndUnassigned => Ok(()),
    }
}

/// Whether an actor's access of one kind includes what nobody owns.
fn sees_unassigned(setup: &Setup, actor: &Actor, kind: impl Fn(&Access) -> Reach) -> bool {
    match reach_of(setup, actor, kind) {
        Reach::All | Reach::TeamAndUnassigned | Reach::OwnAndUnassigned => true,
        Reach::Team | Reach::Own | Reach::Nothing => false,
    }
}

/// The tickets that an actor's access of one kind reaches (PER-03, PER-07, ACC-10).
fn reached(setup: &Setup, actor: &Actor, kind: impl Fn(&Access) -> Reach) -> Filter {
    let teams = || match actor.user().and_then(|user| setup.users.get(&user)) {
        Some(user) => Filter::any([
            Filter::Owner { any_of: team_mates(setup, user).collect() },
            // Given to the team as a whole, it waits for one of them (OWN-06).
            Filter::all([Filter::Unassigned, Filter::Team { any_of: user.teams().collect() }]),
        ]),
        None => Filter::nothing(),
    };
    // Whom a defined property names, owns it too.
    let own = || {
        let mine: BTreeSet<UserId> = actor.user().into_iter().collect();
        let named: BTreeSet<String> = mine.iter().map(ToString::to_string).collect();
        let by_property = user_properties(setup)
            .map(|property| Filter::Choice { property: property.clone(), any_of: named.clone() });
        Filter::any(std::iter::once(Filter::Owner { any_of: mine.clone() }).chain(by_property))
    };
    match reach_of(setup, actor, kind) {
        Reach::All => Filter::everything(),
        Reach::Team => teams(),
        Reach::TeamAndUnassigned => Filter::any([teams(), Filter::Unassigned]),
        Reach::Own => own(),
        Reach::OwnAndUnassigned => Filter::any([own(), Filter::Unassigned]),
        Reach::Nothing => Filter::nothing(),
    }
}

/// The user and everybody who shares a team with the user.
fn team_mates<'a>(setup: &'a Setup, user: &'a User) -> impl Iterator<Item = UserId> + 'a {
    let shares = |other: &User| other.teams().any(|team| user.teams().any(|own| own == team));
    setup.users.values().filter(move |other| other.id == user.id || shares(other)).map(|other| other.id)
}
