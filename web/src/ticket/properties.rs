//! A ticket's properties, each edited in place.

use leptos::ev::{Event, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use sportello_domain::id::{StatusId, TicketId};
use sportello_domain::pipeline::PipelineRule;
use sportello_domain::policy;
use sportello_domain::property::{BuiltIn, Priority};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::{AssignTicket, Assignee, SetProperty, Ticket};

use super::asking::{offered, use_asking};
use crate::chips::{PriorityChip, StatusChip, say_priority, status_face};
use crate::failure::say_rule;
use crate::language::{Language, say, use_language};
use crate::people::{team_name, user_name};
use crate::replica::core::Replica;
use crate::replica::topic::Topic;
use crate::replica::{Part, Place, use_help_desk};
use crate::ui::avatar::Avatar;
use crate::ui::button::Weight;
use crate::ui::choice_menu::{Choice, ChoiceMenu};
use crate::ui::focus::next_number;
use crate::ui::icon::Icon;
use crate::ui::menu::opens;

/// Shows status, owner and priority, and lets them be changed.
#[component]
pub fn Properties(
    /// The ticket.
    id: TicketId,
    /// It, as it is shown.
    ticket: Memo<Option<Ticket>>,
    /// Whether whoever is signed in may change it.
    editable: Signal<bool>,
    /// The button that chooses the owner.
    owner_button: NodeRef<html::Button>,
    /// The button that chooses the status.
    status_button: NodeRef<html::Button>,
) -> impl IntoView {
    let number = move || ticket.read().as_ref().map(|ticket| ticket.number.to_string());
    view! {
        <div class="hd-properties">
            <StatusProperty id ticket editable button_ref=status_button/>
            <OwnerProperty id ticket editable button_ref=owner_button/>
            <PriorityProperty id ticket editable/>
            <CategoryProperty id ticket editable/>
            <span class="hd-property hd-soft hd-number">{number}</span>
        </div>
    }
}

#[component]
fn StatusProperty(
    id: TicketId,
    ticket: Memo<Option<Ticket>>,
    editable: Signal<bool>,
    button_ref: NodeRef<html::Button>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let asking = use_asking();
    let (offering, showing) = (help_desk.clone(), help_desk.clone());
    let status = Memo::new(move |_| ticket.read().as_ref().map(|ticket| ticket.status));
    let choices = Signal::derive(move || {
        offering.track(Topic::Setup);
        let ticket = ticket.read();
        let offered = |core: &Replica| {
            let offered = ticket.as_ref().map(|ticket| offered(core, ticket)).unwrap_or_default();
            let choice = |(status, rule): (StatusId, Option<PipelineRule>)| {
                status_choice(core.setup(), status, rule.map(|rule| say_rule(language, rule)))
            };
            offered.into_iter().map(choice).collect::<Vec<_>>()
        };
        offering.core(offered)
    });
    let face = ViewFn::from(move || {
        let (label, class) =
            showing.setup(|setup| status.get().map(|status| status_face(setup, status)).unwrap_or_default());
        view! { <StatusChip label class/> }
    });
    let on_choose = Callback::new(move |chosen: Option<StatusId>| {
        if let Some(status) = chosen {
            asking.change_status(&help_desk, id, status, place(id));
        }
    });
    view! {
        <ChoiceMenu
            name=Signal::derive(move || say!(language, ticket.status).to_owned())
            choices
            chosen=status
            on_choose
            enabled=editable
            button_ref
            face
        />
    }
}

/// A status as one of several.
pub fn status_choice(setup: &Setup, status: StatusId, why_not: Option<String>) -> Choice<Option<StatusId>> {
    let (label, class) = status_face(setup, status);
    let shown = label.clone();
    let face = ViewFn::from(move || {
        let label = shown.clone();
        view! { <StatusChip label class/> }
    });
    Choice { value: Some(status), label, face, why_not }
}

/// Shows the owner, and lets another be chosen.
#[component]
pub fn OwnerProperty(
    /// The ticket.
    id: TicketId,
    /// It, as it is shown.
    ticket: Memo<Option<Ticket>>,
    /// Whether whoever is signed in may change it.
    editable: Signal<bool>,
    /// The button, for a key that opens the list.
    #[prop(optional)]
    button_ref: NodeRef<html::Button>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (offering, showing) = (help_desk.clone(), help_desk.clone());
    let owner = Memo::new(move |_| match ticket.read().as_ref().and_then(|ticket| ticket.owner) {
        Some(user) => Assignee::User { user },
        None => Assignee::Nobody,
    });
    let choices = Signal::derive(move || offering.setup(|setup| owner_choices(language, setup)));
    let face = ViewFn::from(move || {
        let name = match owner.get() {
            Assignee::User { user } => showing.setup(|setup| user_name(setup, user)),
            Assignee::Team { .. } | Assignee::Nobody => String::new(),
        };
        let said = if name.is_empty() { say!(language, ticket.nobody).to_owned() } else { name.clone() };
        view! {
            <Avatar name=Signal::stored(name)/>
            <span class="hd-truncate">{said}</span>
        }
    });
    let on_choose = Callback::new(move |to| {
        let _ = help_desk.give(AssignTicket { ticket: id, to }, place(id));
    });
    view! {
        <ChoiceMenu
            name=Signal::derive(move || say!(language, ticket.owner).to_owned())
            choices
            chosen=owner
            on_choose
            enabled=editable
            button_ref
            face
        />
    }
}

/// Who can own a ticket, and teams that can take care of it (OWN-06).
pub fn owner_choices(language: Language, setup: &Setup) -> Vec<Choice<Assignee>> {
    let person = |value: Assignee, name: String, label: String| {
        let said = label.clone();
        let face = ViewFn::from(move || {
            let (name, said) = (name.clone(), said.clone());
            view! {
                <span class="hd-person">
                    <Avatar name=Signal::stored(name)/>
                    <span class="hd-truncate">{said}</span>
                </span>
            }
        });
        Choice { value, label, face, why_not: None }
    };
    let nobody = person(Assignee::Nobody, String::new(), say!(language, ticket.nobody).to_owned());
    let mut users: Vec<_> = setup
        .users
        .keys()
        .filter(|user| policy::may_own_tickets(setup, **user).is_ok())
        .map(|user| {
            let name = user_name(setup, *user);
            person(Assignee::User { user: *user }, name.clone(), name)
        })
        .collect();
    users.sort_by(|a, b| a.label.cmp(&b.label));
    let teams = setup.teams.keys().map(|team| {
        let name = team_name(setup, *team);
        person(Assignee::Team { team: *team }, name.clone(), name)
    });
    std::iter::once(nobody).chain(users).chain(teams).collect()
}

#[component]
fn PriorityProperty(id: TicketId, ticket: Memo<Option<Ticket>>, editable: Signal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let priority = Memo::new(move |_| ticket.read().as_ref().and_then(|ticket| ticket.priority));
    let choices = Signal::derive(move || {
        let options = Priority::ALL.into_iter().rev().map(Some).chain([None]);
        options
            .map(|value| {
                let face = ViewFn::from(move || view! { <PriorityChip priority=Signal::stored(value)/> });
                Choice { value, label: say_priority(language, value).to_owned(), face, why_not: None }
            })
            .collect::<Vec<_>>()
    });
    let on_choose = Callback::new(move |chosen: Option<Priority>| {
        let value = chosen.map(Priority::name).unwrap_or_default().to_owned();
        let _ =
            help_desk.give(SetProperty { ticket: id, property: BuiltIn::Priority.into(), value }, place(id));
    });
    view! {
        <ChoiceMenu
            name=Signal::derive(move || say!(language, ticket.priority).to_owned())
            choices
            chosen=priority
            on_choose
            enabled=editable
            face=ViewFn::from(move || view! { <PriorityChip priority/> })
        />
    }
}

/// The category is a text: the button opens a field instead of a list.
#[component]
fn CategoryProperty(id: TicketId, ticket: Memo<Option<Ticket>>, editable: Signal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let popover_id = format!("category-{}", next_number());
    let popover = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    let category = Memo::new(move |_| ticket.read().as_ref().and_then(|ticket| ticket.category.clone()));
    let text = RwSignal::new(String::new());
    let on_beforetoggle = move |event: Event| {
        if opens(&event) {
            text.set(category.get_untracked().unwrap_or_default());
        }
        if let Some(field) = field.get_untracked() {
            let _ = field.set_attribute("autofocus", "");
        }
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let property = BuiltIn::Category.into();
        let _ = help_desk.give(SetProperty { ticket: id, property, value: text.get_untracked() }, place(id));
        if let Some(popover) = popover.get_untracked() {
            let _ = popover.hide_popover();
        }
    };
    let name = move || say!(language, property.category);
    view! {
        <button
            type="button"
            class="hd-property"
            popovertarget=popover_id.clone()
            aria-haspopup="dialog"
            disabled=move || !editable.get()
            title=name
        >
            <span class="hd-hidden-label">{name} " "</span>
            <span class="hd-truncate">
                {move || category.get().unwrap_or_else(|| say!(language, property.no_category).to_owned())}
            </span>
            <Show when=move || editable.get()>{Icon::Down.draw()}</Show>
        </button>
        <div
            class="hd-menu"
            id=popover_id
            popover="auto"
            role="dialog"
            aria-label=name
            node_ref=popover
            on:beforetoggle=on_beforetoggle
        >
            <form class="hd-category" on:submit=save>
                <input
                    class="hd-field__input"
                    type="text"
                    aria-label=name
                    placeholder=name
                    autocomplete="off"
                    node_ref=field
                    prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())
                />
                <button type="submit" class=Weight::Primary.class()>{move || say!(language, common.save)}</button>
            </form>
        </div>
    }
}

fn place(ticket: TicketId) -> Place {
    Place::Ticket { ticket, part: Part::Head }
}
