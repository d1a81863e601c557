//! The desk: a slice of the records, as much as one order needs, and how events change it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::association::Pair;
use crate::company::Company;
use crate::contact::{Contact, DeletedContact};
use crate::conversation::{Association, Conversation, ConversationState, Place};
use crate::deal::Deal;
use crate::event::{Event, Fact};
use crate::id::{
    AttachmentId, ChannelId, CompanyId, ContactId, ConversationId, DealId, MessageId, PipelineId, StatusId,
    TicketId, UserId,
};
use crate::identifier::DeliveryIdentifier;
use crate::mail::MailId;
use crate::message::{Message, MessageKind, WaitingFile};
use crate::property::{BuiltIn, PropertyName, Value};
use crate::ticket::{NumberedTicket, Ticket, TicketName, TicketNumber};
use crate::trash::Deletion;

/// A slice of the records. Message bodies are not in it: no rule needs them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Desk {
    /// Tickets.
    pub tickets: BTreeMap<TicketId, Ticket>,
    /// Conversations.
    pub conversations: BTreeMap<ConversationId, Conversation>,
    /// Heads of messages and comments.
    pub messages: BTreeMap<MessageId, Message>,
    /// Contacts.
    pub contacts: BTreeMap<ContactId, Contact>,
    /// Contacts that were deleted: they are among the contacts no more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deleted_contacts: BTreeMap<ContactId, DeletedContact>,
    /// Companies.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub companies: BTreeMap<CompanyId, Company>,
    /// Deals.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deals: BTreeMap<DealId, Deal>,
    /// Up to which position each user has read a ticket; no entry means nothing yet (UNR-03).
    pub read: BTreeMap<TicketId, BTreeMap<UserId, u64>>,
    /// Answers to questions that no bounded slice can answer.
    #[serde(default)]
    pub facts: Facts,
}

/// Answers that the store gives instead of whole lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facts {
    /// The number drawn for the ticket that the order may create.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_number: Option<TicketNumber>,
    /// How many tickets stand in a status.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tickets_in_status: BTreeMap<StatusId, u64>,
    /// How many tickets are in a pipeline.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tickets_in_pipeline: BTreeMap<PipelineId, u64>,
    /// How many messages to and from the customer a conversation has; none where only some of them are here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages_in: BTreeMap<ConversationId, u64>,
    /// How many conversations of a contact are not in Spam; none where only some of them are here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outside_spam: BTreeMap<ContactId, u64>,
    /// The files that wait for the message that takes them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<AttachmentId, WaitingFile>,
}

/// What must be loaded before an order can be decided.
///
/// It is loaded with what belongs to it: a message with its conversation, a conversation with its
/// contacts and its ticket, a ticket with all its conversations, its contacts and the read mark of
/// the acting user, a contact that was deleted with those who have its identifiers now. What does not exist is left out; the decision says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scope {
    /// Tickets by id.
    pub tickets: BTreeSet<TicketId>,
    /// Conversations by id.
    pub conversations: BTreeSet<ConversationId>,
    /// Message heads by id.
    pub messages: BTreeSet<MessageId>,
    /// The newest message of each of these conversations, to or from the customer: the last by
    /// `written_at`, then by id, as [`Desk::newest_message`] finds it.
    pub newest_message: BTreeSet<ConversationId>,
    /// The newest answer to the customer in each of these conversations, as [`Desk::newest_answer`] finds it.
    #[serde(default)]
    pub newest_answer: BTreeSet<ConversationId>,
    /// Contacts by id.
    pub contacts: BTreeSet<ContactId>,
    /// Companies by id.
    #[serde(default)]
    pub companies: BTreeSet<CompanyId>,
    /// Deals by id.
    #[serde(default)]
    pub deals: BTreeSet<DealId>,
    /// Contacts by how they are reached.
    pub identifiers: BTreeSet<DeliveryIdentifier>,
    /// Message heads by their Message-ID.
    pub mail_ids: BTreeSet<MailId>,
    /// Files that wait for a message, by id.
    #[serde(default)]
    pub files: BTreeSet<AttachmentId>,
    /// Every conversation of a channel that is in an inbox.
    #[serde(default)]
    pub conversations_in_inbox: BTreeSet<ChannelId>,
    /// Every ticket that stands in a status.
    pub tickets_in_status: BTreeSet<StatusId>,
    /// How many tickets stand in a status.
    pub use_of_status: BTreeSet<StatusId>,
    /// How many tickets are in a pipeline.
    pub use_of_pipeline: BTreeSet<PipelineId>,
    /// How many messages to and from the customer a conversation has.
    #[serde(default)]
    pub count_of_messages: BTreeSet<ConversationId>,
    /// How many conversations of a contact are not in Spam.
    #[serde(default)]
    pub count_outside_spam: BTreeSet<ContactId>,
    /// How far everybody has read each of these tickets, and not only who gives the order.
    #[serde(default)]
    pub readers_of: BTreeSet<TicketId>,
    /// Whether a ticket number is drawn.
    pub ticket_number: bool,
}

impl Scope {
    /// One ticket with what belongs to it.
    pub fn of_ticket(ticket: TicketId) -> Self {
        Self { tickets: [ticket].into(), ..Self::default() }
    }

    /// One conversation with what belongs to it.
    pub fn of_conversation(conversation: ConversationId) -> Self {
        Self { conversations: [conversation].into(), ..Self::default() }
    }
}

impl Desk {
    /// The conversations of a ticket, in the order of their ids.
    pub fn conversations_of(&self, ticket: TicketId) -> impl Iterator<Item = &Conversation> {
        self.conversations.values().filter(move |conversation| conversation.ticket() == Some(ticket))
    }

    /// The newest message of a conversation, to or from the customer (REP-02). Comments are none.
    pub fn newest_message(&self, conversation: ConversationId) -> Option<&Message> {
        self.newest(conversation, |kind| matches!(kind, MessageKind::Incoming | MessageKind::Outgoing))
    }

    /// The newest answer to the customer in a conversation.
    pub fn newest_answer(&self, conversation: ConversationId) -> Option<&Message> {
        self.newest(conversation, |kind| kind == MessageKind::Outgoing)
    }

    fn newest(&self, conversation: ConversationId, of: impl Fn(MessageKind) -> bool) -> Option<&Message> {
        let thread = self.messages.values().filter(|message| message.conversation == conversation);
        thread.filter(|message| of(message.kind)).max_by_key(|message| (message.written_at, message.id))
    }

    /// Up to which position a user has read a ticket.
    pub fn read_by(&self, ticket: TicketId, user: UserId) -> u64 {
        self.read.get(&ticket).and_then(|marks| marks.get(&user)).copied().unwrap_or(0)
    }

    /// Takes one decided event into account. Total and without rules: an event on a record that is
    /// not in this slice changes nothing.
    pub fn apply(&mut self, event: &Event) {
        let at = event.at;
        match &event.fact {
            Fact::TicketCreated { ticket } => {
                self.tickets.insert(ticket.id, (**ticket).clone());
            }
            Fact::StatusChanged { ticket, to, .. } => {
                self.modify(*ticket, event, |ticket| ticket.status = *to);
            }
            Fact::TicketReopened { ticket } => self.touch(*ticket, |ticket| ticket.reopened = true),
            Fact::NumberInNameChanged { ticket, shown } => {
                self.modify(*ticket, event, |ticket| ticket.number_in_name = *shown);
            }
            Fact::PipelineChanged { ticket, to, .. } => {
                self.modify(*ticket, event, |ticket| ticket.pipeline = *to);
            }
            Fact::CloseDateChanged { ticket, to, .. } => {
                self.modify(*ticket, event, |ticket| ticket.close_date = *to);
            }
            Fact::OwnerChanged { ticket, to, .. } => self.modify(*ticket, event, |ticket| ticket.owner = *to),
            Fact::AssignedTeamsChanged { ticket, to, .. } => {
                self.modify(*ticket, event, |ticket| ticket.assigned_teams.clone_from(to));
            }
            Fact::PropertyChanged { ticket, property, to, .. } => {
                self.modify(*ticket, event, |ticket| ticket.put(property, to.as_ref()));
            }
            Fact::ConversationTraitsChanged { ticket, traits } => self.touch(*ticket, |ticket| {
                ticket.conversations.clone_from(traits);
            }),
            Fact::Associated { .. } | Fact::Dissociated { .. } | Fact::PrimaryCompanyChanged { .. } => {
                self.belong(&event.fact);
            }
            Fact::EntryAdded { ticket, position } => self.touch(*ticket, |ticket| {
                ticket.position = *position;
                ticket.active_at = at;
            }),
            Fact::TicketMerged { ticket, into, number, .. } => self.touch(*ticket, |ticket| {
                ticket.merged_into = Some(NumberedTicket { ticket: *into, number: *number });
            }),
            Fact::TicketDeleted { ticket, by, conversations } => self.touch(*ticket, |ticket| {
                ticket.deleted = Some(Deletion { at, by: *by, conversations: conversations.clone() });
            }),
            Fact::TicketRestored { ticket } => self.touch(*ticket, |ticket| ticket.deleted = None),
            Fact::TicketPurged { ticket, conversations } => self.purge(*ticket, conversations),
            Fact::Contacted { ticket } => self.touch(*ticket, |ticket| ticket.contacted_at = Some(at)),
            Fact::Followed { ticket, user } => self.touch(*ticket, |ticket| {
                ticket.followers.insert(*user);
            }),
            Fact::Unfollowed { ticket, user } => self.touch(*ticket, |ticket| {
                ticket.followers.remove(user);
            }),
            Fact::Mentioned { ticket, users, .. } => self.touch(*ticket, |ticket| {
                ticket.mentioned.extend(users);
            }),
            Fact::ReadUpTo { ticket, user, position } => {
                self.read.entry(*ticket).or_default().insert(*user, *position);
            }
            Fact::ContactCreated { .. }
            | Fact::ContactChanged { .. }
            | Fact::ContactDeleted { .. }
            | Fact::ContactRestored { .. } => self.come_or_go(&event.fact, at),
            Fact::CompanyCreated { company } => {
                self.companies.insert(company.id, company.clone());
            }
            Fact::CompanyChanged { company, name, domain } => self.trade(*company, |company| {
                company.name.clone_from(name);
                company.domain.clone_from(domain);
            }),
            Fact::DealCreated { deal } => {
                self.deals.insert(deal.id, deal.clone());
            }
            Fact::DealRenamed { deal, name } => self.negotiate(*deal, |deal| deal.name.clone_from(name)),
            Fact::ConversationStarted { conversation } => {
                self.conversations.insert(conversation.id, (**conversation).clone());
            }
            Fact::ConversationPurged { conversation } => self.remove_conversations(&[*conversation]),
            Fact::ConversationAssociated { conversation, .. }
            | Fact::ConversationReassociated { conversation, .. }
            | Fact::ConversationJoined { conversation, .. }
            | Fact::ConversationPlaced { conversation, .. }
            | Fact::ConversationTrashed { conversation, .. }
            | Fact::ConversationMoved { conversation, .. }
            | Fact::ConversationClosed { conversation }
            | Fact::ConversationReopened { conversation }
            | Fact::ConversationOwnerChanged { conversation, .. } => {
                self.converse(*conversation, |it| happen_to(it, &event.fact, at));
            }
            Fact::MessageAdded { message } => self.take_message(message),
            Fact::MessageMoved { message, to, .. } => {
                self.write(*message, |message| message.conversation = *to);
            }
            Fact::DeliveryChanged { message, delivery } => {
                self.write(*message, |message| message.delivery.clone_from(delivery));
            }
            // A line in a timeline changes no record, and the configuration applies its own: Setup::apply.
            Fact::TicketSplit { .. }
            | Fact::TicketSplitOff { .. }
            | Fact::TicketsMerged { .. }
            | Fact::Erased
            | Fact::Setup(_) => {}
        }
    }

    /// Removes a ticket with its archives, its conversations and their messages.
    fn purge(&mut self, ticket: TicketId, conversations: &[ConversationId]) {
        let removed = self.tickets.get(&ticket).map(|found| found.with_merged().collect::<Vec<_>>());
        for ticket in removed.unwrap_or_default() {
            self.tickets.remove(&ticket);
            self.read.remove(&ticket);
        }
        self.remove_conversations(conversations);
    }

    /// Removes conversations with their messages.
    fn remove_conversations(&mut self, conversations: &[ConversationId]) {
        self.conversations.retain(|id, _| !conversations.contains(id));
        self.messages.retain(|_, message| !conversations.contains(&message.conversation));
    }

    /// Changes a property of a ticket (PRP-17).
    fn modify(&mut self, ticket: TicketId, event: &Event, change: impl FnOnce(&mut Ticket)) {
        self.touch(ticket, |ticket| {
            change(ticket);
            ticket.modified_at = event.at;
        });
    }

    /// Changes a ticket otherwise.
    fn touch(&mut self, ticket: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(ticket) = self.tickets.get_mut(&ticket) {
            change(ticket);
            ticket.version = ticket.version.saturating_add(1);
        }
    }

    /// What a fact of associations changes; any other fact changes nothing.
    fn belong(&mut self, fact: &Fact) {
        if let Fact::Associated { pair } = fact {
            self.put(*pair, Together::Yes);
        } else if let Fact::Dissociated { pair } = fact {
            self.put(*pair, Together::No);
        } else if let Fact::PrimaryCompanyChanged { ticket, to, .. } = fact {
            self.touch(*ticket, |ticket| ticket.primary_company = *to);
        }
    }

    /// Puts two records together, or apart, in the one that keeps their association.
    fn put(&mut self, pair: Pair, together: Together) {
        match pair {
            Pair::TicketContact { ticket, contact } => {
                self.touch(ticket, |ticket| together.put(&mut ticket.contacts, contact));
            }
            Pair::TicketCompany { ticket, company } => {
                self.touch(ticket, |ticket| {
                    together.put(&mut ticket.companies, company);
                    ticket.primary_company =
                        ticket.primary_company.filter(|it| ticket.companies.contains(it));
                });
            }
            Pair::TicketDeal { ticket, deal } => {
                self.touch(ticket, |ticket| together.put(&mut ticket.deals, deal));
            }
            Pair::ContactCompany { contact, company } => {
                self.meet(contact, |contact| together.put(&mut contact.companies, company));
            }
            Pair::DealContact { deal, contact } => {
                self.negotiate(deal, |deal| together.put(&mut deal.contacts, contact));
            }
            Pair::DealCompany { deal, company } => {
                self.negotiate(deal, |deal| together.put(&mut deal.companies, company));
            }
        }
    }

    /// Changes a contact.
    fn meet(&mut self, contact: ContactId, change: impl FnOnce(&mut Contact)) {
        if let Some(contact) = self.contacts.get_mut(&contact) {
            change(contact);
            contact.version = contact.version.saturating_add(1);
        }
    }

    /// What a fact of a contact changes; any other fact changes nothing.
    fn come_or_go(&mut self, fact: &Fact, at: DateTime<Utc>) {
        if let Fact::ContactCreated { contact } | Fact::ContactRestored { contact } = fact {
            self.deleted_contacts.remove(&contact.id);
            self.contacts.insert(contact.id, contact.clone());
        } else if let Fact::ContactChanged { contact, name, identifiers } = fact {
            self.meet(*contact, |contact| {
                contact.name.clone_from(name);
                contact.identifiers.clone_from(identifiers);
            });
        } else if let Fact::ContactDeleted { contact, by } = fact {
            self.part_from(*contact, at, *by);
        }
    }

    /// Puts a contact among the deleted ones.
    fn part_from(&mut self, contact: ContactId, at: DateTime<Utc>, by: Option<UserId>) {
        if let Some(mut found) = self.contacts.remove(&contact) {
            found.version = found.version.saturating_add(1);
            self.deleted_contacts.insert(contact, DeletedContact { contact: found, at, by });
        }
    }

    /// Changes a company.
    fn trade(&mut self, company: CompanyId, change: impl FnOnce(&mut Company)) {
        if let Some(company) = self.companies.get_mut(&company) {
            change(company);
            company.version = company.version.saturating_add(1);
        }
    }

    /// Takes a new message, with the files that waited for it.
    fn take_message(&mut self, message: &Message) {
        for file in &message.attachments {
            self.facts.files.remove(file);
        }
        self.messages.insert(message.id, message.clone());
    }

    /// Changes a deal.
    fn negotiate(&mut self, deal: DealId, change: impl FnOnce(&mut Deal)) {
        if let Some(deal) = self.deals.get_mut(&deal) {
            change(deal);
            deal.version = deal.version.saturating_add(1);
        }
    }

    /// Changes a conversation.
    fn converse(&mut self, conversation: ConversationId, change: impl FnOnce(&mut Conversation)) {
        if let Some(conversation) = self.conversations.get_mut(&conversation) {
            change(conversation);
            conversation.version = conversation.version.saturating_add(1);
        }
    }

    /// Changes the head of a message.
    fn write(&mut self, message: MessageId, change: impl FnOnce(&mut Message)) {
        if let Some(message) = self.messages.get_mut(&message) {
            change(message);
            message.version = message.version.saturating_add(1);
        }
    }
}

/// Whether two records belong together.
#[derive(Clone, Copy)]
enum Together {
    Yes,
    No,
}

impl Together {
    fn put<T: Ord>(self, set: &mut BTreeSet<T>, id: T) {
        match self {
            Self::Yes => set.insert(id),
            Self::No => set.remove(&id),
        };
    }
}

impl Ticket {
    /// The current value of a property; none when it is empty or unknown.
    pub fn value(&self, property: &PropertyName) -> Option<Value> {
        let Some(built_in) = BuiltIn::named(property) else {
            return self.properties.get(property).cloned();
        };
        match built_in {
            BuiltIn::Name => Some(Value::Text(self.name.clone().into())),
            BuiltIn::Description => self.description.clone().map(Value::Text),
            BuiltIn::Priority => self.priority.map(Value::Priority),
            BuiltIn::Category => self.category.clone().map(Value::Text),
            BuiltIn::Pipeline => Some(Value::Pipeline(self.pipeline)),
            BuiltIn::Status => Some(Value::Status(self.status)),
            BuiltIn::Owner => self.owner.map(Value::User),
            BuiltIn::AssignedTeams if self.assigned_teams.is_empty() => None,
            BuiltIn::AssignedTeams => Some(Value::Teams(self.assigned_teams.iter().copied().collect())),
            BuiltIn::CloseDate => self.close_date.map(Value::DateTime),
            BuiltIn::Source => Some(Value::Text(self.source.name().to_owned())),
            BuiltIn::CreatedBy => self.created_by.map(Value::User),
            BuiltIn::CreateDate => Some(Value::DateTime(self.created_at)),
            BuiltIn::LastModifiedDate => Some(Value::DateTime(self.modified_at)),
            BuiltIn::LastActivityDate => Some(Value::DateTime(self.active_at)),
            BuiltIn::LastContactedDate => self.contacted_at.map(Value::DateTime),
            BuiltIn::Number => i64::try_from(self.number.0).ok().map(Value::Number),
        }
    }

    /// Stores a value as it was decided.
    fn put(&mut self, property: &PropertyName, value: Option<&Value>) {
        match (BuiltIn::named(property), value) {
            (Some(BuiltIn::Name), Some(Value::Text(name))) => {
                if let Ok(name) = TicketName::try_from(name.clone()) {
                    self.name = name;
                }
            }
            (Some(BuiltIn::Description), value) => self.description = value.map(Value::to_text),
            (Some(BuiltIn::Category), value) => self.category = value.map(Value::to_text),
            (Some(BuiltIn::Priority), Some(Value::Priority(priority))) => self.priority = Some(*priority),
            (Some(BuiltIn::Priority), _) => self.priority = None,
            (Some(_), _) => {} // The others change by facts of their own.
            (None, Some(value)) => {
                self.properties.insert(property.clone(), value.clone());
            }
            (None, None) => {
                self.properties.remove(property);
            }
        }
    }
}

/// What a fact of a conversation changes of it; any other fact changes nothing.
fn happen_to(it: &mut Conversation, fact: &Fact, at: DateTime<Utc>) {
    if let Fact::ConversationAssociated { ticket, .. } = fact {
        it.association = Some(Association { ticket: *ticket, at });
    } else if let Fact::ConversationReassociated { ticket, since, .. } = fact {
        it.former_tickets.extend(it.ticket());
        it.association = Some(Association { ticket: *ticket, at: *since });
    } else if let Fact::ConversationJoined { contact, .. } = fact {
        it.contacts.insert(*contact);
    } else if let Fact::ConversationPlaced { place, .. } = fact {
        it.place = *place;
        it.placed_at = (*place != Place::HelpDesk).then_some(at);
        it.trashed_by = None;
    } else if let Fact::ConversationTrashed { by, .. } = fact {
        it.place = Place::Trash;
        it.placed_at = Some(at);
        it.trashed_by = *by;
    } else if let Fact::ConversationMoved { to, .. } = fact {
        it.inbox = *to;
    } else if let Fact::ConversationClosed { .. } = fact {
        it.state = ConversationState::Closed { closed_at: at };
    } else if let Fact::ConversationReopened { .. } = fact {
        it.state = ConversationState::Open;
    } else if let Fact::ConversationOwnerChanged { to, .. } = fact {
        it.owner = *to;
    }
}
