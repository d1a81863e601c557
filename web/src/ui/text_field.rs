//! A line of text with its label, and what is wrong with it.

use leptos::html;
use leptos::prelude::*;

use crate::ui::focus::next_number;

/// Shows a field for a line of text.
#[component]
pub fn TextField(
    /// What the text is.
    label: Signal<String>,
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what is typed.
    on_input: Callback<String>,
    /// Which field of the browser's it is: text, or one for a date or a number.
    #[prop(default = "text")]
    kind: &'static str,
    /// Whether it must not be empty.
    #[prop(optional)]
    required: bool,
    /// Whether the words are some that a dictionary knows.
    #[prop(default = Words::Written)]
    words: Words,
    /// What is wrong with it, if anything is.
    #[prop(optional)]
    wrong: Option<Signal<Option<String>>>,
    /// What helps to fill it.
    #[prop(optional)]
    hint: Option<Signal<String>>,
    /// Whether it has the focus when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// The field itself.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = format!("field-{}", next_number());
    let (wrong_id, hint_id) = (format!("{id}-wrong"), format!("{id}-hint"));
    let wrong = move || wrong.and_then(|wrong| wrong.get());
    let described_by = {
        let (wrong_id, hint_id) = (wrong_id.clone(), hint_id.clone());
        move || wrong().map(|_| wrong_id.clone()).or_else(|| hint.map(|_| hint_id.clone()))
    };
    view! {
        <div class="hd-field">
            <label class="hd-field__label" for=id.clone()>{label}</label>
            <input
                class="hd-field__input"
                id=id
                type=kind
                aria-required=required.to_string()
                aria-invalid=move || wrong().is_some().to_string()
                aria-describedby=described_by
                autocomplete="off"
                autofocus=autofocus
                spellcheck=words.spellcheck()
                node_ref=node_ref
                prop:value=move || value.get()
                on:input:target=move |event| on_input.run(event.target().value())
            />
            {hint.map(|hint| view! { <span class="hd-soft" id=hint_id>{hint}</span> })}
            {move || {
                let id = wrong_id.clone();
                wrong().map(|text| view! { <span class="hd-field__wrong" id=id role="alert">{text}</span> })
            }}
        </div>
    }
}

/// Whether a spelling mistake can be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Words of a language.
    Written,
    /// Names, addresses and what programs read.
    Names,
}

impl Words {
    fn spellcheck(self) -> &'static str {
        match self {
            Self::Written => "true",
            Self::Names => "false",
        }
    }
}
