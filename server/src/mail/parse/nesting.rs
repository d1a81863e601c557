//! Mails inside mails. The reader would open each, and each in it, as deep as a sender likes; taking
//! such a thing apart again can need more stack than there is, which ends the process. A mail inside
//! is a file here, so nothing has to open it: its type is disguised before the mail is read.

use std::borrow::Cow;

/// The types that the reader opens, and which of their letters is replaced by a tilde.
const OPENED: [(&[u8], usize); 2] = [(b"message", 1), (b"digest", 1)];

/// The same types, disguised and plain.
const DISGUISES: [(&str, &str); 2] = [("m~ssage", "message"), ("d~gest", "digest")];

/// The mail with the types of mails inside it disguised, wherever a content type is named. Everything
/// stays in its place, byte for byte.
pub fn disguised(raw: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let mut letters = Vec::new();
    let mut in_content_type = false;
    let mut start = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let goes_on = in_content_type && matches!(line.first(), Some(b' ' | b'\t'));
        in_content_type = goes_on || !places(line, b"content-type").is_empty();
        if in_content_type {
            for (name, letter) in OPENED {
                letters.extend(places(line, name).into_iter().map(|place| start + place + letter));
            }
        }
        start += line.len();
    }
    if letters.is_empty() {
        return raw;
    }
    let mut raw = raw.into_owned();
    for letter in letters {
        if let Some(byte) = raw.get_mut(letter) {
            *byte = b'~';
        }
    }
    Cow::Owned(raw)
}

/// A text of the mail without disguises.
pub fn plain(text: &str) -> Cow<'_, str> {
    DISGUISES.iter().fold(Cow::Borrowed(text), |text, (disguised, plain)| {
        let places = places(text.as_bytes(), disguised.as_bytes());
        if places.is_empty() {
            return text;
        }
        let mut undisguised = text.into_owned();
        for place in places {
            // As the letter after it.
            let is_upper =
                undisguised.get(place + 2..place + 3).is_some_and(|next| next != next.to_lowercase());
            let letter = plain.get(1..2).unwrap_or_default();
            let letter = if is_upper { letter.to_uppercase() } else { letter.to_owned() };
            undisguised.replace_range(place + 1..place + 2, &letter);
        }
        Cow::Owned(undisguised)
    })
}

/// Where a name stands in some bytes, in any case.
fn places(bytes: &[u8], name: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(name.len()).enumerate();
    windows.filter(|(_, window)| window.eq_ignore_ascii_case(name)).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        let disguised = disguised(Cow::Borrowed(raw.as_bytes()));
        assert_eq!(std::str::from_utf8(&disguised), Ok(expected));
        assert_eq!(plain(expected), raw);
    }

    #[test]
    fn only_types_of_mails_are_disguised() {
        check("Content-Type: message/rfc822\n", "Content-Type: m~ssage/rfc822\n");
        check("CONTENT-TYPE:\n MESSAGE/RFC822\n", "CONTENT-TYPE:\n M~SSAGE/RFC822\n");
        check(
            "content-type: multipart/digest;\n boundary=x\n",
            "content-type: multipart/d~gest;\n boundary=x\n",
        );
        check(
            "Subject: a message\nContent-Type: text/plain\n\nmessage\n",
            "Subject: a message\nContent-Type: text/plain\n\nmessage\n",
        );
    }
}
