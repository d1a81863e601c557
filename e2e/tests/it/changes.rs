//! Status, owner and priority, changed in place: at once here, soon everywhere, and for good.

use sportello_domain::conversation::ConversationState;
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, until};
use sportello_e2e::world::{ANNA, BRUNO};

const SUBJECT: &str = "Invoice with the wrong address";

fn invoice() -> CustomerMail {
    CustomerMail::new("Tiago Alves", "tiago@customer.example", SUBJECT, "Please send it again.")
}

/// OWN-05, XCT-03, CLD-12
#[tokio::test]
async fn a_change_shows_in_the_next_frame_and_stays() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&invoice()).await?;
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?;
        brunos.row(SUBJECT).await?;

        for (property, value) in [("Status", "Waiting on us"), ("Owner", "Bruno Costa"), ("Priority", "High")]
        {
            // The order cannot have been answered: it does not even leave the browser.
            anna.hold_orders().await?;
            let shown = page.choose_and_read_next_frame(property, value).await?;
            assert!(shown.contains(value), "{property} shows {shown:?} in the next frame");
            anna.release_orders().await?;
            brunos.row_that(SUBJECT, value, TWO_SECONDS, |row| row.words.contains(value)).await?;
            assert_eq!(page.property(property).await?, value, "after the server's answer");
        }
        anna.assert_healthy().await?;
        bruno.assert_healthy().await?;

        anna.reload().await?;
        for (property, value) in [("Status", "Waiting on us"), ("Owner", "Bruno Costa"), ("Priority", "High")]
        {
            page.property_becomes(property, value, PATIENCE).await?;
        }
        let stored = world.greta.ticket(ticket).await?.row.ticket;
        assert_eq!(stored.owner, Some(world.user(BRUNO).await?.id));
        assert_eq!(stored.status, world.status("Waiting on us").await?.id);
        Ok(())
    })
    .await
}

/// CLO-02, CLO-03, CLO-04, CLO-05, CLD-01, CLD-02
#[tokio::test]
async fn closing_a_ticket_closes_its_conversation_and_reopening_opens_it() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&invoice()).await?;
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?;
        let brunos_page = brunos.open_ticket(SUBJECT).await?;
        let closed = "This conversation is closed.";
        let is_open = async || {
            let view = world.greta.ticket(ticket).await?;
            Ok(view.conversations.iter().all(|conversation| conversation.state == ConversationState::Open))
        };

        page.choose("Status", "Closed").await?;
        anna.read(closed).await?;
        brunos_page.property_becomes("Status", "Closed", TWO_SECONDS).await?;
        bruno.read(closed).await?;
        until("the conversation is closed", PATIENCE, async || Ok(!is_open().await?)).await?;
        assert!(world.greta.ticket(ticket).await?.row.ticket.close_date.is_some());
        page.offers("Reopen conversation").await?;
        anna.assert_healthy().await?;

        // It has left the list of open tickets, and stands among the closed ones.
        HelpDesk::open(&anna, "all-open").await?.without_row(SUBJECT, PATIENCE).await?;
        let page = HelpDesk::open(&anna, "closed").await?.open_ticket(SUBJECT).await?;
        page.choose("Status", "Waiting on contact").await?;
        until("the conversation is open", PATIENCE, is_open).await?;
        assert_eq!(world.greta.ticket(ticket).await?.row.ticket.close_date, None);
        page.offers("Close conversation").await?;
        brunos_page.property_becomes("Status", "Waiting on contact", PATIENCE).await?;
        bruno.assert_healthy().await
    })
    .await
}

/// CLO-07, CLO-08, CLO-10, CLO-13
#[tokio::test]
async fn closing_only_the_conversation_leaves_the_ticket_open() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&invoice()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let conversation_is = async |open: bool| {
            let view = world.greta.ticket(ticket).await?;
            Ok(view.conversations.iter().all(|conversation| conversation.is_open() == open))
        };

        page.act("Close conversation").await?;
        anna.read("This conversation is closed.").await?;
        until("the conversation is closed", PATIENCE, async || conversation_is(false).await).await?;
        assert_eq!(page.property("Status").await?, "New");

        page.act("Reopen conversation").await?;
        until("the conversation is open", PATIENCE, async || conversation_is(true).await).await?;
        assert_eq!(world.greta.ticket(ticket).await?.row.ticket.status, world.status("New").await?.id);
        anna.assert_healthy().await
    })
    .await
}
