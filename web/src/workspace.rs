//! The lists of tickets: one view as a table, beside an open ticket, or as a board.

mod bar;
pub mod board;
pub mod bulk;
mod card;
pub mod create;
mod drag;
pub mod editor;
pub mod listed;
pub mod places;
mod pointed;
mod row;
pub mod selection;
pub mod spam;
mod split;
pub mod table;
pub mod views;
pub mod without_ticket;

use chrono::DateTime;
use leptos::prelude::*;
use sportello_domain::view::{BuiltInView, View};
use sportello_domain::workspace::Layout;

use self::listed::{Listed, Shown};
use self::places::{Opened, Places};
use self::split::SplitLayout;
use self::table::TableLayout;
use self::views::use_view_name;
use crate::failure::say_error;
use crate::language::{Language, say, use_language};
use crate::parts;
use crate::replica::use_help_desk;
use crate::routes::ViewRoute;
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::skeleton::SkeletonRows;

/// Shows one view, laid out as its address says, or else as its reader likes it (LAY-04).
#[component]
pub fn ViewPage(
    /// The view.
    view: View,
    /// Its address.
    route: Memo<ViewRoute>,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let usable = use_usable(view);
    let places = expect_context::<Places>();
    let layout = Memo::new(move |_| {
        let me = help_desk.me();
        route.read().layout.unwrap_or_else(|| help_desk.setup(|setup| setup.workspace_of(me).layout))
    });
    let opened = Memo::new(move |_| {
        let route = route.read();
        Opened { view, layout: layout.get(), asked: route.layout, pipeline: route.pipeline }
    });
    // Before anything is shown: rows ask where their tickets open.
    places.opened(opened.get_untracked());
    Effect::new(move |_| places.opened(opened.get()));
    let ticket = Memo::new(move |_| route.read().ticket);
    let pipeline = Memo::new(move |_| route.read().pipeline);
    let name = use_view_name(view);
    use_title(move || name.get());
    move || match layout.get() {
        _ if !usable.get() => view! { <UnknownView/> }.into_any(),
        Layout::Table => view! { <TableLayout view/> }.into_any(),
        Layout::Split => view! { <SplitLayout view ticket/> }.into_any(),
        Layout::Board => parts::board(view, pipeline),
    }
}

/// Whether whoever is signed in may use a view; one that is deleted nobody may.
fn use_usable(view: View) -> Memo<bool> {
    let help_desk = use_help_desk();
    Memo::new(move |_| {
        let me = help_desk.me();
        help_desk.setup(|setup| view.filter(setup, me, DateTime::UNIX_EPOCH).is_ok())
    })
}

/// The page of a view that is not there, or not for whoever is signed in.
#[component]
fn UnknownView() -> impl IntoView {
    let language = use_language();
    view! {
        <main class="hd-work" id="content">
            <PanelState
                icon=Icon::Information
                place=PanelPlace::Page
                title=Signal::derive(move || say!(language, views.unknown).to_owned())
                text=Signal::derive(move || say!(language, views.unknown_text).to_owned())
            />
        </main>
    }
}

/// Shows a list's rows, or what stands in their place.
#[component]
fn ListPlace(
    /// The view that is listed.
    view: View,
    /// The list.
    list: Listed,
    /// Its rows.
    #[prop(into)]
    rows: ViewFn,
) -> impl IntoView {
    let language = use_language();
    let shown = list.shown();
    move || match shown.get() {
        Shown::Rows => rows.run(),
        Shown::Nothing => view! {
            <PanelState
                icon=Icon::Tray
                title=Signal::derive(move || say_empty(language, view).0.to_owned())
                text=Signal::derive(move || say_empty(language, view).1.to_owned())
            />
        }
        .into_any(),
        Shown::Skeleton => view! {
            <SkeletonRows count=14 label=Signal::derive(move || say!(language, table.loading).to_owned())/>
        }
        .into_any(),
        Shown::Failure(error) => view! {
            <PanelState
                icon=Icon::Warning
                title=Signal::derive(move || say!(language, table.failed).to_owned())
                text=Signal::derive(move || say_error(language, &error))
                remedy=(
                    Signal::derive(move || say!(language, common.retry).to_owned()),
                    Callback::new(move |()| list.again()),
                )
            />
        }
        .into_any(),
    }
}

/// A view without tickets says why, and what to do.
fn say_empty(language: Language, view: View) -> (&'static str, &'static str) {
    let View::BuiltIn(view) = view else {
        return (say!(language, table.empty_custom), say!(language, table.empty_custom_text));
    };
    match view {
        BuiltInView::MyMentions => {
            (say!(language, table.empty_mentions), say!(language, table.empty_mentions_text))
        }
        BuiltInView::Following => {
            (say!(language, table.empty_following), say!(language, table.empty_following_text))
        }
        BuiltInView::MyTeamsUnassigned => {
            (say!(language, table.empty_team), say!(language, table.empty_team_text))
        }
        BuiltInView::Unassigned => {
            (say!(language, table.empty_unassigned), say!(language, table.empty_unassigned_text))
        }
        BuiltInView::AssignedToMe => {
            (say!(language, table.empty_mine), say!(language, table.empty_mine_text))
        }
        BuiltInView::AllOpen => (say!(language, table.empty_open), say!(language, table.empty_open_text)),
        BuiltInView::Closed => (say!(language, table.empty_closed), say!(language, table.empty_closed_text)),
    }
}
