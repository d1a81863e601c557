//! Channels: where customers' messages come from, and what a channel does with them.

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::{ChannelId, InboxId, PipelineId, StatusId, UserId};
use crate::identifier::EmailAddress;
use crate::policy;
use crate::property::Priority;
use crate::rejection::Rejection;
use crate::tagged::tagged;

/// One connected account of a kind of channel: one e-mail address, one chat widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// What people call it.
    pub name: String,
    /// What kind it is, with what only that kind has.
    pub kind: ChannelKind,
    /// The inbox in which its conversations start; the help desk where none is named. [`MoveChannel`](crate::inbox::MoveChannel)
    /// takes it out of there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<InboxId>,
    /// The pipeline in which it creates tickets.
    pub pipeline: PipelineId,
    /// Whether a message that starts a conversation creates a ticket (CRE-01, CRE-04).
    #[serde(default)]
    pub tickets: TicketAutomation,
    /// What every ticket that it creates starts with (CRE-16).
    #[serde(default)]
    pub new_ticket: NewTicketProperties,
}

tagged! {
    "type", "snake_case",
    /// The kinds of channel (CNV-09), each with what only it has.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ChannelKind {
        /// An address that the team answers from.
        Email {
            /// The address.
            address: EmailAddress,
        },
        /// A live chat on a web page.
        Chat,
        /// A form on a web page.
        Form,
        /// Telephone calls.
        Calling,
        /// Facebook Messenger.
        Messenger,
        /// WhatsApp.
        Whatsapp,
        /// A service connected by the developer API.
        Custom,
    }
}

/// Whether a channel creates tickets by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketAutomation {
    /// A message that starts a conversation creates its ticket (CRE-01).
    #[default]
    CreateTicket,
    /// Messages only create conversations (CRE-04).
    Off,
}

/// The property values with which a channel's tickets start (CRE-16).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTicketProperties {
    /// The first status; the pipeline's first open one when none is named (CRE-17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusId>,
    /// The owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// The priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// The category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

impl Channel {
    /// The address of an e-mail channel.
    pub fn address(&self) -> Option<&EmailAddress> {
        match &self.kind {
            ChannelKind::Email { address } => Some(address),
            ChannelKind::Chat
            | ChannelKind::Form
            | ChannelKind::Calling
            | ChannelKind::Messenger
            | ChannelKind::Whatsapp
            | ChannelKind::Custom => None,
        }
    }

    /// Whether messages on it may change a ticket's status by themselves: on all but live chat and
    /// Messenger (EML-15, EML-26).
    pub fn messages_change_status(&self) -> bool {
        !matches!(self.kind, ChannelKind::Chat | ChannelKind::Messenger)
    }
}

/// Connects a channel, or changes the one with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveChannel {
    /// The channel as it shall be.
    pub channel: Channel,
}

impl Decide for SaveChannel {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let setup = decision.setup();
        policy::may_administer(setup, decision.actor())?;
        let mut channel = self.channel.clone();
        channel.name = channel.name.trim().to_owned();
        if channel.name.is_empty() {
            return Err(Rejection::ChannelNameMissing { channel: channel.id });
        }
        if let Some(inbox) = channel.inbox.filter(|inbox| !setup.inboxes.contains_key(inbox)) {
            return Err(Rejection::InboxNotFound { inbox });
        }
        let before = setup.channels.get(&channel.id);
        if before.is_some_and(|before| before.inbox != channel.inbox) {
            return Err(Rejection::ChannelStays { channel: channel.id });
        }
        let Some(pipeline) = setup.pipelines.get(&channel.pipeline) else {
            return Err(Rejection::PipelineNotFound { pipeline: channel.pipeline });
        };
        if let Some(status) = channel.new_ticket.status
            && pipeline.status(status).is_none()
        {
            return Err(Rejection::StatusOfOtherPipeline { status, pipeline: pipeline.id });
        }
        if let Some(owner) = channel.new_ticket.owner {
            policy::may_own_tickets(setup, owner)?;
        }
        if let Some(address) = channel.address()
            && setup.channels.values().any(|other| other.id != channel.id && other.address() == Some(address))
        {
            return Err(Rejection::AddressTaken { address: address.clone() });
        }
        decision.record(Fact::Setup(SetupFact::ChannelSaved { channel }));
        Ok(())
    }
}
