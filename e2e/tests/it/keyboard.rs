//! The hands stay on the keyboard.

use sportello_domain::user::{Access, Reach};
use sportello_e2e::browser::{Browser, Role, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, SeenRow, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually};
use sportello_e2e::world::{ANNA, World};
use thirtyfour::Key;

/// From the oldest to the newest; the list shows the newest first.
const SUBJECTS: [&str; 3] = ["The first question", "The second question", "The third question"];

async fn three_tickets(world: &World) -> Result<Browser, Trouble> {
    for subject in SUBJECTS {
        let mail = CustomerMail::new("Lena Vogt", "lena@customer.example", subject, "How does it work?");
        world.receive(&mail).await?;
    }
    let browser = world.browser_of(ANNA).await?;
    HelpDesk::open(&browser, "all-open").await?.row(SUBJECTS[0]).await?;
    Ok(browser)
}

/// XCT-07, UNR-04, CLO-02, REP-08
#[tokio::test]
async fn a_ticket_is_found_read_answered_and_left_without_a_mouse() -> Result<(), Trouble> {
    journey(async |world| {
        let browser = three_tickets(world).await?;
        // Down twice from nothing is the second row; down and up again stays there.
        for key in ["j", "j", "j", "k"] {
            browser.press(key).await?;
        }
        browser.press(Key::Enter).await?;
        let page = TicketPage::expect(&browser, SUBJECTS[1]).await?;

        browser.press("r").await?;
        focus_is(&browser, "Reply to the customer").await?;
        browser.press("Turn it to the left.").await?;
        browser.press_with_control(Key::Enter).await?;
        page.message_that("Turn it to the left.", "sent", |message| message.delivery == "Sent").await?;
        browser.press(Key::Escape).await?;

        browser.press("c").await?;
        focus_is(&browser, "Comment for colleagues").await?;
        browser.press("She asks often.").await?;
        browser.press_with_control(Key::Enter).await?;
        page.message_that("She asks often.", "there", |_| true).await?;
        browser.press(Key::Escape).await?;

        browser.press("s").await?;
        browser.press("closed").await?;
        browser.press(Key::Enter).await?;
        page.property_becomes("Status", "Closed", PATIENCE).await?;
        browser.assert_healthy().await?;

        browser.press("u").await?;
        browser.press(Key::Escape).await?;
        let list = HelpDesk::expect(&browser).await?;
        list.without_row(SUBJECTS[1], PATIENCE).await?;
        list.choose("Closed").await?;
        list.row_that(SUBJECTS[1], "bold", PATIENCE, SeenRow::is_bold).await?;

        browser.press("?").await?;
        browser.find(Role::Dialog, named("Keyboard shortcuts")).await?;
        browser.assert_healthy().await?;
        browser.press(Key::Escape).await?;
        browser.gone(Role::Dialog, named("Keyboard shortcuts")).await
    })
    .await
}

/// XCT-07, FOL-02, DEL-04: the keys of a ticket work in a list too, for the one to which the keys have moved.
#[tokio::test]
async fn ticket_of_a_list_is_followed_marked_and_deleted_without_being_opened() -> Result<(), Trouble> {
    journey(async |world| {
        world.grant(ANNA, Access { delete: Reach::All, ..Access::default() }).await?;
        let browser = three_tickets(world).await?;
        let list = HelpDesk::open(&browser, "all-open").await?.open_ticket(SUBJECTS[1]).await?.back().await?;
        list.row_that(SUBJECTS[1], "not bold", PATIENCE, |row| !row.is_bold()).await?;
        browser.press("u").await?;
        list.row_that(SUBJECTS[1], "bold", PATIENCE, SeenRow::is_bold).await?;
        browser.press("f").await?;
        browser.read(&format!("You follow #2 {}", SUBJECTS[1])).await?;
        follows(&list, 1).await?;

        delete_chosen(&browser).await?;
        list.without_row(SUBJECTS[1], PATIENCE).await?;
        follows(&list, 0).await?;
        browser.assert_healthy().await?;

        let board = Board::open(&browser, "all-open").await?;
        board.card_is_in(SUBJECTS[0], "New", PATIENCE).await?;
        for key in ["j", "j", "f"] {
            browser.press(key).await?;
        }
        follows(&list, 1).await?;
        delete_chosen(&browser).await?;
        follows(&list, 0).await?;
        board.card_is_in(SUBJECTS[2], "New", PATIENCE).await?;
        browser.gone(Role::Link, holding(SUBJECTS[0])).await?;
        browser.assert_healthy().await
    })
    .await
}

/// XCT-07
#[tokio::test]
async fn no_key_does_anything_while_text_is_typed() -> Result<(), Trouble> {
    journey(async |world| {
        let browser = three_tickets(world).await?;
        let page = HelpDesk::expect(&browser).await?.open_ticket(SUBJECTS[2]).await?;
        let every_key = "jkrcsau? and all the others";
        page.draft(Writing::Reply, "").await?;
        browser.press(every_key).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, every_key);
        page.property_becomes("Status", "New", PATIENCE).await?;
        let path = browser.path().await?;
        assert!(path.starts_with("/tickets/"), "{path}");
        let list = page.back().await?;
        list.row_that(SUBJECTS[2], "not bold", PATIENCE, |row| !row.is_bold()).await?;
        browser.assert_healthy().await
    })
    .await
}

/// Deletes the ticket to which the keys have moved, by the keyboard alone.
async fn delete_chosen(browser: &Browser) -> Result<(), Trouble> {
    browser.press("#").await?;
    browser.find(Role::Dialog, named("Delete ticket")).await?;
    browser.assert_healthy().await?;
    focus_is(browser, "INPUT").await?;
    browser.press("1").await?;
    browser.press(Key::Enter).await?;
    browser.gone(Role::Dialog, named("Delete ticket")).await
}

async fn follows(list: &HelpDesk<'_>, tickets: u64) -> Result<(), Trouble> {
    let what = format!("{tickets} tickets are followed");
    eventually(&what, PATIENCE, async || Ok((list.count("Following").await? == Some(tickets)).then_some(())))
        .await
}

async fn focus_is(browser: &Browser, name: &str) -> Result<(), Trouble> {
    let what = format!("{name:?} has the focus");
    eventually(&what, PATIENCE, async || Ok((browser.focused().await? == name).then_some(()))).await
}
