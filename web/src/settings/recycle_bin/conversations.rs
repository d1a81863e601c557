//! The conversations without a ticket that were moved to the trash of an inbox, and the way back (INB-11).

use leptos::prelude::*;
use sportello_domain::conversation::{Conversation, Place as Where};
use sportello_domain::inbox::{RestoreConversation, days_left};
use sportello_domain::protocol::ConversationRow;

use crate::conversations::{Conversations, load_with_inbox_news, name_of, use_conversations};
use crate::language::{say, say_count, use_language};
use crate::people::user_name;
use crate::replica::topic::Topic;
use crate::replica::{Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::notice::{Tone, use_notices};
use crate::ui::time::{say_ago, say_in_full, use_clock};

/// Shows them, the last that went there first; nothing where there are none.
#[component]
pub fn TrashedConversations() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let asking = help_desk.clone();
    // What failed is told by the tickets above.
    let Conversations { rows, next, load, .. } = use_conversations(Memo::new(|_| ()), move |(), next| {
        let help_desk = asking.clone();
        async move { help_desk.load_trash(next.as_deref()).await }
    });
    load_with_inbox_news(load);
    // What was restored is not among them any more.
    let rows = Memo::new(move |_| {
        let still = |row: &ConversationRow| {
            help_desk.track(Topic::Conversation(row.conversation.id));
            let found = help_desk.desk(|desk| desk.conversations.get(&row.conversation.id).cloned());
            found.is_some_and(|found| found.place == Where::Trash)
        };
        rows.get().unwrap_or_default().into_iter().filter(still).collect::<Vec<_>>()
    });
    let more = move || {
        next.get().map(|next| {
            let more = Callback::new(move |_| load.run(Some(next.clone())));
            view! { <p><Button on_press=more>{move || say!(language, search.more)}</Button></p> }
        })
    };
    view! {
        <Show when=move || !rows.read().is_empty()>
            <h3 class="hd-settings__section">{move || say!(language, bin.conversations)}</h3>
            <p class="hd-soft">{move || say!(language, bin.conversations_text)}</p>
            <ul class="hd-bin">
                {move || rows.get().into_iter().map(|row| view! { <Row row/> }).collect_view()}
            </ul>
            {more}
        </Show>
    }
}

/// One of them.
#[component]
fn Row(row: ConversationRow) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let clock = use_clock();
    let counting = clock.clone();
    let writer = Some(name_of(&row)).filter(|name| !name.is_empty());
    let conversation = row.conversation;
    let Conversation { id, placed_at, trashed_by, .. } = conversation;
    let named = conversation.subject.clone().unwrap_or_else(|| say!(language, inbox.no_subject).to_owned());
    let at = placed_at.unwrap_or(conversation.started_at);
    let reading = help_desk.clone();
    let who = move || {
        let name = trashed_by.map(|by| reading.setup(|setup| user_name(setup, by)));
        let name = name.unwrap_or_else(|| say!(language, thread.somebody).to_owned());
        say!(language, bin.deleted, who = name, when = say_ago(language.code(), at, clock.now())).to_string()
    };
    let days = move || {
        let left = days_left(&conversation, counting.now()).unwrap_or(0);
        say_count!(language, u64::try_from(left).unwrap_or(0), bin.days)
    };
    let told = named.clone();
    let restore = Callback::new(move |_| {
        if help_desk.give(RestoreConversation { conversation: id }, Place::Workspace).is_ok() {
            let text = say!(language, bin.restored, name = told.clone()).to_string();
            notices.say(Tone::Information, text, None);
        }
    });
    let label = {
        let named = named.clone();
        Signal::derive(move || format!("{}: {named}", say!(language, bin.restore)))
    };
    view! {
        <li class="hd-bin__row">
            <span class="hd-bin__what">
                <strong>{named}</strong>
                <span class="hd-soft">
                    {writer.map(|writer| format!("{writer} · "))}
                    <span title=move || say_in_full(language.code(), at)>{who}</span>
                </span>
            </span>
            <span class="hd-soft hd-number">{days}</span>
            <Button weight=Weight::Plain label on_press=restore>{move || say!(language, bin.restore)}</Button>
        </li>
    }
}
