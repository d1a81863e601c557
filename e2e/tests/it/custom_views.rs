//! Views that agents make: conditions joined by AND and OR, kept, shared, arranged.

use sportello_domain::filter::Filter;
use sportello_domain::id::TicketId;
use sportello_domain::pipeline::DeleteStatus;
use sportello_domain::property::BuiltIn;
use sportello_domain::ticket::SetProperty;
use sportello_domain::view::{SaveView, Sharing};
use sportello_e2e::browser::{Complaint, Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, ViewEditor};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, until};
use sportello_e2e::world::{ANNA, BRUNO, World};

use crate::refusals::doomed_status;

const HUMS: &str = "The lamp hums";
const LATE: &str = "The parcel is late";
const WRONG: &str = "The invoice is wrong";
const HOURS: &str = "When are you open";

async fn receive(world: &World, subject: &str) -> Result<TicketId, Trouble> {
    let mail = CustomerMail::new("Lena Vogt", "lena@customer.example", subject, "Can you help me?");
    world.receive(&mail).await
}

async fn set_priority(world: &World, ticket: TicketId, priority: &str) -> Result<(), Trouble> {
    let property = BuiltIn::Priority.into();
    world.arrange(SetProperty { ticket, property, value: priority.to_owned() }).await
}

/// VEW-05: a view with AND and OR shows the right tickets, one that comes to match arrives at once, and one that does
/// not match any more goes; it is shared, changed and deleted. VEW-13: its count follows.
#[tokio::test]
async fn view_with_and_and_or_shows_what_matches_as_it_happens() -> Result<(), Trouble> {
    journey(async |world| {
        let (hums, late) = (receive(world, HUMS).await?, receive(world, LATE).await?);
        receive(world, WRONG).await?;
        let hours = receive(world, HOURS).await?;
        set_priority(world, hums, "high").await?;
        set_priority(world, late, "urgent").await?;
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let list = HelpDesk::open(&anna, "all-open").await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?;
        list.row(HUMS).await?;

        let editor = ViewEditor::begin(&anna).await?;
        editor.save().await?;
        anna.read("Enter a name for the view.").await?;
        editor.name("In a hurry").await?;
        anna.read("4 tickets").await?;
        editor.add_to(1).await?;
        editor.ask(2, "Priority", "is").await?;
        editor.save().await?;
        anna.read("A condition is not complete. Complete it or remove it.").await?;
        editor.tick(2, &["High", "Urgent"]).await?;
        anna.read("2 tickets").await?;
        editor.add_group().await?;
        editor.ask(3, "Ticket name", "contains").await?;
        editor.type_value(3, "INVOICE").await?;
        anna.click(Role::Button, named("or")).await?;
        anna.read("(Ticket is open and Priority is High or Urgent) or Ticket name contains “INVOICE”")
            .await?;
        anna.read("3 tickets").await?;
        anna.assert_healthy_everywhere().await?;
        editor.save().await?;

        anna.find(Role::Heading, named("In a hurry")).await?;
        for subject in [HUMS, LATE, WRONG] {
            list.row(subject).await?;
        }
        list.without_row(HOURS, PATIENCE).await?;
        assert_eq!(list.count("In a hurry").await?, Some(3));
        anna.assert_healthy_everywhere().await?;

        // What comes to match arrives, and what does not any more goes.
        receive(world, "Another invoice").await?;
        list.row_that("Another invoice", "there", TWO_SECONDS, |_| true).await?;
        set_priority(world, hours, "urgent").await?;
        list.row_that(HOURS, "there", TWO_SECONDS, |_| true).await?;
        set_priority(world, hums, "low").await?;
        list.without_row(HUMS, TWO_SECONDS).await?;
        until("the count follows", PATIENCE, async || Ok(list.count("In a hurry").await? == Some(4))).await?;

        let views = bruno.find(Role::Navigation, named("Views")).await?;
        let of_bruno = async || bruno.all(Some(&views), Role::Link, &beginning("In a hurry")).await;
        assert!(of_bruno().await?.is_empty(), "it is Anna's own");
        let editor = ViewEditor::edit(&anna).await?;
        let shared = anna.find(Role::Checkbox, beginning("Shared")).await?;
        shared.click().await?;
        editor.remove(3).await?;
        editor.save().await?;
        list.without_row(WRONG, PATIENCE).await?;
        brunos.choose("In a hurry").await?;
        brunos.row(LATE).await?;
        brunos.without_row(WRONG, PATIENCE).await?;

        ViewEditor::edit(&anna).await?.delete().await?;
        anna.find(Role::Heading, named("Unassigned")).await?;
        bruno.read("There is no such view").await?;
        anna.assert_healthy().await?;
        bruno.assert_healthy_but_for(&[Complaint::AnswerWithStatus(404)]).await
    })
    .await
}

/// VEW-05: a view asks for what the conversations of a ticket are like, and follows when one is closed.
#[tokio::test]
async fn view_over_conversations_follows_them() -> Result<(), Trouble> {
    journey(async |world| {
        for subject in [HUMS, LATE] {
            receive(world, subject).await?;
        }
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let list = HelpDesk::open(&anna, "all-open").await?;
        let editor = ViewEditor::begin(&anna).await?;
        editor.name("Closed by hand").await?;
        editor.add_to(1).await?;
        editor.ask(2, "A conversation", "is closed").await?;
        editor.add_to(1).await?;
        editor.ask(3, "Owner of a conversation", "is unknown").await?;
        editor.add_to(1).await?;
        editor.ask(4, "No conversation", "is open").await?;
        anna.read(
            "A conversation is closed and Owner of a conversation is unknown and No conversation is open",
        )
        .await?;
        anna.read("0 tickets").await?;
        anna.assert_healthy_everywhere().await?;
        editor.save().await?;
        anna.read("No ticket is in this view").await?;

        HelpDesk::open(&bruno, "all-open").await?.open_ticket(HUMS).await?;
        bruno.click(Role::Button, named("Actions")).await?;
        bruno.click(Role::Menuitem, named("Close conversation")).await?;
        list.row_that(HUMS, "there", TWO_SECONDS, |_| true).await?;
        list.without_row(LATE, TWO_SECONDS).await?;
        anna.assert_healthy().await?;
        bruno.assert_healthy().await
    })
    .await
}

/// VEW-05: their order is its reader's, and a condition on what was deleted says so.
#[tokio::test]
async fn views_are_arranged_and_say_what_is_gone() -> Result<(), Trouble> {
    journey(async |world| {
        let doomed = doomed_status(world).await?;
        for (name, filter) in
            [("Aside", Filter::Status { any_of: [doomed].into() }), ("Bare", Filter::NoPriority)]
        {
            let view = world.ids.next();
            world
                .arrange(SaveView { view, name: name.to_owned(), filter, sharing: Sharing::Everyone })
                .await?;
        }
        receive(world, HUMS).await?;
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        let order = async || -> Result<Vec<String>, Trouble> {
            let views = anna.find(Role::Navigation, named("Views")).await?;
            let words = views.text().await?;
            Ok(words.lines().filter(|line| ["Aside", "Bare"].contains(line)).map(str::to_owned).collect())
        };
        list.choose("Bare").await?;
        list.row(HUMS).await?;
        assert_eq!(order().await?, ["Aside", "Bare"]);
        anna.click(Role::Button, named("View actions")).await?;
        assert!(
            anna.all(None, Role::Menuitem, &named("Edit view")).await?.is_empty(),
            "it is the administrator's"
        );
        anna.click(Role::Menuitem, named("Move up")).await?;
        until("Bare comes first", PATIENCE, async || Ok(order().await? == ["Bare", "Aside"])).await?;

        world.arrange(DeleteStatus { status: doomed, replacement: None }).await?;
        list.choose("Aside").await?;
        anna.read("Status is (deleted)").await?;
        anna.read("No ticket is in this view").await?;
        anna.assert_healthy().await
    })
    .await
}
