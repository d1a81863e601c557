//! Splitting a ticket: messages become a ticket of their own.

use sportello_domain::protocol::ThreadEntry;
use sportello_domain::split::SplitTicket;
use sportello_domain::user::{Access, Permission};
use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::world::{ANNA, BRUNO};
use thirtyfour::Key;

const SUBJECT: &str = "The bell is silent";

fn about_the_bell() -> CustomerMail {
    CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "It does not ring.")
}

/// In the same thread, about something else.
fn about_the_invoice() -> CustomerMail {
    let answer =
        CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "Where is my invoice?");
    CustomerMail {
        id: "invoice@customer.example".to_owned(),
        in_reply_to: Some(about_the_bell().id),
        ..answer
    }
}

/// SPL-03, SPL-04, SPL-05, SPL-06, SPL-07, SPL-11, SPL-12, SPL-14: messages are picked in the thread, with the keys as
/// with the mouse; nothing moves until the new ticket is created, and then the customer's answers find it.
#[tokio::test]
async fn picked_messages_become_a_ticket_that_later_answers_find() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&about_the_bell()).await?;
        assert_eq!(world.receive(&about_the_invoice()).await?, ticket);
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that("my invoice", "there", |_| true).await?;

        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, named("Split ticket")).await?;
        anna.read("0 messages picked").await?;
        let confirm = anna.find(Role::Button, named("Confirm")).await?;
        assert!(!confirm.is_enabled().await?, "nothing is picked");
        let boxes = anna.all(None, Role::Checkbox, &beginning("Pick this message")).await?;
        let [of_the_bell, of_the_invoice] = boxes.as_slice() else { panic!("{} boxes", boxes.len()) };
        of_the_bell.click().await?;
        of_the_invoice.focus().await?;
        anna.press(" ").await?;
        anna.read("2 messages picked").await?;
        confirm.click().await?;
        anna.read("Leave at least one message where it is").await?;
        of_the_bell.click().await?;
        anna.read("1 message picked").await?;
        anna.assert_healthy_everywhere().await?;

        // Left with Escape, and confirmed but not created: nothing has moved.
        anna.press(Key::Escape).await?;
        anna.gone(Role::Button, named("Confirm")).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, named("Split ticket")).await?;
        anna.read("0 messages picked").await?;
        let boxes = anna.all(None, Role::Checkbox, &beginning("Pick this message")).await?;
        boxes[1].click().await?;
        anna.click(Role::Button, named("Confirm")).await?;
        anna.find(Role::Dialog, named("New ticket from these messages")).await?;
        anna.assert_healthy_everywhere().await?;
        anna.press(Key::Escape).await?;
        anna.gone(Role::Dialog, named("New ticket from these messages")).await?;
        page.message_that("my invoice", "there", |_| true).await?;

        anna.click(Role::Button, named("Confirm")).await?;
        anna.fill("Name", "The missing invoice").await?;
        anna.click(Role::Button, named("Create")).await?;
        anna.read("Anna Rossi split messages off into ticket").await?;
        anna.gone(Role::Button, named("Confirm")).await?;
        assert!(!anna.words().await?.contains("Where is my invoice?"), "it is not here any more");
        anna.assert_healthy().await?;

        // The line leads to the other ticket, and that one's leads back.
        anna.click(Role::Link, named("#2")).await?;
        let other = TicketPage::expect(&anna, "The missing invoice").await?;
        other.message_that("my invoice", "there", |_| true).await?;
        anna.read("Anna Rossi split this ticket off from").await?;
        let answer = CustomerMail {
            id: "later@customer.example".to_owned(),
            in_reply_to: Some(about_the_invoice().id),
            ..CustomerMail::new("Marta Lindqvist", "marta@customer.example", SUBJECT, "I still have none.")
        };
        assert_ne!(world.receive(&answer).await?, ticket);
        other.message_that("still have none", "there", |_| true).await?;
        anna.assert_healthy_everywhere().await
    })
    .await
}

/// SPL-01, SPL-03: from a board the command is under the three dots; without a seat there is none.
#[tokio::test]
async fn splitting_is_offered_to_whoever_has_a_seat() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&about_the_bell()).await?;
        let seatless = Access { permissions: [Permission::Service].into(), ..Access::default() };
        world.grant(BRUNO, seatless).await?;
        let anna = world.browser_of(ANNA).await?;
        Board::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.find(Role::Menuitem, named("Split ticket")).await?;

        let bruno = world.browser_of(BRUNO).await?;
        bruno.visit("/views/all-open?layout=table").await?;
        bruno.click(Role::Link, holding(SUBJECT)).await?;
        TicketPage::expect(&bruno, SUBJECT).await?;
        bruno.click(Role::Button, named("Actions")).await?;
        bruno.find(Role::Menuitem, named("Record access")).await?;
        bruno.gone(Role::Menuitem, named("Split ticket")).await
    })
    .await
}

/// SPL-06: what a colleague splits off meanwhile is picked no more.
#[tokio::test]
async fn message_that_a_colleague_splits_off_is_picked_no_more() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&about_the_bell()).await?;
        world.receive(&about_the_invoice()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that("my invoice", "there", |_| true).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, named("Split ticket")).await?;
        let boxes = anna.all(None, Role::Checkbox, &beginning("Pick this message")).await?;
        boxes[1].click().await?;
        anna.read("1 message picked").await?;

        let conversation = world.greta.ticket(ticket).await?.shown.expect("a conversation");
        let thread = world.greta.thread(conversation).await?;
        let newest = thread.iter().rev().find_map(|entry| match entry {
            ThreadEntry::Message(view) => Some(view.message.id),
            ThreadEntry::Happening { .. } => None,
        });
        let split = SplitTicket {
            conversation,
            messages: newest.into_iter().collect(),
            new_conversation: world.ids.next(),
            new_ticket: world.ticket_named("The invoice".to_owned(), world.status("New").await?.id),
        };
        world.arrange(split).await?;
        anna.read("0 messages picked").await?;
        anna.read("Greta Neri split messages off into ticket").await?;
        assert!(!anna.words().await?.contains("Where is my invoice?"), "it is not here any more");
        anna.assert_healthy().await
    })
    .await
}
