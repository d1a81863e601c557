//! Lists of conversations.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sportello_domain::conversation::Conversation;
use sportello_domain::filter::Filter;
use sportello_domain::id::{ContactId, ConversationId, InboxId, UserId};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::message::{Author, Message};
use sportello_domain::pipeline::State;
use sportello_domain::protocol::{ContactName, ConversationPage, ConversationRow, ConversationView, Records};
use sportello_domain::view::View;

use super::filter::{condition, condition_anywhere};
use super::place::Place;
use super::sql::{Sql, sql};
use super::tickets::contacts;
use super::{Store, StoreError};

/// How many characters of a message are shown.
const SHOWN: usize = 200;

/// Which conversations are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichConversations {
    /// All of them.
    All,
    /// Those that have no ticket.
    WithoutTicket,
    /// Those in inboxes that are in a state, the one with the newest message first (INB-01).
    InInboxes(State),
    /// Those that were put into Spam, the last first (VEW-14).
    Spam,
    /// Those without a ticket that are in the trash, the last first.
    Trash,
}

/// Which conversations somebody may see.
#[derive(Clone, Debug)]
pub struct SeenConversations {
    /// Those of these tickets.
    pub tickets: Filter,
    /// Whether those without a ticket.
    pub without_ticket: bool,
    /// Those in these inboxes.
    pub inboxes: BTreeSet<InboxId>,
    /// Who that is.
    pub reader: UserId,
}

impl WhichConversations {
    /// The column with the time by which they are listed, the last first.
    fn listed_at(self) -> &'static str {
        match self {
            WhichConversations::All | WhichConversations::WithoutTicket => "started_at",
            WhichConversations::InInboxes(_) => "active_at",
            WhichConversations::Spam | WhichConversations::Trash => "placed_at",
        }
    }

    /// Whether they are shown with their tickets.
    fn with_tickets(self) -> bool {
        match self {
            WhichConversations::Spam | WhichConversations::InInboxes(_) => true,
            WhichConversations::All | WhichConversations::WithoutTicket | WhichConversations::Trash => false,
        }
    }
}

impl SeenConversations {
    /// That a conversation is one of those, as far as they are seen.
    fn listed(&self, which: WhichConversations) -> Vec<Sql> {
        match which {
            WhichConversations::All => vec![sql("place = 'help_desk'"), self.at_work()],
            WhichConversations::WithoutTicket if self.without_ticket => {
                let waits = sql("conversations.ticket IS NULL AND conversations.inbox IS NULL");
                vec![waits, sql("place = 'help_desk'")]
            }
            WhichConversations::WithoutTicket => vec![sql("1 = 0")],
            WhichConversations::InInboxes(state) => {
                let in_state = sql("conversations.state = ").bind(state.name());
                vec![sql("place = 'help_desk'"), self.in_inboxes(), in_state]
            }
            WhichConversations::Trash => vec![sql("conversations.ticket IS NULL AND place = 'trash'")],
            // Also while the ticket is in the recycle bin because of it.
            WhichConversations::Spam => {
                let of_tickets = self.condition(condition_anywhere(&self.tickets));
                vec![sql("place = 'spam'"), of_tickets, in_seen_inbox(&self.inboxes)]
            }
        }
    }

    fn condition(&self, of_tickets: Sql) -> Sql {
        let of_tickets = sql("EXISTS (SELECT 1 FROM tickets WHERE tickets.id = conversations.ticket AND ")
            .append(of_tickets)
            .push(")");
        if self.without_ticket {
            Sql::default().any(vec![sql("conversations.ticket IS NULL"), of_tickets])
        } else {
            of_tickets
        }
    }

    /// Those at work: in the help desk by their tickets, in an inbox by the inbox.
    fn at_work(&self) -> Sql {
        let at_desk = vec![sql("conversations.inbox IS NULL"), self.condition(condition(&self.tickets))];
        Sql::default().any(vec![Sql::default().all(at_desk), self.in_inboxes()])
    }

    fn in_inboxes(&self) -> Sql {
        sql("conversations.inbox IN ").list(self.inboxes.iter().map(|inbox| inbox.uuid()))
    }
}

/// The condition that a conversation is in the help desk, or in one of these inboxes; or that there is none.
pub(super) fn in_seen_inbox(inboxes: &BTreeSet<InboxId>) -> Sql {
    let in_inboxes = sql("conversations.inbox IN ").list(inboxes.iter().map(|inbox| inbox.uuid()));
    Sql::default().any(vec![sql("conversations.inbox IS NULL"), in_inboxes])
}

impl Store {
    /// A page of conversations, the last started first, and how many wait for a ticket. Three statements.
    ///
    /// `seen` must say what the reader may see.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn conversation_page(
        &self,
        which: WhichConversations,
        seen: &SeenConversations,
        after: Option<Place>,
        limit: usize,
    ) -> Result<ConversationPage, StoreError> {
        let mut connection = self.reader().await?;
        let head = sql("SELECT sequence, (SELECT COUNT(*) FROM \
                        (SELECT 1 FROM conversations WHERE ticket IS NULL AND inbox IS NULL AND place = 'help_desk' LIMIT ")
        .bind(View::MOST_COUNTED + 1)
        .push(") AS waiting) FROM head");
        let head = connection.only_row(head).await?;
        let without_ticket = if seen.without_ticket { head.count(1)? } else { 0 };

        let listed_at = which.listed_at();
        let mut conditions = seen.listed(which);
        let before = |place: Place| sql("(").push(listed_at).push(", id) < ").append(place.pair());
        conditions.extend(after.map(before));
        let page = sql("SELECT id, ")
            .push(listed_at)
            .push(
                " AS listed_at, started_at, record, (SELECT message.id FROM messages message \
                        WHERE message.conversation = conversations.id \
                        AND message.kind IN ('incoming', 'outgoing') \
                        ORDER BY message.written_at DESC, message.id DESC LIMIT 1) AS newest \
                        FROM conversations WHERE ",
            )
            .all(conditions)
            .push(" ORDER BY ")
            .push(listed_at)
            .push(" DESC, id DESC LIMIT ")
            .bind(limit as u64 + 1);
        let select = sql("SELECT page.record, COALESCE(messages.written_at, page.started_at), \
                          COALESCE(message_bodies.text, ''), messages.record, page.listed_at FROM (")
        .append(page)
        .push(
            ") AS page LEFT JOIN messages ON messages.id = page.newest \
               LEFT JOIN message_bodies ON message_bodies.message = page.newest \
               ORDER BY page.listed_at DESC, page.id DESC",
        );
        let mut rows: Vec<ConversationRow> = Vec::new();
        let mut places = Vec::new();
        for row in connection.rows(select).await? {
            places.push(row.time(4)?);
            rows.push(ConversationRow {
                conversation: row.record(0)?,
                thread_associations: None,
                contact: None,
                sender: row.optional_record::<Message>(3)?.and_then(sender),
                text: row.read::<String>(2)?.chars().take(SHOWN).collect(),
                at: row.time(1)?,
            });
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.iter().zip(places).next_back().filter(|_| more);
        let next = last.map(|(row, at)| Place { at, id: row.conversation.id.uuid() }.to_string());
        let first = |conversation: &Conversation| conversation.contacts.first().copied();
        let writers: BTreeSet<ContactId> = rows.iter().filter_map(|row| first(&row.conversation)).collect();
        let names: BTreeMap<ContactId, String> = contacts(&mut connection, &writers)
            .await?
            .into_iter()
            .map(|contact| (contact.id, contact.display_name().to_owned()))
            .collect();
        for row in &mut rows {
            let contact = first(&row.conversation);
            row.contact = contact.and_then(|id| Some(ContactName { id, name: names.get(&id)?.clone() }));
        }
        drop(connection);
        let tickets = if which.with_tickets() {
            let of = rows.iter().filter_map(|row| row.conversation.ticket()).collect();
            self.ticket_rows(&of, Some(seen.reader)).await?
        } else {
            Vec::new()
        };
        Ok(ConversationPage { conversations: rows, next, without_ticket, tickets, sequence: head.count(0)? })
    }
}

impl Store {
    /// A conversation with its ticket and the customers who wrote in it. Five statements at most.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn conversation_view(
        &self,
        conversation: ConversationId,
        reader: UserId,
    ) -> Result<Option<ConversationView>, StoreError> {
        let sequence = self.head_sequence().await?;
        let Some((conversation, ticket)) = self.conversation(conversation).await? else { return Ok(None) };
        let ticket = match ticket {
            Some(ticket) => self.ticket_rows(&[ticket.id].into(), Some(reader)).await?.pop(),
            None => None,
        };
        let mut connection = self.reader().await?;
        let contacts = contacts(&mut connection, &conversation.contacts).await?;
        let records = Records { contacts, ..Records::default() };
        Ok(Some(ConversationView { conversation, ticket, records, sequence }))
    }
}

/// How the customer who wrote a message is reached.
fn sender(message: Message) -> Option<DeliveryIdentifier> {
    match message.author {
        Author::Contact { identifier, .. } => Some(identifier),
        Author::User { .. } => None,
    }
}

impl Store {
    /// Some of the conversations that were put into Spam before a time, the first ones first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn spam_before(
        &self,
        before: DateTime<Utc>,
        limit: usize,
    ) -> Result<BTreeSet<ConversationId>, StoreError> {
        let select = sql("SELECT id FROM conversations WHERE place = 'spam' AND placed_at < ")
            .bind(before)
            .push(" ORDER BY placed_at, id LIMIT ")
            .bind(limit as u64);
        self.reader().await?.rows(select).await?.iter().map(|row| row.id(0)).collect()
    }

    /// Some of the conversations without a ticket that were put into the trash before a time, the first ones first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn trashed_before(
        &self,
        before: DateTime<Utc>,
        limit: usize,
    ) -> Result<BTreeSet<ConversationId>, StoreError> {
        let select =
            sql("SELECT id FROM conversations WHERE ticket IS NULL AND place = 'trash' AND placed_at < ")
                .bind(before)
                .push(" ORDER BY placed_at, id LIMIT ")
                .bind(limit as u64);
        self.reader().await?.rows(select).await?.iter().map(|row| row.id(0)).collect()
    }
}
