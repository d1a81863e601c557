//! Writing first: the mail leaves from the chosen address, and the answer comes back to its ticket.

use sportello_domain::contact::SaveContact;
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::message::{Delivery, WriteFirst};
use sportello_domain::order::Actor;
use sportello_domain::testing::{address, contact_id};
use sportello_server::mail::outbox::Outbox;
use sportello_server::mail::parse;
use sportello_server::mail::relay::Relay;

use super::desk::{Desk, accepted};
use super::smtp::SmtpServer;
use crate::database::TestDatabase;

contract! {
    /// CRE-08, CRE-09
    #[test]
    fn a_first_mail_leaves_from_its_address_and_the_answer_comes_back_to_its_ticket;
}

async fn a_first_mail_leaves_from_its_address_and_the_answer_comes_back_to_its_ticket(
    database: TestDatabase,
) {
    let desk = Desk::on(&database).await;
    let agent = Actor::User { user: desk.agent() };
    let to = address("customer1@example.org");
    let identifiers = [DeliveryIdentifier::Email(to.clone())].into();
    let contact = SaveContact { contact: contact_id(1), name: "Ada".to_owned(), identifiers };
    desk.order(agent.clone(), contact).await.unwrap();
    let entropy = desk.engine.entropy();
    let written = WriteFirst {
        message: entropy.id(),
        conversation: entropy.id(),
        ticket: entropy.id(),
        channel: desk.channel(),
        contact: contact_id(1),
        to: to.clone(),
        subject: "Your order — 7".to_owned(),
        text: "It left today.".into(),
        attachments: Vec::new(),
    };
    desk.order(agent, written.clone()).await.unwrap();

    let mut server = SmtpServer::start(&[]).await;
    let outbox = Outbox::new(desk.engine.clone(), Relay::at(&server.url()).unwrap());
    assert_eq!(outbox.deliver_due().await.unwrap(), 1);

    let tried = server.next().await;
    assert_eq!(
        (tried.from.as_str(), tried.to.as_slice()),
        ("support@desk.example", [to.to_string()].as_slice())
    );
    let sent = parse::parse(tried.message.as_bytes()).unwrap();
    assert_eq!(
        (&sent.from, sent.from_name.as_deref()),
        (&address("support@desk.example"), Some("Desk Ünited"))
    );
    assert_eq!(
        (sent.subject.as_deref(), sent.body.text.as_str()),
        (Some("Your order — 7"), "It left today.")
    );
    assert_eq!((&sent.head.in_reply_to, sent.head.references.len()), (&None, 0));
    let (message, _, ticket) = desk.message(written.message).await;
    assert_eq!((message.delivery, ticket.map(|ticket| ticket.id)), (Delivery::Sent, Some(written.ticket)));

    let by_reference = format!(
        "From: customer1@example.org\nTo: support@desk.example\nMessage-ID: <a-1@example.org>\n\
         In-Reply-To: {}\n\nThank you",
        sent.head.id
    );
    let by_address = format!(
        "From: customer1@example.org\nTo: {}\nMessage-ID: <a-2@example.org>\n\nOne more question",
        sent.reply_to.unwrap()
    );
    for answer in [by_reference, by_address] {
        let answer = accepted(&desk.hand_in(answer.as_bytes()).await.receipt.fate);
        assert_eq!((answer.conversation, answer.ticket), (written.conversation, Some(written.ticket)));
    }
}
