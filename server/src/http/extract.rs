//! Reading requests: axum's extractors, with problems for what makes no sense.

use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::problem::{ErrorCode, Failure};

/// JSON, as body of a request or of an answer.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Failure))]
pub struct Json<T>(pub T);

/// The query of a request.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Failure))]
pub struct Query<T>(pub T);

/// The parts of a path. An id that cannot be one is an address at which there is nothing.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Failure))]
pub struct Path<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => ErrorCode::JsonExpected.into(),
            JsonRejection::JsonSyntaxError(fault) => {
                Self::because(ErrorCode::JsonMalformed, fault.body_text())
            }
            JsonRejection::JsonDataError(fault) => Self::because(ErrorCode::BodyInvalid, fault.body_text()),
            JsonRejection::BytesRejection(fault) => fault.into(),
            other => Self::because(ErrorCode::BodyInvalid, other.body_text()),
        }
    }
}

impl From<BytesRejection> for Failure {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ErrorCode::BodyTooLarge.into()
        } else {
            ErrorCode::BodyIncomplete.into()
        }
    }
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        Self::because(ErrorCode::QueryInvalid, rejection.body_text())
    }
}

impl From<PathRejection> for Failure {
    fn from(_: PathRejection) -> Self {
        ErrorCode::NothingHere.into()
    }
}
