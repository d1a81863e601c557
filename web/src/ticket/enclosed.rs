//! What goes with what is written: its files, and the message that is answered.

use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::html;
use leptos::prelude::*;
use sportello_domain::id::{AttachmentId, ConversationId, MessageId};
use sportello_domain::message::{Attachment, MOST_BYTES};

use crate::failure::say_error;
use crate::language::{Language, say, say_count, use_language};
use crate::people::say_author;
use crate::replica::HelpDesk;
use crate::replica::drafts::Kind;
use crate::replica::drafts::beside::{Beside, DraftFile, FileState};
use crate::replica::topic::{Changed, Topic};
use crate::replica::use_help_desk;
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::time::say_size;

/// What is written now, and what stands beside it.
#[derive(Clone, Copy)]
pub struct Enclosed {
    conversation: ConversationId,
    kind: RwSignal<Kind>,
    /// What stands beside it.
    pub beside: Memo<Beside>,
    /// Whether files are held over the editor.
    pub dragging: RwSignal<bool>,
    help_desk: StoredValue<HelpDesk>,
}

/// Why what is written cannot be sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// Nothing is written, and no file is there (REP-26).
    Empty,
    /// So many files are on their way.
    Loading(u64),
    /// Some file could not be stored.
    Broken,
}

impl Enclosed {
    /// What goes with what is written for a conversation.
    pub fn of(conversation: ConversationId, kind: RwSignal<Kind>) -> Self {
        let help_desk = use_help_desk();
        let drafting = help_desk.clone();
        let beside = Memo::new(move |_| drafting.drafts().beside().of((conversation, kind.get())).get());
        let help_desk = StoredValue::new(help_desk);
        Self { conversation, kind, beside, dragging: RwSignal::new(false), help_desk }
    }

    /// Why it cannot be sent yet, if it cannot; tracked.
    pub fn not_yet(self, says_nothing: bool) -> Option<NotYet> {
        let beside = self.beside.read();
        let mut loading = 0;
        for file in &beside.files {
            match file.state {
                FileState::Loading { .. } => loading += 1,
                FileState::Stored(_) => {}
                FileState::TooLarge | FileState::Gone | FileState::Failed(_) => return Some(NotYet::Broken),
            }
        }
        if loading > 0 {
            return Some(NotYet::Loading(loading));
        }
        (says_nothing && beside.files.is_empty()).then_some(NotYet::Empty)
    }

    /// Adds files to what is written now.
    fn add(self, files: &web_sys::FileList) {
        let draft = (self.conversation, self.kind.get_untracked());
        self.help_desk.with_value(|help_desk| {
            for file in (0..files.length()).filter_map(|at| files.get(at)) {
                help_desk.drafts().beside().add(draft, file);
            }
        });
    }

    /// Takes files that are dragged over the editor.
    pub fn on_drag(self, event: &DragEvent) {
        if has_files(event.data_transfer().as_ref()) {
            event.prevent_default();
            self.dragging.set(true);
        }
    }

    /// Takes files that are dropped on the editor.
    pub fn on_drop(self, event: &DragEvent) {
        self.dragging.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files())
            && files.length() > 0
        {
            event.prevent_default();
            self.add(&files);
        }
    }

    /// Takes a picture that is pasted. What has a text too is pasted as that: a piece of a table, for example.
    pub fn on_paste(self, event: &ClipboardEvent) {
        let Some(data) = event.clipboard_data() else { return };
        let has_text = data.get_data("text/plain").is_ok_and(|text| !text.is_empty());
        if let Some(files) = data.files().filter(|files| files.length() > 0 && !has_text) {
            event.prevent_default();
            self.add(&files);
        }
    }

    /// Says what is to be known before it can be sent; tracked.
    pub fn hint(self, language: Language, not_yet: Option<NotYet>) -> String {
        match not_yet {
            None => say!(language, reply.draft_kept).to_owned(),
            Some(NotYet::Empty) => String::new(),
            Some(NotYet::Loading(count)) => say_count!(language, count, reply.wait_for_files),
            Some(NotYet::Broken) => say!(language, reply.files_not_there).to_owned(),
        }
    }
}

/// Which message is answered with a draft, and the files that go with it, which the rules look at from now on.
pub fn enclosed_with(
    help_desk: &HelpDesk,
    draft: (ConversationId, Kind),
) -> (Option<MessageId>, Vec<AttachmentId>) {
    let beside = help_desk.drafts().beside().of(draft);
    let beside = beside.read_untracked();
    let files: Vec<Attachment> = beside.stored().cloned().collect();
    let ids = files.iter().map(|file| file.id).collect();
    help_desk.learn(|core| {
        for file in files {
            core.learn_file(file);
        }
        Changed::new()
    });
    (beside.answers, ids)
}

fn has_files(data: Option<&web_sys::DataTransfer>) -> bool {
    data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// The button by which files are chosen.
#[component]
pub fn AttachButton(
    /// What is written.
    enclosed: Enclosed,
) -> impl IntoView {
    let language = use_language();
    let chooser = NodeRef::<html::Input>::new();
    let choose = Callback::new(move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    });
    let on_change = move |_| {
        let Some(chooser) = chooser.get_untracked() else { return };
        if let Some(files) = chooser.files() {
            enclosed.add(&files);
        }
        // So that the same file can be chosen again.
        chooser.set_value("");
    };
    view! {
        <Button weight=Weight::Quiet on_press=choose label=Signal::derive(move || say!(language, reply.attach).to_owned())>
            {Icon::Clip.draw()}
        </Button>
        <input
            type="file"
            multiple
            hidden
            aria-label=move || say!(language, reply.attach)
            node_ref=chooser
            on:change=on_change
        />
    }
}

/// The files of what is written, each with how far it is.
#[component]
pub fn EnclosedFiles(
    /// What is written.
    enclosed: Enclosed,
) -> impl IntoView {
    let language = use_language();
    let keys = move || enclosed.beside.read().files.iter().map(|file| file.key).collect::<Vec<_>>();
    view! {
        <Show when=move || !enclosed.beside.read().files.is_empty()>
            <ul class="hd-files hd-reply__files" aria-label=move || say!(language, reply.attached)>
                <For each=keys key=|key| *key let:key>
                    <EnclosedFile enclosed key/>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn EnclosedFile(enclosed: Enclosed, key: u32) -> impl IntoView {
    let language = use_language();
    let file = Memo::new(move |_| enclosed.beside.read().files.iter().find(|file| file.key == key).cloned());
    // The kind of an entry stays while its editor turns to another.
    let draft = (enclosed.conversation, enclosed.kind.get_untracked());
    let retry = Callback::new(move |_| {
        enclosed.help_desk.with_value(|help_desk| help_desk.drafts().beside().send(draft, key));
    });
    let remove = Callback::new(move |_| {
        enclosed.help_desk.with_value(|help_desk| help_desk.drafts().beside().remove(draft, key));
    });
    let name = move || file.read().as_ref().map(|file| file.name.clone()).unwrap_or_default();
    let broken = move || file.read().as_ref().and_then(|file| say_fault(language, file));
    let failed = Memo::new(move |_| {
        matches!(file.read().as_ref(), Some(DraftFile { state: FileState::Failed(_), .. }))
    });
    let percent = Memo::new(move |_| {
        if let Some(DraftFile { state: FileState::Loading { percent }, .. }) = file.read().as_ref() {
            Some(*percent)
        } else {
            None
        }
    });
    let size = move || file.read().as_ref().map(|file| say_size(language.code(), file.size));
    view! {
        <li class="hd-file" class:hd-file--broken=move || broken().is_some()>
            {Icon::File.draw()} <span class="hd-truncate">{name}</span>
            <span class="hd-soft hd-number">{size}</span>
            {move || {
                percent
                    .get()
                    .map(|percent| {
                        view! {
                            <progress
                                max="100"
                                value=percent
                                aria-label=move || say!(language, reply.loading_file, name = name()).to_string()
                            ></progress>
                        }
                    })
            }}
            <span role="status">{broken}</span>
            <Show when=move || failed.get()>
                <Button
                    weight=Weight::Quiet
                    on_press=retry
                    label=Signal::derive(move || say!(language, reply.retry_file, name = name()).to_string())
                >
                    {Icon::Again.draw()}
                </Button>
            </Show>
            <Button
                weight=Weight::Quiet
                on_press=remove
                label=Signal::derive(move || say!(language, reply.remove_file, name = name()).to_string())
            >
                {Icon::Cross.draw()}
            </Button>
        </li>
    }
}

/// Says why a file is not there, where it is not.
fn say_fault(language: Language, file: &DraftFile) -> Option<String> {
    match &file.state {
        FileState::Loading { .. } | FileState::Stored(_) => None,
        FileState::TooLarge => {
            let max = say_size(language.code(), MOST_BYTES);
            Some(say!(language, reply.file_too_large, max = max).to_string())
        }
        FileState::Gone => Some(say!(language, reply.file_gone).to_owned()),
        FileState::Failed(error) => Some(say_error(language, error)),
    }
}

/// Says which message is answered, where one was chosen, and lets the newest be answered again.
#[component]
pub fn Answered(
    /// What is written.
    enclosed: Enclosed,
) -> impl IntoView {
    let language = use_language();
    let conversation = enclosed.conversation;
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let answered = Memo::new(move |_| {
        let message = enclosed.beside.read().answers?;
        reading.track(Topic::Thread(conversation));
        let Some((author, text)) = reading.core(|core| core.beginning_of(conversation, message)) else {
            return Some((say!(language, reply.answers_earlier).to_owned(), String::new()));
        };
        let name = reading.setup(|setup| reading.desk(|desk| say_author(language, setup, desk, &author)));
        Some((say!(language, reply.answers, name = name).to_string(), text))
    });
    let newest = Callback::new(move |_| {
        help_desk.drafts().beside().answer((conversation, Kind::Reply), None);
    });
    move || {
        let (said, text) = answered.get().filter(|_| enclosed.kind.get() == Kind::Reply)?;
        Some(view! {
            <div class="hd-reply__answered">
                {Icon::Reply.draw()} <span>{said}</span>
                <span class="hd-soft hd-truncate">{text}</span>
                <Button
                    weight=Weight::Quiet
                    on_press=newest
                    label=Signal::derive(move || say!(language, reply.answer_newest).to_owned())
                >
                    {Icon::Cross.draw()}
                </Button>
            </div>
        })
    }
}
