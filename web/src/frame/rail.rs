//! The rail: the ways that are always there.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::protocol::RecordKind;

use super::bell::Bell;
use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::replica::use_help_desk;
use crate::routes::{InboxRoute, RecordsRoute, Route, SettingsRoute};
use crate::session::use_session;
use crate::ui::avatar::Avatar;
use crate::ui::button::Weight;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::notice::{Tone, use_notices};

/// Shows the rail.
#[component]
pub fn Rail(
    /// The page that is open.
    route: Signal<Route>,
    /// Whether the list of keys is open.
    keys_open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let at_the_desk = Memo::new(move |_| {
        matches!(route.get(), Route::View(_) | Route::Ticket { .. } | Route::Search(_) | Route::SignIn)
    });
    let at_inbox = Memo::new(move |_| matches!(route.get(), Route::Inbox(_)));
    let at_contacts = Memo::new(move |_| matches!(route.get(), Route::Records(_) | Route::Record { .. }));
    let in_settings = Memo::new(move |_| matches!(route.get(), Route::Settings(_)));
    let contacts = Route::Records(RecordsRoute { kind: RecordKind::Contact, typed: String::new() });
    let current = |here: bool| here.then_some("page");
    view! {
        <nav class="hd-rail" aria-label=move || say!(language, frame.main)>
            <span class="hd-rail__brand" aria-hidden="true">{Icon::Ticket.draw()}</span>
            <a
                class="hd-rail__item"
                href=Route::home().href()
                aria-current=move || current(at_the_desk.get())
                aria-label=move || say!(language, frame.help_desk)
                title=move || say!(language, frame.help_desk)
            >
                {Icon::Tray.draw()}
            </a>
            <a
                class="hd-rail__item"
                href=Route::Inbox(InboxRoute::default()).href()
                aria-current=move || current(at_inbox.get())
                aria-label=move || say!(language, frame.inbox)
                title=move || say!(language, frame.inbox)
            >
                {Icon::Envelope.draw()}
            </a>
            <a
                class="hd-rail__item"
                href=contacts.href()
                aria-current=move || current(at_contacts.get())
                aria-label=move || say!(language, contacts.contacts)
                title=move || say!(language, contacts.contacts)
            >
                {Icon::Person.draw()}
            </a>
            <Bell/>
            <span class="hd-rail__spacer"></span>
            <button
                type="button"
                class="hd-rail__item hd-rail__item--keys"
                aria-label=move || say!(language, frame.keys)
                title=move || say!(language, frame.keys)
                on:click=move |_| keys_open.set(true)
            >
                {Icon::Keys.draw()}
            </button>
            <a
                class="hd-rail__item"
                href=Route::Settings(SettingsRoute::Browser).href()
                aria-current=move || current(in_settings.get())
                aria-label=move || say!(language, frame.settings)
                title=move || say!(language, frame.settings)
            >
                {Icon::Settings.draw()}
            </a>
            <Account/>
        </nav>
    }
}

/// Who is signed in, and signing out.
#[component]
fn Account() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let session = use_session();
    let notices = use_notices();
    let name = Memo::new(move |_| {
        let me = help_desk.me();
        help_desk.setup(|setup| setup.users.get(&me).map(|user| user.name.clone()).unwrap_or_default())
    });
    let sign_out = Callback::new(move |_| {
        let (session, notices) = (session.clone(), notices.clone());
        spawn_local(async move {
            if let Err(error) = session.sign_out().await {
                notices.say(Tone::Wrong, say_error(language, &error), None);
            }
        });
    });
    let label = Signal::derive(move || say!(language, frame.account, name = name.get()).to_string());
    let face = view! {
        <Avatar name/>
        <span class="hd-hidden-label">{move || label.get()}</span>
    };
    view! {
        <Menu label weight=Weight::Quiet face=face.into_any()>
            <p class="hd-menu__title">{move || name.get()}</p>
            <MenuItem on_choose=sign_out>{Icon::Leave.draw()} {move || say!(language, frame.sign_out)}</MenuItem>
        </Menu>
    }
}
