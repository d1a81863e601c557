//! Formatted text: one value, of which plain text and harmless HTML are made.

use proptest::prelude::*;
use sportello_domain::formatted::{
    FormattedText, Line, LineKind, MOST_BYTES, Span, is_allowed_link, link_of,
};
use sportello_domain::message::{AddComment, SendReply};
use sportello_domain::order::Command;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;

use crate::done;

/// The tags that may stand in HTML of ours; the one with an attribute is a link.
const TAGS: [&str; 10] = ["div", "br", "ul", "ol", "li", "blockquote", "pre", "b", "i", "code"];

fn line(kind: LineKind, spans: impl IntoIterator<Item = Span>) -> Line {
    Line { kind, spans: spans.into_iter().collect() }
}

fn plain(text: &str) -> Span {
    Span::plain(text)
}

fn bold(text: &str) -> Span {
    Span { bold: true, ..plain(text) }
}

fn link(text: &str, address: &str) -> Span {
    Span { link: Some(address.to_owned()), ..plain(text) }
}

/// An answer as somebody writes it who uses everything.
fn answer() -> FormattedText {
    FormattedText::of_lines([
        line(LineKind::Paragraph, [plain("Dear "), bold("Ada"), plain(" & co,")]),
        line(LineKind::Paragraph, []),
        line(LineKind::Number, [plain("Open "), link("the page", "https://desk.example/?a=1&b=2")]),
        line(LineKind::Number, [Span { code: true, ..plain("<reset>") }]),
        line(LineKind::Bullet, [Span { italic: true, ..bold("or") }, plain(" wait")]),
        line(LineKind::Quote, [plain("It is broken")]),
        line(LineKind::Code, [bold("a  <b>")]),
        line(LineKind::Code, [plain("\tb")]),
        line(LineKind::Paragraph, [link("ada@desk.example", "mailto:ada@desk.example")]),
    ])
}

#[test]
fn formatted_text_says_the_same_as_plain_text() {
    let text = "Dear Ada & co,\n\n1. Open the page <https://desk.example/?a=1&b=2>\n2. <reset>\n- or wait\n\
                > It is broken\na  <b>\n\tb\nada@desk.example";
    assert_eq!(answer().to_text(), text);
}

/// XCT-08
#[test]
fn formatted_text_is_html_in_which_every_letter_is_only_that() {
    let html = "<div>Dear <b>Ada</b> &amp; co,</div><div><br></div>\
                <ol><li>Open <a href=\"https://desk.example/?a=1&amp;b=2\" rel=\"noopener noreferrer\">the page</a></li>\
                <li><code>&lt;reset&gt;</code></li></ol><ul><li><b><i>or</i></b> wait</li></ul>\
                <blockquote><div>It is broken</div></blockquote><pre>\na  &lt;b&gt;\n\tb</pre>\
                <div><a href=\"mailto:ada@desk.example\" rel=\"noopener noreferrer\">ada@desk.example</a></div>";
    assert_eq!(answer().to_html(), html);
}

#[test]
fn plain_text_stays_that_on_the_wire_and_formatted_text_is_a_list_of_lines() {
    let text = FormattedText::from("One\n\n  two <b>");
    assert!(text.is_plain() && text.lines().len() == 3);
    assert_eq!(serde_json::to_string(&text).unwrap(), r#""One\n\n  two <b>""#);
    let lines = r#"[{"spans":[{"text":"a","bold":true}]},{"kind":"bullet"}]"#;
    let text: FormattedText = serde_json::from_str(lines).unwrap();
    assert_eq!(serde_json::to_string(&text).unwrap(), lines);
    assert!(!text.is_blank() && !text.is_plain());
    let same = r#"[{"spans":[{"text":"a\nb"},{"text":""},{"text":"c","link":""}]}]"#;
    assert_eq!(serde_json::from_str::<FormattedText>(same).unwrap(), FormattedText::from("a\nbc"));
    assert!(serde_json::from_str::<FormattedText>(r#"[{"kind":"table"}]"#).is_err());
}

#[test]
fn a_text_can_follow_another() {
    let both = FormattedText::from("One").followed_by(FormattedText::from("two"));
    assert_eq!(both, FormattedText::from("One\n\ntwo"));
    assert!(FormattedText::from(" \n\t").is_blank());
    assert_eq!(FormattedText::from(""), FormattedText::default());
}

#[test]
fn a_link_leads_to_a_page_a_mailbox_or_a_telephone() {
    let allowed = [
        "http://a",
        "https://desk.example/a?b#c",
        "HTTPS://DESK.example",
        "http://[::1]:8080/",
        "https://bücher.example",
        "mailto:ada@desk.example?subject=a",
        "tel:+390461000000",
    ];
    for address in allowed {
        assert!(is_allowed_link(address), "{address}");
        assert_eq!(link_of(address).as_deref(), Some(address));
    }
    let refused = [
        "",
        "desk",
        "javascript:alert(1)",
        "JavaScript://desk.example/%0aalert(1)",
        " https://desk.example",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "https:desk.example",
        "https:///desk.example",
        "https://",
        "https://desk.example/a b",
        "https://desk.example/\u{0}",
        "//desk.example",
        "/tickets/1",
        "mailto:",
        "vbscript:a",
    ];
    for address in refused {
        assert!(!is_allowed_link(address), "{address}");
    }
    assert!(!is_allowed_link(&format!("https://desk.example/{}", "a".repeat(2_000))));
}

#[test]
fn a_link_may_be_typed_as_people_name_places() {
    let typed = [
        ("desk.example", Some("https://desk.example")),
        (" desk.example/a?b ", Some("https://desk.example/a?b")),
        ("desk.example:8080/a", Some("https://desk.example:8080/a")),
        ("ada@desk.example", Some("mailto:ada@desk.example")),
        ("desk", None),
        ("", None),
        ("two words.example", None),
        ("javascript:a.b", None),
        ("/a.b", None),
        (".", None),
    ];
    for (typed, address) in typed {
        assert_eq!(link_of(typed).as_deref(), address, "{typed}");
    }
}

#[test]
fn no_link_leaves_that_leads_elsewhere_and_no_text_that_is_too_long() {
    let text = FormattedText::of_lines([line(LineKind::Quote, [link("Here", "javascript:alert(1)")])]);
    let refused = Err(Rejection::LinkNotAllowed { address: "javascript:alert(1)".to_owned() });
    let desk =
        || records([ticket(1)], [conversation(1, Some(ticket_id(1)))], [incoming(1, conversation_id(1))]);
    assert_eq!(give(&setup(), &desk(), SendReply { text: text.clone(), ..reply(9) }), refused);
    assert_eq!(
        give(&setup(), &desk(), AddComment::new(message_id(9), conversation_id(1), text.clone())),
        refused
    );
    assert!(!text.to_html().contains("href"), "nor is it shown where it got in before");

    let longest = FormattedText::from("a".repeat(MOST_BYTES - 1));
    done(&desk(), SendReply { text: longest.clone(), ..reply(9) });
    let longer = SendReply { text: longest.followed_by("b".into()), ..reply(9) };
    let refused = Err(Rejection::TextTooLong { max: MOST_BYTES, actual: MOST_BYTES + 3 });
    assert_eq!(give(&setup(), &desk(), longer), refused);
}

/// REP-04: the text beside the formatting is made of it.
#[test]
fn body_keeps_the_formatting_where_there_is_some() {
    let body = |text: FormattedText| Command::from(SendReply { text, ..reply(9) }).body().unwrap().1;
    let formatted = body(answer());
    assert_eq!((formatted.text, formatted.formatted), (answer().to_text(), Some(answer())));
    assert_eq!(body("On its way.".into()).formatted, None);
}

/// What could confuse whoever reads HTML, and ordinary words.
fn odd_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[<>&\"'/=a-z \n\t\u{a0}]{0,24}",
        prop::sample::select(vec![
            "<script>alert(1)</script>",
            "</pre><img src=x onerror=alert(1)>",
            "\" onclick=\"alert(1)",
            "<!--",
            "]]>",
            "&lt;script&gt;",
            "@Bruno Costa",
        ])
        .prop_map(str::to_owned),
    ]
}

fn odd_link() -> impl Strategy<Value = String> {
    prop_oneof![
        odd_text(),
        odd_text().prop_map(|text| format!("https://a{text}")),
        odd_text().prop_map(|text| format!("mailto:{text}")),
        odd_text().prop_map(|text| format!("javascript:{text}")),
    ]
}

fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    let kind = prop::sample::select(vec![
        LineKind::Paragraph,
        LineKind::Bullet,
        LineKind::Number,
        LineKind::Quote,
        LineKind::Code,
    ]);
    let span = (odd_text(), any::<[bool; 3]>(), prop::option::weighted(0.3, odd_link()));
    let span = span.prop_map(|(text, [bold, italic, code], link)| Span { text, bold, italic, code, link });
    let line = (kind, prop::collection::vec(span, 0..4)).prop_map(|(kind, spans)| Line { kind, spans });
    prop::collection::vec(line, 0..6)
}

/// What is wrong with some HTML, if anything: it may have only these tags, each closed where it was opened, and only
/// links with an address that is allowed.
fn fault_of(html: &str) -> Option<String> {
    let mut open: Vec<String> = Vec::new();
    let mut pieces = html.split('<');
    if pieces.next().is_some_and(|before| before.contains('>')) {
        return Some("a tag ends that did not begin".to_owned());
    }
    for piece in pieces {
        let Some((tag, text)) = piece.split_once('>') else { return Some(format!("{piece:?} does not end")) };
        if text.contains(['>', '"', '\'']) {
            return Some(format!("{text:?} is no text"));
        }
        if let Some(closed) = tag.strip_prefix('/') {
            if open.pop().as_deref() != Some(closed) {
                return Some(format!("{closed} closes what is not open"));
            }
            continue;
        }
        let address =
            tag.strip_prefix("a href=\"").and_then(|it| it.strip_suffix("\" rel=\"noopener noreferrer\""));
        let address = address.map(|it| {
            let letters = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
            letters.iter().fold(it.to_owned(), |it, (from, to)| it.replace(from, to))
        });
        match (address, tag) {
            (Some(address), _) if is_allowed_link(&address) => open.push("a".to_owned()),
            (None, "br") => {}
            (None, tag) if TAGS.contains(&tag) => open.push(tag.to_owned()),
            _ => return Some(format!("<{tag}> is not allowed")),
        }
    }
    (!open.is_empty()).then(|| format!("{open:?} stay open"))
}

#[test]
fn what_is_wrong_with_html_is_found() {
    let wrong = [
        "<img>",
        "<b>a",
        "</b>",
        "<b onclick=\"a\">a</b>",
        "a>b",
        "<a href=\"javascript:a\" rel=\"noopener noreferrer\">",
    ];
    for html in wrong {
        assert!(fault_of(html).is_some(), "{html}");
    }
}

proptest! {
    /// XCT-08
    #[test]
    fn nothing_gets_into_html_but_a_few_tags(lines in any_lines()) {
        let html = FormattedText::of_lines(lines).to_html();
        prop_assert_eq!(fault_of(&html), None, "{}", html);
    }

    #[test]
    fn plain_text_keeps_every_word(lines in any_lines()) {
        let text = FormattedText::of_lines(lines.clone());
        let plain = text.to_text();
        for word in lines.iter().flat_map(|line| &line.spans).flat_map(|span| span.text.split_whitespace()) {
            prop_assert!(plain.contains(word), "{:?} is not in {:?}", word, plain);
        }
        for link in text.lines().iter().flat_map(|line| &line.spans).filter_map(|span| span.link.as_deref()) {
            let said = ["", "https://", "http://", "mailto:", "tel:"];
            let said = said.iter().filter_map(|scheme| link.strip_prefix(scheme)).any(|it| plain.contains(it.trim()));
            prop_assert!(said, "{:?} is not in {:?}", link, plain);
        }
    }

    #[test]
    fn formatted_text_survives_the_wire(lines in any_lines()) {
        let text = FormattedText::of_lines(lines);
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(serde_json::from_str::<FormattedText>(&json).unwrap(), text.clone());
        prop_assert_eq!(FormattedText::of_lines(text.lines().to_vec()), text);
    }

    #[test]
    fn plain_text_is_what_was_written(text in odd_text()) {
        let value = FormattedText::from(text.as_str());
        prop_assert_eq!(value.to_text(), text);
        prop_assert!(value.is_plain());
    }
}
