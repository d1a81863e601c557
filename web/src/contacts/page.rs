//! The page of one contact, company or deal: who it is, to whom it belongs, and what was written.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::association::RecordRef;
use sportello_domain::id::{ContactId, TicketId};
use sportello_domain::policy;
use sportello_domain::protocol::RecordKind;
use sportello_domain::ticket::Ticket;

use super::cards::AssociatedCard;
use super::face::{Face, face, say_kind, tickets_of};
use super::form::RecordDialog;
use super::write_first::WriteFirstButton;
use crate::chips::{StatusChip, status_face};
use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::core::Replica;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::routes::{RecordsRoute, Route};
use crate::server::ServerError;
use crate::ui::avatar::{Avatar, AvatarSize};
use crate::ui::button::{Button, Weight};
use crate::ui::focus::{use_heading_focus, use_title};
use crate::ui::icon::Icon;
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::skeleton::SkeletonCards;
use crate::ui::time::{say_ago, say_in_full, say_number, use_clock};
use crate::workspace::places::Places;

/// Shows a record.
#[component]
pub fn RecordPage(
    /// Its kind.
    kind: RecordKind,
    /// It.
    record: RecordRef,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let arrival = Arrival { record, next: RwSignal::new(None), progress: RwSignal::new(Progress::Loading) };
    let following = help_desk.clone();
    Effect::new(move |_| {
        following.generation();
        arrival.load(&following, None);
    });
    let showing = help_desk.clone();
    let here = Memo::new(move |_| face(&showing, record).is_some());
    let failed = Memo::new(move |_| match arrival.progress.get() {
        Progress::Failed(error) => Some(error),
        Progress::Loading | Progress::Done => None,
    });
    // It was here a moment ago: somebody has deleted it.
    let gone = Memo::new(move |_| arrival.progress.get() == Progress::Done);
    move || {
        match (here.get(), failed.get()) {
        (true, _) => view! { <Open kind arrival/> }.into_any(),
        (false, None) if !gone.get() => view! {
            <main class="hd-work" id="content">
                <SkeletonCards count=3 label=Signal::derive(move || say!(language, contacts.loading).to_owned())/>
            </main>
        }
        .into_any(),
        (false, failed) if failed.as_ref().is_none_or(|error| matches!(error.status(), Some(403 | 404))) => view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Lock
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, contacts.no_access).to_owned())
                    text=Signal::derive(move || say!(language, contacts.no_access_text).to_owned())
                />
            </main>
        }
        .into_any(),
        (false, failed) => {
            let Some(error) = failed else { return ().into_any() };
            let help_desk = help_desk.clone();
            let again = Callback::new(move |()| arrival.load(&help_desk, None));
            view! {
                <main class="hd-work" id="content">
                    <PanelState
                        icon=Icon::Warning
                        place=PanelPlace::Page
                        title=Signal::derive(move || say!(language, contacts.failed).to_owned())
                        text=Signal::derive(move || say_error(language, &error))
                        remedy=(Signal::derive(move || say!(language, common.retry).to_owned()), again)
                    />
                </main>
            }
            .into_any()
        }
    }
    }
}

/// How a record comes to its page.
#[derive(Clone, Copy)]
struct Arrival {
    record: RecordRef,
    /// Where the next page of its tickets begins.
    next: RwSignal<Option<String>>,
    progress: RwSignal<Progress>,
}

#[derive(Clone, Debug, PartialEq)]
enum Progress {
    Loading,
    Done,
    Failed(ServerError),
}

impl Arrival {
    /// Loads it with the first page of its tickets, or the page that begins at `next`.
    fn load(self, help_desk: &HelpDesk, next: Option<String>) {
        self.progress.set(Progress::Loading);
        let help_desk = help_desk.clone();
        spawn_local(async move {
            // The page may be gone when the answer comes.
            match help_desk.load_record(self.record, next.as_deref()).await {
                Ok(next) => {
                    self.next.try_set(next);
                    self.progress.try_set(Progress::Done);
                }
                Err(error) => {
                    self.progress.try_set(Progress::Failed(error));
                }
            }
        });
    }
}

/// A record that is here.
#[component]
fn Open(kind: RecordKind, arrival: Arrival) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let heading = use_heading_focus();
    let record = arrival.record;
    let showing = help_desk.clone();
    let face = Memo::new(move |_| face(&showing, record).unwrap_or_default());
    let name = Signal::derive(move || face.get().name);
    use_title(move || name.get());
    let editable = use_editable(help_desk);
    let editing = RwSignal::new(false);
    let others = RecordKind::ALL.into_iter().filter(|other| *other != kind);
    view! {
        <main class="hd-record" id="content">
            <div class="hd-bar">
                <a
                    class="hd-button hd-button--quiet"
                    href=Route::Records(RecordsRoute { kind, typed: String::new() }).href()
                    aria-label=move || say_kind(language, kind)
                    title=move || say_kind(language, kind)
                >
                    {Icon::Back.draw()}
                </a>
                <Avatar name size=AvatarSize::Large/>
                <h1 class="hd-bar__title hd-truncate" tabindex="-1" node_ref=heading>{move || name.get()}</h1>
                <span class="hd-bar__spacer"></span>
                {contact_of(record).map(|contact| view! { <WriteFirstButton contact/> })}
                <Show when=move || editable.get()>
                    <Button on_press=Callback::new(move |_| editing.set(true))>
                        {Icon::Pencil.draw()} {move || say!(language, contacts.edit)}
                    </Button>
                </Show>
            </div>
            <div class="hd-record__body">
                <aside class="hd-record__side" aria-label=move || say!(language, contacts.details)>
                    <Details record face/>
                    {others.map(|kind| view! { <AssociatedCard record kind editable place=Place::Workspace/> }).collect_view()}
                </aside>
                <Tickets arrival/>
            </div>
        </main>
        <RecordDialog
            record
            title=Signal::derive(move || say!(language, contacts.edit).to_owned())
            open=editing
            on_saved=Callback::new(|_| ())
        />
    }
}

/// The contact that a record is, if it is one.
fn contact_of(record: RecordRef) -> Option<ContactId> {
    match record {
        RecordRef::Contact(contact) => Some(contact),
        RecordRef::Ticket(_) | RecordRef::Company(_) | RecordRef::Deal(_) => None,
    }
}

/// Whether whoever is signed in may change contacts, companies and deals.
pub fn use_editable(help_desk: HelpDesk) -> Signal<bool> {
    let may = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| policy::may_edit_records(setup, &actor).is_ok())
    });
    may.into()
}

/// How it is reached, and since when it is known.
#[component]
fn Details(record: RecordRef, face: Memo<Face>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let created_at = help_desk.desk(|desk| match record {
        RecordRef::Ticket(_) => None,
        RecordRef::Contact(id) => desk.contacts.get(&id).map(|contact| contact.created_at),
        RecordRef::Company(id) => desk.companies.get(&id).map(|company| company.created_at),
        RecordRef::Deal(id) => desk.deals.get(&id).map(|deal| deal.created_at),
    });
    let label = move || match record {
        RecordRef::Company(_) => say!(language, contacts.domain),
        RecordRef::Contact(_) | RecordRef::Deal(_) | RecordRef::Ticket(_) => {
            say!(language, contacts.addresses)
        }
    };
    view! {
        <dl class="hd-facts hd-card">
            {move || {
                let reached = face.get().reached;
                (!reached.is_empty()).then(|| view! { <dt>{label()}</dt><dd>{reached}</dd> })
            }}
            {created_at.map(|at| view! {
                <dt>{move || say!(language, side.created)}</dt>
                <dd>{move || say_in_full(language.code(), at)}</dd>
            })}
        </dl>
    }
}

/// Its tickets, each a link.
#[component]
fn Tickets(arrival: Arrival) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let listing = help_desk.clone();
    let ids = Memo::new(move |_| {
        let ids = tickets_of(&listing, arrival.record);
        for id in &ids {
            listing.track(crate::replica::topic::Topic::Ticket(*id));
        }
        ids
    });
    let more = Callback::new(move |_| arrival.load(&help_desk, arrival.next.get_untracked()));
    let state = move || {
        match arrival.progress.get() {
        Progress::Failed(error) => Some(
            view! { <p class="hd-note hd-note--wrong" role="alert">{move || say_error(language, &error)}</p> }
                .into_any(),
        ),
        Progress::Done if ids.read().is_empty() => Some(
            view! {
                <PanelState
                    icon=Icon::Ticket
                    title=Signal::derive(move || say!(language, contacts.no_tickets).to_owned())
                    text=Signal::derive(move || say!(language, contacts.no_tickets_text).to_owned())
                />
            }
            .into_any(),
        ),
        Progress::Loading | Progress::Done => None,
    }
    };
    let count = move || u64::try_from(ids.read().len()).unwrap_or(0);
    view! {
        <section class="hd-record__tickets" aria-label=move || say!(language, contacts.tickets)>
            <h2 class="hd-record__title">
                {move || say!(language, contacts.tickets)} " "
                <span class="hd-soft hd-number">
                    {move || say_number(language.code(), count())}
                    {move || arrival.next.read().is_some().then_some("+")}
                </span>
            </h2>
            {state}
            <ol class="hd-hits">
                <For each=move || ids.get() key=|id| *id let:id>
                    <li><TicketLine id/></li>
                </For>
            </ol>
            <Show when=move || arrival.next.read().is_some()>
                <p class="hd-panel-link">
                    <Button weight=Weight::Plain on_press=more>{move || say!(language, search.more)}</Button>
                </p>
            </Show>
        </section>
    }
}

/// One ticket, as a link.
#[component]
pub fn TicketLine(
    /// The ticket.
    id: TicketId,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let ticket = Memo::new(move |_| help_desk.ticket(id));
    move || ticket.get().map(|ticket| view! { <Line ticket/> })
}

#[component]
fn Line(ticket: Ticket) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let (status, owner, at) = (ticket.status, ticket.owner, ticket.active_at);
    let contact = help_desk.core(|core| core.contact_name(ticket.id).unwrap_or_default().to_owned());
    let href = expect_context::<Places>().ticket_route(ticket.number.0).href();
    let statuses = help_desk.clone();
    let face = Memo::new(move |_| statuses.setup(|setup| status_face(setup, status)));
    let owner = Memo::new(move |_| help_desk.setup(|setup| owner.map(|owner| user_name(setup, owner))));
    view! {
        <a class="hd-hit" href=href>
            <span class="hd-hit__head">
                <span class="hd-soft hd-number">{ticket.number.to_string()}</span>
                <span class="hd-hit__name hd-truncate">{ticket.shown_name()}</span>
                {move || {
                    let (label, class) = face.get();
                    view! { <StatusChip label class/> }
                }}
            </span>
            <span class="hd-hit__foot hd-soft">
                {(!contact.is_empty()).then(|| view! { <span class="hd-truncate">{contact}</span> })}
                {move || owner.get().map(|name| view! { <span class="hd-truncate">{name}</span> })}
                <span class="hd-number" title=move || say_in_full(language.code(), at)>
                    {move || say_ago(language.code(), at, clock.now())}
                </span>
            </span>
        </a>
    }
}
