//! A reply that is held because a colleague answered meanwhile: the colleague's answer, and what can be done.

use leptos::ev;
use leptos::prelude::*;
use sportello_domain::id::{ConversationId, StatusId};
use sportello_domain::message::Author;
use sportello_domain::protocol::{MessageView, ThreadEntry};

use super::asking::Values;
use super::reply::EditorHandle;
use crate::language::{say, use_language};
use crate::people::user_name;
use crate::replica::drafts::Kind;
use crate::replica::topic::Topic;
use crate::replica::{Place, use_help_desk};
use crate::ui::button::Button;
use crate::ui::icon::Icon;

/// Shows the colleague's answer while a reply is held, and lets the reply go all the same.
#[component]
pub fn HeldReply(
    /// Where the editor is.
    place: Place,
    /// The conversation.
    conversation: ConversationId,
    /// The editor in which the reply stands.
    handle: EditorHandle,
    /// Sends the reply, with the status that it was to set.
    send: Callback<Option<(StatusId, Values)>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = StoredValue::new(use_help_desk());
    let draft = help_desk.with_value(|help_desk| help_desk.drafts().of(conversation, Kind::Reply));
    Effect::new(move |_| {
        help_desk.with_value(|help_desk| {
            // Once more when the thread comes: until then nothing is known to be seen.
            help_desk.track(Topic::Thread(conversation));
            if draft.read().is_blank() {
                help_desk.end_reply(conversation);
            } else {
                help_desk.begin_reply(conversation);
            }
        });
    });
    let held = Memo::new(move |_| help_desk.with_value(|help_desk| help_desk.held(conversation)));
    let answer = Memo::new(move |_| {
        let answer = held.get()?.answer;
        let entries = help_desk.with_value(|help_desk| help_desk.thread(conversation))?;
        entries.into_iter().find_map(|entry| match entry {
            ThreadEntry::Message(view) if view.message.id == answer => Some(*view),
            ThreadEntry::Message(_) | ThreadEntry::Happening { .. } => None,
        })
    });
    let name = Memo::new(move |_| match answer.get()?.message.author {
        Author::User { user } => {
            Some(help_desk.with_value(|help_desk| help_desk.setup(|setup| user_name(setup, user))))
        }
        Author::Contact { .. } => None,
    });
    let name = move || name.get().unwrap_or_else(|| say!(language, thread.somebody).to_owned());
    let send_anyway = move || {
        let then = held.get_untracked().and_then(|held| held.then);
        help_desk.with_value(|help_desk| help_desk.acknowledge(conversation, place));
        send.run(then);
    };
    let keep_editing = move || {
        help_desk.with_value(|help_desk| help_desk.acknowledge(conversation, place));
        handle.open(Kind::Reply);
    };
    let listener = window_event_listener(ev::keydown, move |event| {
        let ours = event.key() == "Enter" && event.shift_key() && (event.ctrl_key() || event.meta_key());
        if ours && held.read_untracked().is_some() {
            event.prevent_default();
            send_anyway();
        }
    });
    on_cleanup(move || listener.remove());
    let text = move || answer.get().map(|MessageView { text, .. }| text.trim().to_owned());
    view! {
        <Show when=move || held.read().is_some()>
            <section class="hd-held" aria-label=move || say!(language, reply.held_answer, name = name()).to_string()>
                <p class="hd-held__said" role="alert">
                    {Icon::Warning.draw()} <span>{move || say!(language, reply.held, name = name()).to_string()}</span>
                </p>
                // Long answers are scrolled, so that what is being written stays in sight.
                <blockquote class="hd-held__answer" tabindex="0">{text}</blockquote>
                <div class="hd-held__foot">
                    <Button on_press=Callback::new(move |_| keep_editing())>
                        {move || say!(language, reply.keep_editing)}
                    </Button>
                    <Button on_press=Callback::new(move |_| send_anyway())>
                        {move || say!(language, reply.send_anyway)} <kbd aria-hidden="true">"Ctrl ⇧ ⏎"</kbd>
                    </Button>
                </div>
            </section>
        </Show>
    }
}
