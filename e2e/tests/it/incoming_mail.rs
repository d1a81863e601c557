//! A customer writes: the ticket appears, in bold, for everybody, until each has read it.

use sportello_e2e::browser::Speaks;
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, SeenRow, SignInPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS};
use sportello_e2e::world::{ANNA, BRUNO};

const SUBJECT: &str = "The kettle does not switch off";

fn kettle() -> CustomerMail {
    let text = "Hello,\n\nit boils and boils. Can it be repaired?\n\nMarta";
    CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, text)
}

/// CRE-01, XCT-03, UNR-01, UNR-02, UNR-03, UNR-04, UNR-05, UNR-06
#[tokio::test]
async fn a_mail_is_an_unread_row_for_everybody_until_each_reads_it() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let (annas, brunos) = (HelpDesk::expect(&anna).await?, HelpDesk::expect(&bruno).await?);
        anna.read("Every ticket has an owner").await?;
        bruno.read("Every ticket has an owner").await?;

        world.receive(&kettle()).await?;
        let row = annas.row_that(SUBJECT, "bold", TWO_SECONDS, SeenRow::is_bold).await?;
        assert!(row.words.contains("Marta Lindqvist") && row.words.contains("New"), "{row:?}");
        brunos.row_that(SUBJECT, "bold", TWO_SECONDS, SeenRow::is_bold).await?;
        anna.assert_healthy().await?;

        let page = annas.open_ticket(SUBJECT).await?;
        page.message_that("it boils and boils", "there", |_| true).await?;
        anna.assert_healthy().await?;
        let annas = page.back().await?;
        annas.row_that(SUBJECT, "not bold", PATIENCE, |row| !row.is_bold()).await?;

        // The server knows it too, and it is only hers.
        let again = world.stranger(Speaks::English).await?;
        let elsewhere = SignInPage::open(&again).await?.sign_in(ANNA).await?;
        elsewhere.row_that(SUBJECT, "not bold", PATIENCE, |row| !row.is_bold()).await?;
        brunos.row_that(SUBJECT, "still bold", PATIENCE, SeenRow::is_bold).await?;
        brunos.open_ticket(SUBJECT).await?.back().await?;
        brunos.row_that(SUBJECT, "not bold", PATIENCE, |row| !row.is_bold()).await?;

        let page = annas.open_ticket(SUBJECT).await?;
        page.act("Mark as unread").await?;
        let annas = page.back().await?;
        annas.row_that(SUBJECT, "bold again", PATIENCE, SeenRow::is_bold).await?;
        elsewhere.row_that(SUBJECT, "bold again", TWO_SECONDS, SeenRow::is_bold).await?;
        brunos.row_that(SUBJECT, "not bold", PATIENCE, |row| !row.is_bold()).await?;

        // What the customer writes next makes it unread for everybody again.
        let more = CustomerMail { in_reply_to: Some(kettle().id), id: "more.kettle".to_owned(), ..kettle() };
        world.receive(&more).await?;
        brunos.row_that(SUBJECT, "bold after the next mail", TWO_SECONDS, SeenRow::is_bold).await?;
        bruno.assert_healthy().await
    })
    .await
}
