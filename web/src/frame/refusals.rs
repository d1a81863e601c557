//! Says why something was not done to a ticket that is not on the screen any more.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::failure::say_refusal;
use crate::language::{say, use_language};
use crate::replica::{Place, use_help_desk};
use crate::routes::Route;
use crate::ui::notice::{Remedy, Tone, use_notices};

/// Tells of every refusal whose ticket is not the one of the page: that page tells its own.
pub fn tell_refusals_elsewhere(route: Signal<Route>) {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let route = route.get();
        for (place, refusal) in help_desk.refusals() {
            if place == Place::Form {
                continue;
            }
            // Each conversation of an inbox tells its own, where it is open.
            if let Place::Conversation { conversation, .. } = place
                && route.inbox_conversation() == Some(conversation)
            {
                continue;
            }
            let number = help_desk.desk(|desk| Some(desk.tickets.get(&place.ticket()?)?.number.0));
            if number.is_some() && number == route.ticket() {
                continue;
            }
            help_desk.forget_refusal(place);
            let reason = untrack(|| say_refusal(language, &refusal));
            let Some(number) = number else {
                notices.say(Tone::Wrong, reason, None);
                continue;
            };
            let text =
                untrack(|| say!(language, rejection.elsewhere, number = number, reason = reason).to_string());
            let navigate = navigate.clone();
            let open = Remedy {
                label: untrack(|| say!(language, rejection.open_ticket).to_owned()),
                act: Arc::new(move || {
                    navigate(&Route::Ticket { number }.href(), leptos_router::NavigateOptions::default());
                }),
            };
            notices.say(Tone::Wrong, text, Some(open));
        }
    });
}
