//! Pages that are downloaded only when they are first opened.

use sportello_e2e::browser::{Complaint, Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::world::ANNA;

const MISSING: &str = "This part of the app could not be loaded";
const PROVOKED: [Complaint; 3] =
    [Complaint::NoLine, Complaint::AnswerWithStatus(401), Complaint::MissingPart];

/// Without a line the page says that it is not there, the rest goes on, and it comes when it is tried again.
#[tokio::test]
async fn a_page_that_cannot_be_loaded_says_so_and_comes_when_it_is_tried_again() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::expect(&anna).await?;
        anna.cut_line().await?;
        anna.click(Role::Link, named("Settings")).await?;
        anna.read(MISSING).await?;
        anna.assert_healthy_but_for(&PROVOKED).await?;
        anna.click(Role::Button, named("Try again")).await?;
        anna.read(MISSING).await?;

        anna.mend_line().await?;
        anna.click(Role::Button, named("Try again")).await?;
        anna.find(Role::Heading, named("Settings")).await?;
        assert_eq!(anna.path().await?, "/settings");
        anna.assert_healthy_but_for(&PROVOKED).await
    })
    .await
}
