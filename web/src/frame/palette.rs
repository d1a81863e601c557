//! Everything that can be done or gone to, in one list that is narrowed by typing (Ctrl+K): made of the same list of
//! commands as the keys.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use leptos_router::hooks::use_navigate;
use sportello_domain::policy;
use sportello_domain::protocol::RecordKind;
use sportello_domain::view::{BuiltInView, View, custom_views};

use crate::contacts::face::say_kind;
use crate::language::{Language, say, use_language};
use crate::parts;
use crate::replica::use_help_desk;
use crate::routes::{InboxRoute, RecordsRoute, Route, SearchRoute, SettingsRoute, ViewRoute};
use crate::ui::choice_menu::{Choice, ChoiceList};
use crate::ui::dialog::Dialog;
use crate::ui::focus::next_number;
use crate::ui::keys::{Shortcut, use_offered};
use crate::workspace::views::say_view;

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Does {
    /// Nothing: no entry is chosen.
    Nothing,
    /// What a key does.
    Press(Shortcut),
    /// Goes to an address.
    Go(String),
}

/// What stands in the palette as a command: what it is called, and its key.
pub fn say_shortcut(language: Language, shortcut: Shortcut) -> (&'static str, &'static str) {
    match shortcut {
        Shortcut::Next => ("j ↓", say!(language, keys.next)),
        Shortcut::Previous => ("k ↑", say!(language, keys.previous)),
        Shortcut::Open => ("Enter", say!(language, keys.open)),
        Shortcut::Close => ("Esc", say!(language, keys.close)),
        Shortcut::Reply => ("r", say!(language, keys.reply)),
        Shortcut::Comment => ("c", say!(language, keys.comment)),
        Shortcut::Assign => ("a", say!(language, keys.assign)),
        Shortcut::Status => ("s", say!(language, keys.status)),
        Shortcut::Unread => ("u", say!(language, keys.unread)),
        Shortcut::Select => ("x", say!(language, keys.select)),
        Shortcut::Follow => ("f", say!(language, keys.follow)),
        Shortcut::Merge => ("m", say!(language, keys.merge)),
        Shortcut::Delete => ("#", say!(language, keys.delete)),
        Shortcut::Create => ("n", say!(language, create.title)),
        Shortcut::Search => ("/", say!(language, search.title)),
        Shortcut::Left | Shortcut::Right => ("← →", say!(language, keys.column)),
        Shortcut::CarryLeft | Shortcut::CarryRight => (", .", say!(language, keys.carry)),
        Shortcut::Help => ("?", say!(language, keys.help)),
    }
}

/// Opens the palette with Ctrl+K, unless a dialog is open already. Where formatted text is written that key makes a link.
#[component]
pub fn Palette() -> impl IntoView {
    let language = use_language();
    let open = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    let listener = window_event_listener(ev::keydown, move |event| {
        let asked = (event.ctrl_key() || event.meta_key()) && event.key() == "k";
        if asked && !event.alt_key() && !event.shift_key() {
            event.prevent_default(); // The browser would go to its own search.
            let busy = document().query_selector("dialog[open]").is_ok_and(|found| found.is_some());
            if !busy {
                open.set(true);
            }
        }
    });
    on_cleanup(move || listener.remove());
    Effect::new(move |_| {
        if let Some(field) = field.get().filter(|_| open.get()) {
            let _ = field.focus();
        }
    });
    view! {
        <Dialog open title=Signal::derive(move || say!(language, palette.title).to_owned())>
            <Show when=move || open.get()>
                {parts::palette(open, field)}
            </Show>
        </Dialog>
    }
}

/// What can be done and gone to, in one list.
#[component]
pub fn Entries(
    /// Whether the palette is open; choosing closes it.
    open: RwSignal<bool>,
    /// The field in which one types.
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let offered = use_offered();
    let navigate = use_navigate();
    let commands: Vec<Shortcut> =
        offered.now().into_iter().filter(|shortcut| is_a_command(*shortcut)).collect();
    let choices = Signal::derive(move || {
        let press = |shortcut: Shortcut| {
            let (key, label) = say_shortcut(language, shortcut);
            choice(Does::Press(shortcut), label.to_owned(), Some(key))
        };
        let go = |(label, route): (String, Route)| choice(Does::Go(route.href()), label, None);
        let places = help_desk.core(|core| {
            let setup = core.setup();
            let mut places: Vec<(String, Route)> = Vec::new();
            let mut view = |name: &str, view: View| {
                let label = say!(language, palette.view, name = name.to_owned()).to_string();
                places.push((label, Route::View(ViewRoute::of(&view.to_string()))));
            };
            for built_in in BuiltInView::ALL {
                view(say_view(language, built_in), built_in.into());
            }
            for custom in custom_views(setup, core.me()) {
                view(&custom.name, View::Custom(custom.id));
            }
            if !policy::seen_inboxes(setup, &core.actor()).is_empty() {
                places.push((say!(language, inbox.title).to_owned(), Route::Inbox(InboxRoute::default())));
            }
            if policy::may_open_spam(setup, &core.actor()).is_ok() {
                places.push((say!(language, spam.title).to_owned(), Route::Spam { conversation: None }));
            }
            if policy::sees_conversations_without_ticket(setup, &core.actor()) {
                let route = Route::WithoutTicket { conversation: None };
                places.push((say!(language, without_ticket.title).to_owned(), route));
            }
            for kind in RecordKind::ALL {
                let route = Route::Records(RecordsRoute { kind, typed: String::new() });
                places.push((say_kind(language, kind).to_owned(), route));
            }
            let settings = say!(language, settings.title);
            places.push((settings.to_owned(), Route::Settings(SettingsRoute::Browser)));
            if policy::may_edit_property_settings(setup, &core.actor()).is_ok() {
                for (name, route) in [
                    (say!(language, settings.pipelines), SettingsRoute::Pipelines { pipeline: None }),
                    (say!(language, settings.properties), SettingsRoute::Properties),
                    (say!(language, settings.ticket_form), SettingsRoute::TicketForm),
                    (say!(language, settings.sidebar), SettingsRoute::Sidebar),
                ] {
                    places.push((format!("{settings}: {name}"), Route::Settings(route)));
                }
            }
            if policy::may_administer(setup, &core.actor()).is_ok() {
                let route = Route::Settings(SettingsRoute::Channels { channel: None });
                places.push((format!("{settings}: {}", say!(language, settings.channels)), route));
            }
            places
        });
        commands.iter().copied().map(press).chain(places.into_iter().map(go)).collect::<Vec<_>>()
    });
    let also = Callback::new(move |typed: String| {
        let typed = typed.trim().to_owned();
        let mut found = Vec::new();
        if let Ok(number) = typed.trim_start_matches('#').parse() {
            let label = say!(language, palette.ticket, number = format!("#{number}")).to_string();
            found.push(choice(Does::Go(Route::Ticket { number }.href()), label, None));
        }
        if !typed.is_empty() {
            let label = say!(language, palette.search, text = typed.clone()).to_string();
            let route = Route::Search(SearchRoute { typed, ..SearchRoute::default() });
            found.push(choice(Does::Go(route.href()), label, None));
        }
        found
    });
    let take = Callback::new(move |does: Does| {
        open.set(false);
        match does {
            Does::Nothing => {}
            // After the dialog has given the focus back.
            Does::Press(shortcut) => spawn_local(async move {
                tick().await;
                offered.press(shortcut);
            }),
            Does::Go(href) => navigate(&href, leptos_router::NavigateOptions::default()),
        }
    });
    view! {
        <div class="hd-palette">
            <ChoiceList
                number=next_number()
                name=Signal::derive(move || say!(language, palette.label).to_owned())
                choices
                chosen=Signal::stored(Does::Nothing)
                open=Signal::stored(true)
                field
                take
                also
            />
        </div>
    }
}

/// Whether it makes sense outside the list or board in which the keys move.
fn is_a_command(shortcut: Shortcut) -> bool {
    match shortcut {
        Shortcut::Close
        | Shortcut::Reply
        | Shortcut::Comment
        | Shortcut::Assign
        | Shortcut::Status
        | Shortcut::Unread
        | Shortcut::Follow
        | Shortcut::Merge
        | Shortcut::Delete
        | Shortcut::Create
        | Shortcut::Search
        | Shortcut::Help => true,
        Shortcut::Next
        | Shortcut::Previous
        | Shortcut::Select
        | Shortcut::Open
        | Shortcut::Left
        | Shortcut::Right
        | Shortcut::CarryLeft
        | Shortcut::CarryRight => false,
    }
}

fn choice(value: Does, label: String, key: Option<&'static str>) -> Choice<Does> {
    let shown = label.clone();
    let face = ViewFn::from(move || {
        let key = key.map(|key| view! { <kbd>{key}</kbd> });
        view! { <span class="hd-palette__entry"><span class="hd-truncate">{shown.clone()}</span> {key}</span> }
    });
    Choice { value, label, face, why_not: None }
}
