//! The thread of a conversation: what was written, and what happened in between.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::conversation::Conversation;
use sportello_domain::history::Happening;
use sportello_domain::id::{ConversationId, InboxId, MessageId};
use sportello_domain::order::Actor;
use sportello_domain::protocol::ThreadEntry;
use sportello_domain::setup::Setup;
use sportello_domain::ticket::TicketNumber;

use super::RefusalAt;
use super::message::MessageCard;
use super::pointed::show_pointed;
use crate::chips::status_face;
use crate::failure::say_error;
use crate::language::{Language, say, use_language};
use crate::people::{say_actor, user_name};
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::server::ServerError;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::panel::PanelState;
use crate::ui::resize::watch_size;
use crate::ui::skeleton::SkeletonCards;
use crate::ui::time::{say_when, use_clock};
use crate::workspace::places::Places;

/// Shows a thread.
#[component]
pub fn ThreadPanel(
    /// The conversation.
    conversation: ConversationId,
    /// Where it is told what could not be done in it.
    place: Place,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let failed = RwSignal::new(None::<ServerError>);
    load_with_generation(&help_desk, conversation, failed);
    let reading = help_desk.clone();
    let entries = Memo::new(move |_| reading.thread(conversation));
    let state = Memo::new(move |_| match (entries.read().as_ref().map(Vec::is_empty), failed.get()) {
        (Some(false), _) => Shown::Entries,
        (Some(true), _) => Shown::Nothing,
        (None, Some(error)) => Shown::Failure(error),
        (None, None) => Shown::Skeleton,
    });
    let panel = NodeRef::<html::Div>::new();
    let end = ThreadEnd { panel, in_sight: RwSignal::new(true), scrolled: StoredValue::new(0) };
    provide_context(end);
    show_pointed(conversation, entries, end);
    Effect::new(move |_| {
        if let Some(panel) = panel.get() {
            watch_size(&panel, move |_, _| end.keep());
        }
    });
    Effect::new(move |_| {
        entries.track();
        end.keep();
    });
    let content = move || match state.get() {
        Shown::Entries => view! { <Entries conversation entries/> }.into_any(),
        Shown::Skeleton => view! {
            <SkeletonCards count=3 label=Signal::derive(move || say!(language, thread.loading).to_owned())/>
        }
        .into_any(),
        Shown::Nothing => view! {
            <PanelState
                icon=Icon::Envelope
                title=Signal::derive(move || say!(language, thread.empty).to_owned())
                text=Signal::derive(move || say!(language, thread.empty_text).to_owned())
            />
        }
        .into_any(),
        Shown::Failure(error) => {
            let help_desk = use_help_desk();
            let again = Callback::new(move |()| load(&help_desk, conversation, failed));
            view! {
                <PanelState
                    icon=Icon::Warning
                    title=Signal::derive(move || say!(language, thread.failed).to_owned())
                    text=Signal::derive(move || say_error(language, &error))
                    remedy=(Signal::derive(move || say!(language, common.retry).to_owned()), again)
                />
            }
            .into_any()
        }
    };
    view! {
        <div
            class="hd-thread"
            role="log"
            tabindex="0"
            aria-label=move || say!(language, thread.label)
            node_ref=panel
            on:scroll=move |_| end.look()
        >
            {content} <ClosedLine conversation/> <RefusalAt place/>
        </div>
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Entries,
    Nothing,
    Skeleton,
    Failure(ServerError),
}

fn load_with_generation(
    help_desk: &HelpDesk,
    conversation: ConversationId,
    failed: RwSignal<Option<ServerError>>,
) {
    let help_desk = help_desk.clone();
    Effect::new(move |_| {
        help_desk.generation();
        load(&help_desk, conversation, failed);
    });
}

fn load(help_desk: &HelpDesk, conversation: ConversationId, failed: RwSignal<Option<ServerError>>) {
    let help_desk = help_desk.clone();
    spawn_local(async move {
        let outcome = help_desk.load_thread(conversation).await;
        failed.try_set(outcome.err());
    });
}

/// Keeps the newest entry of a thread in sight while entries come and frames grow, unless one has scrolled away from it.
#[derive(Clone, Copy)]
pub struct ThreadEnd {
    panel: NodeRef<html::Div>,
    in_sight: RwSignal<bool>,
    /// How far the thread was scrolled when one last looked, in pixels.
    scrolled: StoredValue<i32>,
}

impl ThreadEnd {
    /// Scrolls to the end where it was in sight, after what was just changed is drawn.
    pub fn keep(self) {
        if self.in_sight.get_untracked() {
            request_animation_frame(move || {
                if let Some(panel) = self.panel.try_get_untracked().flatten() {
                    panel.set_scroll_top(panel.scroll_height());
                }
            });
        }
    }

    /// Stays where one is led, even while the end is in sight.
    pub fn leave(self) {
        self.in_sight.set(false);
    }

    /// Notices where one has scrolled to.
    fn look(self) {
        const NEAR: i32 = 80;
        if let Some(panel) = self.panel.get_untracked() {
            let scrolled = panel.scroll_top();
            let near = scrolled + panel.client_height() + NEAR >= panel.scroll_height();
            // The end also goes out of sight when a frame grows; then one has not left it.
            if near || scrolled < self.scrolled.get_value() {
                self.in_sight.set(near);
            }
            self.scrolled.set_value(scrolled);
        }
    }
}

/// What tells one entry from another. An entry with a new key is drawn again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Message(MessageId, u64),
    Happening(i64, usize),
}

fn keyed(entries: &[ThreadEntry]) -> Vec<(Key, ThreadEntry)> {
    let key = |(at, entry): (usize, &ThreadEntry)| match entry {
        ThreadEntry::Message(view) => (Key::Message(view.message.id, view.message.version), entry.clone()),
        ThreadEntry::Happening { at: time, .. } => {
            (Key::Happening(time.timestamp_millis(), at), entry.clone())
        }
    };
    entries.iter().enumerate().map(key).collect()
}

#[component]
fn Entries(conversation: ConversationId, entries: Memo<Option<Vec<ThreadEntry>>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let has_earlier = Memo::new(move |_| {
        reading.track(Topic::Thread(conversation));
        reading.core(|core| core.earlier(conversation).is_some())
    });
    let load_earlier = Callback::new(move |_| {
        let help_desk = help_desk.clone();
        spawn_local(async move {
            // Without a line the button stays where it is.
            let _ = help_desk.load_earlier(conversation).await;
        });
    });
    let keyed = move || keyed(entries.read().as_deref().unwrap_or_default());
    view! {
        <Show when=move || has_earlier.get()>
            <Button on_press=load_earlier>{Icon::Up.draw()} {move || say!(language, thread.older)}</Button>
        </Show>
        <For each=keyed key=|(key, _)| key.clone() let:entry>
            {match entry.1 {
                ThreadEntry::Message(view) => view! { <MessageCard view=*view/> }.into_any(),
                ThreadEntry::Happening { at, actor, happening } => {
                    view! { <HappeningLine at actor happening/> }.into_any()
                }
            }}
        </For>
    }
}

#[component]
fn HappeningLine(at: chrono::DateTime<chrono::Utc>, actor: Actor, happening: Happening) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let other = other_ticket(&happening);
    let text = move || say_happening(language, &help_desk, &actor, &happening);
    view! {
        <p class="hd-happened">
            <span>
                {text} {other.map(|number| view! { " " <TicketLink number/> })} " · "
                <span class="hd-number">{move || say_when(language.code(), at, clock.now())}</span>
            </span>
        </p>
    }
}

/// The other ticket that a line is about: it stands at the line's end.
fn other_ticket(happening: &Happening) -> Option<TicketNumber> {
    match happening {
        Happening::Split { number, .. } | Happening::SplitOff { number, .. } => Some(*number),
        Happening::Assignment { .. }
        | Happening::StatusChange { .. }
        | Happening::Merged { .. }
        | Happening::Moved { .. } => None,
    }
}

/// Leads to another ticket, once it has its number.
#[component]
fn TicketLink(number: TicketNumber) -> impl IntoView {
    let language = use_language();
    if number == TicketNumber::PENDING {
        return view! { <span>{move || say!(language, ticket.pending_number)}</span> }.into_any();
    }
    let href = expect_context::<Places>().ticket_route(number.0).href();
    view! { <a class="hd-number" href=href>{number.to_string()}</a> }.into_any()
}

fn say_happening(language: Language, help_desk: &HelpDesk, actor: &Actor, happening: &Happening) -> String {
    help_desk.setup(|setup| {
        let who = say_actor(language, setup, actor);
        match happening {
            Happening::Assignment { to: Some(to) } => {
                say!(language, happened.owner, who = who, to = user_name(setup, *to)).to_string()
            }
            Happening::Assignment { to: None } => say!(language, happened.owner_none, who = who).to_string(),
            Happening::Split { .. } => say!(language, happened.split, who = who).to_string(),
            Happening::SplitOff { .. } => say!(language, happened.split_off, who = who).to_string(),
            Happening::Moved { to, .. } => say_moved(language, setup, who, *to),
            Happening::Merged { primary, secondary } => say_merged(language, who, *primary, *secondary),
            Happening::StatusChange { from, to } => {
                let (from, to) = (status_face(setup, *from).0, status_face(setup, *to).0);
                say!(language, happened.status, who = who, from = from, to = to).to_string()
            }
        }
    })
}

/// Says which tickets became this one.
pub fn say_merged(language: Language, who: String, primary: TicketNumber, secondary: TicketNumber) -> String {
    let (primary, secondary) = (primary.to_string(), secondary.to_string());
    say!(language, happened.merged, who = who, primary = primary, secondary = secondary).to_string()
}

/// Says where a conversation went.
pub fn say_moved(language: Language, setup: &Setup, who: String, to: Option<InboxId>) -> String {
    let Some(inbox) = to else { return say!(language, happened.moved_to_desk, who = who).to_string() };
    let name = setup.inboxes.get(&inbox).map(|inbox| inbox.name.clone());
    let name = name.unwrap_or_else(|| say!(language, happened.hidden_inbox).to_owned());
    say!(language, happened.moved_to_inbox, who = who, name = name).to_string()
}

/// Says that the conversation is closed.
#[component]
fn ClosedLine(conversation: ConversationId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let closed = Memo::new(move |_| {
        help_desk.track(Topic::Conversation(conversation));
        help_desk.desk(|desk| {
            desk.conversations.get(&conversation).is_some_and(|found| !Conversation::is_open(found))
        })
    });
    view! {
        <Show when=move || closed.get()>
            <p class="hd-happened">
                <span>{move || say!(language, ticket.conversation_closed)}</span>
            </p>
        </Show>
    }
}
