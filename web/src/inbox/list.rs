//! The conversations of an inbox, the one with the newest message first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::conversation::{Conversation, Place as Where};
use sportello_domain::id::ConversationId;
use sportello_domain::pipeline::State;
use sportello_domain::protocol::ConversationRow;
use sportello_domain::ticket::Ticket;

use crate::chips::{StatusChip, status_face};
use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, use_help_desk};
use crate::routes::{InboxRoute, Route};
use crate::server::ServerError;
use crate::ui::avatar::{Avatar, AvatarSize};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::panel::PanelState;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::{say_ago, say_in_full, use_clock};

/// What of the list was loaded.
#[derive(Clone, Debug, Default, PartialEq)]
struct Loaded {
    /// Of which address.
    of: InboxRoute,
    rows: Vec<ConversationRow>,
    /// Where the next page begins; none where all of it is here.
    next: Option<String>,
}

/// Shows the list of an address.
#[component]
pub fn InboxList(
    /// The address.
    route: Memo<InboxRoute>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let loaded = RwSignal::new(None::<Loaded>);
    let failed = RwSignal::new(None::<ServerError>);
    // Which conversation is open is all the same to the list.
    let listed = Memo::new(move |_| InboxRoute { conversation: None, ..route.get() });
    let loading = help_desk.clone();
    let load = Callback::new(move |next: Option<String>| {
        let (help_desk, of) = (loading.clone(), listed.get_untracked());
        spawn_local(async move {
            let state = if of.closed { State::Closed } else { State::Open };
            let page = help_desk.load_inbox(of.inbox, state, next.as_deref()).await;
            // The page may be gone, or another list be wanted, when the answer comes.
            if listed.try_get_untracked() != Some(of) {
                return;
            }
            match page {
                Ok(page) => {
                    let before = next.and_then(|_| loaded.try_get_untracked().flatten());
                    let mut rows =
                        before.filter(|before| before.of == of).map(|it| it.rows).unwrap_or_default();
                    rows.extend(page.conversations);
                    failed.try_set(None);
                    loaded.try_set(Some(Loaded { of, rows, next: page.next }));
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    });
    let following = help_desk.clone();
    Effect::new(move |_| {
        following.generation(); // Again when events were missed.
        following.inbox_news();
        listed.get();
        load.run(None);
    });
    // What was moved, closed or deleted here a moment ago is not among them any more.
    let rows = Memo::new(move |_| {
        let here = loaded.get().filter(|here| here.of == listed.get())?;
        let still = |row: &ConversationRow| is_listed(&help_desk, here.of, row.conversation.id);
        Some(here.rows.into_iter().filter(still).collect::<Vec<_>>())
    });
    move || match (rows.get(), failed.get()) {
        (Some(rows), _) if rows.is_empty() => view! {
            <PanelState
                icon=Icon::Tick
                title=Signal::derive(move || say!(language, inbox.none).to_owned())
                text=Signal::derive(move || say!(language, inbox.none_text).to_owned())
            />
        }
        .into_any(),
        (Some(rows), _) => {
            let more = loaded.get().and_then(|here| here.next).map(|next| {
                let more = Callback::new(move |_| load.run(Some(next.clone())));
                view! {
                    <p class="hd-panel-link">
                        <Button on_press=more>{move || say!(language, search.more)}</Button>
                    </p>
                }
            });
            let rows = rows.into_iter().map(|row| view! { <li><Row row route/></li> });
            view! { <div class="hd-found"><ol class="hd-hits">{rows.collect_view()}</ol> {more}</div> }
                .into_any()
        }
        (None, Some(error)) => view! {
            <PanelState
                icon=Icon::Warning
                title=Signal::derive(move || say!(language, inbox.failed).to_owned())
                text=Signal::derive(move || say_error(language, &error))
                remedy=(
                    Signal::derive(move || say!(language, common.retry).to_owned()),
                    Callback::new(move |()| load.run(None)),
                )
            />
        }
        .into_any(),
        (None, None) => view! {
            <SkeletonRows count=8 label=Signal::derive(move || say!(language, inbox.loading).to_owned())/>
        }
        .into_any(),
    }
}

/// Whether a conversation is listed at an address still; tracked.
fn is_listed(help_desk: &HelpDesk, of: InboxRoute, id: ConversationId) -> bool {
    help_desk.track(Topic::Conversation(id));
    let there = |found: &Conversation| {
        found.place == Where::HelpDesk
            && found.inbox.is_some_and(|inbox| of.inbox.is_none_or(|wanted| wanted == inbox))
            && found.is_open() != of.closed
    };
    help_desk.desk(|desk| desk.conversations.get(&id).is_some_and(there))
}

#[component]
fn Row(row: ConversationRow, route: Memo<InboxRoute>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let ConversationRow { conversation, contact, sender, text, at, .. } = row;
    let Conversation { id, subject, .. } = conversation;
    let name = contact.map(|contact| contact.name).or_else(|| Some(sender?.value().to_owned()));
    let reading = help_desk.clone();
    let owner = Memo::new(move |_| {
        reading.track(Topic::Conversation(id));
        let owner = reading.desk(|desk| desk.conversations.get(&id)?.owner)?;
        Some(reading.setup(|setup| user_name(setup, owner)))
    });
    let inbox = {
        let (help_desk, inbox) = (help_desk.clone(), conversation.inbox);
        // It goes without saying where only one is listed.
        Memo::new(move |_| {
            let inbox = inbox.filter(|_| route.get().inbox.is_none())?;
            help_desk.setup(|setup| setup.inboxes.get(&inbox).map(|inbox| inbox.name.clone()))
        })
    };
    let ticket = Memo::new(move |_| {
        help_desk.track(Topic::Conversation(id));
        let ticket = help_desk.desk(|desk| desk.conversations.get(&id)?.ticket())?;
        let Ticket { number, status, .. } = help_desk.ticket(ticket)?;
        let (label, class) = help_desk.setup(|setup| status_face(setup, status));
        Some((number.to_string(), label, class))
    });
    let href = move || Route::Inbox(InboxRoute { conversation: Some(id), ..route.get() }).href();
    view! {
        <a
            class="hd-hit"
            href=href
            aria-current=move || (route.get().conversation == Some(id)).then_some("true")
        >
            <span class="hd-hit__head">
                <span class="hd-hit__name hd-truncate">{name}</span>
                <span class="hd-soft hd-number" title=move || say_in_full(language.code(), at)>
                    {move || say_ago(language.code(), at, clock.now())}
                </span>
            </span>
            <span class="hd-truncate">{subject}</span>
            <span class="hd-soft hd-truncate">{text}</span>
            <span class="hd-hit__foot hd-soft">
                {move || {
                    ticket
                        .get()
                        .map(|(number, label, class)| {
                            view! { <span class="hd-number">{number}</span> <StatusChip label class/> }
                        })
                }}
                {move || inbox.get().map(|inbox| view! { <span class="hd-truncate">{inbox}</span> })}
                {move || {
                    owner
                        .get()
                        .map(|name| {
                            view! {
                                <span class="hd-inbox__owner">
                                    <Avatar name=Signal::stored(name.clone()) size=AvatarSize::Small/>
                                    <span class="hd-hidden-label">{name}</span>
                                </span>
                            }
                        })
                }}
            </span>
        </a>
    }
}
