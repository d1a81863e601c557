//! Finding the other ticket: those that are likely about the same, or what is searched for (MRG-02).

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::id::TicketId;
use sportello_domain::protocol::MergeCandidate;
use sportello_domain::ticket::Ticket;

use crate::chips::{StatusChip, status_face};
use crate::language::{Language, say, use_language};
use crate::replica::{HelpDesk, use_help_desk};
use crate::ui::button::Button;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::text_field::{TextField, Words};

/// How long nothing is typed before it is searched for, in milliseconds.
const PAUSE: u32 = 150;

/// How many are offered at once.
const OFFERED: usize = 8;

/// What is typed, and what is found for it.
#[derive(Clone, Copy)]
struct Search {
    id: TicketId,
    typed: RwSignal<String>,
    /// What was found, and for which words; none until it is here.
    found: RwSignal<Option<(String, Vec<MergeCandidate>)>>,
    failed: RwSignal<bool>,
    help_desk: StoredValue<HelpDesk>,
    waiting: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Search {
    fn of(id: TicketId) -> Self {
        Self {
            id,
            typed: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            failed: RwSignal::new(false),
            help_desk: StoredValue::new(use_help_desk()),
            waiting: StoredValue::new_local(None),
        }
    }

    /// Takes what is typed, and searches for it when nothing more is typed for a moment.
    fn type_in(self, text: String) {
        let pause = if text.trim().is_empty() { 0 } else { PAUSE };
        self.typed.set(text);
        self.waiting.set_value(Some(Timeout::new(pause, move || self.look())));
    }

    fn look(self) {
        // The dialog may be gone.
        let Some(help_desk) = self.help_desk.try_get_value() else { return };
        let text = self.typed.get_untracked().trim().to_owned();
        spawn_local(async move {
            let outcome = help_desk.load_merge_candidates(self.id, &text).await;
            // Something else is typed by now, or the dialog is gone.
            if self.typed.try_get_untracked().is_none_or(|typed| typed.trim() != text) {
                return;
            }
            self.failed.set(outcome.is_err());
            if let Ok(mut candidates) = outcome {
                candidates.truncate(OFFERED);
                self.found.set(Some((text, candidates)));
            }
        });
    }
}

/// A field to search in, and what it finds below it.
#[component]
pub fn Finder(
    /// The ticket that is merged.
    id: TicketId,
    /// Takes the other one.
    on_choose: Callback<Ticket>,
) -> impl IntoView {
    let language = use_language();
    let search = Search::of(id);
    search.look();
    let results = move || {
        let found = search.found.read();
        let Some((words, candidates)) = found.as_ref() else {
            let label = Signal::derive(move || say!(language, common.loading).to_owned());
            return (!search.failed.get()).then(|| view! { <SkeletonRows count=3 label/> }).into_any();
        };
        let heading = match (words.is_empty(), candidates.is_empty()) {
            (true, false) => say!(language, merge.likely),
            (true, true) => say!(language, merge.nothing_likely),
            (false, false) => say!(language, merge.found),
            (false, true) => say!(language, merge.nothing_found),
        };
        let lines = candidates.iter().map(|candidate| line(language, candidate.clone(), on_choose));
        view! {
            <p class="hd-soft" role="status">{heading}</p>
            <ul class="hd-merge__found">{lines.collect_view()}</ul>
        }
        .into_any()
    };
    view! {
        <TextField
            label=Signal::derive(move || say!(language, merge.search).to_owned())
            value=search.typed
            on_input=Callback::new(move |text| search.type_in(text))
            kind="search"
            words=Words::Names
            autofocus=true
        />
        <Show when=move || search.failed.get()>
            <p class="hd-soft" role="alert">
                {move || say!(language, merge.failed)} " "
                <Button on_press=Callback::new(move |_| search.look())>{move || say!(language, common.retry)}</Button>
            </p>
        </Show>
        {results}
    }
}

fn line(language: Language, candidate: MergeCandidate, on_choose: Callback<Ticket>) -> impl IntoView + use<> {
    let help_desk = use_help_desk();
    let MergeCandidate { row, same_contact, similar_name } = candidate;
    let ticket = row.ticket;
    let (label, class) = help_desk.setup(|setup| status_face(setup, ticket.status));
    let (number, name) = (ticket.number.to_string(), ticket.name.to_string());
    let contact = row.contact.map(|contact| contact.name);
    let choose = move |_| on_choose.run(ticket.clone());
    view! {
        <li>
            <button type="button" class="hd-merge__candidate" on:click=choose>
                <span class="hd-number">{number}</span>
                <span class="hd-merge__name">
                    <strong class="hd-truncate">{name}</strong>
                    <small class="hd-soft hd-truncate">{contact}</small>
                </span>
                {same_contact.then(|| view! { <span class="hd-chip">{say!(language, merge.same_contact)}</span> })}
                {similar_name.then(|| view! { <span class="hd-chip">{say!(language, merge.similar_name)}</span> })}
                <StatusChip label=Signal::stored(label) class=Signal::stored(class)/>
            </button>
        </li>
    }
}
