//! What is known about a ticket, beside its thread.

use leptos::prelude::*;
use sportello_domain::contact::Contact;
use sportello_domain::ticket::{Ticket, TicketSource};

use crate::language::{Language, say, use_language};
use crate::people::user_name;
use crate::replica::topic::Topic;
use crate::replica::use_help_desk;
use crate::ui::avatar::{Avatar, AvatarSize};
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
            {move || ticket.get().map(|ticket| view! { <About ticket=ticket.clone()/> <Contacts ticket/> })}
        </aside>
    }
}

#[component]
fn About(ticket: Ticket) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let pipeline = help_desk.setup(|setup| setup.pipelines.get(&ticket.pipeline).map(|it| it.name.clone()));
    let created_by = help_desk.setup(|setup| ticket.created_by.map(|user| user_name(setup, user)));
    let (created_at, active_at, source) = (ticket.created_at, ticket.active_at, ticket.source);
    let closed = ticket.close_date;
    view! {
        <details class="hd-card" open=true>
            <summary>{move || say!(language, side.about)}</summary>
            <dl class="hd-facts">
                <dt>{move || say!(language, side.created)}</dt>
                <dd>{move || say_in_full(language.code(), created_at)}</dd>
                {created_by.map(|name| view! { <dt>{move || say!(language, side.created_by)}</dt><dd>{name}</dd> })}
                <dt>{move || say!(language, side.source)}</dt>
                <dd>{move || say_source(language, source)}</dd>
                {pipeline.map(|name| view! { <dt>{move || say!(language, side.pipeline)}</dt><dd>{name}</dd> })}
                <dt>{move || say!(language, side.last_activity)}</dt>
                <dd>{move || say_in_full(language.code(), active_at)}</dd>
                {closed.map(|at| view! {
                    <dt>{move || say!(language, side.closed)}</dt>
                    <dd>{move || say_in_full(language.code(), at)}</dd>
                })}
            </dl>
        </details>
    }
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
    for contact in &ticket.contacts {
        help_desk.track(Topic::Contact(*contact));
    }
    let contacts: Vec<Contact> =
        help_desk.desk(|desk| ticket.contacts.iter().filter_map(|id| desk.contacts.get(id).cloned()).collect());
    let count = u64::try_from(ticket.contacts.len()).unwrap_or(0);
    let people = if contacts.is_empty() && count == 0 {
        view! { <p class="hd-soft">{move || say!(language, side.no_contacts)}</p> }.into_any()
    } else {
        let people = contacts.into_iter().map(|contact| view! { <li><Person contact/></li> });
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
    let lines = identifiers.filter(|line| *line != name).map(|line| view! { <small>{line}</small> }).collect_view();
    view! {
        <span class="hd-person">
            <Avatar name=Signal::stored(name.clone()) size=AvatarSize::Large/>
            <span>{name} {lines}</span>
        </span>
    }
}
