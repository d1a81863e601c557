//! Moving a ticket to another pipeline: which, and to which of its statuses (PIP-22).

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::id::{PipelineId, StatusId, TicketId};
use sportello_domain::pipeline::Pipeline;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::{ChangePipeline, Ticket};

use super::asking::{AskedField, AskedFields};
use crate::failure::say_rejection;
use crate::language::{say, use_language};
use crate::replica::{Part, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::panel::WrongNote;
use crate::ui::select::Select;
use crate::workspace::board::pipelines_by_name;

/// Shows the dialog while `open` is true.
#[component]
pub fn MovePipelineDialog(
    /// The ticket.
    ticket: Memo<Option<Ticket>>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog open title=Signal::derive(move || say!(language, ticket.move_pipeline).to_owned())>
            {move || {
                let ticket = open.get().then(|| ticket.get_untracked()).flatten();
                ticket.map(|ticket| view! { <Form ticket open/> })
            }}
        </Dialog>
    }
}

/// The pipelines in which the ticket is not.
fn others(setup: &Setup, ticket: &Ticket) -> Vec<(String, String)> {
    let own = ticket.pipeline.to_string();
    pipelines_by_name(setup).into_iter().filter(|(id, _)| *id != own).collect()
}

#[component]
fn Form(ticket: Ticket, open: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let id = ticket.id;
    let pipelines = help_desk.core(|core| others(core.setup(), &ticket));
    let pipeline = RwSignal::new(pipelines.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let reading = help_desk.clone();
    let statuses = Memo::new(move |_| {
        let chosen: Option<PipelineId> = pipeline.read().parse().ok();
        reading.setup(|setup| {
            let found = chosen.and_then(|chosen| setup.pipelines.get(&chosen));
            let ordered = found.map(Pipeline::ordered).unwrap_or_default();
            ordered
                .into_iter()
                .map(|status| (status.id.to_string(), status.label.clone()))
                .collect::<Vec<_>>()
        })
    });
    let first = move || statuses.read().first().map(|(id, _)| id.clone()).unwrap_or_default();
    let status = RwSignal::new(untrack(first));
    let reading = help_desk.clone();
    let asked = move |status: &str| {
        let chosen: Option<StatusId> = status.parse().ok();
        reading.core(|core| {
            let found = chosen.and_then(|chosen| core.setup().status(chosen));
            found.map(|status| AskedField::of(status, Some(&ticket))).unwrap_or_default()
        })
    };
    let fields = RwSignal::new(asked(&status.read_untracked()));
    Effect::watch(move || status.get(), move |status, _, _| fields.set(asked(status)), false);
    let refused = RwSignal::new(None::<Rejection>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Ok(to), Ok(in_status)) = (pipeline.read_untracked().parse(), status.read_untracked().parse())
        else {
            return;
        };
        let place = Place::Ticket { ticket: id, part: Part::Head };
        match help_desk.give(change(id, to, in_status, &fields.read_untracked()), place) {
            Ok(()) => open.set(false),
            Err(rejection) => {
                help_desk.forget_refusal(place); // It is told here, beside what is chosen.
                refused.set(Some(rejection));
            }
        }
    };
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <div class="hd-form__pair">
                <Select
                    label=Signal::derive(move || say!(language, side.pipeline).to_owned())
                    choices=Signal::stored(pipelines)
                    value=pipeline
                    // Another pipeline has other statuses.
                    on_choose=Callback::new(move |_| status.set(untrack(first)))
                />
                <Select
                    label=Signal::derive(move || say!(language, ticket.status).to_owned())
                    choices=statuses.into()
                    value=status
                />
            </div>
            {move || view! { <AskedFields fields=fields.get()/> }}
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, ticket.move_submit)}</button>
            </div>
        </form>
    }
}

fn change(ticket: TicketId, pipeline: PipelineId, status: StatusId, fields: &[AskedField]) -> ChangePipeline {
    ChangePipeline { ticket, pipeline, status, properties: AskedField::values(fields) }
}
