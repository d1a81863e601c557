//! The list of keys.

use leptos::prelude::*;

use super::palette::say_shortcut;
use crate::language::{say, use_language};
use crate::ui::dialog::Dialog;
use crate::ui::keys::Shortcut;

/// The keys of lists, tickets and boards, as they are listed.
const LISTED: [Shortcut; 18] = [
    Shortcut::Next,
    Shortcut::Previous,
    Shortcut::Open,
    Shortcut::Close,
    Shortcut::Reply,
    Shortcut::Comment,
    Shortcut::Assign,
    Shortcut::Status,
    Shortcut::Unread,
    Shortcut::Select,
    Shortcut::Follow,
    Shortcut::Merge,
    Shortcut::Delete,
    Shortcut::Create,
    Shortcut::Search,
    Shortcut::Left,
    Shortcut::CarryLeft,
    Shortcut::Help,
];

/// Shows the keys while `open` is true.
#[component]
pub fn KeysDialog(
    /// Whether the list is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let keys = move || {
        let everywhere = [
            ("Ctrl K", say!(language, palette.title)),
            ("Ctrl Enter", say!(language, keys.send)),
            ("Ctrl Z", say!(language, keys.undo)),
        ];
        let listed = LISTED.into_iter().map(|shortcut| say_shortcut(language, shortcut));
        let all = everywhere.into_iter().chain(listed);
        all.map(|(key, text)| view! { <dt><kbd>{key}</kbd></dt><dd>{text}</dd> }).collect_view()
    };
    view! {
        <Dialog open title=Signal::derive(move || say!(language, frame.keys).to_owned())>
            <dl class="hd-keys">{keys}</dl>
        </Dialog>
    }
}
