//! The server is killed in the middle of its work. What it had accepted is there afterwards, once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use fastrand::Rng;
use futures_util::future::join_all;
use sportello_domain::id::{OrderId, StatusId, TicketId};
use sportello_domain::protocol::{MailFate, ThreadEntry};
use sportello_domain::ticket::CreateTicket;
use sportello_domain::view::BuiltInView;
use sportello_e2e::journey::journey;
use sportello_e2e::mail::CustomerMail;
use sportello_e2e::trouble::Trouble;
use sportello_e2e::waiting::{PATIENCE, until};
use sportello_e2e::world::World;

/// How often the server is killed.
const CRASHES: u32 = 4;
/// How many programs give orders or hand in mails at the same time.
const AT_ONCE: usize = 6;

/// One thing that was asked of the server, so that it can be asked again.
#[derive(Clone)]
enum Asked {
    Order(OrderId, CreateTicket),
    Mail(CustomerMail),
}

/// What was asked, and what the server answered to it.
#[derive(Default)]
struct Load {
    stop: Cell<bool>,
    number: Cell<u32>,
    unanswered: RefCell<BTreeMap<u32, Asked>>,
    accepted_orders: RefCell<Vec<TicketId>>,
    accepted_mails: RefCell<Vec<String>>,
}

impl Load {
    fn answered(&self) -> usize {
        self.accepted_orders.borrow().len() + self.accepted_mails.borrow().len()
    }

    /// Asks one thing and notes the answer. Without an answer nobody knows whether it happened.
    async fn ask(&self, world: &World, number: u32, asked: &Asked) -> Result<(), Trouble> {
        match asked {
            Asked::Order(id, order) => {
                world.greta.accepted(*id, order.clone()).await?;
                self.accepted_orders.borrow_mut().push(order.ticket);
            }
            Asked::Mail(mail) => {
                let receipt = world.greta.hand_in(world.channel, mail.raw()?).await?;
                if let MailFate::Held { code, .. } = receipt.fate {
                    return Err(Trouble::Unexpected(format!("a mail was held: {code}")));
                }
                self.accepted_mails.borrow_mut().push(mail.subject.clone());
            }
        }
        self.unanswered.borrow_mut().remove(&number);
        Ok(())
    }

    /// Asks one thing after the other until the server is gone.
    async fn go_on(&self, world: &World, status: StatusId) -> Result<(), Trouble> {
        while !self.stop.get() {
            let number = self.number.get();
            self.number.set(number + 1);
            let asked = something(world, status, number);
            self.unanswered.borrow_mut().insert(number, asked.clone());
            match self.ask(world, number, &asked).await {
                Ok(()) => {}
                Err(Trouble::Request(_)) => return Ok(()),
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(())
    }
}

/// An order that creates a ticket, or else a mail that does.
fn something(world: &World, status: StatusId, number: u32) -> Asked {
    if number.is_multiple_of(3) {
        let subject = format!("Mail number {number}");
        return Asked::Mail(CustomerMail::new("Ada Keller", "ada@customer.example", &subject, "Hello."));
    }
    let order = world.ticket_named(format!("Order number {number}"), status);
    Asked::Order(world.ids.next(), order)
}

/// XCT-01: no accepted order and no accepted mail is ever lost, none happens twice, none by half.
#[tokio::test]
async fn nothing_that_was_accepted_is_lost_when_the_server_is_killed() -> Result<(), Trouble> {
    journey(async |world| {
        let mut moments = Rng::with_seed(20_260_101);
        let load = Load::default();
        let status = world.status("New").await?.id;
        for _ in 0..CRASHES {
            let moment = load.answered() + moments.usize(5..60);
            load.stop.set(false);
            let workers = join_all((0..AT_ONCE).map(|_| load.go_on(world, status)));
            let crash = async {
                until("enough was answered", PATIENCE, async || Ok(moment <= load.answered())).await?;
                load.stop.set(true);
                world.kill().await
            };
            let (ended, crashed) = tokio::join!(workers, crash);
            crashed?;
            ended.into_iter().collect::<Result<Vec<()>, Trouble>>()?;
            world.restart().await?;
            // Whoever got no answer asks again, with the same order and the same bytes.
            let again = load.unanswered.borrow().clone();
            for (number, asked) in again {
                load.ask(world, number, &asked).await?;
            }
        }
        check(world, &load).await
    })
    .await
}

/// Everything that was accepted is there, and nothing else.
async fn check(world: &World, load: &Load) -> Result<(), Trouble> {
    let expected = load.answered();
    let asked = usize::try_from(load.number.get()).unwrap_or(usize::MAX);
    assert_eq!(expected, asked, "everything was answered in the end");
    until("every mail is a ticket", Duration::from_secs(30), async || {
        let page = world.greta.tickets(BuiltInView::AllOpen).await?;
        Ok(usize::try_from(page.count).ok() == Some(expected))
    })
    .await?;
    let tickets = world.greta.all_tickets(BuiltInView::AllOpen).await?;
    let mut names: Vec<String> = tickets.iter().map(|row| row.ticket.name.to_string()).collect();
    names.sort();
    names.dedup();
    assert_eq!((tickets.len(), names.len()), (expected, expected), "each is there once");
    for ticket in load.accepted_orders.borrow().iter() {
        assert!(tickets.iter().any(|row| row.ticket.id == *ticket), "{ticket} was accepted and is lost");
    }
    let mails = load.accepted_mails.borrow().clone();
    for subject in mails {
        let Some(row) = tickets.iter().find(|row| row.ticket.name.to_string() == subject) else {
            return Err(Trouble::Unexpected(format!("{subject} was accepted and is lost")));
        };
        let view = world.greta.ticket(row.ticket.id).await?;
        let conversation =
            view.shown.ok_or_else(|| Trouble::unexpected("a mail's ticket has no conversation"))?;
        let messages = world.greta.thread(conversation).await?;
        let messages = messages.iter().filter(|entry| matches!(entry, ThreadEntry::Message(_))).count();
        assert_eq!(
            (view.conversations.len(), messages),
            (1, 1),
            "{subject} is one message of one conversation"
        );
    }
    Ok(())
}
