//! Pages of views and whole tickets, on a small desk and on a large one, over HTTP; and what starting costs.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use sportello_domain::id::{ConversationId, UserId};
use sportello_domain::protocol::{SearchPage, ThreadEntry, ThreadPage, TicketPage, TicketRow, TicketView};
use sportello_domain::view::BuiltInView;
use sportello_server::store::Store;
use sportello_server::store::counts::Counting;
use sportello_server::store::place::Ordered;
use sportello_server::store::tickets::WhichTicket;

use crate::Arguments;
use crate::client::Client;
use crate::figure::{Aim, Figure, percentile};
use crate::served::{Served, token_of_an_admin};

/// How often each thing is read.
const TIMES: usize = 400;

/// How long a server rests before its memory is read.
const REST: Duration = Duration::from_secs(2);

/// How many entries of a thread are read at once.
const THREAD_PAGE: usize = 50;

/// Measures both desks.
///
/// # Errors
///
/// When something is not answered.
pub async fn measure(arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let (small, _) = desk(arguments, &arguments.small).await?;
    let (large, others) = desk(arguments, &arguments.large).await?;
    let name =
        |tickets: u64| format!("first page of the slowest view with its count, {tickets} tickets, 99 of 100");
    let ratio =
        format!("first page of a view, {} tickets against {}, half within", large.tickets, small.tickets);
    let mut figures = vec![
        Figure::new(name(small.tickets), small.slowest, "ms"),
        Figure::new(name(large.tickets), large.slowest, "ms")
            .aiming(Aim::AtMost(10.0))
            .beside(small.slowest, format!("with {} tickets", small.tickets)),
        Figure::new(ratio, large.median / small.median, "×").aiming(Aim::AtMost(1.5)),
    ];
    figures.extend(others);
    Ok(figures)
}

/// How long first pages take on one desk.
struct FirstPages {
    tickets: u64,
    /// 99 of 100 of the slowest view's, in milliseconds.
    slowest: f64,
    /// Half of the slowest view's, in milliseconds.
    median: f64,
}

async fn desk(arguments: &Arguments, database: &Path) -> anyhow::Result<(FirstPages, Vec<Figure>)> {
    let (token, admin) = token_of_an_admin(database).await?;
    let served = Served::start(&arguments.server, database).await?;
    tokio::time::sleep(REST).await;
    let memory = served.memory();
    let mut client = Client::connect(served.address, &token).await?;
    let pages = first_pages(&mut client).await?;
    let tickets = pages.tickets;
    let mut figures = vec![deep_page(&mut client).await?];
    let (opening, long, thread) = long_ticket(&mut client).await?;
    figures.push(opening);
    figures.push(searching(&mut client, thread, tickets).await?);
    let start = served.started_in.as_secs_f64();
    figures
        .push(Figure::new(format!("server start, {tickets} tickets"), start, "s").aiming(Aim::AtMost(1.0)));
    if let Some(memory) = memory {
        let what = format!("server's memory at rest, {tickets} tickets");
        figures.push(Figure::new(what, memory, "MiB").aiming(Aim::AtMost(64.0)));
    }
    drop(served);
    figures.extend(statements(database, admin, &long, thread).await?);
    Ok((pages, figures))
}

async fn first_pages(client: &mut Client) -> anyhow::Result<FirstPages> {
    let mut pages = FirstPages { tickets: 0, slowest: 0.0, median: 0.0 };
    for view in BuiltInView::ALL {
        let path = format!("/api/v1/tickets?view={}", view.slug());
        let page: TicketPage = client.read(&path).await?;
        if matches!(view, BuiltInView::AllOpen | BuiltInView::Closed) {
            pages.tickets += page.count;
        }
        let mut times = read_often(client, &path).await?;
        pages.slowest = pages.slowest.max(percentile(&mut times, 99));
        pages.median = pages.median.max(percentile(&mut times, 50));
    }
    Ok(pages)
}

async fn read_often(client: &mut Client, path: &str) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let start = Instant::now();
        client.bytes(path).await?;
        times.push(start.elapsed());
    }
    Ok(times)
}

/// Page 1,000 of the closed tickets, or the last where there are fewer, beside the first.
async fn deep_page(client: &mut Client) -> anyhow::Result<Figure> {
    let first = "/api/v1/tickets?view=closed".to_owned();
    let mut path = first.clone();
    let mut number = 1;
    while number < 1_000 {
        let page: TicketPage = client.read(&path).await?;
        let Some(next) = page.next else { break };
        path = format!("{first}&after={next}");
        number += 1;
    }
    let beside = percentile(&mut read_often(client, &first).await?, 50);
    let deep = percentile(&mut read_often(client, &path).await?, 50);
    let what = format!("page {number} of closed tickets, half within");
    // As fast as page 1, but for what one run differs from the next.
    Ok(Figure::new(what, deep, "ms").aiming(Aim::AtMost(beside * 1.2)).beside(beside, "page 1"))
}

/// Opening a ticket with 50 messages or some more: the ticket and its thread.
async fn long_ticket(client: &mut Client) -> anyhow::Result<(Figure, TicketRow, ConversationId)> {
    let first = "/api/v1/tickets?view=closed&limit=200";
    let mut path = first.to_owned();
    let row = loop {
        let page: TicketPage = client.read(&path).await?;
        let long = page.rows.into_iter().find(|row| (50..90).contains(&row.ticket.position));
        match (long, page.next) {
            (Some(row), _) => break row,
            (None, Some(next)) => path = format!("{first}&after={next}"),
            (None, None) => anyhow::bail!("no ticket has 50 messages"),
        }
    };
    let ticket = format!("/api/v1/tickets/{}", row.ticket.id);
    let view: TicketView = client.read(&ticket).await?;
    let thread = view.shown.context("the ticket has no conversation")?;
    let entries = format!("/api/v1/conversations/{thread}/thread");
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let start = Instant::now();
        client.bytes(&ticket).await?;
        client.bytes(&entries).await?;
        times.push(start.elapsed());
    }
    let what = format!("opening a ticket with {} messages, 99 of 100", row.ticket.position);
    let opening = Figure::new(what, percentile(&mut times, 99), "ms").aiming(Aim::AtMost(5.0));
    Ok((opening, row, thread))
}

/// Searching for two words that stand together in a message, as many pairs as a thread has messages.
async fn searching(client: &mut Client, thread: ConversationId, tickets: u64) -> anyhow::Result<Figure> {
    let page: ThreadPage = client.read(&format!("/api/v1/conversations/{thread}/thread")).await?;
    let mut paths = Vec::new();
    for entry in &page.entries {
        let ThreadEntry::Message(view) = entry else { continue };
        let words = view.text.split(|letter: char| !letter.is_ascii_alphabetic());
        let mut long = words.filter(|word| word.len() > 4);
        if let (Some(first), Some(second)) = (long.next(), long.next()) {
            paths.push(format!("/api/v1/search?q={first}%20{second}"));
        }
    }
    let mut times = Vec::with_capacity(TIMES);
    for path in paths.iter().cycle().take(TIMES) {
        let start = Instant::now();
        let found: SearchPage = client.read(path).await?;
        times.push(start.elapsed());
        ensure!(!found.hits.is_empty(), "{path} finds nothing");
    }
    let what = format!("searching {tickets} tickets for two words, 25 hits with snippets, 99 of 100");
    Ok(Figure::new(what, percentile(&mut times, 99), "ms").aiming(Aim::AtMost(50.0)))
}

/// How many SQL statements a page and a ticket take.
async fn statements(
    database: &Path,
    admin: UserId,
    long: &TicketRow,
    thread: ConversationId,
) -> anyhow::Result<[Figure; 2]> {
    let store = Store::open(&format!("sqlite:{}", database.display()).parse()?).await?;
    let count = |before: u64| u32::try_from(store.statements().run() - before).map(f64::from);
    let (setup, _) = store.setup().await?;
    let before = store.statements().run();
    store
        .ticket_page(
            &BuiltInView::AllOpen.filter(&setup, admin),
            Some(admin),
            Ordered::default(),
            50,
            Counting::Whole,
        )
        .await?;
    let page = count(before)?;
    let before = store.statements().run();
    store.ticket_view(WhichTicket::Id(long.ticket.id), Some(admin)).await?;
    store.conversation(thread).await?;
    store.thread(thread, None, THREAD_PAGE).await?;
    let ticket = count(before)?;
    store.close().await;
    Ok([
        Figure::new("first page of a view with its count: SQL statements", page, "").aiming(Aim::AtMost(3.0)),
        Figure::new("opening a ticket with its thread: SQL statements", ticket, "").aiming(Aim::AtMost(6.0)),
    ])
}
