//! Folding of what a mail quotes. Nothing is cut: what is folded opens in place, without a script.

/// What stands before a quotation. The page gives the summary its name.
const BEFORE: &str = "<details class=\"quoted\"><summary>···</summary>";

/// What stands after a quotation.
const AFTER: &str = "</details>";

/// What opens and closes a quotation, as the sanitiser writes it.
const OPENS: &str = "<blockquote";
const CLOSES: &str = "</blockquote>";

/// Folds each outermost quotation of sanitised HTML. What is said between quotations stays in sight, and a mail
/// that is nothing but a quotation stays as it is.
pub fn fold(html: &str) -> String {
    let mut folded = String::with_capacity(html.len() + BEFORE.len() + AFTER.len());
    let mut said = String::new();
    let mut rest = html;
    while let Some((before, quotation, after)) = next_quotation(rest) {
        said.push_str(before);
        folded.extend([before, BEFORE, quotation, AFTER]);
        rest = after;
    }
    said.push_str(rest);
    folded.push_str(rest);
    if says_something(&said) { folded } else { html.to_owned() }
}

/// What stands before the next outermost quotation, it, and what follows it; none where there is none.
fn next_quotation(html: &str) -> Option<(&str, &str, &str)> {
    let start = html.find(OPENS)?;
    let (before, rest) = html.split_at(start);
    let mut depth = 0_usize;
    let mut end = 0;
    loop {
        let ahead = rest.get(end..)?;
        let closes = ahead.find(CLOSES)?;
        if let Some(opens) = ahead.find(OPENS).filter(|opens| *opens < closes) {
            depth += 1;
            end += opens + OPENS.len();
        } else {
            depth = depth.saturating_sub(1);
            end += closes + CLOSES.len();
        }
        if depth == 0 {
            let (quotation, after) = rest.split_at_checked(end)?;
            return Some((before, quotation, after));
        }
    }
}

/// Whether anything can be seen of some HTML: a letter outside of tags, or a picture.
fn says_something(html: &str) -> bool {
    let mut is_tag = false;
    let text = html.replace("&nbsp;", " ");
    let seen = text.chars().any(|c| match c {
        '<' => {
            is_tag = true;
            false
        }
        '>' if is_tag => {
            is_tag = false;
            false
        }
        c => !is_tag && !c.is_whitespace(),
    });
    seen || html.contains("<img")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unfolded(html: &str) -> String {
        html.replace(BEFORE, "").replace(AFTER, "")
    }

    #[test]
    fn outermost_quotations_are_folded_and_answers_between_them_are_not() {
        let html = "<p>Yes.</p><blockquote type=\"cite\">One?<blockquote>Old</blockquote></blockquote>And\
                    <blockquote>Two?</blockquote>";
        let expected = format!(
            "<p>Yes.</p>{BEFORE}<blockquote type=\"cite\">One?<blockquote>Old</blockquote></blockquote>{AFTER}And\
             {BEFORE}<blockquote>Two?</blockquote>{AFTER}"
        );
        assert_eq!(fold(html), expected);
    }

    #[test]
    fn mail_that_only_quotes_is_shown() {
        for html in ["<blockquote>All</blockquote>", "<div>&nbsp; <br></div><blockquote>All</blockquote> "] {
            assert_eq!(fold(html), html);
        }
        assert_ne!(fold("<img><blockquote>All</blockquote>"), "<img><blockquote>All</blockquote>");
    }

    proptest! {
        /// What is shown and what is folded are together the whole, whatever stands there.
        #[test]
        fn nothing_is_cut(parts in prop::collection::vec(
            prop::sample::select(vec!["<blockquote>", "</blockquote>", "<blockquote dir=\"rtl\">", "a", "<p>", "</p>", "é ", "<img>"]), 0..24,
        )) {
            let html = parts.concat();
            prop_assert_eq!(unfolded(&fold(&html)), html);
        }
    }
}
