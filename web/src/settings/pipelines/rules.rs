//! What the pipeline forbids people (PIP-14 to PIP-17). Only a Super admin changes it (PIP-19).

use std::collections::BTreeSet;

use leptos::prelude::*;
use sportello_domain::id::StatusId;
use sportello_domain::pipeline::{CreationStatuses, Pipeline, Skipping};
use sportello_domain::policy;

use crate::language::{say, use_language};
use crate::replica::core::Replica;
use crate::replica::use_help_desk;
use crate::ui::select::Select;
use crate::ui::tick::TickBox;

/// Lets the rules of a pipeline be changed.
#[component]
pub fn Rules(
    /// The pipeline as it shall be.
    draft: RwSignal<Pipeline>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let may = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| policy::may_set_pipeline_rules(setup, &actor).is_ok())
    });
    view! {
        <fieldset class="hd-form hd-rules" disabled=move || !may.get()>
            <Show when=move || !may.get()>
                <p class="hd-soft">{move || say!(language, pipelines.only_super_admin)}</p>
            </Show>
            <TickBox
                label=Signal::derive(move || say!(language, pipelines.no_moving_back).to_owned())
                ticked=Signal::derive(move || draft.read().rules.no_moving_back)
                on_change=Callback::new(move |ticked| draft.write().rules.no_moving_back = ticked)
            />
            <MovingOn draft/>
            <Creation draft/>
        </fieldset>
    }
}

/// How far a ticket moves at once (PIP-16).
#[component]
fn MovingOn(draft: RwSignal<Pipeline>) -> impl IntoView {
    let language = use_language();
    let choices = Signal::derive(move || {
        vec![
            (String::new(), say!(language, pipelines.skipping_allowed).to_owned()),
            ("next".to_owned(), say!(language, pipelines.skipping_next).to_owned()),
            ("across".to_owned(), say!(language, pipelines.skipping_across).to_owned()),
        ]
    });
    let value = RwSignal::new(
        match &draft.read_untracked().rules.skipping {
            Skipping::Allowed => "",
            Skipping::NextOnly => "next",
            Skipping::NotAcross { .. } => "across",
        }
        .to_owned(),
    );
    let on_choose = Callback::new(move |chosen: String| {
        draft.write().rules.skipping = match chosen.as_str() {
            "next" => Skipping::NextOnly,
            "across" => Skipping::NotAcross { statuses: BTreeSet::new() },
            _ => Skipping::Allowed,
        };
    });
    let protected = Signal::derive(move || match &draft.read().rules.skipping {
        Skipping::NotAcross { statuses } => Some(statuses.clone()),
        Skipping::Allowed | Skipping::NextOnly => None,
    });
    let toggle = Callback::new(move |status| {
        if let Skipping::NotAcross { statuses } = &mut draft.write().rules.skipping {
            flip(statuses, status);
        }
    });
    view! {
        <Select label=Signal::derive(move || say!(language, pipelines.skipping).to_owned()) choices value on_choose/>
        <Show when=move || protected.read().is_some()>
            <StatusTicks
                draft
                label=Signal::derive(move || say!(language, pipelines.skipping_across).to_owned())
                ticked=Signal::derive(move || protected.get().unwrap_or_default())
                toggle
            />
        </Show>
    }
}

/// In which statuses tickets are created, and which is offered first (PIP-17).
#[component]
fn Creation(draft: RwSignal<Pipeline>) -> impl IntoView {
    let language = use_language();
    let allowed = Signal::derive(move || draft.read().rules.creation.as_ref().map(|it| it.any_of.clone()));
    let limit = Callback::new(move |limited: bool| {
        let mut draft = draft.write();
        // From everything on: what is unticked is what is forbidden.
        let any_of = draft.statuses.iter().map(|status| status.id).collect();
        draft.rules.creation = limited.then_some(CreationStatuses { any_of, first: None });
    });
    let toggle = Callback::new(move |status| {
        if let Some(creation) = &mut draft.write().rules.creation {
            flip(&mut creation.any_of, status);
            creation.first = creation.first.filter(|first| creation.any_of.contains(first));
        }
    });
    let first = RwSignal::new(String::new());
    Effect::new(move |_| {
        let named = draft.read().rules.creation.as_ref().and_then(|creation| creation.first);
        first.set(named.map(|status| status.to_string()).unwrap_or_default());
    });
    let choices = Signal::derive(move || {
        let allowed = allowed.get().unwrap_or_default();
        let none = (String::new(), say!(language, pipelines.creation_first_open).to_owned());
        let draft = draft.read();
        let statuses = draft.ordered().into_iter().filter(|status| allowed.contains(&status.id));
        std::iter::once(none)
            .chain(statuses.map(|status| (status.id.to_string(), status.label.clone())))
            .collect::<Vec<_>>()
    });
    let on_choose = Callback::new(move |chosen: String| {
        if let Some(creation) = &mut draft.write().rules.creation {
            creation.first = chosen.parse().ok();
        }
    });
    view! {
        <TickBox
            label=Signal::derive(move || say!(language, pipelines.creation).to_owned())
            ticked=Signal::derive(move || allowed.read().is_some())
            on_change=limit
        />
        <Show when=move || allowed.read().is_some()>
            <StatusTicks
                draft
                label=Signal::derive(move || say!(language, pipelines.creation).to_owned())
                ticked=Signal::derive(move || allowed.get().unwrap_or_default())
                toggle
            />
            <Select
                label=Signal::derive(move || say!(language, pipelines.creation_first).to_owned())
                choices
                value=first
                on_choose
            />
        </Show>
    }
}

/// Each status of the pipeline, ticked or not.
#[component]
fn StatusTicks(
    draft: RwSignal<Pipeline>,
    label: Signal<String>,
    ticked: Signal<BTreeSet<StatusId>>,
    toggle: Callback<StatusId>,
) -> impl IntoView {
    let statuses = Memo::new(move |_| {
        let draft = draft.read();
        draft.ordered().into_iter().map(|status| (status.id, status.label.clone())).collect::<Vec<_>>()
    });
    view! {
        <fieldset class="hd-rules__statuses" aria-label=move || label.get()>
            <For each=move || statuses.get() key=Clone::clone let((status, label))>
                <TickBox
                    label=Signal::stored(label)
                    ticked=Signal::derive(move || ticked.read().contains(&status))
                    on_change=Callback::new(move |_| toggle.run(status))
                />
            </For>
        </fieldset>
    }
}

fn flip(statuses: &mut BTreeSet<StatusId>, status: StatusId) {
    if !statuses.remove(&status) {
        statuses.insert(status);
    }
}
