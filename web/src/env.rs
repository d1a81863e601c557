//! The browser's clock, randomness, storage and what it shows: the only place that reads them.
//! Everything else gets time and ids as arguments.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use js_sys::Promise;
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AddEventListenerOptions, VisibilityState};

/// Whether the page can be seen: it cannot in a tab behind another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It can.
    Seen,
    /// It cannot.
    Hidden,
}

/// Waits until the page can be seen, or until it cannot.
pub async fn until(sight: Sight) {
    while self::sight() != sight {
        let changed = Promise::new(&mut |resolve, _| {
            let once = AddEventListenerOptions::new();
            once.set_once(true);
            // Fails for no event that has a name.
            let _ = document().add_event_listener_with_callback_and_add_event_listener_options(
                "visibilitychange",
                &resolve,
                &once,
            );
        });
        // The promise is never rejected.
        let _ = JsFuture::from(changed).await;
    }
}

/// Says whether the page can be seen now.
pub fn sight() -> Sight {
    if document().visibility_state() == VisibilityState::Hidden { Sight::Hidden } else { Sight::Seen }
}

/// Returns the time of the browser's clock.
#[expect(clippy::disallowed_methods, reason = "the one place where the browser's clock is read")]
pub fn now() -> DateTime<Utc> {
    // Milliseconds since 1970 fit an i64 for as long as the browser's clock can show.
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
    let milliseconds = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// Turns a time into the browser's own date, which `Intl` formats.
pub fn date(at: DateTime<Utc>) -> js_sys::Date {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    js_sys::Date::new(&JsValue::from_f64(at.timestamp_millis() as f64))
}

/// Returns the milliseconds by which the clock on the wall runs ahead of UTC at that moment, in this browser.
pub fn wall_clock_offset(at: DateTime<Utc>) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a time zone")]
    let minutes_behind = date(at).get_timezone_offset() as i64;
    -minutes_behind * 60_000
}

/// Returns the day on the wall on which a moment is, as fields for days have it: `2026-03-02`.
pub fn day_of(at: DateTime<Utc>) -> String {
    (at + TimeDelta::milliseconds(wall_clock_offset(at))).date_naive().to_string()
}

/// Returns when a day begins on the wall; none where the text is no day.
pub fn midnight_of(day: &str) -> Option<DateTime<Utc>> {
    let as_utc = day.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc();
    let about = as_utc.checked_sub_signed(TimeDelta::milliseconds(wall_clock_offset(as_utc)))?;
    // Once more at the moment that was found: the clock may have been put on or back in between.
    as_utc.checked_sub_signed(TimeDelta::milliseconds(wall_clock_offset(about)))
}

/// Returns ten random bytes, as many as a version 7 id needs.
pub fn entropy() -> [u8; 10] {
    let mut bytes = [0; 10];
    // A browser without randomness cannot make ids; the fallback of zeros would collide, so the time is mixed in.
    let filled =
        window().crypto().is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    debug_assert!(filled, "the browser has no source of randomness");
    bytes
}

/// Reads what this browser kept under a name, if storage is allowed.
pub fn kept(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Keeps a text under a name in this browser; an empty text removes it. Returns whether it is kept.
pub fn keep(name: &str, text: &str) -> bool {
    let Ok(Some(storage)) = window().local_storage() else {
        return false;
    };
    if text.is_empty() { storage.remove_item(name).is_ok() } else { storage.set_item(name, text).is_ok() }
}

/// The names under which this browser keeps something, as far as they begin so.
pub fn kept_names(beginning: &str) -> Vec<String> {
    let Ok(Some(storage)) = window().local_storage() else {
        return Vec::new();
    };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    names.filter(|name| name.starts_with(beginning)).collect()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request_lock(name: &str, while_held: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = query)]
    fn query_locks() -> Result<Promise, JsValue>;
}

thread_local! {
    static PAGE: String = name_page();
}

/// The name of this page, which no other has. Others can ask whether it is still open.
pub fn page() -> String {
    PAGE.with(String::clone)
}

/// A lock that is held for as long as the page is open, and let go by the browser however it ends: also when it is left
/// and the browser keeps it for going back.
fn name_page() -> String {
    let name = format!("sportello.page.{:?}", entropy());
    let until_left = Closure::once_into_js(|| {
        Promise::new(&mut |resolve, _| {
            // Fails for no event that has a name.
            let _ = window().add_event_listener_with_callback("pagehide", &resolve);
        })
    });
    // Where the browser has no locks (a page that came over plain HTTP), no page is known to be open.
    let _ = request_lock(&name, &until_left);
    name
}

/// The pages that are open now, this one included.
pub async fn open_pages() -> BTreeSet<String> {
    let Ok(query) = query_locks() else { return BTreeSet::new() };
    let Ok(locks) = JsFuture::from(query).await else { return BTreeSet::new() };
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).unwrap_or_default();
    let held = js_sys::Array::from(&get(&locks, "held"));
    held.iter().filter_map(|lock| get(&lock, "name").as_string()).collect()
}

/// Returns the language that the browser asks for first (BCP 47).
pub fn language() -> Option<String> {
    window().navigator().language()
}
