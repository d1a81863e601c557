//! Inboxes: the conversations that are in them, and the one that is open (INB-01).

mod beside;
mod details;
mod list;
pub mod moving;
mod opened;
mod trash;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::{InboxId, TicketId};
use sportello_domain::pipeline::State;
use sportello_domain::policy;

use self::list::InboxList;
use self::opened::Opened;
use crate::language::{say, use_language};
use crate::replica::core::Replica;
use crate::replica::use_help_desk;
use crate::routes::{InboxRoute, Route, SettingsRoute};
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::segmented::{Segment, Segmented};
use crate::ui::select::Select;
use crate::workspace::create::open_when_numbered;

/// The ticket that was created for a conversation and took it to the help desk; it opens when it has its number. Kept by
/// the page, since the conversation is gone from it at once.
#[derive(Clone, Copy)]
struct LeadsTo(RwSignal<Option<TicketId>>);

/// Shows the list, and the conversation that is open beside it.
#[component]
pub fn InboxPage(
    /// The address.
    route: Memo<InboxRoute>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let title = Signal::derive(move || say!(language, inbox.title).to_owned());
    use_title(move || title.get());
    let reading = help_desk.clone();
    let inboxes = Memo::new(move |_| {
        let actor = reading.core(Replica::actor);
        reading.setup(|setup| {
            let seen = policy::seen_inboxes(setup, &actor);
            let named = seen.into_iter().filter_map(|id| setup.inboxes.get(&id));
            let mut named: Vec<(String, InboxId)> =
                named.map(|inbox| (inbox.name.clone(), inbox.id)).collect();
            named.sort();
            named
        })
    });
    let open = Memo::new(move |_| route.get().conversation);
    let leads_to = LeadsTo(RwSignal::new(None));
    open_when_numbered(leads_to.0);
    provide_context(leads_to);
    let beside = move || match open.get() {
        Some(conversation) => view! { <Opened conversation route/> }.into_any(),
        None => view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Envelope
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, inbox.nothing_open).to_owned())
                    text=Signal::derive(move || say!(language, inbox.nothing_open_text).to_owned())
                />
            </main>
        }
        .into_any(),
    };
    move || {
        if inboxes.read().is_empty() {
            return view! { <NoInboxes/> }.into_any();
        }
        view! {
            <div class="hd-split" class:hd-split--open=move || open.get().is_some()>
                <section class="hd-split__list hd-inbox" aria-label=title>
                    <div class="hd-bar">
                        <p class="hd-bar__title">{title}</p>
                    </div>
                    <Choices inboxes route/>
                    <InboxList route/>
                </section>
                <div class="hd-page">{beside}</div>
            </div>
        }
        .into_any()
    }
}

/// There is no inbox, or none that is seen; whoever may make one finds the way there.
#[component]
fn NoInboxes() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    let actor = help_desk.core(Replica::actor);
    let may_make = help_desk.core(|core| policy::may_administer(core.setup(), &actor).is_ok());
    let settings = Callback::new(move |()| {
        navigate(&Route::Settings(SettingsRoute::Inboxes).href(), NavigateOptions::default());
    });
    let label = Signal::derive(move || say!(language, inbox.open_settings).to_owned());
    view! {
        <main class="hd-work" id="content">
            <PanelState
                icon=Icon::Envelope
                place=PanelPlace::Page
                title=Signal::derive(move || say!(language, inbox.no_inboxes).to_owned())
                text=Signal::derive(move || say!(language, inbox.no_inboxes_text).to_owned())
                remedy=may_make.then_some((label, settings))
            />
        </main>
    }
}

/// Which inbox, and whether what is open in it or what is closed.
#[component]
fn Choices(inboxes: Memo<Vec<(String, InboxId)>>, route: Memo<InboxRoute>) -> impl IntoView {
    let language = use_language();
    let navigate = use_navigate();
    let go = Callback::new(move |to: InboxRoute| {
        navigate(&Route::Inbox(to).href(), NavigateOptions::default());
    });
    let value = RwSignal::new(String::new());
    Effect::new(move |_| value.set(route.get().inbox.map(|id| id.to_string()).unwrap_or_default()));
    let choices = Signal::derive(move || {
        let all = (String::new(), say!(language, inbox.all).to_owned());
        let named = inboxes.get().into_iter().map(|(name, id)| (id.to_string(), name));
        std::iter::once(all).chain(named).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |inbox: String| {
        go.run(InboxRoute { inbox: inbox.parse().ok(), ..route.get_untracked() });
    });
    let segment = move |state: State| {
        let closed = state == State::Closed;
        Segment {
            label: Signal::derive(move || {
                match state {
                    State::Open => say!(language, inbox.open),
                    State::Closed => say!(language, inbox.closed),
                }
                .to_owned()
            }),
            lang: None,
            chosen: Signal::derive(move || route.get().closed == closed),
            choose: Callback::new(move |()| go.run(InboxRoute { closed, ..route.get_untracked() })),
        }
    };
    view! {
        <div class="hd-inbox__choices">
            <Show when=move || { 1 < inboxes.read().len() }>
                <Select
                    label=Signal::derive(move || say!(language, inbox.which).to_owned())
                    choices
                    value
                    on_choose=choose
                />
            </Show>
            <Segmented
                name=Signal::derive(move || say!(language, inbox.state).to_owned())
                segments=State::ALL.map(segment).into()
            />
        </div>
    }
}
