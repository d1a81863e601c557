//! The rules of the help desk as a specification: a test names the rule that it proves.
//!
//! Each test has numbered records (`ticket(1)`, `conversation(1, …)`, `mail(1)`, see
//! `sportello_domain::testing`), gives an order and looks at what happened. `give` also holds, for
//! every single order, that its events replayed on the desk before give the desk after.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
mod access;
#[cfg(test)]
mod activity;
#[cfg(test)]
mod agreement;
#[cfg(test)]
mod association;
#[cfg(test)]
mod association_history;
#[cfg(test)]
mod automations;
#[cfg(test)]
mod bulk;
#[cfg(test)]
mod close_and_reopen;
#[cfg(test)]
mod close_date;
#[cfg(test)]
mod contacted;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod creation;
#[cfg(test)]
mod crossing;
#[cfg(test)]
mod delivery;
#[cfg(test)]
mod effects;
#[cfg(test)]
mod files;
#[cfg(test)]
mod filter;
#[cfg(test)]
mod follow;
#[cfg(test)]
mod formatted;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod mention;
#[cfg(test)]
mod merge;
#[cfg(test)]
mod one_ticket;
#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod owner;
#[cfg(test)]
mod owner_history;
#[cfg(test)]
mod pipeline;
#[cfg(test)]
mod pipeline_rules;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod property;
#[cfg(test)]
mod property_definitions;
#[cfg(test)]
mod receive;
#[cfg(test)]
mod records;
#[cfg(test)]
mod reply;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod spam;
#[cfg(test)]
mod split;
#[cfg(test)]
mod ticket_form;
#[cfg(test)]
mod trash;
#[cfg(test)]
mod unread;
#[cfg(test)]
mod views;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod workspace;
#[cfg(test)]
mod writing_first;

#[cfg(test)]
use sportello_domain::{
    conversation::Conversation,
    decide::Decided,
    desk::Desk,
    event::Fact,
    id::StatusId,
    order::{Command, Order},
    testing::{conversation_id, give, give_order, setup, ticket_id},
    ticket::{ChangeStatus, Ticket},
};

/// Ticket 1.
#[cfg(test)]
fn ticket_of(desk: &Desk) -> &Ticket {
    &desk.tickets[&ticket_id(1)]
}

/// That the conversations of ticket 1 are like this from now on.
#[cfg(test)]
fn traits_changed(after: &Desk) -> Fact {
    let traits = ticket_of(after).conversations.clone();
    Fact::ConversationTraitsChanged { ticket: ticket_id(1), traits }
}

/// Conversation n.
#[cfg(test)]
fn conversation_of(desk: &Desk, n: u8) -> &Conversation {
    &desk.conversations[&conversation_id(n)]
}

/// What an order of user 1 does on a desk as it is installed.
#[cfg(test)]
fn done(desk: &Desk, command: impl Into<Command>) -> Decided {
    give(&setup(), desk, command).unwrap()
}

/// What somebody's order does on a desk as it is installed.
#[cfg(test)]
fn done_by(desk: &Desk, order: &Order) -> Decided {
    give_order(&setup(), desk, order).unwrap()
}

/// Moves ticket 1 to a status.
#[cfg(test)]
fn move_to(status: StatusId) -> ChangeStatus {
    ChangeStatus::new(ticket_id(1), status)
}
