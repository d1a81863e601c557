//! Folding of quoted text. Nothing is ever cut: the parts in order are the whole text.

/// A part of a text: what is read, or what is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// What the writer wrote.
    Said(&'a str),
    /// What the writer quoted, with the line that says whose it is.
    Quoted(&'a str),
}

impl<'a> Part<'a> {
    /// The text of the part.
    pub fn text(self) -> &'a str {
        match self {
            Self::Said(text) | Self::Quoted(text) => text,
        }
    }
}

/// Divides a text into what was said and what was quoted. Answers between quotes stay said.
///
/// Quoted are lines that begin with `>`, the blank lines between them, and the line before them when
/// it introduces them (ends with a colon). A text that is nothing but quotes counts as said.
pub fn fold(text: &str) -> Vec<Part<'_>> {
    let lines = lines_of(text);
    let mut quoted: Vec<bool> = lines.iter().map(|line| is_quote(line)).collect();
    if !lines.iter().zip(&quoted).any(|(line, quoted)| !quoted && !line.trim().is_empty()) {
        return if text.is_empty() { Vec::new() } else { vec![Part::Said(text)] };
    }
    fill_gaps(&lines, &mut quoted);
    introduce(&lines, &mut quoted);
    join(text, &lines, &quoted)
}

/// The lines with their ends.
fn lines_of(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn is_quote(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).starts_with('>')
}

/// Blank lines between two quoted lines are quoted too.
fn fill_gaps(lines: &[&str], quoted: &mut [bool]) {
    let mut last_quote = None;
    for index in 0..lines.len() {
        let Some(&is_quoted) = quoted.get(index) else { continue };
        if is_quoted {
            if let Some(last) = last_quote {
                for gap in quoted.iter_mut().take(index).skip(last) {
                    *gap = true;
                }
            }
            last_quote = Some(index);
        } else if lines.get(index).is_some_and(|line| !line.trim().is_empty()) {
            last_quote = None;
        }
    }
}

/// The line that says whose words follow is folded with them.
fn introduce(lines: &[&str], quoted: &mut [bool]) {
    let starts: Vec<usize> = (1..lines.len())
        .filter(|index| quoted.get(*index) == Some(&true) && quoted.get(index - 1) == Some(&false))
        .collect();
    for start in starts {
        let before =
            (0..start).rev().find(|index| lines.get(*index).is_some_and(|line| !line.trim().is_empty()));
        let Some(before) = before else { continue };
        let introduces = lines.get(before).is_some_and(|line| {
            let line = line.trim_end();
            line.ends_with(':') && line.contains(['@', '<', ','])
        });
        let near = start - before <= 2;
        if introduces && near {
            for line in quoted.iter_mut().take(start).skip(before) {
                *line = true;
            }
        }
    }
}

/// Neighbouring lines of one kind become one part.
fn join<'a>(text: &'a str, lines: &[&'a str], quoted: &[bool]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut end = 0;
    let mut current = quoted.first().copied().unwrap_or(false);
    let part = |range: std::ops::Range<usize>, quoted: bool| {
        text.get(range).map(|text| if quoted { Part::Quoted(text) } else { Part::Said(text) })
    };
    for (line, quoted) in lines.iter().zip(quoted) {
        if *quoted != current {
            parts.extend(part(start..end, current));
            start = end;
            current = *quoted;
        }
        end += line.len();
    }
    parts.extend(part(start..end, current));
    parts
}
