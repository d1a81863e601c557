//! An admin says what a pipeline does by itself; mails and channels follow.

use sportello_domain::protocol::MailFate;
use sportello_e2e::browser::{Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, PipelineSettings, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::{ANNA, GRETA, World};

const SUBJECT: &str = "The hinge squeaks";
const SENT: &str = "An e-mail is sent to a customer";
const REPLIED: &str = "A customer replies to an e-mail";
const CLOSE_DATE: &str = "Set the close date to today when a ticket is moved to a closed status";

fn hinge() -> CustomerMail {
    CustomerMail::new("Ines Prado", "ines@customer.example", SUBJECT, "Day and night.")
}

/// Waits until the desk has stored which of the two rows act.
async fn acting(world: &World, sent: bool, replied: bool) -> Result<(), Trouble> {
    until("the rows are stored", PATIENCE, async || {
        let setup = world.greta.setup().await?;
        let triggers = setup.pipelines.get(&world.pipeline).map(|pipeline| pipeline.triggers.clone());
        Ok(triggers.is_some_and(|triggers| {
            [triggers.when_email_sent(), triggers.when_customer_replied()].map(|row| row.is_some())
                == [sent, replied]
        }))
    })
    .await
}

/// PIP-09, AUT-21, EML-03, EML-04, EML-06, EML-08, EML-13
#[tokio::test]
async fn the_status_follows_the_mails_as_the_pipeline_says() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&hinge()).await?;
        let greta = world.browser_of(GRETA).await?;
        let settings = PipelineSettings::open(&greta).await?;
        settings.open_automations().await?;
        greta.read("Connected channels").await?;
        greta.find(Role::Checkbox, named(CLOSE_DATE)).await?;
        settings.set_trigger(SENT, "Waiting on us").await?;
        settings.set_trigger(REPLIED, "Waiting on contact").await?;
        settings.tick(SENT).await?;
        acting(world, true, false).await?;
        greta.assert_healthy().await?;

        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.write(Writing::Reply, "Somebody comes on Friday.").await?;
        page.message_that("comes on Friday", "sent", |message| message.delivery == "Sent").await?;
        page.property_becomes("Status", "Waiting on us", PATIENCE).await?;

        // The other row is not ticked yet.
        let delivery = world.smtp.delivery_after(0).await?;
        world.receive(&hinge().answer(&delivery, "In the morning, please.")?).await?;
        page.message_that("In the morning", "there", |_| true).await?;
        assert_eq!(page.property("Status").await?, "Waiting on us");
        settings.tick(REPLIED).await?;
        settings.tick(SENT).await?;
        settings.is_ticked(REPLIED, true).await?;
        settings.is_ticked(SENT, false).await?;
        acting(world, false, true).await?;
        let again = CustomerMail { id: "again.hinge".to_owned(), ..hinge().answer(&delivery, "At nine?")? };
        world.receive(&again).await?;
        page.property_becomes("Status", "Waiting on contact", PATIENCE).await?;
        page.write(Writing::Reply, "At nine it is.").await?;
        page.message_that("At nine it is", "sent", |message| message.delivery == "Sent").await?;
        assert_eq!(page.property("Status").await?, "Waiting on contact");
        anna.assert_healthy().await?;

        let history = world.greta.history(ticket).await?;
        let automatic =
            history.iter().filter(|change| change.source == sportello_domain::event::Source::Automation);
        assert_eq!(automatic.count(), 2, "{history:?}");
        Ok(())
    })
    .await
}

/// CLD-03, CLD-04: the row of the close date is where the automations are.
#[tokio::test]
async fn the_close_date_is_left_alone_while_its_row_is_off() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&hinge()).await?;
        let greta = world.browser_of(GRETA).await?;
        let settings = PipelineSettings::open(&greta).await?;
        settings.open_automations().await?;
        settings.tick(CLOSE_DATE).await?;
        settings.is_ticked(CLOSE_DATE, false).await?;

        let page = HelpDesk::open(&greta, "all-open").await?.open_ticket(SUBJECT).await?;
        page.choose("Status", "Closed").await?;
        page.property_becomes("Status", "Closed", PATIENCE).await?;
        let tickets = world.greta.all_tickets(sportello_domain::view::BuiltInView::Closed).await?;
        assert_eq!(tickets.first().and_then(|row| row.ticket.close_date), None, "{tickets:?}");
        page.choose("Status", "New").await?;
        page.property_becomes("Status", "New", PATIENCE).await?;

        let settings = PipelineSettings::open(&greta).await?;
        settings.open_automations().await?;
        settings.is_ticked(CLOSE_DATE, false).await?;
        settings.tick(CLOSE_DATE).await?;
        settings.is_ticked(CLOSE_DATE, true).await?;
        let page = HelpDesk::open(&greta, "all-open").await?.open_ticket(SUBJECT).await?;
        page.choose("Status", "Closed").await?;
        page.property_becomes("Status", "Closed", PATIENCE).await?;
        greta.reload().await?;
        TicketPage::expect(&greta, SUBJECT).await?;
        let tickets = world.greta.all_tickets(sportello_domain::view::BuiltInView::Closed).await?;
        assert!(tickets.first().is_some_and(|row| row.ticket.close_date.is_some()), "{tickets:?}");
        Ok(())
    })
    .await
}

/// CRE-02, CRE-03, CRE-04: a channel is listed where it creates tickets, and leads to where that ends.
#[tokio::test]
async fn a_channel_stops_creating_tickets_from_where_it_is_listed() -> Result<(), Trouble> {
    journey(async |world| {
        let greta = world.browser_of(GRETA).await?;
        PipelineSettings::open(&greta).await?.open_automations().await?;
        greta.click(Role::Link, named("Support")).await?;
        let creating = named("Create a ticket for each new conversation");
        greta.find(Role::Checkbox, creating.clone()).await?;
        greta.assert_healthy().await?;
        greta.click(Role::Checkbox, creating).await?;
        greta.click(Role::Button, named("Save")).await?;
        greta.read("The channel is saved.").await?;

        PipelineSettings::open(&greta).await?.open_automations().await?;
        greta.read("No channel creates tickets in this pipeline.").await?;
        let fate = world.greta.hand_in(world.channel, hinge().raw()?).await?.fate;
        assert!(matches!(fate, MailFate::Accepted { ticket: None, .. }), "{fate:?}");
        greta.assert_healthy().await
    })
    .await
}
