//! A ticket's details beside its conversation in an inbox: the properties that one chose to see there (INB-03, INB-04).

use leptos::prelude::*;
use sportello_domain::id::TicketId;
use sportello_domain::property::{BuiltIn, PropertyName};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::Ticket;
use sportello_domain::workspace::ArrangeTicketDetails;

use crate::language::{say, use_language};
use crate::property::say_property;
use crate::replica::{Place, use_help_desk};
use crate::ticket::RefusalAt;
use crate::ticket::fields::Field;
use crate::ui::arranged_list::{ArrangedList, Entry};
use crate::ui::button::Button;
use crate::ui::dialog::{Dialog, DialogPlace};

/// Shows the panel while `open` is true.
#[component]
pub fn DetailsPanel(
    /// The ticket.
    id: TicketId,
    /// It, as it is shown.
    ticket: Memo<Option<Ticket>>,
    /// Whether whoever is signed in may change it.
    editable: Memo<bool>,
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let choosing = RwSignal::new(false);
    let title = Signal::derive(move || {
        let ticket = ticket.read();
        ticket.as_ref().map(|ticket| format!("{} {}", ticket.number, ticket.name)).unwrap_or_default()
    });
    view! {
        <Dialog open place=DialogPlace::Right title>
            {move || {
                (open.get() && choosing.get()).then(|| view! { <Choose choosing/> }.into_any())
            }}
            {move || {
                (open.get() && !choosing.get()).then(|| view! { <Shown id editable choosing/> }.into_any())
            }}
        </Dialog>
    }
}

#[component]
fn Shown(id: TicketId, editable: Memo<bool>, choosing: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let shown = Memo::new(move |_| {
        let me = help_desk.me();
        help_desk.setup(|setup| setup.workspace_of(me).ticket_details(setup))
    });
    let field = move |property: PropertyName| {
        let set_by_people = BuiltIn::named(&property).is_none_or(BuiltIn::may_be_asked_for);
        let editable = Memo::new(move |_| set_by_people && editable.get());
        view! { <Field id property editable/> }
    };
    view! {
        <dl class="hd-fields">
            <For each=move || shown.get() key=Clone::clone children=field/>
        </dl>
        <p class="hd-card__foot">
            <Button on_press=Callback::new(move |_| choosing.set(true))>
                {move || say!(language, inbox.edit_shown)}
            </Button>
        </p>
    }
}

/// Which properties are shown, and in which order.
#[component]
fn Choose(choosing: RwSignal<bool>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let reading = help_desk.clone();
    let entries = Memo::new(move |_| {
        let me = reading.me();
        reading.setup(|setup| {
            let shown = setup.workspace_of(me).ticket_details(setup);
            let rest = all(setup).into_iter().filter(|property| !shown.contains(property));
            let entry = |property: &PropertyName, chosen| Entry {
                key: property.to_string(),
                name: say_property(language, setup, property),
                chosen,
                fixed: false,
            };
            let rest: Vec<Entry> = rest.map(|property| entry(&property, false)).collect();
            shown.iter().map(|property| entry(property, true)).chain(rest).collect::<Vec<_>>()
        })
    });
    let on_change = Callback::new(move |keys: Vec<String>| {
        let properties = keys.iter().map(|key| PropertyName::from(key.as_str())).collect();
        let _ = help_desk.give(ArrangeTicketDetails { properties }, Place::Workspace);
    });
    view! {
        <h3 class="hd-settings__section">{move || say!(language, inbox.edit_shown)}</h3>
        <p class="hd-soft">{move || say!(language, inbox.shown_text)}</p>
        <RefusalAt place=Place::Workspace/>
        <ArrangedList entries on_change/>
        <div class="hd-form__foot">
            <Button on_press=Callback::new(move |_| choosing.set(false))>
                {move || say!(language, inbox.shown_done)}
            </Button>
        </div>
    }
}

/// All properties that a ticket has.
fn all(setup: &Setup) -> Vec<PropertyName> {
    let defined = setup.properties.values().filter(|definition| !definition.archived);
    let built_in = BuiltIn::ALL.into_iter().map(PropertyName::from);
    built_in.chain(defined.map(|definition| definition.name.clone())).collect()
}
