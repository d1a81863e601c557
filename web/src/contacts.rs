//! Contacts, companies and deals: a list of each, and a page for each record.

pub mod cards;
pub mod chooser;
pub mod face;
mod form;
pub mod page;
mod write_first;

use gloo_timers::callback::Timeout;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::association::RecordRef;
use sportello_domain::protocol::RecordKind;

use self::face::{face, say_kind, say_new};
use self::form::RecordDialog;
use self::page::use_editable;
use crate::env;
use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::replica::{HelpDesk, use_help_desk};
use crate::routes::{RecordsRoute, Route};
use crate::server::ServerError;
use crate::ui::avatar::Avatar;
use crate::ui::button::{Button, Weight};
use crate::ui::focus::{use_heading_focus, use_title};
use crate::ui::icon::Icon;
use crate::ui::keys::{Shortcut, use_shortcuts};
use crate::ui::panel::PanelState;
use crate::ui::screen::use_phone;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::virtual_list::VirtualList;
use crate::workspace::places::neighbour;

/// How long nothing is typed before it is searched for, in milliseconds.
const PAUSE: u32 = 180;

/// Lists contacts, companies or deals by name.
#[component]
pub fn RecordsPage(
    /// What is listed.
    kind: RecordKind,
    /// That, and what is searched for.
    route: Memo<RecordsRoute>,
) -> impl IntoView {
    let language = use_language();
    use_title(move || say_kind(language, kind).to_owned());
    let found = Found::follow(kind, route);
    let shown = Memo::new(move |_| found.shown());
    let none_text = move || match (route.read().typed.trim().is_empty(), kind) {
        (false, _) => say!(language, contacts.nothing_found_text),
        (true, RecordKind::Contact) => say!(language, contacts.none_contacts_text),
        (true, RecordKind::Company | RecordKind::Deal) => say!(language, contacts.none_text),
    };
    view! {
        <main class="hd-work" id="content">
            <Head kind route/>
            <div class="hd-list">
                {move || match shown.get() {
                    Shown::Rows(_) => view! { <Rows kind found/> }.into_any(),
                    Shown::Loading => view! {
                        <SkeletonRows count=12 label=Signal::derive(move || say!(language, contacts.loading).to_owned())/>
                    }
                    .into_any(),
                    Shown::Nothing => view! {
                        <PanelState
                            icon=Icon::Person
                            title=Signal::derive(move || say!(language, contacts.nothing_found).to_owned())
                            text=Signal::derive(move || none_text().to_owned())
                        />
                    }
                    .into_any(),
                    Shown::Failure(error) if error.status() == Some(403) => view! {
                        <PanelState
                            icon=Icon::Lock
                            title=Signal::derive(move || say!(language, contacts.no_access).to_owned())
                            text=Signal::derive(move || say!(language, contacts.no_access_text).to_owned())
                        />
                    }
                    .into_any(),
                    Shown::Failure(error) => view! {
                        <PanelState
                            icon=Icon::Warning
                            title=Signal::derive(move || say!(language, contacts.failed).to_owned())
                            text=Signal::derive(move || say_error(language, &error))
                            remedy=(
                                Signal::derive(move || say!(language, common.retry).to_owned()),
                                Callback::new(move |()| found.load(None)),
                            )
                        />
                    }
                    .into_any(),
                }}
            </div>
        </main>
    }
}

/// What was found so far.
#[derive(Clone, Copy)]
struct Found {
    kind: RecordKind,
    route: Memo<RecordsRoute>,
    ids: RwSignal<Vec<RecordRef>>,
    next: RwSignal<Option<String>>,
    progress: RwSignal<Progress>,
    /// Counts up with every list that replaces another.
    batch: RwSignal<u32>,
    help_desk: StoredValue<HelpDesk>,
}

#[derive(Clone, Debug, PartialEq)]
enum Progress {
    Loading,
    Done,
    Failed(ServerError),
}

/// What stands below the head.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Rows(u32),
    Loading,
    Nothing,
    Failure(ServerError),
}

impl Found {
    /// Loads the first page now, and again when the address changes or events were missed.
    fn follow(kind: RecordKind, route: Memo<RecordsRoute>) -> Self {
        let help_desk = use_help_desk();
        let found = Self {
            kind,
            route,
            ids: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            progress: RwSignal::new(Progress::Loading),
            batch: RwSignal::new(0),
            help_desk: StoredValue::new(help_desk.clone()),
        };
        Effect::new(move |_| {
            route.track();
            help_desk.generation();
            found.load(None);
        });
        found
    }

    /// Loads the first page, or the one that begins at `next`.
    fn load(self, next: Option<String>) {
        let typed = self.route.get_untracked().typed;
        self.progress.set(Progress::Loading);
        let help_desk = self.help_desk.get_value();
        spawn_local(async move {
            let outcome = help_desk.load_records(self.kind, &typed, next.as_deref()).await;
            // The page may be gone, or something else is searched for by now.
            if self.route.try_get_untracked().is_none_or(|route| route.typed != typed) {
                return;
            }
            match outcome {
                Ok((ids, following)) => {
                    if next.is_some() {
                        self.ids.update(|known| known.extend(ids));
                    } else {
                        self.ids.set(ids);
                        self.batch.update(|batch| *batch = batch.wrapping_add(1));
                    }
                    self.next.set(following);
                    self.progress.set(Progress::Done);
                }
                Err(error) => self.progress.set(Progress::Failed(error)),
            }
        });
    }

    fn more(self) {
        let next = self.next.get_untracked().filter(|_| self.progress.get_untracked() == Progress::Done);
        if next.is_some() {
            self.load(next);
        }
    }

    /// Tracked.
    fn shown(self) -> Shown {
        match (self.progress.get(), self.ids.read().is_empty()) {
            (Progress::Failed(error), _) => Shown::Failure(error),
            // What was found before stays until the next is here: nothing flickers while one types.
            (_, false) => Shown::Rows(self.batch.get()),
            (Progress::Loading, true) => Shown::Loading,
            (Progress::Done, true) => Shown::Nothing,
        }
    }
}

/// The lists beside each other, what is searched for, and adding a record.
#[component]
fn Head(kind: RecordKind, route: Memo<RecordsRoute>) -> impl IntoView {
    let language = use_language();
    let heading = use_heading_focus();
    let editable = use_editable(use_help_desk());
    let navigate = use_navigate();
    let opening = navigate.clone();
    let new = RwSignal::new(None::<RecordRef>);
    let open = RwSignal::new(false);
    let add = Callback::new(move |()| {
        new.set(Some(new_record(kind)));
        open.set(true);
    });
    use_shortcuts(&[], move |shortcut| {
        let asked = shortcut == Shortcut::Create && editable.get_untracked();
        if asked {
            add.run(());
        }
        asked
    });
    let typing = StoredValue::new_local(None::<Timeout>);
    let on_input = move |typed: String| {
        let navigate = navigate.clone();
        let search = Timeout::new(PAUSE, move || {
            // The page may be gone.
            if route.try_get_untracked().is_some() {
                let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
                navigate(&Route::Records(RecordsRoute { kind, typed }).href(), options);
            }
        });
        typing.set_value(Some(search));
    };
    let on_saved = Callback::new(move |record: RecordRef| {
        opening(&Route::of_record(record).href(), NavigateOptions::default());
    });
    let tab = move |other: RecordKind| {
        view! {
            <a
                class="hd-tab"
                href=Route::Records(RecordsRoute { kind: other, typed: String::new() }).href()
                aria-current=(other == kind).then_some("page")
            >
                {move || say_kind(language, other)}
            </a>
        }
    };
    view! {
        <div class="hd-records">
            <h1 class="hd-hidden-label" tabindex="-1" node_ref=heading>{move || say_kind(language, kind)}</h1>
            <nav class="hd-tabs" aria-label=move || say!(language, contacts.lists)>
                {RecordKind::ALL.map(tab).collect_view()}
            </nav>
            <input
                class="hd-field__input hd-records__find"
                type="search"
                aria-label=move || say!(language, contacts.find)
                placeholder=move || say!(language, contacts.find)
                autocomplete="off"
                spellcheck="false"
                prop:value=route.get_untracked().typed
                on:input:target=move |event| on_input(event.target().value())
            />
            <Show when=move || editable.get()>
                <Button
                    weight=Weight::Primary
                    label=Signal::derive(move || say_new(language, kind).to_owned())
                    on_press=Callback::new(move |_| add.run(()))
                >
                    {Icon::Plus.draw()} <span class="hd-wide-only">{move || say_new(language, kind)}</span>
                </Button>
            </Show>
        </div>
        {move || new.get().map(|record| view! {
            <RecordDialog
                record
                title=Signal::derive(move || say_new(language, kind).to_owned())
                open
                on_saved
            />
        })}
    }
}

/// A record of a kind with a new id.
fn new_record(kind: RecordKind) -> RecordRef {
    kind.record(sportello_domain::id::ContactId::generate(env::now(), env::entropy()).uuid())
}

/// The rows of a list that has some.
#[component]
fn Rows(kind: RecordKind, found: Found) -> impl IntoView {
    let language = use_language();
    let phone = use_phone();
    let active = RwSignal::new(None::<RecordRef>);
    let navigate = use_navigate();
    // Another list begins at its top.
    let scroll = ArcRwSignal::new(0.0);
    use_shortcuts(&[], move |shortcut| {
        let chosen = active.get_untracked();
        if shortcut == Shortcut::Next || shortcut == Shortcut::Previous {
            active.set(neighbour(&found.ids.read_untracked(), chosen, shortcut));
            return true;
        }
        let opened = chosen.filter(|_| shortcut == Shortcut::Open);
        if let Some(record) = opened {
            navigate(&Route::of_record(record).href(), NavigateOptions::default());
        }
        opened.is_some()
    });
    view! {
        <VirtualList
            ids=found.ids
            total=Signal::derive(move || found.ids.read().len())
            active
            row_height=Signal::derive(move || if phone.get() { 64.0 } else { 44.0 })
            head_height=Signal::stored(0.0)
            scroll
            label=Signal::derive(move || say_kind(language, kind).to_owned())
            head=().into_any()
            row_id
            row=move |(record, position)| view! { <Row record position active/> }.into_any()
            on_near_end=Callback::new(move |()| found.more())
            say_newer=Callback::new(|_| String::new())
        />
    }
}

fn row_id(record: RecordRef) -> String {
    format!("record-{}", record.uuid())
}

#[component]
fn Row(
    record: Signal<RecordRef>,
    position: Signal<usize>,
    active: RwSignal<Option<RecordRef>>,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    let face = Memo::new(move |_| face(&help_desk, record.get()).unwrap_or_default());
    let is_active = Memo::new(move |_| active.get() == Some(record.get()));
    let open = move |event: MouseEvent| {
        let record = record.get_untracked();
        active.set(Some(record));
        // The link in it opens a new tab by itself, and keeps its other ways.
        if !event.default_prevented() && !event.ctrl_key() && !event.meta_key() {
            navigate(&Route::of_record(record).href(), NavigateOptions::default());
        }
    };
    view! {
        <div
            class="hd-record-row"
            class:hd-record-row--active=move || is_active.get()
            role="row"
            id=move || row_id(record.get())
            aria-rowindex=move || position.get().to_string()
            aria-selected=move || is_active.get().to_string()
            on:click=open
        >
            <span class="hd-record-row__name" role="gridcell">
                <Avatar name=Signal::derive(move || face.get().name)/>
                <a class="hd-truncate" href=move || Route::of_record(record.get()).href() tabindex="-1">{move || face.get().name}</a>
            </span>
            <span class="hd-record-row__reached hd-soft hd-truncate" role="gridcell">{move || face.get().reached}</span>
            <span class="hd-record-row__companies hd-soft hd-truncate" role="gridcell">{move || face.get().companies}</span>
        </div>
    }
}
