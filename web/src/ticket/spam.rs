//! Marking conversations of a ticket as spam, and blocking who wrote: what becomes of the ticket is said before (SPM-02,
//! BLK-03).

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::conversation::{Conversation, Place as Where};
use sportello_domain::decide::Decided;
use sportello_domain::event::{Event, Fact};
use sportello_domain::id::{ContactId, ConversationId, TicketId};
use sportello_domain::order::Command;
use sportello_domain::rejection::Rejection;
use sportello_domain::spam::block::{BlockSender, addresses, conversations_from};
use sportello_domain::spam::{DAYS_KEPT, MarkAsSpam};

use crate::failure::say_rejection;
use crate::language::{Language, say, say_count, use_language};
use crate::parts;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::WrongNote;
use crate::ui::tick::TickBox;
use crate::workspace::places::Places;

/// What the two dialogs are about, while one is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Which conversations are spam.
    Mark,
    /// Whether this contact is blocked.
    Block(ContactId),
}

/// Shows the dialog that is asked for.
#[component]
pub fn SpamDialog(
    /// The ticket.
    id: TicketId,
    /// Which dialog.
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let language = use_language();
    let open = crate::ui::dialog::open_while_about(asked);
    let title = move || match asked.get() {
        Some(Asked::Block(_)) => say!(language, spam.block),
        Some(Asked::Mark) | None => say!(language, spam.mark),
    };
    view! {
        <Dialog open title=Signal::derive(move || title().to_owned())>
            // Chosen anew each time.
            {move || asked.get().map(|what| parts::spam_dialog(id, what, open))}
        </Dialog>
    }
}

/// Who can be blocked from a thread: who wrote it alone, by mail, where blocking is on (BLK-01, BLK-14). Tracked.
pub fn may_block(help_desk: &HelpDesk, id: TicketId, thread: Option<ConversationId>) -> Option<ContactId> {
    help_desk.track(Topic::Ticket(id));
    help_desk.track(Topic::Conversation(thread?));
    let contact = help_desk.desk(|desk| desk.conversations.get(&thread?)?.contacts.first().copied())?;
    help_desk.setup(|setup| {
        let from = help_desk.desk(|desk| conversations_from(setup, desk, id, contact));
        (setup.senders.blocking && from.contains(&thread?)).then_some(contact)
    })
}

/// What stands in the dialog.
#[component]
pub fn SpamForm(
    /// The ticket.
    id: TicketId,
    /// Which dialog.
    what: Asked,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    match what {
        Asked::Mark => view! { <MarkForm id open/> }.into_any(),
        Asked::Block(contact) => view! { <BlockForm id contact open/> }.into_any(),
    }
}

/// Which conversations of the ticket are spam.
#[component]
fn MarkForm(id: TicketId, open: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let threads = help_desk.desk(|desk| {
        let at_work = |it: &&Conversation| it.place == Where::HelpDesk;
        let named = |it: &Conversation| (it.id, it.subject.clone().unwrap_or_default());
        desk.conversations_of(id).filter(at_work).map(named).collect::<Vec<_>>()
    });
    // The only one there is needs no choice.
    let first: BTreeSet<ConversationId> = match threads.as_slice() {
        [(only, _)] => [*only].into(),
        _ => BTreeSet::new(),
    };
    let chosen = RwSignal::new(first);
    let boxes = threads.into_iter().map(move |(thread, subject)| {
        let subject = if subject.is_empty() { say!(language, spam.no_subject).to_owned() } else { subject };
        view! {
            <TickBox
                label=Signal::stored(subject)
                ticked=Signal::derive(move || chosen.read().contains(&thread))
                on_change=Callback::new(move |ticked| chosen.update(|chosen| {
                    if ticked { chosen.insert(thread) } else { chosen.remove(&thread) };
                }))
            />
        }
    });
    let command = move || -> Command { MarkAsSpam { ticket: id, conversations: chosen.get() }.into() };
    let any = Signal::derive(move || !chosen.read().is_empty());
    view! {
        <Confirm id open command=Signal::derive(command) any submit=Signal::derive(move || say!(language, spam.mark).to_owned())>
            <fieldset class="hd-choices">
                <legend>{move || say!(language, spam.which)}</legend>
                {boxes.collect_view()}
            </fieldset>
        </Confirm>
    }
}

/// Whether the contact who wrote is blocked.
#[component]
fn BlockForm(id: TicketId, contact: ContactId, open: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let found = help_desk.desk(|desk| desk.contacts.get(&contact).map(addresses)).unwrap_or_default();
    let list = found.iter().map(|address| view! { <li>{address.to_string()}</li> }).collect_view();
    let command: Command = BlockSender { ticket: id, contact }.into();
    let deletes = deletes(&help_desk, id, &command);
    // What the contact wrote elsewhere is not all here (BLK-13).
    let asked = RwSignal::new(false);
    let asking = command.clone();
    spawn_local(async move {
        // Without an answer nothing is said of the contact.
        let answer = help_desk.load_outside_spam(&asking).await;
        asked.try_set(answer.is_ok());
    });
    let submit = move || {
        if deletes { say!(language, spam.block_and_delete) } else { say!(language, spam.block) }.to_owned()
    };
    view! {
        <Confirm
            id
            open
            command=Signal::stored(command)
            any=Signal::stored(true)
            submit=Signal::derive(submit)
            tells_of_contact=asked
        >
            <p>{move || say!(language, spam.block_text)}</p>
            <ul>{list}</ul>
        </Confirm>
    }
}

/// What happens to the ticket, by the decision that will be carried out, and the buttons.
#[component]
fn Confirm(
    id: TicketId,
    open: RwSignal<bool>,
    #[prop(into)] command: Signal<Command>,
    /// Whether anything is chosen (SPM-10).
    #[prop(into)]
    any: Signal<bool>,
    #[prop(into)] submit: Signal<String>,
    /// Whether it is known what becomes of the contact, where that is asked.
    #[prop(into, optional)]
    tells_of_contact: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    let place = Place::Ticket { ticket: id, part: Part::Head };
    let refused = RwSignal::new(None::<Rejection>);
    let reading = help_desk.clone();
    let outcome = Memo::new(move |_| {
        reading.track(Topic::Ticket(id));
        tells_of_contact.track();
        any.get().then(|| Outcome::of(id, &reading.rehearse(command.get()).ok()?))?
    });
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        let leaves = outcome.get_untracked().is_some_and(|outcome| outcome.deletes);
        match help_desk.give(command.get_untracked(), place) {
            Ok(()) => {
                let _ = open.try_set(false);
                notices.say(Tone::Information, say!(language, spam.done).to_owned(), None);
                if leaves {
                    navigate(&places.back_route().href(), NavigateOptions::default());
                }
            }
            Err(rejection) => {
                help_desk.forget_refusal(place); // It is told here, beside what is chosen.
                refused.set(Some(rejection));
            }
        }
    };
    view! {
        <form class="hd-form" on:submit=confirm novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            {children()}
            <p>{move || outcome.get().map(|outcome| outcome.say(language))}</p>
            <Show when=move || tells_of_contact.get()>
                <p>{move || outcome.get().map(|outcome| outcome.say_contact(language))}</p>
            </Show>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Danger.class() disabled=move || outcome.read().is_none()>
                    {submit}
                </button>
            </div>
        </form>
    }
}

/// What becomes of a ticket and its conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Outcome {
    /// How many conversations go to Spam.
    threads: u64,
    /// Whether the ticket is deleted with them.
    deletes: bool,
    /// Whether the contact is.
    deletes_contact: bool,
}

impl Outcome {
    fn of(id: TicketId, decided: &Decided) -> Option<Self> {
        let placed = decided.events.iter();
        let threads = placed.filter(|event| matches!(event.fact, Fact::ConversationPlaced { .. })).count();
        let deletes = decided.desk.tickets.get(&id)?.deleted.is_some();
        let is_deletion = |event: &Event| matches!(event.fact, Fact::ContactDeleted { .. });
        let deletes_contact = decided.events.iter().any(is_deletion);
        Some(Self { threads: threads as u64, deletes, deletes_contact })
    }

    fn say(self, language: Language) -> String {
        let threads = say_count!(language, self.threads, spam.threads);
        let kept = say!(language, spam.kept, days = DAYS_KEPT.to_string()).to_string();
        let ticket = if self.deletes { say!(language, spam.deletes) } else { say!(language, spam.stays) };
        format!("{threads} {kept} {ticket}")
    }

    fn say_contact(self, language: Language) -> &'static str {
        if self.deletes_contact {
            say!(language, spam.contact_deletes)
        } else {
            say!(language, spam.contact_stays)
        }
    }
}

/// Whether the ticket is deleted by an order.
fn deletes(help_desk: &HelpDesk, id: TicketId, command: &Command) -> bool {
    let decided = help_desk.rehearse(command.clone()).ok();
    decided.and_then(|decided| Outcome::of(id, &decided)).is_some_and(|outcome| outcome.deletes)
}
