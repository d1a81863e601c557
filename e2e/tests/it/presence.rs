//! Who else has a ticket open, and who is writing.

use sportello_e2e::browser::{Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, until};
use sportello_e2e::world::{ANNA, BRUNO};

const SUBJECT: &str = "Late delivery";
const WRITING: &str = "Bruno Costa is writing";
const VIEWING: &str = "Bruno Costa is viewing";

/// REP-19
#[tokio::test]
async fn a_colleague_at_the_same_ticket_is_seen_looking_writing_and_leaving() -> Result<(), Trouble> {
    journey(async |world| {
        let text = "Where is it?";
        world.receive(&CustomerMail::new("Ada Berg", "ada@customer.example", SUBJECT, text)).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that(text, "there", |_| true).await?;
        assert!(anna.all(None, Role::List, &named("Also looking at this ticket")).await?.is_empty());

        let brunos = HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;
        anna.find(Role::List, named("Also looking at this ticket")).await?;
        anna.read(VIEWING).await?;
        brunos.draft(Writing::Reply, "Dear Ada").await?;
        until("Anna sees who writes", TWO_SECONDS, async || Ok(anna.words().await?.contains(WRITING)))
            .await?;
        anna.assert_healthy().await?;
        bruno.read("Anna Rossi is viewing").await?;

        brunos.back().await?;
        until("Anna sees that he left", PATIENCE, async || {
            let words = anna.words().await?;
            Ok(!words.contains(WRITING) && !words.contains(VIEWING))
        })
        .await?;
        anna.assert_healthy().await?;
        bruno.assert_healthy().await
    })
    .await
}
