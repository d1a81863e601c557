//! Reading the comments that mention somebody.

use std::collections::BTreeSet;

use sportello_domain::filter::Filter;
use sportello_domain::id::{InboxId, UserId};
use sportello_domain::message::{Author, Message};
use sportello_domain::protocol::{MentionPage, MentionView};
use sportello_domain::ticket::Ticket;

use super::conversations::in_seen_inbox;
use super::filter::condition;
use super::place::Place;
use super::sql::{Sql, sql};
use super::{Store, StoreError};

/// How many characters of a comment are shown.
const SHOWN: usize = 200;

impl Store {
    /// A page of the comments that mention a reader, the newest first, and how many are unread. Two statements.
    ///
    /// The filter and the inboxes must say what the reader may see.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn mentions(
        &self,
        reader: UserId,
        visible: &Filter,
        inboxes: &BTreeSet<InboxId>,
        after: Option<Place>,
        limit: usize,
    ) -> Result<MentionPage, StoreError> {
        let mut connection = self.reader().await?;
        let newest = sql("SELECT ticket, message, position FROM mentions WHERE user_id = ")
            .bind(reader.uuid())
            .push(" ORDER BY at DESC, message DESC LIMIT ")
            .bind(MentionPage::LOOKED_AT);
        let head = sql("SELECT sequence, (SELECT COUNT(*) FROM (")
            .append(newest)
            .push(") AS mentions WHERE position > ")
            .append(read_by(reader))
            .push(" AND ")
            .append(seen(visible, inboxes))
            .push(") FROM head");
        let head = connection.only_row(head).await?;

        let mut conditions = vec![sql("user_id = ").bind(reader.uuid()), seen(visible, inboxes)];
        conditions.extend(after.map(|place| sql("(at, message) < ").append(place.pair())));
        let page = sql("SELECT message, ticket, at, position FROM mentions WHERE ")
            .all(conditions)
            .push(" ORDER BY at DESC, message DESC LIMIT ")
            .bind(limit as u64 + 1);
        let select = sql("SELECT mentions.at, mentions.position, ")
            .append(read_by(reader))
            .push(", tickets.record, messages.record, COALESCE(message_bodies.text, '') FROM (")
            .append(page)
            .push(
                ") AS mentions JOIN tickets ON tickets.id = mentions.ticket \
                   JOIN messages ON messages.id = mentions.message \
                   LEFT JOIN message_bodies ON message_bodies.message = mentions.message \
                   ORDER BY mentions.at DESC, mentions.message DESC",
            );
        let mut mentions = Vec::new();
        for row in connection.rows(select).await? {
            let (ticket, message) = (row.record::<Ticket>(3)?, row.record::<Message>(4)?);
            let Author::User { user } = message.author else { continue };
            mentions.push(MentionView {
                message: message.id,
                ticket: ticket.id,
                number: ticket.number,
                name: ticket.name,
                by: user,
                at: row.time(0)?,
                text: row.read::<String>(5)?.chars().take(SHOWN).collect(),
                unread: row.count(2)? < row.count(1)?,
            });
        }
        let more = mentions.len() > limit;
        mentions.truncate(limit);
        let last = mentions.last().filter(|_| more);
        let next = last.map(|last| Place { at: last.at, id: last.message.uuid() }.to_string());
        Ok(MentionPage { mentions, next, unread: head.count(1)?, sequence: head.count(0)? })
    }
}

/// Up to which entry a reader has read the ticket of a mention.
fn read_by(reader: UserId) -> Sql {
    sql("COALESCE((SELECT read_up_to FROM read_marks WHERE read_marks.ticket = mentions.ticket AND user_id = ")
        .bind(reader.uuid())
        .push("), 0)")
}

/// The condition that the ticket of a mention is within a filter, and its conversation in the help desk or one of these
/// inboxes.
fn seen(filter: &Filter, inboxes: &BTreeSet<InboxId>) -> Sql {
    sql("EXISTS (SELECT 1 FROM tickets WHERE tickets.id = mentions.ticket AND ")
        .append(condition(filter))
        .push(") AND EXISTS (SELECT 1 FROM messages JOIN conversations ON conversations.id = messages.conversation \
               WHERE messages.id = mentions.message AND ")
        .append(in_seen_inbox(inboxes))
        .push(")")
}
