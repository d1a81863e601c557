//! Everything that can be done, in one list.

use sportello_e2e::browser::{Role, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::ANNA;
use thirtyfour::Key;

const SUBJECT: &str = "Which bulb fits";

/// XCT-07
#[tokio::test]
async fn palette_does_what_keys_do_and_goes_wherever_one_can_go() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&CustomerMail::new("Ines Prado", "ines@customer.example", SUBJECT, "Which?")).await?;
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?.row(SUBJECT).await?;
        let open = async |typed: &str| -> Result<(), Trouble> {
            anna.press_with_control("k").await?;
            anna.find(Role::Dialog, named("Go to or do anything")).await?;
            anna.press(typed).await
        };

        open("").await?;
        anna.find(Role::Option, holding("Create ticket")).await?;
        assert!(
            anna.all(None, Role::Option, &holding("Write a reply")).await?.is_empty(),
            "no ticket is open"
        );
        anna.assert_healthy().await?;
        anna.press(Key::Escape).await?;

        open("#1").await?;
        anna.press(Key::Enter).await?;
        let page = TicketPage::expect(&anna, SUBJECT).await?;

        // Where text is written the key makes a link; Escape leaves it. What the palette does is what the key does.
        anna.press("r").await?;
        anna.press("Half a sen").await?;
        anna.press(Key::Escape).await?;
        open("choose the st").await?;
        anna.press(Key::Enter).await?;
        anna.press("closed").await?;
        anna.press(Key::Enter).await?;
        page.property_becomes("Status", "Closed", PATIENCE).await?;

        open("view: closed").await?;
        anna.press(Key::Enter).await?;
        until("the view is open", PATIENCE, async || Ok(anna.path().await? == "/views/closed")).await?;
        open("bulb").await?;
        anna.find(Role::Option, named("Search for “bulb”")).await?.click().await?;
        until("it is searched", PATIENCE, async || Ok(anna.path().await?.starts_with("/search?q=bulb")))
            .await?;
        anna.assert_healthy().await
    })
    .await
}
