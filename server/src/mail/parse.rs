//! Reading a mail: from the raw bytes to what the desk takes in. Pure: the same bytes always give
//! the same mail, and no bytes make it fail in any other way than a [`MailFault`].
//!
//! Lenient like a mail program: whatever can be read is read, whatever is wrong is left out. What a
//! part of a mail becomes is decided in the modules below; this one puts it together.

mod addresses;
mod charset;
mod files;
mod nesting;
mod references;
mod text;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use mail_parser::{HeaderName, Message, MessageParser};
use sportello_domain::identifier::EmailAddress;
use sportello_domain::mail::{MailHead, MailHeader, MailId, nature};
use sportello_domain::message::{Body, Nature, RecipientRole};

pub use files::{IncomingFile, bare_media_type, safe_name};
pub use text::is_nested_too_deeply;

use super::digest::Digest;

/// A mail as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingMail {
    /// Its place among other mails. A mail without a Message-ID has one made from its digest.
    pub head: MailHead,
    /// Who wrote it.
    pub from: EmailAddress,
    /// The name that the writer goes by.
    pub from_name: Option<String>,
    /// Where an answer shall go, if not to the writer.
    pub reply_to: Option<EmailAddress>,
    /// To whom it was written, without repetition.
    pub recipients: Vec<(RecipientRole, EmailAddress)>,
    /// To which addresses the mail servers on the way delivered it.
    pub delivered_to: Vec<EmailAddress>,
    /// Its subject on one line, prefixes such as `Re:` included.
    pub subject: Option<String>,
    /// What it says.
    pub body: Body,
    /// Its files, in the order of the mail.
    pub files: Vec<IncomingFile>,
    /// When it says that it was written. May lie in the future.
    pub written_at: Option<DateTime<Utc>>,
    /// Whether a person wrote it (EML-22).
    pub nature: Nature,
}

/// Why a mail cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// There is not a single header.
    #[error("this is not a mail: it has no headers")]
    Unreadable,
    /// Nobody could be answered, and no contact could be found.
    #[error("the mail names no sender with an e-mail address")]
    WithoutSender,
}

impl MailFault {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "mail_unreadable",
            Self::WithoutSender => "mail_without_sender",
        }
    }
}

/// What a mail says about its place among others, and when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailPlace {
    /// Its place among other mails.
    pub head: MailHead,
    /// When it says that it was written.
    pub written_at: Option<DateTime<Utc>>,
}

/// Reads a mail.
///
/// # Errors
///
/// When it is no mail at all, or has no sender.
pub fn parse(raw: &[u8]) -> Result<IncomingMail, MailFault> {
    let readable = charset::with_readable_headers(raw);
    let bytes = nesting::disguised(Cow::Borrowed(&*readable));
    let message = MessageParser::default().parse(&*bytes).ok_or(MailFault::Unreadable)?;
    if message.headers().is_empty() {
        return Err(MailFault::Unreadable);
    }
    let (from, from_name) = addresses::sender(&message).ok_or(MailFault::WithoutSender)?;
    let body = text::body(&message);
    Ok(IncomingMail {
        head: head(&message, raw).ok_or(MailFault::Unreadable)?,
        reply_to: addresses::reply_to(&message).filter(|reply_to| *reply_to != from),
        from,
        from_name,
        recipients: addresses::recipients(&message),
        delivered_to: addresses::delivered_to(&message),
        subject: message.subject().and_then(text::one_line),
        files: files::files(&message, &readable, body.html.as_deref()),
        body,
        written_at: written_at(&message),
        nature: nature(message.headers_raw().map(|(name, value)| MailHeader { name, value })),
    })
}

/// Reads no more of a mail than its place among others: what an import needs to put mails in order.
/// None when it is no mail at all.
pub fn place(raw: &[u8]) -> Option<MailPlace> {
    let bytes = charset::with_readable_headers(raw);
    let message = MessageParser::default().parse_headers(&*bytes)?;
    Some(MailPlace { head: head(&message, raw)?, written_at: written_at(&message) })
}

/// The mail's own id and those of the mails before it.
fn head(message: &Message<'_>, raw: &[u8]) -> Option<MailHead> {
    let ids_of = |name| message.header_raw(name).map(references::ids).unwrap_or_default();
    let id = ids_of(HeaderName::MessageId).into_iter().next().or_else(|| id_from_digest(raw))?;
    let mut answered = ids_of(HeaderName::InReplyTo).into_iter().filter(|other| *other != id);
    let in_reply_to = answered.next();
    let mut references: Vec<MailId> = Vec::new();
    for other in ids_of(HeaderName::References).into_iter().chain(answered) {
        if other != id && !references.contains(&other) {
            references.push(other);
        }
    }
    Some(MailHead { id, in_reply_to, references }.bounded())
}

/// An id for a mail that has none: the same for the same bytes, so that the mail is recognised when
/// it comes again.
fn id_from_digest(raw: &[u8]) -> Option<MailId> {
    MailId::parse(&format!("{}@no-message-id.invalid", Digest::of(raw)))
}

/// The `Date` header, or else when the last mail server on the way took the mail.
fn written_at(message: &Message<'_>) -> Option<DateTime<Utc>> {
    let received = || message.received().and_then(mail_parser::Received::date);
    let date = message.date().filter(|date| date.is_valid()).copied().or_else(received)?;
    if date.is_valid() { DateTime::from_timestamp(date.to_timestamp(), 0) } else { None }
}
