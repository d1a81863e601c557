//! Formatted text: written with keys, sent as a mail of two parts, pasted from anywhere.

use sportello_e2e::browser::{Browser, Complaint, Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::{ANNA, BRUNO};
use thirtyfour::Key;

const SUBJECT: &str = "How do I reset it";

fn reset() -> CustomerMail {
    CustomerMail::new("Ada Berg", "ada@customer.example", SUBJECT, "It hangs. How do I reset it?")
}

/// What is copied from a page that means no good.
const NASTY: &str = r#"<html><head><style>* { display: none }</style><title>Owned</title></head><body>
    <p onclick="document.title = 'Owned'" style="position: fixed; color: red">Press <b>both</b>
    <img src="https://tracker.example/pixel.png" onerror="document.title = 'Owned'"> keys</p>
    <script>document.title = "Owned"</script><iframe src="https://tracker.example"></iframe>
    <ul><li>for <span style="font-weight: 700">ten</span> seconds</li></ul>
    <p><a href="javascript:document.title = 'Owned'">or</a> <a href="https://desk.example/help">read this</a></p>
    <form action="https://tracker.example"><button>Owned</button></form></body></html>"#;

/// Whether a tool says that it works where the caret is.
async fn is_pressed(browser: &Browser, tool: &str) -> Result<bool, Trouble> {
    let tool = browser.find(Role::Button, named(tool)).await?;
    Ok(tool.attr("aria-pressed").await?.as_deref() == Some("true"))
}

/// REP-01, REP-08, REP-21: what is written with keys alone is as it was after a reload, stands so in a colleague's thread,
/// and leaves as a mail that has it as HTML and as plain text.
#[tokio::test]
async fn a_reply_is_formatted_with_keys_and_leaves_as_html_and_as_text() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&reset()).await?;
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;

        page.draft(Writing::Reply, "Press ").await?;
        anna.press_with_control('b').await?;
        assert!(is_pressed(&anna, "Bold").await?);
        anna.press("both").await?;
        anna.press_with_control('b').await?;
        assert!(!is_pressed(&anna, "Bold").await?);
        anna.press(format!(" keys:{}", Key::Enter.value())).await?;
        anna.press_with_control_and_shift('8').await?;
        assert!(is_pressed(&anna, "List").await?);
        anna.press(format!("for <ten> seconds{0}then let go{0}{0}Or see ", Key::Enter.value())).await?;
        anna.press_with_control('k').await?;
        anna.find(Role::Textbox, named("Link to")).await?;
        anna.assert_healthy().await?;
        anna.press(format!("javascript:alert(1){}", Key::Enter.value())).await?;
        anna.read("Write the address of a page").await?;
        anna.press_with_control('a').await?;
        anna.press(format!("desk.example/help{}", Key::Enter.value())).await?;
        anna.gone(Role::Textbox, named("Link to")).await?;
        anna.press(" there.").await?;
        let set_apart = [
            "b both",
            "li for <ten> seconds",
            "li then let go",
            "a https://desk.example/help desk.example/help",
        ];
        assert_eq!(page.formatting_drafted(Writing::Reply).await?, set_apart);

        anna.reload().await?;
        let drafted = page.drafted(Writing::Reply).await?;
        assert!(drafted.starts_with("Press both keys:") && drafted.ends_with(" there."), "{drafted:?}");
        assert_eq!(page.formatting_drafted(Writing::Reply).await?, set_apart);
        anna.assert_healthy_but_for(&[Complaint::RefusedByPolicy]).await?;
        page.send_written(Writing::Reply).await?;
        page.message_that("Press both keys:", "sent", |message| message.delivery == "Sent").await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "");
        assert_eq!(page.formatting_of("Press both keys:").await?, set_apart);
        assert_eq!(brunos.formatting_of("Press both keys:").await?, set_apart);
        bruno.assert_healthy().await?;

        let delivery = world.smtp.delivery_after(0).await?;
        let mail = delivery.mail()?;
        let text = mail.body_text(0).unwrap_or_default().replace("\r\n", "\n");
        let said = "Press both keys:\n- for <ten> seconds\n- then let go\nOr see desk.example/help there.";
        assert_eq!(text.trim_end(), said);
        let html = mail.body_html(0).unwrap_or_default();
        for piece in [
            "Press <b>both</b> keys:",
            "<ul><li>for &lt;ten&gt; seconds</li><li>then let go</li></ul>",
            "<a href=\"https://desk.example/help\" rel=\"noopener noreferrer\">desk.example/help</a> there.",
        ] {
            assert!(html.contains(piece), "{piece} is not in {html}");
        }
        anna.assert_healthy_but_for(&[Complaint::RefusedByPolicy]).await
    })
    .await
}

/// XCT-08: of what is pasted the words stay, with what formatted text knows; nothing runs, nothing is loaded, and it
/// can be undone.
#[tokio::test]
async fn what_is_pasted_brings_its_words_and_nothing_that_runs_or_is_loaded() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&reset()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.draft(Writing::Reply, "Try this: ").await?;
        let set_apart = ["b both", "li for ten seconds", "b ten", "a https://desk.example/help read this"];
        page.paste(Writing::Reply, &[("text/html", NASTY), ("text/plain", "Press both keys")]).await?;
        assert_eq!(page.formatting_drafted(Writing::Reply).await?, set_apart);
        let words = "Try this: Press both keys for ten seconds or read this";
        let drafted = page.drafted(Writing::Reply).await?;
        assert_eq!(drafted.split_whitespace().collect::<Vec<_>>().join(" "), words);
        assert!(!anna.words().await?.contains("Owned"));
        assert!(!anna.run::<String>("return document.title", Vec::new()).await?.contains("Owned"));

        anna.press_with_control('z').await?;
        until("it is undone", PATIENCE, async || {
            Ok(page.formatting_drafted(Writing::Reply).await?.is_empty())
        })
        .await?;
        assert_eq!(page.drafted(Writing::Reply).await?.trim_end(), "Try this:");
        // As the browser does it with Ctrl+Shift+V: only the words.
        page.paste(Writing::Reply, &[("text/plain", "<b>Press</b>\r\nboth keys")]).await?;
        assert_eq!(page.formatting_drafted(Writing::Reply).await?, Vec::<String>::new());
        assert_eq!(page.drafted(Writing::Reply).await?, "Try this: <b>Press</b>\nboth keys");
        page.send_written(Writing::Reply).await?;
        page.message_that("<b>Press</b> both keys", "sent", |message| message.delivery == "Sent").await?;
        let delivery = world.smtp.delivery_after(0).await?;
        assert_eq!(delivery.mail()?.html_body_count(), 1, "what is not formatted leaves as plain text alone");
        assert!(delivery.message.contains("text/plain") && !delivery.message.contains("text/html"));
        anna.assert_healthy_but_for(&[Complaint::RefusedByPolicy]).await
    })
    .await
}

/// REP-21: a draft is restored that was kept before drafts could be formatted.
#[tokio::test]
async fn a_draft_that_was_kept_as_a_plain_text_is_still_read() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&reset()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.draft(Writing::Reply, "new").await?;
        let older = "
            const names = Object.keys(localStorage).filter((name) => name.startsWith('sportello.draft.'));
            for (const name of names) localStorage.setItem(name, arguments[0]);
            return names.length;
        ";
        let words = "Dear Ada,\n\n<b>two</b>  spaces";
        assert_eq!(anna.run::<u64>(older, vec![words.into()]).await?, 1);
        anna.reload().await?;
        assert_eq!(page.drafted(Writing::Reply).await?, words);
        assert_eq!(page.formatting_drafted(Writing::Reply).await?, Vec::<String>::new());
        anna.assert_healthy().await
    })
    .await
}

/// REP-16, REP-27: a comment is formatted too, and calls colleagues from inside of a list.
#[tokio::test]
async fn a_formatted_comment_mentions_colleagues() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&reset()).await?;
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.draft(Writing::Comment, "").await?;
        anna.press_with_control_and_shift('7').await?;
        anna.press("Ask @bru").await?;
        anna.find(Role::Listbox, named("Colleagues")).await?;
        anna.press(Key::Enter).await?;
        anna.press(format!("first{}then call", Key::Enter.value())).await?;
        let set_apart = ["li Ask @Bruno Costa first", "li then call"];
        assert_eq!(page.formatting_drafted(Writing::Comment).await?, set_apart);
        anna.press_with_control(Key::Enter).await?;
        assert_eq!(page.formatting_of("then call").await?, set_apart);
        bruno.find(Role::Button, named("1 unread mention")).await?;
        assert!(world.smtp.deliveries()?.is_empty());
        anna.assert_healthy_but_for(&[Complaint::RefusedByPolicy]).await
    })
    .await
}
