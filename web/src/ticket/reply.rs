//! The editor: a reply to the customer, or a comment for colleagues. What is typed is kept at once.

use std::collections::BTreeSet;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use sportello_domain::formatted::FormattedText;
use sportello_domain::id::{ConversationId, MessageId, StatusId, TicketId};
use sportello_domain::message::{AddComment, Author, SendReply};
use sportello_domain::order::Command;
use sportello_domain::pipeline::PipelineRule;
use sportello_domain::rejection::Rejection;

use super::RefusalAt;
use super::asking::{Values, offered, use_asking};
use super::editor::FormattedField;
use super::editor::tools::{LinkField, Tools};
use super::enclosed::{Answered, AttachButton, Enclosed, EnclosedFiles, enclosed_with};
use super::held::HeldReply;
use super::mention::{MentionList, Mentions, mentioned};
use super::message::recipients;
use super::presence::Writers;
use crate::chips::{StatusChip, status_face};
use crate::env;
use crate::failure::say_rule;
use crate::language::{Language, say, use_language};
use crate::people::say_author;
use crate::replica::drafts::Kind;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::ui::tabs::{Tab, Tabs};

/// Lets one message be answered from where it stands (REP-03).
#[derive(Clone, Copy)]
pub struct ReplyTo {
    /// The editor.
    pub editor: EditorHandle,
    /// Whether the ticket can be answered at all.
    pub editable: Memo<bool>,
}

/// Opens the editor from elsewhere on the page.
#[derive(Clone, Copy)]
pub struct EditorHandle {
    kind: RwSignal<Kind>,
    /// Whether it is open on a phone; elsewhere it always is.
    open: RwSignal<bool>,
    field: FormattedField,
    /// Whether it was asked for before it was there.
    wanted: RwSignal<bool>,
}

impl Default for EditorHandle {
    fn default() -> Self {
        Self {
            kind: RwSignal::new(Kind::Reply),
            open: RwSignal::new(false),
            field: FormattedField::new(NodeRef::new()),
            wanted: RwSignal::new(false),
        }
    }
}

impl EditorHandle {
    /// Turns to one kind of entry and takes the focus, or as soon as there is an editor. Returns whether there is one.
    pub fn open(self, kind: Kind) -> bool {
        self.kind.set(kind);
        self.open.set(true);
        let is_there = self.field.focus();
        self.wanted.set(!is_there);
        is_there
    }

    /// Forgets that it was asked for: there will be none.
    pub fn give_up(self) {
        self.wanted.set(false);
    }
}

/// Shows the editor of a conversation.
#[component]
pub fn Editor(
    /// Where it is told what could not be sent.
    place: Place,
    /// The conversation's ticket, as far as it is seen.
    ticket: Option<TicketId>,
    /// The conversation.
    conversation: ConversationId,
    /// What opens it.
    handle: EditorHandle,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let EditorHandle { kind, open, field, wanted } = handle;
    Effect::new(move |_| {
        if field.root.get().is_some() && wanted.get_untracked() {
            wanted.set(false);
            field.focus();
        }
    });
    let (drafting, sending) = (help_desk.clone(), help_desk.clone());
    let text = Memo::new(move |_| drafting.drafts().of(conversation, kind.get()).get());
    let enclosed = Enclosed::of(conversation, kind);
    let not_yet = Memo::new(move |_| enclosed.not_yet(text.read().is_blank()));
    let empty = Memo::new(move |_| not_yet.get().is_some());
    let send = Callback::new(move |()| {
        if !empty.get_untracked() {
            let _ = give(&sending, place, conversation, kind.get_untracked(), None);
            open.set(false);
        }
    });
    let going = help_desk.clone();
    let send_anyway = Callback::new(move |then| {
        let _ = give(&going, place, conversation, Kind::Reply, then);
    });
    let mentions = Mentions::new(ticket, field);
    let on_keydown = move |event: KeyboardEvent| match event.key().as_str() {
        _ if mentions.takes(&event) || field.takes(&event) => {}
        "Enter" if (event.ctrl_key() || event.meta_key()) && !event.shift_key() => {
            event.prevent_default();
            send.run(());
        }
        "Escape" => {
            event.prevent_default();
            open.set(false);
            field.blur();
        }
        _ => {}
    };
    let hint = move || enclosed.hint(language, not_yet.get());
    view! {
        <div class="hd-reply" class:hd-reply--closed=move || !open.get() class:hd-reply--sheet=move || open.get()>
            <RefusalAt place/>
            <HeldReply place conversation handle send=send_anyway/>
            {ticket.map(|ticket| view! { <Writers ticket conversation/> })}
            <button
                type="button"
                class="hd-button hd-button--wide hd-reply__open"
                on:click=move |_| {
                    handle.open(kind.get_untracked());
                }
            >
                {Icon::Reply.draw()} {move || say!(language, reply.write)}
            </button>
            <div
                class="hd-reply__box"
                class:hd-reply__box--comment=move || kind.get() == Kind::Comment
                class:hd-reply__box--drop=move || enclosed.dragging.get()
                on:dragover=move |event| enclosed.on_drag(&event)
                on:dragleave=move |_| enclosed.dragging.set(false)
                on:drop=move |event| enclosed.on_drop(&event)
            >
                <Top conversation handle enclosed/>
                <Answered enclosed/>
                <Written conversation handle text mentions enclosed on_key=Callback::new(on_keydown)/>
                <MentionList mentions/>
                <LinkField field/>
                <EnclosedFiles enclosed/>
                <div class="hd-reply__foot">
                    <Tools field/>
                    <AttachButton enclosed/>
                    <span class="hd-reply__hint" role="status">{hint}</span>
                    <span class="hd-reply__shut">
                        <Button weight=Weight::Quiet on_press=Callback::new(move |_| open.set(false))>
                            {move || say!(language, reply.close)}
                        </Button>
                    </span>
                    <Send place ticket conversation handle empty send/>
                </div>
            </div>
        </div>
    }
}

/// The field in which one writes.
#[component]
fn Written(
    conversation: ConversationId,
    handle: EditorHandle,
    text: Memo<FormattedText>,
    mentions: Mentions,
    enclosed: Enclosed,
    on_key: Callback<KeyboardEvent>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let EditorHandle { kind, field, .. } = handle;
    field.show(text);
    let placeholder = move || say_placeholder(language, kind.get());
    view! {
        <div
            class="hd-reply__text hd-formatted"
            class:hd-reply__text--empty=move || *text.read() == FormattedText::default()
            id="editor-text"
            contenteditable="true"
            role="textbox"
            aria-multiline="true"
            aria-label=move || say_label(language, kind.get())
            aria-placeholder=placeholder
            data-placeholder=placeholder
            aria-autocomplete="list"
            aria-controls=move || mentions.list()
            aria-activedescendant=move || mentions.active()
            node_ref=field.root
            on:input=move |_| {
                let kind = kind.get_untracked();
                help_desk.drafts().write(conversation, kind, field.text());
                mentions.look(kind);
                field.look();
            }
            on:beforeinput=move |event| field.on_before_input(&event)
            on:keyup=move |_| field.look()
            on:mouseup=move |_| field.look()
            on:blur=move |_| mentions.close()
            on:keydown=move |event| on_key.run(event)
            on:paste=move |event| {
                enclosed.on_paste(&event);
                field.on_paste(&event);
            }
        ></div>
    }
}

/// What the field is called.
fn say_label(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::Reply => say!(language, reply.label_reply),
        Kind::Comment => say!(language, reply.label_comment),
    }
}

/// What stands in the field while nothing is written.
fn say_placeholder(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::Reply => say!(language, reply.placeholder_reply),
        Kind::Comment => say!(language, reply.placeholder_comment),
    }
}

/// What is written, and to whom.
#[component]
fn Top(conversation: ConversationId, handle: EditorHandle, enclosed: Enclosed) -> impl IntoView {
    let language = use_language();
    let kind = handle.kind;
    let tabs = vec![
        Tab { of: Kind::Reply, label: Signal::derive(move || say!(language, reply.reply).to_owned()) },
        Tab { of: Kind::Comment, label: Signal::derive(move || say!(language, reply.comment).to_owned()) },
    ];
    let on_choose = Callback::new(move |kind| {
        handle.open(kind);
    });
    view! {
        <div class="hd-reply__top">
            <Tabs
                name=Signal::derive(move || say!(language, reply.write).to_owned())
                tabs
                chosen=kind
                on_choose
                controls="editor-text"
            />
            <Show when=move || kind.get() == Kind::Reply>
                <Customer conversation enclosed/>
            </Show>
        </div>
    }
}

/// The button that sends what is written, and beside it the arrow that sets a status with it.
#[component]
fn Send(
    place: Place,
    ticket: Option<TicketId>,
    conversation: ConversationId,
    handle: EditorHandle,
    empty: Memo<bool>,
    send: Callback<()>,
) -> impl IntoView {
    let language = use_language();
    let EditorHandle { kind, open, .. } = handle;
    let label = move || match kind.get() {
        Kind::Reply => say!(language, reply.send),
        Kind::Comment => say!(language, reply.add_comment),
    };
    view! {
        <span class="hd-reply__send">
            <Button
                weight=Weight::Primary
                enabled=Signal::derive(move || !empty.get())
                on_press=Callback::new(move |_| send.run(()))
            >
                {label} <kbd aria-hidden="true">"Ctrl ⏎"</kbd>
            </Button>
            {move || {
                let ticket = ticket.filter(|_| kind.get() == Kind::Reply && !empty.get());
                ticket.map(|ticket| view! { <SendAndSetStatus place ticket conversation open/> })
            }}
        </span>
    }
}

/// The arrow beside Send: the statuses of the ticket's pipeline. Choosing one sends the reply and sets it, in one
/// action (REP-09), after what the status asks for was asked (REP-10).
#[component]
fn SendAndSetStatus(
    place: Place,
    ticket: TicketId,
    conversation: ConversationId,
    /// Whether the editor is open on a phone.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = StoredValue::new(use_help_desk());
    let asking = use_asking();
    let send = move |status: StatusId| {
        let help_desk = help_desk.get_value();
        let sending = help_desk.clone();
        asking.first(&help_desk, (ticket, status), place, move |properties| {
            give(&sending, place, conversation, Kind::Reply, Some((status, properties)))?;
            open.try_set(false);
            Ok(())
        });
    };
    let statuses = move || {
        let help_desk = help_desk.get_value();
        help_desk.track(Topic::Setup);
        let record = help_desk.ticket(ticket);
        let offered = help_desk.core(|core| record.map(|record| offered(core, &record)).unwrap_or_default());
        let item = |(status, rule): (StatusId, Option<PipelineRule>)| {
            let (label, class) = help_desk.core(|core| status_face(core.setup(), status));
            view! {
                <MenuItem
                    on_choose=Callback::new(move |_| send(status))
                    why_not=rule.map(|rule| say_rule(language, rule))
                >
                    <StatusChip label class/>
                </MenuItem>
            }
        };
        offered.into_iter().map(item).collect_view()
    };
    view! {
        <Menu
            label=Signal::derive(move || say!(language, reply.send_and_set).to_owned())
            weight=Weight::Primary
            face=Icon::Down.draw().into_any()
        >
            <p class="hd-menu__title" role="presentation">{move || say!(language, reply.send_and_set)}</p>
            {statuses}
        </Menu>
    }
}

/// Gives the order with what is written, and keeps the text where a rule refuses it.
fn give(
    help_desk: &HelpDesk,
    place: Place,
    conversation: ConversationId,
    kind: Kind,
    then: Option<(StatusId, Values)>,
) -> Result<(), Rejection> {
    let text = help_desk.drafts().of(conversation, kind).get_untracked();
    let (in_reply_to, attachments) = enclosed_with(help_desk, (conversation, kind));
    let message = MessageId::generate(env::now(), env::entropy());
    let (then_status, properties) = match then {
        Some((status, properties)) => (Some(status), properties),
        None => (None, Vec::new()),
    };
    let command: Command = match kind {
        Kind::Reply => SendReply {
            message,
            conversation,
            in_reply_to,
            recipients: Vec::new(),
            text,
            attachments,
            then_status,
            properties,
            seen: help_desk.seen(conversation),
        }
        .into(),
        Kind::Comment => {
            // Whoever is mentioned is told of a ticket.
            let has_ticket = help_desk.desk(|desk| desk.conversations.get(&conversation)?.ticket()).is_some();
            let named = || help_desk.setup(|setup| mentioned(setup, &text.to_text()).collect());
            let mentions = if has_ticket { untrack(named) } else { BTreeSet::new() };
            AddComment { message, conversation, text, attachments, mentions }.into()
        }
    };
    help_desk.give(command, place)?;
    help_desk.drafts().write(conversation, kind, FormattedText::default());
    help_desk.drafts().beside().clear((conversation, kind));
    Ok(())
}

/// To whom the reply goes: whoever wrote the message that was chosen, else whoever wrote last (REP-04).
#[component]
fn Customer(conversation: ConversationId, enclosed: Enclosed) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let name = Memo::new(move |_| {
        help_desk.track(Topic::Thread(conversation));
        let chosen = enclosed.beside.read().answers;
        let answered = help_desk.desk(|desk| {
            if let Some(chosen) = chosen.and_then(|chosen| desk.messages.get(&chosen)) {
                return Some(chosen.clone());
            }
            let incoming = desk.messages.values().filter(|message| {
                message.conversation == conversation
                    && message.kind == sportello_domain::message::MessageKind::Incoming
            });
            incoming.max_by_key(|message| (message.added_at, message.id)).cloned()
        });
        answered.map(|answered| match answered.author {
            // An own message is answered to those who got it.
            Author::User { .. } => recipients(&answered),
            Author::Contact { .. } => help_desk
                .setup(|setup| help_desk.desk(|desk| say_author(language, setup, desk, &answered.author))),
        })
    });
    move || {
        name.get().map(|name| {
            view! {
                <span class="hd-reply__to">
                    {Icon::Envelope.draw()}
                    <span class="hd-truncate">{say!(language, reply.to, name = name).to_string()}</span>
                </span>
            }
        })
    }
}
