//! Deleting the selected tickets: how many they are is typed before (DEL-04).

use leptos::prelude::*;
use sportello_domain::bulk::SelectionSummary;
use sportello_domain::trash::DAYS_KEPT;

use super::Selected;
use crate::language::{say, say_count, use_language};
use crate::ticket::delete::ConfirmCount;
use crate::ui::skeleton::SkeletonCards;

/// Shows how many tickets are deleted and how many of those selected stay (DEL-18), and asks for the number.
#[component]
pub fn DeleteSelection(
    /// The tickets.
    selected: Selected,
    /// Called with the number that was typed, once it is the right one.
    on_confirm: Callback<u64>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let is_known = Memo::new(move |_| selected.summary.read().is_some());
    let of = move |count: fn(&SelectionSummary) -> u64| selected.summary.read().as_ref().map_or(0, count);
    let deletable = Memo::new(move |_| of(|summary| summary.deletable));
    let kept = Memo::new(move |_| of(SelectionSummary::kept));
    let tickets = Signal::derive(move || usize::try_from(deletable.get()).unwrap_or(usize::MAX));
    let form = move || {
        view! {
            <ConfirmCount tickets refused=RwSignal::new(None) on_confirm open>
                <p>
                    {move || say_count!(language, deletable.get(), bulk.deletes)} " "
                    {move || say!(language, bulk.restorable, days = DAYS_KEPT.to_string()).to_string()}
                </p>
                <p hidden=move || kept.get() == 0>{move || say_count!(language, kept.get(), bulk.kept)}</p>
            </ConfirmCount>
        }
        .into_any()
    };
    move || {
        if is_known.get() {
            form()
        } else {
            let label = Signal::derive(move || say!(language, common.loading).to_owned());
            view! { <SkeletonCards count=1 label/> }.into_any()
        }
    }
}
