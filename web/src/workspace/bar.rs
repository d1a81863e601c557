//! What stands above a list: its name, its count, and how it is laid out.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use sportello_domain::view::BuiltInView;
use sportello_domain::workspace::{ChooseLayout, Layout};

use super::create::CreateTicketButton;
use super::places::{Opened, Places};
use super::views::say_view;
use crate::language::{Language, say, say_count, use_language};
use crate::replica::{Place, use_help_desk};
use crate::routes::Route;
use crate::ui::button::Weight;
use crate::ui::focus::use_heading_focus;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuChoice};
use crate::ui::time::say_number;

/// Shows the bar of a view.
#[component]
pub fn ViewBar(
    /// The view.
    view: BuiltInView,
    /// How it is laid out.
    layout: Layout,
    /// What else stands in the bar.
    #[prop(optional)]
    more: Option<AnyView>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let heading = use_heading_focus();
    let count = Memo::new(move |_| help_desk.count(view));
    view! {
        <div class="hd-bar">
            <h1 class="hd-bar__title" tabindex="-1" node_ref=heading>{move || say_view(language, view)}</h1>
            {move || {
                count
                    .get()
                    .map(|count| {
                        view! {
                            <span class="hd-chip" aria-label=say_count!(language, count, views.count)>
                                {say_number(language.code(), count)}
                            </span>
                        }
                    })
            }}
            <span class="hd-bar__spacer"></span>
            {more}
            <CreateTicketButton/>
            <LayoutMenu layout/>
        </div>
    }
}

/// Offers the three layouts (LAY-02, LAY-03); the view stays, and the choice is kept for whoever made it (LAY-04,
/// LAY-18).
#[component]
fn LayoutMenu(layout: Layout) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    let choose = Callback::new(move |layout: Layout| {
        let _ = help_desk.give(ChooseLayout { layout }, Place::Workspace);
        if let Some(opened) = places.came_from() {
            let route = Route::View(Opened { layout, asked: Some(layout), ..opened }.route());
            navigate(&route.href(), leptos_router::NavigateOptions::default());
        }
    });
    let face = view! { {Icon::Grid.draw()} }.into_any();
    view! {
        <Menu label=Signal::derive(move || say!(language, layout.title).to_owned()) weight=Weight::Quiet face>
            {Layout::ALL
                .map(|offered| {
                    view! {
                        <MenuChoice
                            chosen=offered == layout
                            on_choose=Callback::new(move |_| choose.run(offered))
                        >
                            {icon(offered).draw()} {move || say_layout(language, offered)}
                        </MenuChoice>
                    }
                })
                .collect_view()}
        </Menu>
    }
}

fn icon(layout: Layout) -> Icon {
    match layout {
        Layout::Table => Icon::Lines,
        Layout::Split => Icon::Split,
        Layout::Board => Icon::Board,
    }
}

fn say_layout(language: Language, layout: Layout) -> &'static str {
    match layout {
        Layout::Table => say!(language, layout.table),
        Layout::Split => say!(language, layout.split),
        Layout::Board => say!(language, layout.board),
    }
}
