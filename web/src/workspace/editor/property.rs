//! What views can be made of: each property with its kind, from which follow what can be asked of it and how the answer
//! is typed. One table, whatever the property.

use sportello_domain::policy;
use sportello_domain::property::{BuiltIn, Priority, PropertyKind};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::TicketSource;

use super::draft::Operator;
use crate::chips::say_priority;
use crate::language::{Language, say};
use crate::property::{say_property, say_source, user_options, yes_no_options};
use crate::workspace::board::pipelines_by_name;

/// The key of whether a ticket counts as open. No defined property has such a name.
pub const STATE: &str = ":state";
/// The key of the channels of a ticket's conversations.
pub const CHANNEL: &str = ":channel";
/// The key of whether one of a ticket's conversations is open.
pub const A_CONVERSATION: &str = ":a_conversation";
/// The key of whether none of them is.
pub const NO_CONVERSATION: &str = ":no_conversation";
/// The key of the owners of a ticket's conversations.
pub const CONVERSATION_OWNER: &str = ":conversation_owner";

/// A property as conditions speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its key: its name in the API, where it is a property of the ticket.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// What values it has.
    pub kind: Kind,
    /// Whether it may have none.
    pub optional: bool,
}

/// What values a property has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Open or closed.
    State,
    /// One or some of a list.
    Options(Options),
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A point in time.
    Time,
    /// A day, whatever the clock on the wall.
    Day,
}

/// The lists of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Options {
    /// The statuses of all pipelines.
    Status,
    /// The pipelines.
    Pipeline,
    /// Who may own tickets.
    Owner,
    /// The teams.
    Team,
    /// Everybody at the desk.
    CreatedBy,
    /// The channels.
    Channel,
    /// Who may own conversations.
    ConversationOwner,
    /// The priorities.
    Priority,
    /// Where tickets come from.
    Source,
    /// The options of a defined property.
    Choice,
    /// Yes and no, of a defined property.
    YesNo,
    /// Everybody at the desk, of a defined property.
    User,
}

/// How a value is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// It is not: the operator says it all.
    Nothing,
    /// Some of a list are ticked.
    Options,
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// A number of days.
    Days,
    /// A day.
    Date,
}

impl Property {
    /// What can be asked of it, the most usual first.
    pub fn operators(&self) -> Vec<Operator> {
        let asked: &[Operator] = match self.kind {
            Kind::State => &[Operator::Open, Operator::Closed],
            Kind::Options(_) => &[Operator::Is, Operator::IsNot],
            Kind::Text => &[Operator::Contains, Operator::ContainsNot, Operator::Is, Operator::IsNot],
            Kind::Number => &[Operator::Is, Operator::AtLeast, Operator::AtMost],
            Kind::Time | Kind::Day => &[Operator::Within, Operator::Over, Operator::Before, Operator::Since],
        };
        let known: &[Operator] = match (self.optional, self.kind) {
            (false, _) => &[],
            // That all conversations have an owner is no question that anybody asks.
            (true, Kind::Options(Options::ConversationOwner)) => &[Operator::Unknown],
            (true, _) => &[Operator::Known, Operator::Unknown],
        };
        asked.iter().chain(known).copied().collect()
    }
}

impl Kind {
    /// How the value is typed with which an operator compares.
    pub fn field(self, operator: Operator) -> Field {
        match (operator, self) {
            (Operator::Known | Operator::Unknown | Operator::Open | Operator::Closed, _)
            | (_, Self::State) => Field::Nothing,
            (Operator::Within | Operator::Over, _) => Field::Days,
            (_, Self::Options(_)) => Field::Options,
            (_, Self::Text) => Field::Text,
            (_, Self::Number) => Field::Number,
            (_, Self::Time | Self::Day) => Field::Date,
        }
    }
}

/// All properties of which conditions can be made, in the order in which they are offered.
pub fn properties(language: Language, setup: &Setup) -> Vec<Property> {
    let own = |key: &str, label: &str, kind, optional| Property {
        key: key.to_owned(),
        label: label.to_owned(),
        kind,
        optional,
    };
    let built_in = |property: BuiltIn, kind, optional| {
        own(property.name(), &say_property(language, setup, &property.into()), kind, optional)
    };
    let (some, none) = (true, false);
    let mut all = vec![
        own(STATE, say!(language, filter.state), Kind::State, none),
        built_in(BuiltIn::Status, Kind::Options(Options::Status), none),
        built_in(BuiltIn::Owner, Kind::Options(Options::Owner), some),
        built_in(BuiltIn::AssignedTeams, Kind::Options(Options::Team), some),
        built_in(BuiltIn::Priority, Kind::Options(Options::Priority), some),
        built_in(BuiltIn::Category, Kind::Text, some),
        built_in(BuiltIn::Pipeline, Kind::Options(Options::Pipeline), none),
        own(CHANNEL, say!(language, filter.channel), Kind::Options(Options::Channel), none),
        own(A_CONVERSATION, say!(language, filter.a_conversation), Kind::State, none),
        own(NO_CONVERSATION, say!(language, filter.no_conversation), Kind::State, none),
        own(
            CONVERSATION_OWNER,
            say!(language, filter.conversation_owner),
            Kind::Options(Options::ConversationOwner),
            some,
        ),
        built_in(BuiltIn::Source, Kind::Options(Options::Source), none),
        built_in(BuiltIn::Name, Kind::Text, none),
        built_in(BuiltIn::Description, Kind::Text, some),
        built_in(BuiltIn::Number, Kind::Number, none),
        built_in(BuiltIn::CreatedBy, Kind::Options(Options::CreatedBy), some),
        built_in(BuiltIn::CreateDate, Kind::Time, none),
        built_in(BuiltIn::LastActivityDate, Kind::Time, none),
        built_in(BuiltIn::LastContactedDate, Kind::Time, some),
        built_in(BuiltIn::LastModifiedDate, Kind::Time, none),
        built_in(BuiltIn::CloseDate, Kind::Time, some),
    ];
    all.extend(setup.properties.values().filter(|defined| !defined.archived).map(|defined| {
        let kind = match defined.kind {
            PropertyKind::Text | PropertyKind::LongText => Kind::Text,
            PropertyKind::Number => Kind::Number,
            PropertyKind::Date => Kind::Day,
            PropertyKind::DateTime => Kind::Time,
            PropertyKind::YesNo => Kind::Options(Options::YesNo),
            PropertyKind::Choice { .. } | PropertyKind::Choices { .. } => Kind::Options(Options::Choice),
            PropertyKind::User => Kind::Options(Options::User),
        };
        own(defined.name.as_str(), &defined.label, kind, some)
    }));
    all
}

/// The values of a list, each with what it is called.
pub fn options(language: Language, setup: &Setup, list: Options, key: &str) -> Vec<(String, String)> {
    fn by_name(mut named: Vec<(String, String)>) -> Vec<(String, String)> {
        named.sort_by_cached_key(|(_, name)| name.to_lowercase());
        named
    }
    let several = setup.pipelines.len() > 1;
    match list {
        Options::Status => {
            let mut pipelines: Vec<_> = setup.pipelines.values().collect();
            pipelines.sort_by_key(|pipeline| (pipeline.order, pipeline.id));
            let statuses = pipelines.into_iter().flat_map(|pipeline| {
                let named = move |label: &str| {
                    if several { format!("{label} ({})", pipeline.name) } else { label.to_owned() }
                };
                let ordered = pipeline.ordered().into_iter();
                ordered.map(move |status| (status.id.to_string(), named(&status.label)))
            });
            statuses.collect()
        }
        Options::Pipeline => pipelines_by_name(setup),
        Options::Owner | Options::ConversationOwner => {
            let owners = setup.users.values().filter(|user| policy::may_own_tickets(setup, user.id).is_ok());
            by_name(owners.map(|user| (user.id.to_string(), user.name.clone())).collect())
        }
        Options::CreatedBy | Options::User => user_options(setup),
        Options::Team => {
            by_name(setup.teams.values().map(|team| (team.id.to_string(), team.name.clone())).collect())
        }
        Options::Channel => {
            let channels = setup.channels.values();
            by_name(channels.map(|channel| (channel.id.to_string(), channel.name.clone())).collect())
        }
        Options::Priority => {
            let named = |it: Priority| (it.name().to_owned(), say_priority(language, Some(it)).to_owned());
            Priority::ALL.into_iter().rev().map(named).collect()
        }
        Options::Source => {
            TicketSource::ALL.map(|it| (it.name().to_owned(), say_source(language, it).to_owned())).into()
        }
        Options::Choice => {
            let defined = setup.properties.values().find(|defined| defined.name.as_str() == key);
            let options = defined.and_then(|defined| defined.kind.options()).unwrap_or_default();
            options.iter().map(|option| (option.clone(), option.clone())).collect()
        }
        Options::YesNo => yes_no_options(language),
    }
}
