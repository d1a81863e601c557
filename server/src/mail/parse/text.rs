//! What a mail says: its text, and its HTML as it came.

mod depth;
mod flowed;
mod words;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Encoding, Message, MessagePart, MimeHeaders, PartType};
use sportello_domain::message::Body;

pub use depth::is_nested_too_deeply;

use super::{charset, nesting};

/// The width at which HTML is broken into lines: none that a person would notice.
const UNBROKEN: usize = 4_000;

/// How much HTML is made into text, in bytes. More than that is not a letter any more.
const MAX_HTML: usize = 1 << 20;

/// The longest line that a header becomes, in characters.
const MAX_LINE: usize = 1_000;

/// The text of a mail, and its HTML if it has any.
///
/// The text of a mail that is only HTML is made from the HTML. The HTML is exactly what came;
/// several parts are put one after the other.
pub fn body(message: &Message<'_>) -> Body {
    let mut texts = Vec::new();
    let rescued = message.parts.get(rescued(message).unwrap_or(usize::MAX));
    for part in message.text_bodies().chain(rescued) {
        match &part.body {
            PartType::Text(text) if is_letter(part) => texts.push(plain(message, part, text)),
            PartType::Html(html) => texts.push(from_html(&decoded(message, part, html))),
            PartType::Text(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => {}
        }
    }
    Body { text: storable(texts.join("\n\n").trim_end()), html: html(message), formatted: None }
}

/// Whether a text part is there to be read, and not a file such as a calendar.
pub fn is_letter(part: &MessagePart<'_>) -> bool {
    let Some(kind) = part.content_type() else { return true };
    let subtype = kind.subtype().unwrap_or("plain").to_ascii_lowercase();
    !kind.ctype().eq_ignore_ascii_case("text") || matches!(subtype.as_str(), "plain" | "html" | "enriched")
}

/// The part that is the text of a mail that was cut off: there is no other, and it is no file by its
/// name.
pub fn rescued(message: &Message<'_>) -> Option<usize> {
    let is_text = |part: &MessagePart<'_>| matches!(part.body, PartType::Text(_) | PartType::Html(_));
    if message.text_bodies().chain(message.html_bodies()).any(is_text) {
        return None;
    }
    let is_file = |part: &MessagePart<'_>| {
        part.attachment_name().is_some() || part.content_disposition().is_some_and(ContentType::is_attachment)
    };
    message.parts.iter().position(|part| is_text(part) && is_letter(part) && !is_file(part))
}

/// A header's value on one line, without what cannot be seen. None when nothing is left.
pub fn one_line(value: &str) -> Option<String> {
    let words: Vec<&str> =
        value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let line: String = words.join(" ").chars().take(MAX_LINE).collect();
    (!line.is_empty()).then_some(line)
}

/// The bytes of a part of a mail without its transfer encoding.
pub fn original_bytes(mail: &[u8], part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let start = usize::try_from(part.raw_body_offset()).ok()?;
    let end = usize::try_from(part.raw_end_offset()).ok()?;
    let raw = mail.get(start..end)?;
    match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    }
}

/// All HTML of the mail, with plain parts between in their place.
fn html(message: &Message<'_>) -> Option<String> {
    let mut parts = Vec::new();
    let mut any = false;
    for part in message.html_bodies() {
        match &part.body {
            PartType::Html(html) => {
                any = true;
                parts.push(decoded(message, part, html).into_owned());
            }
            PartType::Text(text) if is_letter(part) => {
                let text = ammonia::clean_text(&plain(message, part, text));
                parts.push(format!("<div style=\"white-space: pre-wrap\">{text}</div>"));
            }
            PartType::Text(_)
            | PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => {}
        }
    }
    any.then(|| storable(&parts.join("\n")))
}

/// A plain part as it is read: its lines put together where they were only broken for transport.
fn plain(message: &Message<'_>, part: &MessagePart<'_>, text: &str) -> String {
    let text = decoded(message, part, text).replace("\r\n", "\n").replace('\r', "\n");
    let parameter = |name| part.content_type().and_then(|kind| kind.attribute(name));
    if !parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        return text;
    }
    flowed::unfold(&text, parameter("delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes")))
}

/// HTML as text.
fn from_html(html: &str) -> String {
    let mut end = html.len().min(MAX_HTML);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let html = html.get(..end).unwrap_or_default();
    if is_nested_too_deeply(html) {
        return html_to_text(html);
    }
    let readable = html2text::config::with_decorator(words::Words).raw_mode(true).allow_width_overflow();
    let text = readable.string_from_read(html.as_bytes(), UNBROKEN);
    text.map_or_else(|_| html_to_text(html), |text| text.trim().to_owned())
}

/// The text as the reader of the mail decoded it; read anew where that left holes because no charset
/// was named.
fn decoded<'t>(message: &Message<'_>, part: &MessagePart<'_>, text: &'t str) -> std::borrow::Cow<'t, str> {
    let named = part.content_type().is_some_and(|kind| kind.has_attribute("charset"));
    if named || !text.contains(char::REPLACEMENT_CHARACTER) {
        return text.into();
    }
    match original_bytes(&message.raw_message, part) {
        Some(bytes) => charset::readable_text(&bytes).into_owned().into(),
        None => text.into(),
    }
}

/// What both databases can store: `PostgreSQL` knows no NUL in a text.
fn storable(text: &str) -> String {
    let text = nesting::plain(text);
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text.into_owned() }
}
