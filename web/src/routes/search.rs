//! The address of a search: what is searched for, and among what.

use sportello_domain::filter::{Filter, TimeTest};
use sportello_domain::id::{ChannelId, ContactId, StatusId, UserId};
use sportello_domain::pipeline::State;
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::SearchIn;

use super::{decode, encode, word_of};

/// What is searched for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRoute {
    /// What was typed.
    pub typed: String,
    /// In what; else everywhere (VEW-10).
    pub only_in: Option<SearchIn>,
    /// Only among open or only among closed tickets; else among all.
    pub state: Option<State>,
    /// Only among some of them.
    pub among: Among,
}

/// The tickets among which is searched: all for which everything holds that is said (VEW-09).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Among {
    /// In this status.
    pub status: Option<StatusId>,
    /// With a conversation on this channel.
    pub channel: Option<ChannelId>,
    /// About this contact.
    pub contact: Option<ContactId>,
    /// Owned by this user.
    pub owner: Option<UserId>,
    /// On which something happened in the last so many days.
    pub days: Option<u32>,
}

impl Among {
    /// The same as a filter; none where nothing is said.
    pub fn filter(self) -> Option<Filter> {
        let last_activity = BuiltIn::LastActivityDate.into();
        let conditions = [
            self.status.map(|it| Filter::Status { any_of: [it].into() }),
            self.channel.map(|it| Filter::Channel { any_of: [it].into() }),
            self.contact.map(|it| Filter::Contact { any_of: [it].into() }),
            self.owner.map(|it| Filter::Owner { any_of: [it].into() }),
            self.days.map(|days| Filter::Time { property: last_activity, is: TimeTest::WithinDays { days } }),
        ];
        let of: Vec<Filter> = conditions.into_iter().flatten().collect();
        (!of.is_empty()).then_some(Filter::All { of })
    }
}

impl SearchRoute {
    pub(super) fn href(&self) -> String {
        let words = [
            (!self.typed.is_empty()).then(|| format!("q={}", encode(&self.typed))),
            self.only_in.map(|place| format!("in={}", place.slug())),
            self.state.map(|state| format!("state={}", state.name())),
            self.among.status.map(|status| format!("status={status}")),
            self.among.channel.map(|channel| format!("channel={channel}")),
            self.among.contact.map(|contact| format!("contact={contact}")),
            self.among.owner.map(|owner| format!("owner={owner}")),
            self.among.days.map(|days| format!("days={days}")),
        ];
        let query: Vec<String> = words.into_iter().flatten().collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/search{mark}{}", query.join("&"))
    }

    /// Reads the query of the address. What makes no sense in it is left out.
    pub(super) fn parse(query: &str) -> Self {
        let place = word_of(query, "in");
        let state = word_of(query, "state");
        Self {
            typed: word_of(query, "q").and_then(decode).unwrap_or_default(),
            only_in: SearchIn::ALL.into_iter().find(|known| Some(known.slug()) == place),
            state: state.and_then(State::named),
            among: Among {
                status: word_of(query, "status").and_then(|id| id.parse().ok()),
                channel: word_of(query, "channel").and_then(|id| id.parse().ok()),
                contact: word_of(query, "contact").and_then(|id| id.parse().ok()),
                owner: word_of(query, "owner").and_then(|id| id.parse().ok()),
                days: word_of(query, "days").and_then(|days| days.parse().ok()),
            },
        }
    }
}
