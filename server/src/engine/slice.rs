//! What one order of a group gets to see, and whether another order of the group changed it.

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::association::RecordRef;
use sportello_domain::contact::Contact;
use sportello_domain::conversation::Conversation;
use sportello_domain::desk::{Desk, Scope};
use sportello_domain::event::Fact;
use sportello_domain::id::{
    AttachmentId, CompanyId, ContactId, ConversationId, DealId, MessageId, TicketId, UserId,
};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::mail::MailId;
use sportello_domain::message::Author;

use crate::store::changes::DecidedOrder;

/// Something that an order looks at or changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Ticket(TicketId),
    Conversation(ConversationId),
    Message(MessageId),
    Contact(ContactId),
    Company(CompanyId),
    Deal(DealId),
    Identifier(DeliveryIdentifier),
    Mail(MailId),
    File(AttachmentId),
    ReadMark(TicketId, UserId),
    ReadMarks(TicketId),
    /// How many conversations of a contact are not in Spam.
    OutsideSpam(ContactId),
}

/// Everything that some scopes name.
pub(super) fn union<'a>(scopes: impl IntoIterator<Item = &'a Scope>) -> Scope {
    let mut union = Scope::default();
    for scope in scopes {
        let Scope {
            tickets,
            conversations,
            messages,
            newest_message,
            newest_answer,
            contacts,
            companies,
            deals,
            identifiers,
            mail_ids,
            files,
            conversations_in_inbox,
            tickets_in_status,
            use_of_status,
            use_of_pipeline,
            count_of_messages,
            count_outside_spam,
            readers_of,
            ticket_number,
        } = scope.clone();
        union.tickets.extend(tickets);
        union.conversations.extend(conversations);
        union.messages.extend(messages);
        union.newest_message.extend(newest_message);
        union.newest_answer.extend(newest_answer);
        union.contacts.extend(contacts);
        union.companies.extend(companies);
        union.deals.extend(deals);
        union.identifiers.extend(identifiers);
        union.mail_ids.extend(mail_ids);
        union.files.extend(files);
        union.conversations_in_inbox.extend(conversations_in_inbox);
        union.tickets_in_status.extend(tickets_in_status);
        union.use_of_status.extend(use_of_status);
        union.use_of_pipeline.extend(use_of_pipeline);
        union.count_of_messages.extend(count_of_messages);
        union.count_outside_spam.extend(count_outside_spam);
        union.readers_of.extend(readers_of);
        union.ticket_number |= ticket_number;
    }
    union
}

/// Whether an order asks about tickets that it does not name: then none may be changed between the
/// question and the answer.
pub(super) fn asks_about_all(scope: &Scope) -> bool {
    !(scope.conversations_in_inbox.is_empty()
        && scope.tickets_in_status.is_empty()
        && scope.use_of_status.is_empty()
        && scope.use_of_pipeline.is_empty())
}

/// The part of a desk that a scope names, with what belongs to it: as if it had been loaded alone.
pub(super) fn slice(desk: &Desk, scope: &Scope, reader: Option<UserId>) -> Desk {
    let mut slice = Desk::default();
    for (id, message) in &desk.messages {
        let by_mail = message.mail.as_ref().is_some_and(|mail| scope.mail_ids.contains(&mail.id));
        if scope.messages.contains(id) || by_mail {
            slice.messages.insert(*id, message.clone());
        }
    }
    let newest = scope.newest_message.iter().filter_map(|conversation| desk.newest_message(*conversation));
    let answers = scope.newest_answer.iter().filter_map(|conversation| desk.newest_answer(*conversation));
    slice.messages.extend(newest.chain(answers).map(|message| (message.id, message.clone())));
    let mut conversations: BTreeSet<ConversationId> = scope.conversations.clone();
    conversations.extend(slice.messages.values().map(|message| message.conversation));
    let in_inbox =
        |it: &&Conversation| it.inbox.is_some() && scope.conversations_in_inbox.contains(&it.channel);
    conversations.extend(desk.conversations.values().filter(in_inbox).map(|it| it.id));
    let mut tickets: BTreeSet<TicketId> = scope.tickets.clone();
    let named = conversations.iter().filter_map(|conversation| desk.conversations.get(conversation));
    tickets.extend(named.filter_map(Conversation::ticket));
    for (id, ticket) in &desk.tickets {
        if tickets.contains(id) || (ticket.is_at_work() && scope.tickets_in_status.contains(&ticket.status)) {
            slice.tickets.insert(*id, ticket.clone());
        }
    }
    for (id, conversation) in &desk.conversations {
        let of_ticket = conversation.ticket().is_some_and(|ticket| slice.tickets.contains_key(&ticket));
        if conversations.contains(id) || of_ticket {
            slice.conversations.insert(*id, conversation.clone());
        }
    }
    slice_contacts(desk, scope, &mut slice);
    let companies = desk.companies.iter().filter(|(id, _)| scope.companies.contains(id));
    slice.companies.extend(companies.map(|(id, company)| (*id, company.clone())));
    let deals = desk.deals.iter().filter(|(id, _)| scope.deals.contains(id));
    slice.deals.extend(deals.map(|(id, deal)| (*id, deal.clone())));
    for ticket in slice.tickets.keys() {
        let told = |user: &UserId| reader == Some(*user) || scope.readers_of.contains(ticket);
        let marks = desk.read.get(ticket).into_iter().flatten().filter(|(user, _)| told(user));
        let marks: BTreeMap<UserId, u64> = marks.map(|(user, mark)| (*user, *mark)).collect();
        if !marks.is_empty() {
            slice.read.insert(*ticket, marks);
        }
    }
    slice.facts = desk.facts.clone();
    slice.facts.files.retain(|file, _| scope.files.contains(file));
    slice.facts.messages_in.retain(|conversation, _| scope.count_of_messages.contains(conversation));
    slice.facts.outside_spam.retain(|contact, _| scope.count_outside_spam.contains(contact));
    slice.facts.tickets_in_status.retain(|status, _| scope.use_of_status.contains(status));
    slice.facts.tickets_in_pipeline.retain(|pipeline, _| scope.use_of_pipeline.contains(pipeline));
    slice
}

fn slice_contacts(desk: &Desk, scope: &Scope, slice: &mut Desk) {
    let mut people: BTreeSet<ContactId> = scope.contacts.clone();
    people.extend(slice.tickets.values().flat_map(|ticket| &ticket.contacts));
    people.extend(slice.conversations.values().flat_map(|conversation| &conversation.contacts));
    people.extend(slice.messages.values().filter_map(|message| match &message.author {
        Author::Contact { contact, .. } => Some(*contact),
        Author::User { .. } => None,
    }));
    let mut identifiers = scope.identifiers.clone();
    for (id, deleted) in desk.deleted_contacts.iter().filter(|(id, _)| people.contains(id)) {
        identifiers.extend(deleted.contact.identifiers.iter().cloned());
        slice.deleted_contacts.insert(*id, deleted.clone());
    }
    let reached = |contact: &Contact| !contact.identifiers.is_disjoint(&identifiers);
    for (id, contact) in &desk.contacts {
        if people.contains(id) || reached(contact) {
            slice.contacts.insert(*id, contact.clone());
        }
    }
}

/// What an order looks at: what its scope names, whether it is there or not, and what it got.
pub(super) fn looked_at(scope: &Scope, slice: &Desk, reader: Option<UserId>) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    keys.extend(scope.tickets.iter().chain(slice.tickets.keys()).map(|ticket| Key::Ticket(*ticket)));
    let conversations = scope.conversations.iter().chain(&scope.newest_message).chain(&scope.newest_answer);
    let conversations = conversations.chain(slice.conversations.keys());
    keys.extend(conversations.map(|conversation| Key::Conversation(*conversation)));
    keys.extend(scope.messages.iter().chain(slice.messages.keys()).map(|message| Key::Message(*message)));
    keys.extend(scope.contacts.iter().chain(slice.contacts.keys()).map(|contact| Key::Contact(*contact)));
    keys.extend(scope.count_outside_spam.iter().map(|contact| Key::OutsideSpam(*contact)));
    for (id, deleted) in &slice.deleted_contacts {
        keys.insert(Key::Contact(*id));
        keys.extend(deleted.contact.identifiers.iter().cloned().map(Key::Identifier));
    }
    keys.extend(scope.companies.iter().map(|company| Key::Company(*company)));
    keys.extend(scope.deals.iter().map(|deal| Key::Deal(*deal)));
    keys.extend(scope.identifiers.iter().cloned().map(Key::Identifier));
    keys.extend(scope.mail_ids.iter().cloned().map(Key::Mail));
    keys.extend(scope.files.iter().copied().map(Key::File));
    if let Some(reader) = reader {
        keys.extend(slice.tickets.keys().map(|ticket| Key::ReadMark(*ticket, reader)));
    }
    keys.extend(scope.readers_of.iter().copied().map(Key::ReadMarks));
    keys
}

/// What a decided order changed, and under what others would look for what it made.
pub(super) fn changed(decided: &DecidedOrder) -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    for event in &decided.events {
        let (conversation, ticket) = decided.places(&event.fact);
        keys.extend(decided.brought_out_of_spam(&event.fact).into_iter().map(Key::OutsideSpam));
        keys.extend(conversation.map(Key::Conversation));
        match &event.fact {
            Fact::ReadUpTo { ticket, user, .. } => {
                keys.extend([Key::ReadMark(*ticket, *user), Key::ReadMarks(*ticket)]);
            }
            Fact::ContactCreated { contact } | Fact::ContactRestored { contact } => {
                keys.insert(Key::Contact(contact.id));
                keys.extend(contact.identifiers.iter().cloned().map(Key::Identifier));
            }
            Fact::ContactChanged { contact, identifiers, .. } => {
                keys.insert(Key::Contact(*contact));
                keys.extend(identifiers.iter().cloned().map(Key::Identifier));
            }
            Fact::ContactDeleted { contact, .. } => {
                keys.insert(Key::Contact(*contact));
                let found = decided.before.contacts.get(contact);
                let identifiers = found.into_iter().flat_map(|found| &found.identifiers);
                keys.extend(identifiers.cloned().map(Key::Identifier));
            }
            Fact::CompanyCreated { company } => {
                keys.insert(Key::Company(company.id));
            }
            Fact::CompanyChanged { company, .. } => {
                keys.insert(Key::Company(*company));
            }
            Fact::DealCreated { deal } => {
                keys.insert(Key::Deal(deal.id));
            }
            Fact::DealRenamed { deal, .. } => {
                keys.insert(Key::Deal(*deal));
            }
            Fact::Associated { pair } | Fact::Dissociated { pair } => {
                let [holder, _] = pair.records();
                keys.insert(match holder {
                    RecordRef::Ticket(ticket) => Key::Ticket(ticket),
                    RecordRef::Contact(contact) => Key::Contact(contact),
                    RecordRef::Company(company) => Key::Company(company),
                    RecordRef::Deal(deal) => Key::Deal(deal),
                });
            }
            Fact::MessageAdded { message } => {
                keys.insert(Key::Message(message.id));
                keys.extend(message.mail.iter().map(|mail| Key::Mail(mail.id.clone())));
                keys.extend(message.attachments.iter().copied().map(Key::File));
                keys.extend(ticket.map(Key::Ticket));
            }
            Fact::MessageMoved { message, to, .. } => {
                keys.extend([Key::Message(*message), Key::Conversation(*to)]);
                keys.extend(ticket.map(Key::Ticket));
            }
            Fact::DeliveryChanged { message, .. } => {
                keys.insert(Key::Message(*message));
            }
            Fact::TicketCreated { .. }
            | Fact::StatusChanged { .. }
            | Fact::TicketReopened { .. }
            | Fact::NumberInNameChanged { .. }
            | Fact::PipelineChanged { .. }
            | Fact::CloseDateChanged { .. }
            | Fact::OwnerChanged { .. }
            | Fact::AssignedTeamsChanged { .. }
            | Fact::PropertyChanged { .. }
            | Fact::ConversationTraitsChanged { .. }
            | Fact::EntryAdded { .. }
            | Fact::PrimaryCompanyChanged { .. }
            | Fact::Contacted { .. }
            | Fact::Followed { .. }
            | Fact::Unfollowed { .. }
            | Fact::Mentioned { .. }
            | Fact::TicketSplit { .. }
            | Fact::TicketSplitOff { .. }
            | Fact::TicketsMerged { .. }
            | Fact::TicketMerged { .. }
            | Fact::TicketDeleted { .. }
            | Fact::TicketRestored { .. }
            | Fact::TicketPurged { .. }
            | Fact::Erased
            | Fact::ConversationReassociated { .. }
            | Fact::ConversationPlaced { .. }
            | Fact::ConversationTrashed { .. }
            | Fact::ConversationMoved { .. }
            | Fact::ConversationPurged { .. }
            | Fact::ConversationStarted { .. }
            | Fact::ConversationAssociated { .. }
            | Fact::ConversationJoined { .. }
            | Fact::ConversationClosed { .. }
            | Fact::ConversationReopened { .. }
            | Fact::ConversationOwnerChanged { .. }
            | Fact::Setup(_) => {
                keys.extend(ticket.map(Key::Ticket));
            }
        }
    }
    keys
}
