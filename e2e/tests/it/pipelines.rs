//! An admin sets what a pipeline forbids and asks for; agents are asked, told and held to it, wherever they choose a
//! status.

use sportello_domain::pipeline::{
    CloseDateRule, Pipeline, PipelineRules, SavePipeline, State, Status, StatusTriggers,
};
use sportello_e2e::browser::{Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, PipelineSettings, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS};
use sportello_e2e::world::{ANNA, GRETA, World};

const SUBJECT: &str = "The lamp came broken";

fn broken() -> CustomerMail {
    CustomerMail::new("Ines Prado", "ines@customer.example", SUBJECT, "It fell out of the parcel in pieces.")
}

/// Nothing moves back, and closing asks for a category: said by an admin in the settings.
async fn set_up(world: &World) -> Result<(), Trouble> {
    world.receive(&broken()).await?;
    let greta = world.browser_of(GRETA).await?;
    let settings = PipelineSettings::open(&greta).await?;
    settings.tick("Tickets do not move back to earlier statuses").await?;
    settings.ask(3, "Category", "Required").await?;
    settings.save().await?;
    greta.assert_healthy().await
}

/// PIP-11, PIP-12, PIP-21: what is required is asked first; what is forbidden says so.
#[tokio::test]
async fn a_status_asks_for_what_it_requires_and_shows_what_is_forbidden() -> Result<(), Trouble> {
    journey(async |world| {
        set_up(world).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;

        page.choose("Status", "Closed").await?;
        let dialog = anna.find(Role::Dialog, beginning("Before it is")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Save and go on")).await?.click().await?;
        anna.read("This status asks for more.").await?;
        anna.assert_healthy().await?;
        anna.find_in(Some(&dialog), Role::Button, named("Cancel")).await?.click().await?;
        anna.gone(Role::Dialog, beginning("Before it is")).await?;
        page.property_becomes("Status", "New", PATIENCE).await?;

        page.choose("Status", "Waiting on us").await?;
        page.property_becomes("Status", "Waiting on us", PATIENCE).await?;
        anna.click(Role::Button, beginning("Status ")).await?;
        let earlier = anna.find(Role::Option, beginning("New")).await?;
        assert_eq!(earlier.attr("aria-disabled").await?.as_deref(), Some("true"));
        anna.read("Tickets do not move back in this pipeline.").await?;
        anna.assert_healthy().await?;
        anna.press(thirtyfour::Key::Escape).await?;

        page.choose("Status", "Closed").await?;
        anna.fill("Category", "Damage").await?;
        anna.click(Role::Button, named("Save and go on")).await?;
        page.property_becomes("Status", "Closed", PATIENCE).await?;
        anna.reload().await?;
        TicketPage::expect(&anna, SUBJECT).await?.property_becomes("Status", "Closed", PATIENCE).await
    })
    .await
}

/// REP-09, REP-10, REP-11, REP-12: the reply goes out with its status and what that asks for, or not at all.
#[tokio::test]
async fn a_reply_is_sent_with_a_status_once_it_has_what_that_asks_for() -> Result<(), Trouble> {
    journey(async |world| {
        set_up(world).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.draft(Writing::Reply, "A new one is on its way.").await?;

        page.send_and_set("Closed").await?;
        anna.find(Role::Dialog, beginning("Before it is")).await?;
        anna.click(Role::Button, named("Cancel")).await?;
        anna.gone(Role::Dialog, beginning("Before it is")).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "A new one is on its way.");
        page.property_becomes("Status", "New", PATIENCE).await?;

        page.send_and_set("Closed").await?;
        anna.fill("Category", "Damage").await?;
        anna.click(Role::Button, named("Save and go on")).await?;
        page.property_becomes("Status", "Closed", PATIENCE).await?;
        page.message_that("A new one is on its way.", "sent", |message| message.delivery == "Sent").await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "");
        anna.assert_healthy().await
    })
    .await
}

/// LAY-07, PIP-12, PIP-15: on the board too; a card that may not go there stays, and it is said why.
#[tokio::test]
async fn the_board_goes_by_the_rules() -> Result<(), Trouble> {
    journey(async |world| {
        set_up(world).await?;
        let anna = world.browser_of(ANNA).await?;
        let board = Board::open(&anna, "all-open").await?;
        board.carry(SUBJECT, "Waiting on us").await?;
        board.card_is_in(SUBJECT, "Waiting on us", TWO_SECONDS).await?;
        board.carry(SUBJECT, "New").await?;
        anna.read("Tickets do not move back in this pipeline.").await?;
        board.card_is_in(SUBJECT, "Waiting on us", TWO_SECONDS).await?;

        board.carry(SUBJECT, "Closed").await?;
        anna.find(Role::Dialog, beginning("Before it is")).await?;
        anna.fill("Category", "Damage").await?;
        anna.click(Role::Button, named("Save and go on")).await?;
        HelpDesk::open(&anna, "closed").await?.row(SUBJECT).await?;
        anna.assert_healthy().await
    })
    .await
}

/// PIP-22
#[tokio::test]
async fn a_ticket_moves_to_another_pipeline() -> Result<(), Trouble> {
    journey(async |world| {
        let status = |label: &str, order, state| Status::new(world.ids.next(), label, order, state);
        let returns = Pipeline {
            id: world.ids.next(),
            name: "Returns".to_owned(),
            order: 1,
            statuses: vec![status("Received", 0, State::Open), status("Repaired", 1, State::Closed)],
            close_date: CloseDateRule::SetWhenClosed,
            triggers: StatusTriggers::default(),
            rules: PipelineRules::default(),
        };
        world.arrange(SavePipeline { pipeline: returns }).await?;
        world.receive(&broken()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;

        page.act("Move to another pipeline").await?;
        anna.find(Role::Dialog, named("Move to another pipeline")).await?;
        anna.assert_healthy().await?;
        anna.click(Role::Button, named("Move")).await?;
        page.property_becomes("Status", "Received", PATIENCE).await?;
        anna.reload().await?;
        let page = TicketPage::expect(&anna, SUBJECT).await?;
        page.property_becomes("Status", "Received", PATIENCE).await?;
        page.choose("Status", "Repaired").await?;
        page.property_becomes("Status", "Repaired", PATIENCE).await?;
        anna.assert_healthy().await
    })
    .await
}
