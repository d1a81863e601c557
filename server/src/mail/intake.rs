//! Taking mail in: raw bytes into the ledger first, then into a conversation.
//!
//! A mail is acknowledged once its bytes are durable. What it becomes is an order with ids that
//! [follow](super::derived_ids) from its id in the ledger, so a crash at any moment is made good by
//! doing it again: the order is recognised, and nothing comes to be twice.

use std::sync::Arc;

use chrono::TimeDelta;
use sportello_domain::channel::ChannelKind;
use sportello_domain::event::Fact;
use sportello_domain::id::{ChannelId, ConversationId, MessageId, TicketId};
use sportello_domain::identifier::{DeliveryIdentifier, EmailAddress};
use sportello_domain::message::{Arrival, ReceiveMessage, Recipient};
use sportello_domain::order::{Actor, Order};
use sportello_domain::protocol::{MailFate, MailReceipt};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use tokio_util::sync::CancellationToken;

use super::derived_ids;
use super::digest::Digest;
use super::parse::{self, IncomingMail, MailFault};
use super::reply_address::ReplyKey;
use crate::engine::{Accepted, Engine, Refused};
use crate::store::StoreError;
use crate::store::attachment::NewAttachment;
use crate::store::mail_ledger::{NewMail, PutMail, RawMail};
use crate::store::place::Place;

/// The largest mail that is taken, in bytes.
pub const MAX_SIZE: usize = 25 << 20;

/// How many waiting mails are read at a time.
const READ_AT_ONCE: u64 = 16;

/// How often mails that still wait are looked for.
const PAUSE: std::time::Duration = std::time::Duration::from_mins(1);

/// How old a waiting mail is before somebody else than who handed it in takes it up.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::seconds(30);

/// Why a mail was not taken. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum NotTakenIn {
    /// It is larger than [`MAX_SIZE`].
    #[error("the mail has {size} bytes; the largest that is taken has {max}")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The largest size in bytes.
        max: usize,
    },
    /// There is no such channel.
    #[error("there is no such channel")]
    ChannelNotFound,
    /// The channel is not for mail.
    #[error("this channel takes no mail")]
    ChannelTakesNoMail,
    /// The ledger could not be written.
    #[error("the mail could not be stored")]
    Unavailable(#[from] StoreError),
}

impl NotTakenIn {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "mail_too_large",
            Self::ChannelNotFound => "channel_not_found",
            Self::ChannelTakesNoMail => "channel_takes_no_mail",
            Self::Unavailable(_) => "unavailable",
        }
    }
}

/// A mail that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// What became of it.
    pub receipt: MailReceipt,
    /// Whether the same bytes had come on the same channel before.
    pub known: bool,
}

/// Takes one raw mail in: stores it and finds its conversation. When this returns the mail is durable,
/// whatever became of it.
///
/// # Errors
///
/// When the mail is not stored.
pub async fn hand_in(engine: &Engine, channel: ChannelId, raw: Vec<u8>) -> Result<HandedIn, NotTakenIn> {
    let mail = match store(engine, channel, raw).await? {
        PutMail::New(receipt) => (receipt, false),
        PutMail::Known(receipt) => (receipt, true),
    };
    let (receipt, known) = mail;
    if receipt.fate != MailFate::Waiting {
        return Ok(HandedIn { receipt, known });
    }
    // From here on the mail is stored: whoever handed it in is told so, even if reading it must wait.
    let receipt = match take_up(engine, receipt.id).await {
        Ok(Some(settled)) => settled,
        Ok(None) => receipt,
        Err(error) => {
            tracing::error!(mail.id = %receipt.id, %error, "Mail {} waits.", receipt.id);
            receipt
        }
    };
    Ok(HandedIn { receipt, known })
}

/// Stores one raw mail in the ledger, where it waits.
///
/// # Errors
///
/// When the mail is not stored.
pub async fn store(engine: &Engine, channel: ChannelId, raw: Vec<u8>) -> Result<PutMail, NotTakenIn> {
    if MAX_SIZE < raw.len() {
        return Err(NotTakenIn::TooLarge { size: raw.len(), max: MAX_SIZE });
    }
    match engine.setup().channels.get(&channel).map(|channel| &channel.kind) {
        Some(ChannelKind::Email { .. }) => {}
        Some(
            ChannelKind::Chat
            | ChannelKind::Form
            | ChannelKind::Calling
            | ChannelKind::Messenger
            | ChannelKind::Whatsapp
            | ChannelKind::Custom,
        ) => return Err(NotTakenIn::ChannelTakesNoMail),
        None => return Err(NotTakenIn::ChannelNotFound),
    }
    let mail = NewMail {
        id: engine.entropy().id(),
        channel,
        digest: Digest::of(&raw).bytes().to_vec(),
        received_at: engine.clock().now(),
        raw,
    };
    Ok(engine.store().put_mail(mail).await?)
}

/// Runs a mail of the ledger, whether it waits or was held: nothing happens to one that is in a
/// conversation already. None where there is no such mail.
///
/// # Errors
///
/// When the store fails; then the mail stays as it was.
pub async fn take_up(engine: &Engine, mail: MessageId) -> Result<Option<MailReceipt>, StoreError> {
    let Some(mail) = engine.store().raw_mail(mail).await? else { return Ok(None) };
    match mail.fate {
        MailFate::Accepted { .. } | MailFate::Duplicate { .. } => {
            Ok(Some(MailReceipt { id: mail.id, received_at: mail.received_at, fate: mail.fate }))
        }
        MailFate::Waiting | MailFate::Held { .. } => {
            let id = mail.id;
            let fate = fate_of(engine, mail).await?;
            tracing::info!(mail.id = %id, fate = name_of(&fate), "Mail {id} was read: {}.", name_of(&fate));
            engine.store().settle_mail(id, &fate).await
        }
    }
}

/// Takes up what still waits, at the start and whenever something was left over, until stopped.
pub async fn run(engine: Engine, stop: CancellationToken) {
    loop {
        if let Err(error) = take_up_waiting(&engine).await {
            tracing::error!(%error, "Waiting mail could not be read.");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Takes up the mails that were stored and not read, oldest first. Gives how many there were.
///
/// # Errors
///
/// When the store fails.
pub async fn take_up_waiting(engine: &Engine) -> Result<usize, StoreError> {
    let mut count = 0;
    let mut after: Option<Place> = None;
    loop {
        let mails = engine.store().waiting_mails(after, READ_AT_ONCE).await?;
        let Some(last) = mails.last() else { return Ok(count) };
        after = Some(Place { at: last.received_at, id: last.id.uuid() });
        let forgotten = engine.clock().now() - FORGOTTEN_AFTER;
        for mail in mails.into_iter().filter(|mail| mail.received_at <= forgotten) {
            take_up(engine, mail.id).await?;
            count += 1;
        }
    }
}

/// Reads a mail and gives it to the engine.
async fn fate_of(engine: &Engine, mail: RawMail) -> Result<MailFate, StoreError> {
    let RawMail { id, channel, raw, .. } = mail;
    // Reading is work for the processor; and whatever it may stumble over ends there.
    let read = tokio::task::spawn_blocking(move || parse::parse(&raw)).await;
    let incoming = match read.unwrap_or(Err(MailFault::Unreadable)) {
        Ok(incoming) => incoming,
        Err(fault) => return Ok(held(fault.code(), &fault.to_string())),
    };
    let at = engine.clock().now();
    let key = ReplyKey::of_secret(engine.secret().bytes());
    let (command, files) = order_for(&engine.setup(), &key, id, channel, incoming);
    engine.store().put_attachments(files, at).await?;
    let order = Order {
        id: derived_ids::order_of_mail(id),
        actor: Actor::Channel { channel },
        at,
        command: command.into(),
    };
    match engine.execute(order).await {
        Ok(accepted) => match accepted_as(id, &accepted) {
            Some(fate) => Ok(fate),
            None => stored_fate(engine, id).await,
        },
        // Its own message is there: an earlier run came as far as that.
        Err(Refused::Rejected(Rejection::MessageAlreadyReceived { message })) if message == id => {
            stored_fate(engine, id).await
        }
        Err(Refused::Rejected(Rejection::MessageAlreadyReceived { message })) => {
            Ok(MailFate::Duplicate { message: Some(message) })
        }
        Err(Refused::Rejected(rejection)) => Ok(held(&rejection.code(), &rejection.to_string())),
        Err(Refused::OrderIdTaken) => stored_fate(engine, id).await,
        Err(Refused::Unavailable(error)) => Err(Arc::into_inner(error).unwrap_or(StoreError::Conflict)),
    }
}

/// What the accepted order says about where the mail is.
fn accepted_as(mail: MessageId, accepted: &Accepted) -> Option<MailFate> {
    let conversation: ConversationId = accepted.change.events.iter().find_map(|event| {
        let Fact::MessageAdded { message } = &event.fact else { return None };
        (message.id == mail).then_some(message.conversation)
    })?;
    let ticket: Option<TicketId> = accepted.change.after.first().map(|ticket| ticket.id);
    Some(MailFate::Accepted { message: mail, conversation, ticket })
}

/// Where the mail's message is, as it is stored.
async fn stored_fate(engine: &Engine, mail: MessageId) -> Result<MailFate, StoreError> {
    Ok(match engine.store().message(mail).await? {
        Some(found) => MailFate::Accepted {
            message: mail,
            conversation: found.conversation.id,
            ticket: found.conversation.ticket(),
        },
        None => held("order_id_taken", "another order has the id that this mail's order would have"),
    })
}

/// The order that a mail becomes, and the files to be stored before it.
fn order_for(
    setup: &Setup,
    key: &ReplyKey,
    id: MessageId,
    channel: ChannelId,
    mail: IncomingMail,
) -> (ReceiveMessage, Vec<NewAttachment>) {
    let without_token = |address: EmailAddress| key.read(&address).map_or(address, |(_, bare)| bare);
    let addressed = mail.recipients.iter().map(|(_, address)| address).chain(&mail.delivered_to);
    let reply_token = addressed.into_iter().find_map(|address| key.read(address)).map(|(named, _)| named);
    let ours = |address: &EmailAddress| setup.channels.values().any(|ours| ours.address() == Some(address));
    let files: Vec<NewAttachment> = mail
        .files
        .into_iter()
        .enumerate()
        .map(|(n, file)| NewAttachment {
            id: derived_ids::file_of_mail(id, n),
            stored_by: None,
            name: file.name,
            media_type: file.media_type,
            inline: file.inline,
            content_id: file.content_id,
            bytes: file.bytes,
        })
        .collect();
    let command = ReceiveMessage {
        message: id,
        channel,
        // A desk's own reply address is the desk: so the domain sees that the mail is our own.
        from: DeliveryIdentifier::Email(without_token(mail.from)),
        from_name: mail.from_name,
        // An answer to ourselves would go round for ever.
        reply_to: mail.reply_to.map(without_token).filter(|to| !ours(to)).map(DeliveryIdentifier::Email),
        recipients: mail
            .recipients
            .into_iter()
            .map(|(role, address)| Recipient {
                role,
                identifier: DeliveryIdentifier::Email(without_token(address)),
            })
            .collect(),
        subject: mail.subject,
        body: mail.body,
        attachments: files.iter().map(|file| file.id).collect(),
        written_at: mail.written_at,
        arrival: Arrival::Mail { head: mail.head, reply_token, nature: mail.nature },
        new_contact: derived_ids::contact_of_mail(id),
        new_conversation: derived_ids::conversation_of_mail(id),
        new_ticket: derived_ids::ticket_of_mail(id),
    };
    (command, files)
}

fn held(code: &str, reason: &str) -> MailFate {
    MailFate::Held { code: code.to_owned(), reason: reason.to_owned() }
}

fn name_of(fate: &MailFate) -> &'static str {
    match fate {
        MailFate::Waiting => "waiting",
        MailFate::Accepted { .. } => "accepted",
        MailFate::Duplicate { .. } => "duplicate",
        MailFate::Held { .. } => "held",
    }
}
