//! Spam: marked, looked at, taken back; and blocked senders.

use sportello_domain::user::{Access, Permission, Reach};
use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::PATIENCE;
use sportello_e2e::world::{ANNA, BRUNO, World};

const SUBJECT: &str = "Buy cheap bells";

async fn receive(world: &World, subject: &str) -> Result<(), Trouble> {
    let mail = CustomerMail::new("Marta Lindqvist", "marta@customer.example", subject, "They are cheap.");
    world.hand_in(&mail).await
}

/// SPM-01, SPM-02, SPM-03, SPM-04, SPM-10, SPM-12, VEW-02: what becomes of the ticket is said before, the conversation waits in
/// Spam, and comes back with its ticket.
#[tokio::test]
async fn conversation_goes_to_spam_and_comes_back() -> Result<(), Trouble> {
    journey(async |world| {
        receive(world, SUBJECT).await?;
        world.grant(ANNA, Access { delete: Reach::All, ..Access::default() }).await?;
        let bruno = world.browser_of(BRUNO).await?;
        HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;
        bruno.click(Role::Button, named("Actions")).await?;
        bruno.find(Role::Menuitem, named("Record access")).await?;
        bruno.gone(Role::Menuitem, named("Mark as spam")).await?;
        bruno.gone(Role::Menuitem, named("Block sender")).await?;
        bruno.visit("/spam").await?;
        bruno.find(Role::Heading, named("You may not look into Spam")).await?;
        bruno.assert_healthy().await?;

        let anna = world.browser_of(ANNA).await?;
        let desk = HelpDesk::open(&anna, "all-open").await?;
        desk.open_ticket(SUBJECT).await?;
        TicketPage::expect(&anna, SUBJECT).await?.act("Mark as spam").await?;
        anna.find(Role::Dialog, named("Mark as spam")).await?;
        anna.read("1 conversation goes to Spam.").await?;
        anna.read("No conversation is left, so the ticket goes into the recycle bin.").await?;
        anna.click(Role::Checkbox, named(SUBJECT)).await?;
        let mark = anna.find(Role::Button, named("Mark as spam")).await?;
        assert!(!mark.is_enabled().await?, "nothing is chosen");
        anna.click(Role::Checkbox, named(SUBJECT)).await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Mark as spam")).await?;
        HelpDesk::expect(&anna).await?.without_row(SUBJECT, PATIENCE).await?;

        let views = anna.find(Role::Navigation, named("Views")).await?.text().await?;
        for view in [
            "Unassigned",
            "Assigned to me",
            "My mentions",
            "Following",
            "All open",
            "My team’s unassigned",
            "Closed",
            "Spam",
        ] {
            assert!(views.contains(view), "{view} is not among {views}");
        }
        anna.click(Role::Link, named("Spam")).await?;
        anna.read("90 days left").await?;
        anna.click(Role::Link, holding("Marta Lindqvist")).await?;
        anna.find(Role::Heading, named(SUBJECT)).await?;
        anna.read("They are cheap.").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Not spam")).await?;
        anna.read("Marta Lindqvist is back in the help desk.").await?;
        anna.read("No spam").await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let page = TicketPage::expect(&anna, SUBJECT).await?;
        page.message_that("They are cheap", "there again", |_| true).await?;
        anna.assert_healthy().await
    })
    .await
}

/// BLK-02, BLK-03, BLK-04, BLK-07, BLK-08, BLK-10, VEW-14: a blocked sender's mails go to Spam until the block is lifted there.
#[tokio::test]
async fn blocked_sender_writes_into_spam_until_unblocked() -> Result<(), Trouble> {
    journey(async |world| {
        receive(world, SUBJECT).await?;
        world.grant(ANNA, Access { delete: Reach::All, ..Access::default() }).await?;
        let anna = world.browser_of(ANNA).await?;
        let desk = HelpDesk::open(&anna, "all-open").await?;
        desk.open_ticket(SUBJECT).await?;
        TicketPage::expect(&anna, SUBJECT).await?.act("Block sender").await?;
        anna.find(Role::Dialog, named("Block sender")).await?;
        anna.read("marta@customer.example").await?;
        anna.read("The contact stays.").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Block and delete ticket")).await?;
        HelpDesk::expect(&anna).await?.without_row(SUBJECT, PATIENCE).await?;
        receive(world, "Buy dear bells").await?;
        anna.visit("/spam").await?;
        anna.find(Role::Link, holding(SUBJECT)).await?;
        anna.click(Role::Link, holding("Buy dear bells")).await?;
        anna.read("They are cheap.").await?;
        anna.click(Role::Button, named("Unblock sender")).await?;
        anna.gone(Role::Button, named("Unblock sender")).await?;
        anna.find(Role::Link, holding(SUBJECT)).await?;
        receive(world, "Buy fair bells").await?;
        let desk = HelpDesk::open(&anna, "all-open").await?;
        desk.row("Buy fair bells").await?;
        assert_eq!(desk.rows().await?.len(), 1, "what was spam is so still");
        anna.visit("/spam").await?;
        anna.click(Role::Link, holding("Buy dear bells")).await?;
        anna.click(Role::Button, named("Delete")).await?;
        anna.find(Role::Dialog, beginning("Delete for good")).await?;
        anna.assert_healthy_everywhere().await?;
        let dialog = anna.find(Role::Dialog, beginning("Delete for good")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Delete")).await?.click().await?;
        anna.gone(Role::Link, holding("Buy dear bells")).await?;
        anna.find(Role::Link, holding(SUBJECT)).await?;
        anna.assert_healthy().await
    })
    .await
}

/// ASH-06, BLK-05, BLK-09, DEL-15, SPM-12: whoever may delete contacts is told before that the contact goes with the
/// ticket; it is gone from the contacts, and comes back with the first conversation that does.
#[tokio::test]
async fn blocked_contact_goes_with_the_ticket_and_comes_back_with_it() -> Result<(), Trouble> {
    journey(async |world| {
        receive(world, SUBJECT).await?;
        let mut access = Access { delete: Reach::All, ..Access::default() };
        access.permissions.insert(Permission::DeleteContacts);
        world.grant(ANNA, access).await?;
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        TicketPage::expect(&anna, SUBJECT).await?.act("Block sender").await?;
        anna.read("The contact is deleted as well").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Block and delete ticket")).await?;
        HelpDesk::expect(&anna).await?.without_row(SUBJECT, PATIENCE).await?;
        anna.visit("/contacts").await?;
        anna.gone(Role::Link, holding("Marta Lindqvist")).await?;
        anna.visit("/spam").await?;
        anna.click(Role::Link, holding(SUBJECT)).await?;
        anna.click(Role::Button, named("Not spam")).await?;
        anna.read("No spam").await?;
        anna.visit("/contacts").await?;
        anna.find(Role::Link, holding("Marta Lindqvist")).await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        TicketPage::expect(&anna, SUBJECT).await?.act("View association history").await?;
        anna.read("Object deletion").await?;
        anna.assert_healthy().await
    })
    .await
}
