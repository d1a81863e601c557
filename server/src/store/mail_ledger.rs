//! The mail ledger: every mail that was ever handed in, as it came, and what became of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sportello_domain::id::{ChannelId, MessageId};
use sportello_domain::protocol::{MailFate, MailPage, MailReceipt};

use super::place::Place;
use super::sql::{Row, json, sql};
use super::{Store, StoreError};

/// A mail that is to be stored before anything reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Its id in the ledger, if it is new.
    pub id: MessageId,
    /// The channel that brought it.
    pub channel: ChannelId,
    /// The digest of its bytes: the same bytes on the same channel are the same mail.
    pub digest: Vec<u8>,
    /// When it was handed in.
    pub received_at: DateTime<Utc>,
    /// The mail itself.
    pub raw: Vec<u8>,
}

/// Whether a mail was in the ledger before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutMail {
    /// It is new, and waits to be read.
    New(MailReceipt),
    /// It was there, and this became of it.
    Known(MailReceipt),
}

/// A mail as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMail {
    /// Its id in the ledger.
    pub id: MessageId,
    /// The channel that brought it.
    pub channel: ChannelId,
    /// When it was handed in.
    pub received_at: DateTime<Utc>,
    /// What became of it.
    pub fate: MailFate,
    /// The mail itself.
    pub raw: Vec<u8>,
}

impl Store {
    /// Stores a mail as it came, unless the same bytes came on the same channel before. It is durable
    /// when this returns.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_mail(&self, mail: NewMail) -> Result<PutMail, StoreError> {
        let new = MailReceipt { id: mail.id, received_at: mail.received_at, fate: MailFate::Waiting };
        let row = vec![
            mail.id.uuid().into(),
            mail.channel.uuid().into(),
            mail.digest.clone().into(),
            mail.received_at.into(),
            state_name(&new.fate).into(),
            json(&new.fate)?.into(),
            mail.raw.into(),
        ];
        let insert = sql("INSERT INTO mails (id, channel, digest, received_at, state, fate, raw) VALUES ")
            .rows([row])
            .push(" ON CONFLICT (channel, digest) DO NOTHING");
        if self.change(insert).await? > 0 {
            return Ok(PutMail::New(new));
        }
        let select = sql("SELECT id, received_at, fate FROM mails WHERE channel = ")
            .bind(mail.channel.uuid())
            .push(" AND digest = ")
            .bind(mail.digest);
        Ok(PutMail::Known(receipt(&self.reader().await?.only_row(select).await?)?))
    }

    /// The mails that wait to be read, oldest first, after one of them or from the first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn waiting_mails(&self, after: Option<Place>, limit: u64) -> Result<Vec<RawMail>, StoreError> {
        let mut conditions = vec![sql("state = 'waiting'")];
        conditions.extend(after.map(|place| sql("(received_at, id) > ").append(place.pair())));
        let select = sql("SELECT id, channel, received_at, fate, raw FROM mails WHERE ")
            .all(conditions)
            .push(" ORDER BY received_at, id LIMIT ")
            .bind(limit);
        self.reader().await?.rows(select).await?.iter().map(raw_mail).collect()
    }

    /// One mail as it came.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn raw_mail(&self, mail: MessageId) -> Result<Option<RawMail>, StoreError> {
        let select =
            sql("SELECT id, channel, received_at, fate, raw FROM mails WHERE id = ").bind(mail.uuid());
        self.reader().await?.row(select).await?.as_ref().map(raw_mail).transpose()
    }

    /// Writes what became of a mail. Gives its receipt; none where there is no such mail.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn settle_mail(
        &self,
        mail: MessageId,
        fate: &MailFate,
    ) -> Result<Option<MailReceipt>, StoreError> {
        let update = sql("UPDATE mails SET state = ")
            .bind(state_name(fate))
            .push(", fate = ")
            .bind(json(fate)?)
            .push(" WHERE id = ")
            .bind(mail.uuid())
            .push(" RETURNING id, received_at, fate");
        self.changed_row(update).await?.as_ref().map(receipt).transpose()
    }

    /// A page of the ledger, newest first: all of it, or the mails in one state by its name. Two
    /// statements.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn mail_page(
        &self,
        state: Option<&str>,
        after: Option<Place>,
        limit: usize,
    ) -> Result<MailPage, StoreError> {
        let mut connection = self.reader().await?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for row in connection.rows(sql("SELECT state, COUNT(*) FROM mails GROUP BY state")).await? {
            counts.insert(row.read(0)?, row.count(1)?);
        }
        let mut conditions = Vec::new();
        if let Some(state) = state {
            conditions.push(sql("state = ").bind(state));
        }
        conditions.extend(after.map(|place| sql("(received_at, id) < ").append(place.pair())));
        let select = sql("SELECT id, received_at, fate FROM mails WHERE ")
            .all(conditions)
            .push(" ORDER BY received_at DESC, id DESC LIMIT ")
            .bind(limit as u64 + 1);
        let rows = connection.rows(select).await?;
        let more = rows.len() > limit;
        let mut mails = rows.iter().map(receipt).collect::<Result<Vec<_>, _>>()?;
        mails.truncate(limit);
        let last = mails.last().filter(|_| more);
        let next = last.map(|mail| Place { at: mail.received_at, id: mail.id.uuid() }.to_string());
        Ok(MailPage { mails, next, counts })
    }
}

/// A fate's name, by which mails are listed and counted.
fn state_name(fate: &MailFate) -> &'static str {
    match fate {
        MailFate::Waiting => "waiting",
        MailFate::Accepted { .. } => "accepted",
        MailFate::Duplicate { .. } => "duplicate",
        MailFate::Held { .. } => "held",
    }
}

fn receipt(row: &Row) -> Result<MailReceipt, StoreError> {
    Ok(MailReceipt { id: row.id(0)?, received_at: row.time(1)?, fate: row.record(2)? })
}

fn raw_mail(row: &Row) -> Result<RawMail, StoreError> {
    Ok(RawMail {
        id: row.id(0)?,
        channel: row.id(1)?,
        received_at: row.time(2)?,
        fate: row.record(3)?,
        raw: row.read(4)?,
    })
}
