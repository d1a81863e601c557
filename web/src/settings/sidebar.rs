//! The cards beside tickets: which, and in which order, for everybody (LAY-15).

use leptos::prelude::*;
use sportello_domain::workspace::{ArrangeSidebar, SidebarCard};

use crate::language::{Language, say, use_language};
use crate::replica::{Place, use_help_desk};
use crate::ticket::RefusalAt;
use crate::ui::arranged_list::{ArrangedList, Entry};

/// What a card is called.
pub fn say_card(language: Language, card: SidebarCard) -> &'static str {
    match card {
        SidebarCard::About => say!(language, side.about),
        SidebarCard::Contacts => say!(language, contacts.contacts),
        SidebarCard::Companies => say!(language, contacts.companies),
        SidebarCard::Deals => say!(language, contacts.deals),
        SidebarCard::PastConversations => say!(language, side.past),
        SidebarCard::Activity => say!(language, side.activity),
    }
}

/// Shows the cards to choose from.
#[component]
pub fn SidebarSettings() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let shown = Memo::new(move |_| reading.setup(|setup| setup.sidebar().to_vec()));
    let entries = Memo::new(move |_| {
        let shown = shown.read();
        let rest = SidebarCard::ALL.into_iter().filter(|card| !shown.contains(card));
        let entry = |card: SidebarCard, chosen| Entry {
            key: key(card),
            name: say_card(language, card).to_owned(),
            chosen,
            fixed: false,
        };
        let chosen = shown.iter().map(|card| entry(*card, true));
        chosen.chain(rest.map(|card| entry(card, false))).collect::<Vec<_>>()
    });
    let on_change = Callback::new(move |keys: Vec<String>| {
        let card = |wanted: &String| SidebarCard::ALL.into_iter().find(|card| key(*card) == *wanted);
        let cards = keys.iter().filter_map(card).collect();
        let _ = help_desk.give(ArrangeSidebar { cards }, Place::Workspace);
    });
    view! {
        <section class="hd-form" aria-labelledby="settings-sidebar">
            <h2 class="hd-settings__section" id="settings-sidebar">{move || say!(language, settings.sidebar)}</h2>
            <p class="hd-soft">{move || say!(language, settings.sidebar_text)}</p>
            <RefusalAt place=Place::Workspace/>
            <ArrangedList entries on_change/>
        </section>
    }
}

fn key(card: SidebarCard) -> String {
    format!("{card:?}")
}
