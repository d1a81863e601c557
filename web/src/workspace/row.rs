//! One ticket as a row of a table.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use sportello_domain::id::TicketId;
use sportello_domain::ticket::Ticket;

use crate::chips::{PriorityChip, StatusChip, status_face};
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::use_help_desk;
use crate::ui::avatar::Avatar;
use crate::ui::time::{say_ago, say_in_full, use_clock};
use crate::workspace::places::{Places, use_opening};

/// The id of a row's element.
pub fn row_id(ticket: TicketId) -> String {
    format!("ticket-{ticket}")
}

/// Shows one ticket in a row; only this row follows the ticket.
#[component]
pub fn TicketRow(
    /// The ticket.
    id: TicketId,
    /// Its position among all rows, counted from 1.
    position: Signal<usize>,
    /// The row to which the keys moved.
    active: ArcRwSignal<Option<TicketId>>,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let (reading, marks) = (help_desk.clone(), help_desk);
    let ticket = Memo::new(move |_| reading.ticket(id));
    let unread = Memo::new(move |_| marks.is_unread(id));
    let chosen = active.clone();
    let is_active = Memo::new(move |_| chosen.get() == Some(id));
    let open = use_opening(ticket);
    let on_click = move |event: MouseEvent| {
        active.set(Some(id));
        open(&event);
    };
    view! {
        <div
            class="hd-ticket-row"
            class:hd-ticket-row--unread=move || unread.get()
            class:hd-ticket-row--active=move || is_active.get()
            role="row"
            id=row_id(id)
            aria-rowindex=move || position.get().to_string()
            aria-selected=move || is_active.get().to_string()
            on:click=on_click
        >
            {move || ticket.get().map(|ticket| view! { <Cells ticket unread/> })}
        </div>
    }
}

#[component]
fn Cells(ticket: Ticket, unread: Memo<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let (statuses, users, contacts) = (help_desk.clone(), help_desk.clone(), help_desk);
    let (status, owner_id) = (ticket.status, ticket.owner);
    let status = Memo::new(move |_| statuses.setup(|setup| status_face(setup, status)));
    let owner = Memo::new(move |_| users.setup(|setup| owner_id.map(|owner| user_name(setup, owner))));
    let contact = contacts.core(|core| core.contact_name(ticket.id).unwrap_or_default().to_owned());
    let href = expect_context::<Places>().ticket_route(ticket.number.0).href();
    let active_at = ticket.active_at;
    view! {
        <span class="hd-table__cell hd-table__cell--unread" role="gridcell">
            {move || {
                unread
                    .get()
                    .then(|| {
                        view! {
                            <span class="hd-ticket-row__dot">
                                <span class="hd-hidden-label">{say!(language, table.unread)}</span>
                            </span>
                        }
                    })
            }}
        </span>
        <span class="hd-table__cell hd-table__cell--number hd-soft hd-number" role="gridcell">
            {ticket.number.to_string()}
        </span>
        <span class="hd-table__cell hd-table__cell--name" role="gridcell">
            <a class="hd-ticket-row__name hd-truncate" href=href tabindex="-1">{ticket.name.to_string()}</a>
        </span>
        <span class="hd-table__cell hd-table__cell--contact" role="gridcell">
            {(!contact.is_empty())
                .then(|| {
                    let name = contact.clone();
                    view! {
                        <span class="hd-person">
                            <Avatar name=Signal::stored(contact)/>
                            <span class="hd-truncate">{name}</span>
                        </span>
                    }
                })}
        </span>
        <span class="hd-table__cell hd-table__cell--status" role="gridcell">
            {move || {
                let (label, class) = status.get();
                view! { <StatusChip label class/> }
            }}
        </span>
        <span class="hd-table__cell hd-table__cell--priority" role="gridcell">
            {ticket.priority.map(|priority| view! { <PriorityChip priority=Signal::stored(Some(priority))/> })}
        </span>
        <span class="hd-table__cell hd-table__cell--owner" role="gridcell">
            {move || {
                owner
                    .get()
                    .map(|owner| {
                        let name = owner.clone();
                        view! {
                            <span class="hd-person">
                                <Avatar name=Signal::stored(owner)/>
                                <span class="hd-truncate">{name}</span>
                            </span>
                        }
                    })
            }}
        </span>
        <span
            class="hd-table__cell hd-table__cell--updated hd-ticket-row__updated hd-soft hd-number"
            role="gridcell"
            title=move || say_in_full(language.code(), active_at)
        >
            {move || say_ago(language.code(), active_at, clock.now())}
        </span>
    }
}
