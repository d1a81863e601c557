//! Where one was in each view, so that coming back from a ticket finds the same place.

use std::collections::BTreeMap;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::{PipelineId, TicketId};
use sportello_domain::ticket::Ticket;
use sportello_domain::view::{BuiltInView, View};
use sportello_domain::workspace::Layout;

use super::selection::Chosen;
use crate::routes::{Route, ViewRoute};
use crate::ui::keys::Shortcut;

/// Where one was. Lives as long as the help desk is open in this tab.
#[derive(Clone, Default)]
pub struct Places {
    views: ArcStoredValue<BTreeMap<View, Spot>>,
    last: ArcStoredValue<Option<Opened>>,
}

/// A view as it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The view.
    pub view: View,
    /// How it was laid out.
    pub layout: Layout,
    /// How its address asked to lay it out; where it did not ask, it is as its reader likes it.
    pub asked: Option<Layout>,
    /// The pipeline whose board it was, where one was named.
    pub pipeline: Option<PipelineId>,
}

#[derive(Clone, Default)]
struct Spot {
    active: ArcRwSignal<Option<TicketId>>,
    scroll: ArcRwSignal<f64>,
    selected: ArcRwSignal<Chosen>,
}

impl Opened {
    /// The address of the view.
    pub fn route(self) -> ViewRoute {
        let Self { view, asked: layout, pipeline, .. } = self;
        ViewRoute { layout, pipeline, ..ViewRoute::of(&view.to_string()) }
    }

    /// The address of a ticket of the view: beside the list where that has room for it.
    pub fn ticket_route(self, number: u64) -> Route {
        match self.layout {
            // Whoever is given the address may like another layout.
            Layout::Split => {
                let layout = Some(Layout::Split);
                Route::View(ViewRoute { layout, ticket: Some(number), ..self.route() })
            }
            Layout::Table | Layout::Board => Route::Ticket { number },
        }
    }
}

impl Places {
    /// Remembers how a view was opened.
    pub fn opened(&self, opened: Opened) {
        self.last.set_value(Some(opened));
    }

    /// The view that was opened last; none where a ticket was opened by its address.
    pub fn came_from(&self) -> Option<Opened> {
        self.last.get_value()
    }

    /// The view that was opened last, or the one that opens first.
    pub fn last(&self) -> View {
        self.came_from().map_or(BuiltInView::Unassigned.into(), |opened| opened.view)
    }

    /// The address to go back to.
    pub fn back_route(&self) -> Route {
        self.came_from().map_or_else(Route::home, |opened| Route::View(opened.route()))
    }

    /// The address of a ticket, as tickets are opened where one is.
    pub fn ticket_route(&self, number: u64) -> Route {
        self.came_from().map_or(Route::Ticket { number }, |opened| opened.ticket_route(number))
    }

    /// The ticket to which the keys moved in a view.
    pub fn active(&self, view: View) -> ArcRwSignal<Option<TicketId>> {
        self.spot(view).active
    }

    /// How far a view was scrolled, in pixels.
    pub fn scroll(&self, view: View) -> ArcRwSignal<f64> {
        self.spot(view).scroll
    }

    /// What was selected in a view.
    pub fn selected(&self, view: View) -> ArcRwSignal<Chosen> {
        self.spot(view).selected
    }

    fn spot(&self, view: View) -> Spot {
        self.views.try_update_value(|views| views.entry(view).or_default().clone()).unwrap_or_default()
    }
}

/// What a click on a ticket does, wherever it is listed: it opens. The link in it opens a new tab by itself, and keeps
/// its other ways.
pub fn use_opening(ticket: Memo<Option<Ticket>>) -> impl Fn(&MouseEvent) + Clone {
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    move |event| {
        let number = ticket.read_untracked().as_ref().map(|ticket| ticket.number.0);
        if let Some(number) =
            number.filter(|_| !event.default_prevented() && !event.ctrl_key() && !event.meta_key())
        {
            navigate(&places.ticket_route(number).href(), leptos_router::NavigateOptions::default());
        }
    }
}

/// The entry before or after one; the first when none is chosen or the chosen one is gone.
pub fn neighbour<Id: Copy + PartialEq>(ids: &[Id], chosen: Option<Id>, shortcut: Shortcut) -> Option<Id> {
    let at = chosen.and_then(|chosen| ids.iter().position(|id| *id == chosen));
    let wanted = match (at, shortcut) {
        (None, _) => 0,
        (Some(at), Shortcut::Previous) => at.saturating_sub(1),
        (Some(at), _) => (at + 1).min(ids.len().saturating_sub(1)),
    };
    ids.get(wanted).copied()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use sportello_domain::testing::ticket_id;

    use super::*;

    /// XCT-07
    #[test]
    fn the_keys_stop_at_both_ends() {
        let ids = [ticket_id(1), ticket_id(2), ticket_id(3)];
        assert_eq!(neighbour(&ids, None, Shortcut::Next), Some(ids[0]));
        assert_eq!(neighbour(&ids, Some(ids[0]), Shortcut::Next), Some(ids[1]));
        assert_eq!(neighbour(&ids, Some(ids[2]), Shortcut::Next), Some(ids[2]));
        assert_eq!(neighbour(&ids, Some(ids[0]), Shortcut::Previous), Some(ids[0]));
        assert_eq!(neighbour(&ids, Some(ticket_id(9)), Shortcut::Next), Some(ids[0]));
        assert_eq!(neighbour(&[] as &[TicketId], Some(ids[0]), Shortcut::Next), None);
    }

    /// LAY-10
    #[test]
    fn ticket_opens_beside_the_list_only_where_the_list_has_room() {
        let opened =
            |layout| Opened { view: BuiltInView::Closed.into(), layout, asked: None, pipeline: None };
        assert_eq!(opened(Layout::Split).ticket_route(7).href(), "/views/closed?layout=split&ticket=7");
        for layout in [Layout::Table, Layout::Board] {
            assert_eq!(opened(layout).ticket_route(7).href(), "/tickets/7");
        }
    }
}
