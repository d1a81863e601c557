//! Moving a conversation of an inbox to the trash: what goes with it is said before (DEL-06, DEL-14).

use std::collections::BTreeSet;

use leptos::prelude::*;
use sportello_domain::conversation::Conversation;
use sportello_domain::id::ConversationId;
use sportello_domain::inbox::{TrashConversation, falls_with};
use sportello_domain::policy;
use sportello_domain::rejection::Rejection;
use sportello_domain::ticket::Ticket;
use sportello_domain::trash::DAYS_KEPT;

use crate::failure::say_rejection;
use crate::language::{say, use_language};
use crate::replica::core::Replica;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::WrongNote;

/// Whether somebody may move a conversation in whose inbox they work to the trash: with its ticket, or alone where it has
/// none; tracked.
pub fn may_trash(help_desk: &HelpDesk, ticket: Option<&Ticket>, it: Option<Conversation>) -> bool {
    let actor = help_desk.core(Replica::actor);
    let Some(it) = it else { return false };
    let ticket_is_there = it.ticket() == ticket.map(|ticket| ticket.id);
    ticket_is_there
        && help_desk.setup(|setup| policy::may_delete_conversation_of(setup, &actor, ticket).is_ok())
}

/// Shows the dialog while `open` is true.
#[component]
pub fn TrashDialog(
    /// The conversation.
    conversation: ConversationId,
    /// It, as it is shown.
    it: Memo<Option<Conversation>>,
    /// Its ticket, where it has one.
    ticket: Memo<Option<Ticket>>,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once it is in the trash.
    on_trashed: Callback<()>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog open title=Signal::derive(move || say!(language, inbox.trash).to_owned())>
            <Show when=move || open.get()>
                <Confirm conversation it ticket open on_trashed/>
            </Show>
        </Dialog>
    }
}

#[component]
fn Confirm(
    conversation: ConversationId,
    it: Memo<Option<Conversation>>,
    ticket: Memo<Option<Ticket>>,
    open: RwSignal<bool>,
    on_trashed: Callback<()>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let refused = RwSignal::new(None::<Rejection>);
    let reading = help_desk.clone();
    // Seen at once where another comes meanwhile.
    let others = Memo::new(move |_| {
        if let Some(ticket) = ticket.read().as_ref() {
            reading.track(Topic::Ticket(ticket.id));
        }
        let it = it.get();
        reading.desk(|desk| it.map(|it| falls_with(desk, &it)).unwrap_or_default())
    });
    let naming = help_desk.clone();
    let names = move || {
        let name = |id: &ConversationId| {
            naming.track(Topic::Conversation(*id));
            let subject = naming.desk(|desk| desk.conversations.get(id)?.subject.clone());
            subject.unwrap_or_else(|| say!(language, inbox.no_subject).to_owned())
        };
        others.read().iter().map(name).collect::<Vec<_>>()
    };
    let text = move || {
        let days = DAYS_KEPT.to_string();
        match ticket.read().as_ref() {
            Some(ticket) => {
                let name = format!("{} {}", ticket.number, ticket.name);
                say!(language, inbox.trash_ticket, name = name, days = days).to_string()
            }
            None => say!(language, inbox.trash_alone, days = days).to_string(),
        }
    };
    let confirm = Callback::new(move |_| {
        let with: BTreeSet<ConversationId> = others.get_untracked();
        let place = Place::Conversation { conversation, part: Part::Head };
        match help_desk.give(TrashConversation { conversation, with }, place) {
            Ok(()) => {
                let _ = open.try_set(false);
                notices.say(Tone::Information, say!(language, inbox.trashed).to_owned(), None);
                on_trashed.run(());
            }
            Err(rejection) => {
                help_desk.forget_refusal(place); // It is told here.
                refused.set(Some(rejection));
            }
        }
    });
    view! {
        <div class="hd-form">
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <p>{text}</p>
            {move || {
                let names = names();
                (!names.is_empty())
                    .then(|| {
                        view! {
                            <p>{say!(language, inbox.trash_others)}</p>
                            <ul class="hd-inbox__others">
                                {names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}
                            </ul>
                        }
                    })
            }}
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <Button weight=Weight::Danger on_press=confirm>{move || say!(language, inbox.trash)}</Button>
            </div>
        </div>
    }
}
