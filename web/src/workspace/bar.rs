//! What stands above a list: its name, its count, and how it is laid out.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::ViewId;
use sportello_domain::policy;
use sportello_domain::view::{ArrangeViews, View, custom_views};
use sportello_domain::workspace::{ChooseLayout, Layout};

use super::create::CreateTicketButton;
use super::editor::draft::Draft;
use super::editor::property::properties;
use super::editor::words::say_draft;
use super::editor::{Editing, use_view_editor};
use super::places::{Opened, Places};
use super::views::{ViewCount, use_view_name};
use crate::language::{Language, say, use_language};
use crate::replica::core::Replica;
use crate::replica::{Place, use_help_desk};
use crate::routes::Route;
use crate::ui::button::Weight;
use crate::ui::focus::use_heading_focus;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuChoice, MenuItem};

/// Shows the bar of a view.
#[component]
pub fn ViewBar(
    /// The view.
    view: View,
    /// How it is laid out.
    layout: Layout,
    /// What else stands in the bar.
    #[prop(optional)]
    more: Option<AnyView>,
) -> impl IntoView {
    let heading = use_heading_focus();
    let custom = match view {
        View::BuiltIn(_) => view! { <span class="hd-bar__spacer"></span> }.into_any(),
        View::Custom(id) => view! { <CustomViewBar id/> }.into_any(),
    };
    view! {
        <div class="hd-bar">
            <h1 class="hd-bar__title" tabindex="-1" node_ref=heading>{use_view_name(view)}</h1>
            <ViewCount view class="hd-chip"/>
            {custom}
            {more}
            <CreateTicketButton/>
            <LayoutMenu layout/>
        </div>
    }
}

/// What a custom view shows, in words, and what can be done about it.
#[component]
fn CustomViewBar(id: ViewId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let editor = use_view_editor();
    let reading = help_desk.clone();
    let says = Memo::new(move |_| {
        reading.setup(|setup| {
            let Some(view) = setup.views.get(&id) else { return String::new() };
            let properties = properties(language, setup);
            say_draft(language, setup, &properties, &Draft::of(&view.filter, &properties))
        })
    });
    let reading = help_desk.clone();
    let editable = Memo::new(move |_| {
        let actor = reading.core(Replica::actor);
        reading.setup(|setup| policy::editable_view(setup, &actor, id).is_ok())
    });
    let shift = Callback::new(move |down: bool| {
        let me = help_desk.me();
        let views = help_desk.core(|core| {
            let ids = custom_views(core.setup(), me).into_iter().map(|view| view.id);
            moved(ids.collect(), id, down)
        });
        let _ = help_desk.give(ArrangeViews { views }, Place::Workspace);
    });
    let label = Signal::derive(move || say!(language, views.actions).to_owned());
    view! {
        <span class="hd-bar__says hd-soft hd-truncate" title=move || says.get()>{move || says.get()}</span>
        <Menu label weight=Weight::Quiet face=view! { {Icon::More.draw()} }.into_any()>
            <Show when=move || editable.get()>
                <MenuItem on_choose=Callback::new(move |_| editor.show(Editing::View(id)))>
                    {Icon::Pencil.draw()} {move || say!(language, views.edit)}
                </MenuItem>
            </Show>
            <MenuItem on_choose=Callback::new(move |_| shift.run(false))>
                {Icon::Up.draw()} {move || say!(language, views.up)}
            </MenuItem>
            <MenuItem on_choose=Callback::new(move |_| shift.run(true))>
                {Icon::Down.draw()} {move || say!(language, views.down)}
            </MenuItem>
        </Menu>
    }
}

/// A view one place further up or down.
fn moved(mut views: Vec<ViewId>, id: ViewId, down: bool) -> Vec<ViewId> {
    if let Some(at) = views.iter().position(|view| *view == id) {
        let to = if down { at + 1 } else { at.wrapping_sub(1) };
        if to < views.len() {
            views.swap(at, to);
        }
    }
    views
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
