//! The ids that a header names, however it was mangled on the way.

use sportello_domain::mail::MailId;

/// The Message-IDs in a raw header value, in order.
///
/// Ids stand in angle brackets, with anything between them (RFC 5322, 3.6.4 and 4.5.4), and may be
/// folded in the middle. A value without brackets counts as one id when it looks like one.
pub fn ids(value: &str) -> Vec<MailId> {
    let bracketed: Vec<MailId> = value
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .filter_map(|(id, _)| MailId::parse(id))
        .collect();
    if !bracketed.is_empty() {
        return bracketed;
    }
    let bare = value.trim();
    let looks_like_id = !bare.is_empty() && !bare.contains(char::is_whitespace);
    looks_like_id.then(|| MailId::parse(bare)).flatten().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &[&str]) {
        let found: Vec<String> = ids(value).iter().map(|id| id.as_str().to_owned()).collect();
        assert_eq!(found, expected, "{value:?}");
    }

    /// CNV-10
    #[test]
    fn ids_are_found_however_they_are_written() {
        check("<a@x>", &["a@x"]);
        check(" <a@x>\r\n\t<b@x> ", &["a@x", "b@x"]);
        check("<a@x>,<b@x>", &["a@x", "b@x"]);
        check("<a@x><b@x>", &["a@x", "b@x"]);
        check("<very-long\r\n -id@x>", &["very-long-id@x"]);
        check("\"Your message of Monday\" <a@x>", &["a@x"]);
        check("a@x", &["a@x"]);
        check("Your message of Monday", &[]);
        check("<>", &[]);
        check("<a@x", &["a@x"]);
        check("", &[]);
    }
}
