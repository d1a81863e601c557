//! Problems: every answer that is not what was asked for (RFC 9457), with a stable code.
//!
//! A handler returns a [`Failure`]; [`super::request`] writes it as problem details, with the id of
//! the request, and logs a cause that is ours. What a rule refuses keeps the code of its
//! [`Rejection`]; everything else has one of the closed list here.

use std::error::Error;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sportello_domain::filter::FilterFault;
use sportello_domain::protocol::Problem;
use sportello_domain::rejection::{Rejection, RejectionKind};

use crate::store::StoreError;

/// Declares the codes with their statuses and titles, so that none can be forgotten.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $code:literal, $title:literal;)*) => {
        /// The stable codes of problems that no rule of the domain speaks of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code on the wire. It never changes its meaning.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// The kind of problem, in English.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

error_codes! {
    /// No session, no token, or none that still counts.
    NotSignedIn = UNAUTHORIZED, "not_signed_in", "Sign in first, or send a token.";
    /// Nobody has this address and this password.
    WrongCredentials = UNAUTHORIZED, "wrong_credentials", "Nobody signs in with this address and this password.";
    /// Too many failed attempts for this account from this address.
    TooManyAttempts = TOO_MANY_REQUESTS, "too_many_attempts", "Too many failed attempts. Wait a few minutes.";
    /// A browser sent it from a page that is not ours.
    CrossSiteRequest = FORBIDDEN, "cross_site_request", "This request does not come from a page of this desk.";
    /// A token cannot do it, only a person who signed in.
    NeedsSession = FORBIDDEN, "needs_session", "Only a person who is signed in can do this, not a token.";
    /// No such address in the API, or an id in it that cannot be one.
    NothingHere = NOT_FOUND, "nothing_here", "There is nothing at this address.";
    /// The address knows other methods.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method_not_allowed", "This address does not take this method.";
    /// No such attachment, or none that the one who asks may see.
    AttachmentNotFound = NOT_FOUND, "attachment_not_found", "There is no such attachment.";
    /// No such mail in the ledger.
    MailNotFound = NOT_FOUND, "mail_not_found", "There is no such mail in the ledger.";
    /// No such token of one's own.
    TokenNotFound = NOT_FOUND, "token_not_found", "There is no such token.";
    /// No ticket has this number, or none that the one who asks may see.
    TicketNumberUnknown = NOT_FOUND, "ticket_number_unknown", "There is no ticket with this number.";
    /// No view has this name.
    ViewUnknown = NOT_FOUND, "view_unknown", "There is no view with this name.";
    /// The body is larger than is taken.
    BodyTooLarge = PAYLOAD_TOO_LARGE, "body_too_large", "The body is larger than is taken here.";
    /// The mail is larger than is taken.
    MailTooLarge = PAYLOAD_TOO_LARGE, "mail_too_large", "The mail is larger than is taken.";
    /// The file is larger than is taken.
    FileTooLarge = PAYLOAD_TOO_LARGE, "file_too_large", "The file is larger than most mail servers take.";
    /// The file has no name that can be shown.
    FileNameMissing = BAD_REQUEST, "file_name_missing", "The file needs a name.";
    /// There is no mail in the body.
    MailEmpty = BAD_REQUEST, "mail_empty", "The body holds no mail.";
    /// The channel is not an e-mail address.
    ChannelTakesNoMail = CONFLICT, "channel_takes_no_mail", "This channel is not an e-mail address.";
    /// The body should be JSON, and says so in its content type.
    JsonExpected = UNSUPPORTED_MEDIA_TYPE, "json_expected", "The body must be JSON with Content-Type application/json.";
    /// The body is not JSON.
    JsonMalformed = BAD_REQUEST, "json_malformed", "The body is not JSON.";
    /// The body is JSON of another shape.
    BodyInvalid = UNPROCESSABLE_ENTITY, "body_invalid", "The body is not of the shape that is expected here.";
    /// The body could not be read to its end.
    BodyIncomplete = BAD_REQUEST, "body_incomplete", "The body could not be read to its end.";
    /// A part of the query makes no sense.
    QueryInvalid = BAD_REQUEST, "query_invalid", "The query makes no sense.";
    /// The place of a page is none that a page named.
    CursorInvalid = BAD_REQUEST, "cursor_invalid", "No page begins at this place.";
    /// Both a view and a filter, or neither.
    ViewOrFilter = BAD_REQUEST, "view_or_filter", "Name either a view or a filter.";
    /// The filter is nested too deep.
    FilterTooDeep = UNPROCESSABLE_ENTITY, "filter_too_deep", "The conditions of the filter are nested too deep.";
    /// The filter has too many conditions and options.
    FilterTooLarge = UNPROCESSABLE_ENTITY, "filter_too_large", "The filter has too many conditions and options.";
    /// A condition of the filter has no options.
    FilterWithoutOptions = UNPROCESSABLE_ENTITY, "filter_without_options", "A condition of the filter has no options.";
    /// The filter names something that is not there.
    FilterNamesUnknown = UNPROCESSABLE_ENTITY, "filter_names_unknown", "The filter names something that is not there.";
    /// A text in the filter is longer than is compared.
    FilterTextTooLong = UNPROCESSABLE_ENTITY, "filter_text_too_long", "A text in the filter is too long.";
    /// A condition of the filter asks a property for what it has not.
    FilterOfOtherKind = UNPROCESSABLE_ENTITY, "filter_of_other_kind", "A condition of the filter does not fit its property.";
    /// More orders at once than are taken.
    TooManyOrders = UNPROCESSABLE_ENTITY, "too_many_orders", "Too many orders at once.";
    /// The id of the order was used for another order.
    OrderIdTaken = CONFLICT, "order_id_taken", "Another order has this id.";
    /// No such change of many tickets of one's own, or none that this process knows of.
    BulkChangeUnknown = NOT_FOUND, "bulk_change_unknown", "This server knows of no such change.";
    /// The id of the change was used for another change.
    BulkChangeIdTaken = CONFLICT, "bulk_change_id_taken", "Another change has this id.";
    /// Nothing to change.
    NothingSelected = UNPROCESSABLE_ENTITY, "nothing_selected", "No ticket is selected.";
    /// The selected tickets have no status in common.
    SeveralPipelines = UNPROCESSABLE_ENTITY, "several_pipelines", "The selected tickets are in several pipelines.";
    /// The token needs a name.
    TokenNameMissing = UNPROCESSABLE_ENTITY, "token_name_missing", "A token needs a name of at most 100 characters.";
    /// A mistake of ours.
    Internal = INTERNAL_SERVER_ERROR, "internal", "The desk made a mistake. It is in its log.";
    /// The database does not answer.
    Unavailable = SERVICE_UNAVAILABLE, "unavailable", "The desk cannot reach its database. Nothing was changed; try again.";
}

/// Why a request does not get what it asked for.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The request is at fault.
    Request {
        /// In which way.
        code: ErrorCode,
        /// What exactly, in English.
        detail: Option<String>,
    },
    /// A rule refuses.
    Rejected(Box<Rejection>),
    /// We are at fault. The cause is logged once, with the id of the request, and never sent.
    Ours {
        /// What the one who asks is told.
        code: ErrorCode,
        /// What the log is told.
        cause: Arc<dyn Error + Send + Sync>,
    },
}

impl Failure {
    /// A fault of the request with what exactly is wrong.
    pub fn because(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self::Request { code, detail: Some(detail.into()) }
    }

    /// A fault of ours.
    pub fn ours(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Ours { code: ErrorCode::Internal, cause: Arc::new(cause) }
    }

    /// The cause for the log, where it is ours.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync)> {
        match self {
            Self::Ours { cause, .. } => Some(cause.as_ref()),
            Self::Request { .. } | Self::Rejected(_) => None,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Request { code, .. } | Self::Ours { code, .. } => code.status(),
            Self::Rejected(rejection) => match rejection.kind() {
                RejectionKind::NotFound => StatusCode::NOT_FOUND,
                RejectionKind::Forbidden => StatusCode::FORBIDDEN,
                RejectionKind::Conflict => StatusCode::CONFLICT,
                RejectionKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            },
        }
    }

    /// The problem as it is sent.
    pub fn into_problem(self, request_id: &str) -> Problem {
        let status = self.status().as_u16();
        let (code, title, detail, rejection) = match self {
            Self::Request { code, detail } => (code.code().to_owned(), code.title().to_owned(), detail, None),
            Self::Ours { code, .. } => (code.code().to_owned(), code.title().to_owned(), None, None),
            Self::Rejected(rejection) => {
                let code = rejection.code();
                let title = code.replace('_', " ");
                (code, title, Some(rejection.to_string()), Some(*rejection))
            }
        };
        Problem {
            kind: format!("/problems/{code}"),
            title,
            status,
            code,
            detail,
            rejection,
            request_id: Some(request_id.to_owned()),
        }
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self::Request { code, detail: None }
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(Box::new(rejection))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Ours { code: ErrorCode::Unavailable, cause: Arc::new(error) }
    }
}

impl From<FilterFault> for Failure {
    fn from(fault: FilterFault) -> Self {
        let code = match &fault {
            FilterFault::FilterTooDeep { .. } => ErrorCode::FilterTooDeep,
            FilterFault::FilterTooLarge { .. } => ErrorCode::FilterTooLarge,
            FilterFault::FilterWithoutOptions => ErrorCode::FilterWithoutOptions,
            FilterFault::FilterTextTooLong { .. } => ErrorCode::FilterTextTooLong,
            FilterFault::FilterNamesUnknown { .. } => ErrorCode::FilterNamesUnknown,
            FilterFault::FilterOfOtherKind { .. } => ErrorCode::FilterOfOtherKind,
        };
        Self::because(code, fault.to_string())
    }
}

impl IntoResponse for Failure {
    /// The status, with the failure beside it for [`super::request::answer`] to write.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
