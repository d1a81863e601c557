//! Creating a ticket by hand.

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use sportello_domain::association::RecordRef;
use sportello_domain::id::{ConversationId, MessageId, PipelineId, StatusId, TicketId};
use sportello_domain::policy;
use sportello_domain::property::{BuiltIn, Priority};
use sportello_domain::protocol::RecordKind;
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::split::SplitTicket;
use sportello_domain::ticket::status::forbidden_for_new;
use sportello_domain::ticket::{CreateTicket, TicketName, TicketNumber};

use super::board::pipelines_by_name;
use super::places::Places;
use crate::contacts::chooser::{Chooser, Picked};
use crate::contacts::face::face;
use crate::env;
use crate::failure::{say_rejection, say_rule};
use crate::language::{Language, say, use_language};
use crate::parts;
use crate::property::say_property;
use crate::replica::core::Replica;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::ticket::asking::{AskedField, AskedFields};
use crate::ui::avatar::Avatar;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::keys::{Shortcut, use_shortcuts};
use crate::ui::panel::WrongNote;
use crate::ui::select::{Choices, Select};
use crate::ui::text_field::TextField;

/// Offers to create a ticket, to whoever may; when it has its number, it opens.
#[component]
pub fn CreateTicketButton() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let may = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| policy::may_create_tickets(setup, &actor).is_ok())
    });
    let open = RwSignal::new(false);
    use_shortcuts(&[Shortcut::Create], move |shortcut| {
        let asked = shortcut == Shortcut::Create && may.get_untracked();
        if asked {
            open.set(true);
        }
        asked
    });
    let created = RwSignal::new(None);
    open_when_numbered(created);
    view! {
        <Show when=move || may.get()>
            <Button
                label=Signal::derive(move || say!(language, create.title).to_owned())
                on_press=Callback::new(move |_| open.set(true))
            >
                {Icon::Plus.draw()} <span class="hd-wide-only">{move || say!(language, create.title)}</span>
            </Button>
        </Show>
        <Dialog open title=Signal::derive(move || say!(language, create.title).to_owned())>
            // Empty again each time.
            <Show when=move || open.get()>
                {parts::ticket_form(open, created, None)}
            </Show>
        </Dialog>
    }
}

/// A new ticket gets its number from the server; then its page can be opened. One that is refused goes away.
pub fn open_when_numbered(created: RwSignal<Option<TicketId>>) {
    let help_desk = use_help_desk();
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let Some(id) = created.get() else { return };
        let number = help_desk.ticket(id).map(|ticket| ticket.number);
        if number != Some(TicketNumber::PENDING) {
            created.set(None);
        }
        if let Some(number) = number.filter(|number| *number != TicketNumber::PENDING) {
            navigate(&places.ticket_route(number.0).href(), leptos_router::NavigateOptions::default());
        }
    });
}

/// The conversation for which a ticket is created, and what the form takes from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The conversation. Its customers are the ticket's contacts.
    pub conversation: ConversationId,
    /// The messages of it that are split off for the ticket; none where it gets the whole conversation.
    pub messages: BTreeSet<MessageId>,
    /// What the ticket may be called.
    pub name: String,
    /// The pipeline of its channel.
    pub pipeline: Option<PipelineId>,
}

/// What is typed and chosen so far.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    pipeline: RwSignal<String>,
    status: RwSignal<String>,
    contact: RwSignal<Option<Picked>>,
    asked: RwSignal<Vec<AskedField>>,
    conversation: Option<ConversationId>,
    messages: StoredValue<BTreeSet<MessageId>>,
}

impl Fields {
    fn start(setup: &Setup, about: Option<About>) -> Self {
        let named = about.as_ref().and_then(|about| about.pipeline);
        let pipeline = named.unwrap_or(setup.default_pipeline);
        let status = first_status(setup, pipeline);
        Self {
            conversation: about.as_ref().map(|about| about.conversation),
            messages: StoredValue::new(
                about.as_ref().map(|about| about.messages.clone()).unwrap_or_default(),
            ),
            name: RwSignal::new(about.map(|about| about.name).unwrap_or_default()),
            pipeline: RwSignal::new(pipeline.to_string()),
            asked: RwSignal::new(asked(setup, &status, &[])),
            status: RwSignal::new(status),
            contact: RwSignal::new(None),
        }
    }

    /// The order, with a new id. The rules say whether it may be (CRE-07, CRE-19).
    fn command(self) -> CreateTicket {
        let mut command = CreateTicket {
            ticket: TicketId::generate(env::now(), env::entropy()),
            name: self.name.get_untracked(),
            pipeline: self.pipeline.read_untracked().parse().ok(),
            status: self.status.read_untracked().parse().ok(),
            owner: None,
            priority: None,
            category: None,
            description: None,
            contacts: [].into(),
            conversation: self.conversation,
            properties: Vec::new(),
        };
        for (property, value) in AskedField::values(&self.asked.read_untracked()) {
            // What the ticket starts with is no change of it.
            match BuiltIn::named(&property) {
                Some(BuiltIn::Owner) => command.owner = value.parse().ok(),
                Some(BuiltIn::Priority) => command.priority = Priority::named(&value),
                Some(BuiltIn::Category) => command.category = Some(value),
                Some(BuiltIn::Description) => command.description = Some(value),
                Some(_) | None => command.properties.push((property, value)),
            }
        }
        command
    }

    /// The order by which messages become the ticket, where some are split off.
    fn split(self, command: &CreateTicket) -> Option<SplitTicket> {
        let (conversation, messages) = (self.conversation?, self.messages.get_value());
        (!messages.is_empty()).then(|| SplitTicket {
            conversation,
            messages,
            new_conversation: ConversationId::generate(env::now(), env::entropy()),
            new_ticket: CreateTicket { conversation: None, ..command.clone() },
        })
    }
}

/// What the form asks for, and what the status asks for beside it.
fn asked(setup: &Setup, status: &str, typed: &[AskedField]) -> Vec<AskedField> {
    let status = status.parse().ok().and_then(|status| setup.status(status));
    AskedField::for_new(&setup.ticket_form(), status, typed)
}

/// The status in which a ticket of a pipeline starts, unless another is chosen.
fn first_status(setup: &Setup, pipeline: PipelineId) -> String {
    let first = setup.pipelines.get(&pipeline).and_then(|pipeline| pipeline.first_for_new());
    first.map(|status| status.id.to_string()).unwrap_or_default()
}

/// The form of a new ticket, which closes itself and says which ticket it made.
pub fn ticket_form(
    open: RwSignal<bool>,
    created: RwSignal<Option<TicketId>>,
    about: Option<About>,
) -> AnyView {
    view! { <Form open created about/> }.into_any()
}

#[component]
fn Form(open: RwSignal<bool>, created: RwSignal<Option<TicketId>>, about: Option<About>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let fields = help_desk.core(|core| Fields::start(core.setup(), about));
    let refused = RwSignal::new(None::<Rejection>);
    let name_field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = name_field.get() {
            let _ = field.focus();
        }
    });
    let saying = help_desk.clone();
    let (pipelines, statuses) = choices(&help_desk, fields);
    let giving = help_desk.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let command = fields.command();
        let ticket = command.ticket;
        // A contact is made for a ticket that can be.
        let named = TicketName::try_from(command.name.clone()).is_ok();
        let contact = fields.contact.get_untracked().filter(|_| named);
        let given = match contact.map(|picked| picked.record(RecordKind::Contact)) {
            Some((RecordRef::Contact(contact), make)) => {
                make.map_or(Ok(()), |make| giving.give(make, Place::Workspace)).and_then(|()| {
                    // Tried again, it is the same one.
                    fields.contact.set(Some(Picked::Known(RecordRef::Contact(contact))));
                    let command = CreateTicket { contacts: [contact].into(), ..command };
                    giving.give(command, Place::Workspace)
                })
            }
            Some(_) | None => match fields.split(&command) {
                Some(split) => giving.give(split, Place::Workspace),
                None => giving.give(command, Place::Workspace),
            },
        };
        match given {
            Ok(()) => {
                created.set(Some(ticket));
                open.set(false);
            }
            Err(rejection) => {
                // It is told here, beside what is typed.
                giving.forget_refusal(Place::Workspace);
                refused.set(Some(rejection));
                if let Some(field) = name_field.get_untracked() {
                    let _ = field.focus();
                }
            }
        }
    };
    // Another pipeline has other statuses.
    let on_pipeline = Callback::new(move |pipeline: String| {
        let first = pipeline.parse().ok().map(|id| help_desk.core(|core| first_status(core.setup(), id)));
        fields.status.set(first.unwrap_or_default());
    });
    // Another status asks for other things.
    let asking = use_help_desk();
    Effect::watch(
        move || fields.status.get(),
        move |status, _, _| {
            let typed = fields.asked.get_untracked();
            fields.asked.set(asking.core(|core| asked(core.setup(), status, &typed)));
        },
        false,
    );
    let why_not = not_for_new_tickets(use_help_desk());
    let name_is_wrong = Signal::derive(move || {
        let wrong = refused.get().filter(is_about_name);
        wrong.map(|rejection| say_rejection(language, &rejection))
    });
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || {
                let elsewhere = refused.get().filter(|rejection| !is_about_name(rejection));
                elsewhere.map(|rejection| view! { <WrongNote text=say_wrong(language, &saying, &rejection)/> })
            }}
            <TextField
                label=Signal::derive(move || say!(language, ticket.name).to_owned())
                value=fields.name
                on_input=Callback::new(move |typed| fields.name.set(typed))
                required=true
                wrong=name_is_wrong
                node_ref=name_field
            />
            <div class="hd-form__pair">
                <Select label=Signal::derive(move || say!(language, layout.pipeline).to_owned()) choices=pipelines value=fields.pipeline on_choose=on_pipeline/>
                <Select label=Signal::derive(move || say!(language, ticket.status).to_owned()) choices=statuses value=fields.status why_not/>
            </div>
            // A conversation brings its customers with it.
            {fields.conversation.is_none().then(|| view! { <ContactField picked=fields.contact/> })}
            <div class="hd-form__pair">{move || view! { <AskedFields fields=fields.asked.get()/> }}</div>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, create.submit)}</button>
            </div>
        </form>
    }
}

/// Why whoever is signed in does not create tickets in a status (PIP-21).
fn not_for_new_tickets(help_desk: HelpDesk) -> Callback<String, Option<String>> {
    let language = use_language();
    Callback::new(move |status: String| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| {
            let rule = forbidden_for_new(setup, &actor, status.parse().ok()?)?;
            Some(say_rule(language, rule))
        })
    })
}

/// Whom the ticket is about: a contact that is there, or a new one by its address.
#[component]
fn ContactField(picked: RwSignal<Option<Picked>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let name = Signal::derive(move || match picked.get() {
        None => None,
        Some(Picked::New(name)) => Some(name),
        Some(Picked::Known(record)) => face(&help_desk, record).map(|face| face.name),
    });
    let remove = Callback::new(move |_| picked.set(None));
    view! {
        <div class="hd-field" role="group" aria-label=move || say!(language, table.contact)>
            <span class="hd-field__label">
                {move || say!(language, table.contact)} " "
                <span class="hd-soft">{move || say!(language, create.optional)}</span>
            </span>
            {move || match name.get() {
                None => view! {
                    <div>
                        <Chooser
                            kind=RecordKind::Contact
                            excluded=Signal::stored(Vec::new())
                            on_choose=Callback::new(move |chosen| picked.set(Some(chosen)))
                        />
                    </div>
                }
                .into_any(),
                Some(name) => view! {
                    <span class="hd-picked">
                        <Avatar name=Signal::stored(name.clone())/>
                        <span class="hd-truncate">{name.clone()}</span>
                        <Button
                            weight=Weight::Quiet
                            label=Signal::derive(move || say!(language, contacts.remove, name = name.clone()).to_string())
                            on_press=remove
                        >
                            {Icon::Cross.draw()}
                        </Button>
                    </span>
                }
                .into_any(),
            }}
        </div>
    }
}

/// What may be chosen: pipelines, and statuses of the one that is chosen.
fn choices(help_desk: &HelpDesk, fields: Fields) -> (Choices, Choices) {
    let reading = help_desk.clone();
    let pipelines = Signal::derive(move || reading.setup(pipelines_by_name));
    let reading = help_desk.clone();
    let statuses = Signal::derive(move || {
        let pipeline: Option<PipelineId> = fields.pipeline.read().parse().ok();
        reading.setup(|setup| {
            let found = pipeline.and_then(|pipeline| setup.pipelines.get(&pipeline));
            let ordered = found.map(|pipeline| pipeline.ordered()).unwrap_or_default();
            let choice = |id: StatusId, label: &str| (id.to_string(), label.to_owned());
            ordered.into_iter().map(|status| choice(status.id, &status.label)).collect()
        })
    });
    (pipelines, statuses)
}

/// Why there is no ticket, with the name of the field that it is about.
fn say_wrong(language: Language, help_desk: &HelpDesk, rejection: &Rejection) -> String {
    let said = say_rejection(language, rejection);
    let Rejection::PropertyMissing { property } = rejection else { return said };
    help_desk.setup(|setup| format!("{}: {said}", say_property(language, setup, property)))
}

/// Whether it is said at the name and not above all fields.
fn is_about_name(rejection: &Rejection) -> bool {
    matches!(rejection, Rejection::PropertyInvalid { property, .. } if *property == BuiltIn::Name.into())
}
