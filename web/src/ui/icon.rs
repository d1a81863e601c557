//! The one set of icons, drawn on a grid of 24 by 24 and inlined.

use leptos::prelude::*;

/// A picture that stands beside a word, or in its place when the control has a label of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A ticket: the help desk.
    Ticket,
    /// A tray: what nobody has taken yet.
    Tray,
    /// One person.
    Person,
    /// Lines: everything.
    Lines,
    /// A tick: done.
    Tick,
    /// A wheel: settings.
    Settings,
    /// A door: sign out.
    Leave,
    /// Something opens in a tab of its own.
    NewTab,
    /// A pencil: rename.
    Pencil,
    /// An envelope: e-mail.
    Envelope,
    /// A sheet with a folded corner: an internal comment.
    Note,
    /// A sheet of paper: a file.
    File,
    /// A paper clip: attach files.
    Clip,
    /// Points downwards: opens a menu.
    Down,
    /// Points to the start: back.
    Back,
    /// A cross: close.
    Cross,
    /// A circle with an i: information.
    Information,
    /// A clock.
    Clock,
    /// A triangle: something went wrong.
    Warning,
    /// A cloud crossed out: no line.
    Offline,
    /// A circled arrow: again.
    Again,
    /// An arrow that turns back: reply.
    Reply,
    /// Three dots: more commands.
    More,
    /// A dot in an envelope: unread.
    Unread,
    /// A padlock: no access.
    Lock,
    /// A keyboard: the keys.
    Keys,
    /// Points upwards: newer entries, an earlier place.
    Up,
    /// Points downwards: a later place.
    Later,
    /// A magnifying glass: search.
    Search,
    /// A plus: something new.
    Plus,
    /// Four squares: the layouts.
    Grid,
    /// A page with upright lines: the columns of a table.
    Columns,
    /// A list beside a page: the split layout.
    Split,
    /// A printer.
    Printer,
    /// A line that parts: splitting.
    Branch,
    /// Lines that become one: merging.
    Merge,
    /// A shield: what is kept out.
    Shield,
    /// A star: what one follows.
    Star,
    /// A bin: what was deleted.
    Bin,
    /// Columns: the board.
    Board,
    /// Two persons: a team.
    People,
    /// A funnel: some of everything.
    Filter,
    /// A bell: what one is told.
    Bell,
    /// An at sign: mentions.
    At,
    /// A heavy B: bold letters.
    Bold,
    /// A slanted I: italic letters.
    Italic,
    /// Lines with points: a list.
    Bullets,
    /// Lines with digits: a numbered list.
    Numbers,
    /// A bar beside lines: somebody else's words.
    Quote,
    /// Angle brackets: code.
    Code,
    /// Two links of a chain: a link.
    Link,
}

impl Icon {
    fn drawing(self) -> &'static str {
        match self {
            Self::Ticket => {
                "M4 7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v3a2 2 0 0 0 0 4v3a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-3a2 2 0 0 0 0-4zM14 5v2M14 11v2M14 17v2"
            }
            Self::Tray => "M4 13l3-8h10l3 8v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 13h5l1 3h4l1-3h5",
            Self::Person => {
                "M15.500 8a3.500 3.500 0 1 1-7 0a3.500 3.500 0 0 1 7 0zM5 20c.7-3.800 3.500-6 7-6s6.300 2.200 7 6"
            }
            Self::Lines => "M4 6h16M4 12h16M4 18h16",
            Self::Tick => "M5 12l4.500 4.500L19 7",
            Self::Settings => {
                "M15 12a3 3 0 1 1-6 0a3 3 0 0 1 6 0zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M18.400 5.600l-2.100 2.100M7.700 16.300l-2.100 2.100"
            }
            Self::NewTab => "M14 5h5v5M19 5l-8 8M11 6H6a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-5",
            Self::Leave => "M14 4h4a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-4M10 8l-4 4 4 4M6 12h9",
            Self::Pencil => "M4 20l1-4L16 5l3 3L8 19z",
            Self::Envelope => {
                "M4 8a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 8l8 6 8-6"
            }
            Self::Note => "M5 4h14v12l-4 4H5zM15 20v-4h4",
            Self::File => "M6 3h8l4 4v14H6zM14 3v4h4",
            Self::Clip => {
                "M19 11l-7.500 7.500a4.200 4.200 0 0 1-6-6L13 5a2.800 2.800 0 0 1 4 4l-7.500 7.500a1.400 1.400 0 0 1-2-2L14 8"
            }
            Self::Down => "M6 9l6 6 6-6",
            Self::Back => "M14 6l-6 6 6 6",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Clock => "M20 12a8 8 0 1 1-16 0a8 8 0 0 1 16 0zM12 8v4.5l3 1.5",
            Self::Information => "M20 12a8 8 0 1 1-16 0a8 8 0 0 1 16 0zM12 11v5M12 8v.01",
            Self::Warning => "M12 4l9 16H3zM12 10v4M12 17v.01",
            Self::Offline => {
                "M4 4l16 16M8 8.500A5 5 0 0 0 6.500 18H17M10.500 6.300A5.500 5.500 0 0 1 17 11a3.500 3.500 0 0 1 3 5"
            }
            Self::Again => "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5",
            Self::Reply => "M9 7l-5 5 5 5M4 12h9a7 7 0 0 1 7 6",
            Self::More => {
                "M13 6a1 1 0 1 1-2 0a1 1 0 0 1 2 0zM13 12a1 1 0 1 1-2 0a1 1 0 0 1 2 0zM13 18a1 1 0 1 1-2 0a1 1 0 0 1 2 0z"
            }
            Self::Unread => {
                "M20 11v5a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h8M4 8l8 6 3-2.200M21 6a2 2 0 1 1-4 0a2 2 0 0 1 4 0z"
            }
            Self::Lock => "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
            Self::Keys => "M3 7h18v10H3zM7 10.500h.01M11 10.500h.01M15 10.500h.01M8 14h8",
            Self::Up => "M12 19V6M6 11l6-6 6 6",
            Self::Later => "M12 5v13M6 13l6 6 6-6",
            Self::Search => "M16 10.500a5.500 5.500 0 1 1-11 0a5.500 5.500 0 0 1 11 0zM15 15l5 5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Grid => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
            Self::Columns => "M4 5h16v14H4zM9.300 5v14M14.700 5v14",
            Self::Split => "M4 5h16v14H4zM10 5v14M6 9h2M6 12h2M6 15h2",
            Self::Printer => "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z",
            Self::Branch => "M4 12h5c4 0 3-6 7-6h4M9 12c4 0 3 6 7 6h4M17 3l3 3-3 3M17 15l3 3-3 3",
            Self::Shield => "M12 4l7 3v5c0 4-3 7-7 8-4-1-7-4-7-8V7zM9 9.500l6 6M15 9.500l-6 6",
            Self::Star => {
                "M12 4l2.400 5 5.600.700-4.100 3.800 1.100 5.500-5-2.700-5 2.700 1.100-5.500L4 9.700 9.600 9z"
            }
            Self::Bin => "M5 7h14M9 7V5h6v2M7 7l1 13h8l1-13M10.500 10.500v6M13.500 10.500v6",
            Self::Merge => "M4 6h4c4 0 3 6 7 6h5M4 18h4c4 0 3-6 7-6M17 9l3 3-3 3",
            Self::Board => "M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v12h-4z",
            Self::People => {
                "M12 9a3 3 0 1 1-6 0a3 3 0 0 1 6 0zM3.500 19c.5-3.300 2.600-5 5.500-5s5 1.700 5.500 5M15 6.200a3 3 0 0 1 0 5.600M17 14.500c2 .7 3.200 2.200 3.500 4.500"
            }
            Self::Filter => "M4 5h16l-6 8v5l-4 2v-7z",
            Self::Bell => "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 18a2 2 0 0 0 4 0",
            Self::Bold => "M7 5h6a3.500 3.500 0 0 1 0 7H7zM7 12h7a3.500 3.500 0 0 1 0 7H7zM8 5v14",
            Self::Italic => "M10 5h8M6 19h8M14 5l-4 14",
            Self::Bullets => "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
            Self::Numbers => {
                "M10 6h10M10 12h10M10 18h10M4 5l1.500-1v5M3.500 15.500a1.500 1.500 0 0 1 3 0c0 1.500-3 2-3 4h3"
            }
            Self::Quote => "M5 5v14M10 8h10M10 12h10M10 16h6",
            Self::Code => "M8 7l-5 5 5 5M16 7l5 5-5 5",
            Self::Link => {
                "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1"
            }
            Self::At => {
                "M16 12a4 4 0 1 1-8 0a4 4 0 0 1 8 0zM16 8v5.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-4 7.500"
            }
        }
    }

    /// Draws the icon; readers of the screen skip it.
    pub fn draw(self) -> impl IntoView {
        view! {
            <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d=self.drawing()></path>
            </svg>
        }
    }
}
