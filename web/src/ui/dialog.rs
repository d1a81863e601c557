//! A window over the page: the browser's own `<dialog>`, which keeps the focus inside and closes with Escape.

use leptos::html;
use leptos::prelude::*;

use crate::language::{say, use_language};
use crate::ui::button::{Button, Weight};
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;

/// Whether a dialog about something is open: while there is something. Closing it forgets what it was about.
pub fn open_while_about<T: Send + Sync + 'static>(subject: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(subject.read().is_some()));
    Effect::new(move |_| {
        // Not set in vain: that would open and close it for ever.
        if !open.get() && subject.read_untracked().is_some() {
            subject.set(None);
        }
    });
    open
}

/// Where a dialog stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogPlace {
    /// In the middle of the page.
    #[default]
    Middle,
    /// In the middle, as wide as a sheet of paper.
    Wide,
    /// At the right, as high as the page.
    Right,
}

/// Shows a dialog while `open` is true.
#[component]
pub fn Dialog(
    /// Whether it is open; closing it, by whatever way, sets it to false.
    open: RwSignal<bool>,
    /// Where it stands.
    #[prop(optional)]
    place: DialogPlace,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let language = use_language();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            if !dialog.open() {
                // Fails only for a dialog that is not in the page.
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    let title_id = format!("dialog-{}", next_number());
    let labelled_by = title_id.clone();
    let class = match place {
        DialogPlace::Middle => "hd-dialog",
        DialogPlace::Wide => "hd-dialog hd-dialog--wide",
        DialogPlace::Right => "hd-dialog hd-dialog--right",
    };
    view! {
        <dialog class=class node_ref=dialog aria-labelledby=labelled_by on:close=move |_| open.set(false)>
            <div class="hd-dialog__head">
                <h2 class="hd-dialog__title" id=title_id>{move || title.get()}</h2>
                <Button
                    weight=Weight::Quiet
                    label=Signal::derive(move || say!(language, common.close).to_owned())
                    on_press=Callback::new(move |_| open.set(false))
                >
                    {Icon::Cross.draw()}
                </Button>
            </div>
            <div class="hd-dialog__body">{children()}</div>
        </dialog>
    }
}
