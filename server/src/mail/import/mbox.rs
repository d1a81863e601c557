//! Mails in one file, one after the other (mbox, RFC 4155): each begins with a line `From sender
//! date`. Lines of a mail that begin with `From ` have a `>` before them, and in the newer form
//! (mboxrd) those that had one already get one more.

use std::io::{BufRead, Error};

/// The mails of an mbox file.
pub struct Mails<R> {
    lines: R,
    line: Vec<u8>,
    state: State,
}

enum State {
    /// Before the first mail; what stands there belongs to none.
    Start,
    /// In a mail.
    InMail,
    /// After the last.
    End,
}

/// Reads mails from an mbox file.
pub fn mails<R: BufRead>(lines: R) -> Mails<R> {
    Mails { lines, line: Vec::new(), state: State::Start }
}

impl<R: BufRead> Iterator for Mails<R> {
    type Item = Result<Vec<u8>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut mail = Vec::new();
        let mut after_blank = true;
        loop {
            self.line.clear();
            match self.lines.read_until(b'\n', &mut self.line) {
                Err(error) => {
                    self.state = State::End;
                    return Some(Err(error));
                }
                Ok(0) => {
                    let ended = std::mem::replace(&mut self.state, State::End);
                    return matches!(ended, State::InMail).then(|| Ok(without_last_blank(mail)));
                }
                Ok(_) if after_blank && is_separator(&self.line) => match self.state {
                    State::InMail => return Some(Ok(without_last_blank(mail))),
                    State::Start | State::End => self.state = State::InMail,
                },
                Ok(_) => {
                    after_blank = matches!(&self.line[..], b"\n" | b"\r\n");
                    if matches!(self.state, State::InMail) {
                        mail.extend_from_slice(unquoted(&self.line));
                    }
                }
            }
        }
    }
}

/// Whether a line begins a mail: `From `, and somewhere a time of day. A sentence that begins with
/// "From" after a blank line has none.
pub fn is_separator(line: &[u8]) -> bool {
    let time_of_day = |five: &[u8]| matches!(five, [a, b, b':', c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit()));
    line.strip_prefix(b"From ").is_some_and(|rest| rest.windows(5).any(time_of_day))
}

/// A line without the `>` that keeps it from beginning a mail.
fn unquoted(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|byte| **byte == b'>').count();
    match line.split_at_checked(quotes) {
        Some((_, rest)) if 0 < quotes && rest.starts_with(b"From ") => line.get(1..).unwrap_or(line),
        _ => line,
    }
}

/// The blank line before the next `From ` line belongs to the file, not to the mail.
fn without_last_blank(mut mail: Vec<u8>) -> Vec<u8> {
    for end in [&b"\r\n\r\n"[..], b"\n\n"] {
        if mail.ends_with(end) {
            mail.truncate(mail.len() - end.len() / 2);
            break;
        }
    }
    mail
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEPARATOR: &str = "From ada@customer.example Mon Mar  2 09:00:00 2026\n";

    fn check(file: &str, expected: &[&str]) {
        let found: Vec<String> =
            mails(file.as_bytes()).map(|mail| String::from_utf8(mail.unwrap()).unwrap()).collect();
        assert_eq!(found, expected, "{file:?}");
    }

    #[test]
    fn each_from_line_begins_a_mail() {
        check("", &[]);
        check("no mbox at all\n", &[]);
        check(
            &format!("{SEPARATOR}A: 1\n\none\n\n{SEPARATOR}A: 2\n\ntwo\n"),
            &["A: 1\n\none\n", "A: 2\n\ntwo\n"],
        );
        check(&format!("{SEPARATOR}A: 1\r\n\r\none\r\n\r\n"), &["A: 1\r\n\r\none\r\n"]);
    }

    #[test]
    fn quoted_from_lines_lose_one_mark() {
        let mail = "A: 1\n\n>From here\n>>From there\n> From quoted\n";
        check(&format!("{SEPARATOR}{mail}"), &["A: 1\n\nFrom here\n>From there\n> From quoted\n"]);
    }

    #[test]
    fn a_sentence_does_not_begin_a_mail() {
        let mail = "A: 1\n\nFrom now on at ten.\nFrom x 10:00\n";
        check(&format!("{SEPARATOR}{mail}"), &[mail]);
    }
}
