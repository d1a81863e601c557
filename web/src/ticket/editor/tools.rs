//! The tools beside the field: one stop of the tab key, between which the arrow keys move.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use sportello_domain::formatted::link_of;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, Node};

use super::{FormattedField, LinkOutcome, Tool};
use crate::language::{Language, say, use_language};
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;

/// Shows the tools.
#[component]
pub fn Tools(
    /// The field in which they work.
    field: FormattedField,
) -> impl IntoView {
    let language = use_language();
    let at = RwSignal::new(0);
    let on_keydown = move |event: KeyboardEvent| {
        let count = Tool::ALL.len();
        let next = match event.key().as_str() {
            "ArrowRight" => (at.get_untracked() + 1) % count,
            "ArrowLeft" => (at.get_untracked() + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        at.set(next);
        let bar = event.current_target().and_then(|bar| bar.dyn_into::<web_sys::Element>().ok());
        let button = bar.and_then(|bar| bar.children().item(u32::try_from(next).unwrap_or_default()));
        if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = button.focus();
        }
    };
    let tool = move |(place, tool): (usize, Tool)| {
        let label = move || say_tool(language, tool);
        view! {
            <button
                type="button"
                class="hd-button hd-button--quiet hd-tools__tool"
                tabindex=move || if at.get() == place { "0" } else { "-1" }
                aria-pressed=move || field.active.read().contains(&tool).to_string()
                aria-label=label
                title=move || format!("{} ({})", label(), keys_of(tool))
                // Before the field loses the focus.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| {
                    at.set(place);
                    field.apply(tool);
                }
            >
                {icon_of(tool).draw()}
            </button>
        }
    };
    view! {
        <div
            class="hd-tools"
            role="toolbar"
            aria-label=move || say!(language, reply.formatting)
            on:keydown=on_keydown
        >
            {Tool::ALL.into_iter().enumerate().map(tool).collect_view()}
        </div>
    }
}

fn say_tool(language: Language, tool: Tool) -> &'static str {
    match tool {
        Tool::Bold => say!(language, reply.bold),
        Tool::Italic => say!(language, reply.italic),
        Tool::Bullets => say!(language, reply.bullets),
        Tool::Numbers => say!(language, reply.numbers),
        Tool::Quote => say!(language, reply.quote),
        Tool::Code => say!(language, reply.code),
        Tool::Link => say!(language, reply.link),
    }
}

fn icon_of(tool: Tool) -> Icon {
    match tool {
        Tool::Bold => Icon::Bold,
        Tool::Italic => Icon::Italic,
        Tool::Bullets => Icon::Bullets,
        Tool::Numbers => Icon::Numbers,
        Tool::Quote => Icon::Quote,
        Tool::Code => Icon::Code,
        Tool::Link => Icon::Link,
    }
}

fn keys_of(tool: Tool) -> &'static str {
    match tool {
        Tool::Bold => "Ctrl B",
        Tool::Italic => "Ctrl I",
        Tool::Bullets => "Ctrl ⇧ 8",
        Tool::Numbers => "Ctrl ⇧ 7",
        Tool::Quote => "Ctrl ⇧ 9",
        Tool::Code => "Ctrl E",
        Tool::Link => "Ctrl K",
    }
}

/// Asks where a link shall lead, while that is to be known.
#[component]
pub fn LinkField(
    /// The field in which the link will stand.
    field: FormattedField,
) -> impl IntoView {
    move || {
        let leads = field.link.get()?;
        Some(view! { <LinkForm field leads/> })
    }
}

#[component]
fn LinkForm(
    field: FormattedField,
    /// Where it leads now; nowhere when empty.
    leads: String,
) -> impl IntoView {
    let language = use_language();
    let input = NodeRef::<html::Input>::new();
    input.on_load(|input| {
        let _ = input.focus();
        input.select();
    });
    let wrong = RwSignal::new(false);
    let set = move || {
        let said = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        let said = said.trim().to_owned();
        if said.is_empty() {
            return field.end_link(LinkOutcome::Removed);
        }
        match link_of(&said) {
            Some(address) => field.end_link(LinkOutcome::Leads { address, said }),
            None => wrong.set(true),
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Enter" => set(),
            "Escape" => field.end_link(LinkOutcome::Left),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    // Who goes on elsewhere on the page has left it; who looks an address up in another window comes back.
    let on_leave = move |event: FocusEvent| {
        let node = |target: Option<EventTarget>| target.and_then(|it| it.dyn_into::<Node>().ok());
        if let (Some(to), Some(form)) = (node(event.related_target()), node(event.current_target()))
            && !form.contains(Some(&to))
        {
            field.link.set(None);
        }
    };
    let has_link = !leads.is_empty();
    view! {
        <div class="hd-link-field" on:focusout=on_leave>
            <label for="link-address">{move || say!(language, reply.link_address)}</label>
            <input
                class="hd-field__input"
                id="link-address"
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                placeholder="https://"
                value=leads
                aria-invalid=move || wrong.get().to_string()
                aria-describedby=move || wrong.get().then_some("link-wrong")
                node_ref=input
                on:keydown=on_keydown
                on:input=move |_| wrong.set(false)
            />
            <Button on_press=Callback::new(move |_| set())>{move || say!(language, reply.link_set)}</Button>
            {has_link
                .then(|| {
                    view! {
                        <Button
                            weight=Weight::Quiet
                            on_press=Callback::new(move |_| field.end_link(LinkOutcome::Removed))
                        >
                            {move || say!(language, reply.link_remove)}
                        </Button>
                    }
                })}
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || say!(language, common.close).to_owned())
                on_press=Callback::new(move |_| field.end_link(LinkOutcome::Left))
            >
                {Icon::Cross.draw()}
            </Button>
            <Show when=move || wrong.get()>
                <p class="hd-link-field__wrong" id="link-wrong" role="alert">
                    {move || say!(language, reply.link_wrong)}
                </p>
            </Show>
        </div>
    }
}
