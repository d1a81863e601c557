//! Deleting a ticket, and restoring it from the recycle bin.

use sportello_domain::user::{Access, Reach};
use sportello_e2e::browser::{Complaint, Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::PATIENCE;
use sportello_e2e::world::{ANNA, BRUNO, GRETA};

const SUBJECT: &str = "Buy cheap bells";

/// DEL-01, DEL-04, DEL-08, DEL-10, DEL-12: a ticket is deleted after its number was typed, whoever has it open is told,
/// and whoever manages accounts finds it in the recycle bin and restores it.
#[tokio::test]
async fn deleted_ticket_comes_back_from_the_recycle_bin() -> Result<(), Trouble> {
    journey(async |world| {
        let mail = CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "They are cheap.");
        world.receive(&mail).await?;
        world.grant(ANNA, Access { delete: Reach::All, ..Access::default() }).await?;
        let bruno = world.browser_of(BRUNO).await?;
        HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;
        bruno.click(Role::Button, named("Actions")).await?;
        bruno.find(Role::Menuitem, named("Record access")).await?;
        bruno.gone(Role::Menuitem, beginning("Delete ticket")).await?;
        bruno.press(thirtyfour::Key::Escape).await?;

        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, beginning("Delete ticket")).await?;
        anna.find(Role::Dialog, named("Delete ticket")).await?;
        anna.read("1 conversation goes with it.").await?;
        anna.assert_healthy_everywhere().await?;
        for wrong in ["", "2", "one"] {
            anna.fill("Type the number of tickets to delete: 1", wrong).await?;
            let delete = anna.find(Role::Button, named("Delete")).await?;
            assert!(!delete.is_enabled().await?, "{wrong:?} is not the number");
        }
        anna.fill("Type the number of tickets to delete: 1", "1").await?;
        anna.click(Role::Button, named("Delete")).await?;
        let desk = HelpDesk::expect(&anna).await?;
        anna.read(&format!("#1 {SUBJECT} was deleted.")).await?;
        desk.without_row(SUBJECT, PATIENCE).await?;
        anna.assert_healthy().await?;

        bruno.find(Role::Heading, named("This ticket was deleted")).await?;
        let conflict = [Complaint::AnswerWithStatus(409)];
        bruno.assert_healthy_but_for(&conflict).await?;

        let greta = world.browser_of(GRETA).await?;
        greta.visit("/tickets/1").await?;
        greta.click(Role::Button, named("Open the recycle bin")).await?;
        greta.read("deleted by Anna Rossi").await?;
        greta.read("90 days left").await?;
        greta.clear_console(&conflict).await?;
        greta.assert_healthy_everywhere().await?;
        greta.click(Role::Button, beginning("Restore: #1")).await?;
        greta.read("The recycle bin is empty").await?;
        desk.row(SUBJECT).await?;
        let page = desk.open_ticket(SUBJECT).await?;
        page.message_that("They are cheap", "there again", |_| true).await?;
        anna.read("Greta Neri restored this ticket").await?;
        TicketPage::expect(&anna, SUBJECT).await?;
        anna.assert_healthy().await?;
        greta.assert_healthy().await
    })
    .await
}

/// DEL-17: whoever manages accounts removes a ticket for good, past the recycle bin or out of it.
#[tokio::test]
async fn ticket_is_removed_for_good_at_once() -> Result<(), Trouble> {
    journey(async |world| {
        for subject in [SUBJECT, "Buy dear bells"] {
            let mail = CustomerMail::new("Marta Lindqvist", "marta@customer.example", subject, "They ring.");
            world.receive(&mail).await?;
        }
        let greta = world.browser_of(GRETA).await?;
        let desk = HelpDesk::open(&greta, "all-open").await?;
        for (subject, for_good) in [(SUBJECT, true), ("Buy dear bells", false)] {
            desk.open_ticket(subject).await?;
            greta.press("#").await?;
            greta.find(Role::Dialog, named("Delete ticket")).await?;
            if for_good {
                greta.click(Role::Checkbox, beginning("Delete for good")).await?;
                greta.read("Nobody can restore them.").await?;
            }
            greta.fill("Type the number of tickets to delete: 1", "1").await?;
            greta.click(Role::Button, named("Delete")).await?;
            HelpDesk::expect(&greta).await?.without_row(subject, PATIENCE).await?;
        }
        greta.visit("/settings/recycle-bin").await?;
        greta.find(Role::Button, beginning("Restore: #2")).await?;
        greta.gone(Role::Button, beginning("Restore: #1")).await?;
        greta.click(Role::Button, beginning("Delete for good: #2")).await?;
        greta.fill("Type the number of tickets to delete: 1", "1").await?;
        greta.assert_healthy_everywhere().await?;
        greta.click(Role::Button, named("Delete")).await?;
        greta.read("The recycle bin is empty").await?;
        greta.assert_healthy().await?;
        greta.visit("/settings/recycle-bin").await?;
        greta.read("The recycle bin is empty").await?;
        greta.assert_healthy().await
    })
    .await
}

/// DEL-01: the key asks as the menu does, and only whom it may.
#[tokio::test]
async fn key_deletes_where_one_may() -> Result<(), Trouble> {
    journey(async |world| {
        let mail = CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "They are cheap.");
        world.receive(&mail).await?;
        world.grant(BRUNO, Access { delete: Reach::All, ..Access::default() }).await?;
        for (person, may) in [(ANNA, false), (BRUNO, true)] {
            let browser = world.browser_of(person).await?;
            HelpDesk::open(&browser, "all-open").await?.open_ticket(SUBJECT).await?;
            browser.press("#").await?;
            if may {
                browser.find(Role::Dialog, named("Delete ticket")).await?;
                browser.click(Role::Button, named("Cancel")).await?;
            }
            browser.gone(Role::Dialog, named("Delete ticket")).await?;
            browser.assert_healthy().await?;
        }
        Ok(())
    })
    .await
}
