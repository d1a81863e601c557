//! A list of things of which some are chosen and put in order, by mouse and by keyboard.

use leptos::prelude::*;

use super::button::{Button, Weight};
use super::icon::Icon;
use super::tick::TickBox;
use crate::language::{say, use_language};

/// A thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What tells it from the others.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it stays chosen whatever happens.
    pub fixed: bool,
}

/// Shows each thing with a box to tick it, and the chosen ones with buttons that move them.
#[component]
pub fn ArrangedList(
    /// All of them, the chosen ones first and in their order.
    #[prop(into)]
    entries: Signal<Vec<Entry>>,
    /// Takes the keys of those that are chosen from now on, in order.
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let language = use_language();
    let keys = Memo::new(move |_| entries.read().iter().map(|entry| entry.key.clone()).collect::<Vec<_>>());
    let chosen = move || {
        let entries = entries.read_untracked();
        entries.iter().filter(|entry| entry.chosen).map(|entry| entry.key.clone()).collect::<Vec<_>>()
    };
    let row = move |key: String| {
        let key = StoredValue::new(key);
        let entry = Memo::new(move |_| {
            key.with_value(|key| entries.read().iter().find(|entry| entry.key == *key).cloned())
        });
        let name = Signal::derive(move || entry.get().map(|entry| entry.name).unwrap_or_default());
        let ticked = Signal::derive(move || entry.read().as_ref().is_some_and(|entry| entry.chosen));
        let enabled = Signal::derive(move || entry.read().as_ref().is_some_and(|entry| !entry.fixed));
        let tick = Callback::new(move |tick: bool| {
            let mut keys = chosen();
            key.with_value(|key| keys.retain(|other| other != key));
            if tick {
                keys.push(key.get_value());
            }
            on_change.run(keys);
        });
        let shift = Callback::new(move |down: bool| {
            let mut keys = chosen();
            let Some(at) = key.with_value(|key| keys.iter().position(|other| other == key)) else { return };
            let to = if down { at.saturating_add(1) } else { at.wrapping_sub(1) };
            if to < keys.len() {
                keys.swap(at, to);
                on_change.run(keys);
            }
        });
        let arrow = move |down: bool, icon: Icon| {
            let label = Signal::derive(move || {
                let what = if down { say!(language, views.down) } else { say!(language, views.up) };
                format!("{}: {what}", name.get())
            });
            view! {
                <Button weight=Weight::Quiet label on_press=Callback::new(move |_| shift.run(down))>
                    {icon.draw()}
                </Button>
            }
        };
        view! {
            <li class="hd-arranged__row">
                <TickBox label=name ticked enabled on_change=tick/>
                <Show when=move || ticked.get()>{arrow(false, Icon::Up)} {arrow(true, Icon::Later)}</Show>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="hd-arranged">
            <For each=move || keys.get() key=Clone::clone children=row/>
        </ul>
    }
}
