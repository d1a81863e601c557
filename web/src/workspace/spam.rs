//! Spam: the conversations that were put aside, for how many days they are kept, and the ways out (VEW-14).

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::conversation::{Conversation, Place as Where};
use sportello_domain::id::{ContactId, ConversationId, TicketId};
use sportello_domain::identifier::{DeliveryIdentifier, EmailAddress};
use sportello_domain::message::Author;
use sportello_domain::policy;
use sportello_domain::protocol::ConversationRow;
use sportello_domain::spam::block::{self, UnblockSender};
use sportello_domain::spam::{DeleteSpam, NotSpam, days_left};

use crate::env;
use crate::failure::say_error;
use crate::language::{say, say_count, use_language};
use crate::replica::core::Replica;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::routes::Route;
use crate::server::ServerError;
use crate::ticket::RefusalAt;
use crate::ticket::thread::ThreadPanel;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::{say_ago, say_in_full, use_clock};

/// What of the list was loaded.
#[derive(Clone, Debug, Default, PartialEq)]
struct Loaded {
    rows: Vec<ConversationRow>,
    /// Where the next page begins; none where all of it is here.
    next: Option<String>,
}

/// Shows the list, and the conversation that is open beside it.
#[component]
pub fn SpamPage(
    /// The conversation that is open.
    open: Memo<Option<ConversationId>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let title = Signal::derive(move || say!(language, spam.title).to_owned());
    use_title(move || title.get());
    let actor = help_desk.core(Replica::actor);
    if !help_desk.core(|core| policy::may_open_spam(core.setup(), &actor).is_ok()) {
        return view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Lock
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, spam.no_access).to_owned())
                    text=Signal::derive(move || say!(language, spam.no_access_text).to_owned())
                />
            </main>
        }
        .into_any();
    }
    let loaded = RwSignal::new(None::<Loaded>);
    let found =
        move |id: ConversationId| loaded.get()?.rows.into_iter().find(|row| row.conversation.id == id);
    let beside = move || match open.get().and_then(found) {
        Some(row) => view! { <Opened row/> }.into_any(),
        None => view! {
            <main class="hd-work" id="content">
                <PanelState
                    icon=Icon::Shield
                    place=PanelPlace::Page
                    title=Signal::derive(move || say!(language, spam.nothing_open).to_owned())
                    text=Signal::derive(move || say!(language, spam.nothing_open_text).to_owned())
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
                <List open loaded/>
            </section>
            <div class="hd-page">{beside}</div>
        </div>
    }
    .into_any()
}

/// The conversations, the last that went there first.
#[component]
fn List(open: Memo<Option<ConversationId>>, loaded: RwSignal<Option<Loaded>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let failed = RwSignal::new(None::<ServerError>);
    let loading = help_desk.clone();
    let load = Callback::new(move |next: Option<String>| {
        let help_desk = loading.clone();
        spawn_local(async move {
            // The page may be gone when the answer comes.
            match help_desk.load_spam(next.as_deref()).await {
                Ok(page) => {
                    let mut here =
                        next.and_then(|_| loaded.try_get_untracked().flatten()).unwrap_or_default();
                    here.rows.extend(page.conversations);
                    here.next = page.next;
                    failed.try_set(None);
                    loaded.try_set(Some(here));
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
        load.run(None);
    });
    // What was taken out or deleted is not among them any more.
    let rows = Memo::new(move |_| {
        let still = |row: &ConversationRow| is_spam(&help_desk, row.conversation.id);
        loaded.get().map(|here| here.rows.into_iter().filter(still).collect::<Vec<_>>())
    });
    move || match (rows.get(), failed.get()) {
        (Some(rows), _) if rows.is_empty() => view! {
            <PanelState
                icon=Icon::Tick
                title=Signal::derive(move || say!(language, spam.none).to_owned())
                text=Signal::derive(move || say!(language, spam.none_text).to_owned())
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
            let rows = rows.into_iter().map(|row| view! { <li><Row row open/></li> });
            view! { <div class="hd-found"><ol class="hd-hits">{rows.collect_view()}</ol> {more}</div> }
                .into_any()
        }
        (None, Some(error)) => view! {
            <PanelState
                icon=Icon::Warning
                title=Signal::derive(move || say!(language, spam.failed).to_owned())
                text=Signal::derive(move || say_error(language, &error))
                remedy=(
                    Signal::derive(move || say!(language, common.retry).to_owned()),
                    Callback::new(move |()| load.run(None)),
                )
            />
        }
        .into_any(),
        (None, None) => view! {
            <SkeletonRows count=8 label=Signal::derive(move || say!(language, spam.loading).to_owned())/>
        }
        .into_any(),
    }
}

/// Whether a conversation is in Spam still; tracked.
fn is_spam(help_desk: &HelpDesk, id: ConversationId) -> bool {
    help_desk.track(Topic::Conversation(id));
    help_desk.desk(|desk| desk.conversations.get(&id).is_some_and(|found| found.place == Where::Spam))
}

/// What a row is called: its contact, or how its sender is reached.
fn name_of(row: &ConversationRow) -> String {
    let contact = row.contact.as_ref().map(|contact| contact.name.clone());
    contact.or_else(|| Some(row.sender.as_ref()?.value().to_owned())).unwrap_or_default()
}

#[component]
fn Row(row: ConversationRow, open: Memo<Option<ConversationId>>) -> impl IntoView {
    let language = use_language();
    let clock = use_clock();
    let counting = clock.clone();
    let name = name_of(&row);
    let ConversationRow { conversation, text, .. } = row;
    let (id, subject) = (conversation.id, conversation.subject.clone());
    let since = conversation.placed_at.unwrap_or(conversation.started_at);
    let days = move || {
        let left = days_left(&conversation, counting.now()).unwrap_or(0);
        say_count!(language, u64::try_from(left).unwrap_or(0), bin.days)
    };
    view! {
        <a
            class="hd-hit"
            href=Route::Spam { conversation: Some(id) }.href()
            aria-current=move || (open.get() == Some(id)).then_some("true")
        >
            <span class="hd-hit__head">
                <span class="hd-hit__name hd-truncate">{name}</span>
                <span class="hd-soft hd-number" title=move || say_in_full(language.code(), since)>
                    {move || say_ago(language.code(), since, clock.now())}
                </span>
            </span>
            <span class="hd-truncate">{subject}</span>
            <span class="hd-soft hd-truncate">{text}</span>
            <span class="hd-hit__foot hd-soft hd-number">{days}</span>
        </a>
    }
}

/// One conversation, and what can be done with it.
#[component]
fn Opened(row: ConversationRow) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let navigate = use_navigate();
    let Conversation { id, subject, contacts, .. } = row.conversation.clone();
    let name = name_of(&row);
    let sender = row.sender.clone();
    let title = subject.unwrap_or_else(|| name.clone());
    let back = move || navigate(&Route::Spam { conversation: None }.href(), NavigateOptions::default());
    let reading = help_desk.clone();
    // Only what is here can be decided.
    let here = Memo::new(move |_| {
        reading.thread(id);
        is_spam(&reading, id) && reading.desk(|desk| desk.newest_message(id).is_some())
    });
    let reading = help_desk.clone();
    let blocked = Memo::new(move |_| {
        reading.track(Topic::Setup);
        reading.core(|core| blocked_addresses(core, contacts.first().copied(), sender.as_ref()))
    });
    let giving = help_desk.clone();
    let leave = back.clone();
    let recover = Callback::new(move |_| {
        let sender = giving.desk(|desk| match &desk.newest_message(id)?.author {
            Author::Contact { identifier, .. } => Some(identifier.clone()),
            Author::User { .. } => None,
        });
        let sender = sender.or_else(|| row.sender.clone());
        let Some(sender) = sender else { return };
        let new_contact = ContactId::generate(env::now(), env::entropy());
        let new_ticket = TicketId::generate(env::now(), env::entropy());
        let recover = NotSpam { conversation: id, sender, new_contact, new_ticket };
        if giving.give(recover, Place::Workspace).is_ok() {
            notices.say(
                Tone::Information,
                say!(language, spam.recovered, name = name.clone()).to_string(),
                None,
            );
            leave();
        }
    });
    let lifting = help_desk.clone();
    let unblock = Callback::new(move |_| {
        let _ = lifting.give(UnblockSender { addresses: blocked.get_untracked() }, Place::Workspace);
    });
    let deleting = RwSignal::new(false);
    let delete = Callback::new(move |_| {
        deleting.set(false);
        if help_desk.give(DeleteSpam { conversations: [id].into() }, Place::Workspace).is_ok() {
            back();
        }
    });
    view! {
        <main class="hd-work" id="content">
            <div class="hd-bar">
                <a
                    class="hd-button hd-button--quiet"
                    href=Route::Spam { conversation: None }.href()
                    aria-label=move || say!(language, spam.back)
                    title=move || say!(language, spam.back)
                >
                    {Icon::Back.draw()}
                </a>
                <h1 class="hd-bar__title hd-truncate">{title}</h1>
                <span class="hd-bar__spacer"></span>
                <Show when=move || !blocked.read().is_empty()>
                    <Button on_press=unblock>{move || say!(language, spam.unblock)}</Button>
                </Show>
                <Button enabled=here on_press=Callback::new(move |_| deleting.set(true))>
                    {move || say!(language, delete.submit)}
                </Button>
                <Button weight=Weight::Primary enabled=here on_press=recover>{move || say!(language, spam.not_spam)}</Button>
            </div>
            <RefusalAt place=Place::Workspace/>
            <ThreadPanel conversation=id place=Place::Workspace/>
        </main>
        <Dialog open=deleting title=Signal::derive(move || say!(language, bin.erase).to_owned())>
            <p>{move || say!(language, spam.delete_text)}</p>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| deleting.set(false))>{move || say!(language, common.cancel)}</Button>
                <Button weight=Weight::Danger on_press=delete>{move || say!(language, delete.submit)}</Button>
            </div>
        </Dialog>
    }
}

/// The blocked among the addresses of whoever wrote: of the contact, or the one that was written from.
fn blocked_addresses(
    core: &Replica,
    contact: Option<ContactId>,
    sender: Option<&DeliveryIdentifier>,
) -> BTreeSet<EmailAddress> {
    let known = contact.and_then(|contact| core.desk().contacts.get(&contact));
    let mut addresses = known.map(block::addresses).unwrap_or_default();
    if let Some(DeliveryIdentifier::Email(address)) = sender {
        addresses.insert(address.clone());
    }
    addresses.intersection(&core.setup().senders.blocked).cloned().collect()
}
