//! Cards of what a record is associated with: each names its records, adds one and takes one away.

use leptos::prelude::*;
use sportello_domain::association::{Associate, Dissociate, Pair, RecordRef, SetPrimaryCompany};
use sportello_domain::id::{CompanyId, TicketId};
use sportello_domain::protocol::RecordKind;

use super::chooser::{Chooser, Picked};
use super::face::{associated, face, say_kind, say_none};
use crate::language::{say, use_language};
use crate::replica::topic::Topic;
use crate::replica::{Place, use_help_desk};
use crate::routes::Route;
use crate::ui::avatar::{Avatar, AvatarSize};
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::time::say_number;

/// Shows the records of one kind with which a record is associated (PRP-09).
#[component]
pub fn AssociatedCard(
    /// The record.
    record: RecordRef,
    /// Which of those with which it is associated.
    kind: RecordKind,
    /// Whether whoever is signed in may change it.
    editable: Signal<bool>,
    /// Where a refusal is told.
    place: Place,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let listing = help_desk.clone();
    let others = Memo::new(move |_| associated(&listing, record, kind));
    let add = Callback::new(move |picked: Picked| {
        let (other, make) = picked.record(kind);
        let Some(pair) = Pair::of(record, other) else { return };
        if make.is_none_or(|command| help_desk.give(command, place).is_ok()) {
            let _ = help_desk.give(Associate { pair }, place);
        }
    });
    let count = move || u64::try_from(others.read().len()).unwrap_or(0);
    view! {
        <details class="hd-card" open=true>
            <summary>
                {move || say_kind(language, kind)} <span class="hd-soft hd-number">
                    {move || say_number(language.code(), count())}
                </span>
            </summary>
            <Show
                when=move || !others.read().is_empty()
                fallback=move || view! { <p class="hd-soft">{move || say_none(language, kind)}</p> }
            >
                <ul class="hd-people">
                    <For each=move || others.get() key=|other| *other let:other>
                        <li><Associated record other editable place/></li>
                    </For>
                </ul>
            </Show>
            <Show when=move || editable.get()>
                <div class="hd-card__foot">
                    <Chooser kind excluded=others.into() on_choose=add/>
                </div>
            </Show>
        </details>
    }
}

/// A record, which leads to its page.
#[component]
fn Associated(record: RecordRef, other: RecordRef, editable: Signal<bool>, place: Place) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let showing = help_desk.clone();
    let face = Memo::new(move |_| face(&showing, other).unwrap_or_default());
    let name = Signal::derive(move || face.get().name);
    let remove = Callback::new(move |_| {
        if let Some(pair) = Pair::of(record, other) {
            let _ = help_desk.give(Dissociate { pair }, place);
        }
    });
    let label = match (record, other) {
        (RecordRef::Ticket(ticket), RecordRef::Company(company)) => {
            Some(view! { <PrimaryLabel ticket company name editable place/> })
        }
        _ => None,
    };
    view! {
        <span class="hd-associated">
            <a class="hd-person hd-associated__link" href=Route::of_record(other).href()>
                <Avatar name size=AvatarSize::Large/>
                <span>
                    {move || name.get()}
                    {move || {
                        let lines = [face.get().reached, face.get().companies];
                        let lines = lines.into_iter().filter(|line| !line.is_empty());
                        lines.map(|line| view! { <small>{line}</small> }).collect_view()
                    }}
                </span>
            </a>
            {label}
            <Show when=move || editable.get()>
                <Button
                    weight=Weight::Quiet
                    label=Signal::derive(move || say!(language, contacts.remove, name = name.get()).to_string())
                    on_press=remove
                >
                    {Icon::Cross.draw()}
                </Button>
            </Show>
        </span>
    }
}

/// Says whether a company is a ticket's primary one, and makes it so or not.
#[component]
fn PrimaryLabel(
    ticket: TicketId,
    company: CompanyId,
    name: Signal<String>,
    editable: Signal<bool>,
    place: Place,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let primary = Memo::new(move |_| {
        reading.track(Topic::Ticket(ticket));
        reading.desk(|desk| desk.tickets.get(&ticket)?.primary_company) == Some(company)
    });
    let turn = move |_| {
        let company = (!primary.get_untracked()).then_some(company);
        let _ = help_desk.give(SetPrimaryCompany { ticket, company }, place);
    };
    let label = move || {
        let name = name.get();
        if primary.get() {
            say!(language, contacts.primary_of, name = name).to_string()
        } else {
            say!(language, contacts.make_primary_of, name = name).to_string()
        }
    };
    let word = move || {
        if primary.get() { say!(language, contacts.primary) } else { say!(language, contacts.make_primary) }
    };
    // One button in both states, so that the keys stay on it.
    view! {
        <Show
            when=move || editable.get()
            fallback=move || primary.get().then(|| view! { <span class="hd-chip">{word}</span> })
        >
            <button
                type="button"
                class="hd-chip hd-associated__primary"
                class:hd-associated__primary--is=move || primary.get()
                title=label
                aria-label=label
                on:click=turn.clone()
            >
                {word}
            </button>
        </Show>
    }
}
