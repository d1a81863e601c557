//! Which tickets a view lists, as far as its pages were loaded, and where a changed ticket belongs.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sportello_domain::filter::Filter;
use sportello_domain::id::{StatusId, TicketId, UserId};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use sportello_domain::view::{BuiltInView, Sort, SortValue, View};

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listing {
    /// All tickets of a view.
    View(View),
    /// Those of them that are in one status: a column of the board (LAY-06).
    Column(View, StatusId),
}

impl Listing {
    /// The tickets it lists for a user at a point in time, before access is taken into account; none of a view that
    /// the user may not use.
    pub fn filter(self, setup: &Setup, user: UserId, now: DateTime<Utc>) -> Filter {
        let of = |view: View| view.filter(setup, user, now).unwrap_or_else(|_| Filter::nothing());
        match self {
            Self::View(view) => of(view),
            Self::Column(view, status) => Filter::all([of(view), Filter::Status { any_of: [status].into() }]),
        }
    }

    /// The view of which it lists tickets.
    pub fn view(self) -> View {
        match self {
            Self::View(view) | Self::Column(view, _) => view,
        }
    }
}

impl From<View> for Listing {
    fn from(view: View) -> Self {
        Self::View(view)
    }
}

impl From<BuiltInView> for Listing {
    fn from(view: BuiltInView) -> Self {
        Self::View(view.into())
    }
}

/// The place of a ticket in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    value: SortValue,
    id: TicketId,
    /// As all places of the list.
    descending: bool,
}

impl Place {
    fn of(ticket: &Ticket, sort: Sort) -> Self {
        Self { value: sort.by.value(ticket), id: ticket.id, descending: sort.descending }
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        let ascending = (&self.value, self.id).cmp(&(&other.value, other.id));
        if self.descending { ascending.reverse() } else { ascending }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The loaded part of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    sort: Sort,
    /// In order, one behind the other: pages come at the end, and all of them are read whenever the list is shown.
    places: Vec<Place>,
    place_of: BTreeMap<TicketId, Place>,
    /// The last place of the pages that were loaded; what comes after it is not known yet.
    end: Option<Place>,
    next: Option<String>,
}

impl List {
    /// An empty list in an order.
    pub fn ordered(sort: Sort) -> Self {
        Self { sort, ..Self::default() }
    }

    /// By what it is ordered.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The tickets, in order.
    pub fn ids(&self) -> Vec<TicketId> {
        self.places.iter().map(|place| place.id).collect()
    }

    /// Where the next page begins; none when all of it is here.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// Takes the end of a page that was loaded: its last ticket and where the next page begins.
    pub fn extend_to(&mut self, last: Option<&Ticket>, next: Option<String>) {
        self.end = last.filter(|_| next.is_some()).map(|last| Place::of(last, self.sort));
        self.next = next;
    }

    /// Puts a ticket where it belongs, or takes it out. Returns whether the list is another then.
    pub fn put(&mut self, id: TicketId, listed: Option<&Ticket>) -> bool {
        let wanted = listed.map(|ticket| Place::of(ticket, self.sort));
        let wanted = wanted.filter(|wanted| self.end.as_ref().is_none_or(|end| wanted <= end));
        if self.place_of.get(&id) == wanted.as_ref() {
            return false;
        }
        if let Some(old) = self.place_of.remove(&id)
            && let Ok(at) = self.places.binary_search(&old)
        {
            self.places.remove(at);
        }
        if let Some(wanted) = wanted {
            if let Err(at) = self.places.binary_search(&wanted) {
                self.places.insert(at, wanted.clone());
            }
            self.place_of.insert(id, wanted);
        }
        true
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use sportello_domain::testing::{minutes, ticket};
    use sportello_domain::view::SortKey;

    use super::*;

    fn active(n: u8, minute: i64) -> Ticket {
        Ticket { active_at: minutes(minute), ..ticket(n) }
    }

    fn listed(list: &List) -> Vec<u64> {
        list.ids().iter().map(|id| (1..9).find(|n| ticket(*n).id == *id).map_or(0, u64::from)).collect()
    }

    #[test]
    fn the_most_recently_active_ticket_comes_first() {
        let mut list = List::default();
        for ticket in [active(1, 10), active(2, 30), active(3, 20)] {
            assert!(list.put(ticket.id, Some(&ticket)));
        }
        assert_eq!(listed(&list), [2, 3, 1]);
        let moved = active(1, 40);
        assert!(list.put(moved.id, Some(&moved)));
        assert!(!list.put(moved.id, Some(&moved)));
        assert_eq!(listed(&list), [1, 2, 3]);
        assert!(list.put(moved.id, None));
        assert_eq!(listed(&list), [2, 3]);
    }

    #[test]
    fn a_list_is_in_the_order_that_was_chosen() {
        let mut list = List::ordered(Sort { by: SortKey::Number, descending: false });
        for ticket in [active(3, 10), active(1, 30), active(2, 20)] {
            list.put(ticket.id, Some(&ticket));
        }
        assert_eq!(listed(&list), [1, 2, 3]);
        let moved = active(1, 40);
        assert!(!list.put(moved.id, Some(&moved)), "what happens on it does not move it");
    }

    #[test]
    fn what_lies_beyond_the_loaded_pages_is_not_listed() {
        let mut list = List::default();
        let (first, second, beyond) = (active(1, 30), active(2, 20), active(3, 10));
        list.extend_to(Some(&second), Some("next".to_owned()));
        assert!(list.put(first.id, Some(&first)));
        assert!(list.put(second.id, Some(&second)));
        assert!(!list.put(beyond.id, Some(&beyond)));
        assert_eq!(listed(&list), [1, 2]);
        list.extend_to(Some(&beyond), None);
        assert!(list.put(beyond.id, Some(&beyond)));
        assert_eq!(listed(&list), [1, 2, 3]);
    }
}
