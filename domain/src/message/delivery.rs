//! The delivery of messages: how it stands, and how it goes on.

use serde::{Deserialize, Serialize};

use super::MessageKind;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::MessageId;
use crate::policy;
use crate::rejection::Rejection;
use crate::tagged::tagged;
use crate::ticket;

tagged! {
    "status", "SCREAMING_SNAKE_CASE",
    /// How the delivery of a message stands (CNV-04, REP-25).
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Delivery {
        /// It came in.
        Received,
        /// It waits in the outbox.
        Sending,
        /// It was handed over.
        Sent,
        /// It could not be handed over, and will not be tried again by itself.
        Failed {
            /// Why, in the words of whoever refused it.
            error: String,
        },
        /// The customer has read it.
        Read,
        /// A comment: it goes to nobody (REP-27).
        Internal,
    }
}

/// Records how handing over an outgoing message ended. Given by the outbox only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordDelivery {
    /// The message.
    pub message: MessageId,
    /// How it ended.
    pub outcome: DeliveryOutcome,
}

/// How handing over a message ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// It was taken.
    Sent,
    /// It was refused for good.
    Failed {
        /// Why, in the words of whoever refused it.
        error: String,
    },
}

impl Decide for RecordDelivery {
    fn scope(&self) -> Scope {
        Scope { messages: [self.message].into(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::only_system(decision.actor())?;
        let message = self.message;
        match delivery_of(decision, message)? {
            Delivery::Sending => {}
            // It went out and somebody may have read it: what came first stays.
            Delivery::Received
            | Delivery::Sent
            | Delivery::Failed { .. }
            | Delivery::Read
            | Delivery::Internal => {
                return Err(Rejection::DeliveryOver { message });
            }
        }
        let delivery = match &self.outcome {
            DeliveryOutcome::Sent => Delivery::Sent,
            DeliveryOutcome::Failed { error } => Delivery::Failed { error: error.clone() },
        };
        decision.record(Fact::DeliveryChanged { message, delivery });
        match self.outcome {
            DeliveryOutcome::Sent => ticket::email_was_sent(decision, message),
            DeliveryOutcome::Failed { .. } => Ok(()),
        }
    }
}

/// Tries once more to deliver a message that failed (REP-25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetryDelivery {
    /// The message.
    pub message: MessageId,
}

impl Decide for RetryDelivery {
    fn scope(&self) -> Scope {
        Scope { messages: [self.message].into(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let message = self.message;
        let Some(found) = decision.desk().messages.get(&message) else {
            return Err(Rejection::MessageNotFound { message });
        };
        let (conversation, kind) = (found.conversation, found.kind);
        // Who may not see the conversation is not told that the message exists (PER-09).
        if policy::visible_conversation(decision, conversation).is_err() {
            return Err(Rejection::MessageNotFound { message });
        }
        policy::editable_conversation(decision, conversation)?;
        match (kind, delivery_of(decision, message)?) {
            (MessageKind::Outgoing, Delivery::Failed { .. }) => {
                decision.record(Fact::DeliveryChanged { message, delivery: Delivery::Sending });
                Ok(())
            }
            _ => Err(Rejection::DeliveryOver { message }),
        }
    }
}

fn delivery_of(decision: &Decision<'_>, message: MessageId) -> Result<Delivery, Rejection> {
    let found = decision.desk().messages.get(&message);
    found.map(|found| found.delivery.clone()).ok_or(Rejection::MessageNotFound { message })
}
