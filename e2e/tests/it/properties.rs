//! A ticket's properties: the built-in ones at the top, and those that an admin defined in the sidebar.

use sportello_domain::property::{PropertyDefinition, PropertyKind, SaveProperty};
use sportello_e2e::browser::{Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, TicketPage, ViewEditor};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::PATIENCE;
use sportello_e2e::world::{ANNA, GRETA};

const SUBJECT: &str = "Which bulb fits";

fn bulb() -> CustomerMail {
    CustomerMail::new("Ines Prado", "ines@customer.example", SUBJECT, "The lamp is from 2019.")
}

/// PRP-01, PRP-02, PRP-03: owner, priority, category, status and name are edited where they stand, and the name with
/// the ticket's number if that is wanted.
#[tokio::test]
async fn what_stands_at_the_top_is_edited_in_place() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&bulb()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.choose("Owner", "Anna Rossi").await?;
        page.choose("Priority", "High").await?;
        page.choose("Status", "Waiting on us").await?;
        anna.click(Role::Button, beginning("Category ")).await?;
        anna.find(Role::Dialog, named("Category")).await?;
        anna.assert_healthy().await?;
        anna.press("Spare parts\n").await?;
        page.property_becomes("Category", "Spare parts", PATIENCE).await?;
        anna.click(Role::Button, named("Rename")).await?;
        anna.fill("Name", "Bulb of a lamp from 2019").await?;
        anna.press("\n").await?;
        TicketPage::expect(&anna, "Bulb of a lamp from 2019").await?;
        anna.click(Role::Button, named("Rename")).await?;
        anna.click(Role::Checkbox, named("Show ticket ID in name")).await?;
        anna.click(Role::Button, named("Save")).await?;

        anna.reload().await?;
        let page = TicketPage::expect(&anna, "Bulb of a lamp from 2019 [#1]").await?;
        for (property, value) in [
            ("Owner", "Anna Rossi"),
            ("Priority", "High"),
            ("Status", "Waiting on us"),
            ("Category", "Spare parts"),
        ] {
            page.property_becomes(property, value, PATIENCE).await?;
        }
        anna.assert_healthy().await
    })
    .await
}

/// PRP-08: what an admin defines stands in the sidebar of every ticket at once, and is edited there by its kind.
#[tokio::test]
async fn a_defined_property_is_edited_in_the_sidebar() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&bulb()).await?;
        let (greta, anna) = (world.browser_of(GRETA).await?, world.browser_of(ANNA).await?);
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;

        greta.visit("/settings/properties").await?;
        greta.read("No property is defined yet.").await?;
        greta.click(Role::Button, named("New property")).await?;
        greta.fill("Label", "Bought in").await?;
        greta.pick("Kind of values", "One of some options").await?;
        greta.click(Role::Button, named("Save")).await?;
        greta.read("Write at least one option.").await?;
        greta.assert_healthy().await?;
        greta.fill("Options, one a line", "Trento\nVerona").await?;
        greta.click(Role::Button, named("Save")).await?;
        greta.read("bought_in").await?;
        greta.assert_healthy().await?;

        anna.click(Role::Button, named("Edit Bought in")).await?;
        anna.pick("Bought in", "Verona").await?;
        anna.click(Role::Button, named("Save")).await?;
        anna.gone(Role::Button, named("Save")).await?;
        anna.click(Role::Button, named("Edit Description")).await?;
        anna.fill("Description", "A lamp with a screw socket").await?;
        anna.click(Role::Button, named("Save")).await?;
        anna.gone(Role::Button, named("Save")).await?;

        anna.reload().await?;
        TicketPage::expect(&anna, SUBJECT).await?;
        anna.read("Verona").await?;
        anna.read("A lamp with a screw socket").await?;
        anna.assert_healthy().await
    })
    .await
}

/// PRP-08, VEW-05: each kind of value has a field of its own, and a view asks for the values.
#[tokio::test]
async fn each_kind_of_value_has_its_own_field() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&bulb()).await?;
        let parts = ["Bell", "Brake", "Lamp"].map(str::to_owned).into();
        for (label, kind) in [
            ("Story", PropertyKind::LongText),
            ("Order number", PropertyKind::Number),
            ("Due on", PropertyKind::Date),
            ("Insured", PropertyKind::YesNo),
            ("Parts", PropertyKind::Choices { options: parts }),
            ("Checked by", PropertyKind::User),
        ] {
            let name = label.to_lowercase().replace(' ', "_").as_str().into();
            let definition = PropertyDefinition { name, label: label.to_owned(), kind, archived: false };
            world.arrange(SaveProperty { definition }).await?;
        }
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let edit = async |label: &str| anna.click(Role::Button, named(&format!("Edit {label}"))).await;
        let save = async || {
            anna.click(Role::Button, named("Save")).await?;
            anna.gone(Role::Button, named("Save")).await
        };
        for (label, value) in [("Insured", "Yes"), ("Checked by", "Anna Rossi")] {
            edit(label).await?;
            anna.pick(label, value).await?;
            save().await?;
        }
        // The field has the focus at once.
        for (label, typed) in
            [("Story", "It rained, and then it broke."), ("Order number", "42"), ("Due on", "03022026")]
        {
            edit(label).await?;
            anna.press(typed).await?;
            save().await?;
        }
        edit("Parts").await?;
        for part in ["Lamp", "Bell"] {
            anna.click(Role::Checkbox, named(part)).await?;
        }
        anna.assert_healthy().await?;
        save().await?;

        anna.reload().await?;
        TicketPage::expect(&anna, SUBJECT).await?;
        for said in ["It rained, and then it broke.", "42", "Yes", "Mar 2, 2026", "Bell, Lamp"] {
            anna.read(said).await?;
        }

        HelpDesk::open(&anna, "all-open").await?;
        let editor = ViewEditor::begin(&anna).await?;
        editor.name("Lamps").await?;
        editor.add_to(1).await?;
        editor.ask(2, "Parts", "is").await?;
        editor.tick(2, &["Brake", "Lamp"]).await?;
        editor.add_to(1).await?;
        editor.ask(3, "Insured", "is").await?;
        editor.tick(3, &["Yes"]).await?;
        anna.read("1 ticket").await?;
        editor.save().await?;
        anna.read("Ticket is open and Parts is Brake or Lamp and Insured is Yes").await?;
        HelpDesk::expect(&anna).await?.row(SUBJECT).await?;
        anna.assert_healthy().await
    })
    .await
}
