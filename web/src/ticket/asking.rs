//! What a status asks for before a ticket comes into it: asked wherever the status is chosen (PIP-12).

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sportello_domain::id::{StatusId, TicketId};
use sportello_domain::pipeline::Status;
use sportello_domain::property::PropertyName;
use sportello_domain::rejection::Rejection;
use sportello_domain::ticket::{ChangeStatus, Ticket, status};
use sportello_domain::workspace::FormField;

use crate::chips::status_face;
use crate::failure::say_rejection;
use crate::language::{say, use_language};
use crate::parts;
use crate::property::PropertyField;
use crate::replica::core::Replica;
use crate::replica::{HelpDesk, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::{Dialog, open_while_about};
use crate::ui::panel::WrongNote;

/// Values of properties, as orders take them.
pub type Values = Vec<(PropertyName, String)>;

/// What is done once everything is known; says what refused it. Not a callback of the page, which may be gone.
type Then = Arc<dyn Fn(Values) -> Result<(), Rejection> + Send + Sync>;

/// Asks for what a status wants to know. One question at a time; the frame shows it.
#[derive(Clone, Copy)]
pub struct Asking(RwSignal<Option<Question>>);

/// What a status asks for, and what is done with the answers.
#[derive(Clone)]
pub struct Question {
    status: StatusId,
    fields: Vec<AskedField>,
    place: Place,
    then: Then,
}

/// One property that a status or a form asks for, with what is typed.
#[derive(Clone)]
pub struct AskedField {
    /// The property.
    pub property: PropertyName,
    required: bool,
    /// The value that the ticket has; nothing for a new one.
    before: String,
    value: ArcRwSignal<String>,
}

impl AskedField {
    /// The fields of a status, filled with what a ticket has.
    pub fn of(status: &Status, ticket: Option<&Ticket>) -> Vec<Self> {
        let field = |asked: &sportello_domain::pipeline::ConditionalProperty| {
            let value = ticket.and_then(|ticket| ticket.value(&asked.property));
            let before = value.map(|value| value.to_text()).unwrap_or_default();
            let value = ArcRwSignal::new(before.clone());
            Self { property: asked.property.clone(), required: asked.required, before, value }
        };
        status.conditional.iter().map(field).collect()
    }

    /// An empty field of a form.
    pub fn empty(property: PropertyName, required: bool) -> Self {
        Self { property, required, before: String::new(), value: ArcRwSignal::default() }
    }

    /// The fields of a new ticket: those of the form, and those of its status after them. What is required by either
    /// is required. Values are kept from `typed`.
    pub fn for_new(form: &[FormField], status: Option<&Status>, typed: &[Self]) -> Vec<Self> {
        let mut fields: Vec<Self> =
            form.iter().map(|field| Self::empty(field.property.clone(), field.required)).collect();
        for asked in status.map(|status| status.conditional.as_slice()).unwrap_or_default() {
            match fields.iter_mut().find(|field| field.property == asked.property) {
                Some(field) => field.required |= asked.required,
                None => fields.push(Self::empty(asked.property.clone(), asked.required)),
            }
        }
        for field in &mut fields {
            if let Some(before) = typed.iter().find(|before| before.property == field.property) {
                field.value = before.value.clone();
            }
        }
        fields
    }

    /// What was given in fields, as far as it is new.
    pub fn values(fields: &[Self]) -> Values {
        let changed = fields.iter().map(|field| (field, field.value.get_untracked()));
        let changed = changed.filter(|(field, value)| *value != field.before);
        changed.map(|(field, value)| (field.property.clone(), value)).collect()
    }
}

/// Returns what asks for the properties of statuses.
pub fn use_asking() -> Asking {
    expect_context()
}

impl Default for Asking {
    fn default() -> Self {
        Self(RwSignal::new(None))
    }
}

impl Asking {
    /// Does something that moves a ticket to a status: at once, or when the properties are given that the status
    /// requires and the ticket lacks. A refusal is told at the place, as always.
    pub fn first(
        self,
        help_desk: &HelpDesk,
        (ticket, status): (TicketId, StatusId),
        place: Place,
        then: impl Fn(Values) -> Result<(), Rejection> + Send + Sync + 'static,
    ) {
        let fields = help_desk.core(|core| {
            let actor = core.actor();
            let desk = core.desk();
            let ticket = desk.tickets.get(&ticket)?;
            match status::refusal(core.setup(), &actor, ticket, status) {
                Some(Rejection::PropertiesRequired { .. }) => {
                    Some(AskedField::of(core.setup().status(status)?, Some(ticket)))
                }
                Some(_) | None => None,
            }
        });
        match fields {
            Some(fields) => self.0.set(Some(Question { status, fields, place, then: Arc::new(then) })),
            None => {
                let _ = then(Vec::new());
            }
        }
    }

    /// Moves a ticket to a status that somebody chose.
    pub fn change_status(self, help_desk: &HelpDesk, ticket: TicketId, status: StatusId, place: Place) {
        let giving = help_desk.clone();
        self.first(help_desk, (ticket, status), place, move |properties| {
            giving.give(ChangeStatus { ticket, status, properties }, place)
        });
    }
}

/// Shows the question that is asked.
#[component]
pub fn AskedDialog() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let Asking(question) = use_asking();
    let open = open_while_about(question);
    let title = Signal::derive(move || {
        let status = question.read().as_ref().map(|question| question.status);
        let label = status.map(|status| help_desk.setup(|setup| status_face(setup, status).0));
        say!(language, property.asked_title, status = label.unwrap_or_default()).to_string()
    });
    view! {
        <Dialog open title>
            {move || question.get().map(|question| parts::asked(question, open))}
        </Dialog>
    }
}

/// The fields of a question.
#[component]
pub fn AskedForm(
    /// The question.
    question: Question,
    /// Whether it is open; an answer that is taken closes it.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let refused = RwSignal::new(None::<Rejection>);
    let Question { fields, place, then, .. } = question;
    let given = fields.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match then(AskedField::values(&given)) {
            Ok(()) => open.set(false),
            Err(rejection) => {
                help_desk.forget_refusal(place); // It is told here, beside what is typed.
                refused.set(Some(rejection));
            }
        }
    };
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            <p class="hd-soft">{move || say!(language, property.asked_text)}</p>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <AskedFields fields/>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, property.asked_save)}</button>
            </div>
        </form>
    }
}

/// Shows the fields of what a status asks for.
#[component]
pub fn AskedFields(
    /// The fields.
    fields: Vec<AskedField>,
) -> impl IntoView {
    let field = |AskedField { property, required, value, .. }: AskedField| {
        view! { <PropertyField property required value=RwSignal::from(value)/> }
    };
    fields.into_iter().map(field).collect_view()
}

/// The statuses of a ticket's pipeline, in order, each with the rule that forbids it, if one does (PIP-21).
pub fn offered(
    core: &Replica,
    ticket: &Ticket,
) -> Vec<(StatusId, Option<sportello_domain::pipeline::PipelineRule>)> {
    let pipeline = core.setup().pipelines.get(&ticket.pipeline);
    let statuses = pipeline.map(|pipeline| pipeline.ordered()).unwrap_or_default();
    let actor = core.actor();
    statuses.into_iter().map(|it| (it.id, status::forbidden(core.setup(), &actor, ticket, it.id))).collect()
}
