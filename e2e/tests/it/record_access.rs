//! Who has access to a ticket, and who owned it.

use sportello_domain::property::{PropertyDefinition, PropertyKind};
use sportello_domain::ticket::SetProperty;
use sportello_domain::user::{Access, Reach, SaveTeam, SaveUser, Team, User};
use sportello_e2e::browser::{Browser, Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{Board, HelpDesk, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually};
use sportello_e2e::world::{ANNA, BRUNO, GRETA, World};

const SUBJECT: &str = "The lamp hums";

/// The panel, as one sees it.
struct Panel<'a> {
    browser: &'a Browser,
}

impl<'a> Panel<'a> {
    async fn open(browser: &'a Browser) -> Result<Self, Trouble> {
        browser.click(Role::Button, named("Actions")).await?;
        browser.click(Role::Menuitem, named("Record access")).await?;
        browser.find(Role::Dialog, named("Record access")).await?;
        Ok(Self { browser })
    }

    async fn turn_to(&self, tab: &str) -> Result<(), Trouble> {
        self.browser.click(Role::Tab, named(tab)).await
    }

    /// Waits until each line has its words, and there are no others.
    async fn lists(&self, expected: &[&[&str]]) -> Result<(), Trouble> {
        let dialog = self.browser.find(Role::Dialog, named("Record access")).await?;
        eventually(&format!("the panel lists {expected:?}"), PATIENCE, async || {
            let mut lines = Vec::new();
            for line in self.browser.all(Some(&dialog), Role::Listitem, &beginning("")).await? {
                lines.push(line.text().await?);
            }
            let fit = lines.len() == expected.len();
            let words = lines.iter().zip(expected);
            let all = fit && words.into_iter().all(|(line, words)| words.iter().all(|it| line.contains(it)));
            if all { Ok(Some(())) } else { Err(Trouble::Unexpected(format!("it lists {lines:?}"))) }
        })
        .await
    }
}

/// Anna is of the first line; Bruno may see everything and change nothing.
async fn arrange(world: &World) -> Result<(), Trouble> {
    let team = Team { id: world.ids.next(), name: "First line".to_owned() };
    world.arrange(SaveTeam { team: team.clone() }).await?;
    let user = User { main_team: Some(team.id), ..world.user(ANNA).await? };
    world.arrange(SaveUser { user }).await?;
    world.grant(BRUNO, Access { edit: Reach::Nothing, ..Access::default() }).await?;
    let (label, kind) = ("Checked by".to_owned(), PropertyKind::User);
    let definition = PropertyDefinition { name: "checked_by".into(), label, kind, archived: false };
    world.arrange(sportello_domain::property::SaveProperty { definition }).await
}

/// ACC-01, ACC-02, ACC-03, ACC-04, ACC-05, ACC-06, ACC-07, ACC-09
#[tokio::test]
async fn access_and_owners_of_a_ticket_are_told_beside_it() -> Result<(), Trouble> {
    journey(async |world| {
        arrange(world).await?;
        let mail = CustomerMail::new("Lena Vogt", "lena@customer.example", SUBJECT, "It hums.");
        let ticket = world.receive(&mail).await?;
        let anna = world.browser_of(ANNA).await?;
        Board::open(&anna, "all-open").await?;
        anna.click(Role::Link, beginning(SUBJECT)).await?;
        let page = TicketPage::expect(&anna, SUBJECT).await?;
        let panel = Panel::open(&anna).await?;
        let everybody: [&[&str]; 3] = [
            &["Anna Rossi", "anna@desk.example", "First line", "View and edit"],
            &["Bruno Costa", "bruno@desk.example", "View only"],
            &["Greta Neri", "greta@desk.example", "View and edit"],
        ];
        panel.lists(&everybody).await?;
        anna.pick("Level of access", "View only").await?;
        panel.lists(&everybody[1..2]).await?;
        anna.pick("Level of access", "All levels").await?;
        anna.pick("Team", "First line").await?;
        panel.lists(&everybody[..1]).await?;
        anna.pick("Team", "All teams").await?;
        anna.find(Role::Searchbox, named("Search by name or email")).await?.send_keys("GRETA@desk").await?;
        panel.lists(&everybody[2..]).await?;
        anna.assert_healthy_everywhere().await?;

        // The owner is changed at the top of the panel.
        let dialog = anna.find(Role::Dialog, named("Record access")).await?;
        anna.find_in(Some(&dialog), Role::Button, beginning("Owner")).await?.click().await?;
        anna.click(Role::Option, named("Greta Neri")).await?;
        panel.turn_to("Owners").await?;
        anna.read("Nobody owns this ticket beside its owner.").await?;
        let bruno = world.user(BRUNO).await?.id.to_string();
        world.arrange(SetProperty { ticket, property: "checked_by".into(), value: bruno }).await?;
        panel.lists(&[&["Bruno Costa", "Checked by"]]).await?;
        panel.turn_to("History").await?;
        panel.lists(&[&["Greta Neri", "User: Anna Rossi"]]).await?;
        anna.pick("Choose a property", "Checked by").await?;
        panel.lists(&[&["Bruno Costa", &format!("User: {}", GRETA.name)]]).await?;
        anna.assert_healthy().await?;
        anna.click(Role::Button, named("Close")).await?;
        anna.gone(Role::Dialog, named("Record access")).await?;
        page.property_becomes("Owner", "Greta Neri", PATIENCE).await?;

        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        Panel::open(&anna).await?.lists(&everybody).await?;
        anna.assert_healthy().await
    })
    .await
}
