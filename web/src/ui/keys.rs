//! The keys that work everywhere while no text is typed.

use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::focus::next_number;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// To the next entry (`j`, arrow down).
    Next,
    /// To the previous entry (`k`, arrow up).
    Previous,
    /// Open the chosen entry (`Enter`).
    Open,
    /// Close what is open (`Escape`).
    Close,
    /// Write a reply (`r`).
    Reply,
    /// Write a comment (`c`).
    Comment,
    /// Choose the owner (`a`).
    Assign,
    /// Choose the status (`s`).
    Status,
    /// Mark as unread (`u`).
    Unread,
    /// Select the chosen entry, or take it out (`x`, space).
    Select,
    /// Follow, or follow no more (`f`).
    Follow,
    /// Merge with another (`m`).
    Merge,
    /// Delete (`#`).
    Delete,
    /// To the column before (arrow left).
    Left,
    /// To the column after (arrow right).
    Right,
    /// Carry the chosen card to the column before (`,` and `<`).
    CarryLeft,
    /// Carry the chosen card to the column after (`.` and `>`).
    CarryRight,
    /// Create a ticket (`n`).
    Create,
    /// Search (`/`).
    Search,
    /// Show the keys (`?`).
    Help,
}

impl Shortcut {
    /// Reads a key, as the browser names it. Keys held with Ctrl, Alt or the command key belong to the browser.
    pub fn from_key(key: &str, held: Held) -> Option<Self> {
        if held == Held::Modifier {
            return None;
        }
        match key {
            "j" | "ArrowDown" => Some(Self::Next),
            "k" | "ArrowUp" => Some(Self::Previous),
            "Enter" => Some(Self::Open),
            "Escape" => Some(Self::Close),
            "r" => Some(Self::Reply),
            "c" => Some(Self::Comment),
            "a" => Some(Self::Assign),
            "s" => Some(Self::Status),
            "u" => Some(Self::Unread),
            "x" | " " => Some(Self::Select),
            "f" => Some(Self::Follow),
            "m" => Some(Self::Merge),
            "#" => Some(Self::Delete),
            "ArrowLeft" => Some(Self::Left),
            "ArrowRight" => Some(Self::Right),
            "," | "<" => Some(Self::CarryLeft),
            "." | ">" => Some(Self::CarryRight),
            "n" => Some(Self::Create),
            "/" => Some(Self::Search),
            "?" => Some(Self::Help),
            _ => None,
        }
    }
}

/// What is held down beside a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing, or only the shift key.
    Nothing,
    /// Ctrl, Alt or the command key.
    Modifier,
}

type Hear = Rc<dyn Fn(Shortcut) -> bool>;

/// What the open page can be asked for, for whoever shows it as a list of commands.
#[derive(Clone, Copy)]
pub struct Offered(StoredValue<Vec<Page>, LocalStorage>);

/// What one page offers, and how it hears of it.
type Page = (u32, &'static [Shortcut], Hear);

/// Keeps what pages offer from here on.
pub fn provide_offered() {
    provide_context(Offered(StoredValue::new_local(Vec::new())));
}

/// What is offered now.
pub fn use_offered() -> Offered {
    expect_context()
}

impl Offered {
    /// What can be asked for now, each once.
    pub fn now(self) -> Vec<Shortcut> {
        let mut found = Vec::new();
        self.0.with_value(|pages| {
            for shortcut in pages.iter().flat_map(|(_, offers, _)| offers.iter()) {
                if !found.contains(shortcut) {
                    found.push(*shortcut);
                }
            }
        });
        found
    }

    /// Does what its key does.
    pub fn press(self, shortcut: Shortcut) {
        let pages: Vec<Hear> =
            self.0.with_value(|pages| pages.iter().map(|(_, _, hear)| hear.clone()).collect());
        pages.into_iter().any(|hear| hear(shortcut));
    }

    fn add(self, offers: &'static [Shortcut], hear: Hear) {
        let id = next_number();
        self.0.update_value(|pages| pages.push((id, offers, hear)));
        on_cleanup(move || {
            let _ = self.0.try_update_value(|pages| pages.retain(|(other, _, _)| *other != id));
        });
    }
}

/// Hears the keys for as long as the caller's owner lives; none is heard while text is typed or a dialog or a menu is
/// open (XCT-07). The listener returns whether it did something with the key; then the browser does nothing more.
/// What is in `offers` it can be asked for by the palette as well.
pub fn use_shortcuts(offers: &'static [Shortcut], on_shortcut: impl Fn(Shortcut) -> bool + 'static) {
    let on_shortcut: Hear = Rc::new(on_shortcut);
    if let Some(offered) = use_context::<Offered>() {
        offered.add(offers, on_shortcut.clone());
    }
    let listener = window_event_listener(ev::keydown, move |event| {
        let held = if event.ctrl_key() || event.alt_key() || event.meta_key() {
            Held::Modifier
        } else {
            Held::Nothing
        };
        let Some(shortcut) = Shortcut::from_key(&event.key(), held) else {
            return;
        };
        if event.default_prevented() || is_typing(&event) || something_is_open() {
            return;
        }
        // Enter or space on a link, a button or a box presses it.
        if (shortcut == Shortcut::Open || event.key() == " ") && is_pressable(&event) {
            return;
        }
        if on_shortcut(shortcut) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

fn target(event: &ev::KeyboardEvent) -> Option<web_sys::Element> {
    event.target()?.dyn_into().ok()
}

fn is_typing(event: &ev::KeyboardEvent) -> bool {
    // A box that is ticked takes no text.
    let in_field = |element: web_sys::Element| {
        element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]").unwrap_or_default()
    };
    event.is_composing() || target(event).is_some_and(in_field)
}

fn is_pressable(event: &ev::KeyboardEvent) -> bool {
    target(event)
        .is_some_and(|element| matches!(element.tag_name().as_str(), "A" | "BUTTON" | "SUMMARY" | "INPUT"))
}

fn something_is_open() -> bool {
    document().query_selector("dialog[open], [popover]:popover-open").is_ok_and(|found| found.is_some())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// XCT-07
    #[test]
    fn each_key_asks_for_one_thing() {
        let cases = [
            ("j", Shortcut::Next),
            ("ArrowDown", Shortcut::Next),
            ("k", Shortcut::Previous),
            ("ArrowUp", Shortcut::Previous),
            ("Enter", Shortcut::Open),
            ("Escape", Shortcut::Close),
            ("r", Shortcut::Reply),
            ("c", Shortcut::Comment),
            ("a", Shortcut::Assign),
            ("s", Shortcut::Status),
            ("u", Shortcut::Unread),
            ("x", Shortcut::Select),
            (" ", Shortcut::Select),
            ("ArrowLeft", Shortcut::Left),
            ("ArrowRight", Shortcut::Right),
            (",", Shortcut::CarryLeft),
            ("<", Shortcut::CarryLeft),
            (".", Shortcut::CarryRight),
            (">", Shortcut::CarryRight),
            ("n", Shortcut::Create),
            ("/", Shortcut::Search),
            ("?", Shortcut::Help),
        ];
        for (key, expected) in cases {
            assert_eq!(Shortcut::from_key(key, Held::Nothing), Some(expected), "{key}");
            assert_eq!(Shortcut::from_key(key, Held::Modifier), None, "Ctrl+{key}");
        }
        assert_eq!(Shortcut::from_key("y", Held::Nothing), None);
    }
}
