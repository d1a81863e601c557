//! Which tickets are selected, as far as whoever selected them may see them.

use std::collections::BTreeSet;

use sportello_domain::bulk::{BulkAction, Selection, SelectionSummary};
use sportello_domain::filter::Filter;
use sportello_domain::id::{PipelineId, TicketId, UserId};
use sportello_domain::order::Actor;
use sportello_domain::policy::{deletable, deletable_tickets, visible_tickets};
use sportello_domain::protocol::BulkRequest;
use sportello_domain::setup::Setup;

use super::NotBegun;
use crate::engine::Engine;
use crate::store::StoreError;
use crate::store::counts::Counting;

/// How many tickets are read at once.
const PAGE: usize = 1_000;

/// A selection, as it is looked up.
enum Among<'s> {
    /// One by one; what of them may not be seen or changed is said of each.
    Tickets(&'s BTreeSet<TicketId>),
    /// Those that one may see.
    Filter(Filter),
}

/// What is in a selection, for whoever selected it.
///
/// # Errors
///
/// As [`BulkChanges::begin`](super::BulkChanges::begin).
pub async fn summary(
    engine: &Engine,
    user: UserId,
    actor: &Actor,
    selection: &Selection,
) -> Result<SelectionSummary, NotBegun> {
    let setup = engine.setup();
    match among(engine, user, actor, selection)? {
        Among::Tickets(tickets) => {
            let tickets: Vec<TicketId> = tickets.iter().copied().collect();
            let found = summary_of(engine, actor, &tickets).await?;
            // Those that are not there, or not to be seen, were selected all the same.
            Ok(SelectionSummary { tickets: tickets.len() as u64, ..found })
        }
        Among::Filter(filter) => {
            let deletable = Filter::all([filter.clone(), deletable_tickets(&setup, actor)]);
            let counts = engine.store().ticket_counts(&[filter.clone(), deletable], Counting::Whole).await?;
            let [tickets, deletable] = counts.as_slice() else { return Ok(SelectionSummary::default()) };
            let pipelines = pipelines_of(engine, &setup, &filter).await?;
            Ok(SelectionSummary { tickets: *tickets, deletable: *deletable, pipelines })
        }
    }
}

/// The tickets that a change is about, if it can be done with them at all.
///
/// # Errors
///
/// As [`BulkChanges::begin`](super::BulkChanges::begin).
pub(super) async fn tickets(
    engine: &Engine,
    user: UserId,
    actor: &Actor,
    request: &BulkRequest,
) -> Result<Vec<TicketId>, NotBegun> {
    let (setup, action) = (engine.setup(), &request.action);
    let (tickets, pipelines) = match among(engine, user, actor, &request.selection)? {
        Among::Tickets(tickets) => of_list(engine, actor, action, tickets).await?,
        Among::Filter(filter) if action.leaves_out_undeletable() => {
            let filter = Filter::all([filter, deletable_tickets(&setup, actor)]);
            (all_of(engine, &filter).await?, BTreeSet::new())
        }
        Among::Filter(filter) => {
            let tickets = all_of(engine, &filter).await?;
            let wanted = action.changes_status();
            (tickets, if wanted { pipelines_of(engine, &setup, &filter).await? } else { BTreeSet::new() })
        }
    };
    let count = tickets.len() as u64;
    action.check(&SelectionSummary { tickets: count, deletable: count, pipelines })?;
    Ok(tickets)
}

fn among<'s>(
    engine: &Engine,
    user: UserId,
    actor: &Actor,
    selection: &'s Selection,
) -> Result<Among<'s>, NotBegun> {
    let (setup, now) = (engine.setup(), engine.clock().now());
    let wanted = match selection {
        Selection::Tickets { tickets } => return Ok(Among::Tickets(tickets)),
        Selection::View { view } => view.filter(&setup, user, now)?,
        Selection::Filter { filter } => {
            filter.check(&setup)?;
            filter.as_of(now)
        }
    };
    Ok(Among::Filter(Filter::all([wanted, visible_tickets(&setup, actor)])))
}

/// Those of some tickets that a change is about, and their pipelines where these matter.
async fn of_list(
    engine: &Engine,
    actor: &Actor,
    action: &BulkAction,
    tickets: &BTreeSet<TicketId>,
) -> Result<(Vec<TicketId>, BTreeSet<PipelineId>), StoreError> {
    let mut tickets: Vec<TicketId> = tickets.iter().copied().collect();
    let mut pipelines = BTreeSet::new();
    if action.leaves_out_undeletable() {
        let (setup, mut left) = (engine.setup(), Vec::new());
        for page in tickets.chunks(PAGE) {
            let rows = engine.store().ticket_rows(&page.iter().copied().collect(), None).await?;
            let may = rows.iter().filter(|row| deletable(&setup, actor, &row.ticket).is_ok());
            left.extend(may.map(|row| row.ticket.id));
        }
        tickets = left;
    } else if action.changes_status() {
        pipelines = summary_of(engine, actor, &tickets).await?.pipelines;
    }
    Ok((tickets, pipelines))
}

/// What is in a list of tickets, of which those that may not be seen are left out.
async fn summary_of(
    engine: &Engine,
    actor: &Actor,
    tickets: &[TicketId],
) -> Result<SelectionSummary, StoreError> {
    let (setup, mut whole) = (engine.setup(), SelectionSummary::default());
    let seen = visible_tickets(&setup, actor);
    for page in tickets.chunks(PAGE) {
        let rows = engine.store().ticket_rows(&page.iter().copied().collect(), None).await?;
        let found = rows.iter().map(|row| &row.ticket).filter(|ticket| seen.matches(&setup, ticket));
        let summary = SelectionSummary::of(&setup, actor, found);
        whole.tickets += summary.tickets;
        whole.deletable += summary.deletable;
        whole.pipelines.extend(summary.pipelines);
    }
    Ok(whole)
}

/// All tickets that a filter gives, read page by page.
async fn all_of(engine: &Engine, filter: &Filter) -> Result<Vec<TicketId>, StoreError> {
    let mut tickets: Vec<TicketId> = Vec::new();
    loop {
        let page = engine.store().ticket_ids(filter, tickets.last().copied(), PAGE).await?;
        let whole = page.len() == PAGE;
        tickets.extend(page);
        if !whole {
            return Ok(tickets);
        }
    }
}

/// The pipelines in which a filter gives tickets.
async fn pipelines_of(
    engine: &Engine,
    setup: &Setup,
    filter: &Filter,
) -> Result<BTreeSet<PipelineId>, StoreError> {
    let of = |pipeline: &PipelineId| {
        Filter::all([filter.clone(), Filter::Pipeline { any_of: [*pipeline].into() }])
    };
    let filters: Vec<Filter> = setup.pipelines.keys().map(of).collect();
    let counts = engine.store().ticket_counts(&filters, Counting::UpTo(1)).await?;
    let counted = setup.pipelines.keys().zip(counts);
    Ok(counted.filter(|(_, count)| 0 < *count).map(|(pipeline, _)| *pipeline).collect())
}
