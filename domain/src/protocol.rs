//! The wire: what server, browser and programs say to each other. Shared, so that they agree.
//!
//! | call | what it is |
//! | --- | --- |
//! | `POST /api/v1/session` [`SignIn`] → [`SignedIn`] | sign in; `GET` who am I, `DELETE` sign out |
//! | `GET /api/v1/setup` → [`CurrentSetup`] | the configuration, whole |
//! | `POST /api/v1/commands` [`OrderRequest`]`[]` → [`OrderAnswer`]`[]` | give orders, each decided on its own |
//! | `POST /api/v1/bulk-changes` [`BulkRequest`] → [`BulkChange`] | change many tickets in one go; `GET …/{id}` how far it is |
//! | `POST /api/v1/selections` [`Selection`](crate::bulk::Selection) → [`SelectionSummary`](crate::bulk::SelectionSummary) | how many tickets are selected, and what can be done with them |
//! | `POST /api/v1/scope` [`Command`] → [`Desk`] | what would be loaded for an order, as far as one may see it |
//! | `GET /api/v1/tickets?view=…` → [`TicketPage`] | a page of a view |
//! | `GET /api/v1/counts` → [`ViewCount`]`[]` | how many tickets each view has |
//! | `GET /api/v1/tickets/{id or number}` → [`TicketView`] | one ticket with what belongs to it |
//! | `GET /api/v1/tickets/{id}/history` → [`PropertyChange`](crate::history::PropertyChange)`[]` | how its properties changed |
//! | `GET /api/v1/tickets/{id}/activity` → [`ActivityPage`] | what happened on it; `associations` → [`AssociationPage`] |
//! | `GET /api/v1/tickets/{id}/access` → [`RecordAccess`](crate::policy::RecordAccess) | who may see and change it |
//! | `GET /api/v1/contacts?search=…` → [`RecordPage`] | contacts by name; `companies` and `deals` alike |
//! | `GET /api/v1/contacts/{id}` → [`RecordView`] | a contact with what it is associated with; `companies` and `deals` alike |
//! | `GET /api/v1/conversations` → [`ConversationPage`] | conversations, as with `without_ticket=true` those that wait for one |
//! | `GET /api/v1/conversations/{id}/thread` → [`ThreadPage`] | its entries, oldest first |
//! | `GET /api/v1/mentions` → [`MentionPage`] | the comments that mention whoever asks |
//! | `GET /api/v1/messages/{id}/body` → HTML | a message as sent, sanitised, for a sandboxed frame |
//! | `POST /api/v1/attachments?name=…` the file → [`Attachment`] | store a file for the message that will take it |
//! | `GET /api/v1/attachments/{id}` → the file | a file of a message |
//! | `POST /api/v1/channels/{id}/mail` raw mail → [`MailReceipt`] | hand in one RFC 5322 message |
//! | `GET /api/v1/mail?state=…` → [`MailPage`] | what became of each mail; `POST /api/v1/mail/{id}/retry` |
//! | `GET /api/v1/live?after=…` → server-sent events | [`LiveChange`], [`Withdrawn`], [`Resync`]; [`TicketPresence`] after `POST /api/v1/tickets/{id}/presence` [`SayPresence`] |
//!
//! Errors are [`Problem`]s (RFC 9457), `application/problem+json`.

mod bulk;
mod conversations;
mod history;
mod mentions;
mod merging;
mod presence;
mod records;

pub use crate::message::Attachment;
pub use bulk::{BulkChange, BulkRequest, BulkState, RefusedTicket, RefusedTickets};
pub use conversations::{ConversationPage, ConversationRow, ConversationView, ThreadAssociations};
pub use history::{ActivityPage, AssociationEntry, AssociationPage};
pub use mentions::{MentionPage, MentionView};
pub use merging::MergeCandidate;
pub use presence::{Doing, Present, SayPresence, TicketPresence};
pub use records::{RecordKind, RecordPage, RecordView, Records};

use std::borrow::Borrow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::conversation::Conversation;
use crate::desk::Desk;
use crate::event::Event;
use crate::formatted::FormattedText;
use crate::history::Happening;
use crate::id::{ContactId, ConversationId, MessageId, OrderId, StatusId, TicketId, UserId};
use crate::identifier::EmailAddress;
use crate::message::Message;
use crate::order::{Actor, Command};
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::tagged::tagged;
use crate::ticket::Ticket;
use crate::view::View;

/// The number of an event in the instance's one sequence. No listener can ever skip one.
pub type Sequence = u64;

/// Signs a user in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The user's address.
    pub email: EmailAddress,
    /// The password.
    pub password: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// The user. Name and access are in the [`Setup`].
    pub user: UserId,
    /// The server's build. A browser with another one reloads at a quiet moment.
    pub build: String,
}

/// The configuration as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurrentSetup {
    /// The configuration.
    pub setup: Setup,
    /// The last event that it takes into account.
    pub sequence: Sequence,
}

/// One order as it is asked for. Who and when is added by the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderRequest {
    /// The order's id, made by whoever asks. A repeated id gets the first answer again.
    pub id: OrderId,
    /// What is wanted.
    pub command: Command,
}

tagged! {
    "result", "snake_case",
    /// What became of one order.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum OrderAnswer {
        /// It is done, and durable.
        Accepted {
            /// The order.
            order: OrderId,
            /// The last event it caused; the newest there was when it caused none.
            sequence: Sequence,
            /// What happened, in order.
            events: Vec<Event>,
            /// The tickets that it touched, as they are now and as far as one may see them.
            rows: Vec<TicketRow>,
            /// The tickets that one could see and cannot any more.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            withdrawn: Vec<TicketId>,
        },
        /// Nothing happened.
        Refused {
            /// The order.
            order: OrderId,
            /// Why.
            problem: Problem,
        },
    }
}

/// What went wrong, for programs and people (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// An address that names the kind of problem: `/problems/` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem, in English.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code. Translations go by it.
    pub code: String,
    /// What exactly, and what can be done about it, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The rejection with its values, where a rule refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Rejection>,
    /// The request, as the server's log knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One ticket with all that a row of a list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketRow {
    /// The ticket.
    pub ticket: Ticket,
    /// The contact that is named in the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactName>,
    /// Up to which position the one who asks has read it. In a [`LiveChange`] that was not caused by
    /// this reader's own mark it is still the reader's own.
    pub read_up_to: u64,
}

/// A contact's id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactName {
    /// The contact.
    pub id: ContactId,
    /// The name, or else the first identifier.
    pub name: String,
}

/// A page of a view, the most recently active tickets first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketPage {
    /// The tickets.
    pub rows: Vec<TicketRow>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many tickets the view has, as far as one may see them (VEW-13); counted as in
    /// [`ViewCount`].
    pub count: u64,
    /// The last event that the page takes into account.
    pub sequence: Sequence,
}

/// What a search found, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchPage {
    /// What was found.
    pub hits: Vec<SearchHit>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A place in which what was searched for stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchHit {
    /// The ticket to which it belongs.
    pub row: TicketRow,
    /// In what it stands.
    pub found_in: FoundIn,
    /// When that was written; for a ticket itself, its last activity.
    pub at: DateTime<Utc>,
    /// The words around it; empty where the ticket's name says it all.
    pub snippet: Vec<SnippetPart>,
}

tagged! {
    "type", "snake_case",
    /// In what something that was searched for stands (VEW-10, VEW-11).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum FoundIn {
        /// It is the ticket's number.
        Number,
        /// In the ticket's name or description, or in the name or address of one of its contacts.
        Ticket,
        /// In a message, or in the name of a file that came with it.
        Message {
            /// The message.
            message: MessageId,
        },
        /// In a comment.
        Comment {
            /// The comment.
            message: MessageId,
        },
    }
}

/// In what is searched, where not everywhere (VEW-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SearchIn {
    /// In names, descriptions and contacts of tickets.
    Tickets,
    /// In messages between customers and agents, and the names of their files.
    Messages,
    /// In comments.
    Comments,
}

impl SearchIn {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Tickets, Self::Messages, Self::Comments];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Messages => "messages",
            Self::Comments => "comments",
        }
    }
}

/// A piece of a text around what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnippetPart {
    /// The piece.
    pub text: String,
    /// Whether it is what was searched for.
    #[serde(default)]
    pub found: bool,
}

/// How many tickets of a view a status has, as far as the reader may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusCount {
    /// The status.
    pub status: StatusId,
    /// How many.
    pub count: u64,
}

/// How many tickets a view has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewCount {
    /// The view.
    pub view: View,
    /// How many, as far as one may see them (VEW-13). Of a view whose count is not kept, no more
    /// are counted than one over [`View::MOST_COUNTED`].
    pub count: u64,
}

/// One ticket with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketView {
    /// The ticket as in a list.
    pub row: TicketRow,
    /// Its conversations.
    pub conversations: Vec<Conversation>,
    /// The contacts of the ticket and of its conversations, its companies and those of its contacts, and
    /// its deals.
    pub records: Records,
    /// The thread that is shown first (CNV-05).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<ConversationId>,
    /// The last event that it takes into account.
    pub sequence: Sequence,
}

/// A conversation's entries, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadPage {
    /// The entries.
    pub entries: Vec<ThreadEntry>,
    /// Where the page before this one ends; none where the thread begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<String>,
    /// The last event that it takes into account.
    pub sequence: Sequence,
}

tagged! {
    "kind", "snake_case",
    /// One entry of a thread (CNV-03).
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ThreadEntry {
        /// What somebody wrote: message, comment or welcome message, as its head says.
        Message(Box<MessageView>),
        /// What happened between the messages: assignment, status change.
        Happening {
            /// When.
            at: DateTime<Utc>,
            /// Who did it.
            actor: Actor,
            /// What happened.
            happening: Happening,
        },
    }
}

/// A message with what is read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageView {
    /// Its head.
    pub message: Message,
    /// What it says, as plain text.
    pub text: String,
    /// The same with its formatting, where it was written here and has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formatted: Option<FormattedText>,
    /// Whether it came with HTML, which `GET /api/v1/messages/{id}/body` shows.
    pub has_html: bool,
    /// Its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// What happened, told live: server-sent event `change`, its id the last sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveChange {
    /// The last of the events.
    pub sequence: Sequence,
    /// The order that caused them.
    pub order: OrderId,
    /// Who gave it.
    pub actor: Actor,
    /// What happened, in order, as far as the listener may see it.
    pub events: Vec<Event>,
    /// The tickets that it touched, as they are now and as far as the listener may see them.
    pub rows: Vec<TicketRow>,
}

/// Tickets that the listener could see and cannot any more: server-sent event `withdrawn`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Withdrawn {
    /// Up to which event everything was told: the one before the change, where that is still to be told.
    pub sequence: Sequence,
    /// The event that withdrew them: what was read before it is out of date.
    pub by: Sequence,
    /// The tickets.
    pub tickets: Vec<TicketId>,
}

/// The listener missed too much and must load again: server-sent event `resync`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resync {
    /// The newest event there is.
    pub sequence: Sequence,
}

/// One mail in the ledger: its raw bytes were stored before anything read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailReceipt {
    /// Its id in the ledger.
    pub id: MessageId,
    /// When it was stored.
    pub received_at: DateTime<Utc>,
    /// What became of it.
    pub fate: MailFate,
}

/// What became of a mail. Every mail ends in exactly one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MailFate {
    /// Stored, and about to be read.
    Waiting,
    /// It is in a conversation.
    Accepted {
        /// The message that it became.
        message: MessageId,
        /// Its conversation.
        conversation: ConversationId,
        /// The conversation's ticket, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<TicketId>,
    },
    /// It was here already.
    Duplicate {
        /// The message that it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<MessageId>,
    },
    /// It was kept, and is not in a conversation. It can be run again.
    Held {
        /// The stable code of the reason.
        code: String,
        /// The reason, in English.
        reason: String,
    },
}

/// A page of the mail ledger, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailPage {
    /// The mails.
    pub mails: Vec<MailReceipt>,
    /// Where the next page begins; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many mails are in each state, by its name.
    pub counts: BTreeMap<String, u64>,
}

/// The desk that would be loaded for an order, as far as the one who asks may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopedDesk {
    /// The desk.
    pub desk: Desk,
    /// The last event that it takes into account.
    pub sequence: Sequence,
}

impl Borrow<Ticket> for TicketRow {
    /// What the policy looks at.
    fn borrow(&self) -> &Ticket {
        &self.ticket
    }
}

impl Borrow<Ticket> for TicketView {
    /// What the policy looks at.
    fn borrow(&self) -> &Ticket {
        &self.row.ticket
    }
}

impl std::fmt::Debug for SignIn {
    /// Leaves the password out of every log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignIn").field("email", &self.email).finish_non_exhaustive()
    }
}
