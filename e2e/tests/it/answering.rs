//! Answering the customer by e-mail, and talking about it with colleagues.

use sportello_domain::conversation::ConversationState;
use sportello_e2e::browser::{Role, beginning, named};
use sportello_e2e::journey::{journey, journey_through};
use sportello_e2e::mail::{CustomerMail, SUPPORT};
use sportello_e2e::pages::{HelpDesk, SeenRow, SignInPage, Writing};
use sportello_e2e::smtp::{Outcome, Post};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, TWO_SECONDS};
use sportello_e2e::world::{ANNA, BRUNO, Opening};

const SUBJECT: &str = "The lamp flickers";

fn lamp() -> CustomerMail {
    let text = "Good evening,\n\nthe lamp I bought flickers.\n\nJonas";
    CustomerMail::new("Jonas Weber", "jonas@customer.example", SUBJECT, text)
}

/// REP-01, REP-02, REP-08, REP-14, EML-12, EML-17, EML-19, CNV-13, CRE-06, CLO-11
#[tokio::test]
async fn a_reply_leaves_as_a_mail_and_the_answer_reopens_the_ticket() -> Result<(), Trouble> {
    journey(async |world| {
        let ticket = world.receive(&lamp()).await?;
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;

        page.write(Writing::Reply, "We send you a new one today.").await?;
        page.message_that("We send you a new one today.", "sent", |message| message.delivery == "Sent")
            .await?;
        page.property_becomes("Owner", "Anna Rossi", PATIENCE).await?;
        anna.assert_healthy().await?;

        let delivery = world.smtp.delivery_after(0).await?;
        assert_eq!(
            (delivery.outcome, delivery.to.as_slice()),
            (Outcome::Accepted, [lamp().address.to_owned()].as_slice())
        );
        let mail = delivery.mail()?;
        assert_eq!(mail.subject(), Some("Re: The lamp flickers"));
        assert_eq!(mail.from().and_then(|from| from.first()?.address()), Some(SUPPORT));
        assert_eq!(mail.in_reply_to().as_text(), Some(lamp().id.as_str()));
        assert_eq!(mail.references().as_text(), Some(lamp().id.as_str()));
        assert!(mail.message_id().is_some_and(|id| id.ends_with("@desk.example")), "{:?}", mail.message_id());
        assert!(mail.body_text(0).is_some_and(|text| text.contains("We send you a new one today.")));

        page.choose("Status", "Closed").await?;
        anna.read("This conversation is closed.").await?;
        let closed = HelpDesk::open(&bruno, "closed").await?;
        closed.row(SUBJECT).await?;

        let answer = lamp().answer(&delivery, "It came, and it flickers as well!")?;
        assert_eq!(world.receive(&answer).await?, ticket, "the answer belongs to the same ticket");
        page.message_that("it flickers as well!", "there", |_| true).await?;
        page.property_becomes("Status", "New", TWO_SECONDS).await?;
        closed.without_row(SUBJECT, TWO_SECONDS).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?;
        brunos.row_that(SUBJECT, "bold", PATIENCE, SeenRow::is_bold).await?;

        let view = world.greta.ticket(ticket).await?;
        assert_eq!(view.row.ticket.close_date, None);
        let states: Vec<_> = view.conversations.iter().map(|conversation| conversation.state).collect();
        assert_eq!(states, [ConversationState::Open], "still one conversation, and it is open");
        anna.assert_healthy().await?;
        bruno.assert_healthy().await
    })
    .await
}

/// REP-25
#[tokio::test]
async fn a_reply_that_is_refused_says_so_and_can_be_sent_again() -> Result<(), Trouble> {
    journey_through(Opening::Empty, Post::RefusesTheFirst, async |world| {
        world.receive(&lamp()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let words = "Please send us a picture.";

        page.write(Writing::Reply, words).await?;
        let failed =
            page.message_that(words, "not sent", |message| message.delivery.contains("Not sent")).await?;
        assert!(
            failed.delivery.contains("the message is not wanted"),
            "it says the server's reason: {failed:?}"
        );
        assert_eq!(world.smtp.delivery_after(0).await?.outcome, Outcome::Refused);
        anna.assert_healthy().await?;

        page.send_again().await?;
        page.message_that(words, "sent", |message| message.delivery == "Sent").await?;
        let second = world.smtp.delivery_after(1).await?;
        assert_eq!(second.outcome, Outcome::Accepted);
        let first = world.smtp.delivery_after(0).await?;
        assert_eq!(first.mail()?.message_id(), second.mail()?.message_id(), "it is the same mail");
        anna.assert_healthy().await
    })
    .await
}

/// REP-27, UNR-06
#[tokio::test]
async fn a_comment_is_seen_by_colleagues_and_by_nobody_else() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&lamp()).await?;
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;

        page.write(Writing::Comment, "He is a friend of the boss.").await?;
        brunos
            .message_that("He is a friend of the boss.", "a comment", |it| {
                it.words.contains("Internal comment")
            })
            .await?;
        anna.assert_healthy().await?;

        // The mail server takes what comes in order: had the comment been sent, it would be before the reply.
        page.write(Writing::Reply, "We look into it.").await?;
        page.message_that("We look into it.", "sent", |message| message.delivery == "Sent").await?;
        let deliveries = world.smtp.deliveries()?;
        assert_eq!(deliveries.len(), 1, "{deliveries:?}");
        assert!(deliveries.iter().all(|delivery| !delivery.message.contains("friend of the boss")));
        let comment = page.messages().await?.into_iter().find(|it| it.words.contains("friend of the boss"));
        assert_eq!(comment.map(|comment| comment.delivery), Some(String::new()));
        Ok(())
    })
    .await
}

/// REP-20, REP-21, XCT-02
#[tokio::test]
async fn a_draft_survives_a_reload_and_what_colleagues_do() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&lamp()).await?;
        let anna = world.browser_of(ANNA).await?;
        let bruno = world.browser_of(BRUNO).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let brunos = HelpDesk::open(&bruno, "all-open").await?.open_ticket(SUBJECT).await?;

        page.draft(Writing::Reply, "Dear Jonas, I have asked").await?;
        page.draft(Writing::Comment, "Ask the workshop").await?;
        brunos.choose("Priority", "Urgent").await?;
        brunos.write(Writing::Comment, "I have called him.").await?;
        page.property_becomes("Priority", "Urgent", TWO_SECONDS).await?;
        page.message_that("I have called him.", "there", |_| true).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "Dear Jonas, I have asked");

        anna.reload().await?;
        page.message_that("I have called him.", "there", |_| true).await?;
        assert_eq!(page.drafted(Writing::Reply).await?, "Dear Jonas, I have asked");
        assert_eq!(page.drafted(Writing::Comment).await?, "Ask the workshop");
        assert_eq!(brunos.drafted(Writing::Reply).await?, "", "a draft is its author's");
        anna.assert_healthy().await?;

        // Also in a browser that two people use.
        anna.click(Role::Button, named("Account of Anna Rossi")).await?;
        anna.click(Role::Menuitem, beginning("Sign out")).await?;
        SignInPage::expect(&anna).await?.sign_in(BRUNO).await?;
        let shared = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        assert_eq!(shared.drafted(Writing::Reply).await?, "", "nor is it whoever's signs in next");
        Ok(())
    })
    .await
}
