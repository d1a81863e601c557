//! One of a few ways, all of them side by side.

use leptos::prelude::*;

/// One of the ways.
pub struct Segment {
    /// What it is called.
    pub label: Signal<String>,
    /// The language of its name, where that is not the page's.
    pub lang: Option<&'static str>,
    /// Whether it is the one that is chosen.
    pub chosen: Signal<bool>,
    /// Chooses it.
    pub choose: Callback<()>,
}

/// Shows the ways.
#[component]
pub fn Segmented(
    /// What is chosen here.
    name: Signal<String>,
    /// The ways.
    segments: Vec<Segment>,
) -> impl IntoView {
    let button = |segment: Segment| {
        let Segment { label, lang, chosen, choose } = segment;
        view! {
            <button
                type="button"
                class="hd-segmented__choice"
                lang=lang
                aria-pressed=move || chosen.get().to_string()
                on:click=move |_| choose.run(())
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="hd-segmented" role="group" aria-label=name>
            {segments.into_iter().map(button).collect_view()}
        </div>
    }
}
