//! Filters as SQL conditions. What they mean is said by [`Filter::matches`]; a test holds the two
//! against each other.
//!
//! A condition stands on the columns of `tickets`. One that speaks only of what tickets are counted
//! by ([`is_counted`]) stands on those of `ticket_counts` as well.

use sportello_domain::filter::{Filter, NumberTest, TextTest, TimeTest, folded};
use sportello_domain::property::{BuiltIn, PropertyName};
use uuid::Uuid;

use super::record::{AT_WORK, states_with, user_column};
use super::sql::{Sql, Value, sql};

/// The condition that a ticket is among those that a filter gives: people work on it, and the filter holds for it.
pub(super) fn condition(filter: &Filter) -> Sql {
    Sql::default().all(vec![holds(filter), sql(AT_WORK)])
}

/// The condition that a filter is on the columns of `ticket_counts`, where archives are not counted.
pub(super) fn counted_condition(filter: &Filter) -> Sql {
    holds(filter)
}

/// The condition that a filter holds. Every part of it is true or false, never null, so that `NOT`
/// turns it round.
fn holds(filter: &Filter) -> Sql {
    match filter {
        Filter::All { of } => Sql::default().all(of.iter().map(holds).collect()),
        Filter::Any { of } => Sql::default().any(of.iter().map(holds).collect()),
        Filter::Not { of } => sql("NOT (").append(holds(of)).push(")"),
        Filter::State { is } => sql("state = ").bind(is.name()),
        Filter::Status { any_of } => one_of("status", any_of.iter().map(|status| status.uuid())),
        Filter::Pipeline { any_of } => one_of("pipeline", any_of.iter().map(|pipeline| pipeline.uuid())),
        Filter::Owner { any_of } => one_of("owner", any_of.iter().map(|owner| owner.uuid())),
        Filter::Unassigned => one_of("owner", [Uuid::nil()]),
        Filter::Team { any_of } => sql("id IN (SELECT ticket FROM ticket_teams WHERE ")
            .append(one_of("team", any_of.iter().map(|team| team.uuid())))
            .push(")"),
        Filter::Priority { any_of } => one_of("priority", any_of.iter().map(|priority| priority.rank())),
        Filter::NoPriority => sql("priority = 0"),
        Filter::Source { any_of } => one_of("source", any_of.iter().map(|source| source.name())),
        Filter::Contact { any_of } => sql("id IN (SELECT holder FROM associations WHERE ")
            .append(one_of("other", any_of.iter().map(|contact| contact.uuid())))
            .push(")"),
        Filter::CreatedBy { any_of } => one_of("created_by", any_of.iter().map(|user| user.uuid())),
        Filter::Followed { any_of } => sql("id IN (SELECT ticket FROM ticket_followers WHERE ")
            .append(one_of("user_id", any_of.iter().map(|user| user.uuid())))
            .push(")"),
        Filter::Mentioned { any_of } => sql("id IN (SELECT ticket FROM mentions WHERE ")
            .append(one_of("user_id", any_of.iter().map(|user| user.uuid())))
            .push(")"),
        Filter::Channel { any_of } => of_conversations(any_of.iter().map(|channel| channel.uuid())),
        Filter::ConversationState { is } => one_of("conversation_states", states_with(*is)),
        Filter::ConversationOwner { any_of } => of_conversations(any_of.iter().map(|owner| owner.uuid())),
        Filter::ConversationUnassigned => of_conversations(std::iter::once(user_column(None))),
        Filter::Text { property, is } => value(property, Column::Text, text_test(is)),
        Filter::Number { property, is } => value(property, Column::Number, number_test(*is)),
        Filter::Time { property, is } => match time_test(*is) {
            Some(test) => value(property, Column::Time, test),
            None => never(),
        },
        Filter::Choice { property, any_of } => {
            let options: Vec<String> = any_of.iter().map(|option| folded(option)).collect();
            value(property, Column::Text, sql(" IN ").list(options))
        }
        Filter::Known { property } => known(property),
    }
}

/// The condition that one of the conversations has one of these channels or owners.
fn of_conversations(traits: impl Iterator<Item = Uuid>) -> Sql {
    sql("id IN (SELECT ticket FROM conversation_traits WHERE ").append(one_of("trait", traits)).push(")")
}

/// What is compared of a property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Text,
    Number,
    Time,
}

/// The condition that a property has a value of a kind, and that a test holds for it. The test is what
/// comes after the value.
fn value(property: &PropertyName, column: Column, test: Sql) -> Sql {
    let own = match (BuiltIn::named(property), column) {
        (Some(BuiltIn::Name), Column::Text) => "folded_name",
        (Some(BuiltIn::Category), Column::Text) => "folded_category",
        (Some(BuiltIn::Number), Column::Number) => "number",
        (Some(BuiltIn::CloseDate), Column::Time) => "close_date",
        (Some(BuiltIn::CreateDate), Column::Time) => "created_at",
        (Some(BuiltIn::LastModifiedDate), Column::Time) => "modified_at",
        (Some(BuiltIn::LastActivityDate), Column::Time) => "active_at",
        (Some(BuiltIn::LastContactedDate), Column::Time) => "contacted_at",
        (Some(BuiltIn::Description), Column::Text) | (None, _) => {
            let column = match column {
                Column::Text => "text",
                Column::Number => "number",
                Column::Time => "at",
            };
            return sql("id IN (SELECT ticket FROM ticket_values WHERE property = ")
                .bind(property.as_str())
                .push(" AND ")
                .push(column)
                .append(test)
                .push(")");
        }
        (Some(_), _) => return never(),
    };
    sql("COALESCE(").push(own).append(test).push(", FALSE)")
}

/// The condition that a property has a value.
fn known(property: &PropertyName) -> Sql {
    let Some(built_in) = BuiltIn::named(property) else { return kept(property) };
    match built_in {
        BuiltIn::Description => kept(property),
        BuiltIn::Priority => sql("priority <> 0"),
        BuiltIn::Category => sql("folded_category IS NOT NULL"),
        BuiltIn::CloseDate => sql("close_date IS NOT NULL"),
        BuiltIn::LastContactedDate => sql("contacted_at IS NOT NULL"),
        BuiltIn::Owner => sql("owner <> ").bind(Uuid::nil()),
        BuiltIn::CreatedBy => sql("created_by <> ").bind(Uuid::nil()),
        BuiltIn::AssignedTeams => sql("id IN (SELECT ticket FROM ticket_teams)"),
        BuiltIn::Name
        | BuiltIn::Pipeline
        | BuiltIn::Status
        | BuiltIn::Source
        | BuiltIn::CreateDate
        | BuiltIn::LastModifiedDate
        | BuiltIn::LastActivityDate
        | BuiltIn::Number => Sql::default().all(Vec::new()),
    }
}

/// The condition that a value of a property is kept beside the ticket.
fn kept(property: &PropertyName) -> Sql {
    sql("id IN (SELECT ticket FROM ticket_values WHERE property = ").bind(property.as_str()).push(")")
}

fn text_test(is: &TextTest) -> Sql {
    match is {
        TextTest::Is { text } => sql(" = ").bind(folded(text)),
        TextTest::Contains { text } => sql(" LIKE ").bind(somewhere(text)).push(r" ESCAPE '\'"),
    }
}

/// The pattern of texts in which another stands somewhere, as it is written.
fn somewhere(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in folded(text).chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn number_test(is: NumberTest) -> Sql {
    match is {
        NumberTest::Is { number } => sql(" = ").bind(number),
        NumberTest::AtLeast { number } => sql(" >= ").bind(number),
        NumberTest::AtMost { number } => sql(" <= ").bind(number),
    }
}

/// None for days that are not counted from anywhere yet.
fn time_test(is: TimeTest) -> Option<Sql> {
    match is {
        TimeTest::Before { at } => Some(sql(" < ").bind(at)),
        TimeTest::Since { at } => Some(sql(" >= ").bind(at)),
        TimeTest::WithinDays { .. } | TimeTest::OverDaysAgo { .. } => None,
    }
}

fn never() -> Sql {
    Sql::default().any(Vec::new())
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
        | Filter::Contact { .. }
        | Filter::CreatedBy { .. }
        | Filter::Followed { .. }
        | Filter::Mentioned { .. }
        | Filter::Channel { .. }
        | Filter::ConversationState { .. }
        | Filter::ConversationOwner { .. }
        | Filter::ConversationUnassigned
        | Filter::Text { .. }
        | Filter::Number { .. }
        | Filter::Time { .. }
        | Filter::Choice { .. }
        | Filter::Known { .. } => false,
    }
}
