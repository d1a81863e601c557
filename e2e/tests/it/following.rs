//! Following a ticket.

use sportello_e2e::browser::{Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::PATIENCE;
use sportello_e2e::world::ANNA;

const SUBJECT: &str = "Where is my bell?";

/// FOL-02: by the menu and by key, from a table and from a board; the ticket is in the view *Following*.
#[tokio::test]
async fn followed_ticket_is_in_the_view_until_it_is_not() -> Result<(), Trouble> {
    journey(async |world| {
        world
            .receive(&CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "Well?"))
            .await?;
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "following").await?;
        anna.read("You follow no open ticket").await?;
        anna.assert_healthy_everywhere().await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, beginning("Follow")).await?;
        let desk = HelpDesk::open(&anna, "following").await?;
        desk.row(SUBJECT).await?;
        Board::open(&anna, "following").await?.open_ticket(SUBJECT).await?;
        TicketPage::expect(&anna, SUBJECT).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.find(Role::Menuitem, beginning("Unfollow")).await?;
        anna.press(thirtyfour::Key::Escape).await?;
        anna.press("f").await?;
        let desk = HelpDesk::open(&anna, "following").await?;
        desk.without_row(SUBJECT, PATIENCE).await?;
        anna.assert_healthy().await
    })
    .await
}
