//! A list of commands that opens at a button: the browser's own popover, which closes with Escape or a click elsewhere.

use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::ui::button::Weight;
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;

/// Shows a button that opens a list of commands.
#[component]
pub fn Menu(
    /// The button's name, read out and shown when the pointer rests on it.
    #[prop(into)]
    label: Signal<String>,
    /// How much the button asks to be pressed.
    #[prop(optional)]
    weight: Weight,
    /// What stands in the button.
    face: AnyView,
    /// The [`MenuItem`]s.
    children: Children,
) -> impl IntoView {
    let id = format!("menu-{}", next_number());
    let list = NodeRef::<html::Div>::new();
    let on_toggle = move |event: Event| {
        if opens(&event) {
            move_focus(list, Step::First);
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return,
        };
        event.prevent_default();
        move_focus(list, step);
    };
    view! {
        <button
            type="button"
            class=weight.class()
            popovertarget=id.clone()
            aria-haspopup="menu"
            title=move || label.get()
        >
            {face}
        </button>
        <div
            class="hd-menu hd-menu--end"
            id=id
            popover="auto"
            role="menu"
            aria-label=move || label.get()
            node_ref=list
            on:toggle=on_toggle
            on:keydown=on_keydown
            // A chosen command closes the list.
            on:click=move |_| hide(list)
        >
            {children()}
        </div>
    }
}

/// One command of a [`Menu`].
#[component]
pub fn MenuItem(
    /// What it does.
    on_choose: Callback<MouseEvent>,
    /// Why it cannot be done now, if it cannot. It can be reached all the same, so that the reason is read.
    #[prop(optional_no_strip)]
    why_not: Option<String>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let may = why_not.is_none();
    let choose = move |event: MouseEvent| {
        if may {
            on_choose.run(event);
        } else {
            event.stop_propagation(); // The list stays open.
        }
    };
    view! {
        <button
            type="button"
            class="hd-menu__item"
            role="menuitem"
            aria-disabled=(!may).to_string()
            tabindex="-1"
            on:click=choose
        >
            {children()} {why_not.map(|why| view! { <span class="hd-menu__why">{why}</span> })}
        </button>
    }
}

/// One of several things of a [`Menu`], of which one is chosen.
#[component]
pub fn MenuChoice(
    /// Whether it is the one.
    chosen: bool,
    /// Chooses it.
    on_choose: Callback<MouseEvent>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="hd-menu__item"
            role="menuitemradio"
            aria-checked=chosen.to_string()
            tabindex="-1"
            on:click=move |event| on_choose.run(event)
        >
            {children()} <span class="hd-menu__label"></span> {chosen.then(|| Icon::Tick.draw())}
        </button>
    }
}

/// Whether a popover's `toggle` event says that it opened.
pub fn opens(event: &Event) -> bool {
    event.unchecked_ref::<web_sys::ToggleEvent>().new_state() == "open"
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn hide(list: NodeRef<html::Div>) {
    if let Some(list) = list.get_untracked() {
        let _ = list.hide_popover();
    }
}

fn move_focus(list: NodeRef<html::Div>, step: Step) {
    let Some(list) = list.get_untracked() else {
        return;
    };
    let Ok(items) = list.query_selector_all("[role^=menuitem]") else {
        return;
    };
    let focused = document().active_element();
    let current = (0..items.length()).find(|at| {
        items
            .get(*at)
            .is_some_and(|item| focused.as_ref().is_some_and(|focused| focused.is_same_node(Some(&item))))
    });
    let count = items.length();
    if count == 0 {
        return;
    }
    let at = match (step, current) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => (at + count - 1) % count,
    };
    if let Some(item) = items.get(at).and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
