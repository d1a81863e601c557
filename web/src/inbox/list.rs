//! The conversations of an inbox, the one with the newest message first.

use leptos::prelude::*;
use sportello_domain::conversation::{Conversation, Place as Where};
use sportello_domain::id::ConversationId;
use sportello_domain::pipeline::State;
use sportello_domain::protocol::ConversationRow;
use sportello_domain::ticket::Ticket;

use crate::chips::{StatusChip, status_face};
use crate::conversations::{
    ConversationLink, ConversationList, list_words, load_with_inbox_news, use_conversations,
};
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, use_help_desk};
use crate::routes::{InboxRoute, Route};
use crate::ui::avatar::{Avatar, AvatarSize};

/// Shows the list of an address.
#[component]
pub fn InboxList(
    /// The address.
    route: Memo<InboxRoute>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    // Which conversation is open is all the same to the list.
    let listed = Memo::new(move |_| InboxRoute { conversation: None, ..route.get() });
    let asking = help_desk.clone();
    let conversations = use_conversations(listed, move |of: InboxRoute, next| {
        let help_desk = asking.clone();
        async move {
            let state = if of.closed { State::Closed } else { State::Open };
            help_desk.load_inbox(of.inbox, state, next.as_deref()).await
        }
    });
    load_with_inbox_news(conversations.load);
    let still = move |row: &ConversationRow| is_listed(&help_desk, listed.get(), row.conversation.id);
    let row = move |row| view! { <Row row route/> }.into_any();
    view! { <ConversationList conversations words=list_words!(language, inbox) still row/> }
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
    let help_desk = use_help_desk();
    let (id, at, inbox) = (row.conversation.id, row.at, row.conversation.inbox);
    let reading = help_desk.clone();
    let owner = Memo::new(move |_| {
        reading.track(Topic::Conversation(id));
        let owner = reading.desk(|desk| desk.conversations.get(&id)?.owner)?;
        Some(reading.setup(|setup| user_name(setup, owner)))
    });
    let inbox = {
        let help_desk = help_desk.clone();
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
    let href =
        Signal::derive(move || Route::Inbox(InboxRoute { conversation: Some(id), ..route.get() }).href());
    let current = Signal::derive(move || route.get().conversation == Some(id));
    view! {
        <ConversationLink row at href current>
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
        </ConversationLink>
    }
}
