//! What a row of the table shows in each column. What is in a cell follows the row's ticket and stays in the page: a row
//! that comes to show another ticket only changes its words. What one ticket lacks is hidden and not taken away: a memo
//! never forgets who once followed it, and one that lives as long as the list would tell ever more of them.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use sportello_domain::id::UserId;
use sportello_domain::property::{BuiltIn, PropertyName, Value};
use sportello_domain::ticket::Ticket;
use sportello_domain::workspace::Column;

use crate::chips::{PriorityChip, StatusChip, status_face};
use crate::language::use_language;
use crate::people::{team_name, user_name};
use crate::property::{say_source, say_value};
use crate::replica::{HelpDesk, use_help_desk};
use crate::ui::avatar::Avatar;
use crate::ui::time::{say_ago, say_in_full, use_clock};
use crate::workspace::places::Places;

/// Shows one column of a row's ticket.
pub fn cell(column: &Column, ticket: Memo<Option<Ticket>>) -> AnyView {
    let help_desk = use_help_desk();
    let Column::Property(name) = column else {
        let contact = move |ticket: &Ticket| {
            help_desk.core(|core| core.contact_name(ticket.id).unwrap_or_default().to_owned())
        };
        return person("contact", said(ticket, contact));
    };
    let Some(property) = BuiltIn::named(name) else { return defined(ticket, name.clone()) };
    match property {
        BuiltIn::Number => {
            let number = said(ticket, |ticket| ticket.number.to_string());
            text("number hd-soft hd-number", number)
        }
        BuiltIn::Name => in_cell("name", view! { <Name ticket/> }.into_any()),
        BuiltIn::Status => {
            let face = Memo::new(move |_| {
                let status = ticket.read().as_ref().map(|ticket| ticket.status)?;
                Some(help_desk.setup(|setup| status_face(setup, status)))
            });
            let label = Signal::derive(move || face.get().map(|(label, _)| label).unwrap_or_default());
            let class = Signal::derive(move || face.get().map(|(_, class)| class).unwrap_or_default());
            in_cell("status", view! { <StatusChip label class/> }.into_any())
        }
        BuiltIn::Priority => {
            let priority = Memo::new(move |_| ticket.read().as_ref()?.priority);
            let chip =
                view! { <span hidden=move || priority.get().is_none()><PriorityChip priority/></span> };
            in_cell("priority", chip.into_any())
        }
        BuiltIn::Owner => person("owner", said(ticket, move |ticket| user(&help_desk, ticket.owner))),
        BuiltIn::CreatedBy => {
            person("value", said(ticket, move |ticket| user(&help_desk, ticket.created_by)))
        }
        BuiltIn::LastActivityDate => time("updated hd-soft hd-number", ticket, |it| Some(it.active_at)),
        BuiltIn::LastContactedDate => time(TIME, ticket, |it| it.contacted_at),
        BuiltIn::CreateDate => time(TIME, ticket, |it| Some(it.created_at)),
        BuiltIn::LastModifiedDate => time(TIME, ticket, |it| Some(it.modified_at)),
        BuiltIn::CloseDate => time(TIME, ticket, |it| it.close_date),
        BuiltIn::Category => text("value", said(ticket, |it| it.category.clone().unwrap_or_default())),
        BuiltIn::Description => text("value", said(ticket, |it| it.description.clone().unwrap_or_default())),
        BuiltIn::Pipeline => {
            let named = move |ticket: &Ticket| {
                let found =
                    help_desk.setup(|it| it.pipelines.get(&ticket.pipeline).map(|it| it.name.clone()));
                found.unwrap_or_default()
            };
            text("value", said(ticket, named))
        }
        BuiltIn::AssignedTeams => {
            let named = move |ticket: &Ticket| {
                let teams = ticket.assigned_teams.iter();
                let names: Vec<String> =
                    help_desk.setup(|setup| teams.map(|team| team_name(setup, *team)).collect());
                names.join(", ")
            };
            text("value", said(ticket, named))
        }
        BuiltIn::Source => {
            let language = use_language();
            text("value", said(ticket, move |ticket| say_source(language, ticket.source).to_owned()))
        }
    }
}

/// The classes of a point in time.
const TIME: &str = "value hd-soft hd-number";

fn in_cell(kind: &'static str, shown: AnyView) -> AnyView {
    let class = format!("hd-table__cell hd-table__cell--{kind}");
    view! { <span class=class role="gridcell">{shown}</span> }.into_any()
}

/// A cell of nothing but words: one element, since it is scrolling that shows how many a row has.
fn words(
    kind: &'static str,
    words: impl Fn() -> String + Send + Sync + 'static,
    title: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> AnyView {
    let class = format!("hd-table__cell hd-truncate hd-table__cell--{kind}");
    view! { <span class=class role="gridcell" title=title>{words}</span> }.into_any()
}

fn text(kind: &'static str, said: Signal<String>) -> AnyView {
    words(kind, move || said.get(), || None)
}

/// What is said of the ticket; nothing while there is none.
fn said(
    ticket: Memo<Option<Ticket>>,
    say: impl Fn(&Ticket) -> String + Send + Sync + 'static,
) -> Signal<String> {
    Signal::derive(move || ticket.read().as_ref().map(&say).unwrap_or_default())
}

/// A cell with a person; the stylesheet hides the disc of nobody.
fn person(kind: &'static str, name: Signal<String>) -> AnyView {
    let name = Memo::new(move |_| name.get());
    let class = format!("hd-table__cell hd-table__cell--{kind} hd-person");
    view! {
        <span class=class role="gridcell">
            <Avatar name/>
            <span class="hd-truncate">{name}</span>
        </span>
    }
    .into_any()
}

fn user(help_desk: &HelpDesk, id: Option<UserId>) -> String {
    id.map(|id| help_desk.setup(|setup| user_name(setup, id))).unwrap_or_default()
}

fn time(
    kind: &'static str,
    ticket: Memo<Option<Ticket>>,
    at: fn(&Ticket) -> Option<DateTime<Utc>>,
) -> AnyView {
    let (language, clock) = (use_language(), use_clock());
    let at = Memo::new(move |_| at(ticket.read().as_ref()?));
    let ago = move || at.get().map(|at| say_ago(language.code(), at, clock.now())).unwrap_or_default();
    words(kind, ago, move || at.get().map(|at| say_in_full(language.code(), at)))
}

/// A value of a defined property.
fn defined(ticket: Memo<Option<Ticket>>, name: PropertyName) -> AnyView {
    let (language, help_desk) = (use_language(), use_help_desk());
    let value = Memo::new(move |_| ticket.read().as_ref()?.properties.get(&name).cloned());
    let clock = use_clock();
    let in_full = move || match *value.read() {
        Some(Value::DateTime(at)) => Some(say_in_full(language.code(), at)),
        _ => None,
    };
    let said = move || match &*value.read() {
        Some(Value::DateTime(at)) => say_ago(language.code(), *at, clock.now()),
        Some(value) => help_desk.setup(|setup| say_value(language, setup, value)),
        None => String::new(),
    };
    words("value", said, in_full)
}

#[component]
fn Name(ticket: Memo<Option<Ticket>>) -> impl IntoView {
    let places = expect_context::<Places>();
    let href = said(ticket, move |ticket| places.ticket_route(ticket.number.0).href());
    let name = said(ticket, Ticket::shown_name);
    view! { <a class="hd-ticket-row__name hd-truncate" href=href tabindex="-1">{name}</a> }
}
