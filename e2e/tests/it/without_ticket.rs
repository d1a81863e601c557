//! Mails to a channel that creates no tickets wait in a list until somebody creates one.

use sportello_domain::channel::{Channel, SaveChannel, TicketAutomation};
use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::PATIENCE;
use sportello_e2e::world::ANNA;

const SUBJECT: &str = "Do you open on Sunday";

/// CRE-05
#[tokio::test]
async fn a_conversation_waits_in_the_list_until_an_agent_creates_its_ticket() -> Result<(), Trouble> {
    journey(async |world| {
        let setup = world.greta.setup().await?;
        let channel = setup.channels.get(&world.channel).cloned();
        let channel = channel.ok_or_else(|| Trouble::unexpected("there is no channel"))?;
        world.arrange(SaveChannel { channel: Channel { tickets: TicketAutomation::Off, ..channel } }).await?;
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?;
        anna.click(Role::Link, beginning("Without ticket")).await?;
        anna.read("Nothing waits for a ticket").await?;
        anna.assert_healthy().await?;

        let mail =
            CustomerMail::new("Rosa Lang", "rosa@customer.example", SUBJECT, "I cannot come otherwise.");
        world.greta.hand_in(world.channel, mail.raw()?).await?;
        anna.click(Role::Link, holding("Rosa Lang")).await?;
        anna.read("I cannot come otherwise.").await?;
        anna.find(Role::Link, named("Without ticket 1")).await?;
        anna.assert_healthy().await?;

        anna.click(Role::Button, named("Create ticket")).await?;
        let dialog = anna.find(Role::Dialog, named("Create ticket")).await?;
        anna.assert_healthy().await?;
        anna.find_in(Some(&dialog), Role::Button, named("Create")).await?.click().await?;
        let page = TicketPage::expect(&anna, SUBJECT).await?;
        page.message_that("I cannot come otherwise", "there", |_| true).await?;
        page.property_becomes("Status", "New", PATIENCE).await?;
        anna.read("Rosa Lang").await?;

        anna.click(Role::Link, beginning("Without ticket")).await?;
        anna.read("Nothing waits for a ticket").await?;
        anna.assert_healthy().await
    })
    .await
}
