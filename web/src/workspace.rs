//! The lists of tickets: one view as a table, beside an open ticket, or as a board.

mod bar;
pub mod board;
mod card;
mod create;
mod drag;
mod listed;
pub mod places;
mod row;
mod split;
mod table;
pub mod views;

use leptos::prelude::*;
use sportello_domain::view::BuiltInView;
use sportello_domain::workspace::Layout;

use self::board::BoardLayout;
use self::listed::{Listed, Shown};
use self::places::{Opened, Places};
use self::split::SplitLayout;
use self::table::TableLayout;
use self::views::say_view;
use crate::failure::say_error;
use crate::language::{Language, say, use_language};
use crate::replica::use_help_desk;
use crate::routes::ViewRoute;
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::panel::PanelState;
use crate::ui::skeleton::SkeletonRows;

/// Shows one view, laid out as its address says, or else as its reader likes it (LAY-04).
#[component]
pub fn ViewPage(
    /// The view.
    view: BuiltInView,
    /// Its address.
    route: Memo<ViewRoute>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
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
    use_title(move || say_view(language, view).to_owned());
    move || match layout.get() {
        Layout::Table => view! { <TableLayout view/> }.into_any(),
        Layout::Split => view! { <SplitLayout view ticket/> }.into_any(),
        Layout::Board => view! { <BoardLayout view pipeline/> }.into_any(),
    }
}

/// Shows a list's rows, or what stands in their place.
#[component]
fn ListPlace(
    /// The view that is listed.
    view: BuiltInView,
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
fn say_empty(language: Language, view: BuiltInView) -> (&'static str, &'static str) {
    match view {
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
