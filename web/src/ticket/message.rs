//! One message or comment. Who speaks is told by side, wash and label together.

use leptos::html;
use leptos::prelude::*;
use sportello_domain::conversation::Conversation;
use sportello_domain::id::{ConversationId, MessageId, UserId};
use sportello_domain::mail::{Part as Quotation, fold};
use sportello_domain::message::{Delivery, Message, MessageKind, RetryDelivery};
use sportello_domain::protocol::{Attachment, MessageView};
use sportello_domain::setup::Setup;
use wasm_bindgen::JsCast;

use super::editor::draw::Formatted;
use super::mention::set_apart;
use super::reply::ReplyTo;
use super::split::{PickBox, Picking};
use super::thread::ThreadEnd;
use crate::language::{Language, say, say_count, use_language};
use crate::people::{say_author, user_name};
use crate::replica::drafts::Kind;
use crate::replica::{Part, Place, use_help_desk};
use crate::server::{Images, attachment_address, body_address};
use crate::ui::avatar::{Avatar, AvatarSize};
use crate::ui::button::Button;
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;
use crate::ui::resize::watch_size;
use crate::ui::time::{say_in_full, say_size, say_when, use_clock};

/// Shows one message.
#[component]
pub fn MessageCard(
    /// The message.
    view: MessageView,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let clock = use_clock();
    let MessageView { message, text, formatted, has_html, attachments } = view;
    let (author, at) = (message.author.clone(), message.written_at);
    let reading = help_desk.clone();
    let name = Memo::new(move |_| {
        reading.setup(|setup| reading.desk(|desk| say_author(language, setup, desk, &author)))
    });
    let class = match message.kind {
        MessageKind::Incoming => "hd-message",
        MessageKind::Outgoing | MessageKind::Welcome => "hd-message hd-message--agent",
        MessageKind::Comment => "hd-message hd-message--comment",
    };
    let sending = message.delivery == Delivery::Sending;
    let picking = use_context::<Picking>();
    let (id, conversation) = (message.id, message.conversation);
    let answerable = matches!(message.kind, MessageKind::Incoming | MessageKind::Outgoing);
    let listed: Vec<Attachment> = attachments.into_iter().filter(|file| !(file.inline && has_html)).collect();
    let body = if has_html {
        view! { <SentBody id=message.id name/> }.into_any()
    } else {
        let names = untrack(|| {
            let name = |setup: &Setup, user: &UserId| (*user, user_name(setup, *user));
            help_desk.setup(|setup| message.mentions.iter().map(|user| name(setup, user)).collect::<Vec<_>>())
        });
        match formatted {
            Some(text) => view! { <Formatted text names/> }.into_any(),
            None => view! { <PlainText text names/> }.into_any(),
        }
    };
    view! {
        <article
            class=class
            class:hd-message--sending=sending
            class:hd-message--picked=move || picking.is_some_and(|picking| picking.has(id))
            id=id.to_string()
            tabindex="-1"
        >
            <Avatar name size=AvatarSize::Large/>
            <div class="hd-message__card">
                <div class="hd-message__head">
                    <PickBox id=message.id kind=message.kind name/>
                    <span class="hd-message__who">{move || name.get()}</span>
                    <KindLabel kind=message.kind recipients=recipients(&message)/>
                    <time
                        class="hd-message__when"
                        datetime=at.to_rfc3339()
                        title=move || say_in_full(language.code(), at)
                    >
                        {move || say_when(language.code(), at, clock.now())}
                    </time>
                    {answerable.then(|| view! { <ReplyButton conversation id/> })}
                </div>
                <div class="hd-message__body">
                    {body} {(!listed.is_empty()).then(|| view! { <Files files=listed/> })}
                </div>
                <DeliveryLine message/>
            </div>
        </article>
    }
}

/// The icon at the top right by which this very message is answered (REP-03).
#[component]
fn ReplyButton(conversation: ConversationId, id: MessageId) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let to = use_context::<ReplyTo>()?;
    let answer = move |_| {
        help_desk.drafts().beside().answer((conversation, Kind::Reply), Some(id));
        to.editor.open(Kind::Reply);
    };
    let label = move || say!(language, thread.answer_this);
    Some(view! {
        <button
            type="button"
            class="hd-button hd-button--quiet hd-message__reply"
            hidden=move || !to.editable.get()
            aria-label=label
            title=label
            on:click=answer
        >
            {Icon::Reply.draw()}
        </button>
    })
}

/// To whom a message goes or went, in one line.
pub fn recipients(message: &Message) -> String {
    message.recipients.iter().map(|recipient| recipient.identifier.value()).collect::<Vec<_>>().join(", ")
}

#[component]
fn KindLabel(kind: MessageKind, recipients: String) -> impl IntoView {
    let language = use_language();
    if kind == MessageKind::Comment {
        return view! {
            <span class="hd-message__kind">{Icon::Note.draw()} {move || say!(language, thread.comment)}</span>
        }
        .into_any();
    }
    let said = move || match kind {
        MessageKind::Incoming => say!(language, thread.customer),
        MessageKind::Outgoing | MessageKind::Welcome | MessageKind::Comment => say!(language, thread.agent),
    };
    let title = recipients.clone();
    view! {
        <span class="hd-chip">{said}</span>
        {(!recipients.is_empty())
            .then(|| {
                view! {
                    <span class="hd-message__to hd-truncate" title=title>
                        {move || say!(language, thread.to, recipients = recipients.clone()).to_string()}
                    </span>
                }
            })}
    }
    .into_any()
}

/// A text as it was written; what it quotes is folded, never cut.
#[component]
fn PlainText(text: String, names: Vec<(UserId, String)>) -> impl IntoView {
    let parts = fold(&text).into_iter().map(|part| match part {
        Quotation::Said(said) => {
            let said = set_apart(said.trim_matches('\n'), &names);
            view! { <p class="hd-message__text">{said}</p> }.into_any()
        }
        Quotation::Quoted(quoted) => view! { <Quoted text=quoted.trim_matches('\n').to_owned()/> }.into_any(),
    });
    parts.collect_view()
}

#[component]
fn Quoted(text: String) -> impl IntoView {
    let language = use_language();
    let open = RwSignal::new(false);
    let id = format!("quoted-{}", next_number());
    let controls = id.clone();
    let label = move || {
        if open.get() { say!(language, thread.hide_quoted) } else { say!(language, thread.show_quoted) }
    };
    view! {
        <div class="hd-fold">
            <button
                type="button"
                class="hd-fold__button"
                aria-expanded=move || open.get().to_string()
                aria-controls=controls
                aria-label=label
                title=label
                on:click=move |_| open.update(|open| *open = !*open)
            >
                "···"
            </button>
            <div id=id hidden=move || !open.get()>
                <p class="hd-fold__quoted">{text}</p>
            </div>
        </div>
    }
}

/// A message as it was sent, in a frame of its own in which nothing runs. The frame is as high as what is in it.
/// Pictures from elsewhere tell their sender that the message was read, so one has to ask for them (XCT-08).
#[component]
fn SentBody(id: MessageId, name: Memo<String>) -> impl IntoView {
    let language = use_language();
    let frame = NodeRef::<html::Iframe>::new();
    let height = RwSignal::new(FrameHeight::Unknown);
    let images = RwSignal::new(Images::Own);
    let blocked = RwSignal::new(0_u64);
    let end = expect_context::<ThreadEnd>();
    let measure = move || {
        if let Some(frame) = frame.get_untracked() {
            height.set(height_of(&frame));
            end.keep();
        }
    };
    let owner = Owner::current().unwrap_or_default();
    let on_load = move |_| {
        let Some(frame) = frame.get_untracked() else { return };
        blocked.set(blocked_images(&frame).unwrap_or_default());
        measure();
        if let Some(page) = name_quotations(&frame, say!(language, thread.show_quoted)) {
            // What is unfolded makes the page higher.
            owner.with(|| watch_size(&page, move |_, _| measure()));
        }
    };
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        let measured = StoredValue::new(frame.client_width());
        // Text that gets less room gets higher.
        watch_size(&frame, move |width, _| {
            if measured.try_get_value().is_some_and(|before| before != width) {
                measured.set_value(width);
                measure();
            }
        });
    });
    let show_images = Callback::new(move |_| images.set(Images::Remote));
    view! {
        <Show when=move || blocked.get() != 0>
            <p class="hd-message__blocked">
                <span>{move || say_count!(language, blocked.get(), thread.images_blocked)}</span>
                <Button on_press=show_images>{move || say!(language, thread.show_images)}</Button>
            </p>
        </Show>
        <iframe
            class="hd-message__frame"
            class:hd-message__frame--scrolls=move || height.get() == FrameHeight::Closed
            src=move || body_address(id, images.get())
            // Nothing in it runs; the page may look in, to make it as high as it is.
            sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
            title=move || say!(language, thread.frame_title, name = name.get()).to_string()
            node_ref=frame
            on:load=on_load
            style:height=move || match height.get() {
                FrameHeight::Pixels(height) => Some(format!("{height}px")),
                FrameHeight::Unknown | FrameHeight::Closed => None,
            }
        ></iframe>
    }
}

/// How high the frame of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameHeight {
    /// It is being loaded.
    Unknown,
    /// As high as what is in it.
    Pixels(i32),
    /// It may not be looked into: it keeps a height and scrolls.
    Closed,
}

/// How high a frame has to be for what is in it.
fn height_of(frame: &web_sys::HtmlIFrameElement) -> FrameHeight {
    let Some(page) = frame.content_document().and_then(|content| content.document_element()) else {
        return FrameHeight::Closed;
    };
    // What is in a frame is never less high than the frame, so it is made low for as long as it is measured.
    let style = web_sys::HtmlElement::style(frame);
    let before = style.get_property_value("height").unwrap_or_default();
    let _ = style.set_property("height", "0");
    let height = page.scroll_height();
    let _ = style.set_property("height", &before);
    FrameHeight::Pixels(height)
}

/// Names what unfolds quoted text, which the server cannot say in the reader's language. Gives what has a height.
fn name_quotations(frame: &web_sys::HtmlIFrameElement, name: &str) -> Option<web_sys::Element> {
    let page = frame.content_document()?;
    let quotations = page.query_selector_all("summary").ok()?;
    for at in 0..quotations.length() {
        let quotation = quotations.get(at)?.dyn_into::<web_sys::Element>().ok()?;
        let _ = quotation.set_attribute("aria-label", name);
        let _ = quotation.set_attribute("title", name);
    }
    page.body().map(Into::into)
}

/// How many pictures the server left out of a message.
fn blocked_images(frame: &web_sys::HtmlIFrameElement) -> Option<u64> {
    frame.content_document()?.body()?.get_attribute("data-blocked-images")?.parse().ok()
}

#[component]
fn Files(files: Vec<Attachment>) -> impl IntoView {
    let language = use_language();
    view! {
        <ul class="hd-files" aria-label=move || say!(language, thread.attachments)>
            {files.into_iter().map(|file| view! { <li><FileLink file/></li> }).collect_view()}
        </ul>
    }
}

#[component]
fn FileLink(file: Attachment) -> impl IntoView {
    let language = use_language();
    let Attachment { id, name, media_type, size, .. } = file;
    let address = attachment_address(id);
    let alternative = name.clone();
    let picture = is_picture(&media_type).then(|| {
        let source = address.clone();
        view! { <img class="hd-file__image" src=source alt=alternative loading="lazy"/> }
    });
    view! {
        <a class="hd-file" class:hd-file--picture=is_picture(&media_type) href=address target="_blank" rel="noopener" download=(!is_picture(&media_type)).then_some("")>
            {match picture {
                Some(picture) => picture.into_any(),
                None => Icon::File.draw().into_any(),
            }}
            <span class="hd-truncate">{name}</span>
            <span class="hd-soft hd-number">{move || say_size(language.code(), size)}</span>
        </a>
    }
}

/// Whether a browser shows it as a picture in which nothing can run.
fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

/// How the delivery of an outgoing message stands (REP-25).
#[component]
fn DeliveryLine(message: Message) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    if message.kind != MessageKind::Outgoing {
        return None;
    }
    let failed = matches!(message.delivery, Delivery::Failed { .. });
    let (id, conversation) = (message.id, message.conversation);
    let again = Callback::new(move |_| {
        let ticket =
            help_desk.desk(|desk| desk.conversations.get(&conversation).and_then(Conversation::ticket));
        let part = Part::Thread;
        let place = match ticket {
            Some(ticket) => Place::Ticket { ticket, part },
            None => Place::Conversation { conversation, part },
        };
        let _ = help_desk.give(RetryDelivery { message: id }, place);
    });
    let delivery = message.delivery;
    Some(view! {
        <p class="hd-message__foot" class:hd-message__foot--failed=failed role="status">
            <span>{move || say_delivery(language, &delivery)}</span>
            {failed
                .then(|| {
                    view! {
                        <Button on_press=again>{Icon::Again.draw()} {move || say!(language, thread.send_again)}</Button>
                    }
                })}
        </p>
    })
}

fn say_delivery(language: Language, delivery: &Delivery) -> String {
    match delivery {
        Delivery::Sending => say!(language, thread.sending).to_owned(),
        Delivery::Sent => say!(language, thread.sent).to_owned(),
        Delivery::Read => say!(language, thread.read).to_owned(),
        Delivery::Received => say!(language, thread.received).to_owned(),
        Delivery::Failed { error } => {
            say!(language, thread.failed_to_send, reason = error.clone()).to_string()
        }
        Delivery::Internal => String::new(),
    }
}
