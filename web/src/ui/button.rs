//! A button.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// With a border.
    #[default]
    Plain,
    /// Filled; one a screen.
    Primary,
    /// Nothing around it until the pointer is there.
    Quiet,
    /// Filled, and red: it takes something away.
    Danger,
}

impl Weight {
    /// The classes of a button of this weight.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "hd-button",
            Self::Primary => "hd-button hd-button--primary",
            Self::Quiet => "hd-button hd-button--quiet",
            Self::Danger => "hd-button hd-button--danger",
        }
    }
}

/// Shows a button that does something at once.
#[component]
pub fn Button(
    /// What it does.
    on_press: Callback<MouseEvent>,
    /// How much it asks to be pressed.
    #[prop(optional)]
    weight: Weight,
    /// Whether it can be pressed now; it can unless said otherwise.
    #[prop(into, default = Signal::stored(true))]
    enabled: Signal<bool>,
    /// Its name, where its content is only an icon; also shown when the pointer rests on it.
    #[prop(into, optional)]
    label: MaybeProp<String>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=weight.class()
            disabled=move || !enabled.get()
            aria-label=move || label.get()
            title=move || label.get()
            on:click=move |event| on_press.run(event)
        >
            {children()}
        </button>
    }
}
