//! What is known about a ticket, beside its thread.

use leptos::prelude::*;
use sportello_domain::association::RecordRef;
use sportello_domain::id::TicketId;
use sportello_domain::policy;
use sportello_domain::protocol::RecordKind;
use sportello_domain::ticket::{NumberedTicket, Ticket};
use sportello_domain::workspace::SidebarCard;

use super::activity::ActivityCard;
use super::fields::Fields;
use super::past::PastConversations;
use crate::contacts::cards::AssociatedCard;
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::property::say_source;
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

/// The cards that admins chose, in their order (LAY-15, LAY-17).
#[component]
fn Cards(ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let help_desk = use_help_desk();
    let id = Memo::new(move |_| ticket.read().as_ref().map(|ticket| ticket.id));
    let editing = help_desk.clone();
    let editable = Memo::new(move |_| {
        let actor = editing.core(Replica::actor);
        let ticket = ticket.read();
        let may = |ticket: &Ticket| editing.setup(|setup| policy::editable(setup, &actor, ticket).is_ok());
        ticket.as_ref().is_some_and(may)
    });
    let contacts = Memo::new(move |_| {
        let ticket = ticket.read();
        ticket.as_ref().map(|ticket| ticket.contacts.iter().copied().collect::<Vec<_>>()).unwrap_or_default()
    });
    let cards = Memo::new(move |_| help_desk.setup(|setup| setup.sidebar().to_vec()));
    let card = move |id: TicketId, card: SidebarCard| {
        let records = |kind: RecordKind| {
            let place = Place::Ticket { ticket: id, part: Part::Head };
            view! { <AssociatedCard record=RecordRef::Ticket(id) kind editable=editable.into() place/> }
                .into_any()
        };
        match card {
            SidebarCard::About => view! { <About id ticket/> }.into_any(),
            SidebarCard::Contacts => records(RecordKind::Contact),
            SidebarCard::Companies => records(RecordKind::Company),
            SidebarCard::Deals => records(RecordKind::Deal),
            SidebarCard::PastConversations => {
                view! { <PastConversations but_for=Memo::new(move |_| Some(id)) contacts/> }.into_any()
            }
            SidebarCard::Activity => view! { <ActivityCard id/> }.into_any(),
        }
    };
    move || id.get().map(|id| cards.get().into_iter().map(|shown| card(id, shown)).collect_view())
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
        let Ticket { created_at, active_at, contacted_at, close_date, source, merged, .. } =
            ticket.get_value();
        let merged: Vec<String> = merged.iter().map(NumberedTicket::to_string).collect();
        let in_full = |at| say_in_full(language.code(), at);
        [
            (say!(language, side.created), Some(in_full(created_at))),
            (say!(language, side.created_by), created_by.get()),
            (say!(language, side.source), Some(say_source(language, source).to_owned())),
            (say!(language, side.pipeline), pipeline.get()),
            (say!(language, side.last_activity), Some(in_full(active_at))),
            (say!(language, property.last_contacted_date), contacted_at.map(in_full)),
            (say!(language, side.closed), close_date.map(in_full)),
            (say!(language, side.merged), (!merged.is_empty()).then(|| merged.join(", "))),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| view! { <dt>{name}</dt><dd>{value}</dd> }))
        .collect_view()
    };
    view! { <dl class="hd-facts">{facts}</dl> }
}
