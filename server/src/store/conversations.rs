//! Lists of conversations.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sportello_domain::conversation::Conversation;
use sportello_domain::filter::Filter;
use sportello_domain::id::{ContactId, ConversationId, UserId};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::message::{Author, Message};
use sportello_domain::protocol::{ContactName, ConversationPage, ConversationRow};
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
    /// Those that were put into Spam, the last first (VEW-14).
    Spam,
}

/// Which conversations somebody may see.
#[derive(Clone, Debug)]
pub struct SeenConversations {
    /// Those of these tickets.
    pub tickets: Filter,
    /// Whether those without a ticket.
    pub without_ticket: bool,
    /// Who that is.
    pub reader: UserId,
}

impl SeenConversations {
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
                        (SELECT 1 FROM conversations WHERE ticket IS NULL AND place = 'help_desk' LIMIT ")
        .bind(View::MOST_COUNTED + 1)
        .push(") AS waiting) FROM head");
        let head = connection.only_row(head).await?;
        let without_ticket = if seen.without_ticket { head.count(1)? } else { 0 };

        let mut conditions = match which {
            WhichConversations::All => {
                vec![sql("place = 'help_desk'"), seen.condition(condition(&seen.tickets))]
            }
            WhichConversations::WithoutTicket if seen.without_ticket => {
                vec![sql("conversations.ticket IS NULL"), sql("place = 'help_desk'")]
            }
            WhichConversations::WithoutTicket => vec![sql("1 = 0")],
            // Also while the ticket is in the recycle bin because of it.
            WhichConversations::Spam => {
                vec![sql("place = 'spam'"), seen.condition(condition_anywhere(&seen.tickets))]
            }
        };
        let (order, by_time) = match which {
            WhichConversations::All | WhichConversations::WithoutTicket => {
                (" ORDER BY started_at DESC, id DESC LIMIT ", "(started_at, id) < ")
            }
            WhichConversations::Spam => (" ORDER BY placed_at DESC, id DESC LIMIT ", "(placed_at, id) < "),
        };
        conditions.extend(after.map(|place| sql(by_time).append(place.pair())));
        let page = sql("SELECT id, COALESCE(placed_at, started_at) AS listed_at, started_at, record, (SELECT message.id FROM messages message \
                        WHERE message.conversation = conversations.id \
                        AND message.kind IN ('incoming', 'outgoing') \
                        ORDER BY message.written_at DESC, message.id DESC LIMIT 1) AS newest \
                        FROM conversations WHERE ")
        .all(conditions)
        .push(order)
        .bind(limit as u64 + 1);
        let select = sql("SELECT page.record, COALESCE(messages.written_at, page.started_at), \
                          COALESCE(message_bodies.text, ''), messages.record FROM (")
        .append(page)
        .push(
            ") AS page LEFT JOIN messages ON messages.id = page.newest \
               LEFT JOIN message_bodies ON message_bodies.message = page.newest \
               ORDER BY page.listed_at DESC, page.id DESC",
        );
        let mut rows: Vec<ConversationRow> = Vec::new();
        for row in connection.rows(select).await? {
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
        let last = rows.last().filter(|_| more).map(|row| &row.conversation);
        let next = last.map(|last| {
            Place { at: last.placed_at.unwrap_or(last.started_at), id: last.id.uuid() }.to_string()
        });
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
        let tickets = match which {
            WhichConversations::All | WhichConversations::WithoutTicket => Vec::new(),
            WhichConversations::Spam => {
                let of = rows.iter().filter_map(|row| row.conversation.ticket()).collect();
                self.ticket_rows(&of, Some(seen.reader)).await?
            }
        };
        Ok(ConversationPage { conversations: rows, next, without_ticket, tickets, sequence: head.count(0)? })
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
}
