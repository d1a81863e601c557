//! Writing to a contact first: it makes a ticket, and opens it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::id::{ContactId, ConversationId, MessageId, TicketId};
use sportello_domain::identifier::{DeliveryIdentifier, EmailAddress};
use sportello_domain::message::WriteFirst;
use sportello_domain::order::Command;
use sportello_domain::policy;

use crate::env;
use crate::failure::say_refusal;
use crate::language::{say, use_language};
use crate::replica::core::Replica;
use crate::replica::drafts::Kind;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Place, Refusal, use_help_desk};
use crate::ticket::enclosed::{AttachButton, Enclosed, EnclosedFiles, NotYet, enclosed_with};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::panel::WrongNote;
use crate::ui::select::{Choices, Select};
use crate::ui::text_field::TextField;
use crate::workspace::create::open_when_numbered;

/// Offers to write to a contact, to whoever may and where there is a way.
#[component]
pub fn WriteFirstButton(
    /// The contact.
    contact: ContactId,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let offered = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        let may = help_desk.setup(|setup| policy::may_create_tickets(setup, &actor).is_ok());
        may && !addresses(&help_desk, contact).is_empty() && !channels(&help_desk).is_empty()
    });
    let open = RwSignal::new(false);
    let created = RwSignal::new(None);
    open_when_numbered(created);
    view! {
        <Show when=move || offered.get()>
            <Button on_press=Callback::new(move |_| open.set(true))>
                {Icon::Envelope.draw()} {move || say!(language, contacts.write)}
            </Button>
        </Show>
        <Dialog open title=Signal::derive(move || say!(language, contacts.write).to_owned())>
            // Empty again each time.
            <Show when=move || open.get()>
                <Form contact open created/>
            </Show>
        </Dialog>
    }
}

/// The addresses of a contact; tracked.
fn addresses(help_desk: &HelpDesk, contact: ContactId) -> Vec<EmailAddress> {
    help_desk.track(Topic::Contact(contact));
    help_desk.desk(|desk| {
        let identifiers = desk.contacts.get(&contact).map(|contact| &contact.identifiers);
        let address = |identifier: &DeliveryIdentifier| match identifier {
            DeliveryIdentifier::Email(address) => Some(address.clone()),
            DeliveryIdentifier::Phone(_)
            | DeliveryIdentifier::ShortCode(_)
            | DeliveryIdentifier::Opaque(_) => None,
        };
        identifiers.into_iter().flatten().filter_map(address).collect()
    })
}

/// The channels that send mail, each with its address; tracked.
fn channels(help_desk: &HelpDesk) -> Vec<(String, String)> {
    help_desk.setup(|setup| {
        let named = setup.channels.values().filter_map(|channel| {
            let address = channel.address()?;
            Some((channel.id.to_string(), format!("{} <{address}>", channel.name)))
        });
        named.collect()
    })
}

/// What is typed and chosen so far.
#[derive(Clone, Copy)]
struct Fields {
    channel: RwSignal<String>,
    to: RwSignal<String>,
    subject: RwSignal<String>,
    text: RwSignal<String>,
}

#[component]
fn Form(contact: ContactId, open: RwSignal<bool>, created: RwSignal<Option<TicketId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let from: Choices = Signal::derive(move || channels(&reading));
    let reading = help_desk.clone();
    let to: Choices = Signal::derive(move || {
        addresses(&reading, contact).into_iter().map(|it| (it.to_string(), it.to_string())).collect()
    });
    let first = |choices: Choices| {
        RwSignal::new(choices.read_untracked().first().map(|(id, _)| id.clone()).unwrap_or_default())
    };
    let empty = || RwSignal::new(String::new());
    let fields = Fields { channel: first(from), to: first(to), subject: empty(), text: empty() };
    // Its files are kept as those of a draft are.
    let conversation = ConversationId::generate(env::now(), env::entropy());
    let enclosed = Enclosed::of(conversation, RwSignal::new(Kind::Reply));
    let not_yet = Memo::new(move |_| enclosed.not_yet(fields.text.read().trim().is_empty()));
    let refused = RwSignal::new(None::<Refusal>);
    // What was given and not answered yet.
    let given = RwSignal::new(None::<WriteFirst>);
    let answering = help_desk.clone();
    Effect::new(move |_| {
        let Some(written) = given.get() else { return };
        answering.in_flight();
        let ticket = written.ticket;
        let command = Command::from(written);
        if answering.core(|core| core.in_flight().any(|order| order.command == command)) {
            return;
        }
        given.set(None);
        if let Some(refusal) = answering.refusal(Place::Form) {
            answering.forget_refusal(Place::Form);
            refused.set(Some(refusal));
        } else {
            answering.drafts().beside().clear((conversation, Kind::Reply));
            created.set(Some(ticket));
            open.set(false);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let waits = matches!(not_yet.get_untracked(), Some(NotYet::Loading(_) | NotYet::Broken));
        if waits || given.read_untracked().is_some() {
            return;
        }
        let (_, attachments) = enclosed_with(&help_desk, (conversation, Kind::Reply));
        let message = MessageId::generate(env::now(), env::entropy());
        let ticket = TicketId::generate(env::now(), env::entropy());
        let (Ok(channel), Ok(to)) =
            (fields.channel.read_untracked().parse(), fields.to.get_untracked().parse())
        else {
            return;
        };
        let written = WriteFirst {
            message,
            conversation,
            ticket,
            channel,
            contact,
            to,
            subject: fields.subject.get_untracked(),
            text: fields.text.get_untracked().into(),
            attachments,
        };
        refused.set(None);
        match help_desk.give(written.clone(), Place::Form) {
            Ok(()) => given.set(Some(written)),
            Err(rejection) => {
                help_desk.forget_refusal(Place::Form);
                refused.set(Some(Refusal::Rule(rejection)));
            }
        }
    };
    let hint = move || match not_yet.get() {
        waits @ Some(NotYet::Loading(_) | NotYet::Broken) => enclosed.hint(language, waits),
        Some(NotYet::Empty) | None => String::new(),
    };
    view! {
        <form
            class="hd-form"
            class:hd-form--drop=move || enclosed.dragging.get()
            on:submit=submit
            novalidate=true
            on:dragover=move |event| enclosed.on_drag(&event)
            on:dragleave=move |_| enclosed.dragging.set(false)
            on:drop=move |event| enclosed.on_drop(&event)
        >
            {move || refused.get().map(|refusal| view! { <WrongNote text=say_refusal(language, &refusal)/> })}
            <div class="hd-form__pair">
                <Select label=Signal::derive(move || say!(language, contacts.write_from).to_owned()) choices=from value=fields.channel/>
                <Select label=Signal::derive(move || say!(language, contacts.write_to).to_owned()) choices=to value=fields.to/>
            </div>
            <TextField
                label=Signal::derive(move || say!(language, contacts.subject).to_owned())
                value=fields.subject
                on_input=Callback::new(move |typed| fields.subject.set(typed))
                required=true
                autofocus=true
            />
            <label class="hd-field">
                <span class="hd-field__label">{move || say!(language, contacts.message)}</span>
                <textarea
                    class="hd-field__input hd-field__input--text"
                    rows="8"
                    on:input:target=move |event| fields.text.set(event.target().value())
                    on:paste=move |event| enclosed.on_paste(&event)
                ></textarea>
            </label>
            <EnclosedFiles enclosed/>
            <div class="hd-form__foot">
                <AttachButton enclosed/>
                <span class="hd-reply__hint" role="status">{hint}</span>
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button
                    type="submit"
                    class=Weight::Primary.class()
                    disabled=move || given.read().is_some() || matches!(not_yet.get(), Some(NotYet::Loading(_) | NotYet::Broken))
                >
                    {move || say!(language, reply.send)}
                </button>
            </div>
        </form>
    }
}
