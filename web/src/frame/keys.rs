//! The list of keys.

use leptos::prelude::*;

use crate::language::{say, use_language};
use crate::ui::dialog::Dialog;

/// Shows the keys while `open` is true.
#[component]
pub fn KeysDialog(
    /// Whether the list is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let keys = move || {
        [
            ("j ↓", say!(language, keys.next)),
            ("k ↑", say!(language, keys.previous)),
            ("Enter", say!(language, keys.open)),
            ("Esc", say!(language, keys.close)),
            ("r", say!(language, keys.reply)),
            ("c", say!(language, keys.comment)),
            ("Ctrl Enter", say!(language, keys.send)),
            ("Ctrl Z", say!(language, keys.undo)),
            ("a", say!(language, keys.assign)),
            ("s", say!(language, keys.status)),
            ("u", say!(language, keys.unread)),
            ("n", say!(language, create.title)),
            ("/", say!(language, search.title)),
            ("← →", say!(language, keys.column)),
            (", .", say!(language, keys.carry)),
            ("?", say!(language, keys.help)),
        ]
        .map(|(key, text)| view! { <dt><kbd>{key}</kbd></dt><dd>{text}</dd> })
        .collect_view()
    };
    view! {
        <Dialog open title=Signal::derive(move || say!(language, frame.keys).to_owned())>
            <dl class="hd-keys">{keys}</dl>
        </Dialog>
    }
}
