//! A ticket with two conversations.

use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::conversation::AssociateConversation;
use sportello_domain::protocol::MailFate;
use sportello_e2e::browser::{Browser, Role, beginning};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::{CustomerMail, address};
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, until};
use sportello_e2e::world::{ANNA, World};

const SUBJECT: &str = "The sofa has a tear";

/// Brings a second conversation to the desk, by an address whose mails create no tickets, and gives it to the ticket.
async fn second_conversation(world: &World, ticket: sportello_domain::id::TicketId) -> Result<(), Trouble> {
    let id = world.ids.next();
    let address = address("returns@desk.example")?;
    let channel = Channel {
        id,
        name: "Returns".to_owned(),
        kind: ChannelKind::Email { address },
        pipeline: world.pipeline,
        tickets: TicketAutomation::Off,
        new_ticket: NewTicketProperties::default(),
        inbox: None,
    };
    world.arrange(SaveChannel { channel }).await?;
    let mail =
        CustomerMail::new("Pia Holm", "pia@customer.example", "A return", "I bring it back on Friday.");
    let mail = CustomerMail { to: "returns@desk.example".to_owned(), ..mail };
    let fate = world.greta.hand_in(id, mail.raw()?).await?.fate;
    let MailFate::Accepted { conversation, ticket: None, .. } = fate else {
        return Err(Trouble::Unexpected(format!("a mail without ticket was expected: {fate:?}")));
    };
    world.arrange(AssociateConversation { conversation, ticket }).await
}

/// CRE-04, CNV-05, CNV-06, CNV-07, CLO-03, CLO-06
#[tokio::test]
async fn the_conversation_that_joined_last_is_shown_first() -> Result<(), Trouble> {
    journey(async |world| {
        let mail =
            CustomerMail::new("Pia Holm", "pia@customer.example", SUBJECT, "A tear, as long as a hand.");
        let ticket = world.receive(&mail).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that("as long as a hand", "there", |_| true).await?;

        second_conversation(world, ticket).await?;
        until("the second conversation is shown", TWO_SECONDS, async || {
            Ok(anna.words().await?.contains("I bring it back on Friday."))
        })
        .await?;
        anna.assert_healthy().await?;
        switch(&anna, "Support").await?;
        page.message_that("as long as a hand", "there", |_| true).await?;
        assert!(!anna.words().await?.contains("on Friday"), "one thread at a time");

        // A newer message in the other thread does not take its place, and the choice is not kept.
        anna.reload().await?;
        page.message_that("I bring it back on Friday.", "there", |_| true).await?;

        page.choose("Status", "Closed").await?;
        let open = async || {
            let conversations = world.greta.ticket(ticket).await?.conversations;
            Ok::<_, Trouble>(conversations.iter().filter(|conversation| conversation.is_open()).count())
        };
        until("both conversations are closed", PATIENCE, async || Ok(open().await? == 0)).await?;
        page.choose("Status", "New").await?;
        let status = world.status("New").await?.id;
        until("the ticket is open", PATIENCE, async || {
            Ok(world.greta.ticket(ticket).await?.row.ticket.status == status)
        })
        .await?;
        assert_eq!(open().await?, 0, "with two conversations none is opened again");
        anna.assert_healthy().await
    })
    .await
}

/// Switches to the conversation of a channel.
async fn switch(browser: &Browser, channel: &str) -> Result<(), Trouble> {
    browser.click(Role::Button, beginning("Conversation ")).await?;
    browser.click(Role::Option, beginning(channel)).await
}
