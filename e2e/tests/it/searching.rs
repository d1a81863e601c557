//! Somebody looks for what a customer once wrote.

use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::ANNA;
use thirtyfour::Key;

const SUBJECT: &str = "My order from May";

/// VEW-08, VEW-10, VEW-11, XCT-07
#[tokio::test]
async fn a_word_of_a_message_leads_to_its_ticket() -> Result<(), Trouble> {
    journey(async |world| {
        let text = "Good morning,\n\nthe package lies at customs in Malmö since Friday.\n\nSven";
        world.receive(&CustomerMail::new("Sven Åkesson", "sven@customer.example", SUBJECT, text)).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.write(Writing::Comment, "The carrier says: customs wants an invoice.").await?;
        page.message_that("customs wants an invoice", "there", |_| true).await?;
        anna.press(Key::Escape).await?;
        anna.press(Key::Escape).await?;
        HelpDesk::expect(&anna).await?;

        anna.press("/").await?;
        anna.read("Search everything you may see").await?;
        anna.assert_healthy().await?;
        anna.press("CUSTOMS").await?;
        anna.find(Role::Link, holding("customs in Malmö")).await?;
        anna.find(Role::Link, holding("customs wants an invoice")).await?;
        anna.assert_healthy().await?;

        anna.click(Role::Button, named("Comments")).await?;
        anna.gone(Role::Link, holding("customs in Malmö")).await?;
        until("the address says what is searched for", PATIENCE, async || {
            Ok(anna.path().await? == "/search?q=CUSTOMS&in=comments")
        })
        .await?;
        anna.click(Role::Button, named("Closed")).await?;
        anna.read("Nothing was found").await?;

        // Asked for again, the field is empty and has the keys.
        anna.press("/").await?;
        anna.read("Search everything you may see").await?;
        anna.press("invoice").await?;
        anna.find(Role::Link, holding("customs wants an invoice")).await?;

        // By the customer's name, without its ring, and from an address that was kept.
        anna.visit("/search?q=akes").await?;
        anna.click(Role::Link, beginning("#1 ")).await?;
        TicketPage::expect(&anna, SUBJECT).await.map(drop)
    })
    .await
}
