//! Incoming mail: raw bytes to tickets, stored and threaded; beside mail-parser alone on the same mails.

use std::time::Instant;

use chrono::TimeDelta;
use mail_parser::MessageParser;
use sportello_domain::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use sportello_domain::id::ChannelId;
use sportello_domain::identifier::EmailAddress;
use sportello_domain::mail::MailId;
use sportello_domain::order::{Actor, Order};
use sportello_domain::protocol::MailFate;
use sportello_server::clock::Clock;
use sportello_server::demo::letter::{Letter, Quote};
use sportello_server::demo::random::Dice;
use sportello_server::demo::story::{Customer, Dress, Language, stories};
use sportello_server::engine::Engine;
use sportello_server::mail::intake;
use sportello_server::store::Store;

use crate::Arguments;
use crate::figure::{Aim, Figure, rate};

/// How many mails are handed in at once, as a mail server does.
const AT_ONCE: usize = 16;

/// Mails that belong together, oldest first, as raw bytes.
type Thread = Vec<Vec<u8>>;

/// Measures on a new desk.
///
/// # Errors
///
/// When a mail is not accepted.
pub async fn measure(arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let database = arguments.scratch.join("mails.sqlite");
    let store = Store::open(&format!("sqlite:{}", database.display()).parse()?).await?;
    let engine = Engine::start(store, Clock::of_the_machine()).await?;
    let channel = connect(&engine).await?;
    let threads = threads(if arguments.quick { 500 } else { 3_000 })?;
    let count = u64::try_from(threads.iter().map(Vec::len).sum::<usize>())?;

    let start = Instant::now();
    for mail in threads.iter().flatten() {
        let parsed = MessageParser::new().parse(mail);
        std::hint::black_box(parsed.is_some_and(|mail| mail.from().is_some()));
    }
    let alone = rate(count, start.elapsed());

    let start = Instant::now();
    let mut senders = Vec::new();
    for which in 0..AT_ONCE {
        let own: Vec<Thread> = threads.iter().skip(which).step_by(AT_ONCE).cloned().collect();
        let engine = engine.clone();
        senders.push(tokio::spawn(async move {
            for mail in own.into_iter().flatten() {
                let fate = intake::hand_in(&engine, channel, mail).await?.receipt.fate;
                anyhow::ensure!(matches!(fate, MailFate::Accepted { .. }), "a mail became {fate:?}");
            }
            Ok(())
        }));
    }
    for sender in senders {
        sender.await??;
    }
    let taken_in = rate(count, start.elapsed());
    engine.store().close().await;
    let what = format!("incoming mails, {AT_ONCE} at once, stored, threaded, in a ticket");
    Ok(vec![
        Figure::new(what, taken_in, "/s").aiming(Aim::AtLeast(1_000.0)).beside(alone, "mail-parser alone"),
    ])
}

/// Connects the address at which the mails come in.
///
/// # Errors
///
/// When the order is refused.
pub async fn connect(engine: &Engine) -> anyhow::Result<ChannelId> {
    let id: ChannelId = engine.entropy().id();
    let channel = Channel {
        inbox: None,
        id,
        name: "Shop".to_owned(),
        kind: ChannelKind::Email { address: "help@lucerna.example".parse()? },
        pipeline: engine.setup().default_pipeline,
        tickets: TicketAutomation::CreateTicket,
        new_ticket: NewTicketProperties::default(),
    };
    let order = Order {
        id: engine.entropy().id(),
        actor: Actor::System,
        at: engine.clock().now(),
        command: SaveChannel { channel }.into(),
    };
    engine.execute(order).await?;
    Ok(id)
}

/// So many threads of two mails, each by somebody else: a story's opening, and a few words after it with a quote.
fn threads(count: u64) -> anyhow::Result<Vec<Thread>> {
    let to: EmailAddress = "help@lucerna.example".parse()?;
    let mut told = Vec::new();
    for language in Language::ALL {
        told.extend(stories(language)?.into_iter().map(|story| (language, story)));
    }
    let at = Clock::of_the_machine().now() - TimeDelta::days(10);
    let mut threads = Vec::new();
    for (number, (language, story)) in (0..count).zip(told.iter().cycle()) {
        let mut dice = Dice::seeded_for(7, number);
        let from =
            Customer { name: story.customer.name.clone(), email: format!("customer{number}@mail.example") };
        let mail_id = |place: u32| MailId::parse(&format!("{number}.{place}@mail.example"));
        let (Some(first), Some(second)) = (mail_id(1), mail_id(2)) else { continue };
        let letter = Letter {
            id: first.clone(),
            references: &[],
            from: &from,
            to: &to,
            subject: &story.subject,
            text: &story.opening,
            quote: None,
            dress: if number.is_multiple_of(4) { Dress::Html } else { Dress::Plain },
            enclosure: story.enclosure.filter(|_| number.is_multiple_of(20)),
            language: *language,
            at,
        };
        let answer = Letter {
            id: second,
            references: std::slice::from_ref(&first),
            text: "One more thing: it is rather urgent. Thank you.\n",
            quote: Some(Quote { author: &from.name, at, text: &story.opening }),
            enclosure: None,
            ..letter.clone()
        };
        threads.push(vec![letter.raw(&mut dice)?, answer.raw(&mut dice)?]);
    }
    Ok(threads)
}
