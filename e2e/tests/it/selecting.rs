//! Several tickets are selected in the table and changed in one go.

use sportello_domain::id::{PipelineId, StatusId};
use sportello_domain::pipeline::{ConditionalProperty, Pipeline, SavePipeline, State, StatusTriggers};
use sportello_domain::property::BuiltIn;
use sportello_domain::ticket::CreateTicket;
use sportello_domain::user::{Access, Reach};
use sportello_e2e::browser::{Browser, Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::{ANNA, BRUNO, World};
use thirtyfour::Key;

/// Creates tickets, the last of which is listed first.
async fn tickets(world: &World, names: &[&str]) -> Result<(), Trouble> {
    let status = world.status("New").await?.id;
    for name in names {
        world.arrange(world.ticket_named((*name).to_owned(), status)).await?;
    }
    Ok(())
}

async fn select(browser: &Browser, ticket: &str) -> Result<(), Trouble> {
    browser.click(Role::Checkbox, named(&format!("Select {ticket}"))).await
}

async fn choose(browser: &Browser, button: &str, list: &str, value: &str) -> Result<(), Trouble> {
    browser.click(Role::Button, named(button)).await?;
    let list = browser.find(Role::Listbox, named(list)).await?;
    Ok(browser.find_in(Some(&list), Role::Option, named(value)).await?.click().await?)
}

async fn first_pipeline(world: &World) -> Result<Pipeline, Trouble> {
    let found = world.setup().await?.pipelines.remove(&world.pipeline);
    found.ok_or_else(|| Trouble::Unexpected("there is no pipeline".to_owned()))
}

/// Closing a ticket asks for a category.
async fn closed_asks_for_category(world: &World) -> Result<(), Trouble> {
    let mut pipeline = first_pipeline(world).await?;
    if let Some(closed) = pipeline.statuses.iter_mut().find(|status| status.state == State::Closed) {
        closed.conditional = vec![ConditionalProperty { property: BuiltIn::Category.into(), required: true }];
    }
    world.arrange(SavePipeline { pipeline }).await
}

/// A second pipeline, and one of its open statuses.
async fn second_pipeline(world: &World) -> Result<(PipelineId, StatusId), Trouble> {
    let first = first_pipeline(world).await?;
    let triggers = StatusTriggers::default();
    let mut pipeline = Pipeline { id: world.ids.next(), name: "Repairs".to_owned(), triggers, ..first };
    for status in &mut pipeline.statuses {
        status.id = world.ids.next();
    }
    let open = pipeline.statuses.iter().find(|status| status.state == State::Open).map(|status| status.id);
    let found = (pipeline.id, open.ok_or_else(|| Trouble::Unexpected("no open status".to_owned()))?);
    world.arrange(SavePipeline { pipeline }).await?;
    Ok(found)
}

/// BLU-02, BLU-03: tickets are selected with the mouse and the keys; each is changed or refused alone, and the result
/// names the refused with their reasons.
#[tokio::test]
async fn selected_tickets_are_changed_each_alone() -> Result<(), Trouble> {
    journey(async |world| {
        closed_asks_for_category(world).await?;
        tickets(world, &["Lamp", "Bell", "Clock"]).await?;
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        select(&anna, "#1 Lamp").await?;
        anna.read("1 selected").await?;
        let clock = anna.find(Role::Checkbox, named("Select #3 Clock")).await?;
        anna.click_with_shift(&clock).await?;
        anna.read("3 selected").await?;
        anna.assert_healthy_everywhere().await?;
        anna.press(Key::Escape).await?;
        anna.gone(Role::Button, named("Select none")).await?;

        anna.press("jx").await?;
        anna.read("1 selected").await?;
        anna.click(Role::Button, named("Edit property")).await?;
        anna.pick("Property", "Category").await?;
        anna.assert_healthy().await?;
        anna.fill("Category (optional)", "Shop").await?;
        anna.click(Role::Button, named("Change")).await?;
        anna.read("1 ticket changed").await?;
        anna.gone(Role::Button, named("Select none")).await?;

        anna.click(Role::Checkbox, named("Select all listed tickets")).await?;
        anna.read("3 selected").await?;
        choose(&anna, "Status Change status", "Status", "Closed").await?;
        anna.read("1 ticket changed, 2 refused").await?;
        list.without_row("Clock", PATIENCE).await?;
        let refused = anna.find(Role::Region, named("Selected tickets")).await?;
        assert!(refused.text().await?.contains("Category"), "the reason names what is missing");
        for number in ["#1", "#2"] {
            anna.find_in(Some(&refused), Role::Link, named(number)).await?;
        }
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Close the result")).await?;
        anna.gone(Role::Region, named("Selected tickets")).await?;

        let change_both = async |does: &str| -> Result<(), Trouble> {
            anna.click(Role::Checkbox, named("Select all listed tickets")).await?;
            anna.click(Role::Button, named(does)).await
        };
        change_both("Mark as read").await?;
        list.row_that("Lamp", "read", PATIENCE, |row| !row.is_bold()).await?;
        list.row_that("Bell", "read", PATIENCE, |row| !row.is_bold()).await?;
        change_both("Mark as unread").await?;
        list.row_that("Lamp", "unread", PATIENCE, sportello_e2e::pages::SeenRow::is_bold).await?;
        change_both("Follow").await?;
        anna.click(Role::Checkbox, named("Select all listed tickets")).await?;
        choose(&anna, "Owner Assign", "Owner", "Bruno Costa").await?;
        list.row_that("Bell", "Bruno's", PATIENCE, |row| row.words.contains("Bruno Costa")).await?;
        list.row_that("Lamp", "Bruno's", PATIENCE, |row| row.words.contains("Bruno Costa")).await?;
        list.choose("Following").await?;
        list.row("Lamp").await?;
        list.row("Bell").await?;
        anna.assert_healthy().await
    })
    .await
}

/// BLU-04, BLU-06: tickets of several pipelines have no status in common, and merging is for two that are chosen
/// otherwise.
#[tokio::test]
async fn status_of_several_pipelines_cannot_be_chosen() -> Result<(), Trouble> {
    journey(async |world| {
        tickets(world, &["Lamp", "Bell"]).await?;
        let (pipeline, status) = second_pipeline(world).await?;
        let repair = world.ticket_named("Clock".to_owned(), status);
        world.arrange(CreateTicket { pipeline: Some(pipeline), ..repair }).await?;
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?;
        let may_choose = async |may: bool| {
            until("the status can be chosen, or not", PATIENCE, async || {
                let button = anna.find(Role::Button, beginning("Status")).await?;
                Ok(button.is_enabled().await? == may)
            })
            .await
        };
        select(&anna, "#1 Lamp").await?;
        select(&anna, "#2 Bell").await?;
        may_choose(true).await?;
        select(&anna, "#3 Clock").await?;
        anna.read("3 selected").await?;
        may_choose(false).await?;
        anna.gone(Role::Button, holding("Merge")).await?;
        anna.assert_healthy().await?;
        select(&anna, "#3 Clock").await?;
        may_choose(true).await
    })
    .await
}

/// BLU-01, DEL-02, DEL-03, DEL-04, DEL-12, DEL-18: the selected tickets are deleted once their number is typed; those
/// that may not be deleted do not count, and the dialog says how many they are.
#[tokio::test]
async fn selected_tickets_are_deleted_after_their_number_was_typed() -> Result<(), Trouble> {
    journey(async |world| {
        world.grant(ANNA, Access { delete: Reach::OwnAndUnassigned, ..Access::default() }).await?;
        tickets(world, &["Lamp", "Bell", "Clock"]).await?;
        let status = world.status("New").await?.id;
        let brunos = CreateTicket {
            owner: Some(world.user(BRUNO).await?.id),
            ..world.ticket_named("Organ".to_owned(), status)
        };
        world.arrange(brunos).await?;
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        select(&anna, "#4 Organ").await?;
        anna.read("1 selected").await?;
        anna.gone(Role::Button, named("Delete")).await?;
        select(&anna, "#3 Clock").await?;
        select(&anna, "#2 Bell").await?;
        anna.click(Role::Button, named("Delete")).await?;
        anna.find(Role::Dialog, named("Delete tickets")).await?;
        anna.read("2 tickets go into the recycle bin").await?;
        anna.read("1 of the selected tickets stays and is not counted").await?;
        anna.assert_healthy_everywhere().await?;
        let dialog = anna.find(Role::Dialog, named("Delete tickets")).await?;
        for wrong in ["", "3", "two"] {
            anna.fill("Type the number of tickets to delete: 2", wrong).await?;
            let delete = anna.find_in(Some(&dialog), Role::Button, named("Delete")).await?;
            assert!(!delete.is_enabled().await?, "{wrong:?} is not the number");
        }
        anna.fill("Type the number of tickets to delete: 2", "2").await?;
        anna.find_in(Some(&dialog), Role::Button, named("Delete")).await?.click().await?;
        anna.read("2 tickets deleted").await?;
        list.without_row("Clock", PATIENCE).await?;
        list.without_row("Bell", PATIENCE).await?;
        list.row("Organ").await?;

        select(&anna, "#1 Lamp").await?;
        anna.press("#").await?;
        anna.fill("Type the number of tickets to delete: 1", "1").await?;
        anna.press(Key::Enter).await?;
        anna.read("1 ticket deleted").await?;
        list.without_row("Lamp", PATIENCE).await?;
        anna.assert_healthy().await
    })
    .await
}

/// BLU-05: more than one page of the list brings is selected, counted, and changed while one works elsewhere.
#[tokio::test]
async fn whole_view_is_selected_counted_and_changed() -> Result<(), Trouble> {
    const TICKETS: usize = 120;
    journey(async |world| {
        world.grant(ANNA, Access { delete: Reach::All, ..Access::default() }).await?;
        let names: Vec<String> = (1..=TICKETS).map(|number| format!("Parcel {number}")).collect();
        tickets(world, &names.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        anna.click(Role::Checkbox, named("Select all listed tickets")).await?;
        anna.click(Role::Button, named(&format!("Select all {TICKETS} of this view"))).await?;
        anna.read(&format!("{TICKETS} selected")).await?;
        anna.click(Role::Button, named("Delete")).await?;
        anna.find(Role::Textbox, named(&format!("Type the number of tickets to delete: {TICKETS}"))).await?;
        anna.press(Key::Escape).await?;
        choose(&anna, "Owner Assign", "Owner", "Anna Rossi").await?;
        list.choose("Assigned to me").await?;
        anna.read(&format!("{TICKETS} tickets changed")).await?;
        anna.assert_healthy().await?;
        list.row(&format!("Parcel {TICKETS}")).await?;

        anna.click(Role::Checkbox, named("Select all listed tickets")).await?;
        anna.click(Role::Button, named(&format!("Select all {TICKETS} of this view"))).await?;
        anna.click(Role::Button, named("Delete")).await?;
        anna.fill(&format!("Type the number of tickets to delete: {TICKETS}"), &TICKETS.to_string()).await?;
        anna.press(Key::Enter).await?;
        anna.read(&format!("{TICKETS} tickets deleted")).await?;
        anna.read("No open ticket is assigned to you").await?;
        anna.assert_healthy().await
    })
    .await
}
