//! In which order mails are read: threads apart, and in each thread a mail after those that it
//! answers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sportello_domain::mail::MailId;

use crate::mail::parse::MailPlace;

/// Divides mails into threads: mails that name each other, directly or by others that are here, are
/// in one. In each, a mail comes after those that it names and otherwise by date; threads come by
/// the date of their first mail. Mails of which nothing is known come last.
pub fn into_threads<T>(mut mails: Vec<T>, place: impl Fn(&T) -> Option<&MailPlace>) -> Vec<Vec<T>> {
    let date = |mail: &T| -> DateTime<Utc> {
        place(mail).and_then(|place| place.written_at).unwrap_or(DateTime::<Utc>::MAX_UTC)
    };
    mails.sort_by_key(date);
    let mut by_id: HashMap<&MailId, usize> = HashMap::new();
    for (index, mail) in mails.iter().enumerate() {
        if let Some(place) = place(mail) {
            by_id.entry(&place.head.id).or_insert(index);
        }
    }
    let named: Vec<Vec<usize>> = mails
        .iter()
        .map(|mail| {
            let ids = place(mail).into_iter().flat_map(|place| place.head.all());
            ids.filter_map(|id| by_id.get(id)).copied().collect()
        })
        .collect();
    let mut roots = Roots::of(&named);
    let order = named_first(&named);
    let mut threads: Vec<Vec<T>> = Vec::new();
    let mut thread_of_root: HashMap<usize, usize> = HashMap::new();
    let mut mails: Vec<Option<T>> = mails.into_iter().map(Some).collect();
    for index in order {
        let Some(mail) = mails.get_mut(index).and_then(Option::take) else { continue };
        let thread = *thread_of_root.entry(roots.root_of(index)).or_insert_with(|| {
            threads.push(Vec::new());
            threads.len() - 1
        });
        if let Some(thread) = threads.get_mut(thread) {
            thread.push(mail);
        }
    }
    threads
}

/// The indices, each after those that it names. Where mails name each other in a circle, by date.
fn named_first(named: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; named.len()];
    let mut order = Vec::with_capacity(named.len());
    for start in 0..named.len() {
        // A stack of its own, since threads can be longer than the program's stack is deep.
        let mut path = vec![(start, 0)];
        while let Some((index, next)) = path.pop() {
            if next == 0 && std::mem::replace(seen.get_mut(index).unwrap_or(&mut true), true) {
                continue;
            }
            match named.get(index).and_then(|named| named.get(next)) {
                Some(before) => path.extend([(index, next + 1), (*before, 0)]),
                None => order.push(index),
            }
        }
    }
    order
}

/// Which mails belong together: a forest in which each tree is a thread.
struct Roots {
    parents: Vec<usize>,
}

impl Roots {
    fn of(named: &[Vec<usize>]) -> Self {
        let mut roots = Self { parents: (0..named.len()).collect() };
        for (index, named) in named.iter().enumerate() {
            for other in named {
                let (root, other) = (roots.root_of(index), roots.root_of(*other));
                // The earlier mail becomes the root.
                if let Some(parent) = roots.parents.get_mut(root.max(other)) {
                    *parent = root.min(other);
                }
            }
        }
        roots
    }

    fn root_of(&mut self, mut index: usize) -> usize {
        while let Some(parent) = self.parents.get(index).copied().filter(|parent| *parent != index) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            // On the way up each path is halved, so that none gets long.
            if let Some(shortened) = self.parents.get_mut(index) {
                *shortened = above;
            }
            index = above;
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use sportello_domain::mail::MailHead;
    use sportello_domain::testing::minutes;

    use super::*;

    fn mail(id: &str, names: &[&str], minute: i64) -> (&'static str, MailPlace) {
        let id = MailId::parse(id).expect("an id");
        let references = names.iter().filter_map(|name| MailId::parse(name)).collect();
        let name = id.as_str().to_owned().leak();
        let head = MailHead { id, in_reply_to: None, references };
        (name, MailPlace { head, written_at: Some(minutes(minute)) })
    }

    fn check(mails: Vec<(&'static str, MailPlace)>, expected: &[&[&str]]) {
        let threads = into_threads(mails, |(_, place)| Some(place));
        let names: Vec<Vec<&str>> =
            threads.iter().map(|thread| thread.iter().map(|(name, _)| *name).collect()).collect();
        assert_eq!(names, expected);
    }

    /// CNV-10: an answer is read after what it answers, whatever the order of files and clocks.
    #[test]
    fn a_mail_comes_after_those_it_answers() {
        check(vec![mail("b", &["a"], 2), mail("a", &[], 1)], &[&["a", "b"]]);
        check(vec![mail("b", &["a"], 1), mail("a", &[], 2)], &[&["a", "b"]]);
        check(vec![mail("x", &[], 1), mail("a", &[], 2), mail("b", &["a"], 3)], &[&["x"], &["a", "b"]]);
        check(vec![mail("a", &[], 1), mail("b", &[], 2), mail("c", &["a", "b"], 0)], &[&["a", "b", "c"]]);
        check(vec![mail("b", &["absent"], 1), mail("c", &["absent"], 2)], &[&["b"], &["c"]]);
    }

    #[test]
    fn circles_and_copies_end_in_one_thread() {
        check(vec![mail("a", &["b"], 1), mail("b", &["a"], 2)], &[&["b", "a"]]);
        check(vec![mail("a", &["a"], 1)], &[&["a"]]);
        check(vec![mail("a", &[], 1), mail("a", &[], 2)], &[&["a", "a"]]);
    }

    #[test]
    fn a_long_thread_needs_no_deep_stack() {
        let ids: Vec<String> = (0..50_000).map(|n| format!("m{n}")).collect();
        let mails: Vec<_> = ids
            .iter()
            .zip(std::iter::once(&ids[0]).chain(&ids))
            .map(|(id, before)| mail(id, &[before], -i64::try_from(id.len()).expect("short")))
            .collect();

        let threads = into_threads(mails, |(_, place)| Some(place));

        assert_eq!(threads.len(), 1);
        assert_eq!(threads[0].len(), 50_000);
        assert_eq!(threads[0][0].0, "m0");
    }
}
