//! Writing to a customer first.

use sportello_e2e::browser::{Role, named};
use sportello_e2e::journey::journey;
use sportello_e2e::mail::{CustomerMail, SUPPORT};
use sportello_e2e::pages::{HelpDesk, RecordList, RecordPage, TicketPage};
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::PATIENCE;
use sportello_e2e::world::ANNA;

const SUBJECT: &str = "Your lamp is ready";

/// CRE-08, CRE-09: a mail that is written on a contact's page leaves from the desk's address and opens as a
/// ticket; the customer's answer comes to its thread, and makes no other.
#[tokio::test]
async fn a_first_mail_makes_a_ticket_and_the_answer_comes_to_it() -> Result<(), Trouble> {
    journey(async |world| {
        let anna = world.browser_of(ANNA).await?;
        HelpDesk::open(&anna, "all-open").await?;
        let list = RecordList::go(&anna, "Contacts").await?;
        list.fill_in("New contact", &[("Name", "Zoe Bianchi"), ("E-mail addresses", "zoe@customer.example")])
            .await?;
        RecordPage::expect(&anna, "Zoe Bianchi").await?;

        anna.click(Role::Button, named("Write e-mail")).await?;
        let dialog = anna.find(Role::Dialog, named("Write e-mail")).await?;
        anna.find_in(Some(&dialog), Role::Button, named("Send")).await?.click().await?;
        anna.read("Write a subject.").await?;
        anna.assert_healthy().await?;
        anna.fill("Subject", SUBJECT).await?;
        anna.fill("Message", "You can fetch it from Monday on.").await?;
        anna.find_in(Some(&dialog), Role::Button, named("Send")).await?.click().await?;

        let page = TicketPage::expect(&anna, SUBJECT).await?;
        page.property_becomes("Owner", "Anna Rossi", PATIENCE).await?;
        page.message_that("fetch it from Monday", "sent", |message| message.delivery == "Sent").await?;
        anna.assert_healthy().await?;
        let delivery = world.smtp.delivery_after(0).await?;
        assert_eq!(
            (delivery.from.as_str(), delivery.to.as_slice()),
            (SUPPORT, ["zoe@customer.example".to_owned()].as_slice())
        );
        assert_eq!(delivery.mail()?.subject(), Some(SUBJECT));

        let zoe = CustomerMail::new("Zoe Bianchi", "zoe@customer.example", SUBJECT, "");
        let ticket = world.receive(&zoe.answer(&delivery, "Thank you, on Tuesday!")?).await?;
        page.message_that("on Tuesday!", "there", |_| true).await?;
        assert_eq!(world.greta.ticket(ticket).await?.row.ticket.number.0, 1, "there is no other ticket");
        anna.assert_healthy().await
    })
    .await
}
