//! Writing an outgoing message as a mail (RFC 5322).

use std::time::SystemTime;

use lettre::message::header::{ContentType, ContentTypeErr};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Mail};
use sportello_domain::formatted::FormattedText;
use sportello_domain::identifier::{DeliveryIdentifier, EmailAddress};
use sportello_domain::mail::MailId;
use sportello_domain::message::{Body, Message, RecipientRole};

/// An outgoing message with all that goes into its mail.
#[derive(Clone, Debug)]
pub struct OutgoingMail<'a> {
    /// Its head.
    pub message: &'a Message,
    /// What it says.
    pub body: &'a Body,
    /// Its files.
    pub files: Vec<OutgoingFile>,
    /// The name that the channel goes by.
    pub channel_name: &'a str,
    /// The channel's address, from which it is sent.
    pub from: &'a EmailAddress,
    /// Where answers shall go.
    pub reply_to: &'a EmailAddress,
}

/// A file of an outgoing message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why a message cannot be written as a mail. Trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum ComposeFault {
    /// The address is one that no mail server would take.
    #[error("{address} is not an address that mail can be sent to")]
    Address {
        /// The address.
        address: String,
    },
    /// There is nobody to send it to by mail.
    #[error("the message has no recipient with an e-mail address")]
    NoRecipient,
    /// The parts do not make a mail.
    #[error("the message cannot be written as a mail: {0}")]
    Mail(#[from] lettre::error::Error),
}

/// The e-mail addresses to which a message goes, in all fields.
pub fn recipients(message: &Message) -> Vec<EmailAddress> {
    message.recipients.iter().filter_map(|recipient| email(&recipient.identifier)).cloned().collect()
}

/// Writes the mail.
///
/// # Errors
///
/// When an address cannot be used or nobody is to get it.
pub fn compose(outgoing: &OutgoingMail<'_>) -> Result<Mail, ComposeFault> {
    let message = outgoing.message;
    let mut mail = Mail::builder()
        .from(mailbox(Some(outgoing.channel_name), outgoing.from)?)
        .date(SystemTime::from(message.written_at));
    if outgoing.reply_to != outgoing.from {
        mail = mail.reply_to(mailbox(Some(outgoing.channel_name), outgoing.reply_to)?);
    }
    if recipients(message).is_empty() {
        return Err(ComposeFault::NoRecipient);
    }
    for recipient in &message.recipients {
        let Some(address) = email(&recipient.identifier) else { continue };
        let mailbox = mailbox(None, address)?;
        mail = match recipient.role {
            RecipientRole::To => mail.to(mailbox),
            RecipientRole::Cc => mail.cc(mailbox),
            RecipientRole::Bcc => mail.bcc(mailbox), // In the envelope only.
        };
    }
    if let Some(subject) = &message.subject {
        mail = mail.subject(subject.clone());
    }
    if let Some(head) = &message.mail {
        mail = mail.message_id(Some(head.id.to_string()));
        if let Some(answered) = &head.in_reply_to {
            mail = mail.in_reply_to(answered.to_string());
        }
        if !head.references.is_empty() {
            let references: Vec<String> = head.references.iter().map(MailId::to_string).collect();
            mail = mail.references(references.join(" "));
        }
    }
    let text = SinglePart::plain(outgoing.body.text.clone());
    let formatted = outgoing.body.formatted.as_ref().map(FormattedText::to_html);
    // The plain text comes first: a program shows the last that it knows.
    let both = formatted.map(|html| {
        MultiPart::alternative().singlepart(text.clone()).singlepart(SinglePart::html(page(&html)))
    });
    let mut parts = match (both, outgoing.files.is_empty()) {
        (None, true) => return Ok(mail.singlepart(text)?),
        (Some(both), true) => return Ok(mail.multipart(both)?),
        (None, false) => MultiPart::mixed().singlepart(text),
        (Some(both), false) => MultiPart::mixed().multipart(both),
    };
    for file in &outgoing.files {
        let kind = ContentType::parse(&file.media_type).or_else(|_: ContentTypeErr| octets());
        let Ok(kind) = kind else { continue };
        parts = parts.singlepart(Attachment::new(file.name.clone()).body(file.bytes.clone(), kind));
    }
    Ok(mail.multipart(parts)?)
}

/// A whole document of what stands in it.
fn page(content: &str) -> String {
    format!("<!doctype html><html><head><meta charset=\"utf-8\"></head><body>{content}</body></html>")
}

/// The type of a file of which nothing is known.
fn octets() -> Result<ContentType, ContentTypeErr> {
    ContentType::parse("application/octet-stream")
}

fn email(identifier: &DeliveryIdentifier) -> Option<&EmailAddress> {
    match identifier {
        DeliveryIdentifier::Email(address) => Some(address),
        DeliveryIdentifier::Phone(_) | DeliveryIdentifier::ShortCode(_) | DeliveryIdentifier::Opaque(_) => {
            None
        }
    }
}

fn mailbox(name: Option<&str>, address: &EmailAddress) -> Result<Mailbox, ComposeFault> {
    let fault = || ComposeFault::Address { address: address.to_string() };
    let address: Address = address.as_str().parse().map_err(|_| fault())?;
    Ok(Mailbox::new(name.map(str::to_owned), address))
}
