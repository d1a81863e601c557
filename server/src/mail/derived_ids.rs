//! The ids of what a mail becomes, all derived from the mail's own id in the ledger.
//!
//! So taking in the same mail again, after a crash at any moment, gives the same order with the same
//! id, and nothing comes to be twice.

use sportello_domain::id::{AttachmentId, ContactId, ConversationId, MessageId, OrderId, TicketId};

use crate::derived_id::derived;

/// The order that takes a mail in.
pub fn order_of_mail(mail: MessageId) -> OrderId {
    derived(mail.uuid(), "receive").into()
}

/// The contact that a mail may create.
pub fn contact_of_mail(mail: MessageId) -> ContactId {
    derived(mail.uuid(), "contact").into()
}

/// The conversation that a mail may start.
pub fn conversation_of_mail(mail: MessageId) -> ConversationId {
    derived(mail.uuid(), "conversation").into()
}

/// The ticket that a mail may create.
pub fn ticket_of_mail(mail: MessageId) -> TicketId {
    derived(mail.uuid(), "ticket").into()
}

/// The n-th file of a mail.
pub fn file_of_mail(mail: MessageId, n: usize) -> AttachmentId {
    derived(mail.uuid(), &format!("file {n}")).into()
}

/// The order that records how the delivery of a message ended: one for each version of the message,
/// so one for each time that it was to be sent.
pub fn order_of_delivery(message: MessageId, version: u64) -> OrderId {
    derived(message.uuid(), &format!("delivery {version}")).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sportello_domain::testing::message_id;

    use super::*;

    #[test]
    fn each_purpose_has_its_own_id_and_always_the_same() {
        let all = || {
            let mail = message_id(1);
            [
                mail.uuid(),
                order_of_mail(mail).uuid(),
                contact_of_mail(mail).uuid(),
                conversation_of_mail(mail).uuid(),
                ticket_of_mail(mail).uuid(),
                file_of_mail(mail, 0).uuid(),
                file_of_mail(mail, 1).uuid(),
                order_of_mail(message_id(2)).uuid(),
            ]
        };

        assert_eq!(all(), all());
        assert_eq!(BTreeSet::from(all()).len(), all().len());
        assert!(all().iter().all(|id| id.get_version_num() == 7));
    }
}
