//! Which mails pass another on.

/// What programs put before the subject of a mail that is passed on, in the languages that mail comes in.
const FORWARD: [&str; 9] = ["fw", "fwd", "wg", "tr", "rv", "enc", "i", "vb", "doorst"];

/// What they put before the subject of an answer.
const ANSWER: [&str; 9] = ["re", "aw", "antw", "sv", "ris", "rif", "r", "res", "odp"];

/// Whether a mail passes another on, or answers one that does, by its subject: `Fwd: …`, `Re: Fwd: …`
/// (EML-09). There is no header that says so.
pub fn is_forwarded(subject: Option<&str>) -> bool {
    let mut rest = subject.unwrap_or_default();
    while let Some((before, after)) = rest.split_once(':') {
        let word = before.trim().to_lowercase();
        if FORWARD.contains(&word.as_str()) {
            return true;
        }
        if !ANSWER.contains(&word.as_str()) {
            return false;
        }
        rest = after;
    }
    false
}
