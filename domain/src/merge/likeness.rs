//! Which tickets are likely about the same as another: they are offered first when tickets are merged.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::filter::folded;
use crate::id::TicketId;
use crate::ticket::Ticket;

/// How many likely duplicates are offered.
const OFFERED: usize = 5;

/// Words that every subject may have: prefixes of answers and forwarded mails.
const PREFIXES: [&str; 8] = ["re", "fw", "fwd", "aw", "wg", "r", "i", "enc"];

/// From how many per cent on two names are alike.
const ALIKE: u32 = 50;

/// In what two tickets are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Whether they are about the same contact.
    pub same_contact: bool,
    /// Whether their names are alike: half of all their words are in both.
    pub similar_name: bool,
}

/// In what two tickets are alike.
pub fn likeness(ticket: &Ticket, other: &Ticket) -> Likeness {
    Likeness {
        same_contact: !other.contacts.is_disjoint(&ticket.contacts),
        similar_name: alike(&words(ticket), &words(other)) >= ALIKE,
    }
}

/// The tickets among some that are likely about the same as one, and in what they are alike. What is alike in both ways
/// comes first, then the more alike name, then the latest activity.
pub fn likely_duplicates<'a>(
    ticket: &Ticket,
    among: impl IntoIterator<Item = &'a Ticket>,
) -> Vec<(TicketId, Likeness)> {
    let others = among.into_iter().filter(|other| other.id != ticket.id && other.is_at_work());
    let mut likely: Vec<(&Ticket, Likeness)> = others.map(|other| (other, likeness(ticket, other))).collect();
    likely.retain(|(_, like)| like.same_contact || like.similar_name);
    let words = words(ticket);
    likely.sort_by_cached_key(|(other, like)| {
        let both = like.same_contact && like.similar_name;
        Reverse((both, alike(&words, &self::words(other)), other.active_at, other.id))
    });
    likely.into_iter().map(|(other, like)| (other.id, like)).take(OFFERED).collect()
}

/// The words of a ticket's name, without case and without the prefixes of answers.
fn words(ticket: &Ticket) -> BTreeSet<String> {
    let name = folded(ticket.name.as_str());
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !PREFIXES.contains(word)).map(ToOwned::to_owned).collect()
}

/// How alike two names are, in per cent: how many of all their words both have.
fn alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> u32 {
    let (shared, all) = (one.intersection(other).count(), one.union(other).count());
    (shared * 100).checked_div(all).map_or(0, |alike| u32::try_from(alike).unwrap_or(100))
}
