//! Somebody looks for what a customer once wrote.

use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus};
use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::{ANNA, BRUNO};
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

/// VEW-09
#[tokio::test]
async fn a_search_is_narrowed_by_status_channel_owner_date_and_contact() -> Result<(), Trouble> {
    journey(async |world| {
        let customs = "It lies at customs.";
        let sven = CustomerMail::new("Sven", "sven@customer.example", "The blue lamp", customs);
        let ines = CustomerMail::new("Ines", "ines@customer.example", "The green lamp", customs);
        let (blue, green) = (world.receive(&sven).await?, world.receive(&ines).await?);
        let setup = world.greta.setup().await?;
        let waiting = setup.pipelines.get(&world.pipeline).and_then(|it| it.ordered().get(2).map(|it| it.id));
        let waiting = waiting.ok_or_else(|| Trouble::unexpected("there is no third status"))?;
        world.arrange(ChangeStatus::new(green, waiting)).await?;
        let bruno = setup.users.values().find(|user| user.name == BRUNO.name).map(|user| user.id);
        let bruno = bruno.ok_or_else(|| Trouble::unexpected("there is no Bruno"))?;
        world.arrange(AssignTicket { ticket: blue, to: Assignee::User { user: bruno } }).await?;

        let anna = world.browser_of(ANNA).await?;
        HelpDesk::expect(&anna).await?;
        anna.visit("/search?q=customs").await?;
        let hit = |lamp: &str| holding(&format!("The {lamp} lamp"));
        anna.find(Role::Link, hit("blue")).await?;
        for (field, value, found, not) in
            [("Status", "Waiting on us", "green", "blue"), ("Owner", "Bruno Costa", "blue", "green")]
        {
            anna.pick(field, value).await?;
            anna.gone(Role::Link, hit(not)).await?;
            anna.find(Role::Link, hit(found)).await?;
            anna.pick(field, "Any").await?;
            anna.find(Role::Link, hit(not)).await?;
        }
        anna.pick("Channel", "Support").await?;
        anna.pick("Last activity", "The last 7 days").await?;
        anna.find(Role::Link, hit("blue")).await?;
        anna.associate("Contact", "ines", "Ines").await?;
        anna.gone(Role::Link, hit("blue")).await?;
        anna.find(Role::Link, hit("green")).await?;
        anna.assert_healthy().await?;

        // The address says it all.
        anna.reload().await?;
        anna.find(Role::Link, hit("green")).await?;
        anna.click(Role::Button, named("Remove Ines")).await?;
        anna.find(Role::Link, hit("blue")).await?;
        anna.assert_healthy().await
    })
    .await
}
