//! The app: what every page shares, and which page an address shows.

use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsValue;

use crate::failure::say_error;
use crate::frame::Frame;
use crate::language::{Language, say, use_language};
use crate::preferences::ChosenTheme;
use crate::replica::HelpDesk;
use crate::replica::bulk::BulkJobs;
use crate::routes::Route;
use crate::session::{Session, Standing, use_session};
use crate::sign_in::SignInPage;
use crate::ticket::asking::Asking;
use crate::ui::icon::Icon;
use crate::ui::notice::{NoticeArea, Notices};
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::time::Clock;
use crate::workspace::places::Places;

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let language = Language::of_browser();
    provide_context(language);
    provide_context(ChosenTheme::of_browser());
    provide_context(Notices::default());
    provide_context(Clock::start());
    provide_context(Session::start());
    view! {
        <Router>
            <Pages/>
        </Router>
        <NoticeArea/>
    }
}

/// The page, by the session and the address.
#[component]
fn Pages() -> impl IntoView {
    let session = use_session();
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let route = Memo::new(move |_| Route::parse(&path.read(), search.read().trim_start_matches('?')));
    show_address(path, search);
    move || match session.standing() {
        Standing::Asking => view! { <main aria-busy="true"></main> }.into_any(),
        Standing::Unknown(error) => {
            let language = use_language();
            let session = use_session();
            let again = Callback::new(move |()| session.ask());
            let label = Signal::derive(move || say!(language, common.retry).to_owned());
            view! {
                <main class="hd-broken">
                    <PanelState
                        icon=Icon::Offline
                        place=PanelPlace::Page
                        title="Sportello"
                        text=Signal::derive(move || say_error(language, &error))
                        remedy=(label, again)
                    />
                </main>
            }
            .into_any()
        }
        Standing::SignedOut => view! { <SignInPage/> }.into_any(),
        Standing::SignedIn(help_desk) => view! { <Desk help_desk=*help_desk route=route.into()/> }.into_any(),
    }
}

/// Puts the address of a link that was followed where the browser shows it. The router waits for routes of its own
/// before it does that, and here `Route` has them.
fn show_address(path: Memo<String>, search: Memo<String>) {
    Effect::new(move |_| {
        let (path, search) = (path.read(), search.read());
        if window().location().pathname().is_ok_and(|shown| shown != *path) {
            let mark = if search.is_empty() { "" } else { "?" };
            let address = format!("{}{mark}{}", *path, *search);
            // Fails only for addresses of another origin.
            let _ = window()
                .history()
                .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
        }
    });
}

/// The help desk of whoever is signed in.
#[component]
fn Desk(help_desk: HelpDesk, route: Signal<Route>) -> impl IntoView {
    provide_context(help_desk);
    provide_context(Places::default());
    provide_context(BulkJobs::default());
    provide_context(Asking::default());
    view! { <Frame route/> }
}
