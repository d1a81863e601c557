//! Messages and comments: the entries that people write.

mod comment;
mod crossing;
mod delivery;
mod file;
mod receive;
mod reply;
mod write_first;

pub use comment::AddComment;
pub use delivery::{Delivery, DeliveryOutcome, RecordDelivery, RetryDelivery};
pub use file::{Attachment, MOST_BYTES, MOST_FILES, WaitingFile};
pub use receive::{Arrival, Nature, ReceiveMessage};
pub(crate) use receive::{FirstTicket, first_ticket};
pub use reply::{SendReply, reply_subject};
pub use write_first::WriteFirst;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::formatted::FormattedText;
use crate::id::{AttachmentId, ContactId, ConversationId, MessageId, StatusId, UserId};
use crate::identifier::DeliveryIdentifier;
use crate::mail::MailHead;
use crate::order::Command;
use crate::tagged::tagged;

/// The head of a message or comment: all that a rule needs. Its [`Body`] is stored beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The conversation that holds it: exactly one.
    pub conversation: ConversationId,
    /// What kind of entry it is, and which way it goes.
    pub kind: MessageKind,
    /// Who wrote it.
    pub author: Author,
    /// To whom it goes or went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// Where an answer shall go, if not to the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<DeliveryIdentifier>,
    /// Its subject, where the channel has subjects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<MessageId>,
    /// Its place among other mails, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailHead>,
    /// Its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// The users whom it mentions (REP-16).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub mentions: BTreeSet<UserId>,
    /// The status from which its ticket is moved once it is handed over; none where its pipeline moves
    /// nothing, or a status was chosen with it (EML-04, REP-13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves_from: Option<StatusId>,
    /// How its delivery stands.
    pub delivery: Delivery,
    /// When it was written; for an incoming message the time that it carries, if that is past.
    pub written_at: DateTime<Utc>,
    /// When the desk got it.
    pub added_at: DateTime<Utc>,
    /// How many events shaped it.
    pub version: u64,
}

/// What kind of entry a message is, and which way it goes (CNV-03, CNV-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// From a customer.
    Incoming,
    /// To a customer.
    Outgoing,
    /// Among colleagues; never delivered to a customer (REP-27).
    Comment,
    /// The first words of a chat, said by the product.
    Welcome,
}

impl MessageKind {
    /// Whether the customer has it as well: then it is printed (PRN-06). A comment stays among colleagues (REP-27).
    pub fn reaches_customer(self) -> bool {
        match self {
            Self::Incoming | Self::Outgoing | Self::Welcome => true,
            Self::Comment => false,
        }
    }
}

tagged! {
    "type", "snake_case",
    /// Who wrote a message.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Author {
        /// A customer, and by which of their identifiers.
        Contact {
            /// The customer.
            contact: ContactId,
            /// How they wrote.
            identifier: DeliveryIdentifier,
        },
        /// A user.
        User {
            /// The user.
            user: UserId,
        },
    }
}

/// One person to whom a message goes (CNV-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Recipient {
    /// In which field the person stands.
    #[serde(default)]
    pub role: RecipientRole,
    /// How the person is reached.
    pub identifier: DeliveryIdentifier,
}

/// In which field a recipient stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecipientRole {
    /// To.
    #[default]
    To,
    /// Cc.
    Cc,
    /// Bcc.
    Bcc,
}

/// What a message says. No rule needs more of it than whether it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Body {
    /// As plain text.
    pub text: String,
    /// As HTML, exactly as it came; sanitised only when shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// What was written here, with its formatting, where it has some; the text is made of it.
    #[serde(skip)]
    pub formatted: Option<Box<FormattedText>>,
}

impl Body {
    /// What somebody wrote here.
    fn written(text: &FormattedText) -> Self {
        let formatted = (!text.is_plain()).then(|| Box::new(text.clone()));
        Self { text: text.to_text(), html: None, formatted }
    }
}

impl Command {
    /// The body that is to be stored when the order is accepted, and whose it is.
    pub fn body(&self) -> Option<(MessageId, Body)> {
        match self {
            Self::ReceiveMessage(received) => Some((received.message, received.body.clone())),
            Self::SendReply(reply) => Some((reply.message, Body::written(&reply.text))),
            Self::WriteFirst(written) => Some((written.message, Body::written(&written.text))),
            Self::AddComment(comment) => Some((comment.message, Body::written(&comment.text))),
            Self::MoveConversation(moving) => {
                let comment = moving.comment.as_ref()?;
                Some((comment.message, Body::written(&comment.text)))
            }
            Self::CreateTicket(_)
            | Self::SplitTicket(_)
            | Self::MergeTickets(_)
            | Self::DeleteTickets(_)
            | Self::RestoreTicket(_)
            | Self::PurgeTickets(_)
            | Self::EraseTickets(_)
            | Self::FollowTicket(_)
            | Self::MarkAsSpam(_)
            | Self::NotSpam(_)
            | Self::PurgeSpam(_)
            | Self::DeleteSpam(_)
            | Self::BlockSender(_)
            | Self::UnblockSender(_)
            | Self::SaveSenderLists(_)
            | Self::ChangeStatus(_)
            | Self::ChangePipeline(_)
            | Self::AssignTicket(_)
            | Self::SetProperty(_)
            | Self::MarkRead(_)
            | Self::MarkUnread(_)
            | Self::AssociateConversation(_)
            | Self::CloseConversation(_)
            | Self::ReopenConversation(_)
            | Self::AssignConversation(_)
            | Self::TrashConversation(_)
            | Self::RestoreConversation(_)
            | Self::PurgeConversations(_)
            | Self::SaveInbox(_)
            | Self::SetInboxTickets(_)
            | Self::MoveChannel(_)
            | Self::ArrangeTicketDetails(_)
            | Self::RecordDelivery(_)
            | Self::RetryDelivery(_)
            | Self::SaveProperty(_)
            | Self::SavePipeline(_)
            | Self::AutomatePipeline(_)
            | Self::DeleteStatus(_)
            | Self::DeletePipeline(_)
            | Self::SaveChannel(_)
            | Self::SaveUser(_)
            | Self::SaveTeam(_)
            | Self::Associate(_)
            | Self::Dissociate(_)
            | Self::SetPrimaryCompany(_)
            | Self::SaveContact(_)
            | Self::SaveCompany(_)
            | Self::SaveDeal(_)
            | Self::ChooseLayout(_)
            | Self::SaveView(_)
            | Self::DeleteView(_)
            | Self::ArrangeViews(_)
            | Self::ShowNumberInName(_)
            | Self::SortView(_)
            | Self::ArrangeColumns(_)
            | Self::ArrangeSidebar(_)
            | Self::ArrangeTicketForm(_) => None,
        }
    }
}
