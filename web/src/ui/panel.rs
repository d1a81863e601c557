//! What a list or a panel shows when it has nothing to show: it is empty, it failed, or one may not see it.

use leptos::prelude::*;

use crate::ui::button::Button;
use crate::ui::icon::Icon;

/// How much of the page a panel is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PanelPlace {
    /// A part of a page that has its own heading.
    #[default]
    Part,
    /// All that the page has to say, so that its title is the page's heading.
    Page,
}

/// Shows what happened and what one can do.
#[component]
pub fn PanelState(
    /// A picture for it.
    icon: Icon,
    /// How much of the page it is.
    #[prop(optional)]
    place: PanelPlace,
    /// What it is, in a few words.
    #[prop(into)]
    title: Signal<String>,
    /// What to do, in a sentence.
    #[prop(into)]
    text: Signal<String>,
    /// A button's word and what it does.
    #[prop(into, default = None)]
    remedy: Option<(Signal<String>, Callback<()>)>,
) -> impl IntoView {
    let heading = match place {
        PanelPlace::Part => view! { <p class="hd-panel-state__title">{move || title.get()}</p> }.into_any(),
        PanelPlace::Page => view! { <h1 class="hd-panel-state__title">{move || title.get()}</h1> }.into_any(),
    };
    view! {
        <div class="hd-panel-state" role="status">
            {icon.draw()} {heading}
            <p class="hd-panel-state__text">{move || text.get()}</p>
            {remedy
                .map(|(label, act)| {
                    view! { <Button on_press=Callback::new(move |_| act.run(()))>{move || label.get()}</Button> }
                })}
        </div>
    }
}

/// A short line where something was done: why it did not happen and what to do.
#[component]
pub fn RefusalNote(
    /// The sentence.
    #[prop(into)]
    text: Signal<String>,
    /// Takes the line away.
    on_close: Callback<()>,
    /// What the closing button is called.
    #[prop(into)]
    close_label: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="hd-note hd-note--wrong" role="alert">
            {Icon::Warning.draw()} <span class="hd-note__text">{move || text.get()}</span>
            <Button
                weight=crate::ui::button::Weight::Quiet
                label=close_label
                on_press=Callback::new(move |_| on_close.run(()))
            >
                {Icon::Cross.draw()}
            </Button>
        </div>
    }
}

/// A short line above what was typed: why it was not taken and what to do.
#[component]
pub fn WrongNote(
    /// The sentence.
    text: String,
) -> impl IntoView {
    view! {
        <p class="hd-note hd-note--wrong" role="alert">
            {Icon::Warning.draw()} <span class="hd-note__text">{text}</span>
        </p>
    }
}
