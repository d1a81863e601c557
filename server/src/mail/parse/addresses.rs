//! Who wrote a mail and to whom it went.

use mail_parser::{Addr, Address, HeaderName, Message};
use sportello_domain::identifier::EmailAddress;
use sportello_domain::message::RecipientRole;

use super::text;

/// More recipients than this are not kept: it is a list's doing, and nobody answers them all.
const MAX_RECIPIENTS: usize = 200;

/// The writer: the first usable address of `From`, or else of `Sender`, with its name.
pub fn sender(message: &Message<'_>) -> Option<(EmailAddress, Option<String>)> {
    let writers = message.from().into_iter().chain(message.sender()).flat_map(Address::iter);
    writers.into_iter().find_map(|writer| Some((address(writer)?, writer.name().and_then(text::one_line))))
}

/// Where the writer wants the answer.
pub fn reply_to(message: &Message<'_>) -> Option<EmailAddress> {
    message.reply_to().into_iter().flat_map(Address::iter).find_map(address)
}

/// The people in `To` and `Cc`, groups opened, each once.
pub fn recipients(message: &Message<'_>) -> Vec<(RecipientRole, EmailAddress)> {
    let mut recipients: Vec<(RecipientRole, EmailAddress)> = Vec::new();
    let fields = [(RecipientRole::To, HeaderName::To), (RecipientRole::Cc, HeaderName::Cc)];
    for (role, field) in fields {
        let addresses = message.header_values(field).filter_map(|value| value.as_address());
        for found in addresses.flat_map(Address::iter).filter_map(address) {
            if !recipients.iter().any(|(_, known)| *known == found) {
                recipients.push((role, found));
            }
        }
    }
    recipients.truncate(MAX_RECIPIENTS);
    recipients
}

/// The addresses that mail servers on the way noted, where `To` may be anything.
pub fn delivered_to(message: &Message<'_>) -> Vec<EmailAddress> {
    let noted = |name: &str| {
        ["delivered-to", "x-original-to", "envelope-to"]
            .iter()
            .any(|wanted| name.eq_ignore_ascii_case(wanted))
    };
    let values = message.headers_raw().filter(|(name, _)| noted(name)).map(|(_, value)| value);
    let bare = |value: &str| value.trim().trim_matches(['<', '>']).parse().ok();
    values.filter_map(bare).take(MAX_RECIPIENTS).collect()
}

fn address(address: &Addr<'_>) -> Option<EmailAddress> {
    address.address()?.parse().ok()
}
