//! A field that holds one of a few values: the browser's own.

use leptos::prelude::*;

/// Values, and what they are called.
pub type Choices = Signal<Vec<(String, String)>>;

/// Shows a field with its label.
#[component]
pub fn Select(
    /// What the value is.
    label: Signal<String>,
    /// What may be chosen.
    choices: Choices,
    /// Which one it is.
    value: RwSignal<String>,
    /// Called with another, once it is chosen.
    #[prop(optional)]
    on_choose: Option<Callback<String>>,
    /// Says why a value cannot be chosen, if it cannot. It is shown all the same.
    #[prop(optional)]
    why_not: Option<Callback<String, Option<String>>>,
) -> impl IntoView {
    let option = move |(id, name): (String, String)| {
        let chosen = id.clone();
        let why_not = why_not.and_then(|why_not| why_not.run(id.clone()));
        let disabled = why_not.is_some();
        let name = why_not.map_or(name.clone(), |why| format!("{name}: {why}"));
        view! { <option value=id disabled=disabled prop:selected=move || *value.read() == chosen>{name}</option> }
    };
    view! {
        <label class="hd-field">
            <span class="hd-field__label">{label}</span>
            <select
                class="hd-field__input"
                on:change:target=move |event| {
                    let chosen = event.target().value();
                    value.set(chosen.clone());
                    if let Some(on_choose) = on_choose {
                        on_choose.run(chosen);
                    }
                }
            >
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}
