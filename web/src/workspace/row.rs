//! One ticket as a row of a table.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sportello_domain::id::TicketId;
use sportello_domain::ticket::Ticket;
use sportello_domain::workspace::Column;

use super::selection::Selecting;
use super::table::cell::cell;
use crate::language::{say, use_language};
use crate::replica::use_help_desk;
use crate::workspace::places::use_opening;

/// The id of a row's element.
pub fn row_id(ticket: TicketId) -> String {
    format!("ticket-{ticket}")
}

/// Shows a ticket in a row; only this row follows the ticket. Its elements stay where it comes to show another.
#[component]
pub fn TicketRow(
    /// The ticket.
    id: Signal<TicketId>,
    /// Its position among all rows, counted from 1.
    position: Signal<usize>,
    /// The row to which the keys moved.
    active: ArcRwSignal<Option<TicketId>>,
    /// What it shows.
    columns: Memo<Vec<Column>>,
    /// What is selected, where that can be done.
    selecting: Option<Selecting>,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let (reading, marks) = (help_desk.clone(), help_desk);
    let ticket = Memo::new(move |_| reading.ticket(id.get()));
    let unread = Memo::new(move |_| marks.is_unread(id.get()));
    let chosen = active.clone();
    let is_active = Memo::new(move |_| chosen.get() == Some(id.get()));
    let open = use_opening(ticket);
    let on_click = move |event: MouseEvent| {
        active.set(Some(id.get_untracked()));
        open(&event);
    };
    let selected = Memo::new(move |_| selecting.is_some_and(|it| it.selected().read().has(id.get())));
    let cells = move || columns.read().iter().map(|column| cell(column, ticket)).collect_view();
    view! {
        <div
            class="hd-ticket-row"
            class:hd-ticket-row--unread=move || unread.get()
            class:hd-ticket-row--active=move || is_active.get()
            class:hd-ticket-row--selected=move || selected.get()
            role="row"
            id=move || row_id(id.get())
            aria-rowindex=move || position.get().to_string()
            aria-selected=move || if selecting.is_some() { selected } else { is_active }.get().to_string()
            on:click=on_click
        >
            <Marks id ticket unread selected selecting/>
            {cells}
        </div>
    }
}

/// Whether it is selected, and whether there is something on it that was not read: the stylesheet draws the dot, and who
/// cannot see it is told.
#[component]
fn Marks(
    id: Signal<TicketId>,
    ticket: Memo<Option<Ticket>>,
    unread: Memo<bool>,
    selected: Memo<bool>,
    selecting: Option<Selecting>,
) -> impl IntoView {
    let language = use_language();
    let told = move || if unread.get() { say!(language, table.unread) } else { "" };
    let Some(selecting) = selecting else {
        return view! {
            <span class="hd-table__cell hd-table__cell--unread" role="gridcell">
                <span class="hd-hidden-label">{told}</span>
            </span>
        }
        .into_any();
    };
    let name = move || {
        let named = ticket.read().as_ref().map(|it| format!("{} {}", it.number, it.name)).unwrap_or_default();
        format!("{} {named}", say!(language, bulk.select))
    };
    // The whole cell, so that a finger that misses the box does not open the ticket.
    let on_click = move |event: MouseEvent| {
        event.stop_propagation();
        let ticket = id.get_untracked();
        if event.shift_key() {
            selecting.toggle_up_to(ticket);
        } else {
            selecting.toggle(ticket);
        }
    };
    view! {
        <span
            class="hd-table__cell hd-table__cell--unread"
            role="gridcell"
            on:click=on_click
            // The keys stay with the list.
            on:mousedown=|event| event.prevent_default()
        >
            <input type="checkbox" tabindex="-1" aria-label=name prop:checked=move || selected.get()/>
            <span class="hd-hidden-label">{told}</span>
        </span>
    }
    .into_any()
}
