//! Text whose lines were broken for transport only (`format=flowed`, RFC 3676).

/// Puts paragraphs together again. With `delsp` the space that marks a soft break was added too.
///
/// Quotes keep their depth, written as `> `; the signature's line stays a line of its own.
pub fn unfold(text: &str, delsp: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut open: Option<usize> = None; // The depth of the paragraph that goes on in the next line.
    for line in text.split('\n') {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let words = line.get(depth..).unwrap_or_default();
        let words = words.strip_prefix(' ').unwrap_or(words); // Stuffed: RFC 3676, 4.4.
        let is_signature = words == "-- ";
        let soft = words.ends_with(' ') && !is_signature;
        let words = if soft && delsp { words.strip_suffix(' ').unwrap_or(words) } else { words };
        match (open, lines.last_mut()) {
            (Some(paragraph), Some(last)) if paragraph == depth && !is_signature => last.push_str(words),
            _ if depth == 0 => lines.push(words.to_owned()),
            _ => lines.push(format!("{} {words}", ">".repeat(depth))),
        }
        open = soft.then_some(depth);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delsp: bool, expected: &str) {
        assert_eq!(unfold(text, delsp), expected, "{text:?}");
    }

    #[test]
    fn soft_breaks_are_taken_back() {
        check("one \ntwo\nthree", false, "one two\nthree");
        check("on \ne", true, "one");
        check(" >not a quote", false, ">not a quote");
        check("> quoted \n> text\nanswer", false, "> quoted text\nanswer");
        check(">> deep \n> less", false, ">> deep \n> less");
        check("bye \n-- \nAda", false, "bye \n-- \nAda");
        check("", false, "");
    }
}
