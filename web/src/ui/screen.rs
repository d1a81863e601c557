//! What kind of window the app is in.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Up to which width the stylesheets lay out for a phone; the same number stands in their media queries.
const PHONE: &str = "(max-width: 760px)";

/// Returns whether the window is as narrow as a phone's, and follows when it changes.
pub fn use_phone() -> Signal<bool> {
    let Ok(Some(query)) = window().match_media(PHONE) else {
        return Signal::stored(false);
    };
    let phone = RwSignal::new(query.matches());
    let asked = query.clone();
    let on_change = Closure::<dyn FnMut()>::new(move || {
        // The page that asked may be gone.
        let _ = phone.try_set(asked.matches());
    });
    let _ = query.add_event_listener_with_callback("change", on_change.as_ref().unchecked_ref());
    let kept = StoredValue::new_local((query, on_change));
    on_cleanup(move || {
        let _ = kept.try_with_value(|(query, on_change)| {
            query.remove_event_listener_with_callback("change", on_change.as_ref().unchecked_ref())
        });
    });
    phone.into()
}

/// Whether the browser believes that it has a line.
pub fn is_online() -> bool {
    window().navigator().on_line()
}
