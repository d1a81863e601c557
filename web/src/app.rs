//! The app: what every page shares, and which page an address shows.

use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;

use crate::language::Language;
use crate::preferences::ChosenTheme;
use crate::routes::Route;
use crate::settings::Settings;
use crate::sign_in::SignIn;
use crate::ui::notice::{NoticeArea, Notices};
use crate::ui::time::Clock;

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Language::of_browser());
    provide_context(ChosenTheme::of_browser());
    provide_context(Notices::default());
    provide_context(Clock::start());
    view! {
        <Router>
            <Pages/>
        </Router>
        <NoticeArea/>
    }
}

#[component]
fn Pages() -> impl IntoView {
    let location = use_location();
    let route = Memo::new(move |_| {
        Route::parse(&location.pathname.read(), location.search.read().trim_start_matches('?'))
    });
    move || match route.get() {
        Route::SignIn => view! { <SignIn/> }.into_any(),
        Route::View { .. } | Route::Ticket { .. } | Route::Settings | Route::Unknown => {
            view! { <Settings/> }.into_any()
        }
    }
}
