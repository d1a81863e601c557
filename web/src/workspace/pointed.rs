//! What keys do with the ticket of a list to which they have moved, in each layout alike (XCT-07).

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::TicketId;
use sportello_domain::unread::MarkUnread;

use super::places::Places;
use crate::language::{say, use_language};
use crate::replica::{Part, Place, use_help_desk};
use crate::ticket::delete::{DeleteDialog, Deleting, may_delete};
use crate::ticket::follow_or_not;
use crate::ui::keys::Shortcut;
use crate::ui::notice::{Tone, use_notices};

/// What a list offers for the ticket to which the keys have moved.
pub const OFFERED: [Shortcut; 3] = [Shortcut::Unread, Shortcut::Follow, Shortcut::Delete];

/// Returns what does what a key asks for with a ticket, and says whether it was one of its keys; and the dialog that
/// deleting opens.
pub fn use_pointed() -> (impl Fn(Shortcut, TicketId) -> bool + Clone, impl IntoView) {
    let (language, help_desk, notices) = (use_language(), use_help_desk(), use_notices());
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    let deleting = Deleting(RwSignal::new(false));
    let deleted = RwSignal::new(None);
    let press = move |shortcut: Shortcut, ticket: TicketId| match shortcut {
        Shortcut::Open => {
            let number = help_desk.desk(|desk| Some(desk.tickets.get(&ticket)?.number.0));
            if let Some(number) = number {
                navigate(&places.ticket_route(number).href(), NavigateOptions::default());
            }
            number.is_some()
        }
        Shortcut::Unread => {
            let _ = help_desk.give(MarkUnread { ticket }, Place::Ticket { ticket, part: Part::Head });
            true
        }
        Shortcut::Follow => {
            let name =
                help_desk.ticket(ticket).map(|it| format!("{} {}", it.number, it.name)).unwrap_or_default();
            // In a list nothing else says so.
            let said = if follow_or_not(&help_desk, ticket) {
                say!(language, ticket.followed, name = name).to_string()
            } else {
                say!(language, ticket.unfollowed, name = name).to_string()
            };
            notices.say(Tone::Information, said, None);
            true
        }
        Shortcut::Delete if may_delete(&help_desk, ticket) => {
            deleted.set(Some(ticket));
            deleting.0.set(true);
            true
        }
        Shortcut::Delete
        | Shortcut::Next
        | Shortcut::Previous
        | Shortcut::Close
        | Shortcut::Reply
        | Shortcut::Comment
        | Shortcut::Assign
        | Shortcut::Status
        | Shortcut::Select
        | Shortcut::Merge
        | Shortcut::Left
        | Shortcut::Right
        | Shortcut::CarryLeft
        | Shortcut::CarryRight
        | Shortcut::Create
        | Shortcut::Search
        | Shortcut::Help => false,
    };
    let dialog = move || {
        deleted.get().map(|id| {
            provide_context(deleting);
            view! { <DeleteDialog id/> }
        })
    };
    (press, dialog)
}
