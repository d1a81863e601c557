//! Writing contacts, companies and deals, and which records belong together.

use std::borrow::Cow;
use std::collections::BTreeSet;

use sportello_domain::company::Company;
use sportello_domain::contact::{Contact, DeletedContact};
use sportello_domain::deal::Deal;
use sportello_domain::event::Fact;
use sportello_domain::id::{CompanyId, ContactId};
use uuid::Uuid;

use super::records::{
    Difference, NewRow, Writing, differences, facts, links, write, write_links, write_rows,
};
use super::{DecidedOrder, search_entries};
use crate::search::sort_name;
use crate::store::StoreError;
use crate::store::connection::Connection;
use crate::store::record::identifier_kind;
use crate::store::sql::{json, sql};

/// Declares how records that have a name are written.
macro_rules! named {
    ($table:literal) => {
        Writing {
            insert: concat!("INSERT INTO ", $table, " (id, sort_name, version, record) VALUES "),
            update: [
                "WITH changed (id, sort_name, version, record, loaded) AS (VALUES ",
                concat!(
                    ") UPDATE ",
                    $table,
                    " SET sort_name = changed.sort_name, version = changed.version, record = changed.record \
                     FROM changed WHERE ",
                    $table,
                    ".id = changed.id AND ",
                    $table,
                    ".version = changed.loaded"
                ),
            ],
        }
    };
}

const CONTACTS: Writing = named!("contacts");
const COMPANIES: Writing = named!("companies");
const DEALS: Writing = named!("deals");

/// Writes the contacts, companies and deals that some orders changed.
///
/// # Errors
///
/// [`StoreError::Conflict`] where one is not as it was when it was loaded, or another contact got the
/// same identifier.
pub(super) async fn save_people(
    connection: &mut Connection,
    orders: &[DecidedOrder],
) -> Result<(), StoreError> {
    delete_contacts(connection, orders).await?;
    bring_back_contacts(connection, orders).await?;
    save_contacts(connection, orders).await?;
    let companies = differences(orders, |desk| &desk.companies, |company| company.version);
    let columns = |company: &Company| {
        let sort_name = sort_name(&company.name);
        Ok(vec![company.id.uuid().into(), sort_name.into(), company.version.into(), json(company)?.into()])
    };
    write(connection, &COMPANIES, &companies, columns, |company| company.version).await?;
    search_entries::save_companies(connection, &companies).await?;
    let deals = differences(orders, |desk| &desk.deals, |deal| deal.version);
    let columns = |deal: &Deal| {
        let sort_name = sort_name(&deal.name);
        Ok(vec![deal.id.uuid().into(), sort_name.into(), deal.version.into(), json(deal)?.into()])
    };
    write(connection, &DEALS, &deals, columns, |deal| deal.version).await?;
    let id = |deal: &Deal| deal.id.uuid();
    save_associations(connection, &deals, id, |deal| &deal.contacts, ContactId::uuid).await?;
    save_associations(connection, &deals, id, |deal| &deal.companies, CompanyId::uuid).await?;
    search_entries::save_deals(connection, &deals).await
}

/// Puts contacts among the deleted ones: nothing of them is listed, found or reached any more.
///
/// # Errors
///
/// [`StoreError::Conflict`] where one is not as it was when it was loaded.
async fn delete_contacts(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    let mut deleted: Vec<(&Contact, &DeletedContact)> = Vec::new();
    for decided in orders {
        for event in &decided.events {
            if let Fact::ContactDeleted { contact, .. } = &event.fact {
                let before = decided.before.contacts.get(contact);
                deleted.extend(before.zip(decided.after.deleted_contacts.get(contact)));
            }
        }
    }
    if deleted.is_empty() {
        return Ok(());
    }
    let ids = || deleted.iter().map(|(contact, _)| contact.id.uuid());
    for statement in [
        "DELETE FROM contact_identifiers WHERE contact IN ",
        "DELETE FROM associations WHERE holder IN ",
        "DELETE FROM search_entries WHERE source IN ",
    ] {
        connection.change(sql(statement).list(ids())).await?;
    }
    let versions = deleted.iter().map(|(before, _)| vec![before.id.uuid().into(), before.version.into()]);
    let delete = sql("DELETE FROM contacts WHERE (id, version) IN (VALUES ").rows(versions).push(")");
    if connection.change(delete).await? != deleted.len() as u64 {
        return Err(StoreError::Conflict);
    }
    let mut rows: Vec<NewRow> = Vec::new();
    for (_, gone) in &deleted {
        rows.push(vec![gone.contact.id.uuid().into(), gone.at.into(), json(gone)?.into()]);
    }
    let insert = "INSERT INTO deleted_contacts (id, deleted_at, record) VALUES ";
    write_rows(connection, rows, insert, "").await?;
    search_entries::save_tickets_of(connection, ids().collect()).await
}

/// Takes contacts from among the deleted ones. They are written as new ones are.
///
/// # Errors
///
/// [`StoreError::Conflict`] where one is not deleted any more.
async fn bring_back_contacts(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    let restored = facts(orders).filter_map(|fact| {
        if let Fact::ContactRestored { contact } = fact { Some(contact.id.uuid()) } else { None }
    });
    let back: Vec<Uuid> = restored.collect();
    if back.is_empty() {
        return Ok(());
    }
    let expected = back.len() as u64;
    if connection.change(sql("DELETE FROM deleted_contacts WHERE id IN ").list(back)).await? != expected {
        return Err(StoreError::Conflict);
    }
    Ok(())
}

async fn save_contacts(connection: &mut Connection, orders: &[DecidedOrder]) -> Result<(), StoreError> {
    let contacts = differences(orders, |desk| &desk.contacts, |contact| contact.version);
    let columns = |contact: &Contact| {
        let sort_name = sort_name(contact.display_name());
        Ok(vec![contact.id.uuid().into(), sort_name.into(), contact.version.into(), json(contact)?.into()])
    };
    write(connection, &CONTACTS, &contacts, columns, |contact| contact.version).await?;
    let identifiers = links(
        &contacts,
        |contact| Cow::Borrowed(&contact.identifiers),
        |contact, identifier| {
            vec![identifier_kind(identifier).into(), identifier.value().into(), contact.id.uuid().into()]
        },
    );
    let delete = "DELETE FROM contact_identifiers WHERE (kind, value, contact) IN (VALUES ";
    let insert = "INSERT INTO contact_identifiers (kind, value, contact) VALUES ";
    write_links(connection, identifiers, delete, insert).await?;
    let id = |contact: &Contact| contact.id.uuid();
    save_associations(connection, &contacts, id, |contact| &contact.companies, CompanyId::uuid).await?;
    search_entries::save_contacts(connection, &contacts).await
}

/// Writes which others some records are associated with.
///
/// # Errors
///
/// When the database fails.
pub(super) async fn save_associations<T, L: Ord + Copy>(
    connection: &mut Connection,
    changed: &[Difference<'_, T>],
    id: impl Fn(&T) -> Uuid,
    others: impl Fn(&T) -> &BTreeSet<L>,
    other_id: impl Fn(L) -> Uuid,
) -> Result<(), StoreError> {
    let associations = links(
        changed,
        |record| Cow::Borrowed(others(record)),
        |record, other| vec![id(record).into(), other_id(*other).into()],
    );
    let delete = "DELETE FROM associations WHERE (holder, other) IN (VALUES ";
    write_links(connection, associations, delete, "INSERT INTO associations (holder, other) VALUES ").await
}
