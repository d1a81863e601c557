//! Files of messages, as they were sent. Whoever sent one may have meant harm: nothing of it runs
//! here, and a browser shows it in place only where that is harmless.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sportello_domain::id::AttachmentId;
use sportello_domain::policy::may_see_conversation;
use sportello_domain::protocol::Problem;

use super::Http;
use super::caller::Caller;
use super::extract::Path;
use super::headers::FILE_POLICY;
use super::problem::{ErrorCode, Failure};

/// The types that a browser may show in place: pixels only. SVG is not among them, it can run
/// scripts.
const SHOWN_IN_PLACE: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

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
    may_see_conversation(&http.engine.setup(), &caller.actor(), &found.conversation, found.ticket.as_ref())
        .map_err(|_| ErrorCode::AttachmentNotFound)?;
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
