//! Elements that want to know when they get another size.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Calls `on_resize` with an element's width and height in pixels: once now, and whenever they have changed, until
/// the caller's scope ends.
pub fn watch_size(element: &web_sys::Element, on_resize: impl Fn(i32, i32) + 'static) {
    let measured = element.clone();
    let tell = move || on_resize(measured.client_width(), measured.client_height());
    tell();
    let told = Closure::<dyn FnMut()>::new(tell);
    // Every browser that runs WebAssembly of today has it.
    let Ok(observer) = web_sys::ResizeObserver::new(told.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, told));
    on_cleanup(move || {
        let _ = kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
