//! The message to which an address points: `/tickets/7#` and its id.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use sportello_domain::id::ConversationId;
use sportello_domain::protocol::ThreadEntry;
use wasm_bindgen::JsCast;

use super::thread::ThreadEnd;
use crate::replica::use_help_desk;

/// How many earlier pages of a thread are loaded to find it.
const PAGES: u32 = 20;

/// Shows the message to which the address points, once, when the thread has it. Earlier pages are loaded until it does.
pub fn show_pointed(conversation: ConversationId, entries: Memo<Option<Vec<ThreadEntry>>>, end: ThreadEnd) {
    let help_desk = use_help_desk();
    let hash = use_location().hash;
    let shown = StoredValue::new(String::new());
    let loaded = StoredValue::new(0);
    Effect::new(move |_| {
        let wanted = hash.get().trim_start_matches('#').to_owned();
        let entries = entries.read();
        let Some(entries) = entries.as_ref().filter(|_| !wanted.is_empty()) else { return };
        if shown.with_value(|shown| *shown == wanted) {
            return;
        }
        let is_wanted = |entry: &ThreadEntry| match entry {
            ThreadEntry::Message(view) => view.message.id.to_string() == wanted,
            ThreadEntry::Happening { .. } => false,
        };
        if entries.iter().any(is_wanted) {
            shown.set_value(wanted.clone());
            end.leave();
            request_animation_frame(move || {
                let found = document().get_element_by_id(&wanted);
                if let Some(message) = found.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
                    // Whoever reads by ear is led there too.
                    let _ = message.focus();
                }
            });
        } else if loaded.get_value() < PAGES && help_desk.core(|core| core.earlier(conversation).is_some()) {
            loaded.update_value(|loaded| *loaded += 1);
            let help_desk = help_desk.clone();
            spawn_local(async move {
                // Without a line the thread stays as it is.
                let _ = help_desk.load_earlier(conversation).await;
            });
        }
    });
}
