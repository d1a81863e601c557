//! The files of a mail: attachments, pictures inside its text, forwarded mails, invitations.

use std::borrow::Cow;
use std::collections::BTreeSet;

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{nesting, text};

/// The longest name of a file, in characters.
const MAX_NAME: usize = 200;

/// A mail with more files than this keeps the first ones only in sight; its raw bytes keep all.
const MAX_FILES: usize = 500;

/// A file as it came with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFile {
    /// Its name: the sender's, without a path and without what cannot be seen.
    pub name: String,
    /// Its media type with its charset, as the sender gave it; `application/octet-stream` where that
    /// is none.
    pub media_type: String,
    /// Whether the mail's HTML shows it inside the text.
    pub inline: bool,
    /// The id by which the HTML speaks of it, without brackets.
    pub content_id: Option<String>,
    /// What it holds, without transfer encoding. May be empty.
    pub bytes: Vec<u8>,
}

/// Every part of the mail that is not read as its text.
///
/// `mail` is the mail as it was before mails inside it were disguised.
pub fn files(message: &Message<'_>, mail: &[u8], html: Option<&str>) -> Vec<IncomingFile> {
    let mut files = Vec::new();
    let rescued = text::rescued(message);
    let shown: BTreeSet<u32> = message.text_body.iter().chain(&message.html_body).copied().collect();
    for (index, part) in message.parts.iter().enumerate() {
        let is_shown = u32::try_from(index).is_ok_and(|id| shown.contains(&id));
        let is_text = rescued == Some(index) || (is_shown && is_text(part));
        if is_text || matches!(part.body, PartType::Multipart(_)) {
            continue;
        }
        files.push(file(mail, part, html, files.len() + 1));
        if files.len() == MAX_FILES {
            break;
        }
    }
    files
}

/// Whether the part can be read as the mail's text or HTML.
fn is_text(part: &MessagePart<'_>) -> bool {
    match part.body {
        PartType::Text(_) => text::is_letter(part),
        PartType::Html(_) => true,
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) | PartType::Multipart(_) => {
            false
        }
    }
}

fn file(mail: &[u8], part: &MessagePart<'_>, html: Option<&str>, number: usize) -> IncomingFile {
    let content_id = part.content_id().and_then(text::one_line);
    let content_id = content_id.map(|id| id.trim_matches(['<', '>']).to_owned()).filter(|id| !id.is_empty());
    let media_type = media_type(part);
    let decoded = || part.contents().to_vec();
    // From the mail itself where the reader may have changed something: charsets, disguises.
    let bytes = match part.encoding {
        Encoding::None | Encoding::QuotedPrintable => {
            text::original_bytes(mail, part).unwrap_or_else(decoded)
        }
        Encoding::Base64 if matches!(part.body, PartType::Text(_) | PartType::Html(_)) => {
            text::original_bytes(mail, part).unwrap_or_else(decoded)
        }
        Encoding::Base64 => decoded(),
    };
    IncomingFile {
        name: part
            .attachment_name()
            .and_then(safe_name)
            .unwrap_or_else(|| name_of(&media_type, number, &bytes)),
        inline: content_id.as_deref().is_some_and(|id| html.is_some_and(|html| shows(html, id))),
        media_type,
        content_id,
        bytes,
    }
}

/// Whether the HTML speaks of a content id (RFC 2392), which may be percent-encoded.
fn shows(html: &str, content_id: &str) -> bool {
    let encoded: Cow<'_, str> = content_id.replace('@', "%40").into();
    [content_id, encoded.as_ref()].iter().any(|id| html.contains(&format!("cid:{id}")))
}

/// A media type in lower case and without parameters, if the text has the form of one.
pub fn bare_media_type(text: &str) -> Option<String> {
    let (kind, subtype) = text.split(';').next()?.trim().split_once('/')?;
    Some(format!("{}/{}", token(kind)?, token(subtype)?))
}

/// The type as the sender gave it, if it has the form of one.
fn media_type(part: &MessagePart<'_>) -> String {
    let Some(kind) = part.content_type() else {
        return match part.body {
            PartType::Text(_) => "text/plain".to_owned(),
            PartType::Html(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => "application/octet-stream".to_owned(),
        };
    };
    let (Some(kind_name), Some(subtype)) = (token(kind.ctype()), kind.subtype().and_then(token)) else {
        return "application/octet-stream".to_owned();
    };
    let kind_name = nesting::plain(&kind_name).into_owned();
    let subtype = nesting::plain(&subtype).into_owned();
    match kind.attribute("charset").and_then(token) {
        Some(charset) if kind_name == "text" => format!("text/{subtype}; charset={charset}"),
        _ => format!("{kind_name}/{subtype}"),
    }
}

/// A token in lower case, as in a media type (RFC 2045, 5.1).
fn token(text: &str) -> Option<String> {
    let is_token = |byte: u8| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte);
    (!text.is_empty() && text.len() <= 100 && text.bytes().all(is_token)).then(|| text.to_ascii_lowercase())
}

/// The sender's name for a file, without folders and without signs that hide what it is.
pub fn safe_name(name: &str) -> Option<String> {
    let line = text::one_line(name)?;
    let last = line.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible = last.chars().filter(|c| !is_hiding(*c)).take(MAX_NAME).collect::<String>();
    let name = visible.trim().trim_start_matches('.').trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Signs that turn the direction of writing or have no width: `exe.fdp` reads as `pdf.exe`.
fn is_hiding(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A name for a file that has none.
fn name_of(media_type: &str, number: usize, bytes: &[u8]) -> String {
    match media_type.split(';').next().unwrap_or_default() {
        "message/rfc822" | "message/global" => {
            let forwarded = MessageParser::default().parse_headers(bytes);
            let subject = forwarded.and_then(|forwarded| forwarded.subject().and_then(safe_name));
            format!("{}.eml", subject.as_deref().unwrap_or("message"))
        }
        "text/calendar" => "invitation.ics".to_owned(),
        "text/html" => format!("attachment-{number}.html"),
        "text/plain" => format!("attachment-{number}.txt"),
        "image/jpeg" => format!("image-{number}.jpg"),
        other => match other.strip_prefix("image/") {
            Some(kind) => format!("image-{number}.{kind}"),
            None => format!("attachment-{number}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_name(name: &str, expected: Option<&str>) {
        assert_eq!(safe_name(name).as_deref(), expected, "{name:?}");
    }

    #[test]
    fn names_of_files_have_no_path_and_hide_nothing() {
        check_name("report.pdf", Some("report.pdf"));
        check_name("../../etc/passwd", Some("passwd"));
        check_name("C:\\temp\\a.txt", Some("a.txt"));
        check_name(".htaccess", Some("htaccess"));
        check_name("a\u{202E}fdp.exe", Some("afdp.exe"));
        check_name("a\0b\r\nc", Some("a b c"));
        check_name("..", None);
        check_name(" ", None);
        check_name("dir/", None);
    }
}
