//! What stands in the columns beside a record: what queries look for.

use std::collections::BTreeSet;

use sportello_domain::conversation::{ConversationTraits, Place};
use sportello_domain::id::UserId;
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::message::MessageKind;
use sportello_domain::pipeline::State;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

/// An owner, or who created a ticket, where it may be nobody: all zeros then. An index then treats unassigned tickets
/// like anyone's.
pub(super) fn user_column(user: Option<UserId>) -> Uuid {
    user.map_or(Uuid::nil(), UserId::uuid)
}

/// The condition that people work on a ticket: it is no archive and not in the recycle bin. Such a one is in the table for
/// its number, its log and what refers to it.
pub(super) const AT_WORK: &str = "state IN ('open', 'closed')";

/// The state of a ticket as it is stored: of its status, or that it is an archive or in the recycle bin.
pub(super) fn state_column(setup: &Setup, ticket: &Ticket) -> &'static str {
    match (ticket.merged_into, &ticket.deleted) {
        (Some(_), _) => "merged",
        (None, Some(_)) => "deleted",
        (None, None) => setup.state_of(ticket.status).name(),
    }
}

/// The states of a ticket's conversations as they are stored.
pub(super) fn states_name(conversations: &ConversationTraits) -> &'static str {
    match (conversations.open, conversations.closed) {
        (false, false) => "none",
        (true, false) => "open",
        (false, true) => "closed",
        (true, true) => "both",
    }
}

/// What the rows beside a ticket say that its conversations have: channels, owners, all zeros for nobody.
pub(super) fn traits_of(conversations: &ConversationTraits) -> BTreeSet<Uuid> {
    let channels = conversations.channels.iter().map(|channel| channel.uuid());
    let owners = conversations.owners.iter().map(|owner| owner.uuid());
    let nobody = conversations.unassigned.then(|| user_column(None));
    channels.chain(owners).chain(nobody).collect()
}

/// As what the states of conversations are stored where one of them at least is in a state.
pub(super) fn states_with(state: State) -> [&'static str; 2] {
    [state.name(), "both"]
}

/// Where a conversation is, as it is stored.
pub(super) fn place_name(place: Place) -> &'static str {
    match place {
        Place::HelpDesk => "help_desk",
        Place::Spam => "spam",
        Place::Trash => "trash",
    }
}

/// A kind of message as it is stored.
pub(super) fn kind_name(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Incoming => "incoming",
        MessageKind::Outgoing => "outgoing",
        MessageKind::Comment => "comment",
        MessageKind::Welcome => "welcome",
    }
}

/// A kind of identifier as it is stored.
pub(super) fn identifier_kind(identifier: &DeliveryIdentifier) -> &'static str {
    match identifier {
        DeliveryIdentifier::Email(_) => "email",
        DeliveryIdentifier::Phone(_) => "phone",
        DeliveryIdentifier::ShortCode(_) => "short_code",
        DeliveryIdentifier::Opaque(_) => "opaque",
    }
}
