//! Answering one message, and not the newest.

use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::world::ANNA;

const SUBJECT: &str = "Two questions";

fn first() -> CustomerMail {
    CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "Is it waterproof?")
}

fn second() -> CustomerMail {
    let answer =
        CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "And how heavy is it?");
    CustomerMail { id: "second@customer.example".to_owned(), in_reply_to: Some(first().id), ..answer }
}

/// REP-02, REP-03, REP-04, REP-21: the icon at the top right of a message, or `r` while the focus is in
/// it, answers that message; the choice stays over a reload and can be taken back.
#[tokio::test]
async fn one_message_is_answered_by_its_icon_and_by_its_key() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&first()).await?;
        world.receive(&second()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that("how heavy", "there", |_| true).await?;

        page.answer_message("waterproof").await?;
        anna.read("Answering Marta Lindqvist").await?;
        anna.assert_healthy().await?;
        anna.reload().await?;
        anna.read("Answering Marta Lindqvist").await?;
        page.write(Writing::Reply, "Yes, to ten metres.").await?;
        page.message_that("to ten metres", "sent", |message| message.delivery == "Sent").await?;
        let delivery = world.smtp.delivery_after(0).await?;
        assert_eq!(delivery.mail()?.in_reply_to().as_text(), Some(first().id.as_str()));

        page.focus_message("how heavy").await?;
        anna.press("r").await?;
        anna.read("Answering Marta Lindqvist").await?;
        page.answer_newest().await?;
        page.write(Writing::Reply, "Two kilos.").await?;
        page.message_that("Two kilos", "sent", |message| message.delivery == "Sent").await?;
        let newest = delivery.mail()?.message_id().map(str::to_owned);
        let delivery = world.smtp.delivery_after(1).await?;
        assert_eq!(
            delivery.mail()?.in_reply_to().as_text(),
            newest.as_deref(),
            "the newest is her own answer"
        );
        anna.assert_healthy().await
    })
    .await
}
