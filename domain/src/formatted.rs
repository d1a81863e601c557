//! Formatted text: what people write to customers and to each other.
//!
//! It is one value with one truth. What is not formatted is a text, on the wire too; what is, is a list of lines. Plain
//! text, HTML and what is searched are all made of it, never kept beside it by hand.

mod shown;

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::identifier::EmailAddress;
use crate::rejection::Rejection;

/// How many bytes a text may have, with the addresses of its links.
pub const MOST_BYTES: usize = 500_000;

/// How many bytes the address of a link may have.
const LONGEST_LINK: usize = 2_000;

/// A text with lists, quotes, code, and what is set apart in a line.
///
/// There is one value for what looks the same: no line holds a line break, no span is empty, and two beside each other
/// differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormattedText {
    lines: Vec<Line>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Line {
    /// What kind of line it is.
    #[serde(default, skip_serializing_if = "LineKind::is_paragraph")]
    pub kind: LineKind,
    /// What stands in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}

/// What kind of line it is. Lines of one kind that follow each other belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// An ordinary one.
    #[default]
    Paragraph,
    /// An entry of a list.
    Bullet,
    /// An entry of a numbered list.
    Number,
    /// Somebody else's words.
    Quote,
    /// Code: every letter as it is.
    Code,
}

impl LineKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
    fn is_paragraph(&self) -> bool {
        *self == Self::Paragraph
    }
}

/// A piece of a line that looks the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// What it says.
    pub text: String,
    /// Whether it is bold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// Whether it is italic.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
    /// Whether it is code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub code: bool,
    /// Where it leads: an address of `http`, `https`, `mailto` or `tel`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Span {
    /// A piece of plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn is_plain(&self) -> bool {
        !self.bold && !self.italic && !self.code && self.link.is_none()
    }

    fn looks_like(&self, other: &Self) -> bool {
        (self.bold, self.italic, self.code, &self.link) == (other.bold, other.italic, other.code, &other.link)
    }
}

impl Line {
    /// Adds to the end of the line.
    fn push(&mut self, span: Span) {
        if span.text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.looks_like(&span) => last.text.push_str(&span.text),
            Some(_) | None => self.spans.push(span),
        }
    }
}

impl FormattedText {
    /// A text of these lines.
    pub fn of_lines(lines: impl IntoIterator<Item = Line>) -> Self {
        let mut tidy: Vec<Line> = Vec::new();
        for Line { kind, spans } in lines {
            let mut line = Line { kind, spans: Vec::new() };
            for span in spans {
                let look = match kind {
                    LineKind::Code => Span::default(),
                    LineKind::Paragraph | LineKind::Bullet | LineKind::Number | LineKind::Quote => {
                        Span { text: String::new(), link: span.link.filter(|link| !link.is_empty()), ..span }
                    }
                };
                for (at, text) in span.text.split('\n').enumerate() {
                    if 0 < at {
                        tidy.push(std::mem::replace(&mut line, Line { kind, spans: Vec::new() }));
                    }
                    line.push(Span { text: text.to_owned(), ..look.clone() });
                }
            }
            tidy.push(line);
        }
        if tidy == [Line::default()] {
            tidy.clear();
        }
        Self { lines: tidy }
    }

    /// The lines, in their order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The lines that belong together: an ordinary paragraph or several, a list, a quote, a piece of code.
    pub fn blocks(&self) -> impl Iterator<Item = (LineKind, &[Line])> {
        let blocks = self.lines.chunk_by(|one, next| one.kind == next.kind);
        blocks.filter_map(|block| Some((block.first()?.kind, block)))
    }

    /// Whether nothing can be seen of it.
    pub fn is_blank(&self) -> bool {
        self.lines.iter().flat_map(|line| &line.spans).all(|span| span.text.trim().is_empty())
    }

    /// Whether nothing of it is formatted.
    pub fn is_plain(&self) -> bool {
        self.lines.iter().all(|line| line.kind.is_paragraph() && line.spans.iter().all(Span::is_plain))
    }

    /// This, and another text below it.
    #[must_use]
    pub fn followed_by(self, other: Self) -> Self {
        Self::of_lines(self.lines.into_iter().chain([Line::default()]).chain(other.lines))
    }

    /// Refuses a text that is too long, and links that do not lead where links may.
    ///
    /// # Errors
    ///
    /// [`Rejection::TextTooLong`] and [`Rejection::LinkNotAllowed`].
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        let mut actual = self.lines.len();
        for span in self.lines.iter().flat_map(|line| &line.spans) {
            let link = span.link.as_deref().unwrap_or_default();
            actual = actual.saturating_add(span.text.len()).saturating_add(link.len());
            if span.link.is_some() && !is_allowed_link(link) {
                return Err(Rejection::LinkNotAllowed { address: link.to_owned() });
            }
        }
        if MOST_BYTES < actual {
            return Err(Rejection::TextTooLong { max: MOST_BYTES, actual });
        }
        Ok(())
    }
}

/// Whether a link may lead to an address: to a page, a mailbox or a telephone, written as it is called, so that every
/// program reads it alike.
pub fn is_allowed_link(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else { return false };
    let has_place = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            let place = rest.strip_prefix("//").and_then(|rest| rest.chars().next());
            place.is_some_and(|first| first.is_alphanumeric() || first == '[')
        }
        "mailto" | "tel" => !rest.is_empty(),
        _ => false,
    };
    let is_odd = |letter: char| letter.is_control() || letter.is_whitespace();
    has_place && address.len() <= LONGEST_LINK && !address.contains(is_odd)
}

/// The address that somebody means who types one: a page may be named without `https://`, a mailbox without `mailto:`.
pub fn link_of(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let whole = if is_allowed_link(typed) {
        typed.to_owned()
    } else if typed.parse::<EmailAddress>().is_ok() {
        format!("mailto:{typed}")
    } else {
        let place = typed.split(['/', ':', '?', '#']).next().filter(|place| place.contains('.'))?;
        format!("https://{place}{}", typed.get(place.len()..)?)
    };
    is_allowed_link(&whole).then_some(whole)
}

impl From<&str> for FormattedText {
    fn from(text: &str) -> Self {
        Self::of_lines([Line { kind: LineKind::Paragraph, spans: vec![Span::plain(text)] }])
    }
}

impl From<String> for FormattedText {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl Serialize for FormattedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_plain() {
            serializer.serialize_str(&self.to_text())
        } else {
            self.lines.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for FormattedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = FormattedText;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text, or a list of lines")
    }

    fn visit_str<E>(self, text: &str) -> Result<FormattedText, E> {
        Ok(FormattedText::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<FormattedText, A::Error> {
        let mut lines = Vec::new();
        while let Some(line) = sequence.next_element::<Line>()? {
            lines.push(line);
        }
        Ok(FormattedText::of_lines(lines))
    }
}

/// The two ways in which it is written on the wire.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Written {
    /// What is not formatted.
    Text(String),
    /// What is.
    Lines(Vec<Line>),
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for FormattedText {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        Written::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for FormattedText {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        <Written as utoipa::ToSchema>::schemas(schemas);
    }
}
