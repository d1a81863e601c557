//! A filter as a sentence: what a view shows, for whoever has not made it.

use sportello_domain::setup::Setup;

use super::draft::{Draft, Group, Join, Operator, Row};
use super::property::{Field, Kind, Property, options};
use crate::env::midnight_of;
use crate::language::{Language, say, say_count};
use crate::ui::time::say_day;

/// Says what a draft lets through: *Status is New or Waiting on us and owner is unknown*.
pub fn say_draft(language: Language, setup: &Setup, properties: &[Property], draft: &Draft) -> String {
    let groups: Vec<&Group> = draft.groups.iter().filter(|group| !group.rows.is_empty()).collect();
    let several = groups.len() > 1;
    let say_group = |group: &Group| {
        let rows: Vec<String> =
            group.rows.iter().map(|row| say_row(language, setup, properties, row)).collect();
        let bracketed = several && rows.len() > 1;
        let said = joined(language, group.join, &rows);
        if bracketed { format!("({said})") } else { said }
    };
    if groups.is_empty() {
        return say!(language, filter.everything).to_owned();
    }
    joined(language, draft.join, &groups.into_iter().map(say_group).collect::<Vec<_>>())
}

fn joined(language: Language, join: Join, parts: &[String]) -> String {
    let word = match join {
        Join::All => say!(language, filter.and),
        Join::Any => say!(language, filter.or),
    };
    parts.join(&format!(" {word} "))
}

fn say_row(language: Language, setup: &Setup, properties: &[Property], row: &Row) -> String {
    if row.is_closed() {
        return say!(language, filter.by_program).to_owned();
    }
    let Some(property) = properties.iter().find(|property| property.key == row.property) else {
        return format!("{} {}", row.property, say!(language, filter.gone));
    };
    let Property { label, kind, .. } = property;
    let operator = say_operator(language, *kind, row.operator);
    let value = || row.values.first().cloned().unwrap_or_default();
    match kind.field(row.operator) {
        Field::Nothing => format!("{label} {operator}"),
        Field::Days => {
            let days = value().parse().unwrap_or(0);
            let said = if row.operator == Operator::Over {
                say_count!(language, days, filter.over_days)
            } else {
                say_count!(language, days, filter.within_days)
            };
            format!("{label} {said}")
        }
        Field::Options => {
            let named = say_values(language, setup, *kind, row);
            format!("{label} {operator} {}", joined(language, Join::Any, &named))
        }
        Field::Text => format!("{label} {operator} “{}”", value()),
        Field::Number => format!("{label} {operator} {}", value()),
        Field::Date => {
            let day = midnight_of(&value()).map(|day| say_day(language.code(), day));
            format!("{label} {operator} {}", day.unwrap_or_default())
        }
    }
}

/// The names of the values of a list that are ticked. One that is gone says so.
pub fn say_values(language: Language, setup: &Setup, kind: Kind, row: &Row) -> Vec<String> {
    let Kind::Options(list) = kind else { return Vec::new() };
    let known = options(language, setup, list, &row.property);
    let name = |value: &String| {
        let found = known.iter().find(|(id, _)| id == value);
        found.map_or_else(|| say!(language, filter.gone).to_owned(), |(_, name)| name.clone())
    };
    row.values.iter().map(name).collect()
}

/// Says what is asked of a property.
pub fn say_operator(language: Language, kind: Kind, operator: Operator) -> &'static str {
    match operator {
        Operator::Is => say!(language, filter.is),
        Operator::IsNot => match kind {
            Kind::Options(_) => say!(language, filter.none_of),
            Kind::State | Kind::Text | Kind::Number | Kind::Time | Kind::Day => say!(language, filter.is_not),
        },
        Operator::Contains => say!(language, filter.contains),
        Operator::ContainsNot => say!(language, filter.contains_not),
        Operator::AtLeast => say!(language, filter.at_least),
        Operator::AtMost => say!(language, filter.at_most),
        Operator::Before => say!(language, filter.before),
        Operator::Since => say!(language, filter.since),
        Operator::Within => say!(language, filter.within),
        Operator::Over => say!(language, filter.over),
        Operator::Known => say!(language, filter.known),
        Operator::Unknown => say!(language, filter.unknown),
        Operator::Open => say!(language, filter.open),
        Operator::Closed => say!(language, filter.closed),
    }
}
