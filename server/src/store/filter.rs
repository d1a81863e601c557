//! Filters as SQL conditions. What they mean is said by [`Filter::matches`]; a test holds the two
//! against each other.
//!
//! A condition stands on the columns of `tickets`. One that speaks only of what tickets are counted
//! by ([`is_counted`]) stands on those of `ticket_counts` as well.

use sportello_domain::filter::Filter;
use uuid::Uuid;

use super::record::state_name;
use super::sql::{Sql, Value, sql};

/// The condition that a filter is. Every part of it is true or false, never null, so that `NOT`
/// turns it round.
pub(super) fn condition(filter: &Filter) -> Sql {
    match filter {
        Filter::All { of } => Sql::default().all(of.iter().map(condition).collect()),
        Filter::Any { of } => Sql::default().any(of.iter().map(condition).collect()),
        Filter::Not { of } => sql("NOT (").append(condition(of)).push(")"),
        Filter::State { is } => sql("state = ").bind(state_name(*is)),
        Filter::Status { any_of } => one_of("status", any_of.iter().map(|status| status.uuid())),
        Filter::Pipeline { any_of } => one_of("pipeline", any_of.iter().map(|pipeline| pipeline.uuid())),
        Filter::Owner { any_of } => one_of("owner", any_of.iter().map(|owner| owner.uuid())),
        Filter::Unassigned => one_of("owner", [Uuid::nil()]),
        Filter::Team { any_of } => sql("id IN (SELECT ticket FROM ticket_teams WHERE ")
            .append(one_of("team", any_of.iter().map(|team| team.uuid())))
            .push(")"),
        Filter::Priority { any_of } => {
            one_of("COALESCE(priority, '')", any_of.iter().map(|priority| priority.name()))
        }
        Filter::NoPriority => sql("priority IS NULL"),
        Filter::Source { any_of } => one_of("source", any_of.iter().map(|source| source.name())),
        Filter::Contact { any_of } => sql("id IN (SELECT holder FROM associations WHERE ")
            .append(one_of("other", any_of.iter().map(|contact| contact.uuid())))
            .push(")"),
    }
}

/// The condition that a column, never null, is one of some values. One value alone is compared by
/// `=`, which lets an index give its rows in the order of a page.
fn one_of(column: &'static str, values: impl IntoIterator<Item = impl Into<Value>>) -> Sql {
    let mut values: Vec<Value> = values.into_iter().map(Into::into).collect();
    match (values.pop(), values.is_empty()) {
        (None, _) => sql("1 = 0"),
        (Some(only), true) => sql(column).push(" = ").bind(only),
        (Some(last), false) => {
            values.push(last);
            sql(column).push(" IN ").list(values)
        }
    }
}

/// Whether a filter speaks only of what tickets are counted by.
pub(super) fn is_counted(filter: &Filter) -> bool {
    match filter {
        Filter::All { of } | Filter::Any { of } => of.iter().all(is_counted),
        Filter::Not { of } => is_counted(of),
        Filter::State { .. }
        | Filter::Status { .. }
        | Filter::Pipeline { .. }
        | Filter::Owner { .. }
        | Filter::Unassigned => true,
        Filter::Team { .. }
        | Filter::Priority { .. }
        | Filter::NoPriority
        | Filter::Source { .. }
        | Filter::Contact { .. } => false,
    }
}
