//! Inboxes: read and answered, limited to some, moved to and from, with tickets and without.

use std::collections::BTreeSet;

use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::id::{ChannelId, InboxId};
use sportello_domain::inbox::{Inbox, InboxTickets, Members, SaveInbox, SetInboxTickets};
use sportello_domain::user::{Access, Permission, Reach};
use sportello_e2e::browser::{Browser, Complaint, Role, beginning, holding, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::{CustomerMail, address};
use sportello_e2e::pages::{Board, HelpDesk, TicketPage, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::{ANNA, BRUNO, GRETA, World};

const INVOICE: &str = "Your invoice of May";
const LAMP: &str = "The lamp flickers";

/// An inbox with a channel of its own.
struct Bookkeeping {
    inbox: InboxId,
    channel: ChannelId,
}

impl Bookkeeping {
    async fn open(world: &World, members: Members) -> Result<Self, Trouble> {
        let (inbox, channel) = (world.ids.next(), world.ids.next());
        world
            .arrange(SaveInbox { inbox: Inbox { id: inbox, name: "Bookkeeping".to_owned(), members } })
            .await?;
        let of_inbox = Channel {
            id: channel,
            name: "Invoices".to_owned(),
            kind: ChannelKind::Email { address: address("invoices@desk.example")? },
            inbox: Some(inbox),
            pipeline: world.pipeline,
            tickets: TicketAutomation::CreateTicket,
            new_ticket: NewTicketProperties::default(),
        };
        world.arrange(SaveChannel { channel: of_inbox }).await?;
        Ok(Self { inbox, channel })
    }

    /// Takes an invoice in.
    async fn receive(&self, world: &World, subject: &str, text: &str) -> Result<(), Trouble> {
        let mail = CustomerMail::new("Omar Paper", "omar@paper.example", subject, text);
        world.greta.hand_in(self.channel, mail.raw()?).await.map(drop)
    }
}

/// May move conversations and delete tickets.
async fn promote(world: &World) -> Result<(), Trouble> {
    let mut access = Access { delete: Reach::All, ..Access::default() };
    access.permissions.insert(Permission::Account);
    world.grant(ANNA, access).await
}

async fn more(browser: &Browser, action: &str) -> Result<(), Trouble> {
    browser.click(Role::Button, named("More")).await?;
    browser.click(Role::Menuitem, beginning(action)).await
}

/// INB-01, INB-02, INB-03, INB-04, INB-05, INB-06, INB-07, INB-10, CNV-14
#[tokio::test]
async fn conversation_of_an_inbox_is_answered_beside_its_ticket() -> Result<(), Trouble> {
    journey(async |world| {
        let desk = Bookkeeping::open(world, Members::Everyone).await?;
        world.arrange(SetInboxTickets { inbox_tickets: InboxTickets::Allowed }).await?;
        let anna = world.browser_of(ANNA).await?;
        anna.click(Role::Link, named("Inbox")).await?;
        anna.read("Nothing here").await?;
        anna.assert_healthy().await?;
        desk.receive(world, INVOICE, "Please find it enclosed.").await?;
        anna.click(Role::Link, holding(INVOICE)).await?;
        anna.read("Please find it enclosed.").await?;
        anna.read("Past conversations").await?;
        anna.find(Role::Link, holding("omar@paper.example")).await?;
        anna.assert_healthy_everywhere().await?;

        // The ticket's properties are changed beside the thread, while a reply is being written.
        let page = TicketPage::here(&anna);
        page.draft(Writing::Reply, "It will be paid on Friday.").await?;
        page.choose("Priority", "High").await?;
        page.property_becomes("Priority", "High", PATIENCE).await?;
        page.choose("Status", "Waiting on contact").await?;
        page.property_becomes("Status", "Waiting on contact", PATIENCE).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "It will be paid on Friday.");
        page.send_written(Writing::Reply).await?;
        page.message_that("paid on Friday", "sent", |message| message.delivery == "Sent").await?;

        // What stands in the panel each user chooses for themself; on the card nobody does.
        anna.click(Role::Button, named("View more")).await?;
        anna.read("Last activity").await?;
        anna.click(Role::Button, named("Edit the shown properties")).await?;
        anna.click(Role::Checkbox, named("Create date")).await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Done")).await?;
        anna.gone(Role::Checkbox, named("Create date")).await?;
        let dialog = anna.find(Role::Dialog, beginning("#1")).await?;
        assert!(!dialog.text().await?.contains("Create date"));
        anna.press(thirtyfour::Key::Escape).await?;
        let bruno = world.browser_of(BRUNO).await?;
        bruno.click(Role::Link, named("Inbox")).await?;
        bruno.click(Role::Link, holding("It will be paid on Friday.")).await?;
        bruno.click(Role::Button, named("View more")).await?;
        bruno.read("Create date").await?;
        bruno.press(thirtyfour::Key::Escape).await?;

        let name = format!("Open ticket #1 {INVOICE} in a new tab");
        let link = anna.find(Role::Link, named(&name)).await?;
        assert_eq!(link.attr("target").await?.as_deref(), Some("_blank"));
        assert!(link.attr("href").await?.is_some_and(|href| href.ends_with("/tickets/1")));
        more(&anna, "Close conversation").await?;
        anna.read("Nothing here").await?;
        anna.click(Role::Button, named("Closed")).await?;
        anna.find(Role::Link, holding("It will be paid on Friday.")).await?;
        anna.assert_healthy().await
    })
    .await
}

/// MOV-01, MOV-02, MOV-03, MOV-04, MOV-05, MOV-06, MOV-07, MOV-08, MOV-11, MOV-12, MOV-13, LAY-08
#[tokio::test]
async fn conversation_moves_to_an_inbox_and_back() -> Result<(), Trouble> {
    journey(async |world| {
        Bookkeeping::open(world, Members::Everyone).await?;
        world
            .receive(&CustomerMail::new("Rosa Lang", "rosa@customer.example", LAMP, "All night long."))
            .await?;
        let bruno = world.browser_of(BRUNO).await?;
        HelpDesk::open(&bruno, "all-open").await?.open_ticket(LAMP).await?;
        bruno.click(Role::Button, named("Actions")).await?;
        bruno.find(Role::Menuitem, named("Record access")).await?;
        bruno.gone(Role::Menuitem, named("Move conversation")).await?;
        bruno.press(thirtyfour::Key::Escape).await?;

        promote(world).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(LAMP).await?;
        page.act("Move conversation").await?;
        anna.find(Role::Dialog, named("Move conversation")).await?;
        anna.read("The ticket stays in the help desk").await?;
        anna.pick("Reassign the conversation to", BRUNO.name).await?;
        anna.pick("Status of the ticket", "Waiting on us").await?;
        anna.fill("Comment for colleagues (optional)", "It is about the invoice.").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Move")).await?;
        anna.read("Moved to Bookkeeping.").await?;
        anna.read("Anna Rossi moved the conversation to the inbox Bookkeeping").await?;
        anna.read("It is about the invoice.").await?;
        page.property_becomes("Status", "Waiting on us", PATIENCE).await?;
        page.property_becomes("Owner", BRUNO.name, PATIENCE).await?;
        // The ticket only shows it from now on.
        anna.read("This conversation is in the inbox Bookkeeping.").await?;
        anna.gone(Role::Textbox, named("Reply to the customer")).await?;
        anna.assert_healthy_everywhere().await?;
        bruno.read("This conversation is in the inbox Bookkeeping.").await?;

        anna.click(Role::Link, named("Open it there")).await?;
        anna.find(Role::Textbox, named("Reply to the customer")).await?;
        more(&anna, "Move conversation").await?;
        anna.find(Role::Dialog, named("Move conversation")).await?;
        anna.read("where its ticket is").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Move")).await?;
        anna.read("Moved to Help desk.").await?;
        anna.read("Nothing here").await?;
        bruno.find(Role::Textbox, named("Reply to the customer")).await?;
        bruno.read("Anna Rossi moved the conversation to the help desk").await?;
        bruno.assert_healthy().await
    })
    .await
}

/// MOV-15, LAY-09
#[tokio::test]
async fn on_the_board_moving_is_under_the_three_dots() -> Result<(), Trouble> {
    journey(async |world| {
        Bookkeeping::open(world, Members::Everyone).await?;
        promote(world).await?;
        world
            .receive(&CustomerMail::new("Rosa Lang", "rosa@customer.example", LAMP, "All night long."))
            .await?;
        let anna = world.browser_of(ANNA).await?;
        Board::open(&anna, "all-open").await?.open_ticket(LAMP).await?;
        anna.click(Role::Button, named("Actions")).await?;
        anna.click(Role::Menuitem, named("Move conversation")).await?;
        anna.find(Role::Dialog, named("Move conversation")).await?;
        anna.assert_healthy().await
    })
    .await
}

/// CRE-12, CRE-13, CRE-14, CRE-15
#[tokio::test]
async fn ticket_of_an_inbox_goes_to_the_help_desk_unless_inboxes_have_tickets() -> Result<(), Trouble> {
    journey(async |world| {
        let desk = Bookkeeping::open(world, Members::Everyone).await?;
        desk.receive(world, INVOICE, "Please find it enclosed.").await?;
        let anna = world.browser_of(ANNA).await?;
        anna.visit("/inbox").await?;
        anna.click(Role::Link, holding(INVOICE)).await?;
        anna.read("This conversation has no ticket.").await?;
        anna.click(Role::Button, named("Create ticket")).await?;
        anna.read("The conversation moves to the help desk with its ticket.").await?;
        anna.assert_healthy_everywhere().await?;
        let dialog = anna.find(Role::Dialog, named("Create ticket")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Create")).await?.click().await?;
        let page = TicketPage::expect(&anna, INVOICE).await?;
        page.message_that("find it enclosed", "there", |_| true).await?;
        assert_eq!(anna.path().await?, "/tickets/1");
        anna.find(Role::Textbox, named("Reply to the customer")).await?;

        let greta = world.browser_of(GRETA).await?;
        greta.visit("/settings/inboxes").await?;
        greta.pick("Tickets in inboxes", "Created by hand; the conversation stays in the inbox").await?;
        until("the setting is stored", PATIENCE, async || {
            Ok(world.greta.setup().await?.settings.inbox_tickets == InboxTickets::ManualOnly)
        })
        .await?;
        greta.assert_healthy_everywhere().await?;
        desk.receive(world, "A second invoice", "This one is larger.").await?;
        anna.visit("/inbox").await?;
        anna.click(Role::Link, holding("A second invoice")).await?;
        anna.click(Role::Button, named("Create ticket")).await?;
        let dialog = anna.find(Role::Dialog, named("Create ticket")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Create")).await?.click().await?;
        anna.find(Role::Link, named("Open ticket #2 A second invoice in a new tab")).await?;
        assert!(anna.path().await?.starts_with("/inbox/"), "it stays where it is");
        anna.assert_healthy().await
    })
    .await
}

/// INB-08
#[tokio::test]
async fn limited_inbox_is_for_its_members() -> Result<(), Trouble> {
    journey(async |world| {
        let greta = world.browser_of(GRETA).await?;
        greta.visit("/inbox").await?;
        greta.click(Role::Button, named("Open the settings")).await?;
        greta.read("There is no inbox yet.").await?;
        greta.click(Role::Button, named("New inbox")).await?;
        greta.fill("Inbox name", "Applications").await?;
        greta.click(Role::Radio, named("Only these teams and people")).await?;
        greta.click(Role::Checkbox, named(ANNA.name)).await?;
        greta.assert_healthy_everywhere().await?;
        greta.click(Role::Button, named("Save")).await?;
        greta.read("The inbox is saved.").await?;
        greta.assert_healthy().await?;
        let saved = || async {
            let setup = world.greta.setup().await?;
            let found = setup.inboxes.values().find(|inbox| inbox.name == "Applications").cloned();
            Ok::<_, Trouble>(found)
        };
        until("the inbox is stored", PATIENCE, async || Ok(saved().await?.is_some())).await?;
        let inbox = saved().await?.ok_or_else(|| Trouble::unexpected("there is no inbox"))?;
        let users: BTreeSet<_> = [world.user(ANNA).await?.id].into();
        assert_eq!(inbox.members, Members::Only { users, teams: BTreeSet::new() });

        let channel = Channel {
            id: world.ids.next(),
            name: "Jobs".to_owned(),
            kind: ChannelKind::Email { address: address("jobs@desk.example")? },
            inbox: Some(inbox.id),
            pipeline: world.pipeline,
            tickets: TicketAutomation::Off,
            new_ticket: NewTicketProperties::default(),
        };
        let desk = Bookkeeping { inbox: inbox.id, channel: channel.id };
        world.arrange(SaveChannel { channel }).await?;
        desk.receive(world, "My application", "I can carry pianos.").await?;
        let anna = world.browser_of(ANNA).await?;
        anna.visit("/inbox").await?;
        anna.click(Role::Link, holding("My application")).await?;
        anna.read("I can carry pianos.").await?;
        anna.find(Role::Textbox, named("Reply to the customer")).await?;
        let path = anna.path().await?;

        let bruno = world.browser_of(BRUNO).await?;
        bruno.visit("/inbox").await?;
        bruno.read("There is no inbox").await?;
        bruno.assert_healthy().await?;
        greta.visit(&path).await?;
        greta.read("I can carry pianos.").await?;
        greta.read("You may see this inbox, but do not work in it.").await?;
        greta.gone(Role::Textbox, named("Reply to the customer")).await?;
        greta.assert_healthy_everywhere().await
    })
    .await
}

/// INB-11, DEL-06, DEL-14
#[tokio::test]
async fn trash_of_an_inbox_says_what_goes_with_a_conversation() -> Result<(), Trouble> {
    journey(async |world| {
        let desk = Bookkeeping::open(world, Members::Everyone).await?;
        promote(world).await?;
        world
            .receive(&CustomerMail::new("Rosa Lang", "rosa@customer.example", LAMP, "All night long."))
            .await?;
        desk.receive(world, INVOICE, "Please find it enclosed.").await?;
        let ticket = world.greta.ticket(1).await?.row.ticket.id;
        let inbox = world.greta.inbox(desk.inbox).await?;
        let conversation = inbox.first().ok_or_else(|| Trouble::unexpected("the inbox is empty"))?.id;
        world.arrange(sportello_domain::conversation::AssociateConversation { conversation, ticket }).await?;
        let anna = world.browser_of(ANNA).await?;
        anna.visit("/inbox").await?;
        anna.click(Role::Link, holding(INVOICE)).await?;
        anna.find(Role::Link, beginning("Open ticket #1")).await?;
        more(&anna, "Move to trash").await?;
        let dialog = anna.find(Role::Dialog, named("Move to trash")).await?;
        anna.read(&format!("Ticket #1 {LAMP} is deleted with it.")).await?;
        assert!(dialog.text().await?.contains(LAMP), "the other conversation is named");
        anna.assert_healthy_everywhere().await?;
        let dialog = anna.find(Role::Dialog, named("Move to trash")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Move to trash")).await?.click().await?;
        anna.read("Moved to the trash.").await?;
        anna.read("Nothing here").await?;
        HelpDesk::open(&anna, "all-open").await?.without_row(LAMP, PATIENCE).await?;

        // One without a ticket goes alone, and comes back out of the recycle bin.
        desk.receive(world, "A second invoice", "This one is larger.").await?;
        anna.visit("/inbox").await?;
        anna.click(Role::Link, holding("A second invoice")).await?;
        more(&anna, "Move to trash").await?;
        anna.read("The conversation goes to the trash.").await?;
        let dialog = anna.find(Role::Dialog, named("Move to trash")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Move to trash")).await?.click().await?;
        anna.read("Nothing here").await?;
        anna.visit("/settings/recycle-bin").await?;
        anna.read("A second invoice").await?;
        anna.assert_healthy_everywhere().await?;
        anna.click(Role::Button, named("Restore: A second invoice")).await?;
        anna.gone(Role::Button, named("Restore: A second invoice")).await?;
        anna.visit("/inbox").await?;
        anna.find(Role::Link, holding("A second invoice")).await?;
        anna.clear_console(&[Complaint::AnswerWithStatus(409)]).await
    })
    .await
}

/// MCH-01, MCH-02, MCH-05
#[tokio::test]
async fn channel_moves_to_the_help_desk_with_its_conversations() -> Result<(), Trouble> {
    journey(async |world| {
        let desk = Bookkeeping::open(world, Members::Everyone).await?;
        desk.receive(world, INVOICE, "Please find it enclosed.").await?;
        let greta = world.browser_of(GRETA).await?;
        greta.visit("/inbox").await?;
        greta.find(Role::Link, holding(INVOICE)).await?;
        greta.visit(&format!("/settings/channels/{}", desk.channel)).await?;
        greta.read("This channel is in the inbox Bookkeeping.").await?;
        greta.assert_healthy_everywhere().await?;
        greta.click(Role::Button, named("Move to the help desk")).await?;
        greta.read("The channel is in the help desk now.").await?;
        greta.visit("/without-ticket").await?;
        greta.find(Role::Link, holding(INVOICE)).await?;
        greta.visit("/inbox").await?;
        greta.read("Nothing here").await?;
        desk.receive(world, "A second invoice", "This one is larger.").await?;
        HelpDesk::open(&greta, "unassigned").await?.row("A second invoice").await?;
        greta.assert_healthy().await
    })
    .await
}
