//! The properties that admins define: what they are called and what values they take.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::property::{PropertyDefinition, PropertyKind, PropertyName, SaveProperty};
use sportello_domain::rejection::Rejection;

use crate::failure::say_rejection;
use crate::language::{Language, say, use_language};
use crate::replica::{Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::{Dialog, open_while_about};
use crate::ui::icon::Icon;
use crate::ui::panel::WrongNote;
use crate::ui::select::Select;
use crate::ui::text_field::{TextField, Words};

/// What the dialog is about: a property that is there, or a new one.
type Edited = Option<PropertyDefinition>;

/// Shows the defined properties.
#[component]
pub fn PropertySettings() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let editing = RwSignal::new(None::<Edited>);
    let definitions = Memo::new(move |_| {
        let mut all: Vec<_> = help_desk.setup(|setup| setup.properties.values().cloned().collect());
        all.sort_by_key(|definition| (definition.archived, definition.label.to_lowercase()));
        all
    });
    let rows = move || {
        let rows = definitions.get().into_iter().map(|definition| view! { <Row definition editing/> });
        rows.collect_view()
    };
    view! {
        <p class="hd-soft">{move || say!(language, properties.text)}</p>
        <Show
            when=move || !definitions.read().is_empty()
            fallback=move || view! { <p>{move || say!(language, properties.empty)}</p> }
        >
            <ul class="hd-definitions">{rows}</ul>
        </Show>
        <div>
            <Button on_press=Callback::new(move |_| editing.set(Some(None)))>
                {Icon::Plus.draw()} {move || say!(language, properties.new)}
            </Button>
        </div>
        <DefinitionDialog editing/>
    }
}

#[component]
fn Row(definition: PropertyDefinition, editing: RwSignal<Option<Edited>>) -> impl IntoView {
    let language = use_language();
    let (label, name) = (definition.label.clone(), definition.name.to_string());
    let called = label.clone();
    let kind = kind_of(&definition.kind);
    let archived = definition.archived;
    view! {
        <li class="hd-definitions__row">
            <span class="hd-definitions__what">
                <span class="hd-definitions__label">{label}</span>
                <span class="hd-soft">{move || say_kind(language, kind)}</span>
                <code class="hd-soft">{name}</code>
                {archived.then(|| view! { <span class="hd-soft">{move || say!(language, properties.archived)}</span> })}
            </span>
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || format!("{}: {called}", say!(language, properties.edit)))
                on_press=Callback::new(move |_| editing.set(Some(Some(definition.clone()))))
            >
                {Icon::Pencil.draw()}
            </Button>
        </li>
    }
}

/// The kinds, by the words that the field of kinds has for them.
const KINDS: [&str; 9] =
    ["text", "long_text", "number", "date", "date_time", "yes_no", "choice", "choices", "user"];

fn kind_of(kind: &PropertyKind) -> &'static str {
    match kind {
        PropertyKind::Text => "text",
        PropertyKind::LongText => "long_text",
        PropertyKind::Number => "number",
        PropertyKind::Date => "date",
        PropertyKind::DateTime => "date_time",
        PropertyKind::YesNo => "yes_no",
        PropertyKind::Choice { .. } => "choice",
        PropertyKind::Choices { .. } => "choices",
        PropertyKind::User => "user",
    }
}

fn say_kind(language: Language, kind: &str) -> &'static str {
    match kind {
        "long_text" => say!(language, properties.kind_long_text),
        "number" => say!(language, properties.kind_number),
        "date" => say!(language, properties.kind_date),
        "date_time" => say!(language, properties.kind_date_time),
        "yes_no" => say!(language, properties.kind_yes_no),
        "choice" => say!(language, properties.kind_choice),
        "choices" => say!(language, properties.kind_choices),
        "user" => say!(language, properties.kind_user),
        _ => say!(language, properties.kind_text),
    }
}

#[component]
fn DefinitionDialog(editing: RwSignal<Option<Edited>>) -> impl IntoView {
    let language = use_language();
    let open = open_while_about(editing);
    let title = Signal::derive(move || {
        let title = match &*editing.read() {
            Some(Some(_)) => say!(language, properties.edit),
            Some(None) | None => say!(language, properties.new),
        };
        title.to_owned()
    });
    view! {
        <Dialog open title>
            {move || editing.get().map(|edited| view! { <Form edited open/> })}
        </Dialog>
    }
}

/// What is typed and chosen so far.
#[derive(Clone, Copy)]
struct Fields {
    label: RwSignal<String>,
    name: RwSignal<String>,
    kind: RwSignal<String>,
    /// One option a line.
    options: RwSignal<String>,
    archived: RwSignal<bool>,
}

impl Fields {
    fn of(edited: &Edited) -> Self {
        let text = |read: fn(&PropertyDefinition) -> String| {
            RwSignal::new(edited.as_ref().map(read).unwrap_or_default())
        };
        let options =
            |definition: &PropertyDefinition| definition.kind.options().unwrap_or_default().join("\n");
        Self {
            label: text(|definition| definition.label.clone()),
            name: text(|definition| definition.name.to_string()),
            kind: RwSignal::new(edited.as_ref().map_or("text", |it| kind_of(&it.kind)).to_owned()),
            options: text(options),
            archived: RwSignal::new(edited.as_ref().is_some_and(|definition| definition.archived)),
        }
    }

    fn definition(self) -> PropertyDefinition {
        let options = || self.options.read_untracked().lines().map(str::to_owned).collect();
        let kind = match self.kind.read_untracked().as_str() {
            "long_text" => PropertyKind::LongText,
            "number" => PropertyKind::Number,
            "date" => PropertyKind::Date,
            "date_time" => PropertyKind::DateTime,
            "yes_no" => PropertyKind::YesNo,
            "choice" => PropertyKind::Choice { options: options() },
            "choices" => PropertyKind::Choices { options: options() },
            "user" => PropertyKind::User,
            _ => PropertyKind::Text,
        };
        PropertyDefinition {
            name: PropertyName::from(self.name.read_untracked().as_str()),
            label: self.label.get_untracked(),
            kind,
            archived: self.archived.get_untracked(),
        }
    }
}

#[component]
fn Form(edited: Edited, open: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let fields = Fields::of(&edited);
    let is_new = edited.is_none();
    // Until somebody types a name of their own, it follows the label.
    let named = RwSignal::new(!is_new);
    let refused = RwSignal::new(None::<Rejection>);
    let save =
        move || match help_desk.give(SaveProperty { definition: fields.definition() }, Place::Workspace) {
            Ok(()) => open.set(false),
            Err(rejection) => {
                help_desk.forget_refusal(Place::Workspace); // It is told here, above what is typed.
                refused.set(Some(rejection));
            }
        };
    let archive = {
        let save = save.clone();
        Callback::new(move |_| {
            fields.archived.update(|archived| *archived = !*archived);
            save();
        })
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save();
    };
    let kinds = Signal::derive(move || {
        KINDS.map(|kind| (kind.to_owned(), say_kind(language, kind).to_owned())).to_vec()
    });
    let on_label = move |label: String| {
        if !named.get_untracked() {
            fields.name.set(name_from(&label));
        }
        fields.label.set(label);
    };
    let archive_label = move || {
        if fields.archived.get() {
            say!(language, properties.restore)
        } else {
            say!(language, properties.archive)
        }
    };
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <TextField
                label=Signal::derive(move || say!(language, properties.label).to_owned())
                value=fields.label
                on_input=Callback::new(on_label)
                required=true
                autofocus=true
            />
            <Show when=move || is_new>
                <TextField
                    label=Signal::derive(move || say!(language, properties.name).to_owned())
                    value=fields.name
                    on_input=Callback::new(move |typed| {
                        named.set(true);
                        fields.name.set(typed);
                    })
                    required=true
                    words=Words::Names
                    hint=Signal::derive(move || say!(language, properties.name_text).to_owned())
                />
                <Select
                    label=Signal::derive(move || say!(language, properties.kind).to_owned())
                    choices=kinds
                    value=fields.kind
                />
            </Show>
            <Show when=move || matches!(fields.kind.read().as_str(), "choice" | "choices")>
                <label class="hd-field">
                    <span class="hd-field__label">{move || say!(language, properties.options)}</span>
                    <textarea
                        class="hd-field__input hd-field__input--text"
                        rows="5"
                        prop:value=move || fields.options.get()
                        on:input:target=move |event| fields.options.set(event.target().value())
                    ></textarea>
                </label>
            </Show>
            <div class="hd-form__foot">
                <Show when=move || !is_new>
                    <Button weight=Weight::Quiet on_press=archive>{archive_label}</Button>
                </Show>
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
            </div>
        </form>
    }
}

/// A name that programs can write, from a label: `Order number` gives `order_number`.
fn name_from(label: &str) -> String {
    let letters = label.trim().to_lowercase();
    let plain = letters.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' });
    let name: String =
        plain.skip_while(|letter| !letter.is_ascii_alphabetic()).take(PropertyName::MAX).collect();
    name.trim_end_matches('_').to_owned()
}
