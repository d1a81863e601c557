//! Parts of a window or a card of which one is shown, chosen by its name: the pattern *Tabs* of ARIA.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// One part.
pub struct Tab<T> {
    /// Which it is.
    pub of: T,
    /// What it is called.
    pub label: Signal<String>,
}

/// Shows the names; the arrow keys go from one to the next, round and round.
#[component]
pub fn Tabs<T>(
    /// What they are parts of.
    name: Signal<String>,
    /// The parts.
    tabs: Vec<Tab<T>>,
    /// The one that is shown.
    #[prop(into)]
    chosen: Signal<T>,
    /// Shows another.
    on_choose: Callback<T>,
    /// The id of the element that shows it.
    controls: &'static str,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let all: Vec<(T, NodeRef<html::Button>)> = tabs.iter().map(|tab| (tab.of, NodeRef::new())).collect();
    let all = StoredValue::new(all);
    let step = move |by: usize| {
        let next = all.with_value(|all| {
            let at = all.iter().position(|(of, _)| *of == chosen.get_untracked()).unwrap_or_default();
            all.get((at + by) % all.len()).copied()
        });
        let Some((of, button)) = next else { return };
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
        // What it shows may take the focus.
        on_choose.run(of);
    };
    let on_keydown = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => all.with_value(Vec::len).saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        step(by);
    };
    let buttons = tabs.into_iter().enumerate().map(|(at, Tab { of, label })| {
        let selected = move || chosen.get() == of;
        let button = all.with_value(|all| all.get(at).map(|(_, button)| *button)).unwrap_or_default();
        view! {
            <button
                type="button"
                class="hd-tab"
                role="tab"
                node_ref=button
                aria-controls=controls
                aria-selected=move || selected().to_string()
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| on_choose.run(of)
                on:keydown=on_keydown
            >
                {label}
            </button>
        }
    });
    view! {
        <div class="hd-tabs" role="tablist" aria-label=name>
            {buttons.collect_view()}
        </div>
    }
}
