//! A ticket is split, and mails go on coming.

use sportello_domain::order::Actor;
use sportello_domain::split::SplitTicket;
use sportello_domain::testing::minutes;
use sportello_domain::ticket::CreateTicket;
use sportello_server::mail::outbox::Outbox;
use sportello_server::mail::parse;
use sportello_server::mail::relay::Relay;

use super::desk::{AcceptedMail, Desk, accepted};
use super::smtp::SmtpServer;
use crate::database::TestDatabase;

contract! {
    /// SPL-06, SPL-11, SPL-12
    #[test]
    fn mails_find_the_ticket_to_which_the_mail_went_that_they_answer;
}

async fn receive(desk: &Desk, id: &str, answers: Option<&str>, text: &str) -> AcceptedMail {
    let answers = answers.map(|answered| format!("In-Reply-To: <{answered}>\n")).unwrap_or_default();
    let raw = format!(
        "From: ada@customer.example\nTo: support@desk.example\nSubject: Lamp\n\
         Message-ID: <{id}>\n{answers}\n{text}"
    );
    accepted(&desk.hand_in(raw.as_bytes()).await.receipt.fate)
}

async fn mails_find_the_ticket_to_which_the_mail_went_that_they_answer(database: TestDatabase) {
    let desk = Desk::on(&database).await;
    let mut server = SmtpServer::start(&[]).await;
    let outbox = Outbox::new(desk.engine.clone(), Relay::at(&server.url()).unwrap());
    let lamp = receive(&desk, "lamp@customer.example", None, "It hums.").await;
    let bill = receive(&desk, "bill@customer.example", Some("lamp@customer.example"), "And my bill?").await;
    desk.at(minutes(1));
    let reply = desk.reply(lamp.conversation, "Here it is.").await;
    outbox.deliver_due().await.unwrap();
    let sent = parse::parse(server.next().await.message.as_bytes()).unwrap();

    let pipeline = desk.engine.setup().default_pipeline;
    let split = SplitTicket {
        conversation: lamp.conversation,
        messages: [bill.message, reply].into(),
        new_conversation: desk.engine.entropy().id(),
        new_ticket: CreateTicket {
            ticket: desk.engine.entropy().id(),
            name: "The bill".to_owned(),
            pipeline: Some(pipeline),
            status: Some(desk.first_status(sportello_domain::pipeline::State::Open)),
            owner: None,
            priority: None,
            category: None,
            description: None,
            contacts: [].into(),
            conversation: None,
            properties: Vec::new(),
        },
    };
    let (conversation, ticket) = (split.new_conversation, split.new_ticket.ticket);
    let change = desk.order(Actor::User { user: desk.agent() }, split).await.unwrap().change;
    assert_eq!(change.after.len(), 2, "both tickets are told live");

    assert_eq!(desk.thread(lamp.conversation).await, [lamp.message]);
    assert_eq!(desk.thread(conversation).await, [bill.message, reply]);
    assert_eq!(desk.message(bill.message).await.2.unwrap().id, ticket);
    let about_bill =
        receive(&desk, "more@customer.example", Some("bill@customer.example"), "Thank you").await;
    assert_eq!((about_bill.conversation, about_bill.ticket), (conversation, Some(ticket)));
    let about_reply = receive(&desk, "thanks@customer.example", Some(sent.head.id.as_str()), "Paid.").await;
    assert_eq!((about_reply.conversation, about_reply.ticket), (conversation, Some(ticket)));
    let about_lamp =
        receive(&desk, "hums@customer.example", Some("lamp@customer.example"), "It hums on").await;
    assert_eq!((about_lamp.conversation, about_lamp.ticket), (lamp.conversation, lamp.ticket));

    // What is read again from the log is what was told.
    let read = desk.engine.changes_after(change.first_sequence - 1, 1_000).await.unwrap();
    assert_eq!(read[0], *change);
}
