//! Times, numbers and sizes as people say them, in their language: by the browser's own `Intl`, so that no tables are downloaded.

use std::cell::RefCell;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use crate::env;

/// How long ago something was, as a list says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ago {
    /// Less than a minute.
    Now,
    /// So many minutes.
    Minutes(u32),
    /// So many hours, today.
    Hours(u32),
    /// Yesterday.
    Yesterday,
    /// Within the last week: the weekday says it.
    ThisWeek,
    /// Within a year: day and month say it.
    ThisYear,
    /// Longer ago: the whole date.
    Longer,
}

/// Says how long ago `then` was. `offset` is how far the clock on the wall runs ahead of UTC, in milliseconds: it
/// decides when yesterday was.
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>, offset: i64) -> Ago {
    const DAY: i64 = 86_400_000;
    let day = |at: DateTime<Utc>| (at.timestamp_millis() + offset).div_euclid(DAY);
    let minutes = (now - then).num_minutes().max(0);
    let days = day(now) - day(then);
    let whole = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    match (minutes, days) {
        (0, _) => Ago::Now,
        (1..60, _) => Ago::Minutes(whole(minutes)),
        (_, ..=0) => Ago::Hours(whole(minutes / 60)),
        (_, 1) => Ago::Yesterday,
        (_, 2..7) => Ago::ThisWeek,
        (_, 7..330) => Ago::ThisYear,
        _ => Ago::Longer,
    }
}

/// The formatters of one language. Making them is slow, using them is not.
struct Formats {
    language: &'static str,
    minutes: Function,
    hours: Function,
    days: Intl::RelativeTimeFormat,
    weekday: Function,
    day: Function,
    date: Function,
    full: Function,
    clock: Function,
    number: Function,
    plural: Intl::PluralRules,
}

impl Formats {
    fn new(language: &'static str) -> Self {
        let languages = Array::of1(&language.into());
        let number =
            |options: &[(&str, &str)]| Intl::NumberFormat::new(&languages, &object(options)).format();
        let time =
            |options: &[(&str, &str)]| Intl::DateTimeFormat::new(&languages, &object(options)).format();
        Self {
            language,
            minutes: number(&[("style", "unit"), ("unit", "minute"), ("unitDisplay", "short")]),
            hours: number(&[("style", "unit"), ("unit", "hour"), ("unitDisplay", "short")]),
            days: Intl::RelativeTimeFormat::new(&languages, &object(&[("numeric", "auto")])),
            weekday: time(&[("weekday", "short")]),
            day: time(&[("day", "numeric"), ("month", "short")]),
            date: time(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]),
            full: time(&[("dateStyle", "medium"), ("timeStyle", "short")]),
            clock: time(&[("timeStyle", "short")]),
            number: number(&[]),
            plural: Intl::PluralRules::new(&languages, &Object::new()),
        }
    }
}

thread_local! {
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

fn with_formats<R>(language: &'static str, use_them: impl FnOnce(&Formats) -> R) -> R {
    FORMATS.with_borrow_mut(|formats| match formats {
        Some(formats) if formats.language == language => use_them(formats),
        other => use_them(other.insert(Formats::new(language))),
    })
}

fn object(options: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in options {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), &(*value).into());
    }
    object
}

fn call(format: &Function, value: &JsValue) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Says how long ago, short enough for a list: `9 min`, `2 hr`, `yesterday`, `Tue`, `3 Feb`.
pub fn say_ago(language: &'static str, then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    with_formats(language, |formats| match ago(then, now, env::wall_clock_offset(now)) {
        Ago::Now => call(&formats.minutes, &0.into()),
        Ago::Minutes(count) => call(&formats.minutes, &count.into()),
        Ago::Hours(count) => call(&formats.hours, &count.into()),
        Ago::Yesterday => formats.days.format(-1.0, "day").into(),
        Ago::ThisWeek => call(&formats.weekday, &env::date(then)),
        Ago::ThisYear => call(&formats.day, &env::date(then)),
        Ago::Longer => call(&formats.date, &env::date(then)),
    })
}

/// Says when something was said in a thread: the time today, else day and time.
pub fn say_when(language: &'static str, then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    with_formats(language, |formats| match ago(then, now, env::wall_clock_offset(now)) {
        Ago::Now | Ago::Minutes(_) | Ago::Hours(_) => call(&formats.clock, &env::date(then)),
        Ago::Yesterday | Ago::ThisWeek | Ago::ThisYear | Ago::Longer => call(&formats.full, &env::date(then)),
    })
}

/// Says day and time in full.
pub fn say_in_full(language: &'static str, then: DateTime<Utc>) -> String {
    with_formats(language, |formats| call(&formats.full, &env::date(then)))
}

/// Says a day with its year.
pub fn say_day(language: &'static str, day: DateTime<Utc>) -> String {
    with_formats(language, |formats| call(&formats.date, &env::date(day)))
}

/// Says a day with its year, whatever the clock on the wall.
pub fn say_date(language: &'static str, day: NaiveDate) -> String {
    env::midnight_of(&day.to_string()).map(|midnight| say_day(language, midnight)).unwrap_or_default()
}

/// Says a number with the language's separators.
pub fn say_number(language: &'static str, number: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown to people, who do not read the sixteenth digit")]
    with_formats(language, |formats| call(&formats.number, &(number as f64).into()))
}

/// Whether a number asks for the singular, as 1 does in English, and 0 too in Portuguese.
pub fn asks_for_singular(language: &'static str, number: u64) -> bool {
    #[expect(
        clippy::cast_precision_loss,
        reason = "which form is used does not depend on the sixteenth digit"
    )]
    with_formats(language, |formats| formats.plural.select(number as f64) == "one")
}

/// A time as fields for date and time have it: that of the clock on the wall, to the minute.
pub fn wall_time(at: DateTime<Utc>) -> String {
    let wall = at + TimeDelta::milliseconds(env::wall_clock_offset(at));
    wall.format(WALL_TIME).to_string()
}

/// The time that a field for date and time says; none where it says none.
pub fn at_wall_time(text: &str) -> Option<DateTime<Utc>> {
    // Some browsers add the seconds.
    let wall = NaiveDateTime::parse_from_str(text.get(..16)?, WALL_TIME).ok()?.and_utc();
    // The offset of that time, which is asked for by a time close to it.
    let near = wall - TimeDelta::milliseconds(env::wall_clock_offset(wall));
    Some(wall - TimeDelta::milliseconds(env::wall_clock_offset(near)))
}

const WALL_TIME: &str = "%Y-%m-%dT%H:%M";

/// Says a size in bytes as people know it: bytes, kB or MB of a thousand each.
pub fn say_size(language: &'static str, bytes: u64) -> String {
    let (size, unit) = match bytes {
        0..1_000 => (bytes, "B"),
        1_000..1_000_000 => (bytes.div_ceil(1_000), "kB"),
        _ => (bytes.div_ceil(1_000_000), "MB"),
    };
    format!("{} {unit}", say_number(language, size))
}

/// The time now, told again every half minute, for what is said relative to it.
#[derive(Clone)]
pub struct Clock(ArcRwSignal<DateTime<Utc>>);

impl Clock {
    /// Starts the clock of the app.
    pub fn start() -> Self {
        let clock = Self(ArcRwSignal::new(env::now()));
        let ticking = clock.clone();
        spawn_local(async move {
            loop {
                TimeoutFuture::new(30_000).await;
                ticking.0.set(env::now());
            }
        });
        clock
    }

    /// The time, tracked.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.get()
    }
}

/// Returns the app's clock.
pub fn use_clock() -> Clock {
    expect_context()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn how_long_ago_depends_on_the_calendar_of_the_wall() {
        let now = at("2026-03-10T10:00:00Z");
        let cases = [
            ("2026-03-10T09:59:40Z", Ago::Now),
            ("2026-03-10T10:05:00Z", Ago::Now),
            ("2026-03-10T09:51:00Z", Ago::Minutes(9)),
            ("2026-03-10T08:00:00Z", Ago::Hours(2)),
            ("2026-03-10T00:01:00Z", Ago::Hours(9)),
            ("2026-03-09T23:59:00Z", Ago::Yesterday),
            ("2026-03-05T10:00:00Z", Ago::ThisWeek),
            ("2026-02-01T10:00:00Z", Ago::ThisYear),
            ("2024-02-01T10:00:00Z", Ago::Longer),
        ];
        for (then, expected) in cases {
            assert_eq!(ago(at(then), now, 0), expected, "{then}");
        }
        // One hour ahead of UTC, 23:59 was today already.
        assert_eq!(ago(at("2026-03-09T23:59:00Z"), now, 3_600_000), Ago::Hours(10));
    }
}
