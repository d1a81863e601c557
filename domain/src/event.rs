//! Events: what happened, small, serializable, never edited.
//!
//! An event is a [`Fact`] with its time and its source. The facts of a ticket, applied in order to
//! an empty desk, give the ticket as it is stored: history is the truth.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::association::Pair;
use crate::channel::Channel;
use crate::company::Company;
use crate::contact::Contact;
use crate::conversation::{Conversation, ConversationTraits, Place};
use crate::deal::Deal;
use crate::id::{
    CompanyId, ContactId, ConversationId, DealId, InboxId, MessageId, PipelineId, StatusId, TeamId, TicketId,
    UserId, ViewId,
};
use crate::identifier::{DeliveryIdentifier, DomainName};
use crate::inbox::Inbox;
use crate::message::{Delivery, Message};
use crate::pipeline::{Automation, Pipeline};
use crate::property::{PropertyDefinition, PropertyName, Value};
use crate::setup::Settings;
use crate::spam::senders::SenderLists;
use crate::tagged::tagged;
use crate::ticket::{Ticket, TicketNumber};
use crate::user::{Team, User};
use crate::view::CustomView;
use crate::workspace::{FormField, SidebarCard, Workspace};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of hand did it (PRP-20). Who gave the order is recorded beside it.
    pub source: Source,
    /// What happened.
    pub fact: Fact,
}

/// What kind of hand made a change (PRP-20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person at the desk.
    User,
    /// A rule that acts by itself, such as the reopening of a closed ticket (EML-12).
    Automation,
    /// An incoming message.
    Channel,
    /// A program.
    Api,
    /// The product's own upkeep, such as the outcome of a delivery.
    System,
}

tagged! {
    "type", "snake_case",
    /// What happened, in the past tense.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Fact {
        /// A ticket was created.
        TicketCreated {
            /// The ticket as it started.
            ticket: Box<Ticket>,
        },
        /// A ticket moved to another status.
        StatusChanged {
            /// The ticket.
            ticket: TicketId,
            /// The status it had.
            from: StatusId,
            /// The status it has.
            to: StatusId,
        },
        /// A closed ticket was opened for the first time since it was created (EML-20).
        TicketReopened {
            /// The ticket.
            ticket: TicketId,
        },
        /// Whether the ticket's number stands beside its name changed (PRP-03).
        NumberInNameChanged {
            /// The ticket.
            ticket: TicketId,
            /// Whether it does.
            shown: bool,
        },
        /// A ticket moved to another pipeline. Its status in there is a fact of its own.
        PipelineChanged {
            /// The ticket.
            ticket: TicketId,
            /// The pipeline it was in.
            from: PipelineId,
            /// The pipeline it is in.
            to: PipelineId,
        },
        /// A close date was set or cleared.
        CloseDateChanged {
            /// The ticket.
            ticket: TicketId,
            /// The close date it had.
            from: Option<DateTime<Utc>>,
            /// The close date it has.
            to: Option<DateTime<Utc>>,
        },
        /// A ticket got another owner, or none.
        OwnerChanged {
            /// The ticket.
            ticket: TicketId,
            /// The owner it had.
            from: Option<UserId>,
            /// The owner it has.
            to: Option<UserId>,
        },
        /// A ticket was given to other teams.
        AssignedTeamsChanged {
            /// The ticket.
            ticket: TicketId,
            /// The teams it had.
            from: BTreeSet<TeamId>,
            /// The teams it has.
            to: BTreeSet<TeamId>,
        },
        /// Another property of a ticket changed.
        PropertyChanged {
            /// The ticket.
            ticket: TicketId,
            /// The property.
            property: PropertyName,
            /// The value it had.
            from: Option<Value>,
            /// The value it has.
            to: Option<Value>,
        },
        /// Two records were associated. A ticket's first contacts are in its [`Fact::TicketCreated`].
        Associated {
            /// The records.
            pair: Pair,
        },
        /// The association of two records was taken away.
        Dissociated {
            /// The records.
            pair: Pair,
        },
        /// Another company is a ticket's primary one. It is not told where the primary one is taken off the ticket
        /// ([`Fact::Dissociated`]).
        PrimaryCompanyChanged {
            /// The ticket.
            ticket: TicketId,
            /// The one before.
            from: Option<CompanyId>,
            /// The one from now on.
            to: Option<CompanyId>,
        },
        /// The conversations of a ticket are not together what they were before.
        ConversationTraitsChanged {
            /// The ticket.
            ticket: TicketId,
            /// What they are like now.
            traits: ConversationTraits,
        },
        /// A ticket got an entry that makes it unread for those who have not seen it (UNR-06).
        EntryAdded {
            /// The ticket.
            ticket: TicketId,
            /// How many such entries it has now.
            position: u64,
        },
        /// Messages of a ticket became another ticket (SPL-12).
        TicketSplit {
            /// The ticket that they left.
            ticket: TicketId,
            /// The ticket that they became.
            into: TicketId,
            /// Its number.
            number: TicketNumber,
        },
        /// A ticket was made of another's messages (SPL-12).
        TicketSplitOff {
            /// The ticket.
            ticket: TicketId,
            /// The ticket whose messages they were.
            from: TicketId,
            /// Its number.
            number: TicketNumber,
        },
        /// A ticket is what two others became: the entry of the merge in its timeline (MRG-33).
        TicketsMerged {
            /// The new ticket.
            ticket: TicketId,
            /// The number of the one whose values won.
            primary: TicketNumber,
            /// The number of the other.
            secondary: TicketNumber,
        },
        /// A ticket was merged into a new one, and is an archive from now on (MRG-42).
        TicketMerged {
            /// The ticket.
            ticket: TicketId,
            /// The new one.
            into: TicketId,
            /// Its number.
            number: TicketNumber,
            /// After how many entries of the new one its own begin.
            after: u64,
        },
        /// A ticket went into the recycle bin (DEL-08).
        TicketDeleted {
            /// The ticket.
            ticket: TicketId,
            /// Who deleted it, where it was a user.
            by: Option<UserId>,
            /// The conversations that went with it.
            conversations: Vec<ConversationId>,
        },
        /// A ticket came back out of the recycle bin (DEL-10).
        TicketRestored {
            /// The ticket.
            ticket: TicketId,
        },
        /// A deleted ticket was removed for good, with what was merged into it (DEL-13).
        TicketPurged {
            /// The ticket.
            ticket: TicketId,
            /// The conversations that were removed with it, with all their messages.
            conversations: Vec<ConversationId>,
        },
        /// A mail or a call was logged on a ticket (PRP-18).
        Contacted {
            /// The ticket.
            ticket: TicketId,
        },
        /// A user follows a ticket (FOL-02).
        Followed {
            /// The ticket.
            ticket: TicketId,
            /// The user.
            user: UserId,
        },
        /// A user follows a ticket no more (FOL-03).
        Unfollowed {
            /// The ticket.
            ticket: TicketId,
            /// The user.
            user: UserId,
        },
        /// A comment mentioned users (REP-16). Its author is not among them (REP-17).
        Mentioned {
            /// The ticket.
            ticket: TicketId,
            /// The comment.
            message: MessageId,
            /// Which entry of the ticket the comment is: who read up to it has read the mention.
            position: u64,
            /// The users.
            users: BTreeSet<UserId>,
        },
        /// A user read a ticket up to a position, or marked it as unread again (UNR-02, UNR-04).
        ReadUpTo {
            /// The ticket.
            ticket: TicketId,
            /// The user.
            user: UserId,
            /// The position.
            position: u64,
        },
        /// A contact was created.
        ContactCreated {
            /// The contact.
            contact: Contact,
        },
        /// A contact got another name, or is reached otherwise.
        ContactChanged {
            /// The contact.
            contact: ContactId,
            /// The name it has.
            name: Option<String>,
            /// How it is reached.
            identifiers: BTreeSet<DeliveryIdentifier>,
        },
        /// A contact was deleted. Records that name it go on doing so.
        ContactDeleted {
            /// The contact.
            contact: ContactId,
            /// Who deleted it, where it was a user.
            by: Option<UserId>,
        },
        /// A deleted contact came back.
        ContactRestored {
            /// The contact as it is.
            contact: Contact,
        },
        /// A company was created.
        CompanyCreated {
            /// The company.
            company: Company,
        },
        /// A company got another name or domain.
        CompanyChanged {
            /// The company.
            company: CompanyId,
            /// The name it has.
            name: String,
            /// The domain it has.
            domain: Option<DomainName>,
        },
        /// A deal was created.
        DealCreated {
            /// The deal.
            deal: Deal,
        },
        /// A deal got another name.
        DealRenamed {
            /// The deal.
            deal: DealId,
            /// The name it has.
            name: String,
        },
        /// A conversation started.
        ConversationStarted {
            /// The conversation as it started.
            conversation: Box<Conversation>,
        },
        /// A conversation got its ticket. There is no fact that takes it away (ONE-02).
        ConversationAssociated {
            /// The conversation.
            conversation: ConversationId,
            /// The ticket.
            ticket: TicketId,
        },
        /// The ticket of a conversation was merged into another, which has the conversation from now on (ONE-04).
        ConversationReassociated {
            /// The conversation.
            conversation: ConversationId,
            /// The new ticket.
            ticket: TicketId,
            /// Since when the two count as associated (MRG-36).
            since: DateTime<Utc>,
        },
        /// A conversation was put somewhere else.
        ConversationPlaced {
            /// The conversation.
            conversation: ConversationId,
            /// Where it is.
            place: Place,
        },
        /// A conversation that has no ticket was put into the trash (INB-11).
        ConversationTrashed {
            /// The conversation.
            conversation: ConversationId,
            /// Who put it there, where it was a user.
            by: Option<UserId>,
        },
        /// A conversation left an inbox for another one or the help desk, or the help desk for an inbox (MOV-11).
        ConversationMoved {
            /// The conversation.
            conversation: ConversationId,
            /// The inbox in which it was; none is the help desk.
            from: Option<InboxId>,
            /// The inbox in which it is; none is the help desk.
            to: Option<InboxId>,
        },
        /// A conversation was removed for good, with its messages (SPM-06).
        ConversationPurged {
            /// The conversation.
            conversation: ConversationId,
        },
        /// A further person wrote in a conversation.
        ConversationJoined {
            /// The conversation.
            conversation: ConversationId,
            /// The person.
            contact: ContactId,
        },
        /// A conversation was closed.
        ConversationClosed {
            /// The conversation.
            conversation: ConversationId,
        },
        /// A conversation was opened again.
        ConversationReopened {
            /// The conversation.
            conversation: ConversationId,
        },
        /// A conversation got another owner, or none.
        ConversationOwnerChanged {
            /// The conversation.
            conversation: ConversationId,
            /// The owner it had.
            from: Option<UserId>,
            /// The owner it has.
            to: Option<UserId>,
        },
        /// A message or comment was added to a conversation.
        MessageAdded {
            /// Its head; the body is stored beside it.
            message: Box<Message>,
        },
        /// A message is in another conversation from now on. The event stands where it was.
        MessageMoved {
            /// The message.
            message: MessageId,
            /// The conversation in which it was.
            from: ConversationId,
            /// The conversation in which it is.
            to: ConversationId,
        },
        /// The delivery of an outgoing message went on.
        DeliveryChanged {
            /// The message.
            message: MessageId,
            /// How its delivery stands now.
            delivery: Delivery,
        },
        /// What this said was removed with the ticket that it was about: the log keeps its number and its time alone.
        Erased,
        /// The configuration changed.
        Setup(SetupFact),
    }
}

tagged! {
    "change", "snake_case",
    /// What happened to the configuration.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum SetupFact {
        /// A pipeline was created or changed.
        PipelineSaved {
            /// The pipeline as it is.
            pipeline: Pipeline,
        },
        /// One row of a pipeline's automations was changed.
        PipelineAutomated {
            /// The pipeline.
            pipeline: PipelineId,
            /// The row as it is.
            automation: Automation,
        },
        /// A pipeline was deleted.
        PipelineDeleted {
            /// The pipeline.
            pipeline: PipelineId,
        },
        /// A status was deleted.
        StatusDeleted {
            /// Its pipeline.
            pipeline: PipelineId,
            /// The status.
            status: StatusId,
        },
        /// A property was defined or changed.
        PropertySaved {
            /// The property as it is.
            definition: PropertyDefinition,
        },
        /// A channel was connected or changed.
        ChannelSaved {
            /// The channel as it is.
            channel: Channel,
        },
        /// An inbox was made or changed.
        InboxSaved {
            /// The inbox as it is.
            inbox: Inbox,
        },
        /// The account's settings changed.
        SettingsChanged {
            /// All of them, as they are.
            settings: Settings,
        },
        /// A user was added or changed.
        UserSaved {
            /// The user as it is.
            user: User,
        },
        /// A team was added or changed.
        TeamSaved {
            /// The team as it is.
            team: Team,
        },
        /// A user arranged their workspace.
        WorkspaceArranged {
            /// The user.
            user: UserId,
            /// Their workspace as it is.
            workspace: Workspace,
        },
        /// The cards beside tickets were chosen or put in order.
        SidebarArranged {
            /// The cards that are shown.
            cards: Vec<SidebarCard>,
        },
        /// The fields of the form of a new ticket were chosen.
        TicketFormArranged {
            /// The fields.
            fields: Vec<FormField>,
        },
        /// Whose mail is spam, and whose never is, was set.
        SendersListed {
            /// All of it, as it is.
            lists: SenderLists,
        },
        /// A view was made or changed.
        ViewSaved {
            /// The view as it is.
            view: CustomView,
        },
        /// A view was deleted.
        ViewDeleted {
            /// The view.
            view: ViewId,
        },
    }
}
