//! Changing a ticket's status where it is shown, with a replica behind it.

use leptos::html;
use leptos::prelude::*;
use sportello_domain::protocol::{CurrentSetup, Records, TicketRow, TicketView};
use sportello_domain::testing::{conversation, setup, ticket, ticket_id, user_id};
use sportello_web::replica::{HelpDesk, Part, Place};
use sportello_web::ticket::asking::Asking;
use sportello_web::ticket::properties::Properties;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::page::{count, find, mount, press, type_into, until};

const PLACE: fn() -> Place = || Place::Ticket { ticket: ticket_id(1), part: Part::Head };

fn help_desk() -> HelpDesk {
    let help_desk = HelpDesk::quiet(user_id(1), CurrentSetup { setup: setup(), sequence: 1 }, || ());
    help_desk.learn(|core| {
        core.learn_ticket(TicketView {
            row: TicketRow { ticket: ticket(1), contact: None, read_up_to: 0 },
            conversations: vec![conversation(1, Some(ticket_id(1)))],
            records: Records::default(),
            shown: None,
            sequence: 1,
        })
    });
    help_desk
}

fn properties(help_desk: &HelpDesk) -> HtmlElement {
    let help_desk = help_desk.clone();
    mount(move || {
        provide_context(help_desk.clone());
        provide_context(Asking::default());
        let (owner_button, status_button) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
        let ticket = Memo::new(move |_| help_desk.ticket(ticket_id(1)));
        view! {
            <Properties
                id=ticket_id(1)
                ticket
                editable=Signal::stored(true)
                owner_button
                status_button
            />
        }
    })
}

async fn choose_status(place: &HtmlElement, typed: &str) {
    find(place, ".hd-property").click();
    let opened = place.clone();
    until("the statuses are there", move || count(&opened, "[role=option]") == 4).await;
    let field = find(place, "[role=combobox]");
    type_into(&field, typed);
    let narrowed = place.clone();
    until("one is left", move || count(&narrowed, "[role=option]") == 1).await;
    press(&field, "Enter");
}

/// The page that serves these tests is no server of ours: it refuses every order. So this is what a refusal looks like.
#[wasm_bindgen_test]
async fn a_new_status_shows_at_once_and_goes_back_with_the_reason_when_the_server_refuses() {
    let help_desk = help_desk();
    let place = properties(&help_desk);
    let status = || find(&place, ".hd-property .hd-status").text_content().unwrap();
    assert_eq!(status(), "New");
    choose_status(&place, "closed").await;
    assert_eq!(help_desk.core(|core| core.in_flight().count()), 1);
    let shown = place.clone();
    until("the new status is shown, or gone again already", {
        let help_desk = help_desk.clone();
        move || {
            find(&shown, ".hd-property .hd-status").text_content().unwrap() == "Closed"
                || help_desk.refusal(PLACE()).is_some()
        }
    })
    .await;
    until("the refusal is told", {
        let help_desk = help_desk.clone();
        move || help_desk.refusal(PLACE()).is_some()
    })
    .await;
    assert_eq!(help_desk.core(|core| core.in_flight().count()), 0);
    until("the old status is back", move || status() == "New").await;
}

#[wasm_bindgen_test]
async fn a_status_that_the_ticket_has_already_sends_nothing() {
    let help_desk = help_desk();
    let place = properties(&help_desk);
    choose_status(&place, "new").await;
    assert_eq!(help_desk.core(|core| core.in_flight().count()), 0);
}
