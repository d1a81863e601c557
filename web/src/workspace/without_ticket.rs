//! The conversations that wait for a ticket: messages of channels that create none by themselves (CRE-05).

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::id::ConversationId;
use sportello_domain::policy;
use sportello_domain::protocol::ConversationRow;

use super::create::{About, open_when_numbered};
use crate::failure::say_error;
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
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::{say_ago, say_in_full, use_clock};

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
    move || {
        match (help_desk.without_ticket(), failed.get()) {
        (Some(page), _) if page.conversations.is_empty() => view! {
            <PanelState
                icon=Icon::Tick
                title=Signal::derive(move || say!(language, without_ticket.none).to_owned())
                text=Signal::derive(move || say!(language, without_ticket.none_text).to_owned())
            />
        }
        .into_any(),
        (Some(page), _) => {
            let more = page.next.map(|next| {
                let more = Callback::new(move |_| load.run(Some(next.clone())));
                view! {
                    <p class="hd-panel-link">
                        <Button on_press=more>{move || say!(language, search.more)}</Button>
                    </p>
                }
            });
            let rows = page.conversations.into_iter().map(|row| view! { <li><Row row open/></li> });
            view! { <div class="hd-found"><ol class="hd-hits">{rows.collect_view()}</ol> {more}</div> }.into_any()
        }
        (None, Some(error)) => view! {
            <PanelState
                icon=Icon::Warning
                title=Signal::derive(move || say!(language, without_ticket.failed).to_owned())
                text=Signal::derive(move || say_error(language, &error))
                remedy=(
                    Signal::derive(move || say!(language, common.retry).to_owned()),
                    Callback::new(move |()| load.run(None)),
                )
            />
        }
        .into_any(),
        (None, None) => view! {
            <SkeletonRows count=8 label=Signal::derive(move || say!(language, without_ticket.loading).to_owned())/>
        }
        .into_any(),
    }
    }
}

#[component]
fn Row(row: ConversationRow, open: Memo<Option<ConversationId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let ConversationRow { conversation, contact, text, at, .. } = row;
    let (id, channel) = (conversation.id, conversation.channel);
    let channel = Memo::new(move |_| {
        help_desk.setup(|setup| setup.channels.get(&channel).map(|channel| channel.name.clone()))
    });
    view! {
        <a
            class="hd-hit"
            href=Route::WithoutTicket { conversation: Some(id) }.href()
            aria-current=move || (open.get() == Some(id)).then_some("true")
        >
            <span class="hd-hit__head">
                <span class="hd-hit__name hd-truncate">{contact.map(|contact| contact.name)}</span>
                <span class="hd-soft hd-number" title=move || say_in_full(language.code(), at)>
                    {move || say_ago(language.code(), at, clock.now())}
                </span>
            </span>
            <span class="hd-truncate">{conversation.subject}</span>
            <span class="hd-soft hd-truncate">{text}</span>
            <span class="hd-hit__foot hd-soft">{move || channel.get()}</span>
        </a>
    }
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
