//! What went wrong, in the words of whoever reads it: what happened and what one can do.

use sportello_domain::property::ValueFault;
use sportello_domain::protocol::Problem;
use sportello_domain::rejection::Rejection;

use crate::language::{Language, say};
use crate::replica::Refusal;
use crate::server::ServerError;

/// Says why a call failed.
pub fn say_error(language: Language, error: &ServerError) -> String {
    match error {
        ServerError::Problem(problem) => say_problem(language, problem),
        ServerError::Status(status) => say_status(language, *status),
        ServerError::NoAnswer => say!(language, failure.offline).to_owned(),
        ServerError::Unreadable => say!(language, failure.unreadable).to_owned(),
    }
}

/// Says why something was not done.
pub fn say_refusal(language: Language, refusal: &Refusal) -> String {
    let reason = match refusal {
        Refusal::Rule(rejection) => say_rejection(language, rejection),
        Refusal::Server(problem) => say_problem(language, problem),
    };
    say!(language, rejection.not_done, reason = reason).to_string()
}

/// Says a problem: by the rule that refused, else by its code, else by its status.
pub fn say_problem(language: Language, problem: &Problem) -> String {
    if let Some(rejection) = &problem.rejection {
        return say_rejection(language, rejection);
    }
    match problem.code.as_str() {
        "wrong_credentials" => say!(language, failure.credentials_wrong).to_owned(),
        _ => say_status(language, problem.status),
    }
}

fn say_status(language: Language, status: u16) -> String {
    let text = match status {
        401 => say!(language, failure.signed_out),
        403 => say!(language, failure.forbidden),
        404 => say!(language, failure.not_found),
        409 => say!(language, failure.conflict),
        413 => say!(language, failure.too_large),
        429 => say!(language, failure.too_many_attempts),
        _ => say!(language, failure.unexpected),
    };
    text.to_owned()
}

/// Says which rule refused, and what one can do.
pub fn say_rejection(language: Language, rejection: &Rejection) -> String {
    let text = match rejection {
        Rejection::TicketNotFound { .. } => say!(language, rejection.ticket_not_found),
        Rejection::ConversationNotFound { .. } => say!(language, rejection.conversation_not_found),
        Rejection::MessageNotFound { .. } => say!(language, rejection.message_not_found),
        Rejection::ContactNotFound { .. } => say!(language, rejection.contact_not_found),
        Rejection::CompanyNotFound { .. } => say!(language, rejection.company_not_found),
        Rejection::DealNotFound { .. } => say!(language, rejection.deal_not_found),
        Rejection::UserNotFound { .. } => say!(language, rejection.user_not_found),
        Rejection::TeamNotFound { .. } => say!(language, rejection.team_not_found),
        Rejection::ChannelNotFound { .. } => say!(language, rejection.channel_not_found),
        Rejection::PipelineNotFound { .. } => say!(language, rejection.pipeline_not_found),
        Rejection::StatusNotFound { .. } => say!(language, rejection.status_not_found),
        Rejection::MayNotEdit { .. } => say!(language, rejection.may_not_edit),
        Rejection::PermissionMissing { .. } => say!(language, rejection.permission_missing),
        Rejection::NeedsUser => say!(language, rejection.needs_user),
        Rejection::OnlyByChannel => say!(language, rejection.only_by_channel),
        Rejection::OnlyBySystem => say!(language, rejection.only_by_system),
        Rejection::UserDeactivated { .. } => say!(language, rejection.user_deactivated),
        Rejection::UserWithoutAccess { .. } => say!(language, rejection.user_without_access),
        Rejection::TicketExists { .. } => say!(language, rejection.ticket_exists),
        Rejection::MessageExists { .. } => say!(language, rejection.message_exists),
        Rejection::MessageAlreadyReceived { .. } => say!(language, rejection.message_already_received),
        Rejection::MessageFromOurselves => say!(language, rejection.message_from_ourselves),
        Rejection::ConversationHasTicket { .. } => say!(language, rejection.conversation_has_ticket),
        Rejection::ConversationWithoutTicket { .. } => say!(language, rejection.conversation_without_ticket),
        Rejection::ConversationInTrash { .. } => say!(language, rejection.conversation_in_trash),
        Rejection::DeliveryOver { .. } => say!(language, rejection.delivery_over),
        Rejection::ChannelCannotSend { .. } => say!(language, rejection.channel_cannot_send),
        Rejection::RecipientMissing { .. } => say!(language, rejection.recipient_missing),
        Rejection::MessageEmpty => say!(language, rejection.message_empty),
        Rejection::StatusOfOtherPipeline { .. } => say!(language, rejection.status_of_other_pipeline),
        Rejection::StatusInUse { .. } => say!(language, rejection.status_in_use),
        Rejection::PipelineInUse { .. } => say!(language, rejection.pipeline_in_use),
        Rejection::LastPipeline { .. } => say!(language, rejection.last_pipeline),
        Rejection::PipelineInvalid { .. } => say!(language, rejection.pipeline_invalid),
        Rejection::PropertyMissing { .. } => say!(language, rejection.property_missing),
        Rejection::PropertyUnknown { .. } => say!(language, rejection.property_unknown),
        Rejection::PropertyReadOnly { .. } => say!(language, rejection.property_read_only),
        Rejection::PropertyInvalid { fault, .. } => return say_fault(language, fault),
        Rejection::ChannelNameMissing { .. } => say!(language, rejection.channel_name_missing),
        Rejection::UserNameMissing { .. } => say!(language, rejection.user_name_missing),
        Rejection::TeamNameMissing { .. } => say!(language, rejection.team_name_missing),
        Rejection::IdentifierTaken { identifier, name, .. } => {
            let text = identifier.value().to_owned();
            return say!(language, rejection.identifier_taken, text = text, name = name.clone()).to_string();
        }
        Rejection::AddressTaken { .. } => say!(language, rejection.address_taken),
    };
    text.to_owned()
}

fn say_fault(language: Language, fault: &ValueFault) -> String {
    match fault {
        ValueFault::Empty => say!(language, rejection.value_empty).to_owned(),
        ValueFault::TooLong { max, actual } => {
            say!(language, rejection.value_too_long, max = max.to_string(), actual = actual.to_string())
                .to_string()
        }
        ValueFault::NotAnOption { .. }
        | ValueFault::NotANumber { .. }
        | ValueFault::NotADateTime { .. }
        | ValueFault::NotAnId { .. } => say!(language, rejection.value_wrong).to_owned(),
    }
}
