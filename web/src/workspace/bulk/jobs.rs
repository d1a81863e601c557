//! How far changes of many tickets are, and what became of them: at the foot of the window, wherever one goes meanwhile.

use leptos::prelude::*;
use sportello_domain::bulk::BulkAction;
use sportello_domain::protocol::{BulkChange, BulkState, RefusedTicket, RefusedTickets};
use sportello_domain::rejection::Rejection;

use crate::failure::{say_error, say_problem};
use crate::language::{Language, say, say_count, use_language};
use crate::property::say_property;
use crate::replica::bulk::{BulkJob, Progress, use_bulk_jobs};
use crate::replica::use_help_desk;
use crate::server::ServerError;
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::time::say_number;
use crate::workspace::places::Places;

/// Shows them.
#[component]
pub fn BulkJobs() -> impl IntoView {
    let language = use_language();
    let jobs = use_bulk_jobs();
    view! {
        <section class="hd-jobs" aria-label=move || say!(language, bulk.bar)>
            <For each=move || jobs.all() key=|job| job.id let:job>
                <Job job/>
            </For>
        </section>
    }
}

/// One change: its progress, and then its result.
#[component]
fn Job(job: BulkJob) -> impl IntoView {
    let language = use_language();
    let jobs = use_bulk_jobs();
    let notices = use_notices();
    let BulkJob { id, action, progress } = job;
    let action = StoredValue::new(action);
    let progress = RwSignal::from(progress);
    let (closing, gone) = (jobs.clone(), jobs);
    // Where there is nothing to read up on, the result is told and goes away by itself.
    Effect::new(move |_| {
        if let Progress::Told(change) = &*progress.read()
            && change.state == BulkState::Done
            && change.refused == 0
        {
            let text = action.with_value(|action| say_result(language, action, change));
            notices.say(Tone::Information, text, None);
            gone.forget(id);
        }
    });
    let is_over = Memo::new(move |_| progress.read().is_over());
    let told = move || match &*progress.read() {
        Progress::Sent => say!(language, bulk.starting).to_owned(),
        Progress::Told(change) if change.state == BulkState::Running => {
            say_count!(language, change.total, bulk.working)
        }
        Progress::Told(change) => action.with_value(|action| say_result(language, action, change)),
        Progress::NotBegun(error) => {
            say!(language, bulk.not_begun, reason = say_fault(language, error)).to_string()
        }
        Progress::Lost => say!(language, bulk.lost).to_owned(),
    };
    let reasons = move || match &*progress.read() {
        Progress::Told(change) => change
            .reasons
            .iter()
            .map(|reason| view! { <Reason reason=reason.clone()/> })
            .collect_view()
            .into_any(),
        Progress::Sent | Progress::NotBegun(_) | Progress::Lost => ().into_any(),
    };
    view! {
        <article class="hd-job">
            <p class="hd-job__head">
                <span class="hd-job__text" role="status">{told}</span>
                <span hidden=move || !is_over.get()>
                    <Button
                        weight=Weight::Quiet
                        label=Signal::derive(move || say!(language, bulk.close).to_owned())
                        on_press=Callback::new(move |_| closing.forget(id))
                    >
                        {Icon::Cross.draw()}
                    </Button>
                </span>
            </p>
            <Bar progress/>
            <ul class="hd-job__reasons">{reasons}</ul>
        </article>
    }
}

/// How many of the tickets are done, as a bar and in figures.
#[component]
fn Bar(progress: RwSignal<Progress>) -> impl IntoView {
    let language = use_language();
    let far = Memo::new(move |_| match &*progress.read() {
        Progress::Told(change) if change.state == BulkState::Running => Some((change.tried(), change.total)),
        Progress::Sent | Progress::Told(_) | Progress::NotBegun(_) | Progress::Lost => None,
    });
    let figures = move || {
        let (done, total) = far.get().unwrap_or_default();
        let (done, total) = (say_number(language.code(), done), say_number(language.code(), total));
        say!(language, bulk.progress, done = done, total = total).to_string()
    };
    view! {
        <div class="hd-job__bar" hidden=move || far.get().is_none()>
            <progress
                aria-label=move || say!(language, bulk.progress_label)
                max=move || far.get().unwrap_or_default().1.to_string()
                value=move || far.get().unwrap_or_default().0.to_string()
            ></progress>
            <span class="hd-number">{figures}</span>
        </div>
    }
}

/// Why tickets were refused, and which (BLU-03).
#[component]
fn Reason(reason: RefusedTickets) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let places = expect_context::<Places>();
    let RefusedTickets { problem, count, tickets } = reason;
    let mut why = say_problem(language, &problem);
    if let Some(Rejection::PropertiesRequired { properties, .. }) = &problem.rejection {
        let named =
            properties.iter().map(|it| help_desk.core(|core| say_property(language, core.setup(), it)));
        why = format!("{why} {}", named.collect::<Vec<_>>().join(", "));
    }
    let known: Vec<u64> =
        tickets.iter().filter_map(|RefusedTicket { number, .. }| Some(number.as_ref()?.0)).collect();
    let others = count.saturating_sub(known.len() as u64);
    let named = known.into_iter().map(|number| {
        let href = places.ticket_route(number).href();
        view! { <a href=href>{format!("#{number}")}</a> " " }
    });
    view! {
        <li>
            <span>{say_count!(language, count, bulk.refused)} ": " {why}</span>
            <span class="hd-job__tickets">
                {named.collect_view()} {(0 < others).then(|| say_count!(language, others, bulk.more))}
            </span>
        </li>
    }
}

/// What became of all of them, in one sentence.
fn say_result(language: Language, action: &BulkAction, change: &BulkChange) -> String {
    let changed = match action {
        BulkAction::Delete { .. } => say_count!(language, change.changed, bulk.deleted),
        BulkAction::Assign { .. }
        | BulkAction::SetProperty { .. }
        | BulkAction::ChangeStatus { .. }
        | BulkAction::Follow
        | BulkAction::MarkRead
        | BulkAction::MarkUnread => say_count!(language, change.changed, bulk.changed),
    };
    let unchanged = (0 < change.unchanged).then(|| say_count!(language, change.unchanged, bulk.unchanged));
    let refused = (0 < change.refused).then(|| say_count!(language, change.refused, bulk.refused));
    std::iter::once(changed).chain(unchanged).chain(refused).collect::<Vec<_>>().join(", ")
}

fn say_fault(language: Language, error: &ServerError) -> String {
    match error {
        ServerError::Problem(problem) if problem.code == "several_pipelines" => {
            say!(language, bulk.several).to_owned()
        }
        ServerError::Problem(_)
        | ServerError::Status(_)
        | ServerError::NoAnswer
        | ServerError::Unreadable => say_error(language, error),
    }
}
