//! The conversations that wait for a ticket: messages of channels that create none by themselves (CRE-05).

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::id::ConversationId;
use sportello_domain::policy;
use sportello_domain::protocol::ConversationRow;

use super::create::{About, open_when_numbered};
use crate::conversations::{ConversationLink, ConversationList, Conversations, list_words};
use crate::language::{say, use_language};
use crate::parts;
use crate::replica::core::Replica;
use crate::replica::{Place, use_help_desk};
use crate::routes::Route;
use crate::server::ServerError;
use crate::ticket::thread::ThreadPanel;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::panel::{PanelPlace, PanelState};

/// Shows the list, and the conversation that is open beside it.
#[component]
pub fn WithoutTicketPage(
    /// The conversation that is open.
    open: Memo<Option<ConversationId>>,
) -> impl IntoView {
    let language = use_language();
    let title = Signal::derive(move || say!(language, without_ticket.title).to_owned());
    use_title(move || title.get());
    let beside = move || match open.get() {
        Some(conversation) => view! { <Opened conversation/> }.into_any(),
        None => view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Envelope
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, without_ticket.nothing_open).to_owned())
                    text=Signal::derive(move || say!(language, without_ticket.nothing_open_text).to_owned())
                />
            </main>
        }
        .into_any(),
    };
    view! {
        <div class="hd-split" class:hd-split--open=move || open.get().is_some()>
            <section class="hd-split__list" aria-label=title>
                <div class="hd-bar">
                    <p class="hd-bar__title">{title}</p>
                </div>
                <List open/>
            </section>
            <div class="hd-page">{beside}</div>
        </div>
    }
}

/// The conversations, the newest first.
#[component]
fn List(open: Memo<Option<ConversationId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let failed = RwSignal::new(None::<ServerError>);
    let loading = help_desk.clone();
    let load = Callback::new(move |next: Option<String>| {
        let help_desk = loading.clone();
        spawn_local(async move {
            // The page may be gone.
            let _ = failed.try_set(help_desk.load_without_ticket(next).await.err());
        });
    });
    let following = help_desk.clone();
    Effect::new(move |_| {
        following.generation(); // Again when events were missed.
        load.run(None);
    });
    let reading = help_desk.clone();
    let conversations = Conversations {
        rows: Signal::derive(move || Some(reading.without_ticket()?.conversations)),
        next: Signal::derive(move || help_desk.without_ticket()?.next),
        failed: failed.into(),
        load,
    };
    let row = move |row| view! { <Row row open/> }.into_any();
    view! { <ConversationList conversations words=list_words!(language, without_ticket) still=|_| true row/> }
}

#[component]
fn Row(row: ConversationRow, open: Memo<Option<ConversationId>>) -> impl IntoView {
    let help_desk = use_help_desk();
    let (id, channel, at) = (row.conversation.id, row.conversation.channel, row.at);
    let channel = Memo::new(move |_| {
        help_desk.setup(|setup| setup.channels.get(&channel).map(|channel| channel.name.clone()))
    });
    let href = Route::WithoutTicket { conversation: Some(id) }.href();
    let current = Signal::derive(move || open.get() == Some(id));
    view! { <ConversationLink row at href=href current>{move || channel.get()}</ConversationLink> }
}

/// One conversation, and the way to its ticket.
#[component]
fn Opened(conversation: ConversationId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let title = Memo::new(move |_| {
        reading.without_ticket();
        let subject = reading.desk(|desk| desk.conversations.get(&conversation)?.subject.clone());
        subject.unwrap_or_else(|| say!(language, without_ticket.title).to_owned())
    });
    let reading = help_desk.clone();
    let may = Memo::new(move |_| {
        let actor = reading.core(Replica::actor);
        reading.setup(|setup| policy::may_create_tickets(setup, &actor).is_ok())
    });
    let creating = RwSignal::new(false);
    let created = RwSignal::new(None);
    open_when_numbered(created);
    let form = move || {
        let about = help_desk.core(|core| about(core, conversation));
        parts::ticket_form(creating, created, about)
    };
    view! {
        <main class="hd-work" id="content">
            <div class="hd-bar">
                <a
                    class="hd-button hd-button--quiet"
                    href=Route::WithoutTicket { conversation: None }.href()
                    aria-label=move || say!(language, without_ticket.back)
                    title=move || say!(language, without_ticket.back)
                >
                    {Icon::Back.draw()}
                </a>
                <h1 class="hd-bar__title hd-truncate">{move || title.get()}</h1>
                <span class="hd-bar__spacer"></span>
                <Show when=move || may.get()>
                    <Button weight=Weight::Primary on_press=Callback::new(move |_| creating.set(true))>
                        {move || say!(language, create.title)}
                    </Button>
                </Show>
            </div>
            <ThreadPanel conversation place=Place::Workspace/>
        </main>
        <Dialog open=creating title=Signal::derive(move || say!(language, create.title).to_owned())>
            <Show when=move || creating.get()>{form.clone()}</Show>
        </Dialog>
    }
}

/// What the form of its ticket begins with.
pub fn about(core: &Replica, conversation: ConversationId) -> Option<About> {
    let found = core.desk().conversations.get(&conversation)?;
    let pipeline = core.setup().channels.get(&found.channel).map(|channel| channel.pipeline);
    Some(About {
        conversation,
        messages: BTreeSet::new(),
        name: found.subject.clone().unwrap_or_default(),
        pipeline,
    })
}
