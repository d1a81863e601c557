//! The three languages: the catalogue made from `locales/`, the one that is spoken now, and the macro that looks a
//! text up. No text that a person reads stands anywhere else.

use leptos::prelude::*;

use crate::ui::segmented::{Segment, Segmented};
use crate::{env, preferences};

/// The catalogue, made from `locales/` by the build script.
#[expect(warnings, clippy::all, clippy::pedantic, reason = "generated from the translation files")]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

pub use generated::i18n::Locale;

/// The language that is spoken now; every text follows it at once.
#[derive(Clone, Copy)]
pub struct Language(RwSignal<Locale>);

impl Language {
    /// The language that was chosen in this browser, or else the first of the browser's that the app speaks.
    pub fn of_browser() -> Self {
        let wanted =
            env::kept(preferences::LANGUAGE_KEY).unwrap_or_else(|| env::language().unwrap_or_default());
        let language = Self(RwSignal::new(from_code(&wanted)));
        language.tell_page();
        language
    }

    /// The language, tracked.
    pub fn locale(self) -> Locale {
        self.0.get()
    }

    /// Its code, as `Intl` and `lang` attributes take it; tracked.
    pub fn code(self) -> &'static str {
        code(self.0.get())
    }

    /// Speaks another language from now on, in this browser.
    pub fn choose(self, locale: Locale) {
        env::keep(preferences::LANGUAGE_KEY, code(locale));
        self.0.set(locale);
        self.tell_page();
    }

    fn tell_page(self) {
        if let Some(page) = document().document_element() {
            let _ = page.set_attribute("lang", code(self.0.get_untracked()));
        }
    }
}

/// Every language with its code and its own name.
const LANGUAGES: [(Locale, &str); 3] =
    [(Locale::en, "English"), (Locale::it, "Italiano"), (Locale::pt, "Português")];

/// The code of a language (BCP 47).
pub fn code(locale: Locale) -> &'static str {
    match locale {
        Locale::en => "en",
        Locale::it => "it",
        Locale::pt => "pt",
    }
}

/// Reads a code such as `pt-BR`; English for one that the app does not speak.
pub fn from_code(code: &str) -> Locale {
    match code.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "it" => Locale::it,
        "pt" => Locale::pt,
        _ => Locale::en,
    }
}

/// Returns the app's language.
pub fn use_language() -> Language {
    expect_context()
}

/// Looks a text up in the language that is spoken now, tracked: `say!(language, ticket.reply)`.
macro_rules! say {
    ($language:expr, $($rest:tt)*) => {
        ::leptos_i18n::td_string!($language.locale(), $($rest)*)
    };
}

/// Looks up the form of a text that a number asks for, tracked: `say_count!(language, 3, views.count)`. The text has
/// the forms `one` and `other`, both of which leave `count` open.
macro_rules! say_count {
    ($language:expr, $count:expr, $($text:ident).+) => {{
        let count = $crate::ui::time::say_number($language.code(), $count);
        if $crate::ui::time::asks_for_singular($language.code(), $count) {
            $crate::language::say!($language, $($text).+.one, count = count).to_string()
        } else {
            $crate::language::say!($language, $($text).+.other, count = count).to_string()
        }
    }};
}
pub(crate) use {say, say_count};

/// Chooses the language; each is called by its own name.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let language = use_language();
    let segment = |(locale, name): (Locale, &str)| Segment {
        label: Signal::stored(name.to_owned()),
        lang: Some(code(locale)),
        chosen: Signal::derive(move || language.locale() == locale),
        choose: Callback::new(move |()| language.choose(locale)),
    };
    let name = Signal::derive(move || say!(language, settings.language).to_owned());
    view! { <Segmented name segments=LANGUAGES.map(segment).into()/> }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_region_speaks_its_language_and_an_unknown_one_english() {
        assert_eq!(from_code("pt-BR"), Locale::pt);
        assert_eq!(from_code("IT"), Locale::it);
        assert_eq!(from_code("fr-FR"), Locale::en);
        assert_eq!(from_code(""), Locale::en);
        for (locale, _) in LANGUAGES {
            assert_eq!(from_code(code(locale)), locale);
        }
    }

    /// Every key with the names that its text leaves open.
    fn keys_of(file: &str) -> BTreeMap<String, Vec<String>> {
        fn walk(path: &str, value: &serde_json::Value, keys: &mut BTreeMap<String, Vec<String>>) {
            match value {
                serde_json::Value::Object(entries) => {
                    for (key, value) in entries {
                        walk(&format!("{path}.{key}"), value, keys);
                    }
                }
                text => {
                    let text = text.as_str().expect("every entry is a text");
                    assert!(!text.trim().is_empty(), "{path} is empty");
                    let mut open: Vec<String> = text
                        .split("{{")
                        .skip(1)
                        .map(|rest| rest.split("}}").next().unwrap().trim().to_owned())
                        .collect();
                    open.sort();
                    keys.insert(path.to_owned(), open);
                }
            }
        }
        let mut keys = BTreeMap::new();
        walk("", &serde_json::from_str(file).expect("the file is JSON"), &mut keys);
        keys
    }

    #[test]
    fn all_languages_say_the_same_things() {
        let english = keys_of(include_str!("../locales/en.json"));
        assert_eq!(english, keys_of(include_str!("../locales/it.json")), "Italian");
        assert_eq!(english, keys_of(include_str!("../locales/pt.json")), "Portuguese");
    }
}
