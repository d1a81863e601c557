//! Merging two tickets: they become one new ticket.

use sportello_domain::property::BuiltIn;
use sportello_domain::ticket::SetProperty;
use sportello_domain::user::{Access, Reach};
use sportello_e2e::browser::{Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::world::{ANNA, BRUNO, World};

const FIRST: &str = "The bell is silent";
const SECOND: &str = "Still: the bell is silent";

fn mail(id: &str, subject: &str, text: &str) -> CustomerMail {
    let mail = CustomerMail::new("Marta Lindqvist", "marta@customer.example", subject, text);
    CustomerMail { id: format!("{id}@customer.example"), ..mail }
}

/// Tickets #1 and #2 of one customer, with values that differ.
async fn two_tickets(world: &World) -> Result<(), Trouble> {
    let first = world.receive(&mail("first", FIRST, "It does not ring.")).await?;
    let second = world.receive(&mail("second", SECOND, "Nobody answered me.")).await?;
    for (ticket, property, value) in [
        (first, BuiltIn::Priority, "high"),
        (second, BuiltIn::Priority, "low"),
        (second, BuiltIn::Category, "Bells"),
    ] {
        world.arrange(SetProperty { ticket, property: property.into(), value: value.to_owned() }).await?;
    }
    Ok(())
}

/// MRG-02, MRG-03, MRG-04, MRG-07, MRG-08, MRG-10, MRG-13, MRG-33, MRG-35, MRG-40, MRG-41: the other ticket is offered
/// and found, what becomes of the two is shown before and is what becomes; whoever has an old one open is led to the
/// new one, as old numbers lead there and late mails arrive there.
#[tokio::test]
async fn two_tickets_become_one_as_the_preview_says() -> Result<(), Trouble> {
    journey(async |world| {
        two_tickets(world).await?;
        let bruno = world.browser_of(BRUNO).await?;
        HelpDesk::open(&bruno, "all-open").await?.open_ticket(SECOND).await?;
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(FIRST).await?;

        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, beginning("Merge tickets")).await?;
        let search = "The other ticket: number, name or contact";
        anna.find(Role::Button, beginning(&format!("#2 {SECOND}"))).await?;
        anna.read("Same contact").await?;
        anna.assert_healthy_everywhere().await?;
        let search = anna.find(Role::Searchbox, named(search)).await?;
        search.send_keys("nobody at all").await?;
        anna.read("No ticket that you may change is called so.").await?;
        for words in ["2", "still bell", "marta"] {
            search.clear().await?;
            search.send_keys(words).await?;
            anna.find(Role::Button, beginning(&format!("#2 {SECOND}"))).await?;
        }
        anna.click(Role::Button, beginning(&format!("#2 {SECOND}"))).await?;

        let primary = anna.find(Role::Radio, named("Primary #1")).await?;
        assert!(primary.is_selected().await?, "the ticket from which the dialog was opened");
        anna.read("not kept: Low").await?;
        anna.read("Bells from #2").await?;
        anna.click(Role::Radio, named("Primary #2")).await?;
        anna.read("not kept: High").await?;
        anna.click(Role::Radio, named("Primary #1")).await?;
        anna.read("not kept: Low").await?;
        anna.click(Role::Button, named("What happens when two tickets are merged")).await?;
        anna.read("#1 has no value for: Category. There that of #2 is used.").await?;
        anna.read("2 conversations belong to it").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Merge")).await?;

        let page = TicketPage::expect(&anna, FIRST).await?;
        anna.read("Anna Rossi merged #1 and #2 into this ticket").await?;
        assert_eq!(anna.path().await?, "/tickets/3");
        assert_eq!(page.property("Priority").await?, "High");
        page.message_that("Nobody answered", "there", |_| true).await?;
        anna.assert_healthy_everywhere().await?;

        // Whoever had the other one open is led there.
        TicketPage::expect(&bruno, FIRST).await?;
        bruno.read("#2 was merged into #3.").await?;
        assert_eq!(bruno.path().await?, "/tickets/3");
        bruno.assert_healthy().await?;
        bruno.visit("/tickets/1").await?;
        TicketPage::expect(&bruno, FIRST).await?;
        bruno.read("#1 was merged into #3.").await?;
        assert_eq!(bruno.path().await?, "/tickets/3");

        let late = CustomerMail {
            in_reply_to: Some("second@customer.example".to_owned()),
            ..mail("late", SECOND, "It rings again!")
        };
        world.receive(&late).await?;
        page.message_that("It rings again", "there", |_| true).await?;
        let desk = HelpDesk::open(&bruno, "all-open").await?;
        assert_eq!(desk.rows().await?.len(), 1, "the old ones are in no list");
        bruno.assert_healthy().await
    })
    .await
}

/// MRG-31, MRG-32, XCT-03: one of a ticket's companies is its primary one, which colleagues see at once; merged, the
/// primary ticket's stays it, and the other one stays associated.
#[tokio::test]
async fn merged_ticket_has_one_primary_company() -> Result<(), Trouble> {
    journey(async |world| {
        two_tickets(world).await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        HelpDesk::open(&bruno, "all-open").await?.open_ticket(FIRST).await?;
        for (ticket, company) in [(SECOND, "Bells & Sons"), (FIRST, "Lamps Ltd")] {
            HelpDesk::open(&anna, "all-open").await?.open_ticket(ticket).await?;
            anna.associate("Add company", company, &format!("New: {company}")).await?;
            anna.click(Role::Button, named(&format!("Make primary: {company}"))).await?;
            anna.find(Role::Button, named(&format!("Primary: {company}. Take this label off"))).await?;
        }
        anna.assert_healthy_everywhere().await?;
        bruno.find(Role::Button, named("Primary: Lamps Ltd. Take this label off")).await?;

        anna.press("m").await?;
        anna.click(Role::Button, beginning(&format!("#2 {SECOND}"))).await?;
        anna.read("Lamps Ltd primary company").await?;
        anna.click(Role::Button, named("What happens when two tickets are merged")).await?;
        anna.read("Bells & Sons stays associated, but is no longer the primary company.").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Merge")).await?;

        TicketPage::expect(&anna, FIRST).await?;
        anna.click(Role::Button, named("Make primary: Bells & Sons")).await?;
        bruno.find(Role::Button, named("Make primary: Lamps Ltd")).await?;
        anna.read("Anna Rossi made Bells & Sons the primary company").await?;
        anna.click(Role::Button, named("Primary: Bells & Sons. Take this label off")).await?;
        bruno.find(Role::Button, named("Make primary: Bells & Sons")).await?;
        bruno.assert_healthy().await
    })
    .await
}

/// MRG-02: by its key, and from a board under the three dots.
#[tokio::test]
async fn merging_is_offered_by_key_and_from_a_board() -> Result<(), Trouble> {
    journey(async |world| {
        two_tickets(world).await?;
        let anna = world.browser_of(ANNA).await?;
        Board::open(&anna, "all-open").await?.open_ticket(FIRST).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.find(Role::Menuitem, beginning("Merge tickets")).await?;
        anna.press(thirtyfour::Key::Escape).await?;
        anna.press("m").await?;
        anna.find(Role::Dialog, named("Merge tickets")).await?;
        anna.assert_healthy().await
    })
    .await
}

/// MRG-52: who may see a ticket only is not offered to merge it.
#[tokio::test]
async fn merging_takes_access_to_change_the_ticket() -> Result<(), Trouble> {
    journey(async |world| {
        two_tickets(world).await?;
        world.grant(BRUNO, Access { edit: Reach::Own, ..Access::default() }).await?;
        let bruno = world.browser_of(BRUNO).await?;
        bruno.visit("/views/all-open?layout=table").await?;
        bruno.click(Role::Link, holding(FIRST)).await?;
        TicketPage::expect(&bruno, FIRST).await?;
        bruno.click(Role::Button, named("Actions")).await?;
        bruno.find(Role::Menuitem, named("Record access")).await?;
        bruno.gone(Role::Menuitem, beginning("Merge tickets")).await
    })
    .await
}
