//! Splitting a ticket: messages are picked in the thread, and become a ticket of their own.

use std::collections::BTreeSet;

use leptos::prelude::*;
use sportello_domain::id::{ConversationId, MessageId, TicketId};
use sportello_domain::message::MessageKind;
use sportello_domain::protocol::ThreadEntry;
use sportello_domain::rejection::Rejection;
use sportello_domain::split::{check_number, may_move, splittable};
use sportello_domain::ticket::{Ticket, name_of_message};

use crate::failure::say_rejection;
use crate::language::{say, say_count, use_language};
use crate::parts;
use crate::replica::core::Replica;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, use_help_desk};
use crate::ui::button::Button;
use crate::ui::dialog::{Dialog, DialogPlace};
use crate::ui::panel::WrongNote;
use crate::workspace::create::About;

/// The messages that are picked in a ticket's thread; none while none are being picked.
#[derive(Clone, Copy)]
pub struct Picking(RwSignal<Option<BTreeSet<MessageId>>>);

impl Picking {
    /// Nothing is being picked. What is picked in one thread is forgotten in another.
    pub fn in_thread(conversation: Memo<Option<ConversationId>>) -> Self {
        let picking = Self(RwSignal::new(None));
        Effect::watch(move || conversation.get(), move |_, _, _| picking.0.set(None), false);
        picking
    }

    /// Begins, with nothing picked.
    pub fn begin(self) {
        self.0.set(Some(BTreeSet::new()));
    }

    /// Leaves it, and says whether there was anything to leave. The keys stay in the thread.
    pub fn stop(self) -> bool {
        let was_on = self.is_on_now();
        if was_on {
            self.0.set(None);
            if let Ok(Some(thread)) = document().query_selector(".hd-thread") {
                use wasm_bindgen::JsCast;
                let _ = thread.dyn_into::<web_sys::HtmlElement>().map(|thread| thread.focus());
            }
        }
        was_on
    }

    /// Whether messages are being picked; tracked.
    pub fn is_on(self) -> bool {
        self.0.read().is_some()
    }

    /// Whether messages are being picked; not tracked.
    pub fn is_on_now(self) -> bool {
        self.0.read_untracked().is_some()
    }

    /// Whether a message is picked; tracked.
    pub fn has(self, message: MessageId) -> bool {
        self.0.read().as_ref().is_some_and(|picked| picked.contains(&message))
    }

    fn put(self, message: MessageId, wanted: bool) {
        self.0.update(|picked| {
            if let Some(picked) = picked {
                if wanted {
                    picked.insert(message)
                } else {
                    picked.remove(&message)
                };
            }
        });
    }

    /// Forgets what is not in the thread any more, as when a colleague has split it off.
    fn keep(self, there: &BTreeSet<MessageId>) {
        if !self.picked().is_subset(there) {
            self.0.update(|picked| {
                if let Some(picked) = picked {
                    picked.retain(|message| there.contains(message));
                }
            });
        }
    }

    fn picked(self) -> BTreeSet<MessageId> {
        self.0.get_untracked().unwrap_or_default()
    }
}

/// Whether whoever is signed in may split messages off the conversation that is shown; tracked.
pub fn may_split(help_desk: &HelpDesk, conversation: Option<ConversationId>) -> bool {
    let Some(conversation) = conversation else { return false };
    help_desk.track(Topic::Conversation(conversation));
    let actor = help_desk.core(Replica::actor);
    let found = help_desk.desk(|desk| desk.conversations.get(&conversation).cloned());
    found.is_some_and(|found| help_desk.setup(|setup| splittable(setup, &actor, &found).is_ok()))
}

/// The box beside a message by which it is picked (SPL-03). There is none where a message cannot move.
#[component]
pub fn PickBox(
    /// The message.
    id: MessageId,
    /// What kind it is of.
    kind: MessageKind,
    /// Who wrote it.
    name: Memo<String>,
) -> impl IntoView {
    let language = use_language();
    let picking = use_context::<Picking>().filter(|_| may_move(kind))?;
    Some(view! {
        <Show when=move || picking.is_on()>
            <input
                type="checkbox"
                class="hd-message__pick"
                aria-label=move || say!(language, split.pick, name = name.get()).to_string()
                prop:checked=move || picking.has(id)
                on:change:target=move |event| picking.put(id, event.target().checked())
            />
        </Show>
    })
}

/// What stands in the place of the editor while messages are picked: how many are, and what becomes of them.
#[component]
pub fn PickedBar(
    /// The ticket.
    ticket: Memo<Option<Ticket>>,
    /// The conversation that is shown.
    conversation: Memo<Option<ConversationId>>,
    /// What is picked.
    picking: Picking,
) -> impl IntoView {
    let language = use_language();
    let refused = RwSignal::new(None::<Rejection>);
    let open = RwSignal::new(false);
    let created = RwSignal::new(None::<TicketId>);
    Effect::new(move |_| {
        // It is shown in the thread from now on, with a link to the new ticket.
        if created.get().is_some() {
            picking.stop();
            created.set(None);
        }
    });
    let count = Memo::new(move |_| picking.0.read().as_ref().map_or(0, BTreeSet::len));
    Effect::new(move |_| {
        count.track();
        refused.set(None);
    });
    let following = use_help_desk();
    Effect::new(move |_| {
        let Some(conversation) = conversation.get().filter(|_| picking.is_on()) else { return };
        following.track(Topic::Thread(conversation));
        picking.keep(&following.core(|core| movable(core, conversation)));
    });
    let checking = use_help_desk();
    let confirm = Callback::new(move |_| {
        let Some(conversation) = conversation.get_untracked() else { return };
        let all = checking.core(|core| {
            let whole = core.earlier(conversation).is_none();
            whole.then(|| u64::try_from(movable(core, conversation).len()).unwrap_or_default())
        });
        match check_number(conversation, count.get_untracked(), all.as_ref()) {
            Ok(()) => open.set(true),
            Err(rejection) => refused.set(Some(rejection)),
        }
    });
    let naming = use_help_desk();
    let about = move || {
        let pipeline = ticket.read_untracked().as_ref().map(|ticket| ticket.pipeline);
        let messages = picking.picked();
        let conversation = conversation.get_untracked()?;
        let name = naming.core(|core| name_of(core, conversation, &messages));
        Some(About { conversation, messages, name, pipeline })
    };
    view! {
        <Show when=move || picking.is_on()>
            <div class="hd-picked-bar" role="group" aria-label=move || say!(language, split.title)>
                {move || {
                    refused.get().map(|rejection| view! { <WrongNote text=say_rejection(language, &rejection)/> })
                }}
                <p class="hd-picked-bar__text">
                    {move || say!(language, split.text)} " "
                    <strong role="status">{move || say_picked(language, count.get())}</strong>
                </p>
                <div class="hd-form__foot">
                    <Button on_press=Callback::new(move |_| {
                        picking.stop();
                    })>{move || say!(language, common.cancel)}</Button>
                    <button
                        type="button"
                        class="hd-button hd-button--primary"
                        disabled=move || count.get() == 0
                        on:click=move |event| confirm.run(event)
                    >
                        {move || say!(language, split.confirm)}
                    </button>
                </div>
            </div>
        </Show>
        <Dialog
            open
            place=DialogPlace::Right
            title=Signal::derive(move || say!(language, split.new_ticket).to_owned())
        >
            <Show when=move || open.get()>{about().map(|about| parts::ticket_form(open, created, Some(about)))}</Show>
        </Dialog>
    }
}

fn say_picked(language: crate::language::Language, count: usize) -> String {
    say_count!(language, u64::try_from(count).unwrap_or_default(), split.picked)
}

/// The messages of a thread that can be picked, as far as it is loaded.
fn movable(core: &Replica, conversation: ConversationId) -> BTreeSet<MessageId> {
    let entries = core.thread(conversation).unwrap_or_default();
    let messages = entries.into_iter().filter_map(|entry| match entry {
        ThreadEntry::Message(view) => Some(view.message),
        ThreadEntry::Happening { .. } => None,
    });
    messages.filter(|message| may_move(message.kind)).map(|message| message.id).collect()
}

/// What a ticket is called that begins with these messages.
fn name_of(core: &Replica, conversation: ConversationId, messages: &BTreeSet<MessageId>) -> String {
    let entries = core.thread(conversation).unwrap_or_default();
    let first = entries.iter().find_map(|entry| match entry {
        ThreadEntry::Message(view) if messages.contains(&view.message.id) => Some(view),
        ThreadEntry::Message(_) | ThreadEntry::Happening { .. } => None,
    });
    first.and_then(|view| name_of_message(view.message.subject.as_deref(), &view.text)).unwrap_or_default()
}
