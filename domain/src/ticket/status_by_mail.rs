//! The status of a ticket follows its mails, as its pipeline says (EML-03 to EML-13).
//!
//! What happens here happens by itself: it is recorded as automation, and no rule of the pipeline
//! stands in its way (PIP-18, PIP-20).

use super::{Ticket, status};
use crate::channel::{Channel, ChannelKind};
use crate::conversation;
use crate::decide::Decision;
use crate::id::{ConversationId, MessageId, StatusId, TicketId};
use crate::mail;
use crate::pipeline::{Pipeline, State};
use crate::rejection::Rejection;

/// The status from which a mail that a user is sending from a ticket moves the ticket once it is out, if
/// it does. A status chosen beside Send is final (REP-13), and a forwarded mail moves nothing (EML-09).
pub(crate) fn from_which_sending_moves(
    decision: &Decision<'_>,
    ticket: TicketId,
    subject: Option<&str>,
) -> Option<StatusId> {
    let ticket = decision.desk().tickets.get(&ticket)?;
    pipeline_of(decision, ticket)?.triggers.when_email_sent()?;
    (!mail::is_forwarded(subject)).then_some(ticket.status)
}

/// Moves the ticket of a mail that was handed over (EML-04), unless it got another status meanwhile. A
/// mail that failed was not sent (REP-25).
pub(crate) fn email_was_sent(decision: &mut Decision<'_>, message: MessageId) -> Result<(), Rejection> {
    let Some(message) = decision.desk().messages.get(&message) else { return Ok(()) };
    let Some(from) = message.moves_from else { return Ok(()) };
    let Some(ticket) = decision.conversation(message.conversation)?.ticket() else { return Ok(()) };
    let found = decision.ticket(ticket)?;
    let target = pipeline_of(decision, found).and_then(|pipeline| pipeline.triggers.when_email_sent());
    match target {
        Some(to) if found.status == from => {
            decision.automatically(|decision| status::change(decision, ticket, to))
        }
        Some(_) | None => Ok(()),
    }
}

/// Moves a ticket to whose thread its customer wrote. A closed one goes to its pipeline's first open
/// status, whatever the settings (EML-12, EML-18); an open one where the pipeline's trigger says (EML-06).
pub(crate) fn customer_wrote(
    decision: &mut Decision<'_>,
    channel: &Channel,
    conversation: ConversationId,
    subject: Option<&str>,
) -> Result<(), Rejection> {
    let Some(ticket) = decision.conversation(conversation)?.ticket() else { return Ok(()) };
    if !channel.messages_change_status() {
        return Ok(());
    }
    let found = decision.ticket(ticket)?;
    let Some(pipeline) = pipeline_of(decision, found) else { return Ok(()) };
    match (decision.setup().state_of(found.status), pipeline.first_open()) {
        (State::Closed, Some(first)) => {
            decision.automatically(|decision| status::reopen_for_message(decision, ticket, first.id))
        }
        (State::Open, _) | (State::Closed, None) => {
            let is_mail = matches!(channel.kind, ChannelKind::Email { .. }); // EML-26
            // EML-06, EML-24; and any thread of a ticket that was once reopened (EML-07).
            let first = conversation::first_associated(decision.desk().conversations_of(ticket));
            let counts = found.reopened || first == Some(conversation);
            match pipeline.triggers.when_customer_replied() {
                Some(to) if is_mail && counts && !mail::is_forwarded(subject) => {
                    decision.automatically(|decision| status::change(decision, ticket, to))
                }
                Some(_) | None => Ok(()),
            }
        }
    }
}

fn pipeline_of<'a>(decision: &Decision<'a>, ticket: &Ticket) -> Option<&'a Pipeline> {
    decision.setup().pipelines.get(&ticket.pipeline)
}
