//! Three languages, two themes, and a telephone.

use sportello_e2e::browser::{Browser, Complaint, Role, Speaks, Window, beginning, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, SettingsPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::world::{ANNA, World};

const SUBJECT: &str = "Olá, boa tarde";

/// The words of a language that the way from the door to a ticket needs.
struct Words {
    speaks: Speaks,
    code: &'static str,
    title: &'static str,
    email: &'static str,
    password: &'static str,
    submit: &'static str,
    wrong: &'static str,
    views: &'static str,
    all_open: &'static str,
    status: &'static str,
}

async fn check_language(world: &World, words: &Words) -> Result<(), Trouble> {
    let browser = world.stranger(words.speaks).await?;
    browser.visit("/").await?;
    browser.find(Role::Heading, named(words.title)).await?;
    assert_eq!(language_of(&browser).await?, words.code);
    browser.fill(words.email, ANNA.email).await?;
    browser.fill(words.password, "wrong").await?;
    browser.click(Role::Button, named(words.submit)).await?;
    browser.read(words.wrong).await?;
    browser.fill(words.password, ANNA.password).await?;
    browser.click(Role::Button, named(words.submit)).await?;
    let views = browser.find(Role::Navigation, named(words.views)).await?;
    browser.find_in(Some(&views), Role::Link, beginning(words.all_open)).await?.click().await?;
    browser.click(Role::Link, named(SUBJECT)).await?;
    browser.find(Role::Button, beginning(words.status)).await?;
    browser.assert_healthy_but_for(&[Complaint::AnswerWithStatus(401)]).await
}

async fn language_of(browser: &Browser) -> Result<String, Trouble> {
    browser.run("return document.documentElement.lang", Vec::new()).await
}

/// The app speaks the browser's language from the first page on.
#[tokio::test]
async fn the_app_speaks_italian_and_portuguese() -> Result<(), Trouble> {
    journey(async |world| {
        let mail = CustomerMail::new("Rui Santos", "rui@customer.example", SUBJECT, "Até logo.");
        world.receive(&mail).await?;
        let italian = Words {
            speaks: Speaks::Italian,
            code: "it",
            title: "Accedi",
            email: "Indirizzo e-mail",
            password: "Password",
            submit: "Accedi",
            wrong: "Indirizzo e-mail o password errati.",
            views: "Viste",
            all_open: "Tutti aperti",
            status: "Stato ",
        };
        check_language(world, &italian).await?;
        let portuguese = Words {
            speaks: Speaks::Portuguese,
            code: "pt",
            title: "Entrar",
            email: "Endereço de e-mail",
            password: "Palavra-passe",
            submit: "Entrar",
            wrong: "Endereço de e-mail ou palavra-passe errados.",
            views: "Vistas",
            all_open: "Todos abertos",
            status: "Estado ",
        };
        check_language(world, &portuguese).await
    })
    .await
}

/// Language and theme are chosen in the settings, change at once, and stay.
#[tokio::test]
async fn language_and_theme_can_be_chosen_and_stay() -> Result<(), Trouble> {
    journey(async |world| {
        let browser = world.browser_of(ANNA).await?;
        let settings = SettingsPage::open(&browser).await?;
        let ink = async || {
            let script = "return getComputedStyle(document.querySelector('h1')).color";
            browser.run::<String>(script, Vec::new()).await
        };
        settings.choose("Light").await?;
        let light = ink().await?;
        settings.choose("Dark").await?;
        assert_ne!(ink().await?, light);
        browser.assert_healthy().await?;

        settings.choose("Italiano").await?;
        browser.find(Role::Heading, named("Impostazioni")).await?;
        browser.reload().await?;
        browser.find(Role::Heading, named("Impostazioni")).await?;
        assert_eq!(language_of(&browser).await?, "it");
        assert_ne!(ink().await?, light, "the theme stays");
        browser.assert_healthy().await
    })
    .await
}

/// A telephone's width is enough to find a ticket, read it and answer.
#[tokio::test]
async fn everything_works_on_a_telephone() -> Result<(), Trouble> {
    journey(async |world| {
        let mail = CustomerMail::new("Rui Santos", "rui@customer.example", SUBJECT, "Até logo.");
        world.receive(&mail).await?;
        let browser = world.browser_of(ANNA).await?;
        browser.resize(Window::PHONE).await?;
        let page = HelpDesk::open(&browser, "all-open").await?.open_ticket(SUBJECT).await?;
        page.message_that("Até logo.", "there", |_| true).await?;
        page.choose("Priority", "Low").await?;
        page.property_becomes("Priority", "Low", sportello_e2e::waiting::PATIENCE).await?;
        browser.click(Role::Button, named("Write a reply or a comment")).await?;
        page.write(sportello_e2e::pages::Writing::Reply, "Bom dia, Rui.").await?;
        page.message_that("Bom dia, Rui.", "sent", |message| message.delivery == "Sent").await?;
        page.back().await?.row(SUBJECT).await?;
        browser.assert_healthy().await
    })
    .await
}
