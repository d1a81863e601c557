//! Printing a conversation: what goes with it, how it will look, and the sheet itself (PRN-01 to PRN-07).

use leptos::portal::Portal;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::contact::Contact;
use sportello_domain::id::{ConversationId, TicketId};
use sportello_domain::mail::{Part as Quotation, fold};
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{MessageView, ThreadEntry};
use sportello_domain::workspace::Column;

use super::editor::draw::Formatted;
use super::message::recipients;
use crate::failure::say_error;
use crate::language::{say, use_language};
use crate::parts;
use crate::people::say_author;
use crate::property::say_value;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, use_help_desk};
use crate::server::ServerError;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::{Dialog, DialogPlace};
use crate::ui::icon::Icon;
use crate::ui::panel::PanelState;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::tick::TickBox;
use crate::ui::time::say_in_full;
use crate::workspace::table::columns::say_column;

/// Shows the dialog while `open` is true.
#[component]
pub fn PrintDialog(
    /// The ticket.
    id: TicketId,
    /// The conversation that is shown, and so the one that is printed (PRN-06).
    conversation: Memo<Option<ConversationId>>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    view! {
        <Dialog
            open
            place=DialogPlace::Wide
            title=Signal::derive(move || say!(language, print.title).to_owned())
        >
            {move || {
                let conversation = conversation.get().filter(|_| open.get())?;
                Some(parts::print_conversation(id, conversation))
            }}
        </Dialog>
    }
}

/// How far the thread is: all of it is printed.
#[derive(Clone, Debug, PartialEq)]
enum Thread {
    Loading,
    Whole,
    Failed(ServerError),
}

/// What is chosen for the sheet.
#[derive(Clone, Copy)]
struct Sheet {
    ticket: TicketId,
    conversation: ConversationId,
    /// The properties above the conversation, in the order in which they are offered.
    properties: RwSignal<Vec<Column>>,
    /// Whether what messages quote is printed in full.
    quoted: RwSignal<bool>,
}

/// What is chosen, how it will look, and the button that prints it.
#[component]
pub fn PrintConversation(
    /// The ticket.
    id: TicketId,
    /// The conversation.
    conversation: ConversationId,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let properties = RwSignal::new(Column::printed());
    let sheet = Sheet { ticket: id, conversation, properties, quoted: RwSignal::new(false) };
    let thread = RwSignal::new(Thread::Loading);
    let loading = help_desk.clone();
    let load = Callback::new(move |()| {
        let help_desk = loading.clone();
        thread.set(Thread::Loading);
        spawn_local(async move {
            // It may be closed when the answer comes.
            let _ = thread.try_set(match load_whole(&help_desk, conversation).await {
                Ok(()) => Thread::Whole,
                Err(error) => Thread::Failed(error),
            });
        });
    });
    load.run(());
    let preview = move || {
        match thread.get() {
        Thread::Loading => {
            let label = Signal::derive(move || say!(language, thread.loading).to_owned());
            view! { <SkeletonRows count=4 label/> }.into_any()
        }
        Thread::Failed(error) => view! {
            <PanelState
                icon=Icon::Warning
                title=Signal::derive(move || say!(language, thread.failed).to_owned())
                text=Signal::derive(move || say_error(language, &error))
                remedy=(Signal::derive(move || say!(language, common.retry).to_owned()), load)
            />
        }
        .into_any(),
        // What is printed stands beside the app, where no window cuts it off.
        Thread::Whole => view! {
            <div class="hd-print__preview" role="region" tabindex="0" aria-label=move || say!(language, print.preview)>
                <PrintedSheet sheet/>
            </div>
            <Portal>
                <div class="hd-printed">
                    <PrintedSheet sheet/>
                </div>
            </Portal>
        }
        .into_any(),
    }
    };
    let print = move |_| {
        // Fails where the browser cannot print; then nothing is to be said that it does not say itself.
        let _ = window().print();
    };
    view! {
        <PropertyChoice properties/>
        {preview}
        <div class="hd-form__foot hd-print__foot">
            <TickBox
                label=Signal::derive(move || say!(language, print.quoted).to_owned())
                ticked=sheet.quoted
                on_change=Callback::new(move |ticked| sheet.quoted.set(ticked))
            />
            <span class="hd-ticket__spacer"></span>
            <button
                type="button"
                class=Weight::Primary.class()
                disabled=move || thread.get() != Thread::Whole
                on:click=print
            >
                {move || say!(language, print.submit)}
            </button>
        </div>
    }
}

/// Loads what is not here yet of a thread.
async fn load_whole(help_desk: &HelpDesk, conversation: ConversationId) -> Result<(), ServerError> {
    if help_desk.core(|core| core.thread(conversation).is_none()) {
        help_desk.load_thread(conversation).await?;
    }
    while help_desk.core(|core| core.earlier(conversation).is_some()) {
        help_desk.load_earlier(conversation).await?;
    }
    Ok(())
}

/// The properties that may be printed with the conversation (PRN-03, PRN-04).
#[component]
fn PropertyChoice(properties: RwSignal<Vec<Column>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let offered = StoredValue::new(help_desk.core(|core| offered(Column::all(core.setup()))));
    let put = move |column: &Column, ticked: bool| {
        let wanted = |other: &Column| {
            if other == column { ticked } else { properties.read_untracked().contains(other) }
        };
        let wanted = offered.with_value(|offered| offered.iter().filter(|it| wanted(it)).cloned().collect());
        properties.set(wanted);
    };
    let boxes = offered.get_value().into_iter().map(|column| {
        let label = help_desk.core(|core| say_column(language, core.setup(), &column));
        let shown = column.clone();
        view! {
            <TickBox
                label=Signal::stored(label)
                ticked=Signal::derive(move || properties.read().contains(&shown))
                on_change=Callback::new(move |ticked| put(&column, ticked))
            />
        }
    });
    view! {
        <details class="hd-print__choice">
            <summary>
                {move || say!(language, print.properties)} " "
                <span class="hd-chip">{move || properties.read().len().to_string()}</span>
            </summary>
            <div class="hd-print__boxes">{boxes.collect_view()}</div>
            <Button on_press=Callback::new(move |_| properties.set(Vec::new()))>
                {move || say!(language, print.clear)}
            </Button>
        </details>
    }
}

/// All of them, those first that are printed unless somebody chooses.
fn offered(all: Vec<Column>) -> Vec<Column> {
    let mut offered = Column::printed();
    // A column is too narrow for it, a sheet is not.
    for column in std::iter::once(Column::from(BuiltIn::Description)).chain(all) {
        if !offered.contains(&column) {
            offered.push(column);
        }
    }
    offered
}

/// The sheet as it is printed: the properties, then what the customer and the desk wrote.
#[component]
fn PrintedSheet(sheet: Sheet) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (naming, reading) = (help_desk.clone(), help_desk.clone());
    let properties = move || {
        let ticket = naming.ticket(sheet.ticket)?;
        let row = |column: &Column| {
            let name = naming.setup(|setup| say_column(language, setup, column));
            let value = match column {
                Column::Contact => Some(names(&naming, ticket.contacts.iter().copied())),
                Column::Property(property) => ticket
                    .value(property)
                    .map(|value| naming.setup(|setup| say_value(language, setup, &value))),
            };
            let value = value.filter(|value| !value.is_empty());
            let value = value.unwrap_or_else(|| say!(language, property.unset).to_owned());
            view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
        };
        let rows: Vec<_> = sheet.properties.read().iter().map(row).collect();
        (!rows.is_empty()).then(|| view! { <dl class="hd-sheet__properties">{rows}</dl> })
    };
    let messages = move || {
        reading.track(Topic::Thread(sheet.conversation));
        let entries = reading.core(|core| core.thread(sheet.conversation)).unwrap_or_default();
        let written = entries.into_iter().filter_map(|entry| match entry {
            ThreadEntry::Message(view) if view.message.kind.reaches_customer() => Some(*view),
            ThreadEntry::Message(_) | ThreadEntry::Happening { .. } => None,
        });
        written.map(|view| view! { <PrintedMessage view quoted=sheet.quoted/> }).collect_view()
    };
    view! { <div class="hd-sheet">{properties} {messages}</div> }
}

/// What some contacts are called, beside how they are reached.
fn names(help_desk: &HelpDesk, contacts: impl Iterator<Item = sportello_domain::id::ContactId>) -> String {
    help_desk.desk(|desk| {
        let named = contacts.filter_map(|contact| desk.contacts.get(&contact)).map(Contact::display_name);
        named.collect::<Vec<_>>().join(", ")
    })
}

#[component]
fn PrintedMessage(view: MessageView, quoted: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let MessageView { message, text, formatted, attachments, .. } = view;
    let author = help_desk.core(|core| say_author(language, core.setup(), core.desk(), &message.author));
    let to = recipients(&message);
    let body = if let Some(text) = formatted {
        view! { <Formatted text names=Vec::new()/> }.into_any()
    } else {
        let parts = move || {
            let parts = fold(&text).into_iter().map(|part| match part {
                Quotation::Said(said) => view! { <p>{said.trim_matches('\n').to_owned()}</p> }.into_any(),
                Quotation::Quoted(text) if quoted.get() => {
                    view! { <blockquote>{text.trim_matches('\n').to_owned()}</blockquote> }.into_any()
                }
                Quotation::Quoted(_) => view! { <p class="hd-sheet__left-out">"[…]"</p> }.into_any(),
            });
            parts.collect_view()
        };
        parts.into_any()
    };
    let files: Vec<String> = attachments.into_iter().map(|file| file.name).collect();
    view! {
        <section class="hd-sheet__message">
            <p class="hd-sheet__head">
                <strong>{author}</strong>
                {(!to.is_empty())
                    .then(|| view! { <span>{move || say!(language, thread.to, recipients = to.clone()).to_string()}</span> })}
                <time>{say_in_full(language.code(), message.written_at)}</time>
            </p>
            <div class="hd-sheet__body">{body}</div>
            {(!files.is_empty()).then(|| view! { <p class="hd-sheet__files">{files.join(", ")}</p> })}
        </section>
    }
}
