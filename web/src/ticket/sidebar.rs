//! What is known about a ticket, beside its thread.

use leptos::prelude::*;
use sportello_domain::contact::Contact;
use sportello_domain::id::{ContactId, TicketId};
use sportello_domain::ticket::{Ticket, TicketSource};

use super::fields::Fields;
use crate::language::{Language, say, use_language};
use crate::people::user_name;
use crate::replica::topic::Topic;
use crate::replica::use_help_desk;
use crate::ui::avatar::{Avatar, AvatarSize};
use crate::ui::dialog::Dialog;
use crate::ui::time::{say_in_full, say_number};

/// Shows the cards beside the thread.
#[component]
pub fn Sidebar(
    /// The ticket.
    ticket: Memo<Option<Ticket>>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <aside class="hd-side hd-side--beside" aria-label=move || say!(language, side.label)>
            <Cards ticket/>
        </aside>
    }
}

/// The same cards in a dialog, for windows that are too narrow for the sidebar.
#[component]
pub fn DetailsDialog(
    /// The ticket.
    ticket: Memo<Option<Ticket>>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog open title=Signal::derive(move || say!(language, side.label).to_owned())>
            <div class="hd-side__sheet">
                <Show when=move || open.get()>
                    <Cards ticket/>
                </Show>
            </div>
        </Dialog>
    }
}

#[component]
fn Cards(ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let id = Memo::new(move |_| ticket.read().as_ref().map(|ticket| ticket.id));
    move || {
        id.get().map(|id| {
            view! {
                <About id ticket/>
                {move || ticket.get().map(|ticket| view! { <Contacts ticket/> })}
            }
        })
    }
}

#[component]
fn About(id: TicketId, ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let language = use_language();
    view! {
        <details class="hd-card" open=true>
            <summary>{move || say!(language, side.about)}</summary>
            {move || ticket.get().map(|ticket| view! { <Facts ticket/> })}
            <Fields id/>
        </details>
    }
}

/// What is known without anybody saying it.
#[component]
fn Facts(ticket: Ticket) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (naming, ticket) = (help_desk.clone(), StoredValue::new(ticket));
    let pipeline = Memo::new(move |_| {
        let pipeline = ticket.with_value(|ticket| ticket.pipeline);
        help_desk.setup(|setup| setup.pipelines.get(&pipeline).map(|it| it.name.clone()))
    });
    let created_by = Memo::new(move |_| {
        naming.setup(|setup| ticket.with_value(|ticket| ticket.created_by).map(|user| user_name(setup, user)))
    });
    let facts = move || {
        let Ticket { created_at, active_at, close_date, source, .. } = ticket.get_value();
        let in_full = |at| say_in_full(language.code(), at);
        [
            (say!(language, side.created), Some(in_full(created_at))),
            (say!(language, side.created_by), created_by.get()),
            (say!(language, side.source), Some(say_source(language, source).to_owned())),
            (say!(language, side.pipeline), pipeline.get()),
            (say!(language, side.last_activity), Some(in_full(active_at))),
            (say!(language, side.closed), close_date.map(in_full)),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| view! { <dt>{name}</dt><dd>{value}</dd> }))
        .collect_view()
    };
    view! { <dl class="hd-facts">{facts}</dl> }
}

fn say_source(language: Language, source: TicketSource) -> &'static str {
    match source {
        TicketSource::Email => say!(language, side.email),
        TicketSource::Chat => say!(language, side.chat),
        TicketSource::Form => say!(language, side.form),
        TicketSource::Phone => say!(language, side.phone),
        TicketSource::Channel => say!(language, side.channel),
        TicketSource::Manual => say!(language, side.manual),
        TicketSource::Api => say!(language, side.api),
    }
}

#[component]
fn Contacts(ticket: Ticket) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let count = u64::try_from(ticket.contacts.len()).unwrap_or(0);
    let contacts = Memo::new(move |_| {
        let known = |id: &ContactId| {
            help_desk.track(Topic::Contact(*id));
            help_desk.desk(|desk| desk.contacts.get(id).cloned())
        };
        ticket.contacts.iter().filter_map(known).collect::<Vec<Contact>>()
    });
    let people = move || {
        if count == 0 {
            return view! { <p class="hd-soft">{say!(language, side.no_contacts)}</p> }.into_any();
        }
        let people = contacts.get().into_iter().map(|contact| view! { <li><Person contact/></li> });
        view! { <ul class="hd-people">{people.collect_view()}</ul> }.into_any()
    };
    view! {
        <details class="hd-card" open=true>
            <summary>
                {move || say!(language, side.contacts)} <span class="hd-soft hd-number">
                    {move || say_number(language.code(), count)}
                </span>
            </summary>
            {people}
        </details>
    }
}

#[component]
fn Person(contact: Contact) -> impl IntoView {
    let name = contact.display_name().to_owned();
    let identifiers = contact.identifiers.iter().map(|identifier| identifier.value().to_owned());
    let lines =
        identifiers.filter(|line| *line != name).map(|line| view! { <small>{line}</small> }).collect_view();
    view! {
        <span class="hd-person">
            <Avatar name=Signal::stored(name.clone()) size=AvatarSize::Large/>
            <span>{name} {lines}</span>
        </span>
    }
}
