//! Switching between the threads of a ticket that has several (CNV-06, CNV-07).

use leptos::prelude::*;
use sportello_domain::conversation::Conversation;
use sportello_domain::id::{ConversationId, TicketId};

use crate::language::{say, use_language};
use crate::replica::topic::Topic;
use crate::replica::use_help_desk;
use crate::ui::choice_menu::{Choice, ChoiceMenu};
use crate::ui::time::say_in_full;

/// Shows which thread is open and lets another be chosen, where there are several.
#[component]
pub fn ConversationSwitch(
    /// The ticket.
    ticket: TicketId,
    /// The thread that is shown.
    conversation: Memo<Option<ConversationId>>,
    /// The thread that was switched to; it lasts while the ticket is open.
    switched: RwSignal<Option<ConversationId>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let conversations = Memo::new(move |_| {
        reading.track(Topic::Ticket(ticket));
        let mut found: Vec<Conversation> =
            reading.desk(|desk| desk.conversations_of(ticket).cloned().collect());
        found.sort_by_key(|conversation| conversation.association.map(|association| association.at));
        found
    });
    let label = move |conversation: &Conversation| {
        let channel = help_desk
            .setup(|setup| setup.channels.get(&conversation.channel).map(|channel| channel.name.clone()))
            .unwrap_or_default();
        let time = say_in_full(language.code(), conversation.started_at);
        say!(language, ticket.conversation_of, channel = channel, time = time).to_string()
    };
    let choices = Signal::derive(move || {
        let conversations = conversations.read();
        conversations
            .iter()
            .map(|conversation| {
                let label = label(conversation);
                let shown = label.clone();
                Choice {
                    value: Some(conversation.id),
                    label,
                    face: ViewFn::from(move || shown.clone()),
                    why_not: None,
                }
            })
            .collect::<Vec<_>>()
    });
    let face = ViewFn::from(move || {
        let chosen = conversation.get();
        let label =
            choices.read().iter().find(|choice| choice.value == chosen).map(|choice| choice.label.clone());
        view! { <span class="hd-truncate">{label}</span> }
    });
    let on_choose = Callback::new(move |chosen| switched.set(chosen));
    view! {
        <Show when=move || { conversations.read().len() > 1 }>
            <ChoiceMenu
                name=Signal::derive(move || say!(language, ticket.conversation).to_owned())
                choices
                chosen=conversation
                on_choose
                face=face.clone()
            />
        </Show>
    }
}
