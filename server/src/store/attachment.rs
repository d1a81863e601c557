//! Files of messages. They are stored before the order that brings their message, which takes them; what
//! no message takes is swept later.

use chrono::{DateTime, Utc};
use sportello_domain::conversation::Conversation;
use sportello_domain::id::{AttachmentId, MessageId, UserId};
use sportello_domain::message::Attachment;
use sportello_domain::ticket::Ticket;

use uuid::Uuid;

use super::sql::{Row, sql};
use super::{Store, StoreError};

/// A file that is to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// Its id, made by whoever stores it.
    pub id: AttachmentId,
    /// Who stores it; nobody where it comes with a mail.
    pub stored_by: Option<UserId>,
    /// Its name, as the sender gave it.
    pub name: String,
    /// Its media type, as the sender gave it.
    pub media_type: String,
    /// Whether the message shows it inside its text.
    pub inline: bool,
    /// By what the text of the message refers to it (RFC 2392), without brackets.
    pub content_id: Option<String>,
    /// The file itself.
    pub bytes: Vec<u8>,
}

/// A file of a message, with what decides who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundAttachment {
    /// What it is.
    pub attachment: Attachment,
    /// Who stored it; nobody where it came with a mail.
    pub stored_by: Option<UserId>,
    /// The conversation of the message that took it; none while it waits.
    pub conversation: Option<Conversation>,
    /// The conversation's ticket, where it has one.
    pub ticket: Option<Ticket>,
    /// The file itself.
    pub bytes: Vec<u8>,
}

/// A file of a message as its text refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferredAttachment {
    /// What it is.
    pub attachment: Attachment,
    /// By what the text of the message refers to it, without brackets.
    pub content_id: Option<String>,
}

impl Store {
    /// Stores files, all or none. A file whose id is there already stays as it is, so that storing
    /// again after a crash is harmless; it waits for its message from now on.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_attachments(
        &self,
        attachments: Vec<NewAttachment>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if attachments.is_empty() {
            return Ok(());
        }
        let mut connection = self.begin().await?;
        for file in attachments {
            let size = file.bytes.len() as u64;
            let row = vec![
                file.id.uuid().into(),
                file.stored_by.map(UserId::uuid).into(),
                file.name.into(),
                file.media_type.into(),
                i64::from(file.inline).into(),
                file.content_id.into(),
                size.into(),
                at.into(),
                file.bytes.into(),
            ];
            let insert = sql("INSERT INTO attachments \
                              (id, stored_by, name, media_type, inline, content_id, size, stored_at, bytes) VALUES ")
                .rows([row])
                .push(" ON CONFLICT (id) DO UPDATE SET stored_at = excluded.stored_at");
            connection.change(insert).await?;
        }
        connection.commit().await
    }

    /// A file with its bytes.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn attachment(&self, attachment: AttachmentId) -> Result<Option<FoundAttachment>, StoreError> {
        let select = sql("SELECT attachments.id, name, media_type, size, inline, stored_by, \
                          conversations.record, tickets.record, bytes FROM attachments \
                          LEFT JOIN messages ON messages.id = attachments.message \
                          LEFT JOIN conversations ON conversations.id = messages.conversation \
                          LEFT JOIN tickets ON tickets.id = conversations.ticket WHERE attachments.id = ")
        .bind(attachment.uuid());
        let Some(row) = self.reader().await?.row(select).await? else {
            return Ok(None);
        };
        Ok(Some(FoundAttachment {
            attachment: read_attachment(&row)?,
            stored_by: row.read::<Option<Uuid>>(5)?.map(UserId::from),
            conversation: row.optional_record(6)?,
            ticket: row.optional_record(7)?,
            bytes: row.read(8)?,
        }))
    }

    /// The files of a message, by which its text may refer to them.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn attachments_of_message(
        &self,
        message: MessageId,
    ) -> Result<Vec<ReferredAttachment>, StoreError> {
        let select =
            sql("SELECT id, name, media_type, size, inline, content_id FROM attachments WHERE message = ")
                .bind(message.uuid())
                .push(" ORDER BY id");
        let rows = self.reader().await?.rows(select).await?;
        rows.iter()
            .map(|row| Ok(ReferredAttachment { attachment: read_attachment(row)?, content_id: row.read(5)? }))
            .collect()
    }

    /// The bytes of some files of a message, in the order of their ids: what an outgoing mail
    /// carries. A file of another message is left out, whoever named it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn attachment_bytes(
        &self,
        message: MessageId,
        attachments: &[AttachmentId],
    ) -> Result<Vec<(Attachment, Vec<u8>)>, StoreError> {
        let select =
            sql("SELECT id, name, media_type, size, inline, bytes FROM attachments WHERE message = ")
                .bind(message.uuid())
                .push(" AND id IN ")
                .list(attachments.iter().map(|attachment| attachment.uuid()))
                .push(" ORDER BY id");
        let rows = self.reader().await?.rows(select).await?;
        rows.iter().map(|row| Ok((read_attachment(row)?, row.read(5)?))).collect()
    }

    /// Removes files that were stored before a time and that no message took. Says how many.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn sweep_attachments(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let delete =
            sql("DELETE FROM attachments WHERE stored_at < ").bind(before).push(" AND message IS NULL");
        self.change(delete).await
    }
}

/// Reads id, name, media type, size and inline from the first columns.
pub(super) fn read_attachment(row: &Row) -> Result<Attachment, StoreError> {
    Ok(Attachment {
        id: row.id(0)?,
        name: row.read(1)?,
        media_type: row.read(2)?,
        size: row.count(3)?,
        inline: row.count(4)? > 0,
    })
}
