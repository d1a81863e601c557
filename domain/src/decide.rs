//! Deciding an order: the rules, called one after the other on a desk that follows along.

use chrono::{DateTime, Utc};

use crate::conversation::{self, Conversation};
use crate::desk::{Desk, Scope};
use crate::event::{Event, Fact, Source};
use crate::id::{ConversationId, TicketId};
use crate::order::{Actor, Order};
use crate::rejection::Rejection;
use crate::setup::Setup;
use crate::ticket::Ticket;

/// What each command knows how to do.
pub trait Decide {
    /// What must be loaded before it can be decided.
    fn scope(&self) -> Scope;

    /// Records what happens.
    ///
    /// # Errors
    ///
    /// Says why it may not happen. What was recorded until then is dropped with the decision.
    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection>;
}

/// A decided order: what happens, and the desk after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What happens, in order. Empty when everything is as wanted already.
    pub events: Vec<Event>,
    /// The desk with the events applied.
    pub desk: Desk,
}

/// Decides what an order does.
///
/// # Errors
///
/// Says which rule does not let it happen. Then nothing happens (XCT-01).
pub fn decide(setup: &Setup, desk: Desk, order: &Order) -> Result<Decided, Rejection> {
    let source = order.actor.source();
    let mut decision = Decision { setup, order, desk, events: Vec::new(), source };
    order.command.decide(&mut decision)?;
    conversation::tell_tickets(&mut decision);
    Ok(Decided { events: decision.events, desk: decision.desk })
}

/// A decision in the making. Each rule sees the desk as it is after everything recorded so far, so
/// rules compose by calling each other.
#[derive(Debug)]
pub struct Decision<'a> {
    setup: &'a Setup,
    order: &'a Order,
    desk: Desk,
    events: Vec<Event>,
    source: Source,
}

impl<'a> Decision<'a> {
    /// The configuration.
    pub fn setup(&self) -> &'a Setup {
        self.setup
    }

    /// Who gave the order.
    pub fn actor(&self) -> &'a Actor {
        &self.order.actor
    }

    /// When the order was given.
    pub fn at(&self) -> DateTime<Utc> {
        self.order.at
    }

    /// The records, with everything recorded so far.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// What was recorded so far.
    pub fn recorded(&self) -> &[Event] {
        &self.events
    }

    /// The ticket with this id.
    ///
    /// # Errors
    ///
    /// [`Rejection::TicketNotFound`] where the desk has none.
    pub fn ticket(&self, ticket: TicketId) -> Result<&Ticket, Rejection> {
        self.desk.tickets.get(&ticket).ok_or(Rejection::TicketNotFound { ticket })
    }

    /// The conversation with this id.
    ///
    /// # Errors
    ///
    /// [`Rejection::ConversationNotFound`] where the desk has none.
    pub fn conversation(&self, conversation: ConversationId) -> Result<&Conversation, Rejection> {
        self.desk.conversations.get(&conversation).ok_or(Rejection::ConversationNotFound { conversation })
    }

    /// Records what happens.
    pub fn record(&mut self, fact: Fact) {
        let event = Event { at: self.order.at, source: self.source, fact };
        self.desk.apply(&event);
        self.events.push(event);
    }

    /// Lets a rule act by itself: what it records has automation as its source (PRP-20).
    ///
    /// # Errors
    ///
    /// Passes on what the rule refuses.
    pub fn automatically(
        &mut self,
        rule: impl FnOnce(&mut Self) -> Result<(), Rejection>,
    ) -> Result<(), Rejection> {
        let source = std::mem::replace(&mut self.source, Source::Automation);
        let outcome = rule(self);
        self.source = source;
        outcome
    }
}
