//! Something that is so or not: the browser's own checkbox with its label.

use leptos::prelude::*;

/// Shows a checkbox.
#[component]
pub fn TickBox(
    /// What is so or not.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is so.
    #[prop(into)]
    ticked: Signal<bool>,
    /// Takes the other.
    on_change: Callback<bool>,
    /// Whether it may be changed.
    #[prop(into, default = Signal::stored(true))]
    enabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="hd-tick">
            <input
                type="checkbox"
                prop:checked=move || ticked.get()
                disabled=move || !enabled.get()
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span>{move || label.get()}</span>
        </label>
    }
}
