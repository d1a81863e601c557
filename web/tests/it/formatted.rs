//! Formatted text as elements: what is drawn is read again, and of what is pasted no more is taken than it knows.

use leptos::prelude::document;
use sportello_domain::formatted::{FormattedText, Line, LineKind, Span};
use sportello_web::ticket::editor::draw::{Purpose, draw};
use sportello_web::ticket::editor::read::{Spaces, read};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{DomParser, Element, SupportedType};

fn place() -> Element {
    document().create_element("div").unwrap()
}

fn line(kind: LineKind, spans: impl IntoIterator<Item = Span>) -> Line {
    Line { kind, spans: spans.into_iter().collect() }
}

fn bold(text: &str) -> Span {
    Span { bold: true, ..Span::plain(text) }
}

/// What is taken of a pasted page.
fn pasted(html: &str) -> FormattedText {
    let page = DomParser::new().unwrap().parse_from_string(html, SupportedType::TextHtml).unwrap();
    read(&page.body().unwrap(), Spaces::Folded)
}

/// The kinds of the lines, each by its first letter, and what they say.
fn outline(text: &FormattedText) -> Vec<String> {
    let said = |line: &Line| {
        let words: String = line.spans.iter().map(|span| span.text.as_str()).collect();
        format!("{:?} {words}", line.kind)
    };
    text.lines().iter().map(said).collect()
}

/// What stands in the editor while markup like this is in it.
fn edited(html: &str) -> FormattedText {
    let page = DomParser::new().unwrap().parse_from_string(html, SupportedType::TextHtml).unwrap();
    read(&page.body().unwrap(), Spaces::Kept)
}

/// XCT-08
#[wasm_bindgen_test]
fn what_is_drawn_is_read_again_and_nothing_typed_becomes_an_element() {
    let linked =
        Span { link: Some("https://desk.example/?a=1&b=2".to_owned()), italic: true, ..bold("here") };
    let code = Span { code: true, ..Span::plain("<img src=x onerror=alert(1)>") };
    let text = FormattedText::of_lines([
        line(LineKind::Paragraph, [Span::plain("Dear  <b>Ada</b>, "), linked]),
        line(LineKind::Paragraph, []),
        line(LineKind::Bullet, [code]),
        line(LineKind::Bullet, []),
        line(LineKind::Number, [bold("one")]),
        line(LineKind::Quote, [Span::plain("said")]),
        line(LineKind::Quote, [Span::plain("so")]),
        line(LineKind::Code, [Span::plain("  a\tb")]),
        line(LineKind::Code, []),
        line(LineKind::Code, [Span::plain("c")]),
        line(LineKind::Paragraph, []),
    ]);
    let place = place();
    draw(&place, &text, Purpose::Writing);
    assert_eq!(read(&place, Spaces::Kept), text);
    assert_eq!(place.query_selector_all("img").unwrap().length(), 0);
    draw(&place, &FormattedText::from("again"), Purpose::Reading(&[]));
    assert_eq!(place.inner_html(), "<div>again</div>");
}

#[wasm_bindgen_test]
fn a_link_that_is_not_allowed_is_not_drawn() {
    let bad = Span { link: Some("javascript:alert(1)".to_owned()), ..Span::plain("here") };
    let place = place();
    draw(&place, &FormattedText::of_lines([line(LineKind::Paragraph, [bad])]), Purpose::Reading(&[]));
    assert_eq!(place.inner_html(), "<div>here</div>");
}

#[wasm_bindgen_test]
fn what_the_browser_makes_while_one_types_is_read_as_it_looks() {
    let cases: [(&str, &[&str]); 8] = [
        ("", &[]),
        ("<br>", &[]),
        ("one<div>two</div>", &["Paragraph one", "Paragraph two"]),
        ("<div>one<br></div><div><br></div>", &["Paragraph one", "Paragraph "]),
        (
            "a<div><ul><li>b</li><li><br></li></ul><div>c</div></div>",
            &["Paragraph a", "Bullet b", "Bullet ", "Paragraph c"],
        ),
        ("<blockquote>a<br>b</blockquote>", &["Quote a", "Quote b"]),
        (
            "<ul><li>a</li></ul><span style=\"font-weight: bold\">b&nbsp; c</span>",
            &["Bullet a", "Paragraph b  c"],
        ),
        ("<section>a</section><section>\u{a0}b</section>", &["Code a", "Code  b"]),
    ];
    for (html, lines) in cases {
        assert_eq!(outline(&edited(html)), lines, "{html}");
    }
    assert!(
        edited("<div><i style=\"font-weight: bold\">a</i></div>").lines()[0]
            .spans
            .iter()
            .all(|span| !span.bold)
    );
    assert_eq!(edited("<code>a</code>\u{feff}b").to_text(), "ab");
}

/// As Word, Google Docs, Gmail and pages hand it over.
#[wasm_bindgen_test]
fn of_what_is_pasted_the_words_and_their_formatting_are_taken() {
    let cases: [(&str, &[&str]); 9] = [
        (
            "<p class=MsoNormal>One</p>\n<p class=MsoNormal>two</p><p class=MsoListParagraphCxSpFirst \
             style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>three<o:p></o:p></p>",
            &["Paragraph One", "Paragraph two", "Bullet three"],
        ),
        (
            "<b style=\"font-weight:normal\"><p>a</p><p>b</p></b>",
            &["Paragraph a", "Paragraph ", "Paragraph b"],
        ),
        ("<div>a</div><div><br></div><div>b</div>", &["Paragraph a", "Paragraph ", "Paragraph b"]),
        ("<ol><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ol>", &["Number a", "Bullet b", "Number c"]),
        ("<pre>a\n  b\n</pre>", &["Code a", "Code   b"]),
        ("  <p> a\n  b <i> c</i> </p>  ", &["Paragraph a b c"]),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            &["Paragraph a\tb", "Paragraph c"],
        ),
        (
            "a<script>b</script><style>c</style><img src=x><iframe>d</iframe><span style=\"display: none\">e</span>",
            &["Paragraph a"],
        ),
        ("<blockquote type=cite><div>a</div></blockquote><h2>b</h2>", &["Quote a", "Paragraph b"]),
    ];
    for (html, lines) in cases {
        assert_eq!(outline(&pasted(html)), lines, "{html}");
    }
    let look = |html: &str| pasted(html).lines()[0].spans.clone();
    assert_eq!(look("<span style=\"font-weight: 700\">a</span>"), [bold("a")]);
    assert_eq!(look("<h1>a</h1>"), [bold("a")]);
    assert_eq!(look("<b style=\"font-weight:normal\">a</b>"), [Span::plain("a")]);
    let link = |address: &str| Span { link: Some(address.to_owned()), ..Span::plain("a") };
    assert_eq!(look("<a href=\" https://desk.example \">a</a>"), [link("https://desk.example")]);
    for bad in ["javascript:alert(1)", "/tickets/1", "java\tscript:alert(1)"] {
        assert_eq!(look(&format!("<a href=\"{bad}\">a</a>")), [Span::plain("a")], "{bad}");
    }
}

#[wasm_bindgen_test]
fn elements_within_elements_without_end_do_not_matter() {
    let html = format!("{}a{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
    assert!(pasted(&html).lines().len() < 2);
}
