//! Grey rows that stand for what is being loaded. The stylesheet shows them only after 150 ms.

use leptos::prelude::*;

/// Shows rows of a list that is being loaded.
#[component]
pub fn SkeletonRows(
    /// How many.
    count: usize,
    /// What is being loaded, read out once.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="hd-skeleton" role="status">
            <span class="hd-hidden-label">{move || label.get()}</span>
            {(0..count)
                .map(|_| {
                    view! {
                        <div class="hd-skeleton__row" aria-hidden="true">
                            <span class="hd-skeleton__bar hd-skeleton__bar--short"></span>
                            <span class="hd-skeleton__bar hd-skeleton__bar--long"></span>
                            <span class="hd-skeleton__bar"></span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// Shows cards of a thread that is being loaded.
#[component]
pub fn SkeletonCards(
    /// How many.
    count: usize,
    /// What is being loaded, read out once.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="hd-skeleton" role="status">
            <span class="hd-hidden-label">{move || label.get()}</span>
            {(0..count).map(|_| view! { <div class="hd-skeleton__card" aria-hidden="true"></div> }).collect_view()}
        </div>
    }
}
