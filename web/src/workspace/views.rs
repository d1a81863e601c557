//! The list of views with their counts.

use leptos::prelude::*;
use sportello_domain::view::BuiltInView;

use crate::language::{Language, say, use_language};
use crate::replica::use_help_desk;
use crate::routes::{Route, SearchRoute, ViewRoute};
use crate::ui::icon::Icon;
use crate::ui::time::say_number;

use super::places::Places;

/// What a view is called.
pub fn say_view(language: Language, view: BuiltInView) -> &'static str {
    match view {
        BuiltInView::Unassigned => say!(language, views.unassigned),
        BuiltInView::AssignedToMe => say!(language, views.mine),
        BuiltInView::AllOpen => say!(language, views.open),
        BuiltInView::Closed => say!(language, views.closed),
    }
}

/// Lists the views.
#[component]
pub fn ViewList(
    /// The page that is open.
    route: Signal<Route>,
) -> impl IntoView {
    let language = use_language();
    let places = expect_context::<Places>();
    // A ticket belongs to the view from which it was opened.
    let open = Memo::new(move |_| match route.get() {
        Route::View(ViewRoute { view, .. }) => BuiltInView::with_slug(&view),
        Route::Ticket { .. } => places.came_from().map(|opened| opened.view),
        Route::SignIn
        | Route::Search(_)
        | Route::Records(_)
        | Route::Record { .. }
        | Route::Settings
        | Route::Unknown => None,
    });
    view! {
        <nav class="hd-views" aria-label=move || say!(language, views.title)>
            <p class="hd-views__title">
                <span>{move || say!(language, frame.help_desk)}</span>
                <a
                    class="hd-button hd-button--quiet"
                    href=Route::Search(SearchRoute::default()).href()
                    aria-label=move || say!(language, search.title)
                    title=move || say!(language, search.title)
                >
                    {Icon::Search.draw()}
                </a>
            </p>
            <ul class="hd-views__list">
                {BuiltInView::ALL.map(|view| view! { <li><ViewLink view open/></li> }).collect_view()}
            </ul>
        </nav>
    }
}

#[component]
fn ViewLink(view: BuiltInView, open: Memo<Option<BuiltInView>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let count = Memo::new(move |_| help_desk.count(view));
    let icon = match view {
        BuiltInView::Unassigned => Icon::Tray,
        BuiltInView::AssignedToMe => Icon::Person,
        BuiltInView::AllOpen => Icon::Lines,
        BuiltInView::Closed => Icon::Tick,
    };
    view! {
        <a
            class="hd-view"
            href=Route::View(ViewRoute::of(view.slug())).href()
            aria-current=move || (open.get() == Some(view)).then_some("page")
        >
            {icon.draw()}
            <span class="hd-view__name hd-truncate">{move || say_view(language, view)}</span>
            <span class="hd-view__count">{move || count.get().map(|count| say_number(language.code(), count))}</span>
        </a>
    }
}
