//! The head of the table: by what it is ordered, and how wide its columns are.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use sportello_domain::property::BuiltIn;
use sportello_domain::view::{Sort, SortKey, SortView, View};
use sportello_domain::workspace::{ArrangeColumns, Column, ShownColumn};

use super::columns::say_column;
use crate::language::{say, use_language};
use crate::replica::{Place, use_help_desk};
use crate::ui::icon::Icon;
use crate::workspace::selection::{Extent, Selecting};

/// By how much a key makes a column wider or narrower, in pixels.
const STEP: u16 = 16;

/// The column whose edge is held, and how wide it is meanwhile.
type Held = RwSignal<Option<(Column, u16)>>;

/// Shows what the columns are called, by which one the view is ordered, and the edges that make them wider.
#[component]
pub fn TableHead(
    /// The view.
    view: View,
    /// The columns.
    columns: Memo<Vec<ShownColumn>>,
    /// The column whose edge is held.
    held: Held,
    /// What is selected, where that can be done.
    selecting: Option<Selecting>,
) -> impl IntoView {
    let language = use_language();
    let names =
        Memo::new(move |_| columns.read().iter().map(|shown| shown.column.clone()).collect::<Vec<_>>());
    let cells = move || {
        let cell = |column| view! { <HeadCell view column columns held/> };
        names.get().into_iter().map(cell).collect_view()
    };
    view! {
        <div class="hd-table__top" role="rowgroup">
            <div class="hd-table__head" role="row" aria-rowindex="1">
                <span class="hd-table__cell hd-table__cell--all" role="columnheader">
                    {selecting.map(|selecting| view! { <SelectAll selecting/> })}
                    <span class="hd-hidden-label">{move || say!(language, table.unread)}</span>
                </span>
                {cells}
            </div>
        </div>
    }
}

/// Selects all that are listed, or none.
#[component]
fn SelectAll(selecting: Selecting) -> impl IntoView {
    let language = use_language();
    view! {
        <input
            type="checkbox"
            aria-label=move || say!(language, bulk.select_all)
            prop:checked=move || selecting.extent() == Extent::All
            prop:indeterminate=move || selecting.extent() == Extent::Some
            on:change:target=move |event| {
                if event.target().checked() { selecting.all_listed() } else { selecting.clear() }
            }
        />
    }
}

#[component]
fn HeadCell(view: View, column: Column, columns: Memo<Vec<ShownColumn>>, held: Held) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let cell = NodeRef::<html::Span>::new();
    let (naming, called) = (help_desk.clone(), column.clone());
    let name = Signal::derive(move || naming.setup(|setup| say_column(language, setup, &called)));
    let key = match &column {
        Column::Contact => None,
        Column::Property(name) => BuiltIn::named(name).and_then(SortKey::of),
    };
    let (reading, me) = (help_desk.clone(), help_desk.me());
    let sort = Memo::new(move |_| reading.setup(|setup| setup.workspace_of(me).sort_of(view)));
    let ordered = move || key.and_then(|by| (sort.get().by == by).then_some(sort.get().descending));
    let choose = move |by| {
        let sort: Sort = sort.get_untracked().chosen_again(by);
        let _ = help_desk.give(SortView { view, sort }, Place::Workspace);
    };
    let label = match key {
        Some(by) => view! {
            <button type="button" class="hd-table__sort hd-truncate" on:click=move |_| choose(by)>
                <span class="hd-truncate">{name}</span>
                {move || ordered().map(|descending| if descending { Icon::Down } else { Icon::Up }.draw())}
            </button>
        }
        .into_any(),
        None => view! { <span class="hd-truncate">{name}</span> }.into_any(),
    };
    let aria_sort = move || match ordered() {
        Some(true) => Some("descending"),
        Some(false) => Some("ascending"),
        None => None,
    };
    view! {
        <span class="hd-table__cell hd-table__cell--head" role="columnheader" aria-sort=aria_sort node_ref=cell>
            {label} <Edge column name columns held cell/>
        </span>
    }
}

/// The edge of a column, which is dragged or moved by the arrow keys to make it wider.
#[component]
fn Edge(
    column: Column,
    name: Signal<String>,
    columns: Memo<Vec<ShownColumn>>,
    held: Held,
    cell: NodeRef<html::Span>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let column = StoredValue::new(column);
    // Where it was taken hold of, and how wide the column was then.
    let taken = StoredValue::new(None::<(i32, u16)>);
    let width = move || {
        let pixels = cell.get_untracked().map_or(0, |cell| cell.offset_width());
        u16::try_from(pixels).unwrap_or(ShownColumn::WIDEST)
    };
    let hold = move |width: u16| {
        let width = width.clamp(ShownColumn::NARROWEST, ShownColumn::WIDEST);
        held.set(Some((column.get_value(), width)));
    };
    let let_go = move || {
        taken.set_value(None);
        if held.read_untracked().is_some() {
            // It stays as wide as it is held until the order has made it so.
            let wanted = ArrangeColumns { columns: columns.get_untracked() };
            if help_desk.give(wanted, Place::Workspace).is_err() {
                held.set(None);
            }
        }
    };
    let settle = let_go.clone();
    let on_pointerdown = move |event: PointerEvent| {
        event.prevent_default();
        if let Some(edge) =
            event.target().and_then(|it| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(it).ok())
        {
            // The pointer is followed beyond the edge; fails only for one that is up already.
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
        taken.set_value(Some((event.client_x(), width())));
    };
    let on_pointermove = move |event: PointerEvent| {
        if let Some((x, wide)) = taken.get_value() {
            let wanted = i32::from(wide) + event.client_x() - x;
            hold(u16::try_from(wanted.max(0)).unwrap_or(ShownColumn::WIDEST));
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let wanted = match event.key().as_str() {
            "ArrowLeft" => width().saturating_sub(STEP),
            "ArrowRight" => width().saturating_add(STEP),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        hold(wanted);
        let_go();
    };
    let said = Signal::derive(move || say!(language, columns.width, name = name.get()).to_string());
    let now = move || {
        let column = column.get_value();
        let shown = columns.read().iter().find(|shown| shown.column == column).and_then(|shown| shown.width);
        shown.unwrap_or_else(|| super::columns::usual_width(&column).0).to_string()
    };
    view! {
        <span
            class="hd-table__edge"
            role="separator"
            aria-orientation="vertical"
            aria-label=said
            aria-valuenow=now
            aria-valuemin=ShownColumn::NARROWEST.to_string()
            aria-valuemax=ShownColumn::WIDEST.to_string()
            tabindex="0"
            on:pointerdown=on_pointerdown
            on:pointermove=on_pointermove
            on:pointerup=move |_| settle()
            on:keydown=on_keydown
        ></span>
    }
}
