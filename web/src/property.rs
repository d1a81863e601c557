//! Properties as people see them: what they are called, and the field in which a value is given.

use leptos::prelude::*;
use sportello_domain::policy;
use sportello_domain::property::{BuiltIn, Priority, PropertyKind, PropertyName, Value};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::TicketSource;

use crate::chips::{say_priority, status_face};
use crate::language::{Language, say, use_language};
use crate::people::{team_name, user_name};
use crate::replica::use_help_desk;
use crate::ui::select::Select;
use crate::ui::text_field::TextField;
use crate::ui::tick::TickBox;
use crate::ui::time::{at_wall_time, say_date, say_in_full, wall_time};

/// What people call a property.
pub fn say_property(language: Language, setup: &Setup, property: &PropertyName) -> String {
    let named = match BuiltIn::named(property) {
        Some(BuiltIn::Name) => say!(language, table.name),
        Some(BuiltIn::Description) => say!(language, create.description),
        Some(BuiltIn::Priority) => say!(language, ticket.priority),
        Some(BuiltIn::Category) => say!(language, property.category),
        Some(BuiltIn::Pipeline) => say!(language, side.pipeline),
        Some(BuiltIn::Status) => say!(language, ticket.status),
        Some(BuiltIn::Owner) => say!(language, ticket.owner),
        Some(BuiltIn::AssignedTeams) => say!(language, property.assigned_teams),
        Some(BuiltIn::CloseDate) => say!(language, property.close_date),
        Some(BuiltIn::Source) => say!(language, side.source),
        Some(BuiltIn::CreatedBy) => say!(language, side.created_by),
        Some(BuiltIn::CreateDate) => say!(language, property.create_date),
        Some(BuiltIn::LastModifiedDate) => say!(language, property.last_modified_date),
        Some(BuiltIn::LastActivityDate) => say!(language, property.last_activity_date),
        Some(BuiltIn::LastContactedDate) => say!(language, property.last_contacted_date),
        Some(BuiltIn::Number) => say!(language, table.number),
        None => {
            let defined = setup.properties.get(property).map(|definition| definition.label.clone());
            return defined.unwrap_or_else(|| property.to_string());
        }
    };
    named.to_owned()
}

/// Where a ticket came from.
pub fn say_source(language: Language, source: TicketSource) -> &'static str {
    match source {
        TicketSource::Email => say!(language, side.email),
        TicketSource::Chat => say!(language, side.chat),
        TicketSource::Form => say!(language, side.form),
        TicketSource::Phone => say!(language, side.phone),
        TicketSource::Channel => say!(language, side.channel),
        TicketSource::Manual => say!(language, side.manual),
        TicketSource::Api => say!(language, side.api),
    }
}

/// The properties for which a status can ask, with what people call them.
pub fn that_may_be_asked_for(language: Language, setup: &Setup) -> Vec<(PropertyName, String)> {
    let built_in = BuiltIn::ALL.into_iter().filter(|it| it.may_be_asked_for()).map(PropertyName::from);
    let defined = setup.properties.values().filter(|definition| !definition.archived);
    let all = built_in.chain(defined.map(|definition| definition.name.clone()));
    all.map(|name| (name.clone(), say_property(language, setup, &name))).collect()
}

/// Who can own a ticket, by name, after nobody: as values of the owner property.
pub fn owner_options(language: Language, setup: &Setup) -> Vec<(String, String)> {
    let users = setup.users.values().filter(|user| policy::may_own_tickets(setup, user.id).is_ok());
    let mut named: Vec<_> = users.map(|user| (user.id.to_string(), user_name(setup, user.id))).collect();
    named.sort_by_key(|(_, name)| name.to_lowercase());
    std::iter::once((String::new(), say!(language, ticket.nobody).to_owned())).chain(named).collect()
}

/// The priorities, after none: as values of the priority property.
pub fn priority_options(language: Language) -> Vec<(String, String)> {
    let named =
        |priority: Priority| (priority.name().to_owned(), say_priority(language, Some(priority)).to_owned());
    let none = (String::new(), say_priority(language, None).to_owned());
    std::iter::once(none).chain(Priority::ALL.map(named)).collect()
}

/// Says a value of a property.
pub fn say_value(language: Language, setup: &Setup, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Date(day) => say_date(language.code(), *day),
        Value::DateTime(at) => say_in_full(language.code(), *at),
        Value::YesNo(yes) => say_yes_or_no(language, *yes).to_owned(),
        Value::Choices(options) => options.join(", "),
        Value::Priority(priority) => say_priority(language, Some(*priority)).to_owned(),
        Value::Pipeline(id) => setup.pipelines.get(id).map(|it| it.name.clone()).unwrap_or_default(),
        Value::Status(status) => status_face(setup, *status).0,
        Value::User(user) => user_name(setup, *user),
        Value::Teams(teams) => {
            teams.iter().map(|team| team_name(setup, *team)).collect::<Vec<_>>().join(", ")
        }
    }
}

fn say_yes_or_no(language: Language, yes: bool) -> &'static str {
    if yes { say!(language, property.yes) } else { say!(language, property.no) }
}

/// A yes and a no: as values of properties.
pub fn yes_no_options(language: Language) -> Vec<(String, String)> {
    [true, false].map(|yes| (Value::YesNo(yes).to_text(), say_yes_or_no(language, yes).to_owned())).into()
}

/// Everybody at the desk, by name: as values of properties.
pub fn user_options(setup: &Setup) -> Vec<(String, String)> {
    let mut named: Vec<_> =
        setup.users.values().map(|user| (user.id.to_string(), user.name.clone())).collect();
    named.sort_by_cached_key(|(_, name)| name.to_lowercase());
    named
}

/// In what kind of field a value is given.
enum Field {
    Options(Vec<(String, String)>),
    /// Some of the options, each to be ticked.
    Several(Vec<String>),
    Line {
        kind: &'static str,
    },
    /// A date and time of the wall's clock.
    DateTime,
    Text,
}

fn field_of(language: Language, setup: &Setup, property: &PropertyName) -> Field {
    match BuiltIn::named(property) {
        Some(BuiltIn::Owner) => return Field::Options(owner_options(language, setup)),
        Some(BuiltIn::Priority) => return Field::Options(priority_options(language)),
        Some(BuiltIn::Description) => return Field::Text,
        Some(_) => return Field::Line { kind: "text" },
        None => {}
    }
    let or_none = |options: Vec<(String, String)>| {
        let none = (String::new(), say!(language, property.none).to_owned());
        Field::Options(std::iter::once(none).chain(options).collect())
    };
    match setup.properties.get(property).map(|definition| &definition.kind) {
        Some(PropertyKind::Choice { options }) => {
            or_none(options.iter().map(|option| (option.clone(), option.clone())).collect())
        }
        Some(PropertyKind::YesNo) => or_none(yes_no_options(language)),
        Some(PropertyKind::User) => or_none(user_options(setup)),
        Some(PropertyKind::Choices { options }) => Field::Several(options.clone()),
        Some(PropertyKind::Number) => Field::Line { kind: "number" },
        Some(PropertyKind::Date) => Field::Line { kind: "date" },
        Some(PropertyKind::DateTime) => Field::DateTime,
        Some(PropertyKind::LongText) => Field::Text,
        Some(PropertyKind::Text) | None => Field::Line { kind: "text" },
    }
}

/// Shows a field for a value of a property, as text by which it is set.
#[component]
pub fn PropertyField(
    /// The property.
    property: PropertyName,
    /// Whether it must have a value.
    required: bool,
    /// The value.
    value: RwSignal<String>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let field = help_desk.core(|core| field_of(language, core.setup(), &property));
    let label = Signal::derive(move || {
        let label = help_desk.setup(|setup| say_property(language, setup, &property));
        if required { label } else { format!("{label} {}", say!(language, create.optional)) }
    });
    match field {
        Field::Options(options) => view! {
            <Select label choices=Signal::stored(options) value/>
        }
        .into_any(),
        Field::Several(options) => view! { <Several label options value/> }.into_any(),
        Field::Line { kind } => view! {
            <TextField label value on_input=Callback::new(move |typed| value.set(typed)) kind required/>
        }
        .into_any(),
        Field::DateTime => view! {
            <label class="hd-field">
                <span class="hd-field__label">{label}</span>
                <input
                    class="hd-field__input"
                    type="datetime-local"
                    aria-required=required.to_string()
                    prop:value=move || value.read().parse().map(wall_time).unwrap_or_default()
                    on:change:target=move |event| {
                        let at = at_wall_time(&event.target().value());
                        value.set(at.map(|at| at.to_rfc3339()).unwrap_or_default());
                    }
                />
            </label>
        }
        .into_any(),
        Field::Text => view! {
            <label class="hd-field">
                <span class="hd-field__label">{label}</span>
                <textarea
                    class="hd-field__input hd-field__input--text"
                    rows="3"
                    aria-required=required.to_string()
                    prop:value=move || value.get()
                    on:input:target=move |event| value.set(event.target().value())
                ></textarea>
            </label>
        }
        .into_any(),
    }
}

/// Options of which some are ticked.
#[component]
fn Several(label: Signal<String>, options: Vec<String>, value: RwSignal<String>) -> impl IntoView {
    let all = StoredValue::new(options.clone());
    let is_ticked = move |option: &str| value.read().split(PropertyKind::SEPARATOR).any(|it| it == option);
    let tick = move |option: &str, ticked: bool| {
        // Options that are no longer defined go: the property does not take them.
        let chosen = all.with_value(|all| {
            let stays = |it: &&String| if it.as_str() == option { ticked } else { is_ticked(it) };
            all.iter().filter(stays).cloned().collect()
        });
        value.set(Value::Choices(chosen).to_text());
    };
    let boxes = options.into_iter().map(|option| {
        let (shown, read) = (option.clone(), option.clone());
        view! {
            <TickBox
                label=Signal::stored(shown)
                ticked=Signal::derive(move || is_ticked(&read))
                on_change=Callback::new(move |ticked| tick(&option, ticked))
            />
        }
    });
    view! {
        <fieldset class="hd-several">
            <legend class="hd-field__label">{label}</legend>
            {boxes.collect_view()}
        </fieldset>
    }
}
