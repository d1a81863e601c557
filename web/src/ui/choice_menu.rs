//! A value that is edited in place: a button that shows it, and a list of values to take instead, narrowed by typing.

use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use crate::language::{say, use_language};
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;
use crate::ui::menu::opens;
use crate::ui::narrow::narrow;

/// One value that may be taken.
#[derive(Clone)]
pub struct Choice<T> {
    /// The value.
    pub value: T,
    /// What it is called, and what typing is compared with.
    pub label: String,
    /// How it is shown, name included.
    pub face: ViewFn,
    /// Why it cannot be taken now, if it cannot. It is shown all the same, so that nobody looks for it.
    pub why_not: Option<String>,
}

impl<T: PartialEq> PartialEq for Choice<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.label == other.label && self.why_not == other.why_not
    }
}

/// Shows a value and lets another be chosen from a list.
#[component]
pub fn ChoiceMenu<T>(
    /// What the value is: Owner, Priority, Status.
    #[prop(into)]
    name: Signal<String>,
    /// What may be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice<T>>>,
    /// Which one it is now.
    #[prop(into)]
    chosen: Signal<T>,
    /// Takes another.
    on_choose: Callback<T>,
    /// Whether it may be changed.
    #[prop(into, default = Signal::stored(true))]
    enabled: Signal<bool>,
    /// The button, for a key that opens the list.
    #[prop(optional)]
    button_ref: NodeRef<html::Button>,
    /// How the value is shown.
    face: ViewFn,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let number = next_number();
    let menu_id = format!("choices-{number}");
    let menu = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    let open = RwSignal::new(false);
    let take = Callback::new(move |value: T| {
        if let Some(menu) = menu.get_untracked() {
            let _ = menu.hide_popover();
        }
        if value != chosen.get_untracked() {
            on_choose.run(value);
        }
    });
    // Before and not after it has opened: whoever opens it by a key goes on typing at once. The browser gives the
    // focus to what has `autofocus` when the list opens; with it from the start, it would want to when the page does.
    let on_beforetoggle = move |event: Event| {
        open.set(opens(&event));
        if let Some(field) = field.get_untracked() {
            let _ = field.set_attribute("autofocus", "");
        }
    };
    view! {
        <button
            type="button"
            class="hd-property"
            popovertarget=menu_id.clone()
            aria-haspopup="listbox"
            node_ref=button_ref
            disabled=move || !enabled.get()
            title=move || name.get()
        >
            <span class="hd-hidden-label">{move || name.get()} " "</span>
            {move || face.run()}
            <Show when=move || enabled.get()>{Icon::Down.draw()}</Show>
        </button>
        <div class="hd-menu" id=menu_id popover="auto" node_ref=menu on:beforetoggle=on_beforetoggle>
            <ChoiceList number name choices chosen open=open.into() field take/>
        </div>
    }
}

/// The field and the values that it leaves over; empty while the list is closed.
#[component]
pub fn ChoiceList<T>(
    /// What tells its ids from those of other lists.
    number: u32,
    /// What is chosen here.
    name: Signal<String>,
    /// What may be chosen.
    choices: Signal<Vec<Choice<T>>>,
    /// Which one it is now.
    chosen: Signal<T>,
    /// Whether it is open.
    open: Signal<bool>,
    /// The field.
    field: NodeRef<html::Input>,
    /// Takes the one that is chosen.
    take: Callback<T>,
    /// What else may be chosen for what was typed, after what is left over.
    #[prop(optional, into)]
    also: Option<Callback<String, Vec<Choice<T>>>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let language = use_language();
    let typed = RwSignal::new(String::new());
    let left_over = Memo::new(move |_| {
        let choices = choices.read();
        let left_over = if open.get() {
            narrow(choices.iter().map(|choice| choice.label.as_str()), &typed.read())
        } else {
            Vec::new()
        };
        let also = also.map(|also| also.run(typed.get())).unwrap_or_default();
        left_over.into_iter().filter_map(|at| choices.get(at).cloned()).chain(also).collect::<Vec<_>>()
    });
    // Where the arrow keys have moved to, if they have; else the value that is chosen now.
    let moved = RwSignal::new(None::<usize>);
    let active = Memo::new(move |_| {
        moved.get().unwrap_or_else(|| {
            let chosen = chosen.get();
            let at = if typed.read().is_empty() {
                left_over.read().iter().position(|it| it.value == chosen)
            } else {
                None
            };
            at.unwrap_or(0)
        })
    });
    let reset = move |text: String| {
        moved.set(None);
        typed.set(text);
    };
    let on_keydown = move |event: KeyboardEvent| {
        let (at, count) = (active.get_untracked(), left_over.read_untracked().len());
        match event.key().as_str() {
            "ArrowDown" if count > 0 => moved.set(Some((at + 1) % count)),
            "ArrowUp" if count > 0 => moved.set(Some((at + count - 1) % count)),
            "Enter" => {
                let chosen = left_over.read_untracked().get(at).cloned();
                if let Some(choice) = chosen.filter(|choice| choice.why_not.is_none()) {
                    take.run(choice.value);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let list_id = format!("choices-{number}-list");
    let option_id = move |at: usize| format!("choices-{number}-{at}");
    let option = move |at: usize, choice: Choice<T>| {
        let Choice { value, face, why_not, .. } = choice;
        let selected = value == chosen.get();
        let may = why_not.is_none();
        view! {
            <div
                class="hd-menu__item"
                class:hd-menu__item--active=move || active.get() == at
                role="option"
                id=option_id(at)
                aria-selected=selected.to_string()
                aria-disabled=(!may).to_string()
                // The field keeps the focus, and with it what was typed.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| {
                    if may {
                        take.run(value.clone());
                    }
                }
            >
                <span class="hd-menu__label">
                    {face.run()} {why_not.map(|why| view! { <span class="hd-menu__why">{why}</span> })}
                </span>
                {selected.then(|| Icon::Tick.draw())}
            </div>
        }
    };
    view! {
        <input
            class="hd-menu__find"
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls=list_id.clone()
            aria-activedescendant=move || option_id(active.get())
            aria-label=move || name.get()
            placeholder=move || name.get()
            autocomplete="off"
            spellcheck="false"
            node_ref=field
            prop:value=move || typed.get()
            on:input:target=move |event| reset(event.target().value())
            on:blur=move |_| reset(String::new())
            on:keydown=on_keydown
        />
        <div role="listbox" id=list_id aria-label=move || name.get()>
            {move || left_over.get().into_iter().enumerate().map(|(at, choice)| option(at, choice)).collect_view()}
        </div>
        <Show when=move || open.get() && left_over.read().is_empty()>
            <p class="hd-menu__none" role="status">{move || say!(language, common.nothing_matches)}</p>
        </Show>
    }
}
