//! Which tickets of a table are selected (DEL-02, DEL-03).

use std::collections::BTreeSet;

use leptos::prelude::*;
use sportello_domain::bulk::Selection;
use sportello_domain::id::TicketId;
use sportello_domain::view::View;

use super::listed::Listed;
use super::places::Places;

/// What was selected in a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Some of the tickets that are listed.
    Tickets(BTreeSet<TicketId>),
    /// All that the view has, listed or not (BLU-05).
    View,
}

impl Default for Chosen {
    fn default() -> Self {
        Self::Tickets(BTreeSet::new())
    }
}

impl Chosen {
    /// Whether a ticket of the list is selected.
    pub fn has(&self, ticket: TicketId) -> bool {
        match self {
            Self::Tickets(tickets) => tickets.contains(&ticket),
            Self::View => true,
        }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Tickets(tickets) => tickets.is_empty(),
            Self::View => false,
        }
    }

    /// As the server is told.
    pub fn selection(self, view: View) -> Selection {
        match self {
            Self::Tickets(tickets) => Selection::Tickets { tickets },
            Self::View => Selection::View { view },
        }
    }
}

/// How many of the listed tickets are selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// None.
    Nothing,
    /// Some.
    Some,
    /// All.
    All,
}

/// The tickets of a table that are selected, and how others come to be.
#[derive(Clone, Copy)]
pub struct Selecting {
    chosen: RwSignal<Chosen>,
    /// What of it is listed still: what one does not see is not meant.
    selected: Memo<Chosen>,
    list: Listed,
    /// The ticket that was selected last by itself: from there a range goes.
    anchor: StoredValue<Option<TicketId>>,
    /// Whether the dialog is open that deletes them.
    pub deleting: RwSignal<bool>,
}

impl Selecting {
    /// What is selected in a view; it stays selected while one is elsewhere.
    pub fn of(view: View, list: Listed) -> Self {
        let chosen = RwSignal::from(expect_context::<Places>().selected(view));
        let ids = list.ids();
        let selected = Memo::new(move |_| match &*chosen.read() {
            Chosen::Tickets(tickets) if !tickets.is_empty() => {
                Chosen::Tickets(ids.read().iter().filter(|id| tickets.contains(id)).copied().collect())
            }
            chosen @ (Chosen::Tickets(_) | Chosen::View) => chosen.clone(),
        });
        let (anchor, deleting) = (StoredValue::new(None), RwSignal::new(false));
        Self { chosen, selected, list, anchor, deleting }
    }

    /// What is selected; tracked where it is read so.
    pub fn selected(self) -> Memo<Chosen> {
        self.selected
    }

    /// How many of the listed tickets are selected; tracked.
    pub fn extent(self) -> Extent {
        match &*self.selected.read() {
            Chosen::Tickets(tickets) if tickets.is_empty() => Extent::Nothing,
            Chosen::Tickets(tickets) if tickets.len() < self.list.ids().read().len() => Extent::Some,
            Chosen::Tickets(_) | Chosen::View => Extent::All,
        }
    }

    /// Selects a ticket, or takes it out.
    pub fn toggle(self, ticket: TicketId) {
        let wanted = !self.selected.read_untracked().has(ticket);
        self.put(&[ticket], wanted);
        self.anchor.set_value(Some(ticket));
    }

    /// Does with a ticket what [`Selecting::toggle`] does, and the same with all from the one before to it.
    pub fn toggle_up_to(self, ticket: TicketId) {
        let wanted = !self.selected.read_untracked().has(ticket);
        let range = {
            let listed = self.list.ids();
            let ids = listed.read_untracked();
            let at = |id| ids.iter().position(|other| *other == id);
            let (from, to) = (self.anchor.get_value().and_then(at), at(ticket));
            let (Some(from), Some(to)) = (from.or(to), to) else { return };
            ids.get(from.min(to)..=from.max(to)).unwrap_or_default().to_vec()
        };
        self.put(&range, wanted);
        self.anchor.set_value(Some(ticket));
    }

    /// Selects all that are listed.
    pub fn all_listed(self) {
        self.chosen.set(Chosen::Tickets(self.list.ids().read_untracked().iter().copied().collect()));
    }

    /// Selects all that the view has.
    pub fn whole_view(self) {
        self.chosen.set(Chosen::View);
    }

    /// Selects none.
    pub fn clear(self) {
        self.chosen.set(Chosen::default());
    }

    fn put(self, tickets: &[TicketId], wanted: bool) {
        let mut chosen = match self.selected.get_untracked() {
            Chosen::Tickets(tickets) => tickets,
            // Whoever takes one out of all means those that are seen.
            Chosen::View => self.list.ids().read_untracked().iter().copied().collect(),
        };
        for ticket in tickets {
            if wanted {
                chosen.insert(*ticket);
            } else {
                chosen.remove(ticket);
            }
        }
        self.chosen.set(Chosen::Tickets(chosen));
    }
}
