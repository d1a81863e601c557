//! More tabs than a browser has connections.

use sportello_e2e::browser::Complaint;
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::TWO_SECONDS;
use sportello_e2e::world::ANNA;

/// XCT-03: a browser opens at most six connections to a server over HTTP/1.1, for all tabs together.
#[tokio::test]
async fn the_eighth_tab_is_as_alive_as_the_first() -> Result<(), Trouble> {
    journey(async |world| {
        let browser = world.browser_of(ANNA).await?;
        for _ in 0..7 {
            browser.visit_in_new_tab("/views/all-open").await?;
        }
        let list = HelpDesk::expect(&browser).await?;
        browser.read("No ticket is open").await?;
        let subject = "Are you there";
        let mail = CustomerMail::new("Emil Sand", "emil@customer.example", subject, "Hello?");
        world.receive(&mail).await?;
        list.row_that(subject, "there", TWO_SECONDS, |_| true).await?;
        let page = list.open_ticket(subject).await?;
        page.choose("Priority", "Low").await?;
        page.message_that("Hello?", "there", |_| true).await?;
        browser.assert_healthy_but_for(&[Complaint::AnswerWithStatus(401)]).await
    })
    .await
}
