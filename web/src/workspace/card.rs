//! One ticket as a card of the board.

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use sportello_domain::id::{StatusId, TicketId};
use sportello_domain::ticket::Ticket;

use super::drag::Carry;
use super::places::{Places, use_opening};
use crate::chips::PriorityChip;
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::use_help_desk;
use crate::ui::avatar::Avatar;
use crate::ui::time::{say_ago, say_in_full, use_clock};

/// The id of a card's element.
pub fn card_id(ticket: TicketId) -> String {
    format!("card-{ticket}")
}

/// Shows a ticket as a card; only this card follows the ticket. It may come to show another.
#[component]
pub fn TicketCard(
    /// The ticket.
    id: Signal<TicketId>,
    /// The column in which it stands.
    status: StatusId,
    /// Its position in the column, counted from 1.
    position: Signal<usize>,
    /// The card to which the keys have moved.
    cursor: RwSignal<Option<TicketId>>,
    /// Carries it to another column.
    carry: Carry,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let (reading, marks) = (help_desk.clone(), help_desk);
    let ticket = Memo::new(move |_| reading.ticket(id.get()));
    let unread = Memo::new(move |_| marks.is_unread(id.get()));
    let is_active = Memo::new(move |_| cursor.get() == Some(id.get()));
    let open = use_opening(ticket);
    let name = move || ticket.read_untracked().as_ref().map(Ticket::shown_name);
    let on_pointerdown = move |event: PointerEvent| {
        carry.press(&event, id.get_untracked(), status, name().unwrap_or_default());
    };
    let on_click = move |event: MouseEvent| {
        if carry.was_carrying() {
            event.prevent_default();
            return;
        }
        cursor.set(Some(id.get_untracked()));
        open(&event);
    };
    view! {
        <div
            class="hd-ticket-card"
            class:hd-ticket-card--unread=move || unread.get()
            class:hd-ticket-card--active=move || is_active.get()
            class:hd-ticket-card--carried=move || carry.is_carried(id.get())
            role="row"
            id=move || card_id(id.get())
            aria-rowindex=move || position.get().to_string()
            aria-selected=move || is_active.get().to_string()
            on:pointerdown=on_pointerdown
            on:click=on_click
        >
            <div class="hd-ticket-card__cell" role="gridcell">
                {move || ticket.get().map(|ticket| view! { <Face ticket unread=unread.get()/> })}
            </div>
        </div>
    }
}

/// What a card shows. What its ticket lacks is hidden, so that every card has as many elements, however far one scrolls.
#[component]
fn Face(ticket: Ticket, unread: bool) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let (users, contacts) = (help_desk.clone(), help_desk);
    let owner_id = ticket.owner;
    let owner = Memo::new(move |_| {
        owner_id.map(|owner| users.setup(|setup| user_name(setup, owner))).unwrap_or_default()
    });
    let contact = contacts.core(|core| core.contact_name(ticket.id).unwrap_or_default().to_owned());
    let href = expect_context::<Places>().ticket_route(ticket.number.0).href();
    let active_at = ticket.active_at;
    view! {
        <p class="hd-ticket-card__title">
            <span class="hd-ticket-row__dot" hidden=!unread>
                <span class="hd-hidden-label">{move || say!(language, table.unread)}</span>
            </span>
            <a class="hd-ticket-card__name" href=href tabindex="-1" draggable="false">{ticket.shown_name()}</a>
        </p>
        <p class="hd-ticket-card__line hd-soft">
            <span class="hd-truncate">{contact}</span>
            <span class="hd-number">{ticket.number.to_string()}</span>
        </p>
        <p class="hd-ticket-card__line hd-soft">
            <span hidden=ticket.priority.is_none()>
                <PriorityChip priority=Signal::stored(ticket.priority)/>
            </span>
            <span class="hd-ticket-card__spacer"></span>
            <span class="hd-number" title=move || say_in_full(language.code(), active_at)>
                {move || say_ago(language.code(), active_at, clock.now())}
            </span>
            <span class="hd-person" hidden=owner_id.is_none() title=owner>
                <Avatar name=owner/>
                <span class="hd-hidden-label">{owner}</span>
            </span>
        </p>
    }
}
