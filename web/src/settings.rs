//! What a person chooses for this browser: language and theme.

use leptos::prelude::*;

use crate::language::{LANGUAGES, code, say, use_language};
use crate::preferences::{Theme, use_theme};
use crate::ui::focus::{use_heading_focus, use_title};

/// The page of settings.
#[component]
pub fn Settings() -> impl IntoView {
    let language = use_language();
    let theme = use_theme();
    let heading = use_heading_focus();
    use_title(move || say!(language, settings.title).to_owned());
    let theme_name = move |theme: Theme| match theme {
        Theme::System => say!(language, settings.theme_system),
        Theme::Light => say!(language, settings.theme_light),
        Theme::Dark => say!(language, settings.theme_dark),
    };
    view! {
        <main class="hd-settings" id="content">
            <h1 class="hd-settings__title" tabindex="-1" node_ref=heading>{move || say!(language, settings.title)}</h1>
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
        </main>
    }
}
