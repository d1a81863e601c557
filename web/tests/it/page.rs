//! What every test of a component needs: a place in the page, styles, and a way to wait.

use gloo_timers::future::TimeoutFuture;
use leptos::mount::mount_to;
use leptos::prelude::*;
use sportello_web::language::Language;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, KeyboardEventInit};

const STYLES: [&str; 5] = [
    include_str!("../../styles/layers.css"),
    include_str!("../../styles/tokens.css"),
    include_str!("../../styles/base.css"),
    include_str!("../../styles/menu.css"),
    include_str!("../../styles/table.css"),
];

/// Mounts a component in an element of its own, with the app's styles and an English catalogue.
pub fn mount<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> HtmlElement {
    if document().get_element_by_id("styles").is_none() {
        let style = document().create_element("style").unwrap();
        style.set_id("styles");
        style.set_text_content(Some(&STYLES.concat()));
        document().head().unwrap().append_child(&style).unwrap();
    }
    let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&place).unwrap();
    mount_to(place.clone(), move || {
        let language = Language::of_browser();
        language.choose(sportello_web::language::Locale::en);
        provide_context(language);
        view()
    })
    .forget();
    place
}

/// The first element that a selector finds.
pub fn find(place: &HtmlElement, selector: &str) -> HtmlElement {
    let found = place.query_selector(selector).unwrap();
    found.unwrap_or_else(|| panic!("no {selector} in {}", place.inner_html())).unchecked_into()
}

/// How many elements a selector finds.
pub fn count(place: &HtmlElement, selector: &str) -> u32 {
    place.query_selector_all(selector).unwrap().length()
}

/// Waits until a condition holds.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("it never came to this: {what}");
}

/// Presses a key in an element.
pub fn press(element: &HtmlElement, key: &str) {
    let how = KeyboardEventInit::new();
    how.set_key(key);
    how.set_bubbles(true);
    how.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &how).unwrap();
    element.dispatch_event(&event).unwrap();
}

/// Types a text into a field.
pub fn type_into(field: &HtmlElement, text: &str) {
    let field: &web_sys::HtmlInputElement = field.unchecked_ref();
    field.set_value(text);
    let how = web_sys::EventInit::new();
    how.set_bubbles(true);
    field.dispatch_event(&web_sys::Event::new_with_event_init_dict("input", &how).unwrap()).unwrap();
}
