//! A reply can be taken back for some seconds.

use sportello_e2e::browser::{Browser, Complaint, Name, Role, beginning};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::PATIENCE;
use sportello_e2e::world::{ANNA, World};

const SUBJECT: &str = "Wrong invoice";
const WORDS: &str = "You get a new invoice today.";

fn invoice() -> CustomerMail {
    CustomerMail::new("Ada Berg", "ada@customer.example", SUBJECT, "It has the wrong name.")
}

/// Longer than any journey.
const LONG: u32 = 600;

fn undo() -> Name {
    beginning("Undo")
}

/// Anna, whose replies can be taken back all the time; the customer has written.
async fn anna_who_waits(world: &World) -> Result<Browser, Trouble> {
    world.receive(&invoice()).await?;
    let anna = world.browser_of(ANNA).await?;
    anna.keep_replies(LONG).await?;
    Ok(anna)
}

async fn the_ticket(anna: &Browser) -> Result<TicketPage<'_>, Trouble> {
    HelpDesk::open(anna, "all-open").await?.open_ticket(SUBJECT).await
}

#[tokio::test]
async fn a_reply_that_is_taken_back_is_in_the_editor_again_and_has_not_left() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = anna_who_waits(world).await?;
        let page = the_ticket(&anna).await?;

        page.draft(Writing::Reply, WORDS).await?;
        page.send_and_set("Closed").await?;
        page.message_that(WORDS, "shown at once", |_| true).await?;
        page.property_becomes("Status", "Closed", PATIENCE).await?;
        anna.assert_healthy().await?;
        anna.click(Role::Button, undo()).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, WORDS);
        page.property_becomes("Status", "New", PATIENCE).await?;
        assert!(!page.messages().await?.iter().any(|message| message.words.contains(WORDS)));
        anna.gone(Role::Button, undo()).await?;

        page.send_written(Writing::Reply).await?;
        page.message_that(WORDS, "shown at once", |_| true).await?;
        anna.find(Role::Button, undo()).await?;
        anna.press_with_control('z').await?;
        anna.gone(Role::Button, undo()).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, WORDS, "a key does the same");

        // The mail server takes what comes in order: had one of the others been sent, it would be before this.
        anna.keep_replies(0).await?;
        page.write(Writing::Reply, "Which name is it?").await?;
        page.message_that("Which name is it?", "sent", |message| message.delivery == "Sent").await?;
        assert_eq!(world.smtp.deliveries()?.len(), 1);
        anna.assert_healthy().await
    })
    .await
}

#[tokio::test]
async fn a_reply_leaves_with_the_next_thing_that_is_done_or_when_its_time_is_over() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = anna_who_waits(world).await?;
        let page = the_ticket(&anna).await?;
        page.write(Writing::Reply, WORDS).await?;
        anna.find(Role::Button, undo()).await?;
        page.choose("Priority", "High").await?;
        page.message_that(WORDS, "sent", |message| message.delivery == "Sent").await?;
        anna.gone(Role::Button, undo()).await?;

        anna.keep_replies(1).await?;
        page.write(Writing::Reply, "And one more thing.").await?;
        page.message_that("And one more thing.", "sent", |message| message.delivery == "Sent").await?;
        assert_eq!(world.smtp.deliveries()?.len(), 2);
        anna.assert_healthy().await
    })
    .await
}

#[tokio::test]
async fn a_reply_is_neither_lost_nor_doubled_when_the_page_is_left() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = anna_who_waits(world).await?;
        let page = the_ticket(&anna).await?;
        page.write(Writing::Reply, WORDS).await?;
        anna.find(Role::Button, undo()).await?;
        anna.leave().await?;
        world.smtp.delivery_after(0).await?;

        // Without a line it stays in the browser, and the next page sends it.
        anna.visit("/").await?;
        anna.keep_replies(1).await?;
        let page = the_ticket(&anna).await?;
        page.message_that(WORDS, "there", |_| true).await?;
        anna.cut_line().await?;
        page.write(Writing::Reply, "And one more thing.").await?;
        anna.gone(Role::Button, undo()).await?;
        anna.leave().await?;
        anna.mend_line().await?;
        let page = the_ticket(&anna).await?;
        page.message_that("And one more thing.", "sent", |message| message.delivery == "Sent").await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "");
        let written = page.messages().await?;
        assert_eq!(written.iter().filter(|it| it.words.contains("And one more thing.")).count(), 1);
        assert_eq!(world.smtp.deliveries()?.len(), 2);
        anna.assert_healthy_but_for(&[Complaint::NoLine, Complaint::AnswerWithStatus(401)]).await
    })
    .await
}
