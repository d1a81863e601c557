//! When the desk and its customers last wrote to each other about a ticket (PRP-18).

use crate::channel::ChannelKind;
use crate::decide::Decision;
use crate::event::Fact;
use crate::id::{ChannelId, TicketId};

/// Records that a message was logged on a ticket, where the channel's messages are mails or calls. A chat
/// is no contact, and neither is a comment.
pub(crate) fn contacted(decision: &mut Decision<'_>, ticket: TicketId, channel: ChannelId) {
    let kind = decision.setup().channels.get(&channel).map(|channel| &channel.kind);
    if matches!(kind, Some(ChannelKind::Email { .. } | ChannelKind::Calling)) {
        decision.record(Fact::Contacted { ticket });
    }
}
