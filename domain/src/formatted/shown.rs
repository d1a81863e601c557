//! Formatted text as plain text and as HTML.

use super::{FormattedText, Line, LineKind, Span, is_allowed_link};

impl FormattedText {
    /// As plain text: what is searched, what a mail says to programs that show no HTML, and what older readers get.
    /// No word is lost, and what leads somewhere says where.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut number = 0;
        for (at, line) in self.lines().iter().enumerate() {
            if 0 < at {
                text.push('\n');
            }
            number = if line.kind == LineKind::Number { number + 1 } else { 0 };
            match line.kind {
                LineKind::Paragraph | LineKind::Code => {}
                LineKind::Bullet => text.push_str("- "),
                LineKind::Number => text.extend([number.to_string().as_str(), ". "]),
                LineKind::Quote => text.push_str("> "),
            }
            for pieces in linked(line) {
                let start = text.len();
                text.extend(pieces.iter().map(|span| span.text.as_str()));
                if let Some(address) = address_of(pieces) {
                    let said = text.get(start..).unwrap_or_default().trim();
                    let says_it = ["", "https://", "http://", "mailto:", "tel:"]
                        .iter()
                        .any(|scheme| address.strip_prefix(scheme) == Some(said));
                    if !says_it {
                        text.extend([" <", address, ">"]);
                    }
                }
            }
        }
        text
    }

    /// As HTML, in which nothing can run and nothing is loaded: a few elements without attributes, and links.
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        for (kind, lines) in self.blocks() {
            let (opens, closes, line_opens, line_closes) = match kind {
                LineKind::Paragraph => ("", "", "<div>", "</div>"),
                LineKind::Bullet => ("<ul>", "</ul>", "<li>", "</li>"),
                LineKind::Number => ("<ol>", "</ol>", "<li>", "</li>"),
                LineKind::Quote => ("<blockquote>", "</blockquote>", "<div>", "</div>"),
                LineKind::Code => {
                    write_code(&mut html, lines);
                    continue;
                }
            };
            html.push_str(opens);
            for line in lines {
                html.push_str(line_opens);
                write_line(&mut html, line);
                html.push_str(line_closes);
            }
            html.push_str(closes);
        }
        html
    }
}

fn write_code(html: &mut String, lines: &[Line]) {
    html.push_str("<pre>");
    for line in lines {
        // The first break is the element's own, which no reader shows.
        html.push('\n');
        for letter in line.spans.iter().flat_map(|span| span.text.chars()) {
            write_letter(html, letter);
        }
    }
    html.push_str("</pre>");
}

fn write_line(html: &mut String, line: &Line) {
    if line.spans.is_empty() {
        html.push_str("<br>"); // An element with nothing in it has no height.
    }
    let mut before = ' ';
    for pieces in linked(line) {
        let address = address_of(pieces).filter(|address| is_allowed_link(address));
        if let Some(address) = address {
            html.push_str("<a href=\"");
            address.chars().for_each(|letter| write_letter(html, letter));
            html.push_str("\" rel=\"noopener noreferrer\">");
        }
        for span in pieces {
            let marks = [(span.bold, "b>"), (span.italic, "i>"), (span.code, "code>")];
            for (_, tag) in marks.iter().filter(|(is_marked, _)| *is_marked) {
                html.push('<');
                html.push_str(tag);
            }
            for letter in span.text.chars() {
                // Readers show several spaces as one.
                write_letter(html, if letter == ' ' && before == ' ' { '\u{a0}' } else { letter });
                before = letter;
            }
            for (_, tag) in marks.iter().rev().filter(|(is_marked, _)| *is_marked) {
                html.push_str("</");
                html.push_str(tag);
            }
        }
        if address.is_some() {
            html.push_str("</a>");
        }
    }
}

/// Writes a letter so that it can only be read as that.
fn write_letter(html: &mut String, letter: char) {
    match letter {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        '\'' => html.push_str("&#39;"),
        '\u{a0}' => html.push_str("&nbsp;"),
        letter => html.push(letter),
    }
}

/// The pieces of a line, those together that lead to one place.
fn linked(line: &Line) -> impl Iterator<Item = &[Span]> {
    line.spans.chunk_by(|one, next| one.link == next.link)
}

fn address_of(pieces: &[Span]) -> Option<&str> {
    pieces.first()?.link.as_deref()
}
