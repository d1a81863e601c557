//! Spam: the conversations that were put aside, for how many days they are kept, and the ways out (VEW-14).

use std::collections::BTreeSet;

use leptos::prelude::*;
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

use crate::conversations::{ConversationLink, ConversationList, list_words, name_of, use_conversations};
use crate::env;
use crate::language::{say, say_count, use_language};
use crate::replica::core::Replica;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::routes::Route;
use crate::ticket::RefusalAt;
use crate::ticket::thread::ThreadPanel;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::focus::use_title;
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::{PanelPlace, PanelState};
use crate::ui::time::use_clock;

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
    let asking = help_desk.clone();
    let conversations = use_conversations(Memo::new(|_| ()), move |(), next| {
        let help_desk = asking.clone();
        async move { help_desk.load_spam(next.as_deref()).await }
    });
    let found =
        move |id: ConversationId| conversations.rows.get()?.into_iter().find(|row| row.conversation.id == id);
    let still = move |row: &ConversationRow| is_spam(&help_desk, row.conversation.id);
    let row = move |row| view! { <Row row open/> }.into_any();
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
                <ConversationList conversations words=list_words!(language, spam) still row/>
            </section>
            <div class="hd-page">{beside}</div>
        </div>
    }
    .into_any()
}

/// Whether a conversation is in Spam still; tracked.
fn is_spam(help_desk: &HelpDesk, id: ConversationId) -> bool {
    help_desk.track(Topic::Conversation(id));
    help_desk.desk(|desk| desk.conversations.get(&id).is_some_and(|found| found.place == Where::Spam))
}

/// One of them, with for how many days it is kept.
#[component]
fn Row(row: ConversationRow, open: Memo<Option<ConversationId>>) -> impl IntoView {
    let language = use_language();
    let clock = use_clock();
    let conversation = row.conversation.clone();
    let (id, at) = (conversation.id, conversation.placed_at.unwrap_or(conversation.started_at));
    let days = move || {
        let left = days_left(&conversation, clock.now()).unwrap_or(0);
        say_count!(language, u64::try_from(left).unwrap_or(0), bin.days)
    };
    let href = Route::Spam { conversation: Some(id) }.href();
    let current = Signal::derive(move || open.get() == Some(id));
    view! {
        <ConversationLink row at href=href current>
            <span class="hd-number">{days}</span>
        </ConversationLink>
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
