//! An agent creates a ticket by hand.

use sportello_domain::property::{PropertyDefinition, PropertyKind, SaveProperty};
use sportello_e2e::browser::{Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::pages::{HelpDesk, SeenRow, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, until};
use sportello_e2e::world::{ANNA, BRUNO, GRETA};

const NAME: &str = "Ask the supplier about the green lamps";

/// CRE-19, UNR-07: a name, a pipeline and a status make a ticket; it opens, and colleagues see it.
#[tokio::test]
async fn a_ticket_is_created_by_hand_and_opens() -> Result<(), Trouble> {
    journey(async |world| {
        let (anna, bruno) = (world.browser_of(ANNA).await?, world.browser_of(BRUNO).await?);
        let brunos = HelpDesk::open(&bruno, "all-open").await?;
        HelpDesk::open(&anna, "all-open").await?;
        anna.read("No ticket is open").await?;

        anna.press("n").await?;
        let dialog = anna.find(Role::Dialog, named("Create ticket")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Create")).await?.click().await?;
        anna.read("It must not be empty. Write something.").await?;
        anna.assert_healthy().await?;

        anna.press(NAME).await?;
        anna.pick("Status", "Waiting on us").await?;
        anna.pick("Owner (optional)", "Bruno Costa").await?;
        anna.pick("Priority (optional)", "High").await?;
        anna.find_in(Some(&dialog), Role::Button, named("Create")).await?.click().await?;
        let page = TicketPage::expect(&anna, NAME).await?;
        page.property_becomes("Status", "Waiting on us", PATIENCE).await?;
        page.property_becomes("Owner", "Bruno Costa", PATIENCE).await?;
        page.property_becomes("Priority", "High", PATIENCE).await?;
        anna.read("By hand").await?;
        anna.assert_healthy().await?;

        let row = brunos.row_that(NAME, "there and unread", TWO_SECONDS, SeenRow::is_bold).await?;
        assert!(row.words.contains("Waiting on us"), "{row:?}");
        let annas = page.back().await?;
        annas.row_that(NAME, "read by who made it", PATIENCE, |row| !row.is_bold()).await.map(drop)
    })
    .await
}

/// CRE-07: the form has the fields that an admin chose, and a ticket comes of it only with the required ones.
#[tokio::test]
async fn the_form_asks_for_what_an_admin_chose() -> Result<(), Trouble> {
    journey(async |world| {
        let definition = PropertyDefinition {
            name: "serial".into(),
            label: "Serial number".to_owned(),
            kind: PropertyKind::Text,
            archived: false,
        };
        world.arrange(SaveProperty { definition }).await?;
        let greta = world.browser_of(GRETA).await?;
        greta.visit("/settings/ticket-form").await?;
        greta.find(Role::Combobox, named("Owner")).await?;
        greta.assert_healthy().await?;
        greta.pick("Owner", "Not in the form").await?;
        greta.pick("Serial number", "Required").await?;
        until("the form is stored", PATIENCE, async || {
            let form = world.greta.setup().await?.ticket_form();
            Ok(form.iter().any(|field| field.required) && form.len() == 4)
        })
        .await?;

        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?;
        anna.read("No ticket is open").await?;
        anna.press("n").await?;
        let dialog = anna.find(Role::Dialog, named("Create ticket")).await?;
        anna.find(Role::Textbox, named("Serial number")).await?;
        anna.gone(Role::Combobox, beginning("Owner")).await?;
        anna.press(NAME).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Create")).await?.click().await?;
        anna.read("Serial number: A required property is missing.").await?;
        anna.assert_healthy().await?;
        anna.fill("Serial number", "LX-7").await?;
        anna.find_in(Some(&dialog), Role::Button, named("Create")).await?.click().await?;
        TicketPage::expect(&anna, NAME).await?;
        anna.read("LX-7").await?;
        anna.assert_healthy().await
    })
    .await
}
