//! What a person chooses for this browser: language, theme, and how long a reply can be taken back.

use leptos::prelude::*;

use crate::env;
use crate::language::{LanguageChoice, say, say_count, use_language};
use crate::preferences::{Theme, UNDO_CHOICES, UNDO_KEY, undo_seconds, use_theme};
use crate::ui::segmented::{Segment, Segmented};

/// Shows what is chosen for this browser.
#[component]
pub fn BrowserSettings() -> impl IntoView {
    let language = use_language();
    let row = |name: Signal<String>, choice: AnyView| {
        view! {
            <section class="hd-settings__row">
                <h2 class="hd-settings__name">{name}</h2>
                {choice}
            </section>
        }
    };
    let theme_label = Signal::derive(move || say!(language, settings.theme).to_owned());
    let undo_label = Signal::derive(move || say!(language, settings.undo).to_owned());
    view! {
        {row(
            Signal::derive(move || say!(language, settings.language).to_owned()),
            view! { <LanguageChoice/> }.into_any(),
        )}
        {row(theme_label, view! { <Segmented name=theme_label segments=themes()/> }.into_any())}
        {row(undo_label, view! { <Segmented name=undo_label segments=seconds_to_undo()/> }.into_any())}
    }
}

fn themes() -> Vec<Segment> {
    let (language, theme) = (use_language(), use_theme());
    let name = move |theme: Theme| match theme {
        Theme::System => say!(language, settings.theme_system),
        Theme::Light => say!(language, settings.theme_light),
        Theme::Dark => say!(language, settings.theme_dark),
    };
    let segment = |choice: Theme| Segment {
        label: Signal::derive(move || name(choice).to_owned()),
        lang: None,
        chosen: Signal::derive(move || theme.get() == choice),
        choose: Callback::new(move |()| theme.choose(choice)),
    };
    Theme::ALL.map(segment).into()
}

fn seconds_to_undo() -> Vec<Segment> {
    let language = use_language();
    let undo = RwSignal::new(undo_seconds());
    let name = move |seconds: u32| match seconds {
        0 => say!(language, settings.undo_off).to_owned(),
        seconds => say_count!(language, u64::from(seconds), settings.undo_seconds),
    };
    let segment = |choice: u32| Segment {
        label: Signal::derive(move || name(choice)),
        lang: None,
        chosen: Signal::derive(move || undo.get() == choice),
        choose: Callback::new(move |()| {
            env::keep(UNDO_KEY, &choice.to_string());
            undo.set(choice);
        }),
    };
    UNDO_CHOICES.map(segment).into()
}
