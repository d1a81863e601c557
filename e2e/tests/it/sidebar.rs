//! The cards beside a ticket: what they tell, and which of them are shown.

use sportello_e2e::browser::{Browser, Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::{ANNA, BRUNO, GRETA};

const SUBJECT: &str = "Which bulb fits";

fn letter(subject: &str) -> CustomerMail {
    CustomerMail::new("Ines Prado", "ines@customer.example", subject, "The lamp is from 2019.")
}

/// What stands beside the ticket, as it is read.
async fn beside(browser: &Browser) -> Result<String, Trouble> {
    let aside = browser.find(Role::Complementary, named("Ticket details")).await?;
    Ok(aside.text().await?)
}

async fn is_told(browser: &Browser, words: &str) -> Result<(), Trouble> {
    until(&format!("{words:?} stands beside the ticket"), PATIENCE, async || {
        Ok(beside(browser).await?.contains(words))
    })
    .await
}

/// LAY-12
#[tokio::test]
async fn activity_and_past_conversations_stand_beside_a_ticket_and_follow_it() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&letter("The lamp hums")).await?;
        world.receive(&letter(SUBJECT)).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let his = HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;

        is_told(&anna, "The ticket was created from a message").await?;
        is_told(&anna, "The lamp hums").await?;
        let cards = beside(&anna).await?;
        let order = ["About this ticket", "Contacts", "Companies", "Deals", "Past conversations", "Activity"];
        let places: Vec<_> = order.iter().map(|card| cards.find(card)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {cards:?}");

        page.choose("Priority", "High").await?;
        is_told(&anna, "Anna Rossi set Priority to High").await?;
        his.choose("Priority", "Low").await?;
        is_told(&anna, "changed Priority from High to Low").await?;
        anna.assert_healthy().await
    })
    .await
}

/// LAY-15: an admin chooses the cards, and everybody sees it at once.
#[tokio::test]
async fn cards_are_chosen_and_put_in_order_by_an_admin() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&letter(SUBJECT)).await?;
        let (greta, anna) = (world.browser_of(GRETA).await?, world.browser_of(ANNA).await?);
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        is_told(&anna, "Deals").await?;

        greta.visit("/settings/sidebar").await?;
        greta.click(Role::Checkbox, named("Deals")).await?;
        greta.click(Role::Button, named("Contacts: Move up")).await?;
        greta.assert_healthy().await?;
        until("the cards are as they were arranged", PATIENCE, async || {
            let cards = beside(&anna).await?;
            Ok(!cards.contains("Deals") && cards.find("Contacts") < cards.find("About this ticket"))
        })
        .await?;
        greta.reload().await?;
        let deals = greta.find(Role::Checkbox, named("Deals")).await?;
        assert!(!deals.is_selected().await?, "the choice is kept");

        anna.visit("/settings/sidebar").await?;
        anna.read("You may not change these settings").await?;
        anna.assert_healthy().await
    })
    .await
}
