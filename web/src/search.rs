//! Searching: what is typed, where it is looked for, and what was found.

use gloo_timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::association::RecordRef;
use sportello_domain::desk::Desk;
use sportello_domain::pipeline::State;
use sportello_domain::protocol::{FoundIn, RecordKind, SearchHit, SearchIn};

use crate::chips::{StatusChip, status_face};
use crate::contacts::chooser::{Chooser, Offering, Picked};
use crate::contacts::face::face;
use crate::failure::say_error;
use crate::language::{Language, say, say_count, use_language};
use crate::replica::use_help_desk;
use crate::routes::{Among, Route, SearchRoute};
use crate::server::{self, ServerError};
use crate::ui::button::{Button, Weight};
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::panel::PanelState;
use crate::ui::select::Select;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::{say_ago, say_in_full, use_clock};
use crate::workspace::editor::property::{Options, options};

/// How long nothing is typed before it is searched for, in milliseconds.
const PAUSE: u32 = 180;

/// Searches for what the address says (VEW-08).
#[component]
pub fn SearchPage(
    /// What is searched for, and where.
    route: Memo<SearchRoute>,
) -> impl IntoView {
    let language = use_language();
    use_title(move || say!(language, search.title).to_owned());
    let found = Found::follow(route);
    view! {
        <main class="hd-work" id="content">
            <SearchBar route/>
            <div class="hd-found" aria-live="polite">
                {move || match found.shown() {
                    Shown::Start => view! {
                        <PanelState
                            icon=Icon::Search
                            title=Signal::derive(move || say!(language, search.start).to_owned())
                            text=Signal::derive(move || say!(language, search.start_text).to_owned())
                        />
                    }
                    .into_any(),
                    Shown::Searching => view! {
                        <SkeletonRows count=8 label=Signal::derive(move || say!(language, search.searching).to_owned())/>
                    }
                    .into_any(),
                    Shown::Nothing => view! {
                        <PanelState
                            icon=Icon::Search
                            title=Signal::derive(move || say!(language, search.none).to_owned())
                            text=Signal::derive(move || say!(language, search.none_text).to_owned())
                        />
                    }
                    .into_any(),
                    Shown::Failure(error) => view! {
                        <PanelState
                            icon=Icon::Warning
                            title=Signal::derive(move || say!(language, search.failed).to_owned())
                            text=Signal::derive(move || say_error(language, &error))
                            remedy=(
                                Signal::derive(move || say!(language, common.retry).to_owned()),
                                Callback::new(move |()| found.search(None)),
                            )
                        />
                    }
                    .into_any(),
                    Shown::Hits => view! { <Hits found/> }.into_any(),
                }}
            </div>
        </main>
    }
}

/// What was found so far.
#[derive(Clone, Copy)]
struct Found {
    route: Memo<SearchRoute>,
    hits: RwSignal<Vec<SearchHit>>,
    next: RwSignal<Option<String>>,
    progress: RwSignal<Progress>,
    /// Which search was the last: an answer to an earlier one comes too late.
    last: StoredValue<u32>,
}

#[derive(Clone, Debug, PartialEq)]
enum Progress {
    Searching,
    Done,
    Failed(ServerError),
}

/// What stands below the field.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Start,
    Searching,
    Nothing,
    Hits,
    Failure(ServerError),
}

impl Found {
    /// Searches now, and again whenever the address changes.
    fn follow(route: Memo<SearchRoute>) -> Self {
        let found = Self {
            route,
            hits: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            progress: RwSignal::new(Progress::Searching),
            last: StoredValue::new(0),
        };
        Effect::new(move |_| {
            route.track();
            found.search(None);
        });
        found
    }

    /// Loads the first page of what is searched for, or the one that begins at `next`.
    fn search(self, next: Option<String>) {
        let wanted = self.route.get_untracked();
        let number = self.last.try_update_value(|last| {
            *last = last.wrapping_add(1);
            *last
        });
        if wanted.typed.trim().is_empty() {
            self.hits.set(Vec::new());
            self.next.set(None);
            self.progress.set(Progress::Done);
            return;
        }
        self.progress.set(Progress::Searching);
        spawn_local(async move {
            let outcome = server::search(&wanted, next.as_deref()).await;
            // The page may be gone, or something else is searched for by now.
            if self.last.try_get_value() != number {
                return;
            }
            match outcome {
                Ok(page) => {
                    self.hits.update(|hits| {
                        if next.is_none() {
                            hits.clear();
                        }
                        hits.extend(page.hits);
                    });
                    self.next.set(page.next);
                    self.progress.set(Progress::Done);
                }
                Err(error) => self.progress.set(Progress::Failed(error)),
            }
        });
    }

    /// Tracked.
    fn shown(self) -> Shown {
        let nothing_asked = self.route.read().typed.trim().is_empty();
        match (nothing_asked, self.progress.get(), self.hits.read().is_empty()) {
            (true, ..) => Shown::Start,
            (_, Progress::Failed(error), _) => Shown::Failure(error),
            // What was found before stays until the next is here: nothing flickers while one types.
            (_, _, false) => Shown::Hits,
            (_, Progress::Searching, true) => Shown::Searching,
            (_, Progress::Done, true) => Shown::Nothing,
        }
    }
}

/// The field, and where it is looked for.
#[component]
fn SearchBar(route: Memo<SearchRoute>) -> impl IntoView {
    let language = use_language();
    let navigate = use_navigate();
    let field = NodeRef::<html::Input>::new();
    // The field begins with what the address says, and again when the address changes by another hand than typing.
    let searched = Memo::new(move |_| route.read().typed.clone());
    Effect::new(move |_| {
        let searched = searched.get();
        let Some(field) = field.get() else { return };
        if document().active_element().as_ref() != Some(field.as_ref()) {
            field.set_value(&searched);
            let _ = field.focus();
        }
    });
    // What is typed next belongs to the same search: Back leads to where one was before it.
    let go = Callback::new(move |wanted: SearchRoute| {
        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
        navigate(&Route::Search(wanted).href(), options);
    });
    let typing = StoredValue::new_local(None::<Timeout>);
    let on_input = move |typed: String| {
        let search = Timeout::new(PAUSE, move || {
            // The page may be gone.
            if let Some(before) = route.try_get_untracked() {
                go.run(SearchRoute { typed, ..before });
            }
        });
        typing.set_value(Some(search));
    };
    let place = move |only_in: Option<SearchIn>| {
        let choose = move |_| go.run(SearchRoute { only_in, ..route.get_untracked() });
        let pressed = move || (route.read().only_in == only_in).to_string();
        view! {
            <button type="button" class="hd-segmented__choice" aria-pressed=pressed on:click=choose>
                {move || say_place(language, only_in)}
            </button>
        }
    };
    let state = move |state: Option<State>| {
        let choose = move |_| go.run(SearchRoute { state, ..route.get_untracked() });
        let pressed = move || (route.read().state == state).to_string();
        view! {
            <button type="button" class="hd-segmented__choice" aria-pressed=pressed on:click=choose>
                {move || say_state(language, state)}
            </button>
        }
    };
    view! {
        <search class="hd-search">
            <h1 class="hd-hidden-label">{move || say!(language, search.title)}</h1>
            <input
                class="hd-field__input hd-search__field"
                type="search"
                aria-label=move || say!(language, search.title)
                placeholder=move || say!(language, search.placeholder)
                autocomplete="off"
                spellcheck="false"
                node_ref=field
                on:input:target=move |event| on_input(event.target().value())
            />
            <div class="hd-search__where">
                <div class="hd-segmented" role="group" aria-label=move || say!(language, search.place)>
                    {place(None)} {SearchIn::ALL.map(|it| place(Some(it))).collect_view()}
                </div>
                <div class="hd-segmented" role="group" aria-label=move || say!(language, search.state)>
                    {state(None)} {[State::Open, State::Closed].map(|it| state(Some(it))).collect_view()}
                </div>
            </div>
            <AmongFields route go/>
        </search>
    }
}

/// Among which tickets it is searched (VEW-09).
#[component]
fn AmongFields(route: Memo<SearchRoute>, go: Callback<SearchRoute>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let among = Memo::new(move |_| route.read().among);
    let narrow = Callback::new(move |among| go.run(SearchRoute { among, ..route.get_untracked() }));
    let any = move || (String::new(), say!(language, search.any).to_owned());
    let of_list = move |list: Options| {
        let reading = help_desk.clone();
        Signal::derive(move || {
            let named = reading.setup(|setup| options(language, setup, list, ""));
            std::iter::once(any()).chain(named).collect::<Vec<_>>()
        })
    };
    let [statuses, channels, owners] = [Options::Status, Options::Channel, Options::Owner].map(of_list);
    let days = Signal::derive(move || {
        let within = |days: u32| (days.to_string(), say_count!(language, u64::from(days), search.days));
        std::iter::once(any()).chain([1, 7, 30, 365].map(within)).collect::<Vec<_>>()
    });
    let field =
        move |label: Signal<String>, choices, of: fn(Among) -> String, to: fn(Among, &str) -> Among| {
            let value = RwSignal::new(String::new());
            Effect::new(move |_| value.set(of(among.get())));
            let on_choose =
                Callback::new(move |chosen: String| narrow.run(to(among.get_untracked(), &chosen)));
            view! { <Select label choices value on_choose/> }
        };
    view! {
        <div class="hd-search__among" role="group" aria-label=move || say!(language, search.among)>
            {field(
                Signal::derive(move || say!(language, ticket.status).to_owned()),
                statuses,
                |among| said(among.status),
                |among, chosen| Among { status: chosen.parse().ok(), ..among },
            )}
            {field(
                Signal::derive(move || say!(language, filter.channel).to_owned()),
                channels,
                |among| said(among.channel),
                |among, chosen| Among { channel: chosen.parse().ok(), ..among },
            )}
            {field(
                Signal::derive(move || say!(language, ticket.owner).to_owned()),
                owners,
                |among| said(among.owner),
                |among, chosen| Among { owner: chosen.parse().ok(), ..among },
            )}
            {field(
                Signal::derive(move || say!(language, property.last_activity_date).to_owned()),
                days,
                |among| said(among.days),
                |among, chosen| Among { days: chosen.parse().ok(), ..among },
            )}
            <ContactField among narrow/>
        </div>
    }
}

fn said(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The contact about whose tickets it is searched.
#[component]
fn ContactField(among: Memo<Among>, narrow: Callback<Among>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let contact = Memo::new(move |_| among.get().contact);
    let label = Signal::derive(move || say!(language, table.contact).to_owned());
    let to = move |contact| narrow.run(Among { contact, ..among.get_untracked() });
    let on_choose = Callback::new(move |picked| {
        if let Picked::Known(RecordRef::Contact(contact)) = picked {
            to(Some(contact));
        }
    });
    move || match contact.get().map(RecordRef::Contact) {
        None => view! {
            <Chooser
                kind=RecordKind::Contact
                excluded=Signal::stored(Vec::new())
                on_choose
                label
                offering=Offering::Known
            />
        }
        .into_any(),
        Some(record) => {
            let (naming, loading) = (help_desk.clone(), help_desk.clone());
            if naming.desk(|desk| face_is_missing(desk, record)) {
                // Came by its address; without a line it has no name.
                spawn_local(async move { drop(loading.load_record(record, None).await) });
            }
            let name =
                Signal::derive(move || face(&naming, record).map(|face| face.name).unwrap_or_default());
            view! {
                <span class="hd-picked">
                    <span class="hd-truncate">{name}</span>
                    <Button
                        weight=Weight::Quiet
                        label=Signal::derive(move || say!(language, contacts.remove, name = name.get()).to_string())
                        on_press=Callback::new(move |_| to(None))
                    >
                        {Icon::Cross.draw()}
                    </Button>
                </span>
            }
            .into_any()
        }
    }
}

fn face_is_missing(desk: &Desk, record: RecordRef) -> bool {
    matches!(record, RecordRef::Contact(contact) if !desk.contacts.contains_key(&contact))
}

/// The places, each a link to its ticket.
#[component]
fn Hits(found: Found) -> impl IntoView {
    let language = use_language();
    let more = Callback::new(move |_| found.search(found.next.get_untracked()));
    view! {
        <ol class="hd-hits">
            {move || found.hits.get().into_iter().map(|hit| view! { <li><Hit hit/></li> }).collect_view()}
        </ol>
        <Show when=move || found.next.read().is_some()>
            <p class="hd-panel-link">
                <Button on_press=more>{move || say!(language, search.more)}</Button>
            </p>
        </Show>
    }
}

#[component]
fn Hit(hit: SearchHit) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let SearchHit { row, found_in, at, snippet } = hit;
    let ticket = row.ticket;
    let status = ticket.status;
    let face = Memo::new(move |_| help_desk.setup(|setup| status_face(setup, status)));
    let contact = row.contact.map(|contact| contact.name);
    let parts = snippet.into_iter().map(|part| {
        if part.found { view! { <mark>{part.text}</mark> }.into_any() } else { part.text.into_any() }
    });
    let parts: Vec<AnyView> = parts.collect();
    view! {
        <a class="hd-hit" href=Route::Ticket { number: ticket.number.0 }.href()>
            <span class="hd-hit__head">
                <span class="hd-soft hd-number">{ticket.number.to_string()}</span>
                <span class="hd-hit__name hd-truncate">{ticket.shown_name()}</span>
                {move || {
                    let (label, class) = face.get();
                    view! { <StatusChip label class/> }
                }}
            </span>
            {(!parts.is_empty()).then(|| view! { <span class="hd-hit__snippet">{parts}</span> })}
            <span class="hd-hit__foot hd-soft">
                <span>{move || say_found_in(language, found_in)}</span>
                {contact.map(|name| view! { <span class="hd-truncate">{name}</span> })}
                <span class="hd-number" title=move || say_in_full(language.code(), at)>
                    {move || say_ago(language.code(), at, clock.now())}
                </span>
            </span>
        </a>
    }
}

fn say_place(language: Language, place: Option<SearchIn>) -> &'static str {
    match place {
        None => say!(language, search.everywhere),
        Some(SearchIn::Tickets) => say!(language, search.tickets),
        Some(SearchIn::Messages) => say!(language, search.messages),
        Some(SearchIn::Comments) => say!(language, search.comments),
    }
}

fn say_state(language: Language, state: Option<State>) -> &'static str {
    match state {
        None => say!(language, search.any_state),
        Some(State::Open) => say!(language, search.open),
        Some(State::Closed) => say!(language, search.closed),
    }
}

fn say_found_in(language: Language, found_in: FoundIn) -> &'static str {
    match found_in {
        FoundIn::Number | FoundIn::Ticket => say!(language, search.in_ticket),
        FoundIn::Message { .. } => say!(language, search.in_message),
        FoundIn::Comment { .. } => say!(language, search.in_comment),
    }
}
