//! What is known beside a conversation of an inbox: its ticket, who wrote, and what else they wrote (INB-02, CNV-14).

use leptos::html;
use leptos::prelude::*;
use sportello_domain::association::RecordRef;
use sportello_domain::conversation::Conversation;
use sportello_domain::id::{ContactId, TicketId};
use sportello_domain::policy;
use sportello_domain::property::BuiltIn;
use sportello_domain::ticket::Ticket;

use super::details::DetailsPanel;
use crate::contacts::face::face;
use crate::language::{say, use_language};
use crate::replica::core::Replica;
use crate::replica::use_help_desk;
use crate::routes::Route;
use crate::ticket::fields::Field;
use crate::ticket::past::PastConversations;
use crate::ticket::properties::Properties;
use crate::ui::avatar::{Avatar, AvatarSize};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;

/// Shows the cards beside the thread.
#[component]
pub fn Beside(
    /// The conversation.
    it: Memo<Option<Conversation>>,
    /// Its ticket, where that is seen.
    ticket: Memo<Option<Ticket>>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <aside class="hd-side hd-side--beside" aria-label=move || say!(language, inbox.details)>
            <Cards it ticket/>
        </aside>
    }
}

/// The same cards in a dialog, for windows that are too narrow for the sidebar.
#[component]
pub fn BesideDialog(
    /// The conversation.
    it: Memo<Option<Conversation>>,
    /// Its ticket, where that is seen.
    ticket: Memo<Option<Ticket>>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog open title=Signal::derive(move || say!(language, inbox.details).to_owned())>
            <div class="hd-side__sheet">
                <Show when=move || open.get()>
                    <Cards it ticket/>
                </Show>
            </div>
        </Dialog>
    }
}

#[component]
fn Cards(it: Memo<Option<Conversation>>, ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let contacts = Memo::new(move |_| {
        it.get().map(|it| it.contacts.into_iter().collect::<Vec<_>>()).unwrap_or_default()
    });
    let but_for = Memo::new(move |_| ticket.read().as_ref().map(|ticket| ticket.id));
    view! {
        <TicketCard it ticket/>
        <Writers contacts/>
        <PastConversations but_for contacts/>
    }
}

/// The ticket, with the properties that everybody sees there (INB-05); the panel behind *View more* has those that one
/// chose.
#[component]
fn TicketCard(it: Memo<Option<Conversation>>, ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let language = use_language();
    let id = Memo::new(move |_| ticket.read().as_ref().map(|ticket| ticket.id));
    let none = move || {
        let has_one = it.get().is_some_and(|it| it.ticket().is_some());
        if has_one { say!(language, inbox.ticket_hidden) } else { say!(language, inbox.no_ticket) }
    };
    view! {
        <details class="hd-card" open=true>
            <summary>{move || say!(language, inbox.ticket)}</summary>
            {move || match id.get() {
                Some(id) => view! { <TicketFields id ticket/> }.into_any(),
                None => view! { <p class="hd-soft">{none}</p> }.into_any(),
            }}
        </details>
    }
}

#[component]
fn TicketFields(id: TicketId, ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let editable = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        let ticket = ticket.get();
        ticket.is_some_and(|ticket| help_desk.setup(|setup| policy::editable(setup, &actor, &ticket).is_ok()))
    });
    let more = RwSignal::new(false);
    let (owner_button, status_button) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    view! {
        <div class="hd-inbox__ticket">
            <Properties
                id
                ticket
                editable=editable.into()
                owner_button
                status_button
            />
        </div>
        <dl class="hd-fields">
            <Field id property=BuiltIn::Description.into() editable/>
        </dl>
        <p class="hd-card__foot">
            <Button on_press=Callback::new(move |_| more.set(true))>{move || say!(language, inbox.view_more)}</Button>
        </p>
        <DetailsPanel id ticket editable open=more/>
    }
}

/// Who wrote in the conversation, and how they are reached.
#[component]
fn Writers(contacts: Memo<Vec<ContactId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let writer = move |contact: ContactId| {
        let help_desk = help_desk.clone();
        let record = RecordRef::Contact(contact);
        let face = Memo::new(move |_| face(&help_desk, record).unwrap_or_default());
        let name = Signal::derive(move || face.get().name);
        view! {
            <li>
                <span class="hd-associated">
                    <a class="hd-person hd-associated__link" href=Route::of_record(record).href()>
                        <Avatar name size=AvatarSize::Large/>
                        <span>{name} <small>{move || face.get().reached}</small></span>
                    </a>
                </span>
            </li>
        }
    };
    view! {
        <details class="hd-card" open=true>
            <summary>{move || say!(language, inbox.contact)}</summary>
            <ul class="hd-people">
                <For each=move || contacts.get() key=|contact| *contact children=writer/>
            </ul>
        </details>
    }
}
