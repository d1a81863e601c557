//! What is shown when the app itself breaks: after a panic nothing of it answers any more, so the page says so and
//! offers to start again. Drafts are kept in the browser's storage.

use std::panic;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use crate::env;
use crate::language::{Locale, from_code};
use crate::preferences::LANGUAGE_KEY;

/// Shows the page on the first panic from now on.
pub fn install() {
    panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        // If even this fails, what is in the console is all that can be said.
        let _ = show();
    }));
}

fn show() -> Result<(), JsValue> {
    let wanted = env::kept(LANGUAGE_KEY).or_else(env::language).unwrap_or_default();
    let locale: Locale = from_code(&wanted);
    let text = |tag: &str, text: &str| -> Result<web_sys::Element, JsValue> {
        let element = document().create_element(tag)?;
        element.set_text_content(Some(text));
        Ok(element)
    };
    let page = document().create_element("main")?;
    page.set_class_name("hd-broken");
    page.set_attribute("role", "alert")?;
    page.append_child(&*text("h1", leptos_i18n::td_string!(locale, broken.title))?)?;
    page.append_child(&*text("p", leptos_i18n::td_string!(locale, broken.text))?)?;
    let reload = text("button", leptos_i18n::td_string!(locale, common.reload))?;
    reload.set_class_name("hd-button hd-button--primary");
    let on_click = Closure::<dyn FnMut()>::new(|| {
        let _ = leptos::prelude::window().location().reload();
    });
    reload.add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref())?;
    // The page is the last thing that runs.
    on_click.forget();
    page.append_child(&reload)?;
    if let Some(body) = document().body() {
        body.set_text_content(None);
        body.append_child(&page)?;
    }
    Ok(())
}
