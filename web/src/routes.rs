//! Every address of the app: the only place with paths.

mod search;

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode};

use sportello_domain::association::RecordRef;
use sportello_domain::id::{ChannelId, ConversationId, InboxId, PipelineId};
use sportello_domain::pipeline::State;
use sportello_domain::protocol::RecordKind;
use sportello_domain::workspace::Layout;
use uuid::Uuid;

pub use self::search::{Among, SearchRoute};

/// A page, as its address says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Where one signs in.
    SignIn,
    /// A list of tickets.
    View(ViewRoute),
    /// One ticket, by the number that people say.
    Ticket {
        /// The ticket's number.
        number: u64,
    },
    /// What a search found.
    Search(SearchRoute),
    /// Contacts, companies or deals.
    Records(RecordsRoute),
    /// One contact, company or deal.
    Record {
        /// Its kind.
        kind: RecordKind,
        /// Its id.
        id: Uuid,
    },
    /// The conversations that wait for a ticket.
    WithoutTicket {
        /// The one that is open.
        conversation: Option<ConversationId>,
    },
    /// Conversations in inboxes.
    Inbox(InboxRoute),
    /// The conversations in Spam.
    Spam {
        /// The one that is open.
        conversation: Option<ConversationId>,
    },
    /// Settings.
    Settings(SettingsRoute),
    /// Any other address.
    Unknown,
}

/// Conversations in inboxes, and which one is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboxRoute {
    /// The inbox; all of them where none is named.
    pub inbox: Option<InboxId>,
    /// Whether the closed ones are listed instead of the open ones.
    pub closed: bool,
    /// The conversation that is open.
    pub conversation: Option<ConversationId>,
}

impl InboxRoute {
    fn href(self) -> String {
        let conversation =
            self.conversation.map(|conversation| format!("/{conversation}")).unwrap_or_default();
        let words = [
            self.inbox.map(|inbox| format!("in={inbox}")),
            self.closed.then(|| format!("state={}", State::Closed.name())),
        ];
        let query: Vec<String> = words.into_iter().flatten().collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/inbox{conversation}{mark}{}", query.join("&"))
    }

    /// Reads the query of the address. What makes no sense in it is left out.
    fn parse(conversation: Option<ConversationId>, query: &str) -> Self {
        Self {
            inbox: word_of(query, "in").and_then(|id| id.parse().ok()),
            closed: word_of(query, "state").and_then(State::named) == Some(State::Closed),
            conversation,
        }
    }
}

/// Which settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsRoute {
    /// What is chosen for this browser.
    Browser,
    /// The properties that admins define.
    Properties,
    /// The cards beside tickets.
    Sidebar,
    /// The fields of the form of a new ticket.
    TicketForm,
    /// What was deleted.
    RecycleBin,
    /// Whose mail is spam, and whose never is.
    Spam,
    /// The inboxes, and who works in them.
    Inboxes,
    /// Pipelines, their statuses and rules.
    Pipelines {
        /// The one that is edited; else the default one.
        pipeline: Option<PipelineId>,
    },
    /// What a pipeline does by itself.
    Automations {
        /// The pipeline.
        pipeline: PipelineId,
    },
    /// Where customers write to.
    Channels {
        /// The one that is edited; else the first.
        channel: Option<ChannelId>,
    },
}

impl SettingsRoute {
    fn href(self) -> String {
        match self {
            Self::Browser => "/settings".to_owned(),
            Self::Properties => "/settings/properties".to_owned(),
            Self::Sidebar => "/settings/sidebar".to_owned(),
            Self::TicketForm => "/settings/ticket-form".to_owned(),
            Self::RecycleBin => "/settings/recycle-bin".to_owned(),
            Self::Spam => "/settings/spam".to_owned(),
            Self::Inboxes => "/settings/inboxes".to_owned(),
            Self::Pipelines { pipeline: None } => "/settings/pipelines".to_owned(),
            Self::Pipelines { pipeline: Some(pipeline) } => format!("/settings/pipelines/{pipeline}"),
            Self::Automations { pipeline } => format!("/settings/pipelines/{pipeline}/automations"),
            Self::Channels { channel: None } => "/settings/channels".to_owned(),
            Self::Channels { channel: Some(channel) } => format!("/settings/channels/{channel}"),
        }
    }
}

/// A list of tickets, and what is open beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewRoute {
    /// Which list, by the word in its address.
    pub view: String,
    /// How it is laid out; else as its reader likes it (LAY-04).
    pub layout: Option<Layout>,
    /// The pipeline whose board it is; else the default one (LAY-06).
    pub pipeline: Option<PipelineId>,
    /// The ticket that is open beside the list, by its number.
    pub ticket: Option<u64>,
}

/// A list of contacts, companies or deals, and what is searched for in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsRoute {
    /// What is listed.
    pub kind: RecordKind,
    /// What was typed; everything is listed where that is nothing.
    pub typed: String,
}

impl RecordsRoute {
    fn href(&self) -> String {
        let mark = if self.typed.is_empty() { "" } else { "?q=" };
        format!("/{}{mark}{}", self.kind.slug(), encode(&self.typed))
    }
}

/// The word of a name in a query.
fn word_of<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, word)| word)
}

/// All but the unreserved characters (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The view that opens when nothing else was asked for.
pub const FIRST_VIEW: &str = "unassigned";

impl ViewRoute {
    /// A view as its reader likes it.
    pub fn of(view: &str) -> Self {
        Self { view: view.to_owned(), layout: None, pipeline: None, ticket: None }
    }

    fn href(&self) -> String {
        let words = [
            self.layout.map(|layout| format!("layout={}", layout.slug())),
            self.pipeline.map(|pipeline| format!("pipeline={pipeline}")),
            self.ticket.map(|ticket| format!("ticket={ticket}")),
        ];
        let query: Vec<String> = words.into_iter().flatten().collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/views/{}{mark}{}", encode(&self.view), query.join("&"))
    }

    /// Reads the query of a view's address. What makes no sense in it is left out (LAY-05).
    fn parse(view: String, query: &str) -> Self {
        let word = |name: &str| word_of(query, name);
        Self {
            view,
            layout: word("layout").and_then(Layout::with_slug),
            pipeline: word("pipeline").and_then(|id| id.parse().ok()),
            ticket: word("ticket").and_then(|number| number.parse().ok()),
        }
    }
}

impl Route {
    /// The address of the view that opens first.
    pub fn home() -> Self {
        Self::View(ViewRoute::of(FIRST_VIEW))
    }

    /// The ticket that is open at this address, by its number.
    pub fn ticket(&self) -> Option<u64> {
        match self {
            Self::Ticket { number } => Some(*number),
            Self::View(view) => view.ticket,
            Self::SignIn
            | Self::Search(_)
            | Self::Records(_)
            | Self::Record { .. }
            | Self::WithoutTicket { .. }
            | Self::Inbox(_)
            | Self::Spam { .. }
            | Self::Settings(_)
            | Self::Unknown => None,
        }
    }

    /// The conversation of an inbox that is open at this address.
    pub fn inbox_conversation(&self) -> Option<ConversationId> {
        if let Self::Inbox(route) = self { route.conversation } else { None }
    }

    /// The address of a contact, a company or a deal. A ticket's is by its number.
    pub fn of_record(record: RecordRef) -> Self {
        RecordKind::of(record).map_or(Self::Unknown, |kind| Self::Record { kind, id: record.uuid() })
    }

    /// Writes the address.
    pub fn href(&self) -> String {
        match self {
            Self::SignIn => "/sign-in".to_owned(),
            Self::View(view) => view.href(),
            Self::Ticket { number } => format!("/tickets/{number}"),
            Self::Search(search) => search.href(),
            Self::Records(records) => records.href(),
            Self::Record { kind, id } => format!("/{}/{id}", kind.slug()),
            Self::WithoutTicket { conversation: None } => "/without-ticket".to_owned(),
            Self::WithoutTicket { conversation: Some(conversation) } => {
                format!("/without-ticket/{conversation}")
            }
            Self::Inbox(inbox) => inbox.href(),
            Self::Spam { conversation: None } => "/spam".to_owned(),
            Self::Spam { conversation: Some(conversation) } => format!("/spam/{conversation}"),
            Self::Settings(settings) => settings.href(),
            Self::Unknown => "/".to_owned(),
        }
    }

    /// Reads an address: its path, and its query without the question mark.
    pub fn parse(path: &str, query: &str) -> Self {
        let mut words = path.split('/').filter(|word| !word.is_empty());
        let route = match (words.next(), words.next()) {
            (None, _) | (Some("views"), None) => Self::home(),
            (Some("sign-in"), None) => Self::SignIn,
            (Some("views"), Some(view)) => match decode(view) {
                Some(view) => Self::View(ViewRoute::parse(view, query)),
                None => Self::Unknown,
            },
            (Some("tickets"), Some(number)) => match number.parse() {
                Ok(number) => Self::Ticket { number },
                Err(_) => Self::Unknown,
            },
            (Some("search"), None) => Self::Search(SearchRoute::parse(query)),
            (Some("without-ticket"), conversation) => match conversation.map(str::parse) {
                None => Self::WithoutTicket { conversation: None },
                Some(Ok(conversation)) => Self::WithoutTicket { conversation: Some(conversation) },
                Some(Err(_)) => Self::Unknown,
            },
            (Some("inbox"), conversation) => match conversation.map(str::parse) {
                None => Self::Inbox(InboxRoute::parse(None, query)),
                Some(Ok(conversation)) => Self::Inbox(InboxRoute::parse(Some(conversation), query)),
                Some(Err(_)) => Self::Unknown,
            },
            (Some("spam"), conversation) => match conversation.map(str::parse) {
                None => Self::Spam { conversation: None },
                Some(Ok(conversation)) => Self::Spam { conversation: Some(conversation) },
                Some(Err(_)) => Self::Unknown,
            },
            (Some("settings"), None) => Self::Settings(SettingsRoute::Browser),
            (Some("settings"), Some("properties")) => Self::Settings(SettingsRoute::Properties),
            (Some("settings"), Some("sidebar")) => Self::Settings(SettingsRoute::Sidebar),
            (Some("settings"), Some("ticket-form")) => Self::Settings(SettingsRoute::TicketForm),
            (Some("settings"), Some("recycle-bin")) => Self::Settings(SettingsRoute::RecycleBin),
            (Some("settings"), Some("inboxes")) => Self::Settings(SettingsRoute::Inboxes),
            (Some("settings"), Some("spam")) => Self::Settings(SettingsRoute::Spam),
            (Some("settings"), Some("pipelines")) => match (words.next().map(str::parse), words.next()) {
                (None, _) => Self::Settings(SettingsRoute::Pipelines { pipeline: None }),
                (Some(Ok(pipeline)), None) => {
                    Self::Settings(SettingsRoute::Pipelines { pipeline: Some(pipeline) })
                }
                (Some(Ok(pipeline)), Some("automations")) => {
                    Self::Settings(SettingsRoute::Automations { pipeline })
                }
                (Some(Ok(_) | Err(_)), _) => Self::Unknown,
            },
            (Some("settings"), Some("channels")) => match words.next().map(str::parse) {
                None => Self::Settings(SettingsRoute::Channels { channel: None }),
                Some(Ok(channel)) => Self::Settings(SettingsRoute::Channels { channel: Some(channel) }),
                Some(Err(_)) => Self::Unknown,
            },
            (Some(word), id) => match (kind_with_slug(word), id.map(Uuid::parse_str)) {
                (Some(kind), None) => {
                    let typed = word_of(query, "q").and_then(decode).unwrap_or_default();
                    Self::Records(RecordsRoute { kind, typed })
                }
                (Some(kind), Some(Ok(id))) => Self::Record { kind, id },
                (Some(_), Some(Err(_))) | (None, _) => Self::Unknown,
            },
        };
        if words.next().is_some() { Self::Unknown } else { route }
    }
}

fn kind_with_slug(word: &str) -> Option<RecordKind> {
    RecordKind::ALL.into_iter().find(|kind| kind.slug() == word)
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.href())
    }
}

/// A word as it stands in an address.
fn encode(word: &str) -> PercentEncode<'_> {
    utf8_percent_encode(word, RESERVED)
}

fn decode(word: &str) -> Option<String> {
    let word = percent_decode_str(word).decode_utf8().ok()?;
    (!word.is_empty()).then(|| word.into_owned())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;
    use sportello_domain::protocol::SearchIn;
    use sportello_domain::testing::{
        channel_id, contact_id, conversation_id, inbox_id, pipeline_id, status_id, user_id,
    };

    use super::*;

    fn any_view() -> impl Strategy<Value = ViewRoute> {
        let layout = prop::option::of(prop::sample::select(Layout::ALL.as_slice()));
        let pipeline = prop::option::of((1..9_u8).prop_map(pipeline_id));
        let route = ("\\PC{1,20}", layout, pipeline, prop::option::of(any::<u64>()));
        route.prop_map(|(view, layout, pipeline, ticket)| ViewRoute { view, layout, pipeline, ticket })
    }

    fn any_search() -> impl Strategy<Value = SearchRoute> {
        let only_in = prop::option::of(prop::sample::select(SearchIn::ALL.as_slice()));
        let state = prop::option::of(prop::sample::select(vec![State::Open, State::Closed]));
        let id = || prop::option::of(1..9_u8);
        let among = (id(), id(), id(), id(), prop::option::of(any::<u32>()));
        let among = among.prop_map(|(status, channel, contact, owner, days)| Among {
            status: status.map(status_id),
            channel: channel.map(channel_id),
            contact: contact.map(contact_id),
            owner: owner.map(user_id),
            days,
        });
        ("\\PC{0,20}", only_in, state, among).prop_map(|(typed, only_in, state, among)| SearchRoute {
            typed,
            only_in,
            state,
            among,
        })
    }

    fn any_inbox() -> impl Strategy<Value = InboxRoute> {
        let route = (prop::option::of(1..9_u8), any::<bool>(), prop::option::of(1..9_u8));
        route.prop_map(|(inbox, closed, conversation)| InboxRoute {
            inbox: inbox.map(inbox_id),
            closed,
            conversation: conversation.map(conversation_id),
        })
    }

    fn any_kind() -> impl Strategy<Value = RecordKind> {
        prop::sample::select(RecordKind::ALL.as_slice())
    }

    fn any_route() -> impl Strategy<Value = Route> {
        prop_oneof![
            Just(Route::SignIn),
            any_view().prop_map(Route::View),
            any::<u64>().prop_map(|number| Route::Ticket { number }),
            any_search().prop_map(Route::Search),
            any_inbox().prop_map(Route::Inbox),
            (any_kind(), "\\PC{0,20}").prop_map(|(kind, typed)| Route::Records(RecordsRoute { kind, typed })),
            (any_kind(), any::<u128>())
                .prop_map(|(kind, id)| Route::Record { kind, id: Uuid::from_u128(id) }),
            prop::option::of(any::<[u8; 10]>()).prop_map(|id| Route::WithoutTicket {
                conversation: id.map(|id| ConversationId::generate(chrono::DateTime::UNIX_EPOCH, id)),
            }),
            prop::option::of(any::<[u8; 10]>()).prop_map(|id| Route::Spam {
                conversation: id.map(|id| ConversationId::generate(chrono::DateTime::UNIX_EPOCH, id)),
            }),
            prop_oneof![
                Just(SettingsRoute::Browser),
                Just(SettingsRoute::Properties),
                Just(SettingsRoute::Sidebar),
                Just(SettingsRoute::TicketForm),
                Just(SettingsRoute::RecycleBin),
                Just(SettingsRoute::Spam),
                Just(SettingsRoute::Inboxes),
                prop::option::of(any::<[u8; 10]>())
                    .prop_map(|id| id.map(|id| PipelineId::generate(chrono::DateTime::UNIX_EPOCH, id)))
                    .prop_map(|pipeline| SettingsRoute::Pipelines { pipeline }),
                any::<[u8; 10]>()
                    .prop_map(|id| PipelineId::generate(chrono::DateTime::UNIX_EPOCH, id))
                    .prop_map(|pipeline| SettingsRoute::Automations { pipeline }),
                prop::option::of(any::<[u8; 10]>())
                    .prop_map(|id| id.map(|id| ChannelId::generate(chrono::DateTime::UNIX_EPOCH, id)))
                    .prop_map(|channel| SettingsRoute::Channels { channel }),
            ]
            .prop_map(Route::Settings),
        ]
    }

    proptest! {
        #[test]
        fn every_address_leads_back_to_its_page(route in any_route()) {
            let href = route.href();
            let (path, query) = href.split_once('?').unwrap_or((&href, ""));
            prop_assert_eq!(Route::parse(path, query), route);
        }

        #[test]
        fn no_address_breaks_the_parser(path in "\\PC*", query in "\\PC*") {
            let _ = Route::parse(&path, &query);
        }
    }

    #[test]
    fn addresses_that_lead_nowhere_say_so() {
        for path in [
            "/contacts/abc",
            "/deals/1",
            "/tickets/abc",
            "/tickets/",
            "/views/%ff",
            "/tickets/1/2",
            "/nothing",
            "/sign-in/x",
        ] {
            assert_eq!(Route::parse(path, ""), Route::Unknown, "{path}");
        }
    }

    /// LAY-04, LAY-05
    #[test]
    fn an_address_that_names_no_layout_leaves_it_to_its_reader() {
        let closed = Route::View(ViewRoute::of("closed"));
        assert_eq!(Route::parse("/views/closed", ""), closed);
        assert_eq!(Route::parse("/views/closed", "layout=nonsense&ticket=x&pipeline=1"), closed);
        assert_eq!(Route::parse("/", ""), Route::home());
        let board = ViewRoute { layout: Some(Layout::Board), ..ViewRoute::of("closed") };
        assert_eq!(Route::parse("/views/closed", "layout=board"), Route::View(board));
    }
}
