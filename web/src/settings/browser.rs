//! What a person chooses for this browser: language, theme, and how long a reply can be taken back.

use leptos::prelude::*;

use crate::env;
use crate::language::{LANGUAGES, code, say, say_count, use_language};
use crate::preferences::{Theme, UNDO_CHOICES, UNDO_KEY, undo_seconds, use_theme};

/// Shows what is chosen for this browser.
#[component]
pub fn BrowserSettings() -> impl IntoView {
    let language = use_language();
    let theme = use_theme();
    let theme_name = move |theme: Theme| match theme {
        Theme::System => say!(language, settings.theme_system),
        Theme::Light => say!(language, settings.theme_light),
        Theme::Dark => say!(language, settings.theme_dark),
    };
    let undo = RwSignal::new(undo_seconds());
    let undo_name = move |seconds: u32| match seconds {
        0 => say!(language, settings.undo_off).to_owned(),
        seconds => say_count!(language, u64::from(seconds), settings.undo_seconds),
    };
    view! {
            <section class="hd-settings__row" aria-labelledby="settings-language">
                <h2 class="hd-settings__name" id="settings-language">{move || say!(language, settings.language)}</h2>
                <div class="hd-segmented" role="group" aria-labelledby="settings-language">
                    {LANGUAGES
                        .map(|(locale, name)| {
                            view! {
                                <button
                                    type="button"
                                    class="hd-segmented__choice"
                                    lang=code(locale)
                                    aria-pressed=move || (language.locale() == locale).to_string()
                                    on:click=move |_| language.choose(locale)
                                >
                                    {name}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </section>
            <section class="hd-settings__row" aria-labelledby="settings-theme">
                <h2 class="hd-settings__name" id="settings-theme">{move || say!(language, settings.theme)}</h2>
                <div class="hd-segmented" role="group" aria-labelledby="settings-theme">
                    {Theme::ALL
                        .map(|choice| {
                            view! {
                                <button
                                    type="button"
                                    class="hd-segmented__choice"
                                    aria-pressed=move || (theme.get() == choice).to_string()
                                    on:click=move |_| theme.choose(choice)
                                >
                                    {move || theme_name(choice)}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </section>
            <section class="hd-settings__row" aria-labelledby="settings-undo">
                <h2 class="hd-settings__name" id="settings-undo">{move || say!(language, settings.undo)}</h2>
                <div class="hd-segmented" role="group" aria-labelledby="settings-undo">
                    {UNDO_CHOICES
                        .map(|choice| {
                            view! {
                                <button
                                    type="button"
                                    class="hd-segmented__choice"
                                    aria-pressed=move || (undo.get() == choice).to_string()
                                    on:click=move |_| {
                                        env::keep(UNDO_KEY, &choice.to_string());
                                        undo.set(choice);
                                    }
                                >
                                    {move || undo_name(choice)}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </section>
    }
}
