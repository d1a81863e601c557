//! A filter as it is edited: groups of conditions, each a property, an operator and values as text. No DOM.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use sportello_domain::filter::{Filter, NumberTest, TextTest, TimeTest};
use sportello_domain::pipeline::State;
use sportello_domain::property::{BuiltIn, Priority, PropertyName, Value};
use sportello_domain::ticket::TicketSource;

use super::property::{
    A_CONVERSATION, CHANNEL, CONVERSATION_OWNER, Kind, NO_CONVERSATION, Options, Property, STATE,
};
use crate::env::{day_of, midnight_of};

/// A filter as it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How the groups are joined.
    pub join: Join,
    /// The groups.
    pub groups: Vec<Group>,
    /// The number that the next group or row gets.
    next: u32,
}

/// How conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// All must hold.
    All,
    /// One must hold.
    Any,
}

/// Conditions that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number in the draft.
    pub number: u32,
    /// How its conditions are joined.
    pub join: Join,
    /// Its conditions.
    pub rows: Vec<Row>,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the draft.
    pub number: u32,
    /// The key of its property; empty for a condition that cannot be edited here.
    pub property: String,
    /// What is asked of the property.
    pub operator: Operator,
    /// With what it is compared.
    pub values: Vec<String>,
    /// The condition as it was, until something of it is changed.
    kept: Option<Filter>,
}

/// What is asked of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// It is one of these, or just this.
    Is,
    /// It is none of these, or not this.
    IsNot,
    /// It has this in it.
    Contains,
    /// It does not.
    ContainsNot,
    /// It is this or more.
    AtLeast,
    /// It is this or less.
    AtMost,
    /// It is before this day.
    Before,
    /// It is on this day or after it.
    Since,
    /// It was in the last so many days.
    Within,
    /// It was longer ago than so many days.
    Over,
    /// It has a value.
    Known,
    /// It has none.
    Unknown,
    /// It counts as open.
    Open,
    /// It counts as closed.
    Closed,
}

impl Operator {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Is,
        Self::IsNot,
        Self::Contains,
        Self::ContainsNot,
        Self::AtLeast,
        Self::AtMost,
        Self::Before,
        Self::Since,
        Self::Within,
        Self::Over,
        Self::Known,
        Self::Unknown,
        Self::Open,
        Self::Closed,
    ];

    fn of_state(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Closed => Self::Closed,
        }
    }

    /// What is asked the other way round, where that can be asked.
    fn reversed(self) -> Option<Self> {
        match self {
            Self::Is => Some(Self::IsNot),
            Self::Contains => Some(Self::ContainsNot),
            Self::Known => Some(Self::Unknown),
            Self::Unknown => Some(Self::Known),
            Self::Open => Some(Self::Closed),
            Self::Closed => Some(Self::Open),
            Self::IsNot
            | Self::ContainsNot
            | Self::AtLeast
            | Self::AtMost
            | Self::Before
            | Self::Since
            | Self::Within
            | Self::Over => None,
        }
    }
}

impl Join {
    fn of(self, mut parts: Vec<Filter>) -> Filter {
        match (self, parts.len()) {
            (_, 1) => parts.pop().unwrap_or_else(Filter::everything),
            (Self::All, _) => Filter::All { of: parts },
            (Self::Any, _) => Filter::Any { of: parts },
        }
    }
}

impl Draft {
    /// A new view begins with the open tickets.
    pub fn of_new_view() -> Self {
        Self::of(&Filter::State { is: State::Open }, &[])
    }

    /// A filter, ready to be edited. What cannot be shown as a condition is kept as it is.
    pub fn of(filter: &Filter, properties: &[Property]) -> Self {
        let mut draft = Self { join: Join::All, groups: Vec::new(), next: 0 };
        let (join, parts) = parts_of(filter).unwrap_or((Join::All, std::slice::from_ref(filter)));
        draft.join = join;
        // Conditions that stand alone one after the other belong together.
        let mut goes_on = false;
        for part in parts {
            match parts_of(part) {
                Some((join, of)) if !of.is_empty() && of.iter().all(|row| parts_of(row).is_none()) => {
                    let mut group = draft.group(join);
                    group.rows = of.iter().map(|row| draft.row_of(row, properties)).collect();
                    draft.groups.push(group);
                    goes_on = false;
                }
                Some(_) | None => {
                    let row = draft.row_of(part, properties);
                    if !goes_on {
                        let group = draft.group(join);
                        draft.groups.push(group);
                    }
                    draft.groups.last_mut().into_iter().for_each(|group| group.rows.push(row.clone()));
                    goes_on = true;
                }
            }
        }
        if draft.groups.is_empty() {
            let group = draft.group(Join::All);
            draft.groups.push(group);
        }
        // A join that joins nothing is what people expect first.
        if draft.groups.len() == 1 {
            draft.join = Join::All;
        }
        draft
    }

    /// The filter; none while a condition is not complete.
    pub fn filter(&self, properties: &[Property]) -> Option<Filter> {
        let mut groups = Vec::new();
        for group in &self.groups {
            let rows: Option<Vec<Filter>> = group.rows.iter().map(|row| row.filter(properties)).collect();
            let rows = rows?;
            if !rows.is_empty() {
                groups.push(group.join.of(rows));
            }
        }
        Some(if groups.is_empty() { Filter::everything() } else { self.join.of(groups) })
    }

    /// Adds a group with an empty condition.
    pub fn add_group(&mut self, properties: &[Property]) {
        let group = self.group(Join::All);
        let number = group.number;
        self.groups.push(group);
        self.add_row(number, properties);
    }

    /// Adds an empty condition to a group.
    pub fn add_row(&mut self, group: u32, properties: &[Property]) {
        let row = Row { number: self.number(), kept: None, ..Row::default() };
        if let Some(group) = self.groups.iter_mut().find(|found| found.number == group) {
            // The one that is used most.
            let property = properties.iter().find(|property| property.key == BuiltIn::Status.name());
            let property = property.map(|property| property.key.clone()).unwrap_or_default();
            group.rows.push(Row { property, ..row });
        }
    }

    /// Takes a condition away, and its group with the last of them.
    pub fn remove_row(&mut self, row: u32) {
        for group in &mut self.groups {
            group.rows.retain(|found| found.number != row);
        }
        let only = self.groups.len() == 1;
        self.groups.retain(|group| only || !group.rows.is_empty());
        if self.groups.is_empty() {
            let group = self.group(Join::All);
            self.groups.push(group);
        }
    }

    /// A condition.
    pub fn row(&self, number: u32) -> Option<&Row> {
        self.groups.iter().flat_map(|group| &group.rows).find(|row| row.number == number)
    }

    /// A group.
    pub fn group_numbered(&self, number: u32) -> Option<&Group> {
        self.groups.iter().find(|group| group.number == number)
    }

    /// The place of a group among all, from 1 on.
    pub fn place_of_group(&self, number: u32) -> usize {
        self.groups.iter().take_while(|group| group.number != number).count() + 1
    }

    /// The place of a condition among all, from 1 on.
    pub fn place_of_row(&self, number: u32) -> usize {
        let rows = self.groups.iter().flat_map(|group| &group.rows);
        rows.take_while(|row| row.number != number).count() + 1
    }

    /// Changes how a group is joined.
    pub fn join_group(&mut self, number: u32, join: Join) {
        if let Some(group) = self.groups.iter_mut().find(|group| group.number == number) {
            group.join = join;
        }
    }

    /// Changes a condition; from then on it is what it says.
    pub fn change_row(&mut self, number: u32, change: impl FnOnce(&mut Row)) {
        let mut rows = self.groups.iter_mut().flat_map(|group| &mut group.rows);
        if let Some(row) = rows.find(|row| row.number == number) {
            change(row);
            row.kept = None;
        }
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn group(&mut self, join: Join) -> Group {
        Group { number: self.number(), join, rows: Vec::new() }
    }

    fn row_of(&mut self, filter: &Filter, properties: &[Property]) -> Row {
        let (property, operator, values) =
            said(filter, properties).unwrap_or((String::new(), Operator::Is, Vec::new()));
        Row { number: self.number(), property, operator, values, kept: Some(filter.clone()) }
    }
}

/// A condition in words: property, operator, values.
type Said = (String, Operator, Vec<String>);

impl Default for Row {
    fn default() -> Self {
        Self { number: 0, property: String::new(), operator: Operator::Is, values: Vec::new(), kept: None }
    }
}

fn parts_of(filter: &Filter) -> Option<(Join, &[Filter])> {
    if let Filter::All { of } = filter {
        Some((Join::All, of))
    } else if let Filter::Any { of } = filter {
        Some((Join::Any, of))
    } else {
        None
    }
}

/// A condition in words, where there are words for it.
fn said(filter: &Filter, properties: &[Property]) -> Option<Said> {
    fn any<T: ToString>(property: &str, options: impl IntoIterator<Item = T>) -> Said {
        let values = options.into_iter().map(|option| option.to_string()).collect();
        (property.to_owned(), Operator::Is, values)
    }
    let plain = |property: &str, operator| (property.to_owned(), operator, Vec::new());
    let with = |property: &PropertyName, operator, value: String| {
        (property.as_str().to_owned(), operator, vec![value])
    };
    let day = |property: &PropertyName, at: DateTime<Utc>| {
        let known = properties.iter().find(|known| known.key == property.as_str());
        if known.is_some_and(|known| known.kind == Kind::Day) {
            at.date_naive().to_string()
        } else {
            day_of(at)
        }
    };
    Some(match filter {
        Filter::All { .. }
        | Filter::Any { .. }
        | Filter::Contact { .. }
        | Filter::Followed { .. }
        | Filter::Mentioned { .. } => {
            return None;
        }
        Filter::Not { of } => {
            if let Filter::ConversationState { is } = **of {
                return Some(plain(NO_CONVERSATION, Operator::of_state(is)));
            }
            let (property, operator, values) = said(of, properties)?;
            // Not 7 is asked of numbers by a program only, and so is whether all conversations have an owner.
            let by_program = matches!(**of, Filter::Number { .. } | Filter::ConversationUnassigned);
            let operator = operator.reversed().filter(|_| !by_program)?;
            (property, operator, values)
        }
        Filter::State { is } => plain(STATE, Operator::of_state(*is)),
        Filter::Status { any_of } => any(BuiltIn::Status.name(), any_of),
        Filter::Pipeline { any_of } => any(BuiltIn::Pipeline.name(), any_of),
        Filter::Owner { any_of } => any(BuiltIn::Owner.name(), any_of),
        Filter::Team { any_of } => any(BuiltIn::AssignedTeams.name(), any_of),
        Filter::CreatedBy { any_of } => any(BuiltIn::CreatedBy.name(), any_of),
        Filter::Channel { any_of } => any(CHANNEL, any_of),
        Filter::ConversationState { is } => plain(A_CONVERSATION, Operator::of_state(*is)),
        Filter::ConversationOwner { any_of } => any(CONVERSATION_OWNER, any_of),
        Filter::ConversationUnassigned => plain(CONVERSATION_OWNER, Operator::Unknown),
        Filter::Priority { any_of } => any(BuiltIn::Priority.name(), any_of.iter().map(|it| it.name())),
        Filter::Source { any_of } => any(BuiltIn::Source.name(), any_of.iter().map(|it| it.name())),
        Filter::Choice { property, any_of } => any(property.as_str(), any_of),
        Filter::Unassigned => plain(BuiltIn::Owner.name(), Operator::Unknown),
        Filter::NoPriority => plain(BuiltIn::Priority.name(), Operator::Unknown),
        Filter::Known { property } => plain(property.as_str(), Operator::Known),
        Filter::Text { property, is } => match is {
            TextTest::Is { text } => with(property, Operator::Is, text.clone()),
            TextTest::Contains { text } => with(property, Operator::Contains, text.clone()),
        },
        Filter::Number { property, is } => match is {
            NumberTest::Is { number } => with(property, Operator::Is, number.to_string()),
            NumberTest::AtLeast { number } => with(property, Operator::AtLeast, number.to_string()),
            NumberTest::AtMost { number } => with(property, Operator::AtMost, number.to_string()),
        },
        Filter::Time { property, is } => match is {
            TimeTest::Before { at } => with(property, Operator::Before, day(property, *at)),
            TimeTest::Since { at } => with(property, Operator::Since, day(property, *at)),
            TimeTest::WithinDays { days } => with(property, Operator::Within, days.to_string()),
            TimeTest::OverDaysAgo { days } => with(property, Operator::Over, days.to_string()),
        },
    })
}

/// The first moment of a day in UTC, as conditions on a property that is a day have it.
fn first_of(day: &str) -> Option<DateTime<Utc>> {
    Value::Date(day.parse().ok()?).point_in_time()
}

impl Row {
    /// Whether it was made by a program in a way that cannot be edited here.
    pub fn is_closed(&self) -> bool {
        self.property.is_empty()
    }

    /// The condition; none while something is missing.
    pub fn filter(&self, properties: &[Property]) -> Option<Filter> {
        if let Some(kept) = &self.kept {
            return Some(kept.clone());
        }
        let property = properties.iter().find(|property| property.key == self.property)?;
        let name = || PropertyName::from(self.property.as_str());
        let not = |filter: Filter| Filter::Not { of: Box::new(filter) };
        match self.operator {
            Operator::Open => Some(self.state(State::Open)),
            Operator::Closed => Some(self.state(State::Closed)),
            Operator::Known => Some(Filter::Known { property: name() }),
            Operator::Unknown => Some(match property.kind {
                Kind::Options(Options::Owner) => Filter::Unassigned,
                Kind::Options(Options::ConversationOwner) => Filter::ConversationUnassigned,
                Kind::Options(Options::Priority) => Filter::NoPriority,
                Kind::State | Kind::Options(_) | Kind::Text | Kind::Number | Kind::Time | Kind::Day => {
                    not(Filter::Known { property: name() })
                }
            }),
            Operator::IsNot | Operator::ContainsNot => self.compared(property).map(not),
            Operator::Is
            | Operator::Contains
            | Operator::AtLeast
            | Operator::AtMost
            | Operator::Before
            | Operator::Since
            | Operator::Within
            | Operator::Over => self.compared(property),
        }
    }

    /// The condition that something is in a state: the ticket, or one or none of its conversations.
    fn state(&self, is: State) -> Filter {
        if self.property == A_CONVERSATION {
            Filter::ConversationState { is }
        } else if self.property == NO_CONVERSATION {
            Filter::Not { of: Box::new(Filter::ConversationState { is }) }
        } else {
            Filter::State { is }
        }
    }

    /// The condition that its values are, whichever way round it is asked.
    fn compared(&self, property: &Property) -> Option<Filter> {
        let name = PropertyName::from(self.property.as_str());
        let only = self.values.first().map(|value| value.trim()).filter(|value| !value.is_empty())?;
        match property.kind {
            Kind::State => None,
            Kind::Options(options) => Some(self.options(options, name)),
            Kind::Text => {
                let text = only.to_owned();
                let contains = matches!(self.operator, Operator::Contains | Operator::ContainsNot);
                let is = if contains { TextTest::Contains { text } } else { TextTest::Is { text } };
                Some(Filter::Text { property: name, is })
            }
            Kind::Number => {
                let number = only.parse().ok()?;
                let is = if self.operator == Operator::AtLeast {
                    NumberTest::AtLeast { number }
                } else if self.operator == Operator::AtMost {
                    NumberTest::AtMost { number }
                } else {
                    NumberTest::Is { number }
                };
                Some(Filter::Number { property: name, is })
            }
            Kind::Time | Kind::Day => {
                let first =
                    |day: &str| if property.kind == Kind::Day { first_of(day) } else { midnight_of(day) };
                let is = if self.operator == Operator::Within {
                    TimeTest::WithinDays { days: only.parse().ok()? }
                } else if self.operator == Operator::Over {
                    TimeTest::OverDaysAgo { days: only.parse().ok()? }
                } else if self.operator == Operator::Since {
                    TimeTest::Since { at: first(only)? }
                } else {
                    TimeTest::Before { at: first(only)? }
                };
                Some(Filter::Time { property: name, is })
            }
        }
    }

    fn options(&self, options: Options, property: PropertyName) -> Filter {
        fn parsed<T: FromStr + Ord>(values: &[String]) -> BTreeSet<T> {
            values.iter().filter_map(|value| value.parse().ok()).collect()
        }
        let values = &self.values;
        match options {
            Options::Status => Filter::Status { any_of: parsed(values) },
            Options::Pipeline => Filter::Pipeline { any_of: parsed(values) },
            Options::Owner => Filter::Owner { any_of: parsed(values) },
            Options::Team => Filter::Team { any_of: parsed(values) },
            Options::CreatedBy => Filter::CreatedBy { any_of: parsed(values) },
            Options::Channel => Filter::Channel { any_of: parsed(values) },
            Options::ConversationOwner => Filter::ConversationOwner { any_of: parsed(values) },
            Options::Priority => {
                let any_of = values.iter().filter_map(|value| Priority::named(value)).collect();
                Filter::Priority { any_of }
            }
            Options::Source => {
                let named = |value: &String| TicketSource::ALL.into_iter().find(|it| it.name() == value);
                Filter::Source { any_of: values.iter().filter_map(named).collect() }
            }
            Options::Choice | Options::YesNo | Options::User => {
                Filter::Choice { property, any_of: values.iter().cloned().collect() }
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
