//! Carrying a card to another column, with the mouse or a finger.
//!
//! By pointer events and not by the browser's drag and drop, which a finger cannot start. A mouse carries once it has
//! moved a little; a finger once it has rested, since one that moves at once wants to scroll.

use gloo_timers::callback::Timeout;
use leptos::ev;
use leptos::prelude::*;
use sportello_domain::id::{StatusId, TicketId};

/// How far a mouse moves before it carries, and a finger before it scrolls, in pixels.
const SLACK: f64 = 6.0;

/// How long a finger rests before it carries, in milliseconds.
const REST: u32 = 300;

/// How near to an edge of the window a card makes the board scroll, in pixels, and by how much at a time.
const EDGE: f64 = 48.0;

/// The card that is being carried, if any.
#[derive(Clone, Copy)]
pub struct Carry {
    held: RwSignal<Option<Held>>,
    pressed: StoredValue<Option<Pressed>>,
    resting: StoredValue<Option<Timeout>, LocalStorage>,
    /// Whether the click that the browser makes of letting go is still to come.
    let_go: StoredValue<bool>,
    on_drop: Callback<(TicketId, StatusId)>,
}

/// A card in the hand.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    card: Card,
    over: Option<StatusId>,
    x: f64,
    y: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Card {
    ticket: TicketId,
    status: StatusId,
    name: String,
}

/// A card on which the pointer is pressed, and which is not carried yet.
#[derive(Clone, Debug)]
struct Pressed {
    card: Card,
    x: f64,
    y: f64,
    finger: bool,
}

impl Carry {
    /// Carries nothing yet. Calls `on_drop` with the ticket and the status where a card is let go over another column.
    pub fn new(on_drop: Callback<(TicketId, StatusId)>) -> Self {
        let carry = Self {
            held: RwSignal::new(None),
            pressed: StoredValue::new(None),
            resting: StoredValue::new_local(None),
            let_go: StoredValue::new(false),
            on_drop,
        };
        let moves = window_event_listener(ev::pointermove, move |event| carry.moved(&event));
        let ups = window_event_listener(ev::pointerup, move |_| carry.drop());
        let cancels = window_event_listener(ev::pointercancel, move |_| carry.forget());
        let keys = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && carry.held.read_untracked().is_some() {
                event.prevent_default();
                carry.forget();
            }
        });
        on_cleanup(move || {
            moves.remove();
            ups.remove();
            cancels.remove();
            keys.remove();
        });
        carry
    }

    /// The pointer is pressed on a card.
    pub fn press(self, event: &ev::PointerEvent, ticket: TicketId, status: StatusId, name: String) {
        self.let_go.set_value(false);
        if event.button() != 0 {
            return;
        }
        let finger = event.pointer_type() == "touch";
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.pressed.set_value(Some(Pressed { card: Card { ticket, status, name }, x, y, finger }));
        if finger {
            self.resting.set_value(Some(Timeout::new(REST, move || self.take(x, y))));
        }
    }

    /// Keeps the page from scrolling under a finger that carries.
    pub fn hold_still(self, event: &ev::TouchEvent) {
        if self.held.read_untracked().is_some() {
            event.prevent_default();
        }
    }

    /// Whether the click that comes now is only the end of carrying.
    pub fn was_carrying(self) -> bool {
        self.let_go.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// Whether a card is in the hand; tracked.
    pub fn is_carried(self, ticket: TicketId) -> bool {
        self.held.read().as_ref().is_some_and(|held| held.card.ticket == ticket)
    }

    /// Whether a card is held over a column in which it does not stand; tracked.
    pub fn is_over(self, status: StatusId) -> bool {
        self.held.read().as_ref().is_some_and(|held| held.over == Some(status) && held.card.status != status)
    }

    /// What follows the pointer.
    pub fn face(self) -> impl IntoView {
        let name = Memo::new(move |_| self.held.read().as_ref().map(|held| held.card.name.clone()));
        let place = move || {
            let held = self.held.read();
            held.as_ref().map(|held| format!("{}px {}px", held.x, held.y)).unwrap_or_default()
        };
        move || {
            let name = name.get()?;
            Some(view! { <div class="hd-carried" style:translate=place aria-hidden="true">{name}</div> })
        }
    }

    fn moved(self, event: &ev::PointerEvent) {
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        if self.held.read_untracked().is_some() {
            event.prevent_default();
            scroll_at_edges(x);
            self.held.update(|held| {
                if let Some(held) = held {
                    *held = Held { over: column_at(x, y), x, y, card: held.card.clone() };
                }
            });
            return;
        }
        let far = self.pressed.with_value(|pressed| {
            let pressed = pressed.as_ref()?;
            Some((pressed.finger, (pressed.x - x).hypot(pressed.y - y) > SLACK))
        });
        match far {
            Some((false, true)) => self.take(x, y),
            Some((true, true)) => self.forget(),
            Some((_, false)) | None => {}
        }
    }

    fn take(self, x: f64, y: f64) {
        // The board may be gone.
        let pressed = self.pressed.try_update_value(Option::take).flatten();
        if let Some(Pressed { card, .. }) = pressed {
            self.held.set(Some(Held { card, over: column_at(x, y), x, y }));
        }
    }

    fn drop(self) {
        let held = self.held.try_update(Option::take).flatten();
        self.let_go.set_value(held.is_some());
        self.forget();
        if let Some(Held { card, over: Some(status), .. }) = held
            && status != card.status
        {
            self.on_drop.run((card.ticket, status));
        }
    }

    fn forget(self) {
        self.pressed.set_value(None);
        self.resting.update_value(|resting| drop(resting.take()));
        if self.held.read_untracked().is_some() {
            self.held.set(None);
        }
    }
}

/// The column at a place of the window.
fn column_at(x: f64, y: f64) -> Option<StatusId> {
    #[expect(clippy::cast_possible_truncation, reason = "a place in a window")]
    let element = document().element_from_point(x as f32, y as f32)?;
    let column = element.closest("[data-status]").ok()??;
    column.get_attribute("data-status")?.parse().ok()
}

/// A card that is held at an edge brings the columns beyond it.
fn scroll_at_edges(x: f64) {
    let Ok(Some(board)) = document().query_selector(".hd-board") else { return };
    let sides = board.get_bounding_client_rect();
    if x < sides.left() + EDGE {
        board.scroll_by_with_x_and_y(-EDGE / 4.0, 0.0);
    } else if x > sides.right() - EDGE {
        board.scroll_by_with_x_and_y(EDGE / 4.0, 0.0);
    }
}
