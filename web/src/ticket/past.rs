//! What else the contacts of a ticket or of a conversation wrote about (CNV-14).

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::association::RecordRef;
use sportello_domain::id::{ContactId, TicketId};

use crate::contacts::face::tickets_of;
use crate::contacts::page::TicketLine;
use crate::language::{say, use_language};
use crate::replica::topic::Topic;
use crate::replica::use_help_desk;
use crate::routes::Route;

/// How many are listed here; the contact's page has the rest.
const MOST: usize = 5;

/// Shows the card *Past conversations*: those of the other tickets of some contacts, the newest first.
#[component]
pub fn PastConversations(
    /// The ticket beside which it stands, if it is one.
    but_for: Memo<Option<TicketId>>,
    /// Whose they are.
    contacts: Memo<Vec<ContactId>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let asking = help_desk.clone();
    let contacts = Memo::new(move |_| {
        // Who is not here was deleted, or comes yet.
        let is_here = |contact: &ContactId| {
            asking.track(Topic::Contact(*contact));
            asking.desk(|desk| desk.contacts.contains_key(contact))
        };
        contacts.get().into_iter().filter(is_here).collect::<Vec<_>>()
    });
    let loading = help_desk.clone();
    let following = help_desk.clone();
    // Somebody who was added a moment ago the server does not know yet.
    let settled = Memo::new(move |before: Option<&Vec<ContactId>>| {
        following.track(Topic::InFlight);
        let waiting = following.core(|core| core.in_flight().next().is_some());
        if waiting { before.cloned().unwrap_or_default() } else { contacts.get() }
    });
    Effect::new(move |_| {
        loading.generation();
        for contact in settled.get() {
            let help_desk = loading.clone();
            spawn_local(async move {
                // Without it the card shows what is here.
                let _ = help_desk.load_record(RecordRef::Contact(contact), None).await;
            });
        }
    });
    let others = Memo::new(move |_| {
        let of = |contact: ContactId| tickets_of(&help_desk, RecordRef::Contact(contact));
        let mut found: Vec<TicketId> =
            contacts.get().into_iter().flat_map(of).filter(|other| Some(*other) != but_for.get()).collect();
        for ticket in &found {
            help_desk.track(Topic::Ticket(*ticket));
        }
        found.sort_by_key(|ticket| {
            let active = help_desk.desk(|desk| desk.tickets.get(ticket).map(|ticket| ticket.active_at));
            std::cmp::Reverse((active, *ticket))
        });
        found.dedup();
        found
    });
    let first = move || others.get().into_iter().take(MOST).collect::<Vec<_>>();
    let all = move || {
        let contact = contacts.get().into_iter().next().filter(|_| others.read().len() > MOST);
        contact.map(|contact| {
            view! {
                <p class="hd-card__foot">
                    <a class="hd-button" href=Route::of_record(RecordRef::Contact(contact)).href()>
                        {move || say!(language, side.past_all)}
                    </a>
                </p>
            }
        })
    };
    view! {
        <details class="hd-card" open=true>
            <summary>{move || say!(language, side.past)}</summary>
            <Show
                when=move || !others.read().is_empty()
                fallback=move || view! { <p class="hd-soft">{move || say!(language, side.past_none)}</p> }
            >
                <ol class="hd-past">
                    <For each=first key=|id| *id let:id>
                        <li><TicketLine id/></li>
                    </For>
                </ol>
            </Show>
            {all}
        </details>
    }
}
