//! What a row of the table shows in each column.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use sportello_domain::property::{BuiltIn, Value};
use sportello_domain::ticket::Ticket;
use sportello_domain::workspace::Column;

use crate::chips::{PriorityChip, StatusChip, status_face};
use crate::language::use_language;
use crate::people::{team_name, user_name};
use crate::property::{say_source, say_value};
use crate::replica::use_help_desk;
use crate::ui::avatar::Avatar;
use crate::ui::time::{say_ago, say_in_full, use_clock};
use crate::workspace::places::Places;

/// Shows one column of a ticket.
pub fn cell(column: &Column, ticket: &Ticket) -> AnyView {
    let help_desk = use_help_desk();
    let text = |text: String| view! { <span class="hd-truncate">{text}</span> }.into_any();
    let person = |name: String| view! { <Person name/> }.into_any();
    let nothing = || ().into_any();
    let Column::Property(name) = column else {
        let contact = help_desk.core(|core| core.contact_name(ticket.id).unwrap_or_default().to_owned());
        let shown = if contact.is_empty() { nothing() } else { person(contact) };
        return in_cell("contact", shown);
    };
    let Some(property) = BuiltIn::named(name) else {
        let value = ticket.properties.get(name);
        return in_cell("value", value.map_or_else(nothing, defined));
    };
    let (kind, shown) = match property {
        BuiltIn::Number => ("number hd-soft hd-number", ticket.number.to_string().into_any()),
        BuiltIn::Name => ("name", view! { <Name ticket=ticket.clone()/> }.into_any()),
        BuiltIn::Status => {
            let status = ticket.status;
            let chip = move || {
                let (label, class) = help_desk.setup(|setup| status_face(setup, status));
                view! { <StatusChip label class/> }
            };
            ("status", chip.into_any())
        }
        BuiltIn::Priority => {
            let chip = |priority| view! { <PriorityChip priority=Signal::stored(Some(priority))/> };
            ("priority", ticket.priority.map(chip).into_any())
        }
        BuiltIn::Owner => {
            let owner = ticket.owner;
            let shown = move || {
                owner.map(|it| view! { <Person name=help_desk.setup(|setup| user_name(setup, it))/> })
            };
            ("owner", shown.into_any())
        }
        BuiltIn::CreatedBy => {
            let by = ticket.created_by;
            let shown =
                move || by.map(|it| view! { <Person name=help_desk.setup(|setup| user_name(setup, it))/> });
            ("value", shown.into_any())
        }
        BuiltIn::LastActivityDate => ("updated hd-soft hd-number", time(Some(ticket.active_at))),
        BuiltIn::LastContactedDate => ("value hd-soft hd-number", time(ticket.contacted_at)),
        BuiltIn::CreateDate => ("value hd-soft hd-number", time(Some(ticket.created_at))),
        BuiltIn::LastModifiedDate => ("value hd-soft hd-number", time(Some(ticket.modified_at))),
        BuiltIn::CloseDate => ("value hd-soft hd-number", time(ticket.close_date)),
        BuiltIn::Category => ("value", ticket.category.clone().map(text).into_any()),
        BuiltIn::Description => ("value", ticket.description.clone().map(text).into_any()),
        BuiltIn::Pipeline => {
            let pipeline = ticket.pipeline;
            let named = move || {
                let found = help_desk.setup(|setup| setup.pipelines.get(&pipeline).map(|it| it.name.clone()));
                view! { <span class="hd-truncate">{found}</span> }
            };
            ("value", named.into_any())
        }
        BuiltIn::AssignedTeams => {
            let teams = ticket.assigned_teams.clone();
            let named = move || {
                let names: Vec<String> =
                    help_desk.setup(|setup| teams.iter().map(|team| team_name(setup, *team)).collect());
                view! { <span class="hd-truncate">{names.join(", ")}</span> }
            };
            ("value", named.into_any())
        }
        BuiltIn::Source => {
            let (language, source) = (use_language(), ticket.source);
            ("value", (move || say_source(language, source)).into_any())
        }
    };
    in_cell(kind, shown)
}

fn in_cell(kind: &'static str, shown: AnyView) -> AnyView {
    let class = format!("hd-table__cell hd-table__cell--{kind}");
    view! { <span class=class role="gridcell">{shown}</span> }.into_any()
}

/// A value of a defined property.
fn defined(value: &Value) -> AnyView {
    if let Value::DateTime(at) = value {
        return time(Some(*at));
    }
    let (language, help_desk) = (use_language(), use_help_desk());
    let said = help_desk.setup(|setup| say_value(language, setup, value));
    view! { <span class="hd-truncate">{said}</span> }.into_any()
}

fn time(at: Option<DateTime<Utc>>) -> AnyView {
    at.map(|at| view! { <Time at/> }).into_any()
}

#[component]
fn Time(at: DateTime<Utc>) -> impl IntoView {
    let language = use_language();
    let clock = use_clock();
    view! {
        <span class="hd-truncate" title=move || say_in_full(language.code(), at)>
            {move || say_ago(language.code(), at, clock.now())}
        </span>
    }
}

#[component]
fn Name(ticket: Ticket) -> impl IntoView {
    let href = expect_context::<Places>().ticket_route(ticket.number.0).href();
    view! { <a class="hd-ticket-row__name hd-truncate" href=href tabindex="-1">{ticket.shown_name()}</a> }
}

#[component]
fn Person(name: String) -> impl IntoView {
    view! {
        <span class="hd-person">
            <Avatar name=Signal::stored(name.clone())/>
            <span class="hd-truncate">{name}</span>
        </span>
    }
}
