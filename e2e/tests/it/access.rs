//! Who may see what, in the browser and while it is open.

use sportello_domain::id::TicketId;
use sportello_domain::ticket::{AssignTicket, Assignee};
use sportello_domain::user::{Access, Reach};
use sportello_e2e::browser::Complaint;
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, eventually};
use sportello_e2e::world::{ANNA, BRUNO, Person, World};

const HERS: &str = "A question for Anna";
const HIS: &str = "A question for Bruno";

async fn ticket_of(world: &World, owner: Person, subject: &str) -> Result<TicketId, Trouble> {
    let mail = CustomerMail::new("Olga Brandt", "olga@customer.example", subject, "Can you help me?");
    let ticket = world.receive(&mail).await?;
    let user = world.user(owner).await?.id;
    world.arrange(AssignTicket { ticket, to: Assignee::User { user } }).await?;
    Ok(ticket)
}

fn own_tickets() -> Access {
    Access { view: Reach::Own, edit: Reach::Own, ..Access::default() }
}

/// PER-07, PER-09, ACC-10, VEW-13
#[tokio::test]
async fn who_reaches_only_own_tickets_sees_no_other_anywhere() -> Result<(), Trouble> {
    journey(async |world| {
        ticket_of(world, ANNA, HERS).await?;
        let foreign = ticket_of(world, BRUNO, HIS).await?;
        let foreign = world.greta.ticket(foreign).await?.row.ticket.number.0;
        world.grant(ANNA, own_tickets()).await?;
        let anna = world.browser_of(ANNA).await?;

        let list = HelpDesk::open(&anna, "all-open").await?;
        list.row(HERS).await?;
        assert_eq!(list.rows().await?.len(), 1);
        eventually("the view counts one ticket", PATIENCE, async || {
            Ok((list.count("All open").await? == Some(1)).then_some(()))
        })
        .await?;
        anna.assert_healthy().await?;

        // A ticket that may not be seen and one that does not exist are told apart by nothing.
        for number in [foreign, 999_999] {
            anna.visit(&format!("/tickets/{number}")).await?;
            anna.read("This ticket does not exist, or you may not see it").await?;
            assert!(!anna.words().await?.contains(HIS));
        }
        anna.assert_healthy_but_for(&[Complaint::AnswerWithStatus(404)]).await
    })
    .await
}

/// PER-09, XCT-03: a ticket that is taken away leaves the screen at once.
#[tokio::test]
async fn a_ticket_that_is_taken_away_leaves_the_screen() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = ticket_of(world, ANNA, HERS).await?;
        world.grant(ANNA, own_tickets()).await?;
        let anna = world.browser_of(ANNA).await?;
        let reading = HelpDesk::open(&anna, "all-open").await?.open_ticket(HERS).await?;
        reading.message_that("Can you help me?", "there", |_| true).await?;

        let user = world.user(BRUNO).await?.id;
        world.arrange(AssignTicket { ticket, to: Assignee::User { user } }).await?;
        eventually("the ticket is gone", TWO_SECONDS, async || {
            Ok(anna.words().await?.contains("You can no longer see this ticket").then_some(()))
        })
        .await?;
        assert!(!anna.words().await?.contains("Can you help me?"));
        // The page asks why, and is told that there is no such ticket.
        anna.clear_console(&[Complaint::AnswerWithStatus(404)]).await?;
        anna.assert_healthy().await?;

        let list = HelpDesk::expect(&anna).await?;
        list.choose("All open").await?;
        anna.read("No ticket is open").await?;

        // And it comes back as soon as she may see it again.
        let user = world.user(ANNA).await?.id;
        world.arrange(AssignTicket { ticket, to: Assignee::User { user } }).await?;
        list.row_that(HERS, "back", TWO_SECONDS, |_| true).await?;
        anna.assert_healthy().await
    })
    .await
}
