//! Files of messages, as they were sent. Whoever sent one may have meant harm: nothing of it runs
//! here, and a browser shows it in place only where that is harmless.

use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sportello_domain::id::AttachmentId;
use sportello_domain::message::{Attachment, MOST_BYTES};
use sportello_domain::policy::{may_see_conversation, may_store_files};
use sportello_domain::protocol::Problem;
use utoipa::IntoParams;

use super::Http;
use super::caller::Caller;
use super::extract::{Json, Path, Query};
use super::headers::FILE_POLICY;
use super::problem::{ErrorCode, Failure};
use crate::mail::parse::{bare_media_type, safe_name};
use crate::store::attachment::NewAttachment;

/// The types that a browser may show in place: pixels only. SVG is not among them, it can run
/// scripts.
const SHOWN_IN_PLACE: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/// What a file that is stored is called.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StoreAttachment {
    /// Its name. Folders before it and signs that hide what it is are left out.
    name: String,
}

/// Stores a file for a message: a later order of the same user names it, or it is gone after a day. The
/// content type is the file's own.
#[utoipa::path(
    post, path = "/api/v1/attachments", tag = "conversations", params(StoreAttachment),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = Attachment, description = "It waits for its message."),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn store_attachment(
    State(http): State<Http>,
    caller: Caller,
    Query(query): Query<StoreAttachment>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Attachment>), Failure> {
    may_store_files(&http.engine.setup(), &caller.actor())?;
    let bytes = bytes.map_err(|fault| match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Failure::from(fault),
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large());
    }
    let name = safe_name(&query.name).ok_or(ErrorCode::FileNameMissing)?;
    let media_type = headers.get(CONTENT_TYPE).and_then(|kind| bare_media_type(kind.to_str().ok()?));
    let attachment = Attachment {
        id: http.engine.entropy().id(),
        name,
        media_type: media_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
        size: bytes.len() as u64,
        inline: false,
    };
    let file = NewAttachment {
        id: attachment.id,
        stored_by: Some(caller.user),
        name: attachment.name.clone(),
        media_type: attachment.media_type.clone(),
        inline: attachment.inline,
        content_id: None,
        bytes: bytes.into(),
    };
    http.engine.store().put_attachments(vec![file], http.engine.clock().now()).await?;
    Ok((StatusCode::CREATED, Json(attachment)))
}

fn too_large() -> Failure {
    Failure::because(ErrorCode::FileTooLarge, format!("a file may have {MOST_BYTES} bytes"))
}

/// A file of a message.
#[utoipa::path(
    get, path = "/api/v1/attachments/{attachment}", tag = "conversations",
    params(("attachment" = AttachmentId, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show_attachment(
    State(http): State<Http>,
    caller: Caller,
    Path(id): Path<AttachmentId>,
) -> Result<Response, Failure> {
    let found = http.engine.store().attachment(id).await?.ok_or(ErrorCode::AttachmentNotFound)?;
    let setup = http.engine.setup();
    let may_see = match &found.conversation {
        Some(conversation) => {
            may_see_conversation(&setup, &caller.actor(), conversation, found.ticket.as_ref()).is_ok()
        }
        None => found.stored_by == Some(caller.user), // It waits for a message.
    };
    if !may_see {
        return Err(ErrorCode::AttachmentNotFound.into());
    }
    let (content_type, disposition) = how_to_show(&found.attachment.media_type, &found.attachment.name);
    let headers = [
        (CONTENT_TYPE, content_type.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_SECURITY_POLICY, FILE_POLICY.to_owned()),
        // A file never changes; the browser keeps it for the reader alone.
        (CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, found.bytes).into_response())
}

/// The type under which a file is sent, and whether a browser shows or saves it.
fn how_to_show(media_type: &str, name: &str) -> (&'static str, String) {
    let bare = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match SHOWN_IN_PLACE.into_iter().find(|harmless| *harmless == bare) {
        Some(harmless) => (harmless, disposition("inline", name)),
        None => ("application/octet-stream", disposition("attachment", name)),
    }
}

/// `Content-Disposition` with the name in both forms (RFC 6266): plain for old programs, and exact.
fn disposition(kind: &str, name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut exact = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            exact.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(exact, "%{byte:02X}");
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pixels_are_shown_in_place() {
        for (media_type, expected) in [
            ("image/png", "image/png"),
            ("IMAGE/JPEG; name=x", "image/jpeg"),
            ("image/svg+xml", "application/octet-stream"),
            ("text/html", "application/octet-stream"),
            ("application/pdf", "application/octet-stream"),
            ("", "application/octet-stream"),
        ] {
            let (sent, disposition) = how_to_show(media_type, "a");
            assert_eq!(sent, expected, "{media_type}");
            assert_eq!(disposition.starts_with("inline"), sent.starts_with("image/"), "{media_type}");
        }
    }

    #[test]
    fn name_cannot_break_out_of_its_header() {
        assert_eq!(
            disposition("attachment", "Rechnung \"März\"\r\nX: 1.pdf"),
            "attachment; filename=\"Rechnung _M_rz___X_ 1.pdf\"; \
             filename*=UTF-8''Rechnung%20%22M%C3%A4rz%22%0D%0AX%3A%201.pdf"
        );
    }
}
