//! Two colleagues answer the same customer at the same time.

use sportello_e2e::browser::{Browser, Complaint, Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::world::{ANNA, BRUNO};
use thirtyfour::Key;

const SUBJECT: &str = "The kettle is leaking";
const HELD: &str = "Bruno Costa answered while you were writing. Your reply has not been sent.";
const BRUNOS: &str = "We refund the kettle.";
const ANNAS: &str = "We send you a new kettle.";

fn kettle() -> CustomerMail {
    CustomerMail::new("Ada Berg", "ada@customer.example", SUBJECT, "It leaks since Monday.")
}

async fn held_answer(browser: &Browser) -> Result<String, Trouble> {
    let panel = browser.find(Role::Region, named("Answer of Bruno Costa")).await?;
    Ok(panel.text().await?)
}

#[tokio::test]
async fn a_reply_is_held_where_a_colleague_answered_while_it_was_written() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&kettle()).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;

        page.draft(Writing::Reply, ANNAS).await?;
        brunos.write(Writing::Reply, BRUNOS).await?;
        page.message_that(BRUNOS, "there", |_| true).await?;
        page.send_written(Writing::Reply).await?;
        anna.read(HELD).await?;
        assert!(held_answer(&anna).await?.contains(BRUNOS), "the other answer is shown");
        assert_eq!(page.drafted(Writing::Reply).await?, ANNAS, "nothing of the draft is lost");
        anna.assert_healthy().await?;
        world.smtp.delivery_after(0).await?;
        assert_eq!(world.smtp.deliveries()?.len(), 1, "only Bruno's has left");

        anna.click(Role::Button, named("Keep editing")).await?;
        anna.gone(Role::Region, named("Answer of Bruno Costa")).await?;
        page.write(Writing::Reply, "And the refund is on top.").await?;
        page.message_that("And the refund is on top.", "sent", |it| it.delivery == "Sent").await?;
        assert_eq!(world.smtp.deliveries()?.len(), 2);
        anna.assert_healthy().await
    })
    .await
}

#[tokio::test]
async fn a_reply_that_is_held_by_the_server_comes_back_and_goes_out_by_one_key() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&kettle()).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that("It leaks since Monday.", "there", |_| true).await?;

        anna.cut_line().await?;
        page.write(Writing::Reply, ANNAS).await?;
        page.message_that(ANNAS, "there", |_| true).await?;
        brunos.write(Writing::Reply, BRUNOS).await?;
        brunos.message_that(BRUNOS, "sent", |it| it.delivery == "Sent").await?;
        anna.mend_line().await?;

        anna.read(HELD).await?;
        page.message_that(BRUNOS, "there", |_| true).await?;
        assert!(held_answer(&anna).await?.contains(BRUNOS), "the other answer is shown");
        assert_eq!(page.drafted(Writing::Reply).await?, ANNAS, "the reply is back in the editor");
        assert!(!page.messages().await?.iter().any(|it| it.words.contains(ANNAS)), "it has not been sent");
        assert_eq!(world.smtp.deliveries()?.len(), 1);

        anna.press_with_control_and_shift(Key::Enter).await?;
        page.message_that(ANNAS, "sent", |it| it.delivery == "Sent").await?;
        anna.gone(Role::Region, named("Answer of Bruno Costa")).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "");
        assert_eq!(world.smtp.deliveries()?.len(), 2);
        anna.assert_healthy_but_for(&[Complaint::NoLine, Complaint::AnswerWithStatus(401)]).await
    })
    .await
}
