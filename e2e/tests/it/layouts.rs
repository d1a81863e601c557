//! One view, laid out in three ways.

use sportello_domain::inbox::{Inbox, Members, SaveInbox};
use sportello_domain::pipeline::DeleteStatus;
use sportello_e2e::browser::{Browser, Role, Speaks, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, SignInPage, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, until};
use sportello_e2e::world::{ANNA, BRUNO, GRETA, World};
use thirtyfour::Key;

use crate::refusals::doomed_status;

const SUBJECTS: [&str; 3] = ["The lamp hums", "The parcel is late", "The invoice is wrong"];

async fn three_tickets(world: &World) -> Result<(), Trouble> {
    for subject in SUBJECTS {
        let mail = CustomerMail::new("Lena Vogt", "lena@customer.example", subject, "Can you help me?");
        world.receive(&mail).await?;
    }
    Ok(())
}

async fn choose_layout(browser: &Browser, layout: &str) -> Result<(), Trouble> {
    browser.click(Role::Button, named("Layout")).await?;
    browser.click(Role::Menuitemradio, named(layout)).await
}

async fn path_becomes(browser: &Browser, wanted: &str) -> Result<(), Trouble> {
    until(&format!("the address is {wanted}"), PATIENCE, async || Ok(browser.path().await? == wanted)).await
}

/// LAY-01, LAY-02, LAY-03, LAY-04, LAY-05, LAY-18
#[tokio::test]
async fn chosen_layout_shows_the_same_tickets_and_is_kept_for_its_user() -> Result<(), Trouble> {
    journey(async |world| {
        three_tickets(world).await?;
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        list.row(SUBJECTS[0]).await?;
        let heads = anna.all(None, Role::Grid, &named("All open")).await?;
        assert_eq!(heads.len(), 1, "who never chose a layout sees a table");

        choose_layout(&anna, "Board").await?;
        let board = Board::expect(&anna).await?;
        for subject in SUBJECTS {
            board.card_is_in(subject, "New", PATIENCE).await?;
        }
        anna.assert_healthy().await?;
        path_becomes(&anna, "/views/all-open?layout=board").await?;
        anna.reload().await?;
        Board::expect(&anna).await?;

        let again = world.stranger(Speaks::English).await?;
        SignInPage::open(&again).await?.sign_in(ANNA).await?;
        Board::expect(&again).await?;
        let bruno = world.browser_of(BRUNO).await?;
        HelpDesk::open(&bruno, "all-open").await?.row(SUBJECTS[0]).await?;
        assert!(bruno.all(None, Role::Region, &named("New")).await?.is_empty(), "Bruno sees a board too");

        choose_layout(&anna, "Split").await?;
        path_becomes(&anna, "/views/all-open?layout=split").await?;
        for subject in SUBJECTS {
            HelpDesk::expect(&anna).await?.row(subject).await?;
        }
        anna.assert_healthy().await
    })
    .await
}

/// LAY-10, LAY-14
#[tokio::test]
async fn tickets_are_read_beside_the_list_one_after_the_other() -> Result<(), Trouble> {
    journey(async |world| {
        three_tickets(world).await?;
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open?layout=split").await?;
        anna.read("No ticket is open").await?;
        let page = list.open_ticket(SUBJECTS[2]).await?;
        page.message_that("Can you help me?", "there", |_| true).await?;
        list.row(SUBJECTS[0]).await?;
        let sidebar = anna.find(Role::Complementary, named("Ticket details")).await?;
        assert!(sidebar.text().await?.contains("Lena Vogt"), "the sidebar shows the contact");
        page.draft(Writing::Reply, "I am looking").await?;
        page.choose("Priority", "High").await?;
        page.property_becomes("Priority", "High", PATIENCE).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "I am looking");
        anna.assert_healthy().await?;

        // Out of the editor, the keys are for tickets again. The newest is on top.
        anna.press(Key::Escape).await?;
        anna.press("j").await?;
        TicketPage::expect(&anna, SUBJECTS[1]).await?;
        anna.run::<Option<bool>>("history.back()", Vec::new()).await?;
        TicketPage::expect(&anna, SUBJECTS[2]).await?;
        anna.press(Key::Escape).await?;
        anna.read("No ticket is open").await?;
        path_becomes(&anna, "/views/all-open?layout=split").await
    })
    .await
}

/// LAY-06, LAY-07: by mouse and by the keys, and a colleague sees where it went.
#[tokio::test]
async fn card_is_carried_to_another_column() -> Result<(), Trouble> {
    journey(async |world| {
        three_tickets(world).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let (annas, brunos) = (Board::open(&anna, "all-open").await?, Board::open(&bruno, "all-open").await?);
        brunos.card_is_in(SUBJECTS[0], "New", PATIENCE).await?;
        let labels: Vec<String> = annas.columns().await?.into_iter().map(|column| column.label).collect();
        assert_eq!(labels, ["New", "Waiting on contact", "Waiting on us", "Closed"]);

        annas.carry(SUBJECTS[0], "Waiting on us").await?;
        annas.card_is_in(SUBJECTS[0], "Waiting on us", PATIENCE).await?;
        brunos.card_is_in(SUBJECTS[0], "Waiting on us", TWO_SECONDS).await?;
        let counts: Vec<String> = brunos.columns().await?.into_iter().map(|column| column.count).collect();
        assert_eq!(counts, ["2", "0", "1", "0"]);

        // The first card of the first column, and one column on.
        for key in ["j", "."] {
            bruno.press(key).await?;
        }
        brunos.card_is_in(SUBJECTS[2], "Waiting on contact", PATIENCE).await?;
        bruno.press(Key::Right).await?;
        bruno.press(",").await?;
        annas.card_is_in(SUBJECTS[0], "Waiting on contact", TWO_SECONDS).await?;
        bruno.assert_healthy().await?;

        let page = annas.open_ticket(SUBJECTS[0]).await?;
        page.property_becomes("Status", "Waiting on contact", PATIENCE).await?;
        anna.find(Role::Button, named("Actions")).await?;
        anna.press(Key::Escape).await?;
        Board::expect(&anna).await.map(drop)
    })
    .await
}

/// LAY-07: a card that may not go where it was put goes home, and it is said why.
#[tokio::test]
async fn card_that_is_refused_goes_home_and_says_why() -> Result<(), Trouble> {
    journey(async |world| {
        let doomed = doomed_status(world).await?;
        three_tickets(world).await?;
        let anna = world.browser_of(ANNA).await?;
        let board = Board::open(&anna, "all-open").await?;
        board.card_is_in(SUBJECTS[1], "New", PATIENCE).await?;

        anna.hold_orders().await?;
        board.carry(SUBJECTS[1], "On hold").await?;
        board.card_is_in(SUBJECTS[1], "On hold", PATIENCE).await?;
        world.arrange(DeleteStatus { status: doomed, replacement: None }).await?;
        anna.release_orders().await?;

        board.card_is_in(SUBJECTS[1], "New", PATIENCE).await?;
        anna.read("This status is no longer here. Choose another.").await?;
        anna.assert_healthy().await
    })
    .await
}

/// What can be done with a ticket, as the menu begins each (LAY-08).
const COMMANDS: [&str; 11] = [
    "Follow",
    "Split ticket",
    "Block sender",
    "Merge tickets",
    "Mark as unread",
    "Move conversation",
    "Mark as spam",
    "Print conversation",
    "View association history",
    "Record access",
    "Delete ticket",
];

/// LAY-08, LAY-09, LAY-13
#[tokio::test]
async fn commands_of_a_ticket_are_the_same_wherever_it_was_opened() -> Result<(), Trouble> {
    journey(async |world| {
        three_tickets(world).await?;
        let inbox =
            Inbox { id: world.ids.next(), name: "Bookkeeping".to_owned(), members: Members::Everyone };
        world.arrange(SaveInbox { inbox }).await?;
        let greta = world.browser_of(GRETA).await?;
        let [first, second, third] = SUBJECTS;
        HelpDesk::open(&greta, "all-open?layout=table").await?.open_ticket(first).await?;
        let offered = async || -> Result<String, Trouble> {
            let actions = greta.find(Role::Button, named("Actions")).await?;
            let words = actions.text().await?;
            actions.click().await?;
            for command in COMMANDS {
                greta.find(Role::Menuitem, beginning(command)).await?;
            }
            greta.press(Key::Escape).await?;
            Ok(words)
        };
        assert_eq!(offered().await?, "Actions");
        greta.visit("/views/all-open?layout=split").await?;
        greta.click(Role::Link, holding(second)).await?;
        TicketPage::expect(&greta, second).await?;
        assert_eq!(offered().await?, "Actions");
        Board::open(&greta, "all-open").await?.open_ticket(third).await?;
        assert_eq!(offered().await?, "", "from the board they are under three dots");
        greta.assert_healthy().await
    })
    .await
}
