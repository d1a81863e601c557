//! The window of the help desk: the rail, the views, and the page beside them.

mod bell;
mod keys;
mod offline;
pub mod palette;
mod rail;
mod refusals;
mod undo;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::association::RecordRef;
use sportello_domain::id::ConversationId;
use sportello_domain::policy;
use sportello_domain::protocol::RecordKind;
use sportello_domain::view::{BuiltInView, View};
use sportello_domain::workspace::Layout;

use self::keys::KeysDialog;
use self::offline::OfflineBar;
use self::palette::Palette;
use self::rail::Rail;
use self::refusals::tell_refusals_elsewhere;
use self::undo::offer_undo;
use crate::language::{say, use_language};
use crate::parts;
use crate::replica::bulk::use_bulk_jobs;
use crate::replica::core::Replica;
use crate::replica::{HelpDesk, use_help_desk};
use crate::routes::{FIRST_VIEW, InboxRoute, RecordsRoute, Route, SearchRoute, SettingsRoute, ViewRoute};
use crate::ticket::asking::AskedDialog;
use crate::ui::icon::Icon;
use crate::ui::keys::{Shortcut, provide_offered, use_shortcuts};
use crate::ui::panel::PanelState;
use crate::workspace::ViewPage;
use crate::workspace::editor::{ViewEditor, provide_view_editor};
use crate::workspace::views::ViewList;

/// Shows the window with the page of the address in it.
#[component]
pub fn Frame(
    /// The page.
    route: Signal<Route>,
) -> impl IntoView {
    let language = use_language();
    let keys_open = RwSignal::new(false);
    let help_desk = use_help_desk();
    help_desk.count_soon();
    provide_offered();
    provide_view_editor();
    warn_before_losing_orders(help_desk);
    tell_refusals_elsewhere(route);
    parts::fetch_ticket_when_idle();
    offer_undo();
    lead_home(route);
    let navigate = use_navigate();
    use_shortcuts(&[Shortcut::Search, Shortcut::Help], move |shortcut| {
        match shortcut {
            Shortcut::Help => keys_open.set(true),
            Shortcut::Search => {
                let search = Route::Search(SearchRoute::default());
                navigate(&search.href(), leptos_router::NavigateOptions::default());
            }
            Shortcut::Next
            | Shortcut::Previous
            | Shortcut::Open
            | Shortcut::Close
            | Shortcut::Reply
            | Shortcut::Comment
            | Shortcut::Assign
            | Shortcut::Status
            | Shortcut::Follow
            | Shortcut::Merge
            | Shortcut::Delete
            | Shortcut::Unread
            | Shortcut::Select
            | Shortcut::Left
            | Shortcut::Right
            | Shortcut::CarryLeft
            | Shortcut::CarryRight
            | Shortcut::Create => return false,
        }
        true
    });
    let class = move || match route.get() {
        Route::Ticket { .. }
        | Route::WithoutTicket { conversation: Some(_) }
        | Route::Spam { conversation: Some(_) }
        | Route::View(ViewRoute { layout: Some(Layout::Split), ticket: Some(_), .. }) => {
            "hd-frame hd-frame--ticket"
        }
        Route::View(_)
        | Route::WithoutTicket { .. }
        | Route::Spam { .. }
        | Route::Search(_)
        | Route::SignIn => "hd-frame",
        Route::Inbox(_) | Route::Records(_) | Route::Record { .. } | Route::Settings(_) | Route::Unknown => {
            "hd-frame hd-frame--no-views"
        }
    };
    let working = use_bulk_jobs();
    let jobs = Memo::new(move |_| working.any());
    let routes = Routes::of(route);
    let page = Memo::new(move |_| Page::of(&route.read()));
    let has_views = Memo::new(move |_| {
        matches!(
            route.get(),
            Route::View(_)
                | Route::Ticket { .. }
                | Route::WithoutTicket { .. }
                | Route::Spam { .. }
                | Route::Search(_)
                | Route::SignIn
        )
    });
    view! {
        <a class="hd-skip" href="#content">{move || say!(language, common.skip)}</a>
        <div class="hd-window">
            <OfflineBar/>
            <div class=class>
                <Rail route keys_open/>
                <Show when=move || has_views.get()>
                    <ViewList route/>
                </Show>
                <div class="hd-page">{move || show(page.get(), routes)}</div>
            </div>
        </div>
        <KeysDialog open=keys_open/>
        <Palette/>
        <AskedDialog/>
        <ViewEditor/>
        {move || jobs.get().then(parts::bulk_jobs)}
    }
}

/// Leads whoever may not use the first view to one that they may use (VEW-03).
fn lead_home(route: Signal<Route>) {
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        let may = |view| help_desk.setup(|setup| policy::may_use_built_in_view(setup, &actor, view).is_ok());
        let at_home = matches!(route.get(), Route::View(ViewRoute { view, .. }) if view == FIRST_VIEW);
        if at_home && !may(BuiltInView::Unassigned) {
            let open = Route::View(ViewRoute::of(BuiltInView::AllOpen.slug()));
            navigate(&open.href(), NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
}

/// The browser asks before it closes a tab in which orders were given that the server has not got yet.
fn warn_before_losing_orders(help_desk: HelpDesk) {
    let listener = window_event_listener(leptos::ev::beforeunload, move |event| {
        if help_desk.would_be_lost() {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// What stands beside the views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    View(View),
    Ticket(u64),
    Search,
    Records(RecordKind),
    Record(RecordKind, RecordRef),
    WithoutTicket,
    Inbox,
    Spam,
    Settings,
    Nowhere,
}

impl Page {
    fn of(route: &Route) -> Self {
        match route {
            Route::View(ViewRoute { view, .. }) => view.parse().map_or(Self::Nowhere, Self::View),
            Route::Ticket { number } => Self::Ticket(*number),
            Route::Search(_) => Self::Search,
            Route::Records(RecordsRoute { kind, .. }) => Self::Records(*kind),
            Route::Record { kind, id } => Self::Record(*kind, kind.record(*id)),
            Route::WithoutTicket { .. } => Self::WithoutTicket,
            Route::Inbox(_) => Self::Inbox,
            Route::Spam { .. } => Self::Spam,
            Route::Settings(_) => Self::Settings,
            // Whoever is signed in has nothing to do at the sign-in page.
            Route::SignIn => Self::of(&Route::home()),
            Route::Unknown => Self::Nowhere,
        }
    }
}

/// The address of each kind of page, as it was last. How a view is laid out, what is open beside it or what is searched
/// for changes without making the page anew.
#[derive(Clone, Copy)]
struct Routes {
    view: Memo<ViewRoute>,
    search: Memo<SearchRoute>,
    settings: Memo<SettingsRoute>,
    records: Memo<RecordsRoute>,
    without_ticket: Memo<Option<ConversationId>>,
    inbox: Memo<InboxRoute>,
    spam: Memo<Option<ConversationId>>,
}

impl Routes {
    fn of(route: Signal<Route>) -> Self {
        Self {
            view: Memo::new(move |before: Option<&ViewRoute>| match (route.get(), before) {
                (Route::View(view), _) => view,
                (_, Some(before)) => before.clone(),
                (_, None) => ViewRoute::of(FIRST_VIEW),
            }),
            search: Memo::new(move |before: Option<&SearchRoute>| match (route.get(), before) {
                (Route::Search(search), _) => search,
                (_, before) => before.cloned().unwrap_or_default(),
            }),
            settings: Memo::new(move |before: Option<&SettingsRoute>| match (route.get(), before) {
                (Route::Settings(settings), _) => settings,
                (_, before) => before.copied().unwrap_or(SettingsRoute::Browser),
            }),
            without_ticket: Memo::new(move |_| {
                let Route::WithoutTicket { conversation } = route.get() else { return None };
                conversation
            }),
            inbox: Memo::new(move |before: Option<&InboxRoute>| match (route.get(), before) {
                (Route::Inbox(inbox), _) => inbox,
                (_, before) => before.copied().unwrap_or_default(),
            }),
            spam: Memo::new(move |_| {
                let Route::Spam { conversation } = route.get() else { return None };
                conversation
            }),
            records: Memo::new(move |before: Option<&RecordsRoute>| match (route.get(), before) {
                (Route::Records(records), _) => records,
                (_, Some(before)) => before.clone(),
                (_, None) => RecordsRoute { kind: RecordKind::Contact, typed: String::new() },
            }),
        }
    }
}

fn show(page: Page, routes: Routes) -> AnyView {
    match page {
        Page::View(view) => view! { <ViewPage view route=routes.view/> }.into_any(),
        Page::Ticket(number) => parts::ticket(number),
        Page::Search => parts::search(routes.search),
        Page::WithoutTicket => parts::without_ticket(routes.without_ticket),
        Page::Inbox => parts::inbox(routes.inbox),
        Page::Spam => parts::spam(routes.spam),
        Page::Settings => parts::settings(routes.settings),
        Page::Records(kind) => parts::records(kind, routes.records),
        Page::Record(kind, record) => parts::record(kind, record),
        Page::Nowhere => view! { <Nowhere/> }.into_any(),
    }
}

/// The page of an address that leads nowhere.
#[component]
fn Nowhere() -> impl IntoView {
    let home = Route::home();
    let language = use_language();
    let heading = crate::ui::focus::use_heading_focus();
    crate::ui::focus::use_title(move || say!(language, nowhere.title).to_owned());
    view! {
        <main class="hd-work" id="content">
            <div class="hd-bar">
                <h1 class="hd-bar__title" tabindex="-1" node_ref=heading>{move || say!(language, nowhere.title)}</h1>
            </div>
            <div>
                <PanelState
                    icon=Icon::Information
                    title=Signal::derive(move || say!(language, nowhere.title).to_owned())
                    text=Signal::derive(move || say!(language, nowhere.text).to_owned())
                />
                <p class="hd-panel-link">
                    <a class="hd-button hd-button--primary" href=home.href()>{move || say!(language, nowhere.home)}</a>
                </p>
            </div>
        </main>
    }
}
