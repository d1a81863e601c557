//! Orders over HTTP from 32 clients at once, each answered after it is durable.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use sportello_domain::order::Command;
use sportello_domain::pipeline::State;
use sportello_domain::property::{BuiltIn, Priority};
use sportello_domain::protocol::{CurrentSetup, OrderAnswer, OrderRequest, TicketPage, TicketRow};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::{ChangeStatus, SetProperty};
use sportello_server::clock::Clock;
use sportello_server::entropy::Entropy;

use crate::Arguments;
use crate::baseline::rows_a_second;
use crate::client::Client;
use crate::figure::{Aim, Figure, percentile, rate};
use crate::served::{Served, token_of_an_admin};

const CLIENTS: usize = 32;

/// What one client did.
struct Done {
    times: Vec<Duration>,
    events: u64,
}

/// Measures on a copy of the small desk.
///
/// # Errors
///
/// When an order is not accepted, or the server ends.
pub async fn measure(arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let database = arguments.scratch.join("orders.sqlite");
    std::fs::copy(&arguments.small, &database)?;
    let (token, _) = token_of_an_admin(&database).await?;
    let served = Served::start(&arguments.server, &database).await?;
    let mut client = Client::connect(served.address, &token).await?;
    let setup = client.read::<CurrentSetup>("/api/v1/setup").await?.setup;
    let tickets = open_tickets(&mut client).await?;
    ensure!(tickets.len() >= CLIENTS, "the desk has too few open tickets");

    let start = Instant::now();
    let mut clients = Vec::new();
    for which in 0..CLIENTS {
        let own: Vec<TicketRow> = tickets.iter().skip(which).step_by(CLIENTS).cloned().collect();
        let (address, token, setup) = (served.address, token.clone(), setup.clone());
        let length = arguments.length();
        clients.push(tokio::spawn(async move { work(address, &token, &setup, &own, length).await }));
    }
    let mut times = Vec::new();
    let mut events = 0;
    for client in clients {
        let done = client.await??;
        times.extend(done.times);
        events += done.events;
    }
    let orders = u64::try_from(times.len())?;
    let orders_a_second = rate(orders, start.elapsed());
    drop(served);

    let rows_a_second = rows_a_second(&arguments.scratch, arguments.length() / 3)?;
    // Each event, the order itself, and the ticket.
    let second = Duration::from_secs(1);
    let rows_an_order = rate(events, second) / rate(orders, second) + 2.0;
    let bare = rows_a_second / rows_an_order;
    let what = format!("orders at {CLIENTS} clients over HTTP, durable");
    Ok(vec![
        Figure::new(&what, orders_a_second, "/s")
            .aiming(Aim::AtLeast(5_000.0))
            .beside(bare, format!("bare SQLite, the same {rows_an_order:.1} rows, a commit each")),
        Figure::new(format!("{what}, against bare SQLite"), orders_a_second / bare, "×")
            .aiming(Aim::AtLeast(0.5)),
        Figure::new("bare SQLite, rows with a commit each", rows_a_second, "/s"),
        Figure::new(format!("{what}, 99 of 100 within"), percentile(&mut times, 99), "ms")
            .aiming(Aim::AtMost(20.0)),
        Figure::new(format!("{what}, half within"), percentile(&mut times, 50), "ms"),
    ])
}

/// Some open tickets, so many that each client has several of its own.
async fn open_tickets(client: &mut Client) -> anyhow::Result<Vec<TicketRow>> {
    let mut rows = Vec::new();
    let mut path = "/api/v1/tickets?view=all-open&limit=200".to_owned();
    while rows.len() < 20 * CLIENTS {
        let page: TicketPage = client.read(&path).await?;
        rows.extend(page.rows);
        let Some(next) = page.next else { break };
        path = format!("/api/v1/tickets?view=all-open&limit=200&after={next}");
    }
    Ok(rows)
}

/// Gives one order after the other, each on another ticket than the last.
async fn work(
    address: SocketAddr,
    token: &str,
    setup: &Setup,
    tickets: &[TicketRow],
    length: Duration,
) -> anyhow::Result<Done> {
    let mut client = Client::connect(address, token).await?;
    let entropy = Entropy::of_the_system(Clock::of_the_machine());
    let mut done = Done { times: Vec::new(), events: 0 };
    let start = Instant::now();
    for turn in 0.. {
        for row in tickets {
            if start.elapsed() >= length {
                return Ok(done);
            }
            let command = command(setup, row, turn).context("a ticket's pipeline is gone")?;
            let body = serde_json::to_vec(&[OrderRequest { id: entropy.id(), command }])?;
            let given = Instant::now();
            let answer = client.post("/api/v1/commands", body).await?;
            done.times.push(given.elapsed());
            let answers: Vec<OrderAnswer> = serde_json::from_slice(&answer)?;
            match answers.first() {
                Some(OrderAnswer::Accepted { events, .. }) => done.events += u64::try_from(events.len())?,
                refused => anyhow::bail!("an order was refused: {refused:?}"),
            }
        }
    }
    Ok(done)
}

/// In turn a new priority and a new status, so that each order changes something.
fn command(setup: &Setup, row: &TicketRow, turn: usize) -> Option<Command> {
    let ticket = row.ticket.id;
    if turn.is_multiple_of(2) {
        let others = Priority::ALL.iter().filter(|other| Some(**other) != row.ticket.priority);
        let priority = others.cycle().nth(turn / 2)?;
        let (property, value) = (BuiltIn::Priority.into(), priority.name().to_owned());
        return Some(SetProperty { ticket, property, value }.into());
    }
    let statuses = setup.pipelines.get(&row.ticket.pipeline)?.ordered();
    let open: Vec<_> = statuses.into_iter().filter(|status| status.state == State::Open).collect();
    let here = open.iter().position(|status| status.id == row.ticket.status)?;
    let next = open.iter().cycle().nth(here + 1 + turn / 2)?;
    Some(ChangeStatus::new(ticket, next.id).into())
}
