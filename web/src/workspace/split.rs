//! One view as a list, and the ticket that is read beside it.

use leptos::prelude::*;
use sportello_domain::view::View;
use sportello_domain::workspace::Layout;

use super::ListPlace;
use super::bar::ViewBar;
use super::listed::Listed;
use super::places::Places;
use super::table::TicketTable;
use super::views::use_view_name;
use crate::language::{say, use_language};
use crate::parts;
use crate::replica::lists::Listing;
use crate::replica::use_help_desk;
use crate::ui::icon::Icon;
use crate::ui::panel::{PanelPlace, PanelState};

/// Shows a view, and one of its tickets.
#[component]
pub fn SplitLayout(
    /// The view.
    view: View,
    /// The ticket that is open, by its number.
    ticket: Memo<Option<u64>>,
) -> impl IntoView {
    let language = use_language();
    let list = Listed::of(Listing::View(view));
    mark_open_ticket(view, ticket, list);
    let compact = Signal::stored(true);
    // While a ticket is open its own keys move on to the next.
    let listens = Signal::derive(move || ticket.get().is_none());
    let beside = move || match ticket.get() {
        Some(number) => parts::ticket(number),
        None => view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Ticket
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, layout.nothing_open).to_owned())
                    text=Signal::derive(move || say!(language, layout.nothing_open_text).to_owned())
                />
            </main>
        }
        .into_any(),
    };
    view! {
        <div class="hd-split" class:hd-split--open=move || ticket.get().is_some()>
            <section class="hd-split__list" aria-label=use_view_name(view)>
                <ViewBar view layout=Layout::Split/>
                <ListPlace view list rows=move || view! { <TicketTable view list compact listens/> }.into_any()/>
            </section>
            <div class="hd-page">{beside}</div>
        </div>
    }
}

/// The row of the ticket that is open is the one to which the keys have moved, also when it was opened by its address.
fn mark_open_ticket(view: View, ticket: Memo<Option<u64>>, list: Listed) {
    let help_desk = use_help_desk();
    let active = expect_context::<Places>().active(view);
    Effect::new(move |_| {
        // Again when the list comes, which brings the ticket.
        let listed = list.ids().read();
        let open = ticket.get().and_then(|number| help_desk.core(|core| core.numbered(number)));
        if let Some(open) = open.filter(|open| listed.contains(open)) {
            active.set(Some(open));
        }
    });
}
