//! What a pipeline does by itself: the template automations (AUT-21). Each is saved as it is changed.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::channel::TicketAutomation;
use sportello_domain::id::{ChannelId, PipelineId, StatusId};
use sportello_domain::pipeline::{AutomatePipeline, Automation, CloseDateRule, Pipeline, StatusTrigger};
use sportello_domain::policy;

use crate::language::{Language, say, use_language};
use crate::replica::core::Replica;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::routes::{Route, SettingsRoute};
use crate::ticket::RefusalAt;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::{Dialog, open_while_about};
use crate::ui::select::Select;
use crate::ui::tick::TickBox;

/// Shows the automations of a pipeline (PIP-09).
#[component]
pub fn Automations(
    /// The pipeline.
    pipeline: PipelineId,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let stored = Memo::new(move |_| reading.setup(|setup| setup.pipelines.get(&pipeline).cloned()));
    let sets_close_date = Signal::derive(move || {
        stored.read().as_ref().is_some_and(|pipeline| pipeline.close_date == CloseDateRule::SetWhenClosed)
    });
    let set_close_date = Callback::new(move |sets| {
        let rule = if sets { CloseDateRule::SetWhenClosed } else { CloseDateRule::LeaveAlone };
        change(&help_desk, pipeline, Automation::CloseDate { rule });
    });
    let editing = RwSignal::new(None::<Row>);
    view! {
        <RefusalAt place=Place::Workspace/>
        <details class="hd-automations" open=true>
            <summary class="hd-settings__section">{move || say!(language, automations.template)}</summary>
            <section class="hd-form" aria-labelledby="automations-channels">
                <h2 class="hd-settings__section" id="automations-channels">
                    {move || say!(language, automations.channels)}
                </h2>
                <ConnectedChannels pipeline/>
            </section>
            <section class="hd-form" aria-labelledby="automations-close-date">
                <h2 class="hd-settings__section" id="automations-close-date">
                    {move || say!(language, automations.close_date)}
                </h2>
                <TickBox
                    label=Signal::derive(move || say!(language, pipelines.close_date).to_owned())
                    ticked=sets_close_date
                    on_change=set_close_date
                />
            </section>
            <section class="hd-form" aria-labelledby="automations-status">
                <h2 class="hd-settings__section" id="automations-status">
                    {move || say!(language, automations.update_status)}
                </h2>
                <ul class="hd-definitions">
                    <TriggerRow row=Row::EmailSent pipeline stored editing/>
                    <TriggerRow row=Row::CustomerReplied pipeline stored editing/>
                </ul>
                <p class="hd-soft">{move || say!(language, automations.reopening)}</p>
            </section>
        </details>
        <EditDialog pipeline stored editing/>
    }
}

fn change(help_desk: &HelpDesk, pipeline: PipelineId, automation: Automation) {
    // A refusal is told above.
    let _ = help_desk.give(AutomatePipeline { pipeline, automation }, Place::Workspace);
}

/// The channels that create tickets in the pipeline (CRE-02), each leading to its settings (CRE-03).
#[component]
fn ConnectedChannels(pipeline: PipelineId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let channels = Memo::new(move |_| {
        reading.setup(|setup| {
            let creating = setup.channels.values().filter(|channel| {
                channel.pipeline == pipeline && channel.tickets == TicketAutomation::CreateTicket
            });
            let address = |address: &sportello_domain::identifier::EmailAddress| address.to_string();
            let mut shown: Vec<(String, ChannelId, Option<String>)> = creating
                .map(|channel| (channel.name.clone(), channel.id, channel.address().map(address)))
                .collect();
            shown.sort();
            shown
        })
    });
    let may_open = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| policy::may_administer(setup, &actor).is_ok())
    });
    let row = move |(name, channel, address): (String, ChannelId, Option<String>)| {
        let name = if may_open.get() {
            let href = Route::Settings(SettingsRoute::Channels { channel: Some(channel) }).href();
            view! { <a class="hd-link" href=href>{name}</a> }.into_any()
        } else {
            name.into_any()
        };
        view! {
            <li class="hd-definitions__row">
                <span class="hd-definitions__what">
                    <span class="hd-definitions__label">{name}</span>
                    <span class="hd-soft">{address}</span>
                </span>
            </li>
        }
    };
    view! {
        <Show
            when=move || !channels.read().is_empty()
            fallback=move || view! { <p class="hd-soft">{move || say!(language, automations.no_channels)}</p> }
        >
            <ul class="hd-definitions">{move || channels.get().into_iter().map(row).collect_view()}</ul>
        </Show>
    }
}

/// One of the two rows under *Update ticket status* (EML-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    EmailSent,
    CustomerReplied,
}

impl Row {
    fn name(self, language: Language) -> &'static str {
        match self {
            Self::EmailSent => say!(language, automations.email_sent),
            Self::CustomerReplied => say!(language, automations.customer_replied),
        }
    }

    fn becoming(self, trigger: StatusTrigger) -> Automation {
        match self {
            Self::EmailSent => Automation::EmailSent { trigger },
            Self::CustomerReplied => Automation::CustomerReplied { trigger },
        }
    }

    fn read(self, pipeline: &Pipeline) -> Option<StatusTrigger> {
        match self {
            Self::EmailSent => pipeline.triggers.email_sent,
            Self::CustomerReplied => pipeline.triggers.customer_replied,
        }
    }
}

#[component]
fn TriggerRow(
    row: Row,
    pipeline: PipelineId,
    stored: Memo<Option<Pipeline>>,
    editing: RwSignal<Option<Row>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let trigger = Memo::new(move |_| stored.read().as_ref().and_then(|pipeline| row.read(pipeline)));
    let status = move || {
        let status = trigger.get()?.status;
        stored.read().as_ref()?.status(status).map(|status| status.label.clone())
    };
    let tick = Callback::new(move |on| {
        let Some(trigger) = trigger.get_untracked() else { return };
        change(&help_desk, pipeline, row.becoming(StatusTrigger { on, ..trigger }));
    });
    view! {
        <li class="hd-definitions__row">
            <span class="hd-definitions__what">
                <span class="hd-definitions__label">
                    <TickBox
                        label=Signal::derive(move || row.name(language).to_owned())
                        ticked=Signal::derive(move || trigger.get().is_some_and(|trigger| trigger.on))
                        on_change=tick
                        enabled=Signal::derive(move || trigger.get().is_some())
                    />
                </span>
                <span class="hd-soft">
                    {move || match status() {
                        Some(status) => say!(language, automations.becomes, status = status).to_string(),
                        None => say!(language, automations.no_status).to_owned(),
                    }}
                </span>
            </span>
            <Button
                label=Signal::derive(move || {
                    format!("{}: {}", say!(language, automations.edit), row.name(language))
                })
                on_press=Callback::new(move |_| editing.set(Some(row)))
            >
                {move || say!(language, automations.edit)}
            </Button>
        </li>
    }
}

/// Chooses the status of a row (EML-08).
#[component]
fn EditDialog(
    pipeline: PipelineId,
    stored: Memo<Option<Pipeline>>,
    editing: RwSignal<Option<Row>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let open = open_while_about(editing);
    let title =
        Signal::derive(move || editing.get().map(|row| row.name(language).to_owned()).unwrap_or_default());
    let chosen = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Some(row) = editing.get() else { return };
        let stored = stored.read_untracked();
        let Some(pipeline) = stored.as_ref() else { return };
        let first = pipeline.first_open().map(|status| status.id);
        let status = row.read(pipeline).map(|trigger| trigger.status).or(first);
        chosen.set(status.map(|status| status.to_string()).unwrap_or_default());
    });
    let choices = Signal::derive(move || {
        let stored = stored.read();
        let statuses = stored.as_ref().map(Pipeline::ordered).unwrap_or_default().into_iter();
        statuses.map(|status| (status.id.to_string(), status.label.clone())).collect::<Vec<_>>()
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let status = chosen.read_untracked().parse::<StatusId>().ok();
        if let (Some(row), Some(status)) = (editing.get_untracked(), status) {
            let before = stored.read_untracked().as_ref().and_then(|pipeline| row.read(pipeline));
            let on = before.is_some_and(|trigger| trigger.on);
            change(&help_desk, pipeline, row.becoming(StatusTrigger { on, status }));
        }
        editing.set(None);
    };
    view! {
        <Dialog open title>
            <form class="hd-form" on:submit=save>
                <Select
                    label=Signal::derive(move || say!(language, automations.select_status).to_owned())
                    choices
                    value=chosen
                />
                <div class="hd-form__foot">
                    <Button on_press=Callback::new(move |_| editing.set(None))>
                        {move || say!(language, common.cancel)}
                    </Button>
                    <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
                </div>
            </form>
        </Dialog>
    }
}
