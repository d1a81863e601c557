//! What is known about a ticket, beside its thread.

use leptos::prelude::*;
use sportello_domain::association::RecordRef;
use sportello_domain::id::TicketId;
use sportello_domain::policy;
use sportello_domain::protocol::RecordKind;
use sportello_domain::ticket::{Ticket, TicketSource};

use crate::contacts::cards::AssociatedCard;
use crate::language::{Language, say, use_language};
use crate::people::user_name;
use crate::replica::core::Replica;
use crate::replica::{Part, Place, use_help_desk};
use crate::ui::dialog::Dialog;
use crate::ui::time::say_in_full;

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
    view! {
        {move || ticket.get().map(|ticket| view! { <About ticket/> })}
        {move || id.get().map(|id| view! { <Associations id ticket/> })}
    }
}

/// What the ticket is associated with, in the order of LAY-17.
#[component]
fn Associations(id: TicketId, ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let help_desk = use_help_desk();
    let editable = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        let ticket = ticket.read();
        let may = |ticket: &Ticket| help_desk.setup(|setup| policy::editable(setup, &actor, ticket).is_ok());
        ticket.as_ref().is_some_and(may)
    });
    let place = Place::Ticket { ticket: id, part: Part::Head };
    let card = move |kind: RecordKind| {
        view! { <AssociatedCard record=RecordRef::Ticket(id) kind editable=editable.into() place/> }
    };
    RecordKind::ALL.map(card).collect_view()
}

#[component]
fn About(ticket: Ticket) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let naming = help_desk.clone();
    let (pipeline, created_by) = (ticket.pipeline, ticket.created_by);
    let pipeline =
        Memo::new(move |_| help_desk.setup(|setup| setup.pipelines.get(&pipeline).map(|it| it.name.clone())));
    let created_by = Memo::new(move |_| naming.setup(|setup| created_by.map(|user| user_name(setup, user))));
    let (created_at, active_at, source) = (ticket.created_at, ticket.active_at, ticket.source);
    let closed = ticket.close_date;
    view! {
        <details class="hd-card" open=true>
            <summary>{move || say!(language, side.about)}</summary>
            <dl class="hd-facts">
                <dt>{move || say!(language, side.created)}</dt>
                <dd>{move || say_in_full(language.code(), created_at)}</dd>
                {move || {
                    created_by.get().map(|name| view! { <dt>{say!(language, side.created_by)}</dt><dd>{name}</dd> })
                }}
                <dt>{move || say!(language, side.source)}</dt>
                <dd>{move || say_source(language, source)}</dd>
                {move || {
                    pipeline.get().map(|name| view! { <dt>{say!(language, side.pipeline)}</dt><dd>{name}</dd> })
                }}
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
