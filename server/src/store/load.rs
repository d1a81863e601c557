//! Loading what orders need before they are decided: the slice of the records that a scope names,
//! with what belongs to it ([`Scope`]). One statement for each kind of record, however many orders.

use std::collections::BTreeSet;

use sportello_domain::company::Company;
use sportello_domain::contact::{Contact, DeletedContact};
use sportello_domain::conversation::Conversation;
use sportello_domain::deal::Deal;
use sportello_domain::desk::{Desk, Scope};
use sportello_domain::id::{ContactId, ConversationId, TicketId, UserId};
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::mail::MailId;
use sportello_domain::message::{Author, Message, WaitingFile};
use sportello_domain::ticket::Ticket;

use super::attachment::read_attachment;
use super::connection::Connection;
use super::record::{AT_WORK, identifier_kind};
use super::sql::{Sql, Value, sql};
use super::{Store, StoreError, spam};

/// Why records are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be looked at.
    Look,
    /// To be changed: no other transaction may change the same tickets meanwhile.
    Change,
}

impl Store {
    /// Loads what an order needs, to be looked at.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn load(&self, scope: &Scope, readers: &BTreeSet<UserId>) -> Result<Desk, StoreError> {
        load(&mut self.reader().await?, scope, readers, Purpose::Look).await
    }
}

/// Loads everything that a scope names, and what belongs to it. Read marks are those of `readers`.
///
/// # Errors
///
/// When the database fails, and [`StoreError::Conflict`] where a conversation was given to a ticket
/// just now, or got the first message that is looked for.
pub(crate) async fn load(
    connection: &mut Connection,
    scope: &Scope,
    readers: &BTreeSet<UserId>,
    purpose: Purpose,
) -> Result<Desk, StoreError> {
    let mut desk = Desk::default();
    load_messages(connection, scope, &mut desk).await?;
    let mut conversations = scope.conversations.clone();
    conversations.extend(in_inboxes(connection, scope).await?);
    conversations.extend(desk.messages.values().map(|message| message.conversation));
    load_tickets(connection, scope, &conversations, purpose, &mut desk).await?;
    if purpose == Purpose::Change && connection.shares() && asks_where_messages_are(scope) {
        // Where they are was looked up before the ticket was locked: whoever held it may have added one or
        // moved some.
        desk.messages.clear();
        load_messages(connection, scope, &mut desk).await?;
        if desk.messages.values().any(|message| !conversations.contains(&message.conversation)) {
            // A mail that came meanwhile: its conversation and its ticket must be loaded and locked as well.
            return Err(StoreError::Conflict);
        }
    }
    load_conversations(connection, &conversations, &mut desk).await?;
    load_contacts(connection, scope, &mut desk).await?;
    load_companies_and_deals(connection, scope, &mut desk).await?;
    load_read_marks(connection, scope, readers, &mut desk).await?;
    load_counts(connection, scope, &mut desk).await?;
    load_files(connection, scope, &mut desk).await?;
    Ok(desk)
}

/// Makes sure that none of some mails has come since it was looked for and not found: another transaction may have
/// brought it in between.
///
/// # Errors
///
/// When the database fails, and [`StoreError::Conflict`] where one has.
pub(crate) async fn still_unknown(
    connection: &mut Connection,
    mails: &BTreeSet<MailId>,
) -> Result<(), StoreError> {
    if mails.is_empty() || !connection.shares() {
        return Ok(());
    }
    let select = sql("SELECT 1 FROM messages WHERE mail_id IN ")
        .list(mails.iter().map(MailId::as_str))
        .push(" LIMIT 1");
    match connection.row(select).await? {
        Some(_) => Err(StoreError::Conflict),
        None => Ok(()),
    }
}

/// Whether a scope asks for messages that it does not name, or counts them.
fn asks_where_messages_are(scope: &Scope) -> bool {
    !(scope.newest_message.is_empty() && scope.newest_answer.is_empty() && scope.count_of_messages.is_empty())
}

async fn load_messages(
    connection: &mut Connection,
    scope: &Scope,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    let mut statement = Sql::default();
    if !scope.messages.is_empty() {
        statement = either(statement)
            .push("SELECT record FROM messages WHERE id IN ")
            .list(scope.messages.iter().map(|message| message.uuid()));
    }
    if !scope.mail_ids.is_empty() {
        statement = either(statement)
            .push("SELECT record FROM messages WHERE mail_id IN ")
            .list(scope.mail_ids.iter().map(MailId::as_str));
    }
    for (conversations, kinds) in
        [(&scope.newest_message, "('incoming', 'outgoing')"), (&scope.newest_answer, "('outgoing')")]
    {
        if conversations.is_empty() {
            continue;
        }
        statement = either(statement)
            .push("SELECT record FROM messages WHERE id IN (SELECT (SELECT message.id FROM messages message")
            .push(" WHERE message.conversation = conversations.id AND message.kind IN ")
            .push(kinds)
            .push(" ORDER BY message.written_at DESC, message.id DESC LIMIT 1)")
            .push(" FROM conversations WHERE conversations.id IN ")
            .list(conversations.iter().map(|conversation| conversation.uuid()))
            .push(")");
    }
    if statement.is_empty() {
        return Ok(());
    }
    for row in connection.rows(statement).await? {
        let message: Message = row.record(0)?;
        desk.messages.insert(message.id, message);
    }
    Ok(())
}

/// Goes on with a further part of what is looked for.
fn either(statement: Sql) -> Sql {
    if statement.is_empty() { statement } else { statement.push(" UNION ALL ") }
}

/// The conversations of channels that are in an inbox. No other order is carried out meanwhile.
async fn in_inboxes(connection: &mut Connection, scope: &Scope) -> Result<Vec<ConversationId>, StoreError> {
    if scope.conversations_in_inbox.is_empty() {
        return Ok(Vec::new());
    }
    let select = sql("SELECT id FROM conversations WHERE inbox IS NOT NULL AND channel IN ")
        .list(scope.conversations_in_inbox.iter().map(|channel| channel.uuid()));
    connection.rows(select).await?.iter().map(|row| row.id(0)).collect()
}

async fn load_tickets(
    connection: &mut Connection,
    scope: &Scope,
    conversations: &BTreeSet<ConversationId>,
    purpose: Purpose,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    let mut conditions: Vec<Sql> = Vec::new();
    if !scope.tickets.is_empty() {
        conditions.push(sql("id IN ").list(scope.tickets.iter().map(|ticket| ticket.uuid())));
    }
    if !conversations.is_empty() {
        let of_conversations = sql("id IN (SELECT ticket FROM conversations WHERE id IN ")
            .list(conversations.iter().map(|conversation| conversation.uuid()))
            .push(")");
        conditions.push(of_conversations);
    }
    if !scope.tickets_in_status.is_empty() {
        let statuses = scope.tickets_in_status.iter().map(|status| status.uuid());
        conditions.push(sql("status IN ").list(statuses).push(" AND ").push(AT_WORK));
    }
    if conditions.is_empty() {
        return Ok(());
    }
    let mut statement = sql("SELECT record FROM tickets WHERE ").any(conditions).push(" ORDER BY id");
    if purpose == Purpose::Change && connection.shares() {
        // In the order of their ids, so that two orders on the same tickets wait for each other
        // instead of holding what the other needs.
        statement = statement.push(" FOR UPDATE");
    }
    for row in connection.rows(statement).await? {
        let ticket: Ticket = row.record(0)?;
        desk.tickets.insert(ticket.id, ticket);
    }
    Ok(())
}

async fn load_conversations(
    connection: &mut Connection,
    conversations: &BTreeSet<ConversationId>,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    let mut conditions: Vec<Sql> = Vec::new();
    if !conversations.is_empty() {
        conditions.push(sql("id IN ").list(conversations.iter().map(|conversation| conversation.uuid())));
    }
    if !desk.tickets.is_empty() {
        conditions.push(sql("ticket IN ").list(desk.tickets.keys().map(|ticket| ticket.uuid())));
    }
    if conditions.is_empty() {
        return Ok(());
    }
    let statement = sql("SELECT record FROM conversations WHERE ").any(conditions);
    for row in connection.rows(statement).await? {
        let conversation: Conversation = row.record(0)?;
        // Its ticket was looked up a moment before: where another transaction gave it one in
        // between, everything is loaded again.
        if conversation.ticket().is_some_and(|ticket| !desk.tickets.contains_key(&ticket)) {
            return Err(StoreError::Conflict);
        }
        desk.conversations.insert(conversation.id, conversation);
    }
    Ok(())
}

async fn load_contacts(
    connection: &mut Connection,
    scope: &Scope,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    let mut named: BTreeSet<ContactId> = scope.contacts.clone();
    named.extend(desk.tickets.values().flat_map(|ticket| &ticket.contacts));
    named.extend(desk.conversations.values().flat_map(|conversation| &conversation.contacts));
    named.extend(desk.messages.values().filter_map(|message| match &message.author {
        Author::Contact { contact, .. } => Some(*contact),
        Author::User { .. } => None,
    }));
    let mut conditions: Vec<Sql> = Vec::new();
    if !named.is_empty() {
        conditions.push(sql("id IN ").list(named.iter().map(|contact| contact.uuid())));
    }
    if !scope.identifiers.is_empty() {
        conditions.push(reached_by(&scope.identifiers));
    }
    if conditions.is_empty() {
        return Ok(());
    }
    read_contacts(connection, Sql::default().any(conditions), desk).await?;
    named.retain(|contact| !desk.contacts.contains_key(contact));
    load_deleted_contacts(connection, &named, desk).await
}

async fn read_contacts(connection: &mut Connection, which: Sql, desk: &mut Desk) -> Result<(), StoreError> {
    for row in connection.rows(sql("SELECT record FROM contacts WHERE ").append(which)).await? {
        let contact: Contact = row.record(0)?;
        desk.contacts.insert(contact.id, contact);
    }
    Ok(())
}

/// Loads contacts that were deleted, and those who have their identifiers now.
async fn load_deleted_contacts(
    connection: &mut Connection,
    named: &BTreeSet<ContactId>,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    if named.is_empty() {
        return Ok(());
    }
    let statement = sql("SELECT record FROM deleted_contacts WHERE id IN ")
        .list(named.iter().map(|contact| contact.uuid()));
    for row in connection.rows(statement).await? {
        let deleted: DeletedContact = row.record(0)?;
        desk.deleted_contacts.insert(deleted.contact.id, deleted);
    }
    let deleted = desk.deleted_contacts.values();
    let identifiers: BTreeSet<_> =
        deleted.flat_map(|deleted| &deleted.contact.identifiers).cloned().collect();
    if identifiers.is_empty() {
        return Ok(());
    }
    read_contacts(connection, reached_by(&identifiers), desk).await
}

/// The condition that a contact is reached by one of some identifiers.
fn reached_by(identifiers: &BTreeSet<DeliveryIdentifier>) -> Sql {
    sql("id IN (SELECT contact FROM contact_identifiers WHERE (kind, value) IN (VALUES ")
        .rows(identifiers.iter().map(identifier_row))
        .push("))")
}

async fn load_companies_and_deals(
    connection: &mut Connection,
    scope: &Scope,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    if !scope.companies.is_empty() {
        let statement = sql("SELECT record FROM companies WHERE id IN ")
            .list(scope.companies.iter().map(|company| company.uuid()));
        for row in connection.rows(statement).await? {
            let company: Company = row.record(0)?;
            desk.companies.insert(company.id, company);
        }
    }
    if !scope.deals.is_empty() {
        let statement =
            sql("SELECT record FROM deals WHERE id IN ").list(scope.deals.iter().map(|deal| deal.uuid()));
        for row in connection.rows(statement).await? {
            let deal: Deal = row.record(0)?;
            desk.deals.insert(deal.id, deal);
        }
    }
    Ok(())
}

fn identifier_row(identifier: &DeliveryIdentifier) -> Vec<Value> {
    vec![identifier_kind(identifier).into(), identifier.value().into()]
}

async fn load_read_marks(
    connection: &mut Connection,
    scope: &Scope,
    readers: &BTreeSet<UserId>,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    let mut conditions: Vec<Sql> = Vec::new();
    if !(desk.tickets.is_empty() || readers.is_empty()) {
        let of_readers = sql("(ticket IN ")
            .list(desk.tickets.keys().map(|ticket| ticket.uuid()))
            .push(" AND user_id IN ")
            .list(readers.iter().map(|reader| reader.uuid()))
            .push(")");
        conditions.push(of_readers);
    }
    if !scope.readers_of.is_empty() {
        conditions.push(sql("ticket IN ").list(scope.readers_of.iter().map(|ticket| ticket.uuid())));
    }
    if conditions.is_empty() {
        return Ok(());
    }
    let statement = sql("SELECT ticket, user_id, read_up_to FROM read_marks WHERE ").any(conditions);
    for row in connection.rows(statement).await? {
        desk.read.entry(row.id::<TicketId>(0)?).or_default().insert(row.id(1)?, row.count(2)?);
    }
    Ok(())
}

/// Loads the files that wait for a message. Nobody else takes one meanwhile: who comes second finds that it
/// does not wait any more.
async fn load_files(connection: &mut Connection, scope: &Scope, desk: &mut Desk) -> Result<(), StoreError> {
    if scope.files.is_empty() {
        return Ok(());
    }
    let statement = sql("SELECT id, name, media_type, size, inline, stored_by FROM attachments \
                         WHERE message IS NULL AND stored_by IS NOT NULL AND id IN ")
    .list(scope.files.iter().map(|file| file.uuid()));
    for row in connection.rows(statement).await? {
        let file = read_attachment(&row)?;
        desk.facts.files.insert(file.id, WaitingFile { file, stored_by: row.id(5)? });
    }
    Ok(())
}

async fn load_counts(connection: &mut Connection, scope: &Scope, desk: &mut Desk) -> Result<(), StoreError> {
    if !scope.count_of_messages.is_empty() {
        let statement = sql("SELECT conversation, COUNT(*) FROM messages \
                             WHERE kind IN ('incoming', 'outgoing') AND conversation IN ")
        .list(scope.count_of_messages.iter().map(|conversation| conversation.uuid()))
        .push(" GROUP BY conversation");
        for row in connection.rows(statement).await? {
            desk.facts.messages_in.insert(row.id(0)?, row.count(1)?);
        }
    }
    spam::load_outside(connection, &scope.count_outside_spam, desk).await?;
    if !scope.use_of_status.is_empty() {
        let statement =
            sql("SELECT status, CAST(SUM(tickets) AS BIGINT) FROM ticket_counts WHERE status IN ")
                .list(scope.use_of_status.iter().map(|status| status.uuid()))
                .push(" GROUP BY status");
        for row in connection.rows(statement).await? {
            desk.facts.tickets_in_status.insert(row.id(0)?, row.count(1)?);
        }
    }
    if !scope.use_of_pipeline.is_empty() {
        let statement =
            sql("SELECT pipeline, CAST(SUM(tickets) AS BIGINT) FROM ticket_counts WHERE pipeline IN ")
                .list(scope.use_of_pipeline.iter().map(|pipeline| pipeline.uuid()))
                .push(" GROUP BY pipeline");
        for row in connection.rows(statement).await? {
            desk.facts.tickets_in_pipeline.insert(row.id(0)?, row.count(1)?);
        }
    }
    Ok(())
}
