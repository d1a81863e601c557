//! One view as a table.

pub mod cell;
pub mod columns;
mod head;

use leptos::prelude::*;
use sportello_domain::id::TicketId;
use sportello_domain::view::View;
use sportello_domain::workspace::{Column, Layout};

use self::columns::{ColumnsButton, least_width, template};
use self::head::TableHead;
use super::ListPlace;
use super::bar::ViewBar;
use super::listed::{ListFoot, Listed};
use super::places::{Places, neighbour};
use super::pointed::{OFFERED, use_pointed};
use super::row::{TicketRow, row_id};
use super::selection::Selecting;
use super::views::use_view_name;
use crate::language::{say_count, use_language};
use crate::parts;
use crate::replica::lists::Listing;
use crate::replica::use_help_desk;
use crate::ui::keys::{Shortcut, use_shortcuts};
use crate::ui::screen::use_phone;
use crate::ui::virtual_list::VirtualList;

/// Shows a view as a table.
#[component]
pub fn TableLayout(
    /// The view.
    view: View,
) -> impl IntoView {
    let list = Listed::of(Listing::View(view));
    let phone = use_phone();
    let listens = Signal::stored(true);
    let selecting = Selecting::of(view, list);
    let some = Memo::new(move |_| !selecting.selected().read().is_empty());
    // Once it is there it stays, hidden while nothing is selected.
    let ever = Memo::new(move |before: Option<&bool>| some.get() || before.copied().unwrap_or_default());
    let more = view! {
        <ColumnsButton/>
        {move || ever.get().then(|| parts::selection_bar(view, list, selecting))}
    };
    view! {
        <main class="hd-work" class:hd-work--selecting=move || some.get() id="content">
            <ViewBar view layout=Layout::Table more=more.into_any()/>
            <ListPlace view list rows=move || view! { <TicketTable view list compact=phone listens selecting/> }.into_any()/>
        </main>
    }
}

/// The rows of a view that has some.
#[component]
pub fn TicketTable(
    /// The view.
    view: View,
    /// Its tickets.
    list: Listed,
    /// Whether a row is a few short lines in place of one long one, as the stylesheet has it for narrow lists.
    compact: Signal<bool>,
    /// Whether the keys are for the list now.
    listens: Signal<bool>,
    /// What is selected, where that can be done.
    #[prop(optional)]
    selecting: Option<Selecting>,
) -> impl IntoView {
    let language = use_language();
    let places = expect_context::<Places>();
    let active = places.active(view);
    let ids: Signal<Vec<TicketId>> = list.ids().into();
    let dialog = use_list_keys(ids, active.clone(), listens, selecting);
    let row_active = active.clone();
    // One that left the list is in the page no more, so that it cannot be pointed at.
    let listed_active = Memo::new(move |_| active.get().filter(|id| ids.read().contains(id)));
    let (help_desk, me) = (use_help_desk(), use_help_desk().me());
    let chosen = Memo::new(move |_| help_desk.setup(|setup| setup.workspace_of(me).columns(setup)));
    // While an edge is being dragged, as wide as it is held.
    let held = RwSignal::new(None);
    Effect::new(move |_| {
        chosen.track();
        held.set(None);
    });
    let columns = Memo::new(move |_| {
        let mut columns = chosen.get();
        if let Some((column, width)) = held.get() {
            columns
                .iter_mut()
                .filter(|shown| shown.column == column)
                .for_each(|shown| shown.width = Some(width));
        }
        columns
    });
    let shown = Memo::new(move |_| {
        let columns = if compact.get() { Column::usual() } else { chosen.get() };
        columns.into_iter().map(|shown| shown.column).collect::<Vec<_>>()
    });
    view! {
        <div
            class="hd-list"
            class:hd-list--compact=move || compact.get()
            class:hd-list--selecting=selecting.is_some()
            style=("--columns", move || columns.with(|columns| template(columns)))
            style=("--table-width", move || columns.with(|columns| least_width(columns)))
        >
            <VirtualList
                ids
                total=Signal::derive(move || list.total())
                active=listed_active
                row_height=Signal::derive(move || if compact.get() { 76.0 } else { 36.0 })
                head_height=Signal::derive(move || if compact.get() { 0.0 } else { 34.0 })
                scroll=places.scroll(view)
                label=use_view_name(view)
                several=selecting.is_some()
                head=view! { <TableHead view columns held selecting/> }.into_any()
                row_id
                row=move |(id, position)| view! { <TicketRow id position columns=shown active=row_active.clone() selecting/> }.into_any()
                on_near_end=Callback::new(move |()| list.more())
                say_newer=Callback::new(move |count| say_count!(language, count, table.newer))
            />
            <ListFoot list/>
            {dialog}
        </div>
    }
}

/// `j` and `k` move through the rows, `x` selects one; `#` deletes what is selected, and Escape selects none. What else
/// keys do with the row, and the dialog of that, is returned.
fn use_list_keys(
    ids: Signal<Vec<TicketId>>,
    active: ArcRwSignal<Option<TicketId>>,
    listens: Signal<bool>,
    selecting: Option<Selecting>,
) -> impl IntoView {
    let (press, dialog) = use_pointed();
    use_shortcuts(&OFFERED, move |shortcut| {
        if !listens.get_untracked() {
            return false;
        }
        let chosen = active.get_untracked().filter(|id| ids.read_untracked().contains(id));
        let selected = selecting.filter(|it| !it.selected().read_untracked().is_empty());
        match (shortcut, selected, chosen) {
            (Shortcut::Next | Shortcut::Previous, _, _) => {
                active.set(neighbour(&ids.read_untracked(), chosen, shortcut));
                true
            }
            (Shortcut::Select, _, Some(ticket)) => selecting.is_some_and(|it| {
                it.toggle(ticket);
                true
            }),
            (Shortcut::Close, Some(selected), _) => {
                selected.clear();
                true
            }
            (Shortcut::Delete, Some(selected), _) => {
                selected.deleting.set(true);
                true
            }
            (_, _, chosen) => chosen.is_some_and(|ticket| press(shortcut, ticket)),
        }
    });
    dialog
}
