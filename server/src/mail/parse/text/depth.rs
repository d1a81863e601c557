//! How deeply HTML is nested. A browser's algorithm for reading HTML takes time that grows with the
//! square of the depth, so a small mail could keep a server busy for minutes.

use std::collections::HashMap;

/// The depth that is still read as HTML. Newsletters reach about a hundred.
const MAX_DEPTH: u32 = 512;

/// Elements that nest nothing: they have no end, or the next of their kind ends them.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option",
];

/// Whether reading it as HTML would take too long.
pub fn is_nested_too_deeply(html: &str) -> bool {
    let mut open: HashMap<String, u32> = HashMap::new();
    let mut depth = 0_u32;
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (closes, named) = after.strip_prefix('/').map_or((false, after), |named| (true, named));
        if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = named.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(named.len());
        let name = named.get(..end).unwrap_or_default().to_ascii_lowercase();
        if FLAT.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if !closes {
            *count += 1;
            depth += 1;
        } else if 0 < *count {
            *count -= 1;
            depth -= 1;
        }
        if MAX_DEPTH < depth {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_depth_counts() {
        assert!(is_nested_too_deeply(&"<div>".repeat(600)));
        assert!(is_nested_too_deeply(&"<a1><B2 x='>'>".repeat(300)));
        assert!(!is_nested_too_deeply(&"<div><br></div>".repeat(5_000)));
        assert!(!is_nested_too_deeply(&"<p>text<li>item<img src=x>".repeat(5_000)));
        assert!(!is_nested_too_deeply(&"<!-- <div> -->".repeat(5_000)));
        assert!(!is_nested_too_deeply(&"a < b ".repeat(5_000)));
    }
}
