//! Orders: what is wanted, by whom, when. The one way in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::association::{Associate, Dissociate, SetPrimaryCompany};
use crate::channel::SaveChannel;
use crate::company::SaveCompany;
use crate::contact::SaveContact;
use crate::conversation::{AssignConversation, AssociateConversation, CloseConversation, ReopenConversation};
use crate::deal::SaveDeal;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Source;
use crate::follow::FollowTicket;
use crate::id::{ChannelId, OrderId, TokenId, UserId};
use crate::inbox::{
    MoveChannel, MoveConversation, PurgeConversations, RestoreConversation, SaveInbox, SetInboxTickets,
    TrashConversation,
};
use crate::merge::MergeTickets;
use crate::message::{AddComment, ReceiveMessage, RecordDelivery, RetryDelivery, SendReply, WriteFirst};
use crate::pipeline::{AutomatePipeline, DeletePipeline, DeleteStatus, SavePipeline};
use crate::property::SaveProperty;
use crate::rejection::Rejection;
use crate::spam::block::{BlockSender, UnblockSender};
use crate::spam::senders::SaveSenderLists;
use crate::spam::{DeleteSpam, MarkAsSpam, NotSpam, PurgeSpam};
use crate::split::SplitTicket;
use crate::tagged::tagged;
use crate::ticket::{
    AssignTicket, ChangePipeline, ChangeStatus, CreateTicket, SetProperty, ShowNumberInName,
};
use crate::trash::{DeleteTickets, EraseTickets, PurgeTickets, RestoreTicket};
use crate::unread::{MarkRead, MarkUnread};
use crate::user::{SaveTeam, SaveUser};
use crate::view::{ArrangeViews, DeleteView, SaveView, SortView};
use crate::workspace::{
    ArrangeColumns, ArrangeSidebar, ArrangeTicketDetails, ArrangeTicketForm, ChooseLayout,
};

/// What is wanted, by whom, when. The id makes it idempotent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The order's id. A repeated id gets the first answer again.
    pub id: OrderId,
    /// Who gives it.
    pub actor: Actor,
    /// When it is given: the only clock there is (XCT-04).
    pub at: DateTime<Utc>,
    /// What is wanted.
    pub command: Command,
}

tagged! {
    "type", "snake_case",
    /// Who gives an order.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Actor {
        /// A person at the desk.
        User {
            /// The user.
            user: UserId,
        },
        /// A program with a token, on behalf of the user who made the token.
        Api {
            /// The token.
            token: TokenId,
            /// The user.
            user: UserId,
        },
        /// A channel that brings a message.
        Channel {
            /// The channel.
            channel: ChannelId,
        },
        /// The product itself: deliveries, jobs, the command line.
        System,
    }
}

impl Actor {
    /// The user who is responsible, where there is one.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User { user } | Self::Api { user, .. } => Some(*user),
            Self::Channel { .. } | Self::System => None,
        }
    }

    /// What kind of hand it is (PRP-20).
    pub fn source(&self) -> Source {
        match self {
            Self::User { .. } => Source::User,
            Self::Api { .. } => Source::Api,
            Self::Channel { .. } => Source::Channel,
            Self::System => Source::System,
        }
    }
}

/// Declares the closed list of commands, each a struct that knows how it is decided.
macro_rules! commands {
    ($($name:ident),* $(,)?) => {
        /// Everything that can be ordered. There is no command that dissociates a conversation from
        /// its ticket (ONE-02).
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "type", rename_all = "snake_case")]
        #[expect(missing_docs, reason = "each variant is the documented struct of the same name")]
        pub enum Command {
            $($name($name),)*
        }

        impl Command {
            /// The names of all commands.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// The command's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                }
            }
        }

        impl Decide for Command {
            fn scope(&self) -> Scope {
                match self {
                    $(Self::$name(command) => command.scope(),)*
                }
            }

            fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
                match self {
                    $(Self::$name(command) => command.decide(decision),)*
                }
            }
        }

        $(impl From<$name> for Command {
            fn from(command: $name) -> Self {
                Self::$name(command)
            }
        })*
    };
}

commands![
    CreateTicket,
    SplitTicket,
    MergeTickets,
    DeleteTickets,
    RestoreTicket,
    PurgeTickets,
    EraseTickets,
    FollowTicket,
    MarkAsSpam,
    NotSpam,
    PurgeSpam,
    DeleteSpam,
    BlockSender,
    UnblockSender,
    SaveSenderLists,
    ChangeStatus,
    ChangePipeline,
    AssignTicket,
    SetProperty,
    ShowNumberInName,
    MarkRead,
    MarkUnread,
    AssociateConversation,
    CloseConversation,
    ReopenConversation,
    AssignConversation,
    MoveConversation,
    TrashConversation,
    RestoreConversation,
    PurgeConversations,
    ReceiveMessage,
    SendReply,
    WriteFirst,
    AddComment,
    RecordDelivery,
    RetryDelivery,
    SaveProperty,
    Associate,
    Dissociate,
    SetPrimaryCompany,
    SaveContact,
    SaveCompany,
    SaveDeal,
    SavePipeline,
    AutomatePipeline,
    DeleteStatus,
    DeletePipeline,
    SaveChannel,
    SaveInbox,
    SetInboxTickets,
    MoveChannel,
    SaveUser,
    SaveTeam,
    ChooseLayout,
    SaveView,
    DeleteView,
    ArrangeViews,
    SortView,
    ArrangeColumns,
    ArrangeSidebar,
    ArrangeTicketForm,
    ArrangeTicketDetails,
];
