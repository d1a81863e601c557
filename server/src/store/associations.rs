//! Reading which records and activities came to a ticket and which left it.

use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::company::Company;
use sportello_domain::contact::{Contact, DeletedContact};
use sportello_domain::conversation::Conversation;
use sportello_domain::deal::Deal;
use sportello_domain::event::{Event, Fact};
use sportello_domain::history::{Associated, AssociatedType, AssociationChange};
use sportello_domain::id::{ConversationId, InboxId, MessageId};
use sportello_domain::message::Message;
use sportello_domain::protocol::{AssociationEntry, AssociationPage};
use sportello_domain::ticket::{Ticket, name_of_message};
use uuid::Uuid;

use super::connection::Connection;
use super::conversations::in_seen_inbox;
use super::events::{of_tickets, recorded, select_events};
use super::sql::sql;
use super::{Store, StoreError};

impl Store {
    /// The changes of what a ticket is associated with, and of what those were that were merged into it, newest first, before the one with a number, counted from the
    /// oldest on (ASH-01, ASH-08). What is in another than these inboxes has no name. Eleven statements at most, whatever
    /// the page.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn associations(
        &self,
        of: &Ticket,
        seen_inboxes: &BTreeSet<InboxId>,
        of_type: Option<AssociatedType>,
        before: Option<u64>,
        limit: usize,
    ) -> Result<AssociationPage, StoreError> {
        let mut connection = self.reader().await?;
        let select = select_events()
            .push(" WHERE ")
            .append(of_tickets(of.with_merged()))
            .push(" AND kind IN ")
            .list(AssociationChange::KINDS.into_iter().chain([MOVED]))
            .push(" ORDER BY sequence");
        let mut events = recorded(&connection.rows(select).await?)?;
        let people = AssociationChange::contacts(events.iter().map(|recorded| &recorded.event));
        let threads = AssociationChange::conversations(events.iter().map(|recorded| &recorded.event));
        let of_people = sql("contact IN ")
            .list(people.iter().map(|contact| contact.uuid()))
            .push(" AND kind IN ")
            .list(AssociationChange::CONTACT_KINDS);
        let of_threads = sql("ticket IS NULL AND conversation IN ")
            .list(threads.iter().map(|conversation| conversation.uuid()))
            .push(" AND kind IN ")
            .list([AssociationChange::CONVERSATION_KIND, MOVED]);
        for which in [of_people, of_threads] {
            let select = select_events().push(" WHERE ").append(which);
            events.extend(recorded(&connection.rows(select).await?)?);
        }
        events.sort_by_key(|recorded| recorded.sequence);
        let later = AssociationChange::joined_later(events.iter().map(|recorded| &recorded.event));
        let messages = messages_of(&mut connection, &later).await?;
        let mut names = names_in_log(events.iter().map(|recorded| &recorded.event), seen_inboxes);
        let events = events.iter().map(|it| (it.ticket.unwrap_or(of.id), &it.event, &it.actor));
        let all = AssociationChange::all(events, &messages);
        let numbered = all.into_iter().enumerate().rev().map(|(number, change)| (number as u64, change));
        let mut page: Vec<(u64, AssociationChange)> = numbered
            .filter(|(number, change)| {
                let is_before = before.is_none_or(|before| *number < before);
                is_before && of_type.is_none_or(|wanted| wanted == change.what.of_type())
            })
            .take(limit.saturating_add(1))
            .collect();
        let more = page.len() > limit;
        page.truncate(limit);
        let earlier = page.last().filter(|_| more).map(|(number, _)| *number);
        let shown = page.iter().map(|(_, change)| change.what).collect();
        names.extend(names_of(&mut connection, shown, seen_inboxes).await?);
        let entries = page.into_iter().map(|(_, change)| {
            let name = names.get(&change.what).cloned().unwrap_or_default();
            AssociationEntry { name, change }
        });
        Ok(AssociationPage { entries: entries.collect(), earlier })
    }
}

/// The messages of some conversations, the oldest first.
async fn messages_of(
    connection: &mut Connection,
    conversations: &BTreeSet<ConversationId>,
) -> Result<Vec<Message>, StoreError> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let select = sql("SELECT record FROM messages WHERE conversation IN ")
        .list(conversations.iter().map(|conversation| conversation.uuid()))
        .push(" ORDER BY written_at, id");
    connection.rows(select).await?.iter().map(|row| row.record(0)).collect()
}

/// The [kind](Fact::kind) of fact that says in which inbox a conversation is.
const MOVED: &str = "conversation_moved";

/// What conversations and messages were called when they came: for those that were removed since (ASH-08), but in
/// another than these inboxes.
fn names_in_log<'a>(
    events: impl Iterator<Item = &'a Event>,
    seen_inboxes: &BTreeSet<InboxId>,
) -> BTreeMap<Associated, String> {
    let mut names = BTreeMap::new();
    let mut inboxes = BTreeMap::new();
    for event in events {
        if let Fact::ConversationStarted { conversation } = &event.fact {
            inboxes.insert(conversation.id, conversation.inbox);
            let name = (conversation.id, conversation.subject.clone());
            names.insert(Associated::Conversation { conversation: conversation.id }, name);
        } else if let Fact::ConversationMoved { conversation, to, .. } = &event.fact {
            inboxes.insert(*conversation, *to);
        } else if let Fact::MessageAdded { message } = &event.fact {
            let name = (message.conversation, message.subject.clone());
            names.insert(Associated::Message { message: message.id }, name);
        } else if let Fact::MessageMoved { message, to, .. } = &event.fact
            && let Some((conversation, _)) = names.get_mut(&Associated::Message { message: *message })
        {
            *conversation = *to;
        }
    }
    let is_seen = |conversation| match inboxes.get(&conversation) {
        Some(Some(inbox)) => seen_inboxes.contains(inbox),
        Some(None) | None => true,
    };
    let seen = names.into_iter().filter(|(_, (conversation, _))| is_seen(*conversation));
    seen.map(|(what, (_, name))| (what, name.unwrap_or_default())).collect()
}

/// What some records and activities are called.
async fn names_of(
    connection: &mut Connection,
    of: BTreeSet<Associated>,
    seen_inboxes: &BTreeSet<InboxId>,
) -> Result<BTreeMap<Associated, String>, StoreError> {
    let mut names = BTreeMap::new();
    for of_type in AssociatedType::ALL {
        let ids: BTreeMap<Uuid, Associated> =
            of.iter().filter(|it| it.of_type() == of_type).map(|it| (uuid(*it), *it)).collect();
        if ids.is_empty() {
            continue;
        }
        let select = sql(match of_type {
            AssociatedType::Contact => "SELECT id, record, '' FROM contacts WHERE id IN ",
            AssociatedType::Company => "SELECT id, record, '' FROM companies WHERE id IN ",
            AssociatedType::Deal => "SELECT id, record, '' FROM deals WHERE id IN ",
            AssociatedType::Conversation => "SELECT id, record, '' FROM conversations WHERE id IN ",
            AssociatedType::Message | AssociatedType::Comment => {
                "SELECT messages.id, messages.record, COALESCE(text, '') FROM messages \
                 JOIN conversations ON conversations.id = messages.conversation \
                 LEFT JOIN message_bodies ON message_bodies.message = messages.id WHERE messages.id IN "
            }
        })
        .list(ids.keys().copied());
        let select = match of_type {
            AssociatedType::Contact | AssociatedType::Company | AssociatedType::Deal => select,
            AssociatedType::Conversation | AssociatedType::Message | AssociatedType::Comment => {
                select.push(" AND ").append(in_seen_inbox(seen_inboxes))
            }
        };
        for row in connection.rows(select).await? {
            let name = match of_type {
                AssociatedType::Contact => row.record::<Contact>(1)?.display_name().to_owned(),
                AssociatedType::Company => row.record::<Company>(1)?.name,
                AssociatedType::Deal => row.record::<Deal>(1)?.name,
                AssociatedType::Conversation => row.record::<Conversation>(1)?.subject.unwrap_or_default(),
                AssociatedType::Message | AssociatedType::Comment => {
                    let subject = row.record::<Message>(1)?.subject;
                    name_of_message(subject.as_deref(), &row.read::<String>(2)?).unwrap_or_default()
                }
            };
            if let Some(of) = ids.get(&row.read(0)?) {
                names.insert(*of, name);
            }
        }
    }
    let contacts = of.iter().filter(|it| it.of_type() == AssociatedType::Contact);
    let nameless: Vec<Uuid> = contacts.filter(|it| !names.contains_key(it)).map(|it| uuid(*it)).collect();
    if !nameless.is_empty() {
        // What a deleted contact was called last (ASH-08).
        let select = sql("SELECT record FROM deleted_contacts WHERE id IN ").list(nameless);
        for row in connection.rows(select).await? {
            let DeletedContact { contact, .. } = row.record(0)?;
            let name = contact.display_name().to_owned();
            names.insert(Associated::Contact { contact: contact.id }, name);
        }
    }
    Ok(names)
}

fn uuid(of: Associated) -> Uuid {
    match of {
        Associated::Contact { contact } => contact.uuid(),
        Associated::Company { company } => company.uuid(),
        Associated::Deal { deal } => deal.uuid(),
        Associated::Conversation { conversation } => conversation.uuid(),
        Associated::Message { message } | Associated::Comment { message } => MessageId::uuid(message),
    }
}
