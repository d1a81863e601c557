//! What can be done with the selected tickets of a table: a bar above it, with what it opens.

pub mod delete;
pub mod jobs;
mod property;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use sportello_domain::bulk::{BulkAction, Selection, SelectionSummary};
use sportello_domain::id::StatusId;
use sportello_domain::ticket::Assignee;
use sportello_domain::view::View;

use self::property::PropertyForm;
use super::listed::Listed;
use super::selection::{Chosen, Extent, Selecting};
use crate::language::{say, say_count, use_language};
use crate::parts;
use crate::replica::bulk::use_bulk_jobs;
use crate::replica::use_help_desk;
use crate::server;
use crate::ticket::properties::{owner_choices, status_choice};
use crate::ui::button::{Button, Weight};
use crate::ui::choice_menu::{Choice, ChoiceMenu};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::time::say_number;

/// What is selected, and what is known of it.
#[derive(Clone, Copy)]
pub struct Selected {
    chosen: Memo<Chosen>,
    /// What is in it; none while the server is asked.
    pub summary: Memo<Option<SelectionSummary>>,
    /// How many tickets it is.
    count: Memo<u64>,
}

impl Selected {
    /// Follows what is selected in a view. Of tickets that are listed everything is here; of a whole view the server is
    /// asked, and again when it is to be deleted.
    fn of(view: View, list: Listed, selecting: Selecting) -> Self {
        let help_desk = use_help_desk();
        let chosen = selecting.selected();
        let is_view = Memo::new(move |_| *chosen.read() == Chosen::View);
        let whole = RwSignal::new(None::<SelectionSummary>);
        Effect::new(move |_| {
            let _again = selecting.deleting.get();
            if is_view.get() {
                spawn_local(async move {
                    // Where there is no answer, what needs one stays closed.
                    if let Ok(summary) = server::load_selection(&Selection::View { view }).await {
                        let _ = whole.try_set(Some(summary));
                    }
                });
            }
        });
        let summary = Memo::new(move |_| {
            let _again = selecting.deleting.get();
            match &*chosen.read() {
                Chosen::View => whole.get(),
                Chosen::Tickets(tickets) => Some(help_desk.core(|core| {
                    let found = tickets.iter().filter_map(|ticket| core.desk().tickets.get(ticket));
                    SelectionSummary::of(core.setup(), &core.actor(), found)
                })),
            }
        });
        let count = Memo::new(move |_| match &*chosen.read() {
            Chosen::View => summary.read().as_ref().map_or_else(|| list.total() as u64, |it| it.tickets),
            Chosen::Tickets(tickets) => tickets.len() as u64,
        });
        Self { chosen, summary, count }
    }
}

/// Shows the bar while something is selected.
#[component]
pub fn SelectionBar(
    /// The view.
    view: View,
    /// What is listed of it.
    list: Listed,
    /// What is selected.
    selecting: Selecting,
) -> impl IntoView {
    let language = use_language();
    let (help_desk, jobs) = (use_help_desk(), use_bulk_jobs());
    let selected = Selected::of(view, list, selecting);
    let change = Callback::new(move |action: BulkAction| {
        jobs.begin(help_desk.clone(), action, selected.chosen.get_untracked().selection(view));
        selecting.clear();
        focus_list();
    });
    let editing = RwSignal::new(false);
    let deletable = move || selected.summary.read().as_ref().is_none_or(|it| 0 < it.deletable);
    let on_confirm = Callback::new(move |typed| {
        selecting.deleting.set(false);
        change.run(BulkAction::Delete { typed });
    });
    let all = move |action: BulkAction| Callback::new(move |_| change.run(action.clone()));
    view! {
        <div
            class="hd-selection"
            role="group"
            aria-label=move || say!(language, bulk.bar)
            hidden=move || selected.chosen.read().is_empty()
        >
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || say!(language, bulk.none).to_owned())
                on_press=Callback::new(move |_| {
                    selecting.clear();
                    focus_list();
                })
            >
                {Icon::Cross.draw()}
            </Button>
            <span class="hd-selection__count" role="status">
                {move || say_count!(language, selected.count.get(), bulk.selected)}
            </span>
            <SelectMore view list selecting/>
            <AssignMenu change/>
            <StatusMenu selected change/>
            <Button on_press=Callback::new(move |_| editing.set(true))>{move || say!(language, bulk.property)}</Button>
            <Button on_press=all(BulkAction::Follow)>{move || say!(language, bulk.follow)}</Button>
            <Button on_press=all(BulkAction::MarkRead)>{move || say!(language, bulk.read)}</Button>
            <Button on_press=all(BulkAction::MarkUnread)>{move || say!(language, bulk.unread)}</Button>
            <span hidden=move || !deletable()>
                <Button on_press=Callback::new(move |_| selecting.deleting.set(true))>
                    {Icon::Bin.draw()} {move || say!(language, bulk.delete)}
                </Button>
            </span>
        </div>
        <Dialog open=editing title=Signal::derive(move || say!(language, bulk.property).to_owned())>
            <Show when=move || editing.get()>
                <PropertyForm selected change open=editing/>
            </Show>
        </Dialog>
        <Dialog
            open=selecting.deleting
            title=Signal::derive(move || say!(language, bulk.delete_title).to_owned())
        >
            // Typed anew each time.
            <Show when=move || selecting.deleting.get()>
                {parts::delete_selection(selected, on_confirm, selecting.deleting)}
            </Show>
        </Dialog>
    }
}

/// The keys go on in the list, once what was open has closed.
fn focus_list() {
    spawn_local(async {
        tick().await;
        let list = document().query_selector(".hd-table").ok().flatten();
        if let Some(list) = list {
            let _ = wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&list).focus();
        }
    });
}

/// Offers to select more: what is listed, and then what the view has beyond that (BLU-05).
#[component]
fn SelectMore(view: View, list: Listed, selecting: Selecting) -> impl IntoView {
    let language = use_language();
    let listed = move || list.ids().read().len();
    let beyond = Memo::new(move |_| {
        let offered = selecting.extent() == Extent::All && *selecting.selected().read() != Chosen::View;
        offered && listed() < list.total()
    });
    let all_of_view = move || {
        let total = list.total() as u64;
        let count = if View::MOST_COUNTED < total && !view.is_counted_whole() {
            format!("{}+", say_number(language.code(), View::MOST_COUNTED))
        } else {
            say_number(language.code(), total)
        };
        say!(language, bulk.all_of_view, count = count).to_string()
    };
    view! {
        <span hidden=move || selecting.extent() != Extent::Some>
            <Button weight=Weight::Quiet on_press=Callback::new(move |_| selecting.all_listed())>
                {move || say_count!(language, listed() as u64, bulk.all_listed)}
            </Button>
        </span>
        <span hidden=move || !beyond.get()>
            <Button weight=Weight::Quiet on_press=Callback::new(move |_| selecting.whole_view())>
                {all_of_view}
            </Button>
        </span>
    }
}

/// Lets somebody be chosen who takes care of all of them.
#[component]
fn AssignMenu(change: Callback<BulkAction>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let choices = Signal::derive(move || {
        let choices = help_desk.setup(|setup| owner_choices(language, setup)).into_iter();
        let some =
            |Choice { value, label, face, why_not }| Choice { value: Some(value), label, face, why_not };
        choices.map(some).collect::<Vec<Choice<Option<Assignee>>>>()
    });
    let on_choose = Callback::new(move |to: Option<Assignee>| {
        if let Some(to) = to {
            change.run(BulkAction::Assign { to });
        }
    });
    view! {
        <ChoiceMenu
            name=Signal::derive(move || say!(language, ticket.owner).to_owned())
            choices
            chosen=Signal::stored(None)
            on_choose
            face=ViewFn::from(move || view! { <span>{say!(language, bulk.assign)}</span> })
        />
    }
}

/// Lets a status be chosen for all of them, where they are in one pipeline (BLU-04).
#[component]
fn StatusMenu(selected: Selected, change: Callback<BulkAction>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let pipeline = Memo::new(move |_| selected.summary.read().as_ref()?.only_pipeline());
    let several =
        Memo::new(move |_| selected.summary.read().as_ref().is_some_and(|it| 1 < it.pipelines.len()));
    let why_not = move || if several.get() { say!(language, bulk.several) } else { "" };
    let choices = Signal::derive(move || {
        help_desk.setup(|setup| {
            let found = pipeline.get().and_then(|pipeline| setup.pipelines.get(&pipeline));
            let statuses = found.map(|pipeline| pipeline.ordered()).unwrap_or_default();
            statuses.into_iter().map(|status| status_choice(setup, status.id, None)).collect::<Vec<_>>()
        })
    });
    let on_choose = Callback::new(move |chosen: Option<StatusId>| {
        if let Some(status) = chosen {
            change.run(BulkAction::ChangeStatus { status });
        }
    });
    view! {
        <span title=why_not>
            <ChoiceMenu
                name=Signal::derive(move || say!(language, ticket.status).to_owned())
                choices
                chosen=Signal::stored(None)
                on_choose
                enabled=Signal::derive(move || pipeline.get().is_some())
                face=ViewFn::from(move || view! { <span>{say!(language, bulk.status)}</span> })
            />
            <span class="hd-hidden-label">{why_not}</span>
        </span>
    }
}
