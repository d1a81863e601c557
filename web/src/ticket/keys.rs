//! The keys of an open ticket.

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::TicketId;
use sportello_domain::unread::MarkUnread;
use wasm_bindgen::JsCast;

use super::delete::Deleting;
use super::follow_or_not;
use super::merge::Merging;
use super::reply::EditorHandle;
use super::split::Picking;
use crate::replica::drafts::Kind;
use crate::replica::lists::List;
use crate::replica::{Part, Place, use_help_desk};
use crate::ui::keys::{Shortcut, use_shortcuts};
use crate::workspace::places::{Places, neighbour};

/// What an open ticket can be asked for.
const OFFERED: [Shortcut; 9] = [
    Shortcut::Reply,
    Shortcut::Comment,
    Shortcut::Assign,
    Shortcut::Status,
    Shortcut::Unread,
    Shortcut::Follow,
    Shortcut::Merge,
    Shortcut::Delete,
    Shortcut::Close,
];

/// What keys begin, and whether one may.
#[derive(Clone, Copy)]
pub(super) struct AskedByKey {
    pub picking: Picking,
    pub merging: (Merging, Memo<bool>),
    pub deleting: (Deleting, Memo<bool>),
}

/// Hears the keys of an open ticket (XCT-07).
pub(super) fn use_ticket_keys(
    id: TicketId,
    editor: EditorHandle,
    AskedByKey { picking, merging: (Merging(merging), mergeable), deleting: (Deleting(deleting), deletable) }: AskedByKey,
    owner_button: NodeRef<html::Button>,
    status_button: NodeRef<html::Button>,
) {
    let help_desk = use_help_desk();
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    let press = |button: NodeRef<html::Button>| {
        let button = button.get_untracked().filter(|button| !button.disabled());
        if let Some(button) = &button {
            button.click();
        }
        button.is_some()
    };
    use_shortcuts(&OFFERED, move |shortcut| match shortcut {
        Shortcut::Next | Shortcut::Previous => {
            let view = places.last();
            let ids = help_desk.core(|core| core.list(view).map(List::ids)).unwrap_or_default();
            let next = neighbour(&ids, Some(id), shortcut).filter(|next| *next != id);
            let number = next.and_then(|next| help_desk.desk(|desk| Some(desk.tickets.get(&next)?.number.0)));
            if let Some(number) = number {
                places.active(view).set(next);
                navigate(&places.ticket_route(number).href(), NavigateOptions::default());
            }
            number.is_some()
        }
        Shortcut::Close if picking.stop() => true,
        Shortcut::Close => {
            navigate(&places.back_route().href(), NavigateOptions::default());
            true
        }
        // The editor gives its place to what is picked.
        Shortcut::Reply | Shortcut::Comment if picking.is_on_now() => false,
        Shortcut::Reply => press_reply_of_focused_message() || editor.open(Kind::Reply),
        Shortcut::Comment => editor.open(Kind::Comment),
        Shortcut::Assign => press(owner_button),
        Shortcut::Status => press(status_button),
        Shortcut::Follow => {
            follow_or_not(&help_desk, id);
            true
        }
        Shortcut::Merge => {
            merging.set(mergeable.get_untracked());
            mergeable.get_untracked()
        }
        Shortcut::Delete => {
            deleting.set(deletable.get_untracked());
            deletable.get_untracked()
        }
        Shortcut::Unread => {
            let _ = help_desk.give(MarkUnread { ticket: id }, Place::Ticket { ticket: id, part: Part::Head });
            true
        }
        Shortcut::Open
        | Shortcut::Select
        | Shortcut::Left
        | Shortcut::Right
        | Shortcut::CarryLeft
        | Shortcut::CarryRight
        | Shortcut::Create
        | Shortcut::Search
        | Shortcut::Help => false,
    });
}

/// Answers the message in which the focus is, by its own button. Returns whether there is one.
pub fn press_reply_of_focused_message() -> bool {
    let button = || {
        let message = document().active_element()?.closest("article").ok()??;
        message.query_selector(".hd-message__reply").ok()??.dyn_into::<web_sys::HtmlElement>().ok()
    };
    let button = button();
    if let Some(button) = &button {
        button.click();
    }
    button.is_some()
}
