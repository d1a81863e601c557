//! Where one was in each view, so that coming back from a ticket finds the same place.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sportello_domain::id::TicketId;
use sportello_domain::view::BuiltInView;

use crate::ui::keys::Shortcut;

/// Where one was. Lives as long as the help desk is open in this tab.
#[derive(Clone, Default)]
pub struct Places {
    views: ArcStoredValue<BTreeMap<BuiltInView, Spot>>,
    last: ArcStoredValue<Option<BuiltInView>>,
}

#[derive(Clone, Default)]
struct Spot {
    active: ArcRwSignal<Option<TicketId>>,
    scroll: ArcRwSignal<f64>,
}

impl Places {
    /// Remembers that a view was opened.
    pub fn opened(&self, view: BuiltInView) {
        self.last.set_value(Some(view));
    }

    /// The view that was opened last; none where a ticket was opened by its address.
    pub fn came_from(&self) -> Option<BuiltInView> {
        self.last.get_value()
    }

    /// The view to go back to.
    pub fn last(&self) -> BuiltInView {
        self.came_from().unwrap_or(BuiltInView::Unassigned)
    }

    /// The ticket to which the keys moved in a view.
    pub fn active(&self, view: BuiltInView) -> ArcRwSignal<Option<TicketId>> {
        self.spot(view).active
    }

    /// How far a view was scrolled, in pixels.
    pub fn scroll(&self, view: BuiltInView) -> ArcRwSignal<f64> {
        self.spot(view).scroll
    }

    fn spot(&self, view: BuiltInView) -> Spot {
        self.views.try_update_value(|views| views.entry(view).or_default().clone()).unwrap_or_default()
    }
}

/// The entry before or after one; the first when none is chosen or the chosen one is gone.
pub fn neighbour(ids: &[TicketId], chosen: Option<TicketId>, shortcut: Shortcut) -> Option<TicketId> {
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
        assert_eq!(neighbour(&[], Some(ids[0]), Shortcut::Next), None);
    }
}
