//! What people search by: words, without case and accents, each the beginning of a word that stands somewhere.
//!
//! Both databases are given the same words and compare them as they are, so they find the same.

use std::collections::BTreeSet;

use sportello_domain::protocol::SnippetPart;
use sportello_domain::ticket::TicketNumber;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How much of a word counts, in characters. What is longer is no word but an encoded file.
const LONGEST_WORD: usize = 64;

/// How many different words of one text are found again.
const MOST_WORDS: usize = 8_000;

/// How many words of a search count.
const MOST_SEARCHED: usize = 12;

/// How much of a text is shown around what was found in it, in bytes.
const SNIPPET: usize = 180;

/// How much of that comes before it, in bytes.
const SNIPPET_BEFORE: usize = 60;

/// What somebody searches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The beginnings of words; all of them must stand in what is found.
    words: BTreeSet<String>,
    /// The number of a ticket, if it is one.
    number: Option<TicketNumber>,
}

impl Search {
    /// Reads what was typed; none where there is no word in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let words: BTreeSet<String> = words(typed).map(|(_, word)| word).take(MOST_SEARCHED).collect();
        let typed = typed.trim();
        let number = typed.strip_prefix('#').unwrap_or(typed).parse().ok().map(TicketNumber);
        (!words.is_empty()).then_some(Self { words, number })
    }

    /// The number of a ticket, where that is what was typed.
    pub fn number(&self) -> Option<TicketNumber> {
        self.number
    }

    /// As an expression of SQLite's FTS5. Words are letters and digits, so nothing in them has a meaning.
    pub(crate) fn fts5(&self) -> String {
        self.joined(" ", |word| format!("\"{word}\"*"))
    }

    /// As PostgreSQL's `tsquery`.
    pub(crate) fn tsquery(&self) -> String {
        self.joined(" & ", |word| format!("'{word}':*"))
    }

    fn joined(&self, between: &str, part: impl Fn(&str) -> String) -> String {
        self.words.iter().map(|word| part(word)).collect::<Vec<_>>().join(between)
    }

    fn finds(&self, word: &str) -> bool {
        self.words.iter().any(|wanted| word.starts_with(wanted.as_str()))
    }

    /// The words of a text around the first place where something of the search stands; empty where nothing does.
    pub fn snippet(&self, text: &str) -> Vec<SnippetPart> {
        let found: Vec<&str> =
            words(text).filter(|(_, word)| self.finds(word)).map(|(written, _)| written).collect();
        let Some(first) = found.first() else { return Vec::new() };
        let at = offset_in(text, first);
        let start = after_space(text, boundary(text, at.saturating_sub(SNIPPET_BEFORE)), at);
        let end = boundary(text, (start + SNIPPET).max(at + first.len()).min(text.len()));
        let end = before_space(text, at + first.len(), end);
        let mut parts = Vec::new();
        let mut add = |piece: &str, found: bool| {
            if !piece.is_empty() {
                parts.push(SnippetPart { text: in_one_line(piece), found });
            }
        };
        add(if start == 0 { "" } else { "…" }, false);
        let mut done = start;
        for word in found {
            let at = offset_in(text, word);
            if at + word.len() > end {
                break;
            }
            add(text.get(done..at).unwrap_or_default(), false);
            add(word, true);
            done = at + word.len();
        }
        add(text.get(done..end).unwrap_or_default(), false);
        add(if end == text.len() { "" } else { "…" }, false);
        parts
    }
}

/// The different words of some texts, one space between them: what is kept to be found again.
pub(crate) fn indexed<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let all = texts.into_iter().flat_map(words).map(|(_, word)| word);
    let distinct: BTreeSet<String> = all.take(MOST_WORDS * 4).collect();
    distinct.into_iter().take(MOST_WORDS).collect::<Vec<_>>().join(" ")
}

/// How much of a name counts where names are ordered, in characters.
const SORTED: usize = 100;

/// A name as names are ordered: without case and accents, the same in both databases.
pub(crate) fn sort_name(name: &str) -> String {
    let letters = name.trim().nfkd().flat_map(char::to_lowercase);
    letters.filter(|letter| !is_combining_mark(*letter) && !letter.is_control()).take(SORTED).collect()
}

/// The words of a text, as they are written and as they are compared.
fn words(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter))
        .map(|written| (written, folded(written)))
        .filter(|(_, word)| !word.is_empty())
}

/// Without case and accents: *Über* and *uber* are the same.
fn folded(written: &str) -> String {
    let letters = written.nfkd().flat_map(char::to_lowercase);
    letters
        .filter(|letter| letter.is_alphanumeric() && !is_combining_mark(*letter))
        .take(LONGEST_WORD)
        .collect()
}

/// Where a piece of a text begins in it, in bytes.
fn offset_in(text: &str, piece: &str) -> usize {
    (piece.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The nearest place at or before another at which a text may be cut.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first place from one on to another at which a word begins; a text is shown in whole words.
fn after_space(text: &str, from: usize, to: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let space = text.get(from..to).and_then(|part| part.find(char::is_whitespace));
    space.map_or(from, |space| from + space)
}

/// The last place from one on to another at which a word ends.
fn before_space(text: &str, from: usize, to: usize) -> usize {
    if to == text.len() {
        return to;
    }
    let space = text.get(from..to).and_then(|part| part.rfind(char::is_whitespace));
    space.map_or(to, |space| from + space)
}

fn in_one_line(piece: &str) -> String {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let space = |there: bool| if there { " " } else { "" };
    let before = space(piece.starts_with(char::is_whitespace));
    let after = space(piece.ends_with(char::is_whitespace) && !words.is_empty());
    format!("{before}{}{after}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(typed: &str, text: &str) -> String {
        let parts = Search::parse(typed).unwrap().snippet(text);
        let mark = |part: SnippetPart| if part.found { format!("[{}]", part.text) } else { part.text };
        parts.into_iter().map(mark).collect()
    }

    /// VEW-11
    #[test]
    fn search_is_words_and_perhaps_a_number() {
        assert_eq!(Search::parse(" .,; "), None);
        let search = Search::parse("Ändern, ändern der RECHNUNG!").unwrap();
        assert_eq!(search.fts5(), "\"andern\"* \"der\"* \"rechnung\"*");
        assert_eq!(search.tsquery(), "'andern':* & 'der':* & 'rechnung':*");
        assert_eq!(search.number(), None);
        for typed in ["1042", " #1042 "] {
            assert_eq!(Search::parse(typed).unwrap().number(), Some(TicketNumber(1042)), "{typed}");
        }
    }

    #[test]
    fn text_is_kept_as_its_different_words() {
        assert_eq!(indexed(["Olá, olá!", "A fatura n.º 7"]), "7 a fatura n o ola");
        assert_eq!(indexed([&"x".repeat(1_000)[..]]).len(), LONGEST_WORD);
    }

    #[test]
    fn snippet_shows_what_was_found_where_it_stands() {
        assert_eq!(marked("refund", "Where is my refund?"), "Where is my [refund]?");
        assert_eq!(marked("perche ref", "Perché  no\nrefund"), "[Perché] no [refund]");
        assert_eq!(marked("absent", "Where is my refund?"), "");
        let long = format!("{} needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let shown = marked("needle", &long);
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("[needle]"), "{shown}");
        assert!(shown.len() < 220, "{shown}");
        assert!(shown.starts_with("… hay") && shown.ends_with("straw…"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_each_of_its_words_finds_it(text in "\\PC{0,300}") {
            for (written, word) in words(&text) {
                let search = Search::parse(written).unwrap();
                prop_assert!(search.finds(&word), "{written}");
                prop_assert!(search.snippet(&text).iter().any(|part| part.found));
            }
            let _ = Search::parse(&text);
        }
    }
}
