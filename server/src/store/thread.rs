//! Reading the thread of a conversation: what people wrote, and what happened in between.

use chrono::{DateTime, Utc};
use sportello_domain::conversation::Conversation;
use sportello_domain::history::Happening;
use sportello_domain::id::{ConversationId, MessageId, TicketId};
use sportello_domain::message::{Body, Message};
use sportello_domain::protocol::{MessageView, Sequence, ThreadEntry, ThreadPage};
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

use super::attachment::read_attachment;
use super::connection::Connection;
use super::events::{of_tickets, recorded, select_events};
use super::place::Place;
use super::sql::{Sql, sql};
use super::{Store, StoreError};

/// A message with what it says, and what decides who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundMessage {
    /// Its head.
    pub message: Message,
    /// What it says.
    pub body: Body,
    /// Its conversation.
    pub conversation: Conversation,
    /// The conversation's ticket, where it has one.
    pub ticket: Option<Ticket>,
}

impl Store {
    /// A conversation and its ticket, where it has one: what decides who may see it. One statement.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn conversation(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<(Conversation, Option<Ticket>)>, StoreError> {
        let mut connection = self.reader().await?;
        let select = sql("SELECT conversations.record, tickets.record FROM conversations \
                          LEFT JOIN tickets ON tickets.id = conversations.ticket WHERE conversations.id = ")
        .bind(conversation.uuid());
        let row = connection.row(select).await?;
        row.map(|row| Ok((row.record(0)?, row.optional_record(1)?))).transpose()
    }

    /// The messages of a conversation before a place, or the newest, with what happened between them.
    /// Oldest first. Two statements.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn thread(
        &self,
        conversation: ConversationId,
        before: Option<Place>,
        limit: usize,
    ) -> Result<ThreadPage, StoreError> {
        let mut connection = self.reader().await?;
        let mut found = messages_before(&mut connection, conversation, before, limit).await?;
        let more = found.messages.len() > limit;
        found.messages.truncate(limit);
        let earliest = found.messages.last().filter(|_| more).map(|view| &view.message);
        let earlier = earliest.map(|message| Place { at: message.written_at, id: message.id.uuid() });
        let messages = found.messages.into_iter().rev();
        let mut entries: Vec<(DateTime<Utc>, ThreadEntry)> =
            messages.map(|view| (view.message.written_at, ThreadEntry::Message(Box::new(view)))).collect();
        let tickets = found
            .conversation
            .iter()
            .flat_map(|found| found.ticket().into_iter().chain(found.former_tickets.iter().copied()));
        let tickets: Vec<TicketId> = tickets.collect();
        if !tickets.is_empty() || found.conversation.is_some_and(|found| found.ticket().is_none()) {
            // Where the thread begins, all that happened before is shown too.
            let from = earlier.map_or(DateTime::<Utc>::MIN_UTC, |place| place.at);
            let until = before.map_or(DateTime::<Utc>::MAX_UTC, |place| place.at);
            entries.extend(happenings(&mut connection, conversation, tickets, from, until).await?);
            // Stable: what happened with a message stands after it.
            entries.sort_by_key(|(at, _)| *at);
        }
        Ok(ThreadPage {
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
            earlier: earlier.map(|place| place.to_string()),
            sequence: found.sequence,
        })
    }

    /// A message with its body, its conversation and its ticket. One statement.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn message(&self, message: MessageId) -> Result<Option<FoundMessage>, StoreError> {
        let mut connection = self.reader().await?;
        let select = sql(
            "SELECT messages.record, message_bodies.text, message_bodies.html, message_bodies.formatted, \
             conversations.record, tickets.record FROM messages \
             JOIN conversations ON conversations.id = messages.conversation \
             LEFT JOIN tickets ON tickets.id = conversations.ticket \
             LEFT JOIN message_bodies ON message_bodies.message = messages.id WHERE messages.id = ",
        )
        .bind(message.uuid());
        let Some(row) = connection.row(select).await? else {
            return Ok(None);
        };
        Ok(Some(FoundMessage {
            message: row.record(0)?,
            body: Body {
                text: row.read::<Option<String>>(1)?.unwrap_or_default(),
                html: row.read(2)?,
                formatted: row.optional_record(3)?.map(Box::new),
            },
            conversation: row.record(4)?,
            ticket: row.optional_record(5)?,
        }))
    }
}

/// What is found of a thread: its messages newest first, one more than were asked for where there are
/// more.
struct Found {
    sequence: Sequence,
    conversation: Option<Conversation>,
    messages: Vec<MessageView>,
}

async fn messages_before(
    connection: &mut Connection,
    conversation: ConversationId,
    before: Option<Place>,
    limit: usize,
) -> Result<Found, StoreError> {
    let mut conditions = vec![sql("conversation = ").bind(conversation.uuid())];
    conditions.extend(before.map(|place| sql("(written_at, id) < ").append(place.pair())));
    let page = sql("SELECT id, written_at, record FROM messages WHERE ")
        .all(conditions)
        .push(" ORDER BY written_at DESC, id DESC LIMIT ")
        .bind(limit as u64 + 1);
    let select =
        sql("SELECT attachments.id, attachments.name, attachments.media_type, attachments.size, attachments.inline, \
                      head.sequence, conversations.record, page.record, COALESCE(message_bodies.text, ''), \
                      CAST(CASE WHEN message_bodies.html IS NULL THEN 0 ELSE 1 END AS BIGINT), \
                      message_bodies.formatted \
                      FROM head LEFT JOIN conversations ON conversations.id = ")
        .bind(conversation.uuid())
        .push(" LEFT JOIN (")
        .append(page)
        .push(
            ") AS page ON 1 = 1 LEFT JOIN message_bodies ON message_bodies.message = page.id \
               LEFT JOIN attachments ON attachments.message = page.id \
               ORDER BY page.written_at DESC, page.id DESC, attachments.id",
        );
    let mut found = Found { sequence: 0, conversation: None, messages: Vec::new() };
    // One row a file, and one for a message without files.
    for row in connection.rows(select).await? {
        found.sequence = row.count(5)?;
        if found.conversation.is_none() {
            found.conversation = row.optional_record(6)?;
        }
        let Some(message) = row.optional_record::<Message>(7)? else { continue };
        if found.messages.last().is_none_or(|last| last.message.id != message.id) {
            let (text, has_html) = (row.read(8)?, row.count(9)? > 0);
            let formatted = row.optional_record(10)?;
            found.messages.push(MessageView { message, text, formatted, has_html, attachments: Vec::new() });
        }
        if row.read::<Option<Uuid>>(0)?.is_some()
            && let Some(last) = found.messages.last_mut()
        {
            last.attachments.push(read_attachment(&row)?);
        }
    }
    Ok(found)
}

/// What happened to the ticket of a thread, and to those that it had until they were merged, from one time to another,
/// as far as it stands in threads (CNV-03).
async fn happenings(
    connection: &mut Connection,
    conversation: ConversationId,
    tickets: Vec<TicketId>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, ThreadEntry)>, StoreError> {
    // What happened to a conversation before it had its ticket says so of itself alone.
    let mut either = vec![
        sql("ticket IS NULL AND conversation = ")
            .bind(conversation.uuid())
            .push(" AND kind IN ")
            .list(Happening::OF_CONVERSATIONS),
    ];
    if !tickets.is_empty() {
        let of_tickets = || of_tickets(tickets.clone());
        either.push(of_tickets().push(" AND kind IN ").list(Happening::OF_TICKETS));
        let of_this = of_tickets().push(" AND conversation = ").bind(conversation.uuid());
        either.push(of_this.push(" AND kind IN ").list(Happening::OF_CONVERSATIONS));
    }
    let select = select_events()
        .push(" WHERE ")
        .append(Sql::default().any(either))
        .push(" AND at >= ")
        .bind(from)
        .push(" AND at < ")
        .bind(until)
        .push(" ORDER BY sequence");
    let events = recorded(&connection.rows(select).await?)?;
    let shown = events.into_iter().filter_map(|recorded| {
        let happening = Happening::of(&recorded.event)?;
        let at = recorded.event.at;
        Some((at, ThreadEntry::Happening { at, actor: recorded.actor, happening }))
    });
    Ok(shown.collect())
}
