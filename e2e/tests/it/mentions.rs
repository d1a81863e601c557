//! Calling a colleague to a ticket.

use std::collections::BTreeSet;

use sportello_domain::user::{Access, Reach};
use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, until};
use sportello_e2e::world::{ANNA, BRUNO};
use thirtyfour::Key;

const SUBJECT: &str = "Broken parcel";
const COMMENT: &str = "Can you call them, @Bruno Costa ?";

fn parcel() -> CustomerMail {
    CustomerMail::new("Ada Berg", "ada@customer.example", SUBJECT, "It came broken.")
}

/// REP-16, XCT-03
#[tokio::test]
async fn a_colleague_who_is_mentioned_is_told_at_once_and_comes_to_the_comment() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&parcel()).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let mentions = HelpDesk::open(&bruno, "my-mentions").await?;
        bruno.read("Nobody mentioned you in an open ticket").await?;
        bruno.assert_healthy().await?;

        page.draft(Writing::Comment, "Can you call them, @bru").await?;
        let offered = anna.find(Role::Listbox, named("Colleagues")).await?;
        assert_eq!(offered.text().await?.lines().last(), Some("Bruno Costa"));
        anna.assert_healthy().await?;
        anna.press(Key::Enter).await?;
        anna.gone(Role::Listbox, named("Colleagues")).await?;
        anna.press("?").await?;
        assert_eq!(page.drafted(Writing::Comment).await?, COMMENT);
        page.send_written(Writing::Comment).await?;
        page.message_that(COMMENT, "there", |_| true).await?;
        anna.assert_healthy().await?;

        until("the bell says so", TWO_SECONDS, async || {
            Ok(!bruno.all(None, Role::Button, &named("1 unread mention")).await?.is_empty())
        })
        .await?;
        mentions.row(SUBJECT).await?;
        bruno.click(Role::Button, named("1 unread mention")).await?;
        let line = bruno.find(Role::Menuitem, holding(SUBJECT)).await?;
        assert!(line.text().await?.contains(COMMENT), "it says what it is about");
        bruno.assert_healthy().await?;
        line.click().await?;
        let brunos = TicketPage::expect(&bruno, SUBJECT).await?;
        brunos.message_that(COMMENT, "there", |_| true).await?;
        until("the comment has the focus", PATIENCE, async || {
            let words: String =
                bruno.run("return document.activeElement.innerText ?? ''", Vec::new()).await?;
            Ok(words.contains("Can you call them"))
        })
        .await?;
        bruno.find(Role::Button, named("Mentions")).await?;
        bruno.assert_healthy().await
    })
    .await
}

/// REP-17: neither a second mention in one comment nor one's own name tells anybody.
#[tokio::test]
async fn a_comment_tells_each_colleague_once_and_never_its_author() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&parcel()).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let words = "@Bruno Costa and @Anna Rossi, and again @Bruno Costa: look.";
        page.write(Writing::Comment, words).await?;
        bruno.find(Role::Button, named("1 unread mention")).await?;
        bruno.click(Role::Button, beginning("1 unread mention")).await?;
        bruno.find(Role::Menuitem, holding(SUBJECT)).await?;
        assert_eq!(bruno.all(None, Role::Menuitem, &holding(SUBJECT)).await?.len(), 1);
        anna.find(Role::Button, named("Mentions")).await?;
        bruno.assert_healthy().await
    })
    .await
}

#[tokio::test]
async fn a_colleague_who_cannot_see_the_ticket_is_not_offered_and_cannot_be_mentioned() -> Result<(), Trouble>
{
    journey(async |world| {
        world.receive(&parcel()).await?;
        world.grant(BRUNO, Access { view: Reach::Own, edit: Reach::Own, ..Access::default() }).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that("It came broken.", "there", |_| true).await?;
        page.draft(Writing::Comment, "@").await?;
        let offered = anna.find(Role::Listbox, named("Colleagues")).await?.text().await?;
        assert!(offered.contains("Greta Neri") && !offered.contains("Bruno Costa"), "{offered}");
        anna.press(Key::Escape).await?;
        page.write(Writing::Comment, "@Bruno Costa: look.").await?;
        assert!(page.refusal().await?.contains("cannot see this ticket"));
        assert_eq!(page.drafted(Writing::Comment).await?, "@Bruno Costa: look.");
        anna.assert_healthy().await
    })
    .await
}

#[tokio::test]
async fn without_a_service_seat_only_some_views_are_offered() -> Result<(), Trouble> {
    journey(async |world| {
        let access = Access::default();
        let permissions: BTreeSet<_> = access
            .permissions
            .iter()
            .copied()
            .filter(|permission| *permission != sportello_domain::user::Permission::Seat)
            .collect();
        world.grant(BRUNO, Access { permissions, ..access }).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let views = bruno.find(Role::Navigation, named("Views")).await?.text().await?;
        for offered in ["My mentions", "Following", "All open"] {
            assert!(views.contains(offered), "{views}");
        }
        assert!(!views.contains("Unassigned") && !views.contains("Closed"), "{views}");
        bruno.find(Role::Heading, named("All open")).await?;
        bruno.assert_healthy().await
    })
    .await
}
