//! Printing a conversation.

use sportello_domain::message::AddComment;
use sportello_e2e::browser::{Browser, Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::ANNA;
use thirtyfour::Key;

const SUBJECT: &str = "Is it waterproof?";

/// How many mails the customer wrote: more than the page loads of a thread at first, and than a sheet holds.
const MAILS: usize = 60;

fn number(n: usize) -> CustomerMail {
    let mail = CustomerMail::new(
        "Marta Lindqvist",
        "marta@customer.example",
        SUBJECT,
        &format!("This is question {n}."),
    );
    let id = |n: usize| format!("question-{n}@customer.example");
    CustomerMail { id: id(n), in_reply_to: (n > 1).then(|| id(n - 1)), ..mail }
}

/// Waits until the paper would have these words and not those.
async fn prints(browser: &Browser, expected: &[&str], absent: &[&str]) -> Result<(), Trouble> {
    until(&format!("{expected:?} on the paper, without {absent:?}"), PATIENCE, async || {
        let words = browser.printed().await?.words;
        Ok(expected.iter().all(|it| words.contains(it)) && !absent.iter().any(|it| words.contains(it)))
    })
    .await
}

/// PRN-01, PRN-02, PRN-03, PRN-04, PRN-05, PRN-06, PRN-07
#[tokio::test]
async fn whole_conversation_is_printed_with_the_chosen_properties_and_without_comments() -> Result<(), Trouble>
{
    journey(async |world| {
        let ticket = world.receive(&number(1)).await?;
        for n in 2..=MAILS {
            world.receive(&number(n)).await?;
        }
        let conversation = world.greta.ticket(ticket).await?.shown.expect("a conversation");
        let comment = AddComment::new(world.ids.next(), conversation, "Between us: it is not.");
        world.arrange(comment).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.write(Writing::Reply, "Yes, to ten metres.").await?;
        page.message_that("to ten metres", "sent", |message| message.delivery == "Sent").await?;

        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, named("Print conversation")).await?;
        // The preview is there before anything is printed.
        anna.find(Role::Region, named("Preview")).await?;
        anna.read("This is question 1.").await?;
        anna.assert_healthy_everywhere().await?;
        let everything = [
            "Ticket name Is it waterproof?",
            "Number 1",
            "Status",
            "Priority Not set",
            "Owner",
            "Create date",
            "Contact Marta Lindqvist",
            "This is question 1.",
            "This is question 60.",
            "Yes, to ten metres.",
        ];
        let never = ["Between us", "Category", "Write to the customer", "Actions", "Print conversation"];
        prints(&anna, &everything, &never).await?;
        assert!(anna.printed().await?.sheets > 1, "what does not fit on one sheet is on the next");

        anna.press(Key::Escape).await?;
        anna.gone(Role::Dialog, named("Print conversation")).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, named("Print conversation")).await?;
        anna.run::<()>("document.querySelector('.hd-print__choice > summary').click()", Vec::new()).await?;
        anna.click(Role::Checkbox, named("Category")).await?;
        anna.click(Role::Checkbox, named("Number")).await?;
        prints(&anna, &["Category Not set", "Ticket name"], &["Number"]).await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Clear all")).await?;
        prints(&anna, &["This is question 1."], &["Ticket name", "Create date", "Category"]).await?;

        // What the browser does then is its own.
        anna.run::<()>("window.print = () => { window.wasPrinted = true; };", Vec::new()).await?;
        anna.click(Role::Button, named("Print")).await?;
        until("it is printed", PATIENCE, async || {
            anna.run("return window.wasPrinted === true", Vec::new()).await
        })
        .await?;
        anna.assert_healthy().await
    })
    .await
}
