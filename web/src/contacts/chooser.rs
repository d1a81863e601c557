//! Choosing a contact, a company or a deal by typing the beginning of its name, or making a new one of what was typed.

use std::collections::BTreeSet;

use gloo_timers::callback::Timeout;
use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::association::RecordRef;
use sportello_domain::company::SaveCompany;
use sportello_domain::contact::SaveContact;
use sportello_domain::deal::SaveDeal;
use sportello_domain::id::{CompanyId, ContactId, DealId};
use sportello_domain::identifier::{DeliveryIdentifier, EmailAddress};
use sportello_domain::order::Command;
use sportello_domain::protocol::RecordKind;

use super::face::{face, say_add};
use crate::env;
use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::replica::{HelpDesk, use_help_desk};
use crate::server::ServerError;
use crate::ui::button::Weight;
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;
use crate::ui::menu::opens;

/// How long nothing is typed before it is searched for, in milliseconds.
const PAUSE: u32 = 150;

/// How many records are offered at once.
const OFFERED: usize = 8;

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A record that is there.
    Known(RecordRef),
    /// A new one that is called, or reached by, what was typed.
    New(String),
}

impl Picked {
    /// The record, and the order that makes it where it is new.
    pub fn record(self, kind: RecordKind) -> (RecordRef, Option<Command>) {
        let text = match self {
            Self::Known(record) => return (record, None),
            Self::New(text) => text,
        };
        match kind {
            RecordKind::Contact => {
                let contact = ContactId::generate(env::now(), env::entropy());
                let (name, identifiers) = match EmailAddress::try_from(text.clone()) {
                    Ok(address) => (String::new(), BTreeSet::from([DeliveryIdentifier::Email(address)])),
                    Err(_) => (text, BTreeSet::new()),
                };
                (RecordRef::Contact(contact), Some(SaveContact { contact, name, identifiers }.into()))
            }
            RecordKind::Company => {
                let company = CompanyId::generate(env::now(), env::entropy());
                (RecordRef::Company(company), Some(SaveCompany { company, name: text, domain: None }.into()))
            }
            RecordKind::Deal => {
                let deal = DealId::generate(env::now(), env::entropy());
                (RecordRef::Deal(deal), Some(SaveDeal { deal, name: text }.into()))
            }
        }
    }
}

/// Whether only records are offered that are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offering {
    /// What was typed is offered as a new one.
    #[default]
    NewToo,
    /// Only what is there.
    Known,
}

/// A button that opens a field to search in, and what it finds below it.
#[component]
pub fn Chooser(
    /// What is chosen.
    kind: RecordKind,
    /// What is not offered, since it was chosen before.
    excluded: Signal<Vec<RecordRef>>,
    /// Takes what was chosen.
    on_choose: Callback<Picked>,
    /// What the button says; that a record is added unless told.
    #[prop(optional)]
    label: Option<Signal<String>>,
    /// What is offered beside records that are there.
    #[prop(optional)]
    offering: Offering,
) -> impl IntoView {
    let language = use_language();
    let number = next_number();
    let menu_id = format!("chooser-{number}");
    let menu = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    let label = label.unwrap_or_else(|| Signal::derive(move || say_add(language, kind).to_owned()));
    let offers = Offers::new(kind, excluded, offering);
    let take = Callback::new(move |picked: Picked| {
        if let Some(menu) = menu.get_untracked() {
            let _ = menu.hide_popover();
        }
        on_choose.run(picked);
    });
    let on_beforetoggle = move |event: Event| {
        let opening = opens(&event);
        offers.open.set(opening);
        if opening {
            offers.type_in(String::new());
        }
        // As in the lists of values: with it from the start, the field would want the focus when the page does.
        if let Some(field) = field.get_untracked() {
            let _ = field.set_attribute("autofocus", "");
        }
    };
    view! {
        <button type="button" class=Weight::Quiet.class() popovertarget=menu_id.clone() aria-haspopup="listbox">
            {Icon::Plus.draw()} {label}
        </button>
        <div class="hd-menu" id=menu_id popover="auto" node_ref=menu on:beforetoggle=on_beforetoggle>
            <Offered number name=label offers field take/>
        </div>
    }
}

/// What is typed, and what is offered for it.
#[derive(Clone, Copy)]
struct Offers {
    kind: RecordKind,
    open: RwSignal<bool>,
    typed: RwSignal<String>,
    found: RwSignal<Vec<RecordRef>>,
    failed: RwSignal<Option<ServerError>>,
    searching: RwSignal<bool>,
    options: Memo<Vec<Picked>>,
    help_desk: StoredValue<HelpDesk>,
    waiting: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Offers {
    fn new(kind: RecordKind, excluded: Signal<Vec<RecordRef>>, offering: Offering) -> Self {
        let help_desk = use_help_desk();
        let kept = StoredValue::new(help_desk.clone());
        let (typed, found) = (RwSignal::new(String::new()), RwSignal::new(Vec::new()));
        let searching = RwSignal::new(false);
        let options = Memo::new(move |_| {
            let (found, excluded, typed) = (found.read(), excluded.read(), typed.read());
            let known = found.iter().filter(|record| !excluded.contains(record)).take(OFFERED);
            let mut options: Vec<Picked> = known.map(|record| Picked::Known(*record)).collect();
            let new = typed.trim();
            let is_new = found.iter().filter_map(|record| face(&help_desk, *record)).all(|face| {
                let same = |text: &str| text.trim().eq_ignore_ascii_case(new);
                !same(&face.name) && !face.reached.split(',').any(same)
            });
            if offering == Offering::NewToo && !new.is_empty() && is_new && !searching.get() {
                options.push(Picked::New(new.to_owned()));
            }
            options
        });
        Self {
            kind,
            open: RwSignal::new(false),
            typed,
            found,
            failed: RwSignal::new(None),
            searching,
            options,
            help_desk: kept,
            waiting: StoredValue::new_local(None),
        }
    }

    /// Takes what is typed, and searches for it when nothing more is typed for a moment.
    fn type_in(self, text: String) {
        let pause = if text.is_empty() { 0 } else { PAUSE };
        self.typed.set(text.clone());
        self.searching.set(true);
        let search = move || {
            // The page may be gone.
            let Some(help_desk) = self.help_desk.try_get_value() else { return };
            spawn_local(async move {
                let outcome = help_desk.load_records(self.kind, &text, None).await;
                // Something else is typed by now, or the page is gone.
                if self.typed.try_get_untracked().as_ref() != Some(&text) {
                    return;
                }
                // After what was found is here, so that nothing that is there is offered as new.
                match outcome {
                    Ok((found, _)) => {
                        self.failed.set(None);
                        self.found.set(found);
                    }
                    Err(error) => self.failed.set(Some(error)),
                }
                self.searching.set(false);
            });
        };
        self.waiting.set_value(Some(Timeout::new(pause, search)));
    }
}

#[component]
fn Offered(
    number: u32,
    name: Signal<String>,
    offers: Offers,
    field: NodeRef<html::Input>,
    take: Callback<Picked>,
) -> impl IntoView {
    let language = use_language();
    let options = offers.options;
    let active = RwSignal::new(0_usize);
    let on_keydown = move |event: KeyboardEvent| {
        let (at, count) = (active.get_untracked(), options.read_untracked().len());
        match event.key().as_str() {
            "ArrowDown" if count > 0 => active.set((at + 1) % count),
            "ArrowUp" if count > 0 => active.set((at + count - 1) % count),
            "Enter" => {
                let picked = options.read_untracked().get(at).cloned();
                if let Some(picked) = picked {
                    take.run(picked);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let list_id = format!("chooser-{number}-list");
    let option_id = move |at: usize| format!("chooser-{number}-{at}");
    let label = move || say!(language, contacts.find);
    let type_in = move |text: String| {
        active.set(0);
        offers.type_in(text);
    };
    let option = move |at: usize, picked: Picked| {
        let chosen = picked.clone();
        view! {
            <div
                class="hd-menu__item"
                class:hd-menu__item--active=move || active.get() == at
                role="option"
                id=option_id(at)
                aria-selected="false"
                on:click=move |_| take.run(chosen.clone())
            >
                <Option picked/>
            </div>
        }
    };
    view! {
        <input
            class="hd-menu__find"
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls=list_id.clone()
            aria-activedescendant=move || option_id(active.get())
            aria-label=label
            placeholder=label
            autocomplete="off"
            spellcheck="false"
            node_ref=field
            prop:value=move || offers.typed.get()
            on:input:target=move |event| type_in(event.target().value())
            on:keydown=on_keydown
        />
        <div role="listbox" id=list_id aria-label=name>
            {move || options.get().into_iter().enumerate().map(|(at, picked)| option(at, picked)).collect_view()}
        </div>
        {move || {
            let text = match offers.failed.get() {
                Some(error) => say_error(language, &error),
                None if offers.searching.get() || !options.read().is_empty() || !offers.open.get() => return None,
                None => say!(language, common.nothing_matches).to_owned(),
            };
            Some(view! { <p class="hd-menu__none" role="status">{text}</p> })
        }}
    }
}

/// A record that is offered, or what a new one would be called.
#[component]
fn Option(picked: Picked) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    match picked {
        Picked::Known(record) => {
            let face = Memo::new(move |_| face(&help_desk, record).unwrap_or_default());
            view! {
                <span class="hd-menu__label hd-offer">
                    {move || face.get().name}
                    {move || {
                        let lines = [face.get().reached, face.get().companies];
                        let lines = lines.into_iter().filter(|line| !line.is_empty());
                        lines.map(|line| view! { <small class="hd-soft">{line}</small> }).collect_view()
                    }}
                </span>
            }
            .into_any()
        }
        Picked::New(name) => view! {
            {Icon::Plus.draw()}
            <span class="hd-menu__label">{move || say!(language, contacts.create, name = name.clone()).to_string()}</span>
        }
        .into_any(),
    }
}
