//! Bytes that are not what they should be: headers and texts in an old eight-bit charset that nobody
//! named.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

/// What eight-bit text without a charset is, nearly always: the superset of ISO 8859-1 that mail
/// programs took for it.
const UNNAMED_CHARSET: &[u8] = b"windows-1252";

/// The mail with every header line as UTF-8 (RFC 6532), and without what stands before its headers. Lines that are not are read in the unnamed
/// charset; the rest of the mail stays as it is.
pub fn with_readable_headers(raw: &[u8]) -> Cow<'_, [u8]> {
    let raw = without_wrapping(raw);
    let (headers, rest) = raw.split_at(end_of_headers(raw));
    if std::str::from_utf8(headers).is_ok() {
        return Cow::Borrowed(raw);
    }
    let mut readable = Vec::with_capacity(raw.len() + 64);
    for line in headers.split_inclusive(|byte| *byte == b'\n') {
        readable.extend_from_slice(readable_text(line).as_bytes());
    }
    readable.extend_from_slice(rest);
    Cow::Owned(readable)
}

/// The text as UTF-8 if it is, else read in the unnamed charset.
pub fn readable_text(bytes: &[u8]) -> Cow<'_, str> {
    match (std::str::from_utf8(bytes), charset_decoder(UNNAMED_CHARSET)) {
        (Ok(text), _) => Cow::Borrowed(text),
        (Err(_), Some(decode)) => Cow::Owned(decode(bytes)),
        (Err(_), None) => String::from_utf8_lossy(bytes),
    }
}

/// The mail without what programs put before its first header: a byte order mark, and the `From ` line
/// of a mailbox file.
fn without_wrapping(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
    if !raw.starts_with(b"From ") {
        return raw;
    }
    let first_line = raw.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    raw.get(first_line.len()..).unwrap_or_default()
}

/// Where the first empty line is.
fn end_of_headers(raw: &[u8]) -> usize {
    let mut end = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
        end += line.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_headers_become_utf8_and_the_body_stays() {
        let raw = b"Subject: Caf\xe9\r\nFrom: a@b.example\r\n\r\nbody \xe9";

        let readable = with_readable_headers(raw);

        assert_eq!(&*readable, b"Subject: Caf\xc3\xa9\r\nFrom: a@b.example\r\n\r\nbody \xe9");
    }

    #[test]
    fn what_stands_before_the_headers_goes() {
        let raw = b"\xEF\xBB\xBFFrom ada@customer.example Mon Mar  2 09:00:00 2026\nSubject: x\n\nbody";

        assert_eq!(&*with_readable_headers(raw), b"Subject: x\n\nbody");
    }

    #[test]
    fn utf8_headers_stay() {
        let raw = "Subject: Café\n\nbody".as_bytes();

        assert!(matches!(with_readable_headers(raw), Cow::Borrowed(_)));
    }
}
