//! Says that a reply leaves in a moment, and takes it back.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;

use crate::language::{say, use_language};
use crate::replica::use_help_desk;
use crate::routes::Route;
use crate::ui::notice::{Remedy, Tone, use_notices};

/// Offers to take a reply back while it waits: by a button, and by Ctrl+Z where no text is being edited.
pub fn offer_undo() {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let navigate = use_navigate();
    let path = use_location().pathname;
    let taking = help_desk.clone();
    let take_back = Arc::new(move || {
        let number = taking.take_back().and_then(|waiting| {
            let ticket = waiting.ticket?;
            taking.desk(|desk| Some(desk.tickets.get(&ticket)?.number.0))
        });
        // Where the ticket is open already, the reply stands in its editor.
        let address = number.map(|number| Route::Ticket { number }.href());
        if let Some(address) = address.filter(|address| *address != path.get_untracked()) {
            navigate(&address, NavigateOptions::default());
        }
    });
    let (undo, showing, leaving) = (take_back.clone(), help_desk.clone(), help_desk.clone());
    Effect::new(move |before: Option<Option<u32>>| {
        if let Some(notice) = before.flatten() {
            notices.close(notice);
        }
        let waiting = showing.waiting()?;
        let number = showing.desk(|desk| Some(desk.tickets.get(&waiting.ticket?)?.number.0));
        let number = number.unwrap_or_default();
        let text = untrack(|| say!(language, reply.leaves, number = number).to_string());
        let act: Arc<dyn Fn() + Send + Sync> = undo.clone();
        let remedy = Remedy { label: untrack(|| say!(language, reply.undo).to_owned()), act };
        Some(notices.show(Tone::Information, text, Some(remedy)))
    });
    let listener = window_event_listener(ev::keydown, move |event| {
        let undoes = event.key() == "z" && (event.ctrl_key() || event.meta_key()) && !event.shift_key();
        if undoes && untrack(|| help_desk.waiting()).is_some() && !edits_text(&event) {
            event.prevent_default();
            take_back();
        }
    });
    let hiding = window_event_listener(ev::pagehide, move |_| leaving.release_at_last());
    on_cleanup(move || {
        listener.remove();
        hiding.remove();
    });
}

/// Whether a key is pressed in a field in which something stands: there it undoes what was typed.
fn edits_text(event: &ev::KeyboardEvent) -> bool {
    let Some(target) = event.target() else { return false };
    let text = match target.dyn_into::<web_sys::HtmlTextAreaElement>() {
        Ok(area) => area.value(),
        Err(target) => match target.dyn_into::<web_sys::HtmlInputElement>() {
            Ok(field) => field.value(),
            Err(target) => {
                let element = target.dyn_into::<web_sys::HtmlElement>();
                element
                    .ok()
                    .filter(web_sys::HtmlElement::is_content_editable)
                    .map_or_else(String::new, |it| it.inner_text())
            }
        },
    };
    !text.trim().is_empty()
}
