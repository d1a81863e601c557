//! Removing tickets and what was spam for good: what is stored of them, of what was merged into them, of their conversations and of every
//! message. What the log said of them is blanked, and keeps its place: a listener that missed something goes by its
//! numbers. That they were deleted, by whom and when, stays (XCT-09).

use std::collections::BTreeSet;

use sportello_domain::event::Fact;
use sportello_domain::id::TicketId;
use sportello_domain::ticket::Ticket;
use uuid::Uuid;

use super::DecidedOrder;
use crate::store::StoreError;
use crate::store::connection::Connection;
use crate::store::sql::{Sql, json, sql};

/// How many tickets are removed by the same statements.
const TICKETS_AT_ONCE: usize = 500;

/// What is stored of a message, and by which column it is found. What refers comes before what is referred to.
const OF_MESSAGES: [(&str, &str); 5] = [
    ("mentions", "message"),
    ("outbox", "message"),
    ("attachments", "message"),
    ("message_bodies", "message"),
    ("search_entries", "source"),
];

/// What is stored of a ticket, and by which column it is found.
const OF_TICKETS: [(&str, &str); 9] = [
    ("mentions", "ticket"),
    ("read_marks", "ticket"),
    ("ticket_teams", "ticket"),
    ("ticket_followers", "ticket"),
    ("conversation_traits", "ticket"),
    ("ticket_values", "ticket"),
    ("associations", "holder"),
    ("merged_tickets", "ticket"),
    ("search_entries", "source"),
];

/// Removes the tickets that some orders purged.
///
/// # Errors
///
/// [`StoreError::Conflict`] where one of them is gone already.
pub(super) async fn remove(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    let (mut tickets, mut conversations) = (BTreeSet::new(), BTreeSet::new());
    for decided in orders {
        for event in &decided.events {
            if let Fact::TicketPurged { ticket, conversations: gone } = &event.fact {
                let found = decided.before.tickets.get(ticket);
                tickets.extend(found.into_iter().flat_map(Ticket::with_merged).map(TicketId::uuid));
                conversations.extend(gone.iter().map(|conversation| conversation.uuid()));
            } else if let Fact::ConversationPurged { conversation } = &event.fact {
                conversations.insert(conversation.uuid());
            }
        }
    }
    for conversations in chunks(conversations) {
        remove_conversations(connection, &conversations).await?;
    }
    for tickets in chunks(tickets) {
        for (table, column) in OF_TICKETS {
            connection.change(delete(table, column).list(tickets.iter().copied())).await?;
        }
        blank(connection, sql("ticket IN ").list(tickets.iter().copied())).await?;
        let expected = tickets.len() as u64;
        if connection.change(delete("tickets", "id").list(tickets)).await? != expected {
            return Err(StoreError::Conflict);
        }
    }
    Ok(())
}

async fn remove_conversations(connection: &mut Connection, conversations: &[Uuid]) -> Result<(), StoreError> {
    let messages = || {
        sql("(SELECT id FROM messages WHERE conversation IN ").list(conversations.iter().copied()).push(")")
    };
    for (table, column) in OF_MESSAGES {
        connection.change(delete(table, column).append(messages())).await?;
    }
    // The ledger knows the mail again, should it be handed in once more, and not what it said.
    let forget =
        sql("UPDATE mails SET raw = ").bind(Vec::<u8>::new()).push(" WHERE id IN ").append(messages());
    connection.change(forget).await?;
    connection.change(delete("messages", "conversation").list(conversations.iter().copied())).await?;
    connection
        .change(delete("conversation_contacts", "conversation").list(conversations.iter().copied()))
        .await?;
    let of_none = sql("ticket IS NULL AND conversation IN ").list(conversations.iter().copied());
    blank(connection, of_none).await?;
    connection.change(delete("conversations", "id").list(conversations.iter().copied())).await?;
    Ok(())
}

/// Blanks events of the log, but for those that say what was removed.
async fn blank(connection: &mut Connection, which: Sql) -> Result<(), StoreError> {
    let fact = Fact::Erased;
    let update = sql("UPDATE events SET ticket = NULL, conversation = NULL, kind = ")
        .bind(fact.kind())
        .push(", fact = ")
        .bind(json(&fact)?)
        .push(" WHERE kind NOT IN ")
        .list(Fact::AUDITED)
        .push(" AND ")
        .append(which);
    connection.change(update).await?;
    Ok(())
}

fn delete(table: &'static str, column: &'static str) -> Sql {
    sql("DELETE FROM ").push(table).push(" WHERE ").push(column).push(" IN ")
}

fn chunks(ids: BTreeSet<Uuid>) -> Vec<Vec<Uuid>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    ids.chunks(TICKETS_AT_ONCE).map(<[Uuid]>::to_vec).collect()
}
