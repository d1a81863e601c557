//! Writing the records that orders changed: one statement for each kind of record, however many
//! orders there are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::filter::folded;
use sportello_domain::id::{CompanyId, ContactId, ConversationId, DealId, InboxId, MessageId, TicketId};
use sportello_domain::message::{Body, Delivery, Message};
use sportello_domain::property::Priority;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;

use super::{DecidedOrder, merged, people, purged, search_entries, ticket_values};
use crate::store::StoreError;
use crate::store::connection::Connection;
use crate::store::counts::CountChanges;
use crate::store::record::{kind_name, place_name, state_column, states_name, traits_of, user_column};
use crate::store::sql::{Value, json, sql};

/// How many rows one statement writes: far below what a statement can bind.
const ROWS_AT_ONCE: usize = 500;

/// A record as it was, if it was there, and as it is.
pub(super) type Difference<'a, T> = (Option<&'a T>, &'a T);

/// A row that is to be written.
pub(super) type NewRow = Vec<Value>;

/// How records of a kind are written. The rows stand where the text is cut.
pub(super) struct Writing {
    pub(super) insert: &'static str,
    /// The rows end with the version that was loaded.
    pub(super) update: [&'static str; 2],
}

const TICKETS: Writing = Writing {
    insert: "INSERT INTO tickets (id, number, pipeline, status, state, owner, priority, source, \
             folded_name, folded_category, created_by, created_at, modified_at, close_date, active_at, \
             contacted_at, deleted_at, conversation_states, version, record) VALUES ",
    update: [
        "WITH changed (id, number, pipeline, status, state, owner, priority, source, \
         folded_name, folded_category, created_by, created_at, modified_at, close_date, active_at, contacted_at, \
         deleted_at, conversation_states, version, record, loaded) AS (VALUES ",
        ") UPDATE tickets SET number = changed.number, pipeline = changed.pipeline, \
         status = changed.status, state = changed.state, owner = changed.owner, \
         priority = changed.priority, source = changed.source, folded_name = changed.folded_name, \
         folded_category = changed.folded_category, created_by = changed.created_by, \
         created_at = changed.created_at, modified_at = changed.modified_at, \
         close_date = changed.close_date, active_at = changed.active_at, contacted_at = changed.contacted_at, \
         deleted_at = changed.deleted_at, \
         conversation_states = changed.conversation_states, version = changed.version, record = changed.record \
         FROM changed WHERE tickets.id = changed.id AND tickets.version = changed.loaded",
    ],
};

const CONVERSATIONS: Writing = Writing {
    insert: "INSERT INTO conversations (id, ticket, channel, inbox, started_at, state, place, placed_at, version, record) VALUES ",
    update: [
        "WITH changed (id, ticket, channel, inbox, started_at, state, place, placed_at, version, record, loaded) \
         AS (VALUES ",
        ") UPDATE conversations SET ticket = changed.ticket, channel = changed.channel, inbox = changed.inbox, \
         started_at = changed.started_at, state = changed.state, place = changed.place, placed_at = changed.placed_at, version = changed.version, \
         record = changed.record \
         FROM changed WHERE conversations.id = changed.id AND conversations.version = changed.loaded",
    ],
};

/// Gives files that waited to the messages that take them. The rows stand where the text is cut.
const TAKEN_FILES: [&str; 2] = [
    "WITH taken (id, message) AS (VALUES ",
    ") UPDATE attachments SET message = taken.message FROM taken \
     WHERE attachments.id = taken.id AND attachments.message IS NULL",
];

const MESSAGES: Writing = Writing {
    insert: "INSERT INTO messages (id, conversation, kind, written_at, mail_id, version, record) VALUES ",
    update: [
        "WITH changed (id, conversation, kind, written_at, mail_id, version, record, loaded) AS (VALUES ",
        ") UPDATE messages SET conversation = changed.conversation, kind = changed.kind, \
         written_at = changed.written_at, mail_id = changed.mail_id, version = changed.version, \
         record = changed.record \
         FROM changed WHERE messages.id = changed.id AND messages.version = changed.loaded",
    ],
};

/// Writes the records that some orders changed. No two of them changed the same.
///
/// # Errors
///
/// [`StoreError::Conflict`] where a record is not as it was when it was loaded.
pub(crate) async fn save_records(
    connection: &mut Connection,
    orders: &[DecidedOrder],
    setup: &Setup,
) -> Result<(), StoreError> {
    save_records_with_bodies(connection, orders, orders, setup).await
}

/// Writes the records that some orders changed, and the bodies that came with `bodies_of`: the same
/// orders, unless the records were changed by more orders than are looked at.
///
/// # Errors
///
/// As [`save_records`].
pub(super) async fn save_records_with_bodies(
    connection: &mut Connection,
    orders: &[DecidedOrder],
    bodies_of: &[DecidedOrder],
    setup: &Setup,
) -> Result<(), StoreError> {
    people::save_people(connection, orders).await?;
    save_tickets(connection, orders, setup).await?;
    let conversations = differences(orders, |desk| &desk.conversations, |record| record.version);
    let columns = |conversation: &sportello_domain::conversation::Conversation| {
        Ok(vec![
            conversation.id.uuid().into(),
            conversation.ticket().map(TicketId::uuid).into(),
            conversation.channel.uuid().into(),
            conversation.inbox.map(InboxId::uuid).into(),
            conversation.started_at.into(),
            conversation.state.state().name().into(),
            place_name(conversation.place).into(),
            conversation.placed_at.into(),
            conversation.version.into(),
            json(conversation)?.into(),
        ])
    };
    write(connection, &CONVERSATIONS, &conversations, columns, |record| record.version).await?;
    let contacts = links(
        &conversations,
        |conversation| Cow::Borrowed(&conversation.contacts),
        |conversation, contact| vec![contact.uuid().into(), conversation.id.uuid().into()],
    );
    let delete = "DELETE FROM conversation_contacts WHERE (contact, conversation) IN (VALUES ";
    let insert = "INSERT INTO conversation_contacts (contact, conversation) VALUES ";
    write_links(connection, contacts, delete, insert).await?;
    save_messages(connection, orders, bodies_of).await?;
    save_activity_in_inboxes(connection, orders).await?;
    save_mentions(connection, orders).await?;
    merged::move_mentions(connection, orders).await?;
    save_read_marks(connection, orders).await?;
    save_outbox(connection, orders).await?;
    purged::remove(connection, orders).await
}

/// Writes when the newest message was written in conversations of inboxes that got one, or came there just now: by that
/// inboxes are ordered.
async fn save_activity_in_inboxes(
    connection: &mut Connection,
    orders: &[DecidedOrder],
) -> Result<(), StoreError> {
    let brings = |fact: &Fact| {
        matches!(
            fact,
            Fact::MessageAdded { .. } | Fact::ConversationStarted { .. } | Fact::ConversationMoved { .. }
        )
    };
    let mut touched: BTreeSet<ConversationId> = BTreeSet::new();
    for decided in orders {
        let facts = decided.events.iter().map(|event| &event.fact).filter(|fact| brings(fact));
        let found = facts.filter_map(|fact| decided.after.conversations.get(&fact.conversation()?));
        touched.extend(found.filter(|found| found.inbox.is_some()).map(|found| found.id));
    }
    let rows = touched.into_iter().map(|conversation| vec![conversation.uuid().into()]).collect();
    write_rows(
        connection,
        rows,
        "UPDATE conversations SET active_at = COALESCE((SELECT MAX(written_at) FROM messages \
         WHERE messages.conversation = conversations.id AND messages.kind IN ('incoming', 'outgoing')), started_at) \
         WHERE id IN (VALUES ",
        ")",
    )
    .await
}

/// Writes whom new comments mention.
async fn save_mentions(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    let mut rows: Vec<NewRow> = Vec::new();
    for event in orders.iter().flat_map(|decided| &decided.events) {
        if let Fact::Mentioned { ticket, message, position, users } = &event.fact {
            rows.extend(users.iter().map(|user| -> NewRow {
                let of = [user.uuid(), message.uuid(), ticket.uuid()];
                of.map(Value::from).into_iter().chain([(*position).into(), event.at.into()]).collect()
            }));
        }
    }
    let insert = "INSERT INTO mentions (user_id, message, ticket, position, at) VALUES ";
    write_rows(connection, rows, insert, "").await
}

/// Takes the tickets that some orders changed into account where tickets are counted.
pub(super) async fn save_counts(
    connection: &mut Connection,
    orders: &[DecidedOrder],
    setup: &Setup,
) -> Result<(), StoreError> {
    let mut changes = CountChanges::default();
    for (before, after) in differences(orders, |desk| &desk.tickets, |ticket| ticket.version) {
        changes.note(before, after);
    }
    for decided in orders {
        let gone = decided.before.tickets.iter().filter(|(id, _)| !decided.after.tickets.contains_key(id));
        for (_, ticket) in gone {
            changes.note_gone(ticket);
        }
    }
    changes.save(connection, setup).await
}

async fn save_tickets(
    connection: &mut Connection,
    orders: &[DecidedOrder],
    setup: &Setup,
) -> Result<(), StoreError> {
    let tickets = differences(orders, |desk| &desk.tickets, |ticket| ticket.version);
    let columns = |ticket: &Ticket| {
        Ok(vec![
            ticket.id.uuid().into(),
            ticket.number.0.into(),
            ticket.pipeline.uuid().into(),
            ticket.status.uuid().into(),
            state_column(setup, ticket).into(),
            user_column(ticket.owner).into(),
            ticket.priority.map_or(0, Priority::rank).into(),
            ticket.source.name().into(),
            folded(ticket.name.as_str()).into(),
            ticket.category.as_deref().map(folded).into(),
            user_column(ticket.created_by).into(),
            ticket.created_at.into(),
            ticket.modified_at.into(),
            ticket.close_date.into(),
            ticket.active_at.into(),
            ticket.contacted_at.into(),
            ticket.deleted.as_ref().map(|deletion| deletion.at).into(),
            states_name(&ticket.conversations).into(),
            ticket.version.into(),
            json(ticket)?.into(),
        ])
    };
    write(connection, &TICKETS, &tickets, columns, |ticket| ticket.version).await?;
    let teams = links(
        &tickets,
        |ticket| Cow::Borrowed(&ticket.assigned_teams),
        |ticket, team| vec![ticket.id.uuid().into(), team.uuid().into()],
    );
    let delete = "DELETE FROM ticket_teams WHERE (ticket, team) IN (VALUES ";
    write_links(connection, teams, delete, "INSERT INTO ticket_teams (ticket, team) VALUES ").await?;
    let followers = links(
        &tickets,
        |ticket| Cow::Borrowed(&ticket.followers),
        |ticket, user| vec![ticket.id.uuid().into(), user.uuid().into()],
    );
    let delete = "DELETE FROM ticket_followers WHERE (ticket, user_id) IN (VALUES ";
    let insert = "INSERT INTO ticket_followers (ticket, user_id) VALUES ";
    write_links(connection, followers, delete, insert).await?;
    let id = |ticket: &Ticket| ticket.id.uuid();
    people::save_associations(connection, &tickets, id, |it| &it.contacts, ContactId::uuid).await?;
    people::save_associations(connection, &tickets, id, |it| &it.companies, CompanyId::uuid).await?;
    people::save_associations(connection, &tickets, id, |it| &it.deals, DealId::uuid).await?;
    let traits = links(
        &tickets,
        |ticket| Cow::Owned(traits_of(&ticket.conversations)),
        |ticket, of| vec![ticket.id.uuid().into(), (*of).into()],
    );
    let delete = "DELETE FROM conversation_traits WHERE (ticket, trait) IN (VALUES ";
    let insert = "INSERT INTO conversation_traits (ticket, trait) VALUES ";
    write_links(connection, traits, delete, insert).await?;
    ticket_values::save(connection, &tickets).await?;
    merged::save(connection, &tickets).await?;
    search_entries::save_tickets(connection, &tickets).await
}

async fn save_messages(
    connection: &mut Connection,
    orders: &[DecidedOrder],
    bodies_of: &[DecidedOrder],
) -> Result<(), StoreError> {
    let messages = differences(orders, |desk| &desk.messages, |message| message.version);
    let columns = |message: &Message| {
        Ok(vec![
            message.id.uuid().into(),
            message.conversation.uuid().into(),
            kind_name(message.kind).into(),
            message.written_at.into(),
            message.mail.as_ref().map(|mail| mail.id.as_str().to_owned()).into(),
            message.version.into(),
            json(message)?.into(),
        ])
    };
    write(connection, &MESSAGES, &messages, columns, |message| message.version).await?;
    let new: BTreeMap<MessageId, &Message> =
        messages.iter().filter(|(before, _)| before.is_none()).map(|(_, after)| (after.id, *after)).collect();
    let bodies = bodies_of.iter().filter_map(|decided| decided.order.command.body());
    let bodies: Vec<(&Message, Body)> =
        bodies.filter_map(|(message, body)| Some((*new.get(&message)?, body))).collect();
    // Files are found by their names, so they are taken before what is searched is written.
    take_files(connection, new.values().copied()).await?;
    search_entries::save_messages(connection, &bodies).await?;
    let row = |(message, body): (&Message, Body)| {
        let formatted = body.formatted.as_ref().map(json).transpose()?;
        Ok(vec![message.id.uuid().into(), body.text.into(), body.html.into(), formatted.into()])
    };
    let rows = bodies.into_iter().map(row).collect::<Result<_, StoreError>>()?;
    let insert = "INSERT INTO message_bodies (message, text, html, formatted) VALUES ";
    write_rows(connection, rows, insert, "").await
}

/// Gives new messages their files.
///
/// # Errors
///
/// [`StoreError::Conflict`] where a file does not wait any more.
async fn take_files(
    connection: &mut Connection,
    new: impl Iterator<Item = &Message>,
) -> Result<(), StoreError> {
    let rows = new.flat_map(|message| {
        message.attachments.iter().map(|file| vec![file.uuid().into(), message.id.uuid().into()])
    });
    let [with, update] = TAKEN_FILES;
    for rows in chunks(rows.collect()) {
        let expected = rows.len() as u64;
        if connection.change(sql(with).rows(rows).push(update)).await? != expected {
            return Err(StoreError::Conflict);
        }
    }
    Ok(())
}

async fn save_read_marks(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    let mut marks = BTreeMap::new();
    for fact in facts(orders) {
        if let Fact::ReadUpTo { ticket, user, position } = fact {
            marks.insert((*ticket, *user), *position);
        }
    }
    let rows = marks
        .into_iter()
        .map(|((ticket, user), position)| vec![ticket.uuid().into(), user.uuid().into(), position.into()]);
    let insert = "INSERT INTO read_marks (ticket, user_id, read_up_to) VALUES ";
    let replace = " ON CONFLICT (ticket, user_id) DO UPDATE SET read_up_to = excluded.read_up_to";
    write_rows(connection, rows.collect(), insert, replace).await
}

/// Puts what is to be sent into the outbox, and takes out what is sent or will never be.
async fn save_outbox(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    let mut waiting = BTreeMap::new();
    let mut over = Vec::new();
    for decided in orders {
        for event in &decided.events {
            let Some((message, delivery)) = delivery_of(&event.fact) else { continue };
            match delivery {
                Delivery::Sending => {
                    waiting.insert(message, event.at);
                }
                Delivery::Sent | Delivery::Failed { .. } | Delivery::Read => {
                    waiting.remove(&message);
                    over.push(message.uuid());
                }
                Delivery::Received | Delivery::Internal => {}
            }
        }
    }
    if !over.is_empty() {
        connection.change(sql("DELETE FROM outbox WHERE message IN ").list(over)).await?;
    }
    let rows = waiting.into_iter().map(|(message, at)| vec![message.uuid().into(), 0_i64.into(), at.into()]);
    let insert = "INSERT INTO outbox (message, attempts, next_at) VALUES ";
    write_rows(connection, rows.collect(), insert, "").await
}

/// How the delivery of a message stands from a fact on, if it says so.
fn delivery_of(fact: &Fact) -> Option<(MessageId, &Delivery)> {
    if let Fact::MessageAdded { message } = fact {
        Some((message.id, &message.delivery))
    } else if let Fact::DeliveryChanged { message, delivery } = fact {
        Some((*message, delivery))
    } else {
        None
    }
}

pub(super) fn facts(orders: &[DecidedOrder]) -> impl Iterator<Item = &Fact> {
    orders.iter().flat_map(|decided| &decided.events).map(|event| &event.fact)
}

/// The records of a kind that some orders changed.
pub(super) fn differences<'a, I: Ord + 'a, T: 'a>(
    orders: &'a [DecidedOrder],
    records: impl Fn(&'a Desk) -> &'a BTreeMap<I, T>,
    version: impl Fn(&T) -> u64,
) -> Vec<Difference<'a, T>> {
    let mut changed = Vec::new();
    for order in orders {
        let before = records(&order.before);
        for (id, after) in records(&order.after) {
            let before = before.get(id);
            if before.map(&version) != Some(version(after)) {
                changed.push((before, after));
            }
        }
    }
    changed
}

/// Inserts the records that are new and updates the others, if they are still as they were loaded.
pub(super) async fn write<T>(
    connection: &mut Connection,
    writing: &Writing,
    changed: &[Difference<'_, T>],
    columns: impl Fn(&T) -> Result<NewRow, StoreError>,
    version: impl Fn(&T) -> u64,
) -> Result<(), StoreError> {
    let mut new = Vec::new();
    let mut known = Vec::new();
    for (before, after) in changed {
        let mut row = columns(after)?;
        match before {
            None => new.push(row),
            Some(before) => {
                row.push(version(before).into());
                known.push(row);
            }
        }
    }
    write_rows(connection, new, writing.insert, "").await?;
    let [with, update] = writing.update;
    for rows in chunks(known) {
        let expected = rows.len() as u64;
        if connection.change(sql(with).rows(rows).push(update)).await? != expected {
            return Err(StoreError::Conflict);
        }
    }
    Ok(())
}

/// Links that are gone and links that are new.
pub(super) struct Links {
    gone: Vec<NewRow>,
    new: Vec<NewRow>,
}

pub(super) fn links<T, L: Ord + Clone>(
    changed: &[Difference<'_, T>],
    of: impl for<'t> Fn(&'t T) -> Cow<'t, BTreeSet<L>>,
    row: impl Fn(&T, &L) -> NewRow,
) -> Links {
    let mut links = Links { gone: Vec::new(), new: Vec::new() };
    for (before, after) in changed {
        let had = before.map_or(Cow::Owned(BTreeSet::new()), &of);
        let has = of(after);
        links.gone.extend(had.difference(&has).map(|link| row(after, link)));
        links.new.extend(has.difference(&had).map(|link| row(after, link)));
    }
    links
}

pub(super) async fn write_links(
    connection: &mut Connection,
    links: Links,
    delete: &'static str,
    insert: &'static str,
) -> Result<(), StoreError> {
    write_rows(connection, links.gone, delete, ")").await?;
    write_rows(connection, links.new, insert, "").await
}

/// Runs a statement on some rows, as many at once as it takes; not at all without rows.
pub(super) async fn write_rows(
    connection: &mut Connection,
    rows: Vec<NewRow>,
    before: &'static str,
    after: &'static str,
) -> Result<(), StoreError> {
    for rows in chunks(rows) {
        connection.change(sql(before).rows(rows).push(after)).await?;
    }
    Ok(())
}

/// Rows, as many at once as a statement takes.
pub(super) fn chunks(rows: Vec<NewRow>) -> Vec<Vec<NewRow>> {
    let mut rows = rows.into_iter().peekable();
    let mut chunks = Vec::new();
    while rows.peek().is_some() {
        chunks.push(rows.by_ref().take(ROWS_AT_ONCE).collect());
    }
    chunks
}
