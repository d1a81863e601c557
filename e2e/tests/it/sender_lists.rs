//! Whose mail is spam and whose never is, as it is set in the settings.

use sportello_domain::protocol::MailFate;
use sportello_domain::spam::block::BlockSender;
use sportello_domain::spam::senders::{SaveSenderLists, SenderLists};
use sportello_e2e::browser::{Browser, Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually, until};
use sportello_e2e::world::{ANNA, GRETA, World};
use thirtyfour::Key;

const NEVER: &str = "Add to Never spam";
const ALWAYS: &str = "Add to Always spam";
/// What is told beside the field.
const WRONG: &str = "This is neither an e-mail address nor a domain.";

/// SPM-20, SPM-21, SPM-24: whoever manages accounts says whose mail is spam and whose never is, and nobody else; mail of
/// a domain that always is makes no ticket, but of an address there that never is it does.
#[tokio::test]
async fn mail_is_spam_by_the_lists_in_the_settings() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        anna.visit("/settings/spam").await?;
        anna.read("You may not change these settings").await?;
        anna.gone(Role::Textbox, named(ALWAYS)).await?;
        anna.assert_healthy().await?;
        let desk = HelpDesk::open(&anna, "all-open").await?;

        let greta = world.browser_of(GRETA).await?;
        greta.visit("/settings/spam").await?;
        greta.find(Role::Heading, named("Always spam")).await?;
        greta.read("Nobody is blocked.").await?;
        add(&greta, ALWAYS, "Bad.example").await?;
        greta.find(Role::Button, named("Remove bad.example")).await?;
        greta.fill(ALWAYS, "bad example").await?;
        greta.click(Role::Button, named(ALWAYS)).await?;
        greta.read(WRONG).await?;
        greta.assert_healthy_everywhere().await?;
        greta.fill(ALWAYS, "bad.example").await?;
        greta.click(Role::Button, named(ALWAYS)).await?;
        greta.read("This is in the list already.").await?;
        add(&greta, NEVER, "rosa@bad.example").await?;
        greta.find(Role::Button, named("Remove rosa@bad.example")).await?;
        saved(world, |lists| (lists.allowed.len(), lists.denied.len()) == (1, 1)).await?;

        receive_spam(world, "Win a lamp").await?;
        let mail = CustomerMail::new("Rosa Lang", "rosa@bad.example", "My lamp", "It does not shine.");
        world.receive(&mail).await?;
        // The spam would be in the list before it.
        desk.row("My lamp").await?;
        desk.without_row("Win a lamp", PATIENCE).await?;
        anna.assert_healthy().await?;

        greta.click(Role::Button, named("Remove bad.example")).await?;
        greta.gone(Role::Button, named("Remove bad.example")).await?;
        saved(world, |lists| lists.denied.is_empty()).await?;
        let mail = CustomerMail::new("Eve", "eve@bad.example", "Win two lamps", "They are yours.");
        world.receive(&mail).await?;
        desk.row("Win two lamps").await?;
        desk.without_row("Win a lamp", PATIENCE).await?;
        greta.assert_healthy_everywhere().await?;
        anna.assert_healthy().await
    })
    .await
}

/// Who is blocked is listed, and is not any more after the block was lifted; whether contacts can be blocked is set at
/// once.
#[tokio::test]
async fn block_is_lifted_and_blocking_is_switched_off() -> Result<(), Trouble> {
    journey(async |world| {
        let mail = CustomerMail::new("Eve", "eve@bad.example", "Win a lamp", "It is yours.");
        let ticket = world.receive(&mail).await?;
        let contact = world.greta.ticket(ticket).await?.row.contact;
        let contact = contact.ok_or_else(|| Trouble::unexpected("the ticket has no contact"))?.id;
        let greta = world.browser_of(GRETA).await?;
        greta.visit("/settings/spam").await?;
        greta.read("Nobody is blocked.").await?;
        world.arrange(BlockSender { ticket, contact }).await?;
        greta.find(Role::Button, named("Unblock eve@bad.example")).await?;
        greta.assert_healthy_everywhere().await?;
        greta.click(Role::Button, named("Unblock eve@bad.example")).await?;
        greta.read("Nobody is blocked.").await?;
        assert_eq!(greta.focused().await?, "Blocked senders", "keys go on where the entry was");
        saved(world, |lists| lists.blocked.is_empty()).await?;
        world
            .receive(&CustomerMail::new("Eve", "eve@bad.example", "Win two lamps", "They are yours."))
            .await?;

        greta.click(Role::Checkbox, named("Contacts can be blocked")).await?;
        saved(world, |lists| !lists.blocking).await?;
        greta.reload().await?;
        let tick = greta.find(Role::Checkbox, named("Contacts can be blocked")).await?;
        assert!(!tick.is_selected().await?, "it was switched off");
        // What another admin changes is seen, too.
        let lists = SaveSenderLists { allowed: [].into(), denied: [].into(), blocking: true };
        world.arrange(lists).await?;
        until("it is switched on", PATIENCE, async || Ok(tick.is_selected().await?)).await?;
        greta.assert_healthy().await
    })
    .await
}

/// Adds an entry as one does who types.
async fn add(browser: &Browser, list: &str, entry: &str) -> Result<(), Trouble> {
    browser.fill(list, entry).await?;
    browser.press(Key::Enter).await
}

/// Waits until the server has the lists that were set.
async fn saved(world: &World, are: impl Fn(&SenderLists) -> bool) -> Result<(), Trouble> {
    eventually("the lists are saved", PATIENCE, async || {
        let lists = world.setup().await?.senders;
        if are(&lists) { Ok(Some(())) } else { Err(Trouble::Unexpected(format!("they are {lists:?}"))) }
    })
    .await
}

/// Hands in a mail of the domain that is always spam, which makes no ticket.
async fn receive_spam(world: &World, subject: &str) -> Result<(), Trouble> {
    let mail = CustomerMail::new("Eve", "eve@bad.example", subject, "It is yours.");
    let fate = world.greta.hand_in(world.channel, mail.raw()?).await?.fate;
    let MailFate::Accepted { ticket: None, .. } = fate else {
        return Err(Trouble::Unexpected(format!("{subject:?} should be spam: {fate:?}")));
    };
    Ok(())
}
