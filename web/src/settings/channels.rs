//! The channels: where customers write to, and whether tickets come of it (CRE-03).

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use sportello_domain::channel::{Channel, SaveChannel, TicketAutomation};
use sportello_domain::id::{ChannelId, InboxId};
use sportello_domain::inbox::{MoveChannel, can_move};
use sportello_domain::rejection::Rejection;

use crate::failure::say_rejection;
use crate::language::{say, use_language};
use crate::replica::{Place, use_help_desk};
use crate::routes::{Route, SettingsRoute};
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::{PanelState, WrongNote};
use crate::ui::select::Select;
use crate::ui::text_field::TextField;
use crate::ui::tick::TickBox;
use crate::workspace::board::pipelines_by_name;

/// Shows the channel of the address, or the first one.
#[component]
pub fn ChannelSettings(
    /// The address.
    route: Memo<SettingsRoute>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let channels = Memo::new(move |_| {
        let mut channels: Vec<(String, ChannelId)> =
            reading.setup(|setup| setup.channels.values().map(|it| (it.name.clone(), it.id)).collect());
        channels.sort();
        channels
    });
    let chosen = Memo::new(move |_| {
        let named = match route.get() {
            SettingsRoute::Channels { channel } => channel,
            SettingsRoute::Browser
            | SettingsRoute::Properties
            | SettingsRoute::Sidebar
            | SettingsRoute::TicketForm
            | SettingsRoute::RecycleBin
            | SettingsRoute::Inboxes
            | SettingsRoute::Spam
            | SettingsRoute::Pipelines { .. }
            | SettingsRoute::Automations { .. } => None,
        };
        let channels = channels.read();
        let is_there = |named: &ChannelId| channels.iter().any(|(_, id)| id == named);
        named.filter(is_there).or_else(|| channels.first().map(|(_, id)| *id))
    });
    let open = move || {
        let stored =
            chosen.get().and_then(|id| help_desk.core(|core| core.setup().channels.get(&id).cloned()));
        match stored {
            Some(channel) => view! { <Form channel/> }.into_any(),
            None => view! {
                <PanelState
                    icon=Icon::Envelope
                    title=Signal::derive(move || say!(language, channels.empty).to_owned())
                    text=Signal::derive(move || say!(language, channels.empty_text).to_owned())
                />
            }
            .into_any(),
        }
    };
    view! {
        <Show when=move || { 1 < channels.read().len() }>
            <ChannelBar channels chosen/>
        </Show>
        {open}
    }
}

/// Which channel is edited.
#[component]
fn ChannelBar(channels: Memo<Vec<(String, ChannelId)>>, chosen: Memo<Option<ChannelId>>) -> impl IntoView {
    let language = use_language();
    let navigate = use_navigate();
    let value = RwSignal::new(String::new());
    Effect::new(move |_| value.set(chosen.get().map(|id| id.to_string()).unwrap_or_default()));
    let choices = Signal::derive(move || {
        channels.get().into_iter().map(|(name, id)| (id.to_string(), name)).collect::<Vec<_>>()
    });
    let on_choose = Callback::new(move |channel: String| {
        let route = SettingsRoute::Channels { channel: channel.parse().ok() };
        navigate(&Route::Settings(route).href(), leptos_router::NavigateOptions::default());
    });
    view! {
        <div class="hd-settings__bar">
            <Select
                label=Signal::derive(move || say!(language, channels.select).to_owned())
                choices
                value
                on_choose
            />
        </div>
    }
}

/// One channel as it shall be; nothing happens to it before *Save*.
#[component]
fn Form(channel: Channel) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let address = channel.address().map(ToString::to_string);
    let (id, inbox, movable) = (channel.id, channel.inbox, can_move(&channel.kind));
    let pipeline = RwSignal::new(channel.pipeline.to_string());
    let draft = RwSignal::new(channel);
    let refused = RwSignal::new(None::<Rejection>);
    let saving = help_desk.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        match saving.give(SaveChannel { channel: draft.get_untracked() }, Place::Workspace) {
            Ok(()) => {
                refused.set(None);
                notices.say(Tone::Information, say!(language, channels.saved).to_owned(), None);
            }
            Err(rejection) => {
                saving.forget_refusal(Place::Workspace); // It is told here, above what is typed.
                refused.set(Some(rejection));
            }
        }
    };
    let pipelines = Signal::derive(move || help_desk.setup(pipelines_by_name));
    let choose_pipeline = Callback::new(move |chosen: String| {
        if let Ok(chosen) = chosen.parse() {
            let mut draft = draft.write();
            draft.pipeline = chosen;
            draft.new_ticket.status = None; // It was one of the other pipeline's.
        }
    });
    let creates = Signal::derive(move || draft.read().tickets == TicketAutomation::CreateTicket);
    view! {
        <form class="hd-form hd-settings__form" on:submit=save novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <TextField
                label=Signal::derive(move || say!(language, channels.name).to_owned())
                value=Signal::derive(move || draft.read().name.clone())
                on_input=Callback::new(move |typed| draft.write().name = typed)
                required=true
            />
            {address
                .map(|address| {
                    view! {
                        <div class="hd-field">
                            <span class="hd-field__label">{move || say!(language, channels.address)}</span>
                            <span>{address}</span>
                        </div>
                    }
                })}
            <TickBox
                label=Signal::derive(move || say!(language, channels.tickets).to_owned())
                ticked=creates
                on_change=Callback::new(move |creates| {
                    draft.write().tickets =
                        if creates { TicketAutomation::CreateTicket } else { TicketAutomation::Off };
                })
            />
            <p class="hd-soft">{move || say!(language, channels.tickets_text)}</p>
            <Select
                label=Signal::derive(move || say!(language, channels.pipeline).to_owned())
                choices=pipelines
                value=pipeline
                on_choose=choose_pipeline
            />
            <div class="hd-form__foot">
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
            </div>
        </form>
        {inbox.map(|inbox| view! { <InInbox id inbox movable/> })}
    }
}

/// Says in which inbox a channel is, and moves it to the help desk (MCH-01, MCH-02).
#[component]
fn InInbox(
    /// The channel.
    id: ChannelId,
    /// Its inbox.
    inbox: InboxId,
    /// Whether a channel of its kind can be moved (MCH-06).
    movable: bool,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let name = help_desk.core(|core| core.setup().inboxes.get(&inbox).map(|inbox| inbox.name.clone()));
    let history = RwSignal::new(true);
    let refused = RwSignal::new(None::<Rejection>);
    let move_it = Callback::new(move |_| {
        let order = MoveChannel { channel: id, history: history.get_untracked() };
        match help_desk.give(order, Place::Workspace) {
            Ok(()) => notices.say(Tone::Information, say!(language, channels.moved).to_owned(), None),
            Err(rejection) => {
                help_desk.forget_refusal(Place::Workspace); // It is told here.
                refused.set(Some(rejection));
            }
        }
    });
    let said = move || say!(language, channels.in_inbox, name = name.clone().unwrap_or_default()).to_string();
    let how = if movable {
        view! {
            <p class="hd-soft">{move || say!(language, channels.move_text)}</p>
            <TickBox
                label=Signal::derive(move || say!(language, channels.history).to_owned())
                ticked=history
                on_change=Callback::new(move |ticked| history.set(ticked))
            />
            <p class="hd-soft">{move || say!(language, channels.history_text)}</p>
            <div class="hd-form__foot">
                <Button on_press=move_it>{move || say!(language, channels.move_to_desk)}</Button>
            </div>
        }
        .into_any()
    } else {
        view! { <p class="hd-soft">{move || say!(language, channels.reconnect)}</p> }.into_any()
    };
    view! {
        <section class="hd-form hd-settings__form">
            <h2 class="hd-settings__section">{move || say!(language, inbox.title)}</h2>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <p>{said}</p>
            {how}
        </section>
    }
}
