//! Which records and activities came to a ticket and which left it, and by whose hand (ASH-01).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::association::{Pair, RecordRef};
use crate::event::{Event, Fact, Source};
use crate::id::{CompanyId, ContactId, ConversationId, DealId, MessageId, TicketId};
use crate::message::{Message, MessageKind};
use crate::order::Actor;
use crate::tagged::tagged;

tagged! {
    "type", "snake_case",
    /// A record or an activity that can be associated with a ticket.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Associated {
        /// A contact.
        Contact {
            /// Its id.
            contact: ContactId,
        },
        /// A company.
        Company {
            /// Its id.
            company: CompanyId,
        },
        /// A deal.
        Deal {
            /// Its id.
            deal: DealId,
        },
        /// A conversation.
        Conversation {
            /// Its id.
            conversation: ConversationId,
        },
        /// A message to or from a customer.
        Message {
            /// Its id.
            message: MessageId,
        },
        /// A comment.
        Comment {
            /// Its id.
            message: MessageId,
        },
    }
}

/// A type of records or activities (ASH-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssociatedType {
    /// Contacts.
    Contact,
    /// Companies.
    Company,
    /// Deals.
    Deal,
    /// Conversations.
    Conversation,
    /// Messages to and from customers.
    Message,
    /// Comments.
    Comment,
}

impl AssociatedType {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Contact, Self::Company, Self::Deal, Self::Conversation, Self::Message, Self::Comment];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Conversation => "conversation",
            Self::Message => "message",
            Self::Comment => "comment",
        }
    }

    /// The type with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.name() == name)
    }
}

impl Associated {
    /// Of which type it is.
    pub fn of_type(self) -> AssociatedType {
        match self {
            Self::Contact { .. } => AssociatedType::Contact,
            Self::Company { .. } => AssociatedType::Company,
            Self::Deal { .. } => AssociatedType::Deal,
            Self::Conversation { .. } => AssociatedType::Conversation,
            Self::Message { .. } => AssociatedType::Message,
            Self::Comment { .. } => AssociatedType::Comment,
        }
    }

    fn of_record(record: RecordRef) -> Option<Self> {
        match record {
            RecordRef::Ticket(_) => None,
            RecordRef::Contact(contact) => Some(Self::Contact { contact }),
            RecordRef::Company(company) => Some(Self::Company { company }),
            RecordRef::Deal(deal) => Some(Self::Deal { deal }),
        }
    }

    fn of_message(message: &Message) -> Self {
        match message.kind {
            MessageKind::Comment => Self::Comment { message: message.id },
            MessageKind::Incoming | MessageKind::Outgoing | MessageKind::Welcome => {
                Self::Message { message: message.id }
            }
        }
    }
}

/// Whether an association began or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Update {
    /// It began.
    Created,
    /// It ended.
    Removed,
}

/// When something was associated or no longer was, and by whose hand (ASH-04, ASH-05).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Occasion {
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of hand did it.
    pub source: Source,
    /// Who.
    pub actor: Actor,
    /// With what it came about.
    #[serde(default)]
    pub means: Means,
}

/// With what an association came about or ended (ASH-06, ASH-07).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Nothing but the change itself.
    #[default]
    Directly,
    /// The merge of two tickets.
    Merge,
    /// The split of a ticket.
    Split,
    /// The deletion of the record.
    ObjectDeletion,
}

/// One change of what a ticket is associated with (ASH-03). Never edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssociationChange {
    /// The record or activity.
    pub what: Associated,
    /// Whether the association began or ended.
    pub update: Update,
    /// When, and by whose hand.
    pub occasion: Occasion,
    /// When it was associated for the first time.
    pub originally: Occasion,
}

impl AssociationChange {
    /// The [kinds](Fact::kind) of fact that [all](Self::all) changes follow from.
    pub const KINDS: [&str; 11] = [
        "ticket_created",
        "associated",
        "dissociated",
        "conversation_started",
        "conversation_associated",
        "conversation_reassociated",
        "message_added",
        "message_moved",
        "ticket_split_off",
        "ticket_merged",
        "tickets_merged",
    ];

    /// The [kinds](Fact::kind) of fact of a contact from which changes follow, for each ticket that it is associated with.
    pub const CONTACT_KINDS: [&str; 2] = ["contact_deleted", "contact_restored"];

    /// The [kind](Fact::kind) of fact of a conversation that is no ticket's any more, from which changes follow.
    pub const CONVERSATION_KIND: &str = "conversation_purged";

    /// The conversations that were ever associated, by the events of tickets.
    pub fn conversations<'a>(events: impl IntoIterator<Item = &'a Event>) -> BTreeSet<ConversationId> {
        let of = |event: &Event| event.fact.conversation();
        events.into_iter().filter_map(of).collect()
    }

    /// The contacts that were ever associated, by the events of tickets.
    pub fn contacts<'a>(events: impl IntoIterator<Item = &'a Event>) -> BTreeSet<ContactId> {
        let mut contacts = BTreeSet::new();
        for event in events {
            if let Fact::TicketCreated { ticket } = &event.fact {
                contacts.extend(&ticket.contacts);
            } else if let Fact::Associated { pair: Pair::TicketContact { contact, .. } } = &event.fact {
                contacts.insert(*contact);
            }
        }
        contacts
    }

    /// The conversations that had messages before they were associated: nothing in the events of their ticket says
    /// which.
    pub fn joined_later<'a>(events: impl IntoIterator<Item = &'a Event>) -> BTreeSet<ConversationId> {
        let mut joined = BTreeSet::new();
        let mut started = BTreeSet::new();
        for event in events {
            if let Fact::ConversationStarted { conversation } = &event.fact {
                started.insert(conversation.id);
            } else if let Fact::ConversationAssociated { conversation, .. } = &event.fact {
                joined.insert(*conversation);
            } else if let Fact::ConversationReassociated { conversation, .. } = &event.fact {
                // It came with all its messages, wherever it started.
                started.remove(conversation);
                joined.insert(*conversation);
            } else if let Fact::TicketSplitOff { .. } = &event.fact {
                // It started with the messages of another.
                started.clear();
            }
        }
        joined.difference(&started).copied().collect()
    }

    /// The history of a ticket's associations, the oldest first, from its events in their order and those of the
    /// tickets that were merged into it, each with the ticket to which it happened, and from the messages of the
    /// conversations that [joined later](Self::joined_later). What happened to [contacts](Self::contacts) happened to
    /// whichever ticket they are associated with.
    pub fn all<'a>(
        events: impl IntoIterator<Item = (TicketId, &'a Event, &'a Actor)>,
        messages: &[Message],
    ) -> Vec<Self> {
        let events: Vec<(TicketId, &Event, &Actor)> = events.into_iter().collect();
        let mut origins = Origins::of(&events);
        let mut history = History::default();
        for (ticket, event, actor) in events {
            let means = origins.means(ticket, &event.fact);
            let occasion = Occasion { at: event.at, source: event.source, actor: actor.clone(), means };
            if let Fact::ContactDeleted { contact, .. } = &event.fact {
                history.delete(*contact, &occasion);
            } else if let Fact::ContactRestored { contact } = &event.fact {
                history.restore(contact.id, &occasion);
            } else if let Fact::ConversationPurged { conversation } = &event.fact {
                history.purge(ticket, *conversation, &occasion);
            } else if let Fact::TicketMerged { ticket, .. } = &event.fact {
                history.now.retain(|(of, _)| of != ticket); // What becomes of it is told of the new one.
            }
            let other = |pair: &Pair| pair.other(RecordRef::Ticket(ticket)).and_then(Associated::of_record);
            let mut note = |what, update| history.note(ticket, what, update, &occasion);
            if let Fact::TicketCreated { ticket } = &event.fact {
                let contacts = ticket.contacts.iter().map(|contact| RecordRef::Contact(*contact));
                let companies = ticket.companies.iter().map(|company| RecordRef::Company(*company));
                let deals = ticket.deals.iter().map(|deal| RecordRef::Deal(*deal));
                for with in contacts.chain(companies).chain(deals).filter_map(Associated::of_record) {
                    note(with, Update::Created);
                }
            } else if let Fact::Associated { pair } = &event.fact {
                if let Some(with) = other(pair) {
                    note(with, Update::Created);
                }
            } else if let Fact::Dissociated { pair } = &event.fact {
                if let Some(from) = other(pair) {
                    note(from, Update::Removed);
                }
            } else if let Fact::ConversationAssociated { conversation, .. }
            | Fact::ConversationReassociated { conversation, .. } = &event.fact
            {
                let conversation = *conversation;
                note(Associated::Conversation { conversation }, Update::Created);
                // What was written in it before came with it.
                let before =
                    |message: &&Message| message.conversation == conversation && message.added_at <= event.at;
                let before = messages.iter().filter(before).map(Associated::of_message);
                let before: Vec<Associated> = before.collect();
                // What was removed for good since is told of still.
                let gone: Vec<Associated> =
                    history.written_in(conversation).filter(|it| !before.contains(it)).collect();
                for message in gone.into_iter().chain(before) {
                    history.note(ticket, message, Update::Created, &occasion);
                    history.threads.insert(message, conversation);
                }
            } else if let Fact::MessageMoved { message, to, .. } = &event.fact {
                let message = Associated::Message { message: *message };
                note(message, Update::Removed);
                history.threads.insert(message, *to);
            } else if let Fact::MessageAdded { message } = &event.fact {
                note(Associated::of_message(message), Update::Created);
                history.threads.insert(Associated::of_message(message), message.conversation);
            }
        }
        history.changes
    }
}

/// The tickets that a merge or a split makes, until all that is told of it has been.
struct Origins {
    merged: BTreeSet<TicketId>,
    split_off: BTreeSet<TicketId>,
}

impl Origins {
    fn of(events: &[(TicketId, &Event, &Actor)]) -> Self {
        let (mut merged, mut split_off) = (BTreeSet::new(), BTreeSet::new());
        for (_, event, _) in events {
            if let Fact::TicketsMerged { ticket, .. } = &event.fact {
                merged.insert(*ticket);
            } else if let Fact::TicketSplitOff { ticket, .. } = &event.fact {
                split_off.insert(*ticket);
            }
        }
        Self { merged, split_off }
    }

    /// With what a fact came about.
    fn means(&mut self, ticket: TicketId, fact: &Fact) -> Means {
        if let Fact::TicketsMerged { ticket, .. } = fact {
            self.merged.remove(ticket);
        } else if let Fact::TicketSplitOff { ticket, .. } = fact {
            self.split_off.remove(ticket);
        }
        if let Fact::ContactDeleted { .. } | Fact::ConversationPurged { .. } = fact {
            Means::ObjectDeletion
        } else if let Fact::ContactRestored { .. } = fact {
            Means::Directly
        } else if let Fact::MessageMoved { .. } = fact {
            Means::Split
        } else if self.split_off.contains(&ticket) {
            Means::Split
        } else if self.merged.contains(&ticket) {
            Means::Merge
        } else {
            Means::Directly
        }
    }
}

/// A history in the making.
#[derive(Default)]
struct History {
    changes: Vec<AssociationChange>,
    originally: BTreeMap<Associated, Occasion>,
    now: BTreeSet<(TicketId, Associated)>,
    deleted: BTreeSet<ContactId>,
    /// In which conversation each message is.
    threads: BTreeMap<Associated, ConversationId>,
}

impl History {
    /// Adds a change; nothing where it is so already, or where nobody sees it because the contact is deleted.
    fn note(&mut self, ticket: TicketId, what: Associated, update: Update, occasion: &Occasion) {
        let changed = match update {
            Update::Created => self.now.insert((ticket, what)),
            Update::Removed => self.now.remove(&(ticket, what)),
        };
        let hidden = matches!(what, Associated::Contact { contact } if self.deleted.contains(&contact));
        if changed && !hidden {
            self.tell(what, update, occasion);
        }
    }

    fn tell(&mut self, what: Associated, update: Update, occasion: &Occasion) {
        let originally = self.originally.entry(what).or_insert_with(|| occasion.clone()).clone();
        self.changes.push(AssociationChange { what, update, occasion: occasion.clone(), originally });
    }

    /// Ends the associations of a contact that is deleted (DEL-15).
    fn delete(&mut self, contact: ContactId, occasion: &Occasion) {
        if self.deleted.insert(contact) {
            self.tell_each(contact, Update::Removed, occasion);
        }
    }

    /// Begins the associations of a contact that is back anew.
    fn restore(&mut self, contact: ContactId, occasion: &Occasion) {
        if self.deleted.remove(&contact) {
            self.tell_each(contact, Update::Created, occasion);
        }
    }

    /// What is known to be written in a conversation.
    fn written_in(&self, conversation: ConversationId) -> impl Iterator<Item = Associated> {
        let written = self.threads.iter().filter(move |(_, thread)| **thread == conversation);
        written.map(|(message, _)| *message)
    }

    /// Ends the association of a conversation that was removed for good, and of what was written in it.
    fn purge(&mut self, ticket: TicketId, conversation: ConversationId, occasion: &Occasion) {
        for message in self.written_in(conversation).collect::<Vec<_>>() {
            self.note(ticket, message, Update::Removed, occasion);
        }
        self.note(ticket, Associated::Conversation { conversation }, Update::Removed, occasion);
    }

    /// Tells a change for each ticket with which a contact is associated.
    fn tell_each(&mut self, contact: ContactId, update: Update, occasion: &Occasion) {
        let what = Associated::Contact { contact };
        let tickets = self.now.iter().filter(|(_, associated)| *associated == what).count();
        for _ in 0..tickets {
            self.tell(what, update, occasion);
        }
    }
}
