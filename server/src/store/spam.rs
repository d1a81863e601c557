//! How much of what contacts wrote is not in Spam, and whether that still holds when an order is saved.

use std::collections::BTreeSet;

use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::id::ContactId;

use super::StoreError;
use super::changes::DecidedOrder;
use super::connection::Connection;
use super::sql::{Sql, sql};

/// Loads how many conversations some contacts have outside of Spam.
pub(super) async fn load_outside(
    connection: &mut Connection,
    contacts: &BTreeSet<ContactId>,
    desk: &mut Desk,
) -> Result<(), StoreError> {
    if contacts.is_empty() {
        return Ok(());
    }
    desk.facts.outside_spam.extend(contacts.iter().map(|contact| (*contact, 0)));
    let statement = sql("SELECT contact, COUNT(*) FROM conversation_contacts WHERE ")
        .append(outside(contacts))
        .push(" GROUP BY contact");
    for row in connection.rows(statement).await? {
        desk.facts.outside_spam.insert(row.id(0)?, row.count(1)?);
    }
    Ok(())
}

/// Makes sure that what was decided about contacts and Spam holds in the end: whoever was deleted has nothing outside of
/// Spam, and whoever has is not deleted. Another transaction may have brought that about in between.
///
/// # Errors
///
/// When the database fails, and [`StoreError::Conflict`] where one has.
pub(crate) async fn still_so(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    if !connection.shares() {
        return Ok(());
    }
    let (mut deleted, mut outside_spam) = (BTreeSet::new(), BTreeSet::new());
    for decided in orders {
        for event in &decided.events {
            if let Fact::ContactDeleted { contact, .. } = &event.fact {
                deleted.insert(*contact);
            }
            outside_spam.extend(decided.brought_out_of_spam(&event.fact));
        }
    }
    if !deleted.is_empty() {
        let select = sql("SELECT 1 FROM conversation_contacts WHERE ").append(outside(&deleted));
        none(connection, select).await?;
    }
    if !outside_spam.is_empty() {
        let select = sql("SELECT 1 FROM deleted_contacts WHERE id IN ")
            .list(outside_spam.iter().map(|contact| contact.uuid()));
        none(connection, select).await?;
    }
    Ok(())
}

async fn none(connection: &mut Connection, select: Sql) -> Result<(), StoreError> {
    match connection.row(select.push(" LIMIT 1")).await? {
        Some(_) => Err(StoreError::Conflict),
        None => Ok(()),
    }
}

/// The condition that a conversation of one of some contacts is not in Spam.
fn outside(contacts: &BTreeSet<ContactId>) -> Sql {
    sql("contact IN ")
        .list(contacts.iter().map(|contact| contact.uuid()))
        .push(" AND conversation IN (SELECT id FROM conversations WHERE place <> 'spam')")
}
