//! The outbox worker: takes what waits, writes it as a mail, hands it over, records how it ended
//! (REP-25).
//!
//! What waits was written in the same transaction as the message, so nothing is forgotten; how it
//! ended is an order with an id of its own for each time the message was to be sent, so nothing is
//! recorded twice. A crash after the mail server took the mail and before that was recorded sends
//! the mail again: with the same Message-ID, by which mail programs see that it is the same.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use sportello_domain::channel::ChannelKind;
use sportello_domain::event::Fact;
use sportello_domain::message::{Delivery, DeliveryOutcome, RecordDelivery};
use sportello_domain::order::{Actor, Order};
use tokio::sync::Mutex;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::budget::RecipientBudget;
use super::compose::{self, OutgoingFile, OutgoingMail};
use super::derived_ids;
use super::relay::{NotTaken, Relay};
use super::reply_address::ReplyKey;
use crate::engine::{Change, Engine, Refused};
use crate::store::StoreError;
use crate::store::outbox::OutboxEntry;
use crate::store::thread::FoundMessage;

/// How many mails are handed over side by side.
const AT_ONCE: usize = 4;

/// How many mails are claimed at a time.
const CLAIMED: u64 = 32;

/// For how long a claimed mail is nobody else's. Longer than handing over takes.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// The first pause after a failure; each further one is twice as long.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// The longest pause between two attempts.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// How many attempts are made: with these pauses, for about a day.
const MAX_ATTEMPTS: u64 = 30;

/// How long the worker sleeps at most, so that what another node put in is found.
const LONGEST_SLEEP: std::time::Duration = std::time::Duration::from_secs(15);

/// Hands outgoing mail over. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outbox {
    engine: Engine,
    relay: Relay,
    reply_key: ReplyKey,
    budget: Arc<Mutex<RecipientBudget>>,
}

/// How an attempt ended.
enum Attempt {
    /// For good.
    Over(DeliveryOutcome),
    /// Not yet.
    Again { error: String },
    /// There was nothing to send any more.
    Nothing,
}

/// Runs the worker until it is stopped. Without a mail server nothing is claimed: everything waits,
/// and is shown as being sent, until one is configured.
pub async fn run(engine: Engine, relay: Option<Relay>, stop: CancellationToken) {
    let Some(relay) = relay else {
        tracing::warn!("No mail server is configured for outgoing mail: answers by e-mail wait.");
        return;
    };
    let outbox = Outbox::new(engine, relay);
    let mut changes = outbox.engine.changes();
    loop {
        let sleep = match outbox.deliver_due().await {
            Ok(_) => outbox.until_due().await,
            Err(error) => {
                tracing::error!(%error, "The outbox could not be read.");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(sleep) => {}
            () = something_to_send(&mut changes) => {}
        }
    }
}

impl Outbox {
    /// An outbox that hands over to a mail server.
    pub fn new(engine: Engine, relay: Relay) -> Self {
        let reply_key = ReplyKey::of_secret(engine.secret().bytes());
        Self { engine, relay, reply_key, budget: Arc::default() }
    }

    /// Tries to hand over everything whose time has come. Gives how many attempts were made.
    ///
    /// # Errors
    ///
    /// When the outbox cannot be read. What one message meets is its own and stops no other.
    pub async fn deliver_due(&self) -> Result<usize, StoreError> {
        let mut attempts = 0;
        loop {
            let store = self.engine.store();
            let claimed = store.claim_outbox(self.engine.clock().now(), LEASE, CLAIMED).await?;
            if claimed.is_empty() {
                return Ok(attempts);
            }
            attempts += claimed.len();
            futures_util::stream::iter(claimed)
                .for_each_concurrent(AT_ONCE, |entry| async move {
                    let message = entry.message;
                    if let Err(error) = self.deliver(entry).await {
                        tracing::error!(message.id = %message, %error, "Message {message} waits for another attempt.");
                    }
                })
                .await;
        }
    }

    /// Tries to hand over one message, and writes down how that ended.
    async fn deliver(&self, entry: OutboxEntry) -> Result<(), StoreError> {
        let Some(found) = self.engine.store().message(entry.message).await? else {
            return Ok(());
        };
        match self.attempt(&entry, &found).await? {
            Attempt::Over(outcome) => self.record(&found, outcome).await,
            Attempt::Again { error } if MAX_ATTEMPTS <= entry.attempts + 1 => {
                self.record(&found, DeliveryOutcome::Failed { error }).await
            }
            Attempt::Again { error } => {
                tracing::info!(message.id = %entry.message, attempts = entry.attempts + 1,
                    "Message {} was not taken yet.", entry.message);
                let next_at = self.engine.clock().now() + self.pause(entry.attempts);
                self.engine.store().put_off(entry.message, next_at, &error).await
            }
            Attempt::Nothing => Ok(()),
        }
    }

    async fn attempt(&self, entry: &OutboxEntry, found: &FoundMessage) -> Result<Attempt, StoreError> {
        let message = &found.message;
        if message.delivery != Delivery::Sending {
            return Ok(Attempt::Nothing);
        }
        let never = |error: String| Ok(Attempt::Over(DeliveryOutcome::Failed { error }));
        let setup = self.engine.setup();
        let channel = setup.channels.get(&found.conversation.channel);
        let Some((channel, ChannelKind::Email { address })) = channel.map(|channel| (channel, &channel.kind))
        else {
            return never("the channel is no longer connected".to_owned());
        };
        // A message that is tried again was counted the first time.
        if entry.attempts == 0
            && let Err(address) =
                self.budget.lock().await.spend(&compose::recipients(message), self.engine.clock().now())
        {
            return never(format!("recipient_budget: {address} got too many mails within an hour"));
        }
        let files = match &message.attachments[..] {
            [] => Vec::new(),
            files => self.engine.store().attachment_bytes(message.id, files).await?,
        };
        let outgoing = OutgoingMail {
            message,
            body: &found.body,
            files: files
                .into_iter()
                .map(|(file, bytes)| OutgoingFile { name: file.name, media_type: file.media_type, bytes })
                .collect(),
            channel_name: &channel.name,
            from: address,
            reply_to: &self.reply_key.address(address, found.conversation.id),
        };
        let mail = match compose::compose(&outgoing) {
            Ok(mail) => mail,
            Err(fault) => return never(fault.to_string()),
        };
        Ok(match self.relay.hand_over(mail).await {
            Ok(()) => Attempt::Over(DeliveryOutcome::Sent),
            Err(NotTaken::Never { error }) => Attempt::Over(DeliveryOutcome::Failed { error }),
            Err(NotTaken::Later { error }) => Attempt::Again { error },
        })
    }

    /// Records how a delivery ended. The order's id is the same however often this is tried.
    async fn record(&self, found: &FoundMessage, outcome: DeliveryOutcome) -> Result<(), StoreError> {
        let message = found.message.id;
        let order = Order {
            id: derived_ids::order_of_delivery(message, found.message.version),
            actor: Actor::System,
            at: self.engine.clock().now(),
            command: RecordDelivery { message, outcome }.into(),
        };
        match self.engine.execute(order).await {
            // Refused is what an earlier attempt or another node recorded already.
            Ok(_) | Err(Refused::Rejected(_) | Refused::OrderIdTaken) => Ok(()),
            Err(Refused::Unavailable(error)) => {
                tracing::error!(message.id = %message, %error, "How message {message} ended could not be recorded.");
                Ok(())
            }
        }
    }

    /// How long to wait after so many failed attempts, up to a tenth more or less, so that what failed
    /// together is not tried together for ever.
    fn pause(&self, attempts: u64) -> TimeDelta {
        let [chance] = self.engine.entropy().bytes::<1>();
        pause_after(attempts, chance)
    }

    /// How long nothing is due.
    async fn until_due(&self) -> std::time::Duration {
        let due_at: Option<DateTime<Utc>> = self.engine.store().outbox_due_at().await.unwrap_or_default();
        let until = due_at.map(|due_at| (due_at - self.engine.clock().now()).to_std().unwrap_or_default());
        until.map_or(LONGEST_SLEEP, |until| until.min(LONGEST_SLEEP))
    }
}

fn pause_after(attempts: u64, chance: u8) -> TimeDelta {
    let doubled = u32::try_from(attempts.min(16)).map_or(1, |times| 1_i32 << times);
    let pause = (FIRST_PAUSE * doubled).min(LONGEST_PAUSE);
    pause * (920 + i32::from(chance) * 160 / 255) / 1_000
}

/// Waits until a change brings a message that is to be sent.
async fn something_to_send(changes: &mut tokio::sync::broadcast::Receiver<Arc<Change>>) {
    loop {
        match changes.recv().await {
            Ok(change) if change.events.iter().any(|event| waits(&event.fact)) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

fn waits(fact: &Fact) -> bool {
    matches!(fact, Fact::MessageAdded { message } if message.delivery == Delivery::Sending)
        || matches!(fact, Fact::DeliveryChanged { delivery: Delivery::Sending, .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// REP-25: each pause is about twice the one before, up to an hour.
    #[test]
    fn pauses_grow_up_to_an_hour() {
        let pauses: Vec<i64> = (0..8).map(|attempts| pause_after(attempts, 128).num_minutes()).collect();

        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!(pause_after(0, 0) < pause_after(0, 255));
        assert_eq!(pause_after(u64::MAX, 0).num_minutes(), 55);
    }
}
