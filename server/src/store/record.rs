//! What stands in the columns beside a record: what queries look for.

use sportello_domain::id::UserId;
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::message::MessageKind;
use sportello_domain::pipeline::State;
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

/// The owner of a ticket that nobody owns. An index then treats unassigned tickets like anyone's.
pub(super) fn owner_column(ticket: &Ticket) -> Uuid {
    ticket.owner.map_or(Uuid::nil(), UserId::uuid)
}

/// A state as it is stored.
pub(super) fn state_name(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Closed => "closed",
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
