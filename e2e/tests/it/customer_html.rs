//! A customer's HTML is shown as it was sent, and can do nothing.

use sportello_e2e::browser::{Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::{CustomerMail, InlineImage};
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trap::Trap;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::ANNA;

const SUBJECT: &str = "A very colourful letter";

/// A picture of one pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4, 0x89, 0x00,
    0x00, 0x00, 0x0D, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8, 0xCF, 0xC0, 0xF0, 0x1F, 0x00, 0x05,
    0x00, 0x01, 0xFF, 0x89, 0x99, 0x3D, 0x1D, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42,
    0x60, 0x82,
];

/// XCT-08
#[tokio::test]
async fn nothing_in_a_mail_runs_and_nothing_is_fetched_for_it_unless_asked() -> Result<(), Trouble> {
    journey(async |world| {
        let trap = Trap::set().await?;
        let web = &trap.origin;
        let html = format!(
            r#"<html><head><style>@import url({web}/style.css); body {{ background: url({web}/ground.png) }}</style>
            <link rel="stylesheet" href="{web}/link.css"><meta http-equiv="refresh" content="0;url={web}/away">
            <script>top.pwned = parent.pwned = window.pwned = true; fetch("{web}/script")</script></head>
            <body onload="top.pwned = true" background="{web}/body.png">
            <p style="color: rgb(0, 90, 0); background-image: url({web}/paragraph.png)">Green words of thanks</p>
            <img src="cid:flower@customer.example" alt="A flower" width="20" height="20">
            <img src="{web}/remote.png" alt="Remote" onerror="top.pwned = true" srcset="{web}/large.png 2x">
            <img src="x" onerror="top.pwned = true"><svg onload="top.pwned = true"><script>top.pwned = true</script></svg>
            <iframe src="{web}/frame"></iframe><object data="{web}/object"></object><embed src="{web}/embed">
            <video src="{web}/film" poster="{web}/poster"></video><audio src="{web}/sound"></audio>
            <form action="{web}/form"><input name="password"></form>
            <a href="javascript:top.pwned = true">Click me</a> <a href="{web}/page">A page</a>
            <base href="{web}/"></body></html>"#
        );
        let mail = CustomerMail {
            html: Some(html),
            images: vec![InlineImage { content_id: "flower@customer.example", png: PIXEL }],
            ..CustomerMail::new("Flora Nunes", "flora@customer.example", SUBJECT, "Green words of thanks")
        };
        world.receive(&mail).await?;
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?.message_that("Flora Nunes", "in a frame", |it| it.sent_html).await?;
        let page = sportello_e2e::pages::TicketPage::expect(&anna, SUBJECT).await?;

        let frame = page.frame_of("Flora Nunes").await?;
        assert!(frame.words.contains("Green words of thanks"), "{}", frame.words);
        assert!(frame.markup.contains("rgb(0, 90, 0)") || frame.markup.contains("rgb(0,90,0)"), "{}", frame.markup);
        for active in ["<script", "onload", "onerror", "javascript:", "<iframe", "<object", "<form", "http-equiv=\"refresh\""] {
            assert!(!frame.markup.to_lowercase().contains(active), "{active} is left in {}", frame.markup);
        }
        assert!(
            matches!(frame.images.as_slice(), [only] if only.starts_with("/api/v1/attachments/")),
            "the inline picture shows, and no other: {:?}",
            frame.images
        );
        let pwned: Option<bool> = anna.run("return window.pwned ?? null", Vec::new()).await?;
        assert_eq!(pwned, None, "nothing ran");
        assert_eq!(trap.sprung(), 0, "nothing was fetched");
        anna.click(Role::Button, named("Show pictures")).await?;
        until("the picture from elsewhere is fetched", PATIENCE, async || Ok(trap.sprung() == 1)).await?;
        let frame = page.frame_of("Flora Nunes").await?;
        assert!(frame.markup.contains(&format!("{web}/remote.png")), "{}", frame.markup);
        assert!(anna.all(None, Role::Button, &named("Show pictures")).await?.is_empty(), "nothing is left to show");
        anna.assert_healthy().await
    })
    .await
}
