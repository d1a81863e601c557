//! One ticket as a row of a table.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sportello_domain::id::TicketId;
use sportello_domain::workspace::Column;

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
    let cells = move || columns.read().iter().map(|column| cell(column, ticket)).collect_view();
    view! {
        <div
            class="hd-ticket-row"
            class:hd-ticket-row--unread=move || unread.get()
            class:hd-ticket-row--active=move || is_active.get()
            role="row"
            id=move || row_id(id.get())
            aria-rowindex=move || position.get().to_string()
            aria-selected=move || is_active.get().to_string()
            on:click=on_click
        >
            <UnreadMark unread/>
            {cells}
        </div>
    }
}

/// Whether there is something on it that was not read: the stylesheet draws the dot, and who cannot see it is told.
#[component]
fn UnreadMark(unread: Memo<bool>) -> impl IntoView {
    let language = use_language();
    let told = move || if unread.get() { say!(language, table.unread) } else { "" };
    view! {
        <span class="hd-table__cell hd-table__cell--unread" role="gridcell">
            <span class="hd-hidden-label">{told}</span>
        </span>
    }
}
