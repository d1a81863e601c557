//! Pipelines: which there are, and one of them with its statuses, rules and automations (PIP-08, PIP-09).

mod automations;
mod rules;
mod statuses;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::{PipelineId, StatusId};
use sportello_domain::pipeline::{
    CloseDateRule, DeletePipeline, Pipeline, PipelineRules, SavePipeline, State, Status, StatusTrigger,
    StatusTriggers,
};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;

use self::automations::Automations;
use self::rules::Rules;
use self::statuses::Statuses;
use crate::env;
use crate::failure::say_rejection;
use crate::language::{Language, say, use_language};
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::routes::{Route, SettingsRoute};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::WrongNote;
use crate::ui::select::Select;
use crate::ui::text_field::TextField;
use crate::workspace::board::pipelines_by_name;

/// Shows the pipeline of the address, or the default one.
#[component]
pub fn PipelineSettings(
    /// The address.
    route: Memo<SettingsRoute>,
) -> impl IntoView {
    let help_desk = use_help_desk();
    // A new one has no address before it is saved.
    let new = RwSignal::new(None::<Pipeline>);
    let chosen = Memo::new(move |_| {
        let named = match route.get() {
            SettingsRoute::Pipelines { pipeline } => pipeline,
            SettingsRoute::Automations { pipeline } => Some(pipeline),
            SettingsRoute::Browser
            | SettingsRoute::Properties
            | SettingsRoute::Sidebar
            | SettingsRoute::TicketForm
            | SettingsRoute::RecycleBin
            | SettingsRoute::Inboxes
            | SettingsRoute::Spam
            | SettingsRoute::Channels { .. } => None,
        };
        help_desk.setup(|setup| {
            named.filter(|named| setup.pipelines.contains_key(named)).unwrap_or(setup.default_pipeline)
        })
    });
    let tab = Memo::new(move |_| match route.get() {
        SettingsRoute::Automations { .. } => Tab::Automations,
        SettingsRoute::Pipelines { .. }
        | SettingsRoute::Browser
        | SettingsRoute::Properties
        | SettingsRoute::Sidebar
        | SettingsRoute::TicketForm
        | SettingsRoute::RecycleBin
        | SettingsRoute::Inboxes
        | SettingsRoute::Spam
        | SettingsRoute::Channels { .. } => Tab::Statuses,
    });
    Effect::watch(move || (chosen.get(), tab.get()), move |_, _, _| new.set(None), false);
    let help_desk = use_help_desk();
    let open = move || {
        let stored = help_desk.core(|core| core.setup().pipelines.get(&chosen.get()).cloned());
        match (new.get(), tab.get()) {
            (None, Tab::Automations) => view! { <Automations pipeline=chosen.get()/> }.into_any(),
            (None, Tab::Statuses) => stored.map(|pipeline| view! { <Form pipeline new/> }).into_any(),
            (Some(pipeline), _) => view! { <Form pipeline new/> }.into_any(),
        }
    };
    view! {
        <PipelineBar chosen tab new/>
        <Show when=move || new.read().is_none()>
            <Tabs chosen tab/>
        </Show>
        {open}
    }
}

/// What is shown of a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Statuses,
    Automations,
}

impl Tab {
    fn href(self, pipeline: PipelineId) -> String {
        let route = match self {
            Self::Statuses => SettingsRoute::Pipelines { pipeline: Some(pipeline) },
            Self::Automations => SettingsRoute::Automations { pipeline },
        };
        Route::Settings(route).href()
    }
}

#[component]
fn Tabs(chosen: Memo<PipelineId>, tab: Memo<Tab>) -> impl IntoView {
    let language = use_language();
    let link = move |of: Tab| {
        view! {
            <a
                class="hd-tab"
                href=move || of.href(chosen.get())
                aria-current=move || (tab.get() == of).then_some("page")
            >
                {move || match of {
                    Tab::Statuses => say!(language, pipelines.statuses_and_rules),
                    Tab::Automations => say!(language, pipelines.automations),
                }}
            </a>
        }
    };
    view! {
        <nav class="hd-tabs" aria-label=move || say!(language, pipelines.parts)>
            {link(Tab::Statuses)} {link(Tab::Automations)}
        </nav>
    }
}

/// Which pipeline is edited, and a new one.
#[component]
fn PipelineBar(chosen: Memo<PipelineId>, tab: Memo<Tab>, new: RwSignal<Option<Pipeline>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    let value = RwSignal::new(chosen.get_untracked().to_string());
    Effect::new(move |_| {
        let chosen = chosen.get();
        value.set(if new.read().is_some() { String::new() } else { chosen.to_string() });
    });
    let reading = help_desk.clone();
    let choices = Signal::derive(move || {
        let mut pipelines = reading.setup(pipelines_by_name);
        if new.read().is_some() {
            pipelines.push((String::new(), say!(language, pipelines.new).to_owned()));
        }
        pipelines
    });
    let on_choose = Callback::new(move |pipeline: String| {
        let Ok(pipeline) = pipeline.parse() else { return };
        if pipeline == chosen.get_untracked() {
            new.set(None);
        }
        navigate(&tab.get_untracked().href(pipeline), leptos_router::NavigateOptions::default());
    });
    let start = Callback::new(move |_| new.set(Some(help_desk.core(|core| fresh(language, core.setup())))));
    view! {
        <div class="hd-settings__bar">
            <Select
                label=Signal::derive(move || say!(language, pipelines.select).to_owned())
                choices
                value
                on_choose
            />
            <Button on_press=start>{Icon::Plus.draw()} {move || say!(language, pipelines.new)}</Button>
        </div>
    }
}

/// A pipeline to start from: one open and one closed status (PIP-06), after the others.
fn fresh(language: Language, setup: &Setup) -> Pipeline {
    let after = setup.pipelines.values().map(|pipeline| pipeline.order).max().unwrap_or_default();
    let status = |label: &str, order, state| {
        Status::new(StatusId::generate(env::now(), env::entropy()), label, order, state)
    };
    let first = status(say!(language, pipelines.first_status), 0, State::Open);
    // To be ticked; which status it is can be chosen then.
    let row = Some(StatusTrigger { on: false, status: first.id });
    Pipeline {
        id: PipelineId::generate(env::now(), env::entropy()),
        name: String::new(),
        order: after.saturating_add(1),
        statuses: vec![first, status(say!(language, pipelines.last_status), 1, State::Closed)],
        close_date: CloseDateRule::default(),
        triggers: StatusTriggers { email_sent: row, customer_replied: row },
        rules: PipelineRules::default(),
    }
}

/// One pipeline as it shall be; nothing happens to it before *Save*.
#[component]
fn Form(pipeline: Pipeline, new: RwSignal<Option<Pipeline>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let navigate = use_navigate();
    let id = pipeline.id;
    let draft = RwSignal::new(pipeline);
    let refused = RwSignal::new(None::<Rejection>);
    let stored = {
        let help_desk = help_desk.clone();
        Memo::new(move |_| help_desk.setup(|setup| setup.pipelines.contains_key(&id)))
    };
    let saving = help_desk.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let mut pipeline = draft.get_untracked();
        saving.core(|core| {
            // They are saved by themselves, where they are shown.
            if let Some(stored) = core.setup().pipelines.get(&id) {
                pipeline.close_date = stored.close_date;
                pipeline.triggers.clone_from(&stored.triggers);
            }
        });
        match saving.give(SavePipeline { pipeline }, Place::Workspace) {
            Ok(()) => {
                refused.set(None);
                notices.say(Tone::Information, say!(language, pipelines.saved).to_owned(), None);
                if new.read_untracked().is_some() {
                    navigate(&Tab::Statuses.href(id), leptos_router::NavigateOptions::default());
                }
            }
            Err(rejection) => {
                saving.forget_refusal(Place::Workspace); // It is told here, above what is typed.
                refused.set(Some(rejection));
            }
        }
    };
    view! {
        <form class="hd-form hd-settings__form" on:submit=save novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <TextField
                label=Signal::derive(move || say!(language, pipelines.name).to_owned())
                value=Signal::derive(move || draft.read().name.clone())
                on_input=Callback::new(move |typed| draft.write().name = typed)
                required=true
            />
            <Statuses draft/>
            <section class="hd-form" aria-labelledby="pipeline-rules">
                <h2 class="hd-settings__section" id="pipeline-rules">{move || say!(language, pipelines.rules)}</h2>
                <Rules draft/>
            </section>
            <div class="hd-form__foot">
                <Show when=move || stored.get()>
                    <Delete pipeline=id/>
                </Show>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
            </div>
        </form>
    }
}

/// Deletes the pipeline, once more asked. One that is in use is refused, and it is said why.
#[component]
fn Delete(pipeline: PipelineId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let open = RwSignal::new(false);
    let delete = Callback::new(move |_| {
        open.set(false);
        delete(&help_desk, pipeline);
    });
    view! {
        <Button weight=Weight::Quiet on_press=Callback::new(move |_| open.set(true))>
            {move || say!(language, pipelines.delete)}
        </Button>
        <Dialog open title=Signal::derive(move || say!(language, pipelines.delete).to_owned())>
            <p>{move || say!(language, pipelines.delete_text)}</p>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <Button weight=Weight::Primary on_press=delete>{move || say!(language, pipelines.delete)}</Button>
            </div>
        </Dialog>
    }
}

fn delete(help_desk: &HelpDesk, pipeline: PipelineId) {
    // A refusal is told by a notice: the page may show another pipeline by then.
    let _ = help_desk.give(DeletePipeline { pipeline }, Place::Workspace);
}
