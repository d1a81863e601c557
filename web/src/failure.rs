//! What went wrong, in the words of whoever reads it: what happened and what one can do.

use sportello_domain::filter::FilterFault;
use sportello_domain::pipeline::{PipelineRule, State};
use sportello_domain::property::ValueFault;
use sportello_domain::protocol::Problem;
use sportello_domain::rejection::{ColumnFault, PipelineFault, PropertyFault, Rejection};

use crate::language::{Language, say};
use crate::replica::Refusal;
use crate::server::ServerError;
use crate::ui::time::say_size;

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
#[expect(clippy::too_many_lines, reason = "a list: one line for each rule")]
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
        Rejection::ViewNotFound { .. } => say!(language, rejection.view_not_found),
        Rejection::MayNotEditView { .. } => say!(language, rejection.may_not_edit_view),
        Rejection::ViewNameMissing { .. } => say!(language, rejection.view_name_missing),
        Rejection::ViewNameTooLong { max, .. } => {
            return say!(language, rejection.view_name_too_long, max = max.to_string()).to_string();
        }
        Rejection::ViewNameTaken { .. } => say!(language, rejection.view_name_taken),
        Rejection::FormFieldUnfit { .. } => say!(language, rejection.form_field_unfit),
        Rejection::CardTwice { .. } => say!(language, rejection.card_twice),
        Rejection::ColumnsInvalid { fault } => match fault {
            ColumnFault::NameMissing => say!(language, rejection.column_name_missing),
            ColumnFault::Twice => say!(language, rejection.column_twice),
            ColumnFault::Unknown => say!(language, rejection.column_unknown),
            ColumnFault::WidthUnfit { narrowest, widest } => {
                let (narrowest, widest) = (narrowest.to_string(), widest.to_string());
                return say!(language, rejection.column_width_unfit, narrowest = narrowest, widest = widest)
                    .to_string();
            }
        },
        Rejection::TooManyViews { max } => {
            return say!(language, rejection.too_many_views, max = max.to_string()).to_string();
        }
        Rejection::ViewFilterInvalid { fault, .. } => return say_filter_fault(language, fault),
        Rejection::MayNotEdit { .. } => say!(language, rejection.may_not_edit),
        Rejection::PermissionMissing { .. } => say!(language, rejection.permission_missing),
        Rejection::NeedsUser => say!(language, rejection.needs_user),
        Rejection::OnlyByChannel => say!(language, rejection.only_by_channel),
        Rejection::OnlyBySystem => say!(language, rejection.only_by_system),
        Rejection::UserDeactivated { .. } => say!(language, rejection.user_deactivated),
        Rejection::UserWithoutAccess { .. } => say!(language, rejection.user_without_access),
        Rejection::MentionWithoutAccess { .. } => say!(language, rejection.mention_without_access),
        Rejection::TicketExists { .. } => say!(language, rejection.ticket_exists),
        Rejection::ConversationExists { .. } => say!(language, rejection.conversation_exists),
        Rejection::MessageExists { .. } => say!(language, rejection.message_exists),
        Rejection::MessageAlreadyReceived { .. } => say!(language, rejection.message_already_received),
        Rejection::ConversationHasTicket { .. } => say!(language, rejection.conversation_has_ticket),
        Rejection::ConversationWithoutTicket { .. } => say!(language, rejection.conversation_without_ticket),
        Rejection::SplitNeedsMail { .. } => say!(language, rejection.split_needs_mail),
        Rejection::SplitNeedsMessages => say!(language, rejection.split_needs_messages),
        Rejection::SplitNeedsRest { .. } => say!(language, rejection.split_needs_rest),
        Rejection::MergeWithItself { .. } => say!(language, rejection.merge_with_itself),
        Rejection::TooManyMerges { most } => {
            return say!(language, rejection.too_many_merges, most = most.to_string()).to_string();
        }
        Rejection::TicketMerged { into, .. } => {
            return say!(language, rejection.ticket_merged, number = into.number.to_string()).to_string();
        }
        Rejection::MayNotDelete { .. } => say!(language, rejection.may_not_delete),
        Rejection::DeleteCountWrong { tickets } => {
            return say!(language, rejection.delete_count_wrong, count = tickets.to_string()).to_string();
        }
        Rejection::TicketDeleted { .. } => say!(language, rejection.ticket_deleted),
        Rejection::TicketNotDeleted { .. } => say!(language, rejection.ticket_not_deleted),
        Rejection::RestoreTooLate { .. } => say!(language, rejection.restore_too_late),
        Rejection::PurgeTooEarly { .. } => say!(language, rejection.purge_too_early),
        Rejection::InboxNotFound { .. } => say!(language, rejection.inbox_not_found),
        Rejection::NotInInbox { .. } => say!(language, rejection.not_in_inbox),
        Rejection::ConversationInSpam { .. } => say!(language, rejection.conversation_in_spam),
        Rejection::ConversationInInbox { .. } => say!(language, rejection.conversation_in_inbox),
        Rejection::ConversationNotInTrash { .. } => say!(language, rejection.conversation_not_in_trash),
        Rejection::ConversationRestoreTooLate { .. } => {
            say!(language, rejection.conversation_restore_too_late)
        }
        Rejection::ConversationPurgeTooEarly { .. } => say!(language, rejection.conversation_purge_too_early),
        Rejection::OthersFallWithIt { .. } => say!(language, rejection.others_fall_with_it),
        Rejection::UserNotInInbox { .. } => say!(language, rejection.user_not_in_inbox),
        Rejection::InboxNameMissing { .. } => say!(language, rejection.inbox_name_missing),
        Rejection::InboxNameTaken { .. } => say!(language, rejection.inbox_name_taken),
        Rejection::ChannelStays { .. } => say!(language, rejection.channel_stays),
        Rejection::ChannelNotInInbox { .. } => say!(language, rejection.channel_not_in_inbox),
        Rejection::ChannelMustReconnect { .. } => say!(language, rejection.channel_must_reconnect),
        Rejection::SpamNeedsConversations => say!(language, rejection.spam_needs_conversations),
        Rejection::ConversationNotSpam { .. } => say!(language, rejection.conversation_not_spam),
        Rejection::OtherSender { .. } => say!(language, rejection.other_sender),
        Rejection::SpamPurgeTooEarly { .. } => say!(language, rejection.spam_purge_too_early),
        Rejection::BlockingOff => say!(language, rejection.blocking_off),
        Rejection::NothingToBlock { .. } => say!(language, rejection.nothing_to_block),
        Rejection::MessageCannotMove { .. } => say!(language, rejection.message_cannot_move),
        Rejection::ConversationInTrash { .. } => say!(language, rejection.conversation_in_trash),
        Rejection::DeliveryOver { .. } => say!(language, rejection.delivery_over),
        Rejection::ChannelCannotSend { .. } => say!(language, rejection.channel_cannot_send),
        Rejection::RecipientMissing { .. } => say!(language, rejection.recipient_missing),
        Rejection::IdentifierUnknown { identifier, .. } => {
            let text = identifier.value().to_owned();
            return say!(language, rejection.identifier_unknown, text = text).to_string();
        }
        Rejection::SubjectMissing => say!(language, rejection.subject_missing),
        Rejection::MessageEmpty => say!(language, rejection.message_empty),
        Rejection::AnsweredMeanwhile { .. } => say!(language, rejection.answered_meanwhile),
        Rejection::TextTooLong { max, .. } => {
            let max = say_size(language.code(), u64::try_from(*max).unwrap_or(u64::MAX));
            return say!(language, rejection.text_too_long, max = max).to_string();
        }
        Rejection::LinkNotAllowed { address } => {
            return say!(language, rejection.link_not_allowed, address = address.clone()).to_string();
        }
        Rejection::FileNotFound { .. } => say!(language, rejection.file_not_found),
        Rejection::TooManyFiles { max, .. } => {
            return say!(language, rejection.too_many_files, max = max.to_string()).to_string();
        }
        Rejection::FilesTooLarge { max, .. } => {
            return say!(language, rejection.files_too_large, max = say_size(language.code(), *max))
                .to_string();
        }
        Rejection::StatusOfOtherPipeline { .. } => say!(language, rejection.status_of_other_pipeline),
        Rejection::PipelineRule { rule, .. } => return say_rule(language, *rule),
        Rejection::PropertiesRequired { .. } => say!(language, rejection.properties_required),
        Rejection::StatusInUse { .. } => say!(language, rejection.status_in_use),
        Rejection::PipelineInUse { .. } => say!(language, rejection.pipeline_in_use),
        Rejection::LastPipeline { .. } => say!(language, rejection.last_pipeline),
        Rejection::PipelineInvalid { fault, .. } => return say_pipeline_fault(language, fault),
        Rejection::PropertyMissing { .. } => say!(language, rejection.property_missing),
        Rejection::PropertyUnknown { .. } => say!(language, rejection.property_unknown),
        Rejection::PropertyReadOnly { .. } => say!(language, rejection.property_read_only),
        Rejection::PropertyInvalid { fault, .. } => return say_fault(language, fault),
        Rejection::PropertyDefinitionInvalid { fault, .. } => say_definition_fault(language, *fault),
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

/// Says why a property cannot be defined so.
fn say_definition_fault(language: Language, fault: PropertyFault) -> &'static str {
    match fault {
        PropertyFault::NameUnfit => say!(language, rejection.property_name_unfit),
        PropertyFault::NameTaken => say!(language, rejection.property_name_taken),
        PropertyFault::LabelMissing => say!(language, rejection.property_label_missing),
        PropertyFault::LabelTaken => say!(language, rejection.property_label_taken),
        PropertyFault::OptionsMissing => say!(language, rejection.property_options_missing),
        PropertyFault::OptionTwice => say!(language, rejection.property_option_twice),
        PropertyFault::OptionUnfit => say!(language, rejection.property_option_unfit),
        PropertyFault::KindFixed => say!(language, rejection.property_kind_fixed),
        PropertyFault::AskedFor => say!(language, rejection.property_asked_for),
    }
}

/// Says why the filter of a view makes no sense.
fn say_filter_fault(language: Language, fault: &FilterFault) -> String {
    let text = match fault {
        FilterFault::FilterTooDeep { .. } | FilterFault::FilterTooLarge { .. } => {
            say!(language, rejection.filter_too_large)
        }
        FilterFault::FilterTextTooLong { max } => {
            return say!(language, rejection.filter_text_too_long, max = max.to_string()).to_string();
        }
        FilterFault::FilterWithoutOptions | FilterFault::FilterOfOtherKind { .. } => {
            say!(language, rejection.filter_wrong)
        }
        FilterFault::FilterNamesUnknown { .. } => say!(language, rejection.filter_names_unknown),
    };
    text.to_owned()
}

/// Says by which rule a pipeline refuses a status.
pub fn say_rule(language: Language, rule: PipelineRule) -> String {
    let text = match rule {
        PipelineRule::MovingBack => say!(language, rejection.rule_moving_back),
        PipelineRule::Skipping => say!(language, rejection.rule_skipping),
        PipelineRule::Creation => say!(language, rejection.rule_creation),
    };
    text.to_owned()
}

fn say_pipeline_fault(language: Language, fault: &PipelineFault) -> String {
    let text = match fault {
        PipelineFault::NameMissing => say!(language, rejection.pipeline_name_missing),
        PipelineFault::LabelMissing { .. } => say!(language, rejection.status_label_missing),
        PipelineFault::LabelTaken { label } => {
            return say!(language, rejection.status_label_taken, label = label.clone()).to_string();
        }
        PipelineFault::StateMissing { state: State::Open } => say!(language, rejection.open_status_missing),
        PipelineFault::StateMissing { state: State::Closed } => {
            say!(language, rejection.closed_status_missing)
        }
        PipelineFault::CreationWithoutStatus => say!(language, rejection.creation_without_status),
        PipelineFault::StatusTaken { .. }
        | PipelineFault::RuleNamesUnknown { .. }
        | PipelineFault::ConditionalUnfit { .. }
        | PipelineFault::StatusDropped { .. } => say!(language, rejection.pipeline_invalid),
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
        | ValueFault::NotADate { .. }
        | ValueFault::NotADateTime { .. }
        | ValueFault::NotAnId { .. } => say!(language, rejection.value_wrong).to_owned(),
    }
}
