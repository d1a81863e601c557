//! Rejections: the closed list of reasons why an order may not happen.
//!
//! Each has a stable code, which is on the wire and is what translations go by, and says what kind
//! of refusal it is. None is an accident: whoever gives the order can do something about it.

use serde::{Deserialize, Serialize};

use crate::filter::FilterFault;
use crate::id::{
    AttachmentId, ChannelId, CompanyId, ContactId, ConversationId, DealId, InboxId, MessageId, PipelineId,
    StatusId, TeamId, TicketId, UserId, ViewId,
};
use crate::identifier::{DeliveryIdentifier, EmailAddress};
use crate::pipeline::{PipelineRule, State};
use crate::property::{PropertyName, ValueFault};
use crate::tagged::tagged;
use crate::ticket::NumberedTicket;
use crate::user::Permission;
use crate::workspace::SidebarCard;

/// What kind of refusal a rejection is; the server's status code follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectionKind {
    /// There is no such thing, or none that may be seen (PER-09).
    NotFound,
    /// It may be seen, but not done (PER-09).
    Forbidden,
    /// It does not fit how things stand.
    Conflict,
    /// It makes no sense by itself.
    Invalid,
}

/// Declares the rejections with their kinds, so that neither can be forgotten.
macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })? = $kind:ident, $text:literal $(, $argument:expr)?;)*) => {
        tagged! {
            "code", "snake_case",
            /// Why an order may not happen.
            #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
            #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
            pub enum Rejection {
                $($(#[$doc])* #[error($text $(, $argument)?)] $name $({ $($(#[$field_doc])* $field: $type),* })?,)*
            }
        }

        impl Rejection {
            /// What kind of refusal it is.
            pub fn kind(&self) -> RejectionKind {
                match self {
                    $(Self::$name { .. } => RejectionKind::$kind,)*
                }
            }

            /// The names of all rejections, in the order of their declaration.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// Its name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => stringify!($name),)*
                }
            }

            /// Its stable code: the name in snake case, as on the wire.
            pub fn code(&self) -> String {
                snake_case(self.name())
            }
        }
    };
}

rejections! {
    /// No such ticket, or none that the one who asks may see.
    TicketNotFound { /** The ticket. */ ticket: TicketId } = NotFound, "there is no such ticket";
    /// No such conversation, or none that the one who asks may see.
    ConversationNotFound { /** The conversation. */ conversation: ConversationId } = NotFound, "there is no such conversation";
    /// No such message, or none that the one who asks may see.
    MessageNotFound { /** The message. */ message: MessageId } = NotFound, "there is no such message";
    /// No such contact.
    ContactNotFound { /** The contact. */ contact: ContactId } = NotFound, "there is no such contact";
    /// No such company.
    CompanyNotFound { /** The company. */ company: CompanyId } = NotFound, "there is no such company";
    /// No such deal.
    DealNotFound { /** The deal. */ deal: DealId } = NotFound, "there is no such deal";
    /// No such user.
    UserNotFound { /** The user. */ user: UserId } = NotFound, "there is no such user";
    /// No such team.
    TeamNotFound { /** The team. */ team: TeamId } = NotFound, "there is no such team";
    /// No such channel.
    ChannelNotFound { /** The channel. */ channel: ChannelId } = NotFound, "there is no such channel";
    /// No such pipeline.
    PipelineNotFound { /** The pipeline. */ pipeline: PipelineId } = NotFound, "there is no such pipeline";
    /// No such status.
    StatusNotFound { /** The status. */ status: StatusId } = NotFound, "there is no such status";
    /// No such view, or none that the one who asks may see.
    ViewNotFound { /** The view. */ view: ViewId } = NotFound, "there is no such view";
    /// No such inbox, or none that the one who asks may see.
    InboxNotFound { /** The inbox. */ inbox: InboxId } = NotFound, "there is no such inbox";
    /// Only who works in an inbox may do something there (INB-08).
    NotInInbox { /** The inbox. */ inbox: InboxId } = Forbidden, "you may see this inbox, but do not work in it";
    /// The view is a colleague's.
    MayNotEditView { /** The view. */ view: ViewId } = Forbidden, "only who made this view, or an administrator, can change it";
    /// The user may see the ticket, but not change it.
    MayNotEdit { /** The ticket. */ ticket: TicketId } = Forbidden, "you may see this ticket, but not change it";
    /// The user lacks a permission.
    PermissionMissing { /** The permission. */ permission: Permission } = Forbidden, "you lack the permission for this";
    /// Only a user can do this.
    NeedsUser = Forbidden, "only a user can do this";
    /// Only a channel brings messages, and only its own.
    OnlyByChannel = Forbidden, "only a channel brings its messages in";
    /// Only the product itself does this.
    OnlyBySystem = Forbidden, "only the product itself does this";
    /// The account cannot be used.
    UserDeactivated { /** The user. */ user: UserId } = Conflict, "this user is deactivated";
    /// The user may not work on tickets, so none can be given to them.
    UserWithoutAccess { /** The user. */ user: UserId } = Conflict, "this user has no access to tickets";
    /// The user may not see the ticket in whose comment they are mentioned.
    MentionWithoutAccess { /** The user. */ user: UserId } = Conflict, "this user cannot see the ticket, so they cannot be mentioned";
    /// The id is taken.
    TicketExists { /** The ticket. */ ticket: TicketId } = Conflict, "a ticket with this id exists already";
    /// The id is taken.
    MessageExists { /** The message. */ message: MessageId } = Conflict, "a message with this id exists already";
    /// The id is taken.
    ConversationExists { /** The conversation. */ conversation: ConversationId } = Conflict, "a conversation with this id exists already";
    /// The message is here already; nothing was stored twice.
    MessageAlreadyReceived { /** The message that is here. */ message: MessageId } = Conflict, "this message was received before";
    /// A conversation has at most one ticket (ONE-01).
    ConversationHasTicket { /** The conversation. */ conversation: ConversationId, /** Its ticket. */ ticket: TicketId } = Conflict, "this conversation has a ticket already";
    /// The conversation has no ticket whose status could change.
    ConversationWithoutTicket { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation has no ticket";
    /// The state of a conversation in the trash cannot be changed (CNV-02).
    ConversationInTrash { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation is in the trash";
    /// Only e-mail can be split (SPL-02).
    SplitNeedsMail { /** The conversation. */ conversation: ConversationId } = Conflict, "only e-mail conversations can be split";
    /// No message was picked (SPL-07).
    SplitNeedsMessages = Invalid, "pick the messages that become another ticket";
    /// All messages were picked, and nothing would stay (SPL-07).
    SplitNeedsRest { /** The conversation. */ conversation: ConversationId } = Conflict, "leave at least one message where it is";
    /// The message is in another conversation, or is neither from nor to the customer (SPL-08).
    MessageCannotMove { /** The message. */ message: MessageId } = Conflict, "only messages from and to the customer of one conversation can be split off";
    /// A ticket is merged with another (MRG-51).
    MergeWithItself { /** The ticket. */ ticket: TicketId } = Invalid, "a ticket cannot be merged with itself";
    /// The two took part in too many merges (MRG-50).
    TooManyMerges { /** In how many they may have taken part together. */ most: u64 } = Conflict, "these tickets together have taken part in more than {most} merges";
    /// The ticket was merged into another, which is to be used instead (MRG-51).
    TicketMerged { /** The ticket. */ ticket: TicketId, /** What it was merged into. */ into: NumberedTicket } = Conflict, "this ticket was merged into {into}";
    /// The ticket may be seen, but not deleted (DEL-01).
    MayNotDelete { /** The ticket. */ ticket: TicketId } = Forbidden, "you may see this ticket, but not delete it";
    /// What was typed is not how many tickets are to be deleted (DEL-12).
    DeleteCountWrong { /** How many they are. */ tickets: u64 } = Invalid, "type the number of tickets that are to be deleted: {tickets}";
    /// The ticket is in the recycle bin.
    TicketDeleted { /** The ticket. */ ticket: TicketId } = Conflict, "this ticket was deleted";
    /// The ticket is not in the recycle bin.
    TicketNotDeleted { /** The ticket. */ ticket: TicketId } = Conflict, "this ticket is not in the recycle bin";
    /// More than 90 days have passed since the ticket was deleted (DEL-07).
    RestoreTooLate { /** The ticket. */ ticket: TicketId } = Conflict, "this ticket was deleted more than 90 days ago and cannot be restored any more";
    /// The ticket can still be restored (DEL-13).
    PurgeTooEarly { /** The ticket. */ ticket: TicketId } = Conflict, "this ticket can still be restored";
    /// No conversation was chosen to be marked as spam (SPM-10).
    SpamNeedsConversations = Invalid, "choose the conversations that are spam";
    /// The conversation is not in Spam.
    ConversationNotSpam { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation is not in Spam";
    /// Somebody else wrote the newest message of the conversation.
    OtherSender { /** The conversation. */ conversation: ConversationId } = Conflict, "somebody else wrote the newest message of this conversation";
    /// The conversation has not been in Spam for 90 days (SPM-06).
    SpamPurgeTooEarly { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation has not been in Spam for 90 days";
    /// The conversation is in Spam.
    ConversationInSpam { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation is in Spam";
    /// The conversation is in an inbox, where the help desk only reads it (MOV-08).
    ConversationInInbox { /** The conversation. */ conversation: ConversationId, /** The inbox. */ inbox: InboxId } = Conflict, "this conversation is in an inbox; move it to the help desk first";
    /// The conversation is not in the trash.
    ConversationNotInTrash { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation is not in the trash";
    /// More than 90 days have passed since the conversation went into the trash (DEL-07).
    ConversationRestoreTooLate { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation was deleted more than 90 days ago and cannot be restored any more";
    /// The conversation can still be restored (DEL-13).
    ConversationPurgeTooEarly { /** The conversation. */ conversation: ConversationId } = Conflict, "this conversation can still be restored";
    /// Other conversations of the ticket would be deleted too, or other ones than were named (DEL-14).
    OthersFallWithIt { /** The conversation. */ conversation: ConversationId, /** The others. */ with: std::collections::BTreeSet<ConversationId> } = Conflict, "the ticket is deleted with it, and {} other conversations of the ticket; look at them and confirm", with.len();
    /// The user does not work in the inbox (MOV-14).
    UserNotInInbox { /** The user. */ user: UserId, /** The inbox. */ inbox: InboxId } = Conflict, "this user does not work in this inbox";
    /// An inbox needs a name.
    InboxNameMissing { /** The inbox. */ inbox: InboxId } = Invalid, "the inbox needs a name";
    /// Two inboxes would have this name.
    InboxNameTaken { /** The name. */ name: String } = Conflict, "there is an inbox called {name:?} already";
    /// A channel is moved by an order of its own (MCH-01).
    ChannelStays { /** The channel. */ channel: ChannelId } = Conflict, "a channel is moved by itself, since its conversations must stay or go";
    /// The channel is in the help desk already.
    ChannelNotInInbox { /** The channel. */ channel: ChannelId } = Conflict, "this channel is in the help desk already";
    /// A channel of this kind cannot be moved (MCH-06).
    ChannelMustReconnect { /** The channel. */ channel: ChannelId } = Conflict, "a channel of this kind cannot be moved; connect it again";
    /// Contacts cannot be blocked (BLK-01).
    BlockingOff = Forbidden, "blocking senders is switched off";
    /// The contact did not write a mail of this ticket alone, or has no e-mail address (BLK-14).
    NothingToBlock { /** The contact. */ contact: ContactId } = Conflict, "this contact wrote none of the ticket's mail conversations alone";
    /// The delivery is not waiting for this.
    DeliveryOver { /** The message. */ message: MessageId } = Conflict, "the delivery of this message is over";
    /// Nothing can be sent on this channel.
    ChannelCannotSend { /** The channel. */ channel: ChannelId } = Conflict, "nothing can be sent on this channel";
    /// Nobody to send it to.
    RecipientMissing { /** The conversation. */ conversation: ConversationId } = Invalid, "name somebody to send it to";
    /// The contact is not reached by it.
    IdentifierUnknown { /** How somebody is reached. */ identifier: DeliveryIdentifier, /** The contact. */ contact: ContactId } = Conflict, "the contact is not reached by {}", identifier.value();
    /// A first message needs a subject: the ticket is called by it.
    SubjectMissing = Invalid, "write a subject";
    /// A message needs a text or a file (REP-26).
    MessageEmpty = Invalid, "write something or attach a file";
    /// A text is longer than anybody reads.
    TextTooLong { /** How many bytes it may have. */ max: usize, /** How many it has. */ actual: usize } = Invalid, "a text may have {max} bytes and has {actual}";
    /// A link leads somewhere that a link must not.
    LinkNotAllowed { /** Where it leads. */ address: String } = Invalid, "a link leads to an address of http, https, mailto or tel, and not to {address:?}";
    /// A colleague answered after what the author of this answer had seen.
    AnsweredMeanwhile { /** The colleague's answer. */ message: MessageId } = Conflict, "a colleague answered meanwhile; look at the answer and send again";
    /// No such file, none of one's own, or none that still waits for a message.
    FileNotFound { /** The file. */ file: AttachmentId } = NotFound, "there is no such file waiting; store it again";
    /// A message carries only so many files.
    TooManyFiles { /** How many it may have. */ max: usize, /** How many it has. */ actual: usize } = Invalid, "a message may have {max} files and has {actual}";
    /// The files are more than most mail servers take.
    FilesTooLarge { /** How many bytes they may have together. */ max: u64, /** How many they have. */ actual: u64 } = Invalid, "the files of a message may have {max} bytes and have {actual}";
    /// The status belongs to another pipeline (PIP-01, PIP-04).
    StatusOfOtherPipeline { /** The status. */ status: StatusId, /** The pipeline it should belong to. */ pipeline: PipelineId } = Conflict, "this status belongs to another pipeline";
    /// A rule of the pipeline forbids the status (PIP-21).
    PipelineRule { /** The status. */ status: StatusId, /** The rule. */ rule: PipelineRule } = Conflict, "{rule}";
    /// The status asks for properties that are still empty (PIP-12).
    PropertiesRequired { /** The status. */ status: StatusId, /** The properties, in the order in which they are asked for. */ properties: Vec<PropertyName> } = Conflict, "this status asks for properties that are still empty";
    /// A status in use needs a replacement (PIP-07).
    StatusInUse { /** The status. */ status: StatusId, /** How many tickets stand in it. */ tickets: u64, /** How many channels start tickets in it. */ channels: u64, /** How many automations move tickets to it. */ automations: u64 } = Conflict, "{tickets} tickets, {channels} channels and {automations} automations still use this status; choose a replacement";
    /// The pipeline is in use.
    PipelineInUse { /** The pipeline. */ pipeline: PipelineId, /** How many tickets are in it. */ tickets: u64, /** How many channels use it. */ channels: u64 } = Conflict, "{tickets} tickets and {channels} channels still use this pipeline, or it is the default";
    /// The last pipeline stays (PIP-04).
    LastPipeline { /** The pipeline. */ pipeline: PipelineId } = Conflict, "the last pipeline cannot be deleted";
    /// The pipeline cannot be saved like this.
    PipelineInvalid { /** The pipeline. */ pipeline: PipelineId, /** What is wrong. */ fault: PipelineFault } = Invalid, "{fault}";
    /// A required property is missing (CRE-19).
    PropertyMissing { /** The property. */ property: PropertyName } = Invalid, "{property} is required";
    /// No such property (PRP-14).
    PropertyUnknown { /** The property. */ property: PropertyName } = Invalid, "there is no property {property}";
    /// The property is set by the system only (PRP-14, PRP-19).
    PropertyReadOnly { /** The property. */ property: PropertyName } = Invalid, "{property} cannot be changed";
    /// The value is none of the property's.
    PropertyInvalid { /** The property. */ property: PropertyName, /** What is wrong. */ fault: ValueFault } = Invalid, "{property}: {fault}";
    /// The property cannot be defined like this.
    PropertyDefinitionInvalid { /** The property. */ property: PropertyName, /** What is wrong. */ fault: PropertyFault } = Invalid, "{fault}";
    /// A channel needs a name.
    ChannelNameMissing { /** The channel. */ channel: ChannelId } = Invalid, "the channel needs a name";
    /// A user needs a name.
    UserNameMissing { /** The user. */ user: UserId } = Invalid, "the user needs a name";
    /// A team needs a name.
    TeamNameMissing { /** The team. */ team: TeamId } = Invalid, "the team needs a name";
    /// A view needs a name (VEW-05).
    ViewNameMissing { /** The view. */ view: ViewId } = Invalid, "the view needs a name";
    /// The name is longer than a list of views shows.
    ViewNameTooLong { /** The view. */ view: ViewId, /** The most characters it may have. */ max: usize } = Invalid, "the name of a view may have {max} characters";
    /// Somebody would see two views of this name.
    ViewNameTaken { /** The name. */ name: String } = Conflict, "there is a view called {name:?} already";
    /// The filter of the view makes no sense.
    ViewFilterInvalid { /** The view. */ view: ViewId, /** What is wrong. */ fault: FilterFault } = Invalid, "{fault}";
    /// The form asks for each property once, and only for what people set (CRE-07).
    FormFieldUnfit { /** The property. */ property: PropertyName } = Invalid, "the form cannot ask for {property}, or asks for it already";
    /// A card stands beside a ticket once.
    CardTwice { /** The card. */ card: SidebarCard } = Invalid, "a card is there twice";
    /// The columns make no table.
    ColumnsInvalid { /** What is wrong. */ fault: ColumnFault } = Invalid, "{fault}";
    /// The user has made as many views as anybody may.
    TooManyViews { /** How many there may be. */ max: usize } = Conflict, "nobody can have more than {max} views; delete one first";
    /// The address is somebody else's.
    AddressTaken { /** The address. */ address: EmailAddress } = Conflict, "{address} is in use already";
    /// Another contact is reached by it.
    IdentifierTaken { /** How it is reached. */ identifier: DeliveryIdentifier, /** The other contact. */ contact: ContactId, /** What that is called. */ name: String } = Conflict, "{} belongs to {name}", identifier.value();
}

tagged! {
    "type", "snake_case",
    /// What is wrong with a pipeline (PIP-03 to PIP-06).
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum PipelineFault {
        /// It has no name.
        #[error("the pipeline needs a name")]
        NameMissing,
        /// A status has no label.
        #[error("every status needs a label")]
        LabelMissing {
            /// The status.
            status: StatusId,
        },
        /// Two statuses have one label (PIP-03).
        #[error("two statuses are called {label:?}")]
        LabelTaken {
            /// The label.
            label: String,
        },
        /// The status is there twice, or belongs to another pipeline (PIP-04).
        #[error("a status belongs to exactly one pipeline")]
        StatusTaken {
            /// The status.
            status: StatusId,
        },
        /// A pipeline keeps at least one open and one closed status (PIP-06).
        #[error("the pipeline needs at least one status that is {}", match state { State::Open => "open", State::Closed => "closed" })]
        StateMissing {
            /// The state that no status has.
            state: State,
        },
        /// A rule or an automation names a status that is not the pipeline's.
        #[error("the pipeline's rules or automations name a status that is not one of its own")]
        RuleNamesUnknown {
            /// The status.
            status: StatusId,
        },
        /// Tickets could be created in no status any more (PIP-17).
        #[error("tickets must be created in at least one status; allow another one first")]
        CreationWithoutStatus,
        /// A status asks for something that nobody can fill in.
        #[error("a status cannot ask for {property}")]
        ConditionalUnfit {
            /// The property.
            property: PropertyName,
        },
        /// A status is gone that was not deleted by an order of its own (PIP-07).
        #[error("a status is deleted by itself, since its tickets must go somewhere")]
        StatusDropped {
            /// The status.
            status: StatusId,
        },
    }
}

/// What is wrong with the definition of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PropertyFault {
    /// The name has letters that programs cannot write everywhere.
    #[error("the name has a lower-case letter first, then letters, digits and underscores")]
    NameUnfit,
    /// A built-in property has the name.
    #[error("a built-in property has this name")]
    NameTaken,
    /// It has no label.
    #[error("the property needs a label")]
    LabelMissing,
    /// Another property has the label.
    #[error("another property has this label")]
    LabelTaken,
    /// There is nothing to choose from.
    #[error("a choice needs at least one option")]
    OptionsMissing,
    /// An option is there twice.
    #[error("an option is there twice")]
    OptionTwice,
    /// An option has a character that stands between options.
    #[error("an option must not have a semicolon in it")]
    OptionUnfit,
    /// Tickets have values of another kind.
    #[error("what kind of values a property takes cannot be changed")]
    KindFixed,
    /// A status asks for it.
    #[error("a status still asks for this property")]
    AskedFor,
}

tagged! {
    "type", "snake_case",
    /// What is wrong with the columns of a table.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ColumnFault {
        /// The column by which tickets are opened is not among them.
        #[error("the name is always one of the columns")]
        NameMissing,
        /// A column is there twice.
        #[error("a column is there twice")]
        Twice,
        /// There is no such property.
        #[error("one of the columns does not exist")]
        Unknown,
        /// A column is too narrow or too wide to be used.
        #[error("a column is {narrowest} to {widest} pixels wide")]
        WidthUnfit {
            /// The narrowest it may be.
            narrowest: u16,
            /// The widest it may be.
            widest: u16,
        },
    }
}

/// `TicketNotFound` as `ticket_not_found`.
fn snake_case(name: &str) -> String {
    let mut code = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(letter.to_ascii_lowercase());
    }
    code
}
