//! Files: chosen, pasted or dropped, kept with the draft, sent with the mail.

use mail_parser::MimeHeaders;
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::pages::{HelpDesk, Way, Writing};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, eventually, until};
use sportello_e2e::world::ANNA;

const SUBJECT: &str = "Which cable fits";

fn cable() -> CustomerMail {
    CustomerMail::new("Jonas Weber", "jonas@customer.example", SUBJECT, "Which cable do I need?")
}

/// REP-21, REP-26, REP-27: a file comes by the button, by paste and by drop; it can be taken away, and
/// stays with the draft over a reload. It leaves with the mail, and a comment's file does not.
#[tokio::test]
async fn a_reply_takes_its_files_along() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&cable()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        let folder = tempfile::tempdir()?;
        let plan = folder.path().join("Übersicht der Kabel.pdf");
        let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
        std::fs::write(&plan, &bytes)?;

        page.draft(Writing::Comment, "").await?;
        page.hand_in(Way::Drop, "prices.csv", "text/csv", "our price;3").await?;
        page.attached_are(&["prices.csv"]).await?;
        page.write(Writing::Comment, "Only for us.").await?;
        page.message_that("Only for us.", "there", |message| message.words.contains("prices.csv")).await?;

        page.draft(Writing::Reply, "").await?;
        assert!(!page.can_send().await?, "nothing is there to send");
        page.attach(&plan).await?;
        page.hand_in(Way::Paste, "image.png", "image/png", "a picture").await?;
        page.hand_in(Way::Drop, "wrong.txt", "text/plain", "not this one").await?;
        page.attached_are(&["Übersicht der Kabel.pdf", "image.png", "wrong.txt"]).await?;
        page.detach("wrong.txt").await?;
        page.attached_are(&["Übersicht der Kabel.pdf", "image.png"]).await?;
        anna.assert_healthy().await?;

        anna.reload().await?;
        page.attached_are(&["Übersicht der Kabel.pdf", "image.png"]).await?;
        page.send().await?;
        page.message_that("Übersicht der Kabel.pdf", "sent", |message| message.delivery == "Sent").await?;
        page.attached_are(&[]).await?;

        let delivery = world.smtp.delivery_after(0).await?;
        let mail = delivery.mail()?;
        let files: Vec<_> =
            mail.attachments().map(|file| (file.attachment_name(), file.contents())).collect();
        assert_eq!(
            files,
            [
                (Some("Übersicht der Kabel.pdf"), bytes.as_slice()),
                (Some("image.png"), b"a picture".as_slice())
            ]
        );
        assert_eq!(world.smtp.deliveries()?.len(), 1, "a comment leaves with nothing");
        anna.assert_healthy().await
    })
    .await
}

/// A file that cannot be attached says why; until it is taken away or there, nothing is sent.
#[tokio::test]
async fn a_file_that_is_not_there_holds_the_reply_and_says_why() -> Result<(), Trouble> {
    journey(async |world| {
        world.receive(&cable()).await?;
        let anna = world.browser_of(ANNA).await?;
        let page = HelpDesk::open(&anna, "all-open").await?.open_ticket(SUBJECT).await?;
        page.draft(Writing::Reply, "Here is the film.").await?;
        let folder = tempfile::tempdir()?;
        let film = folder.path().join("film.mp4");
        std::fs::write(&film, vec![1; 18_000_001])?;

        page.attach(&film).await?;
        eventually("the file is said to be too large", PATIENCE, async || {
            let files = page.attached().await?;
            Ok(files.iter().any(|file| file.words.contains("Larger than the 18 MB")).then_some(()))
        })
        .await?;
        assert!(!page.can_send().await?);
        page.detach("film.mp4").await?;
        until("it can be sent", PATIENCE, async || page.can_send().await).await?;

        anna.cut_line().await?;
        page.hand_in(Way::Paste, "photo.png", "image/png", "a picture").await?;
        anna.read("Remove or retry the files").await?;
        assert!(!page.can_send().await?);
        anna.mend_line().await?;
        page.retry("photo.png").await?;
        page.attached_are(&["photo.png"]).await?;
        page.send().await?;
        page.message_that("Here is the film.", "sent", |message| message.delivery == "Sent").await?;
        let delivery = world.smtp.delivery_after(0).await?;
        assert_eq!(delivery.mail()?.attachments().count(), 1);
        Ok(())
    })
    .await
}
