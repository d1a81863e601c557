//! Status as dot and word, priority as bars and word: never by colour alone.

use leptos::prelude::*;
use sportello_domain::id::StatusId;
use sportello_domain::pipeline::State;
use sportello_domain::property::Priority;
use sportello_domain::setup::Setup;

use crate::language::{Language, say, use_language};

/// Shows a status.
#[component]
pub fn StatusChip(
    /// What people call it.
    #[prop(into)]
    label: Signal<String>,
    /// The classes of its dot, as [`status_class`] gives them.
    #[prop(into)]
    class: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <span class=move || class.get()>
            <span class="hd-truncate">{label}</span>
        </span>
    }
}

/// The label and the classes of a status.
pub fn status_face(setup: &Setup, status: StatusId) -> (String, &'static str) {
    let Some(pipeline) = setup.pipeline_of(status) else { return (String::new(), "hd-status") };
    let statuses = pipeline.ordered();
    let place = statuses.iter().position(|other| other.id == status).unwrap_or(0);
    let found = statuses.get(place);
    let state = found.map_or(State::Open, |found| found.state);
    (found.map(|found| found.label.clone()).unwrap_or_default(), status_class(state, place))
}

/// The classes of a status's dot: by its state, and by its place in the pipeline.
pub fn status_class(state: State, place: usize) -> &'static str {
    match (state, place % 4) {
        (State::Closed, _) => "hd-status hd-status--closed",
        (State::Open, 0) => "hd-status hd-status--open hd-status--first",
        (State::Open, 1) => "hd-status hd-status--open hd-status--second",
        (State::Open, 2) => "hd-status hd-status--open hd-status--third",
        (State::Open, _) => "hd-status hd-status--open hd-status--fourth",
    }
}

/// Shows a priority; nothing but a word where none is set.
#[component]
pub fn PriorityChip(
    /// The priority.
    #[prop(into)]
    priority: Signal<Option<Priority>>,
) -> impl IntoView {
    let language = use_language();
    let class = move || match priority.get() {
        None => "hd-priority__bars",
        Some(Priority::Low) => "hd-priority__bars hd-priority--low",
        Some(Priority::Medium) => "hd-priority__bars hd-priority--medium",
        Some(Priority::High) => "hd-priority__bars hd-priority--high",
        Some(Priority::Urgent) => "hd-priority__bars hd-priority--urgent",
    };
    view! {
        <span class="hd-priority">
            <span class=class aria-hidden="true"></span>
            <span>{move || say_priority(language, priority.get())}</span>
        </span>
    }
}

/// Says a priority.
pub fn say_priority(language: Language, priority: Option<Priority>) -> &'static str {
    match priority {
        None => say!(language, priority.unset),
        Some(Priority::Low) => say!(language, priority.low),
        Some(Priority::Medium) => say!(language, priority.medium),
        Some(Priority::High) => say!(language, priority.high),
        Some(Priority::Urgent) => say!(language, priority.urgent),
    }
}
