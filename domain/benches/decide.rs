//! How long a decision takes, natively (`cargo bench -p sportello-domain`) and in WebAssembly (the same with
//! `--target wasm32-unknown-unknown`, in headless Chromium). One line for each kind of order: its name and
//! microseconds. Loading and storing are not in it; cloning the slice is, as it is in both real places.

use std::hint::black_box;
use std::time::Duration;

use sportello_domain::decide::decide;
use sportello_domain::desk::Desk;
use sportello_domain::identifier::DeliveryIdentifier;
use sportello_domain::mail::{MailHead, MailId};
use sportello_domain::message::{Arrival, Body, Nature, ReceiveMessage, SendReply};
use sportello_domain::order::{Actor, Order};
use sportello_domain::property::BuiltIn;
use sportello_domain::setup::Setup;
use sportello_domain::testing::{
    address, channel_id, closed, contact_id, conversation_id, desk, message_id, order, order_by, setup,
    ticket, ticket_id, waiting_on_contact,
};
use sportello_domain::ticket::{ChangeStatus, SetProperty};
use sportello_domain::unread::MarkRead;

/// For how long each kind of order is decided again and again.
const LENGTH: Duration = Duration::from_millis(400);

/// Orders on a ticket with two conversations, and the slice that each is decided on.
fn orders() -> Vec<(&'static str, Desk, Order)> {
    let two_threads = || desk(ticket(1), 2);
    // The desk after a first mail: what is refused here shows as a refusal of the orders below.
    let with_mail = || match decide(&setup(), Desk::default(), &letter(1)) {
        Ok(decided) => decided.desk,
        Err(_) => Desk::default(),
    };
    let set =
        SetProperty { ticket: ticket_id(1), property: BuiltIn::Priority.into(), value: "high".to_owned() };
    let reply = SendReply {
        message: message_id(9),
        conversation: conversation_id(101),
        in_reply_to: None,
        recipients: Vec::new(),
        text: "Thank you, it is on its way.".into(),
        attachments: Vec::new(),
        then_status: Some(waiting_on_contact()),
        properties: Vec::new(),
        seen: None,
    };
    vec![
        ("close a ticket", two_threads(), order(ChangeStatus::new(ticket_id(1), closed()))),
        ("set a property", two_threads(), order(set)),
        ("mark as read", two_threads(), order(MarkRead { ticket: ticket_id(1) })),
        ("send a reply", with_mail(), order(reply)),
        ("receive a first mail", Desk::default(), letter(2)),
        ("receive an answer", with_mail(), letter(3)),
    ]
}

/// A customer's n-th mail; from the second on it answers the first.
fn letter(n: u8) -> Order {
    let id = |n: u8| MailId::parse(&format!("{n}@posta.example"));
    let first = id(1).filter(|_| n > 1);
    let head = MailHead {
        id: id(n).unwrap_or_else(|| MailId::of_message(message_id(n), "posta.example")),
        in_reply_to: first.clone(),
        references: first.into_iter().collect(),
    };
    let received = ReceiveMessage {
        message: message_id(n),
        channel: channel_id(1),
        from: DeliveryIdentifier::Email(address("customer1@example.org")),
        from_name: Some("Ada Lindqvist".to_owned()),
        reply_to: None,
        recipients: Vec::new(),
        subject: Some("Refund not received".to_owned()),
        body: Body { text: "It has been fourteen days.".to_owned(), ..Body::default() },
        attachments: Vec::new(),
        written_at: None,
        arrival: Arrival::Mail { head, reply_token: None, nature: Nature::Personal },
        new_contact: contact_id(n),
        new_conversation: conversation_id(100 + n),
        new_ticket: ticket_id(100 + n),
    };
    order_by(Actor::Channel { channel: channel_id(1) }, received)
}

/// Decides for a while, and gives one line for each kind of order.
fn lines(elapsed_since: impl Fn() -> Box<dyn Fn() -> Duration>) -> Vec<String> {
    let setup: Setup = setup();
    let mut lines = Vec::new();
    for (name, desk, order) in orders() {
        let elapsed = elapsed_since();
        let mut decisions: u32 = 0;
        while elapsed() < LENGTH {
            for _ in 0..50 {
                let decided = decide(black_box(&setup), black_box(&desk).clone(), black_box(&order));
                assert!(black_box(&decided).is_ok(), "{name}: {decided:?}");
            }
            decisions += 50;
        }
        let microseconds = elapsed().as_secs_f64() * 1e6 / f64::from(decisions);
        lines.push(format!("decide: {name}: {microseconds:.3}"));
    }
    lines
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stdout, reason = "the lines are what the bench is for")]
fn main() {
    let clock = || -> Box<dyn Fn() -> Duration> {
        let start = std::time::Instant::now();
        Box::new(move || start.elapsed())
    };
    for line in lines(clock) {
        println!("{line}");
    }
}

#[cfg(target_arch = "wasm32")]
mod in_the_browser {
    use super::{Duration, lines};
    use wasm_bindgen_test::{
        Criterion, Instant, console_log, wasm_bindgen_bench, wasm_bindgen_test_configure,
    };

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_bench]
    fn decide_in_the_browser(_: &mut Criterion) {
        let clock = || -> Box<dyn Fn() -> Duration> {
            let start = Instant::now();
            Box::new(move || start.elapsed())
        };
        for line in lines(clock) {
            console_log!("{line}");
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
