//! The line goes away, and comes back.

use sportello_domain::property::{BuiltIn, Priority, PropertyName, Value};
use sportello_domain::protocol::ThreadEntry;
use sportello_e2e::browser::{Browser, Complaint};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::ANNA;

const SUBJECT: &str = "Opening hours";
const BAR: &str = "No connection. What you do is kept and sent when the line is back.";
const PROVOKED: [Complaint; 2] = [Complaint::NoLine, Complaint::AnswerWithStatus(401)];

fn hours() -> CustomerMail {
    CustomerMail::new("Nora Lind", "nora@customer.example", SUBJECT, "Are you open on Sunday?")
}

/// The customer's ticket with its thread.
async fn the_ticket(anna: &Browser) -> Result<TicketPage<'_>, Trouble> {
    let page = HelpDesk::open(anna, "all-open").await?.open_ticket(SUBJECT).await?;
    page.message_that("Are you open on Sunday?", "there", |_| true).await?;
    Ok(page)
}

/// XCT-01, XCT-02: what was done meanwhile arrives, each once and in its order.
#[tokio::test]
async fn what_is_done_without_a_line_arrives_once_when_it_is_back() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&hours()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = the_ticket(&anna).await?;

        anna.cut_line().await?;
        page.choose("Priority", "High").await?;
        page.choose("Status", "Waiting on us").await?;
        page.write(Writing::Comment, "I ask the boss.").await?;
        page.property_becomes("Priority", "High", PATIENCE).await?;
        page.property_becomes("Status", "Waiting on us", PATIENCE).await?;
        page.message_that("I ask the boss.", "there", |_| true).await?;
        anna.read(BAR).await?;
        anna.read("3 changes wait to be sent.").await?;
        anna.assert_healthy_but_for(&PROVOKED).await?;
        assert_eq!(world.greta.ticket(ticket).await?.row.ticket.priority, None, "nothing has arrived yet");

        anna.mend_line().await?;
        until("the bar is gone", PATIENCE, async || Ok(!anna.words().await?.contains(BAR))).await?;
        let status = world.status("Waiting on us").await?.id;
        until("the status has arrived", PATIENCE, async || {
            Ok(world.greta.ticket(ticket).await?.row.ticket.status == status)
        })
        .await?;
        let conversation = world.greta.ticket(ticket).await?.shown.expect("a conversation");
        until("the comment has arrived", PATIENCE, async || {
            let entries = world.greta.thread(conversation).await?;
            Ok(entries.iter().filter(|entry| is_comment(entry)).count() == 1)
        })
        .await?;
        let history = world.greta.history(ticket).await?;
        for property in [BuiltIn::Priority, BuiltIn::Status] {
            let name = PropertyName::from(property);
            let changes = history.iter().filter(|change| change.property == name).count();
            assert_eq!(changes, 1, "{name} changed once");
        }

        // The live stream is back as well.
        let more = CustomerMail {
            in_reply_to: Some(hours().id),
            id: "more.hours".to_owned(),
            text: "Hello?".to_owned(),
            ..hours()
        };
        world.receive(&more).await?;
        page.message_that("Hello?", "there", |_| true).await?;
        anna.assert_healthy_but_for(&PROVOKED).await
    })
    .await
}

/// What was done without a line in a tab that is closed is sent by the next page, once and in its order.
#[tokio::test]
async fn what_a_closed_tab_left_behind_is_sent_by_the_next_page() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&hours()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = the_ticket(&anna).await?;
        anna.cut_line().await?;
        page.choose("Priority", "Low").await?;
        page.choose("Priority", "High").await?;
        page.write(Writing::Comment, "I ask the boss.").await?;
        page.message_that("I ask the boss.", "there", |_| true).await?;
        anna.leave().await?;
        assert_eq!(world.greta.ticket(ticket).await?.row.ticket.priority, None, "nothing has arrived yet");
        anna.mend_line().await?;

        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.property_becomes("Priority", "High", PATIENCE).await?;
        page.message_that("I ask the boss.", "there", |_| true).await?;
        let name = PropertyName::from(BuiltIn::Priority);
        let changes = world.greta.history(ticket).await?;
        let changes: Vec<_> =
            changes.iter().filter(|change| change.property == name).map(|it| it.new.clone()).collect();
        let wanted = [Priority::Low, Priority::High].map(|priority| Some(Value::Priority(priority)));
        assert_eq!(changes, wanted, "each once, and in its order");
        let conversation = world.greta.ticket(ticket).await?.shown.expect("a conversation");
        let entries = world.greta.thread(conversation).await?;
        assert_eq!(entries.iter().filter(|entry| is_comment(entry)).count(), 1);
        anna.assert_healthy_but_for(&PROVOKED).await
    })
    .await
}

/// XCT-03: a browser that missed something catches up by itself.
#[tokio::test]
async fn what_happened_while_the_server_was_away_is_caught_up() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::expect(&anna).await?;
        world.restart().await?;
        world.receive(&hours()).await?;
        list.row_that(SUBJECT, "there", PATIENCE, |_| true).await?;
        // What shows a ticket may have been on its way for later.
        let [no_line, refused] = PROVOKED;
        anna.assert_healthy_but_for(&[no_line, refused, Complaint::MissingPart]).await
    })
    .await
}

fn is_comment(entry: &ThreadEntry) -> bool {
    matches!(entry, ThreadEntry::Message(view) if view.text == "I ask the boss.")
}
