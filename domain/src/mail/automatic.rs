//! Which mails a machine wrote: out-of-office notes, delivery notices, lists' confirmations.

use crate::message::Nature;

/// One header of a mail, as it stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailHeader<'a> {
    /// Its name, in any case.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
}

/// Whether a person wrote the mail with these headers (EML-22; RFC 3834).
///
/// `Auto-Submitted` other than `no` says it plainly; the others are what vacation programs and mail
/// systems write that never heard of it.
pub fn nature<'a>(headers: impl IntoIterator<Item = MailHeader<'a>>) -> Nature {
    if headers.into_iter().any(says_automatic) { Nature::Automatic } else { Nature::Personal }
}

fn says_automatic(header: MailHeader<'_>) -> bool {
    let value = header.value.trim().to_ascii_lowercase();
    match header.name.to_ascii_lowercase().as_str() {
        // Parameters may follow the keyword: `auto-replied; owner-email="…"`.
        "auto-submitted" => value.split(';').next().is_some_and(|keyword| keyword.trim() != "no"),
        "x-autoreply" | "x-autorespond" | "x-autoresponse" | "x-auto-reply" | "x-vacation" => value != "no",
        "precedence" => value == "auto_reply",
        "return-path" => value == "<>", // The empty sender: a delivery notice (RFC 5321, 4.5.5).
        "content-type" => value.starts_with("multipart/report"),
        // Not X-Auto-Response-Suppress: it asks for no answer, and does not say who wrote.
        _ => false,
    }
}
