//! The statuses of a pipeline: their names, their order, whether they are open or closed, and what they ask for.

use leptos::prelude::*;
use sportello_domain::id::StatusId;
use sportello_domain::pipeline::{ConditionalProperty, DeleteStatus, Pipeline, State, Status};
use sportello_domain::property::PropertyName;

use crate::env;
use crate::language::{say, use_language};
use crate::property::that_may_be_asked_for;
use crate::replica::{Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::select::Select;
use crate::ui::text_field::TextField;

/// Lets the statuses of a pipeline be changed.
#[component]
pub fn Statuses(
    /// The pipeline as it shall be.
    draft: RwSignal<Pipeline>,
) -> impl IntoView {
    let language = use_language();
    let ids = Memo::new(move |_| in_order(&draft.read()));
    let add = Callback::new(move |_| {
        let id = StatusId::generate(env::now(), env::entropy());
        let mut draft = draft.write();
        let order = u32::try_from(draft.statuses.len()).unwrap_or(u32::MAX);
        draft.statuses.push(Status::new(id, "", order, State::Open));
    });
    view! {
        <section class="hd-form" aria-labelledby="pipeline-statuses">
            <h2 class="hd-settings__section" id="pipeline-statuses">{move || say!(language, pipelines.statuses)}</h2>
            <ol class="hd-statuses">
                <For each=move || ids.get() key=|status| *status let:status>
                    <StatusRow draft status/>
                </For>
            </ol>
            <div><Button on_press=add>{Icon::Plus.draw()} {move || say!(language, pipelines.add_status)}</Button></div>
        </section>
    }
}

fn in_order(pipeline: &Pipeline) -> Vec<StatusId> {
    pipeline.ordered().into_iter().map(|status| status.id).collect()
}

/// Changes one status of the draft.
fn change(draft: RwSignal<Pipeline>, status: StatusId, change: impl FnOnce(&mut Status)) {
    let mut draft = draft.write();
    if let Some(found) = draft.statuses.iter_mut().find(|other| other.id == status) {
        change(found);
    }
}

/// Moves a status by one place, and counts the places anew.
fn shift(draft: RwSignal<Pipeline>, status: StatusId, forward: bool) {
    let mut ids = draft.with_untracked(in_order);
    let Some(at) = ids.iter().position(|other| *other == status) else { return };
    let to = if forward { at.saturating_add(1) } else { at.saturating_sub(1) };
    if to >= ids.len() {
        return;
    }
    ids.swap(at, to);
    let mut draft = draft.write();
    for found in &mut draft.statuses {
        let place = ids.iter().position(|id| *id == found.id).unwrap_or_default();
        found.order = u32::try_from(place).unwrap_or(u32::MAX);
    }
}

#[component]
fn StatusRow(draft: RwSignal<Pipeline>, status: StatusId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let label =
        Memo::new(move |_| draft.read().status(status).map(|it| it.label.clone()).unwrap_or_default());
    let is_closed =
        Memo::new(move |_| draft.read().status(status).is_some_and(|status| status.state == State::Closed));
    let state = RwSignal::new(if is_closed.get_untracked() { "closed" } else { "open" }.to_owned());
    let states = Signal::derive(move || {
        vec![
            ("open".to_owned(), say!(language, pipelines.open).to_owned()),
            ("closed".to_owned(), say!(language, pipelines.closed).to_owned()),
        ]
    });
    let named = move |text: &str| format!("{text}: {}", label.get());
    let deleting = RwSignal::new(false);
    let stored = help_desk.core(|core| core.setup().status(status).is_some());
    let remove = Callback::new(move |_| {
        if stored {
            deleting.set(true); // Its tickets must go somewhere (PIP-07).
        } else {
            draft.write().statuses.retain(|other| other.id != status);
        }
    });
    view! {
        <li class="hd-statuses__row">
            <div class="hd-statuses__line">
                <TextField
                    label=Signal::derive(move || say!(language, pipelines.status_name).to_owned())
                    value=label
                    on_input=Callback::new(move |typed| change(draft, status, |status| status.label = typed))
                    required=true
                />
                <Select
                    label=Signal::derive(move || say!(language, pipelines.counts_as).to_owned())
                    choices=states
                    value=state
                    on_choose=Callback::new(move |chosen: String| {
                        let state = if chosen == "closed" { State::Closed } else { State::Open };
                        change(draft, status, |status| status.state = state);
                    })
                />
                <span class="hd-statuses__tools">
                    <Button
                        weight=Weight::Quiet
                        label=Signal::derive(move || named(say!(language, pipelines.earlier)))
                        on_press=Callback::new(move |_| shift(draft, status, false))
                    >
                        {Icon::Up.draw()}
                    </Button>
                    <Button
                        weight=Weight::Quiet
                        label=Signal::derive(move || named(say!(language, pipelines.later)))
                        on_press=Callback::new(move |_| shift(draft, status, true))
                    >
                        {Icon::Later.draw()}
                    </Button>
                    <Button
                        weight=Weight::Quiet
                        label=Signal::derive(move || named(say!(language, pipelines.delete_status)))
                        on_press=remove
                    >
                        {Icon::Cross.draw()}
                    </Button>
                </span>
            </div>
            <Asks draft status/>
            <DeleteDialog draft status label open=deleting/>
        </li>
    }
}

/// What a ticket needs before it comes into the status (PIP-11).
#[component]
fn Asks(draft: RwSignal<Pipeline>, status: StatusId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let count = Memo::new(move |_| draft.read().status(status).map_or(0, |status| status.conditional.len()));
    let levels = Signal::derive(move || {
        vec![
            (String::new(), say!(language, pipelines.not_asked).to_owned()),
            ("offered".to_owned(), say!(language, pipelines.offered).to_owned()),
            ("required".to_owned(), say!(language, pipelines.required).to_owned()),
        ]
    });
    let level_of = move |property: &PropertyName| {
        let draft = draft.read_untracked();
        let asked = draft.status(status).and_then(|status| {
            status.conditional.iter().find(|asked| asked.property == *property).map(|asked| asked.required)
        });
        match asked {
            Some(true) => "required",
            Some(false) => "offered",
            None => "",
        }
    };
    let fields = move || {
        let properties = help_desk.setup(|setup| that_may_be_asked_for(language, setup));
        let field = |(property, label): (PropertyName, String)| {
            let value = RwSignal::new(level_of(&property).to_owned());
            let on_choose = Callback::new(move |level: String| {
                let property = property.clone();
                change(draft, status, |status| ask(status, property, &level));
            });
            view! { <Select label=Signal::stored(label) choices=levels value on_choose/> }
        };
        properties.into_iter().map(field).collect_view()
    };
    view! {
        <details class="hd-statuses__asks">
            <summary>{move || say!(language, pipelines.asks, count = count.get()).to_string()}</summary>
            <div class="hd-form__pair">{fields}</div>
        </details>
    }
}

/// Makes a status ask for a property, or no longer.
fn ask(status: &mut Status, property: PropertyName, level: &str) {
    let required = level == "required";
    if level.is_empty() {
        status.conditional.retain(|asked| asked.property != property);
    } else if let Some(asked) = status.conditional.iter_mut().find(|asked| asked.property == property) {
        asked.required = required;
    } else {
        status.conditional.push(ConditionalProperty { property, required });
    }
}

/// Asks where the tickets of a status go, and deletes it at once.
#[component]
fn DeleteDialog(
    draft: RwSignal<Pipeline>,
    status: StatusId,
    label: Memo<String>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let replacement = RwSignal::new(String::new());
    let reading = help_desk.clone();
    // Only what is stored can take tickets.
    let others = Signal::derive(move || {
        reading.setup(|setup| {
            let ordered = setup.pipeline_of(status).map(Pipeline::ordered).unwrap_or_default();
            let others = ordered.into_iter().filter(|other| other.id != status);
            others.map(|other| (other.id.to_string(), other.label.clone())).collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| {
        if open.get() {
            replacement.set(others.read_untracked().first().map(|(id, _)| id.clone()).unwrap_or_default());
        }
    });
    let delete = Callback::new(move |_| {
        open.set(false);
        let command = DeleteStatus { status, replacement: replacement.read_untracked().parse().ok() };
        if help_desk.give(command, Place::Workspace).is_ok() {
            let mut draft = draft.write();
            draft.statuses.retain(|other| other.id != status);
            draft.rules.forget(status);
        }
    });
    view! {
        <Dialog open title=Signal::derive(move || format!("{}: {}", say!(language, pipelines.delete_status), label.get()))>
            <p>{move || say!(language, pipelines.delete_status_text)}</p>
            <Select
                label=Signal::derive(move || say!(language, pipelines.replacement).to_owned())
                choices=others
                value=replacement
            />
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <Button weight=Weight::Primary on_press=delete>{move || say!(language, pipelines.delete_status)}</Button>
            </div>
        </Dialog>
    }
}
