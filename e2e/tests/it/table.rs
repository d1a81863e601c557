//! The table: by what it is ordered, which columns it has, and how wide they are.

use sportello_e2e::browser::{Browser, Role, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::HelpDesk;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS, eventually, until};
use sportello_e2e::world::{ANNA, BRUNO, World};
use thirtyfour::Key;

async fn ticket(world: &World, subject: &str) -> Result<(), Trouble> {
    let mail = CustomerMail::new("Lena Vogt", "lena@customer.example", subject, "Can you help?");
    world.receive(&mail).await.map(drop)
}

async fn rows_become(list: &HelpDesk<'_>, wanted: &[&str]) -> Result<(), Trouble> {
    eventually(&format!("the rows are {wanted:?}"), PATIENCE, async || {
        let rows = list.rows().await?;
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        if names == wanted { Ok(Some(())) } else { Err(Trouble::Unexpected(format!("they are {names:?}"))) }
    })
    .await
}

async fn heads_become(browser: &Browser, wanted: &[&str]) -> Result<(), Trouble> {
    eventually(&format!("the columns are {wanted:?}"), PATIENCE, async || {
        let mut names = Vec::new();
        for head in browser.all(None, Role::Columnheader, &beginning("")).await? {
            names.push(head.text().await?);
        }
        let seen: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        if seen == wanted { Ok(Some(())) } else { Err(Trouble::Unexpected(format!("they are {names:?}"))) }
    })
    .await
}

/// LAY-18
#[tokio::test]
async fn table_is_ordered_by_what_is_clicked_and_stays_so() -> Result<(), Trouble> {
    journey(async |world| {
        for subject in ["Beta is late", "alpha hums", "Gamma is wrong"] {
            ticket(world, subject).await?;
        }
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        rows_become(&list, &["Gamma is wrong", "alpha hums", "Beta is late"]).await?;

        anna.click(Role::Button, named("Ticket name")).await?;
        rows_become(&list, &["alpha hums", "Beta is late", "Gamma is wrong"]).await?;
        let head = anna.find(Role::Columnheader, beginning("Ticket name")).await?;
        assert_eq!(head.attr("aria-sort").await?.as_deref(), Some("ascending"));
        anna.assert_healthy().await?;

        // What comes is put where it belongs.
        ticket(world, "Atlas fell").await?;
        list.row_that("Atlas fell", "there", TWO_SECONDS, |_| true).await?;
        rows_become(&list, &["alpha hums", "Atlas fell", "Beta is late", "Gamma is wrong"]).await?;

        anna.visit("/views/all-open?layout=split").await?;
        rows_become(&list, &["alpha hums", "Atlas fell", "Beta is late", "Gamma is wrong"]).await?;
        anna.visit("/views/all-open?layout=table").await?;
        anna.click(Role::Button, named("Ticket name")).await?;
        rows_become(&list, &["Gamma is wrong", "Beta is late", "Atlas fell", "alpha hums"]).await?;

        let bruno = world.browser_of(BRUNO).await?;
        let his = HelpDesk::open(&bruno, "all-open").await?;
        rows_become(&his, &["Atlas fell", "Gamma is wrong", "alpha hums", "Beta is late"]).await
    })
    .await
}

#[tokio::test]
async fn columns_are_chosen_put_in_order_and_made_wider() -> Result<(), Trouble> {
    journey(async |world| {
        ticket(world, "The lamp hums").await?;
        let anna = world.browser_of(ANNA).await?;
        let list = HelpDesk::open(&anna, "all-open").await?;
        list.row("The lamp hums").await?;
        let usual = ["Unread", "Number", "Ticket name", "Contact", "Status", "Priority", "Owner", "Updated"];
        heads_become(&anna, &usual).await?;

        anna.click(Role::Button, named("Columns")).await?;
        anna.find(Role::Dialog, named("Columns")).await?;
        anna.click(Role::Checkbox, named("Priority")).await?;
        anna.click(Role::Checkbox, named("Source")).await?;
        anna.click(Role::Button, named("Contact: Move up")).await?;
        anna.assert_healthy().await?;
        anna.press(Key::Escape).await?;
        let chosen = ["Unread", "Number", "Contact", "Ticket name", "Status", "Owner", "Updated", "Source"];
        heads_become(&anna, &chosen).await?;
        list.row_that("The lamp hums", "told with its source", PATIENCE, |row| row.words.ends_with("E-mail"))
            .await?;

        let width = async || -> Result<f64, Trouble> {
            Ok(anna.find(Role::Columnheader, beginning("Contact")).await?.rect().await?.width)
        };
        let before = width().await?;
        let edge = anna.find(Role::Separator, named("Width of Contact")).await?;
        edge.send_keys(Key::Right + Key::Right).await?;
        until("the column is wider", PATIENCE, async || Ok(width().await? >= before + 31.0)).await?;
        let edge = anna.find(Role::Separator, named("Width of Contact")).await?;
        let further = anna.find(Role::Separator, named("Width of Ticket name")).await?;
        anna.carry(&edge, &further).await?;
        until("the column is as wide as it was dragged", PATIENCE, async || {
            Ok(width().await? >= before + 150.0)
        })
        .await?;
        anna.assert_healthy().await?;

        let wide = width().await?;
        anna.reload().await?;
        heads_become(&anna, &chosen).await?;
        assert!((width().await? - wide).abs() < 2.0, "the width is kept");

        anna.click(Role::Button, named("Columns")).await?;
        anna.click(Role::Button, named("The usual columns")).await?;
        anna.press(Key::Escape).await?;
        heads_become(&anna, &usual).await?;
        anna.assert_healthy().await
    })
    .await
}
