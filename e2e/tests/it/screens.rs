//! Pictures of the demo desk's screens, in both themes, on a desk, at 200 % and on a telephone.
//! `SPORTELLO_SCREENS` names the folder they are put into; without it nobody wants to keep them.

use std::path::{Path, PathBuf};

use sportello_domain::inbox::{Inbox, Members, SaveInbox};
use sportello_domain::view::BuiltInView;
use sportello_e2e::browser::{Browser, Complaint, Role, Speaks, Theme, Window, beginning, named};
use sportello_e2e::journey::journey_through;
use sportello_e2e::pages::{HelpDesk, SignInPage, TicketPage, ViewEditor, Writing};
use sportello_e2e::program::setting;
use sportello_e2e::smtp::Post;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::{GIULIA, GRETA, Opening, World};
use tempfile::TempDir;

/// Every view, by the word in its address, with its heading.
const VIEWS: [(BuiltInView, &str); 7] = [
    (BuiltInView::Unassigned, "Unassigned"),
    (BuiltInView::AssignedToMe, "Assigned to me"),
    (BuiltInView::MyMentions, "My mentions"),
    (BuiltInView::Following, "Following"),
    (BuiltInView::MyTeamsUnassigned, "My team’s unassigned"),
    (BuiltInView::AllOpen, "All open"),
    (BuiltInView::Closed, "Closed"),
];

/// What looking at every screen brings to the console: nobody is signed in at first, and one ticket is not there.
const PROVOKED: [Complaint; 2] = [Complaint::AnswerWithStatus(401), Complaint::AnswerWithStatus(404)];

/// Somebody who writes to the demo desk.
const CUSTOMER: &str = "Ada Lindqvist";

/// Every screen comes to be what it should be, and is healthy, at the desk that newcomers see.
#[tokio::test]
async fn every_screen_of_the_demo_desk_can_be_pictured() -> Result<(), Trouble> {
    journey_through(Opening::Demo, Post::TakesEverything, async |world| {
        let temporary = TempDir::with_prefix("sportello-screens-")?;
        let folder = setting("SPORTELLO_SCREENS").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
        let browser = world.stranger(Speaks::English).await?;

        let door = SignInPage::open(&browser).await?;
        picture(&browser, &folder, "sign-in").await?;
        door.sign_in(GIULIA).await?;
        for (view, name) in VIEWS {
            HelpDesk::open(&browser, view.slug()).await?;
            browser.find(Role::Heading, named(name)).await?;
            picture(&browser, &folder, view.slug()).await?;
            browser.assert_healthy_but_for(&PROVOKED).await?;
        }

        let (number, name) = busiest_ticket(world).await?;
        for (path, file) in [
            ("/views/all-open?layout=board".to_owned(), "board"),
            (format!("/views/all-open?layout=split&ticket={number}"), "split"),
            ("/search?q=refund".to_owned(), "search"),
        ] {
            browser.visit(&path).await?;
            browser.find(Role::Navigation, named("Views")).await?;
            picture(&browser, &folder, file).await?;
            browser.assert_healthy_but_for(&PROVOKED).await?;
        }
        HelpDesk::open(&browser, "all-open").await?;
        browser.click(Role::Button, named("Create ticket")).await?;
        browser.find(Role::Dialog, named("Create ticket")).await?;
        picture(&browser, &folder, "create").await?;
        browser.assert_healthy_but_for(&PROVOKED).await?;

        picture_ticket(&browser, &folder, number, &name).await?;

        browser.visit("/contacts").await?;
        browser.find(Role::Link, named(CUSTOMER)).await?;
        picture(&browser, &folder, "contacts").await?;
        browser.assert_healthy_but_for(&PROVOKED).await?;
        browser.click(Role::Link, named(CUSTOMER)).await?;
        browser.find(Role::Heading, named(CUSTOMER)).await?;
        picture(&browser, &folder, "contact").await?;
        browser.assert_healthy_but_for(&PROVOKED).await?;
        browser.click(Role::Button, named("Write e-mail")).await?;
        browser.find(Role::Dialog, named("Write e-mail")).await?;
        picture(&browser, &folder, "write-first").await?;
        browser.assert_healthy_but_for(&PROVOKED).await?;
        HelpDesk::open(&browser, "all-open").await?;
        browser.press_with_control("k").await?;
        browser.find(Role::Dialog, named("Go to or do anything")).await?;
        picture(&browser, &folder, "palette").await?;
        browser.assert_healthy_but_for(&PROVOKED).await?;

        HelpDesk::open(&browser, "all-open").await?;
        ViewEditor::begin(&browser).await?;
        picture(&browser, &folder, "view-editor").await?;
        browser.assert_healthy_but_for(&PROVOKED).await?;

        for (path, heading, file) in [
            ("/companies", "Companies", "companies"),
            ("/deals", "Deals", "deals"),
            ("/without-ticket", "No conversation is open", "without-ticket"),
            ("/settings", "Settings", "settings"),
            ("/settings/pipelines", "Settings", "settings-no-access"),
            ("/nowhere", "There is nothing at this address", "nowhere"),
        ] {
            browser.visit(path).await?;
            browser.find(Role::Heading, named(heading)).await?;
            picture(&browser, &folder, file).await?;
            browser.assert_healthy_but_for(&PROVOKED).await?;
        }
        let admin = world.browser_of(GRETA).await?;
        for (path, words, file) in [
            ("/settings/pipelines", "Tickets do not move back to earlier statuses", "settings-pipelines"),
            ("/settings/channels", "Channel name", "settings-channels"),
            ("/settings/ticket-form", "What people are asked", "settings-ticket-form"),
            ("/settings/properties", "No property is defined yet.", "settings-properties"),
            ("/settings/sidebar", "Past conversations", "settings-sidebar"),
        ] {
            admin.visit(path).await?;
            admin.read(words).await?;
            picture(&admin, &folder, file).await?;
            admin.assert_healthy().await?;
        }
        picture_inbox(world, &admin, &folder, &name, number).await?;
        picture_deleting(&admin, &folder, &name, number).await?;
        browser.visit("/tickets/999999").await?;
        browser.read("This ticket does not exist, or you may not see it").await?;
        picture(&browser, &folder, "no-such-ticket").await?;
        browser.assert_healthy_but_for(&PROVOKED).await
    })
    .await
}

/// A ticket, and what opens over it.
async fn picture_ticket(browser: &Browser, folder: &Path, number: u64, name: &str) -> Result<(), Trouble> {
    browser.visit(&format!("/tickets/{number}")).await?;
    let ticket = TicketPage::expect(browser, name).await?;
    until("the thread is there", PATIENCE, async || Ok(!ticket.messages().await?.is_empty())).await?;
    picture(browser, folder, "ticket").await?;
    browser.assert_healthy_but_for(&PROVOKED).await?;
    ticket.draft(Writing::Comment, "Does anybody know this customer?").await?;
    picture(browser, folder, "ticket-comment").await?;
    browser.click(Role::Button, beginning("Status ")).await?;
    picture(browser, folder, "ticket-status").await?;
    browser.assert_healthy_but_for(&PROVOKED).await?;
    for (action, dialog, words, file) in [
        ("Record access", "Record access", "View and edit", "ticket-access"),
        ("View association history", "Association history", "Created", "ticket-history"),
        ("Print conversation", "Print conversation", "Ticket properties to print", "ticket-print"),
    ] {
        browser.visit(&format!("/tickets/{number}")).await?;
        TicketPage::expect(browser, name).await?.act(action).await?;
        browser.find(Role::Dialog, named(dialog)).await?;
        browser.read(words).await?;
        picture(browser, folder, file).await?;
        browser.assert_healthy_but_for(&PROVOKED).await?;
    }
    browser.visit(&format!("/tickets/{number}")).await?;
    TicketPage::expect(browser, name).await?.act("Split ticket").await?;
    for message in browser.all(None, Role::Checkbox, &beginning("Pick this message")).await?.iter().skip(1) {
        message.click().await?;
    }
    picture(browser, folder, "ticket-split").await?;
    browser.assert_healthy_but_for(&PROVOKED).await?;

    browser.visit(&format!("/tickets/{number}")).await?;
    TicketPage::expect(browser, name).await?;
    browser.press("m").await?;
    let search = "The other ticket: number, name or contact";
    browser.find(Role::Searchbox, named(search)).await?.send_keys("1").await?;
    browser.read("Found").await?;
    browser.click(Role::Button, beginning("#1 ")).await?;
    browser.find(Role::Heading, named("The merged ticket")).await?;
    picture(browser, folder, "ticket-merge").await?;
    browser.assert_healthy_but_for(&PROVOKED).await
}

/// Moving a conversation to an inbox, the inbox with it, and what its ticket shows then.
async fn picture_inbox(
    world: &World,
    browser: &Browser,
    folder: &Path,
    name: &str,
    number: u64,
) -> Result<(), Trouble> {
    let inbox = Inbox { id: world.ids.next(), name: "Bookkeeping".to_owned(), members: Members::Everyone };
    let empty = format!("/inbox?in={}", inbox.id);
    world.arrange(SaveInbox { inbox }).await?;
    browser.visit(&empty).await?;
    browser.read("Nothing here").await?;
    picture(browser, folder, "inbox-empty").await?;
    browser.assert_healthy_but_for(&PROVOKED).await?;
    browser.visit(&format!("/tickets/{number}")).await?;
    TicketPage::expect(browser, name).await?.act("Move conversation").await?;
    browser.find(Role::Dialog, named("Move conversation")).await?;
    picture(browser, folder, "ticket-move").await?;
    browser.assert_healthy_but_for(&PROVOKED).await?;
    browser.click(Role::Button, named("Move")).await?;
    browser.find(Role::Link, named("Open it there")).await?;
    picture(browser, folder, "ticket-in-inbox").await?;
    browser.assert_healthy_but_for(&PROVOKED).await?;
    browser.click(Role::Link, named("Open it there")).await?;
    browser.find(Role::Button, named("View more")).await?;
    browser.find(Role::Link, beginning(&format!("Open ticket #{number}"))).await?;
    picture(browser, folder, "inbox").await?;
    browser.assert_healthy_but_for(&PROVOKED).await?;
    browser.visit("/settings/inboxes").await?;
    browser.find(Role::Button, named("Edit Bookkeeping")).await?;
    picture(browser, folder, "settings-inboxes").await?;
    browser.assert_healthy_but_for(&PROVOKED).await
}

/// What is asked before a ticket is deleted, and the recycle bin with it.
async fn picture_deleting(browser: &Browser, folder: &Path, name: &str, number: u64) -> Result<(), Trouble> {
    browser.visit(&format!("/tickets/{number}")).await?;
    TicketPage::expect(browser, name).await?;
    browser.press("#").await?;
    browser.find(Role::Dialog, named("Delete ticket")).await?;
    picture(browser, folder, "ticket-delete").await?;
    browser.assert_healthy().await?;
    browser.fill("Type the number of tickets to delete: 1", "1").await?;
    browser.click(Role::Button, named("Delete")).await?;
    browser.visit("/settings/recycle-bin").await?;
    browser.find(Role::Button, beginning(&format!("Restore: #{number}"))).await?;
    picture(browser, folder, "settings-recycle-bin").await?;
    browser.assert_healthy().await
}

/// Number and name of the open ticket with the most entries.
async fn busiest_ticket(world: &World) -> Result<(u64, String), Trouble> {
    let rows = world.greta.all_tickets(BuiltInView::AllOpen).await?;
    let busiest = rows.into_iter().max_by_key(|row| row.ticket.position);
    let busiest = busiest.ok_or_else(|| Trouble::unexpected("the demo desk has no open ticket"))?;
    Ok((busiest.ticket.number.0, busiest.ticket.name.to_string()))
}

/// Takes the pictures of a screen.
async fn picture(browser: &Browser, folder: &Path, name: &str) -> Result<(), Trouble> {
    for (window, size) in [(Window::PHONE, "phone"), (Window::ZOOMED, "zoomed"), (Window::DESK, "desk")] {
        browser.resize(window).await?;
        for (theme, colours) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
            browser.prefer(theme).await?;
            browser.settled().await?;
            browser.photograph(&folder.join(format!("{name}-{size}-{colours}.png"))).await?;
        }
    }
    Ok(())
}
