//! Signing in and out.

use sportello_e2e::browser::{Complaint, Role, Speaks, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::pages::{HelpDesk, SignInPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually};
use sportello_e2e::world::ANNA;

/// XCT-07: the form works from the keyboard too.
#[tokio::test]
async fn who_signs_in_sees_the_list_and_who_signs_out_does_not() -> Result<(), Trouble> {
    journey(async |world| {
        let browser = world.stranger(Speaks::English).await?;
        let page = SignInPage::open(&browser).await?;
        browser.assert_healthy_but_for(&[Complaint::AnswerWithStatus(401)]).await?;

        page.send(ANNA.email, "not her password").await?;
        browser.find(Role::Alert, named("")).await?;
        browser.read("E-mail address or password is wrong.").await?;

        browser.fill("E-mail address", ANNA.email).await?;
        browser.fill("Password", ANNA.password).await?;
        browser.press(thirtyfour::Key::Enter).await?;
        HelpDesk::expect(&browser).await?;
        browser.read("Every ticket has an owner").await?;
        browser.assert_healthy_but_for(&[Complaint::AnswerWithStatus(401)]).await?;

        browser.reload().await?;
        HelpDesk::expect(&browser).await?;

        browser.click(Role::Button, named("Account of Anna Rossi")).await?;
        browser.click(Role::Menuitem, beginning("Sign out")).await?;
        SignInPage::expect(&browser).await?;
        browser.visit("/views/all-open").await?;
        SignInPage::expect(&browser).await?;
        browser.assert_healthy_but_for(&[Complaint::AnswerWithStatus(401)]).await
    })
    .await
}

/// A session that ended elsewhere asks for the password again, and what was being written is still there.
#[tokio::test]
async fn signing_in_leads_to_the_address_that_was_asked_for() -> Result<(), Trouble> {
    journey(async |world| {
        let browser = world.stranger(Speaks::English).await?;
        browser.visit("/views/closed").await?;
        SignInPage::expect(&browser).await?.sign_in(ANNA).await?;
        eventually("the address is the one that was asked for", PATIENCE, async || {
            Ok((browser.path().await? == "/views/closed").then_some(()))
        })
        .await?;
        browser.read("No ticket is closed yet").await?;
        browser.assert_healthy_but_for(&[Complaint::AnswerWithStatus(401)]).await
    })
    .await
}
