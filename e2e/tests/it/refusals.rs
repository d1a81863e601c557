//! What is refused goes back to what it was, and says why.

use sportello_domain::id::StatusId;
use sportello_domain::pipeline::{DeleteStatus, Pipeline, SavePipeline, State, Status};
use sportello_domain::user::{Access, Reach};
use sportello_e2e::browser::{Browser, Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS};
use sportello_e2e::world::{ANNA, World};

const SUBJECT: &str = "Where is my parcel";

fn parcel() -> CustomerMail {
    CustomerMail::new("Ines Prado", "ines@customer.example", SUBJECT, "It should have come on Monday.")
}

/// A status of its own, which is there to go away while somebody chooses it.
pub async fn doomed_status(world: &World) -> Result<StatusId, Trouble> {
    let doomed = Status::new(world.ids.next(), "On hold", 9, State::Open);
    let setup = world.setup().await?;
    let first = setup.pipelines.get(&setup.default_pipeline).cloned();
    let pipeline = first.ok_or_else(|| Trouble::unexpected("there is no first pipeline"))?;
    let statuses = [pipeline.statuses.clone(), vec![doomed.clone()]].concat();
    world.arrange(SavePipeline { pipeline: Pipeline { statuses, ..pipeline } }).await?;
    Ok(doomed.id)
}

/// Somebody chooses that status for a ticket and sees it; the order is on its way.
async fn choose_a_doomed_status<'a>(
    world: &World,
    browser: &'a Browser,
) -> Result<(TicketPage<'a>, StatusId), Trouble> {
    let doomed = doomed_status(world).await?;
    world.receive(&parcel()).await?;
    let page = HelpDesk::open(browser, "all-open").await?.open_ticket(SUBJECT).await?;
    browser.hold_orders().await?;
    let shown = page.choose_and_read_next_frame("Status", "On hold").await?;
    assert!(shown.contains("On hold"), "it shows {shown:?} at first");
    Ok((page, doomed))
}

/// XCT-05, PIP-07: the server has the last word; what was shown too soon goes back.
#[tokio::test]
async fn a_change_that_the_server_refuses_goes_back_and_says_why() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        let (page, doomed) = choose_a_doomed_status(world, &anna).await?;
        world.arrange(DeleteStatus { status: doomed, replacement: None }).await?;
        anna.release_orders().await?;

        page.property_becomes("Status", "New", PATIENCE).await?;
        let said = page.refusal().await?;
        assert!(said.contains("This status is no longer here. Choose another."), "{said}");
        anna.assert_healthy().await
    })
    .await
}

/// XCT-05: who has left the ticket meanwhile is told too, and led back.
#[tokio::test]
async fn a_refusal_finds_whoever_has_left_the_ticket() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        let (_, doomed) = choose_a_doomed_status(world, &anna).await?;
        anna.click(Role::Link, beginning("Closed")).await?;
        world.arrange(DeleteStatus { status: doomed, replacement: None }).await?;
        anna.release_orders().await?;

        anna.read("This status is no longer here. Choose another.").await?;
        anna.click(Role::Button, named("Open ticket")).await?;
        let page = TicketPage::expect(&anna, SUBJECT).await?;
        page.property_becomes("Status", "New", PATIENCE).await?;
        anna.assert_healthy().await
    })
    .await
}

/// PER-09, PER-11: who may only look is offered nothing that would be refused, from the moment the access is taken.
#[tokio::test]
async fn who_may_only_look_cannot_change_and_is_told_at_once() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&parcel()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.property("Status").await?;

        world.grant(ANNA, Access { edit: Reach::Nothing, ..Access::default() }).await?;
        sportello_e2e::waiting::until("the status cannot be changed", TWO_SECONDS, async || {
            let found = anna.all(None, Role::Button, &beginning("Status ")).await?;
            let Some(button) = found.first() else { return Ok(false) };
            Ok(!button.is_enabled().await?)
        })
        .await?;
        anna.read("It should have come on Monday.").await?;
        anna.assert_healthy().await
    })
    .await
}
