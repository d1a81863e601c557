//! Every address of the app: the only place with paths.

use std::fmt;

/// A page, as its address says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// Where one signs in.
    SignIn,
    /// A list of tickets.
    View {
        /// Which list, by the word in its address.
        view: String,
        /// How it is laid out.
        layout: Layout,
    },
    /// One ticket, by the number that people say.
    Ticket {
        /// The ticket's number.
        number: u64,
    },
    /// Theme, language, account.
    Settings,
    /// Any other address.
    Unknown,
}

/// How a list of tickets is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One row a ticket.
    #[default]
    Table,
}

impl Layout {
    /// The word in the address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
        }
    }

    /// Reads the word of an address; anything else is the default (LAY-05).
    pub fn from_word(word: &str) -> Self {
        match word {
            "table" => Self::Table,
            _ => Self::default(),
        }
    }
}

/// The view that opens when nothing else was asked for.
pub const FIRST_VIEW: &str = "unassigned";

impl Route {
    /// The address of the view that opens first.
    pub fn home() -> Self {
        Self::View { view: FIRST_VIEW.to_owned(), layout: Layout::default() }
    }

    /// Writes the address.
    pub fn href(&self) -> String {
        match self {
            Self::SignIn => "/sign-in".to_owned(),
            Self::View { view, layout } if *layout == Layout::default() => {
                format!("/views/{}", encode(view))
            }
            Self::View { view, layout } => {
                format!("/views/{}?layout={}", encode(view), layout.word())
            }
            Self::Ticket { number } => format!("/tickets/{number}"),
            Self::Settings => "/settings".to_owned(),
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
                Some(view) => Self::View { view, layout: layout_of(query) },
                None => Self::Unknown,
            },
            (Some("tickets"), Some(number)) => match number.parse() {
                Ok(number) => Self::Ticket { number },
                Err(_) => Self::Unknown,
            },
            (Some("settings"), None) => Self::Settings,
            (Some(_), _) => Self::Unknown,
        };
        if words.next().is_some() { Self::Unknown } else { route }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.href())
    }
}

fn layout_of(query: &str) -> Layout {
    query.split('&').find_map(|pair| pair.strip_prefix("layout=")).map(Layout::from_word).unwrap_or_default()
}

/// Percent-encodes everything but the unreserved characters (RFC 3986, 2.3).
fn encode(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for byte in word.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
            }
            // The sign belongs before both digits.
            let at = out.len().saturating_sub(2);
            out.insert(at, '%');
        }
    }
    out
}

fn decode(word: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|word| !word.is_empty())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_route() -> impl Strategy<Value = Route> {
        prop_oneof![
            Just(Route::SignIn),
            "\\PC{1,20}".prop_map(|view| Route::View { view, layout: Layout::Table }),
            any::<u64>().prop_map(|number| Route::Ticket { number }),
            Just(Route::Settings),
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
        for path in ["/tickets/abc", "/tickets/", "/views/%zz", "/tickets/1/2", "/nothing", "/sign-in/x"] {
            assert_eq!(Route::parse(path, ""), Route::Unknown, "{path}");
        }
    }

    /// LAY-05
    #[test]
    fn the_table_is_shown_when_no_layout_was_chosen() {
        let table = Route::View { view: "closed".to_owned(), layout: Layout::Table };
        assert_eq!(Route::parse("/views/closed", ""), table);
        assert_eq!(Route::parse("/views/closed", "layout=nonsense"), table);
        assert_eq!(Route::parse("/", ""), Route::home());
    }
}
